"""Texts made of what news is made of, in any order: conflict words, cues, quotes, numbers, dates, names, markup.

Random characters seldom get past the tokenizer; these get deep into every stage. From bytes for the fuzzer (one byte a
piece), and as a strategy for Hypothesis.
"""

from __future__ import annotations

from hypothesis import strategies as st

NAMES = (
    "Damascus|Moscow|Kyiv|Russia|Russian|Syrian|the Syrian army|Houthi rebels|the UN"
    "|the International Committee of the Red Cross"
    "|President Bashar al-Assad|Mr. Lavrov|Amnesty|Reuters|AFP|SANA|Aleppo|Dara'a"
    "|Gaza City|St. Mary's|Paris, Texas|O'Neil"
    "|a defence ministry spokesman|residents|officials|witnesses|the group|he|she"
    "|they|it|who|which|whose|the Pentagon|UK|U.S."
).split("|")
CUES = (
    "said|says|told|denied|rejected|accused|blamed|claimed|admitted|confirmed|warned"
    "|according to|quoted as saying|did not deny"
    "|was accused of|are said to have|it was alleged that|claimed responsibility for"
    "|refused to say whether|that|of|for|if|would"
    "|reportedly|allegedly|there was no immediate comment from|in a statement"
    "|on state television|citing|: |, he added,"
).split("|")
DEEDS = (
    "killed|wounded|shelled|bombed|airstrikes on|a barrel bomb attack on|the attack"
    "|the massacre|fled|were displaced|were detained"
    "|went missing|a ceasefire|the 48-hour truce|under the terms of the truce,"
    "|will withdraw|threatened to attack|plan to strike"
    "|was not bombed|protested|sanctions|clashes|the bombing|ambushed|executed|seized"
    "|took control of|agreed|talks|drone strike"
).split("|")
NUMBERS = (
    "12|at least|more than|between|and|10,000|1.5 million|2.3bn|two dozen|a hundred and"
    "|thousand|hundreds of|scores|half of|0|00|-3"
    "|over half of 23 million|one in five|three-quarters|50 per cent|%|$|£4m|1,2,3"
    "|12.5.6|no fewer than|up to|people|civilians"
    "|children|nobody|of them|including|the toll|rose to|from|to|-|–|dead|twelve|a|an"
    "|12-year-old|7th|99999999999999999999|1e9|½|٣"
).split("|")
TIMES = (
    "Friday|on Friday|yesterday|last week|two days ago|4 May 2016|May 4, 2016"
    "|2016-05-04|04/05/2016|31/02/2016|2016|in|since|until"
    "|the 1990s|by|14:22|2.30 p.m.|noon|24:00|for three weeks|every day|next year"
    "|the day after|a year earlier|spring|Ramadan"
    "|44 BC|9999|0000-00-00|2016-W53|the 21st century|three to four hours|mid-2011"
    "|early on Sunday|June 31|February 29|Q3|T00:00Z"
).split("|")
MARKS = (
    "\"|“|”|‘|’|'|«|»|„|(|)|[|]|—|–|--|-|.|,|;|:|?|!|…|...|\n|\n\n|\r\n|\t| |\u00a0"
    "|\u2028|\u200b|\u202e|\u0301|\ufeff|•|* |** "
    "|<b>|</p>|&amp;|&#0;|{{|%s|\\|/|@a|#b|http://a.example/b?c=d|a@b.example"
    "|KABUL, Afghanistan, May 3 (Reuters) —|Q: |SPEAKER 1:"
    "|Photo: AP|Read more:|By Ana Belova|😀|𝔘|İ|ß|ﬁ|שלום|عربي|中文|\x00|\x85|\ud7ff|A|a"
).split("|")
PIECES = tuple(dict.fromkeys((*NAMES, *CUES, *DEEDS, *NUMBERS, *TIMES, *MARKS)))


def text_of(data: bytes) -> str:
    """A text from bytes: the bytes themselves, or, if the first is odd, one piece for each of the others.

    b"\\x01\\x05\\x20" → "the UN it"
    """
    if not data or data[0] % 2 == 0:
        return data[1:].decode("utf-8", "ignore")
    return " ".join(PIECES[byte % len(PIECES)] for byte in data[1:])


def sentences() -> st.SearchStrategy[str]:
    """Sentences whose parts stand in the order that reports have, mostly."""
    phrase = st.tuples(
        st.sampled_from(("", *TIMES, *MARKS[:9])),
        st.sampled_from(NAMES),
        st.sampled_from(CUES),
        st.sampled_from(("", *NAMES, *NUMBERS)),
        st.sampled_from(DEEDS),
        st.sampled_from(("", *NUMBERS)),
        st.sampled_from(("", *NAMES, *TIMES)),
        st.sampled_from((".", ",", ";", '."', ".”", "\n\n", "?", "", " —")),
    ).map(lambda parts: " ".join(part for part in parts if part))
    return st.lists(st.one_of(phrase, phrase, heaps(12)), max_size=5).map(" ".join)


def heaps(most: int = 50) -> st.SearchStrategy[str]:
    """Pieces in any order, with and without blanks between them."""
    joined = st.tuples(
        st.lists(st.sampled_from(PIECES), max_size=most), st.sampled_from((" ", " ", ""))
    )
    return joined.map(lambda made: made[1].join(made[0]))
