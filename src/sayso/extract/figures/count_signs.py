"""What a number counts by signs beyond its noun and verb: tolls named around it, losses, crowds, strengths.

Comes in: where a number stands, its noun phrase and the figures before it. Goes out: what is counted, or None.
`counted` asks noun and verb first; `figures` asks these where it finds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sayso.extract.figures.figure_links import Draft
from sayso.extract.figures.figure_words import PEOPLE, FigureLexicon
from sayso.extract.figures.quantities import Quantity
from sayso.extract.grammar.noun_phrases import Line, NounPhrase

_BREAK = re.compile(r"[;.]\s|,\s(?:and|but|while)\b")
_OWN_NUMBER = re.compile(r"\bnumber of [\w ]{2,40}$")
_NUMBER_OF = re.compile(r"\s(?:the )?(?:total )?number of (.{1,60})")
_STRONG = re.compile(r"-strong((?: [\w-]+){1,3})")
_HYPHENED = re.compile(r"-(\w+)")
_CROWD = 10

# "The number of people killed in the attack on the mall in the capital has risen to 62".
_TOLL_REACH = 130


def in_other_unit(
    line: Line, before: int, phrase: NounPhrase, drafts: list[Draft], lexicon: FigureLexicon
) -> str | None:
    """ "14,200 people (2,840 households)": the same people once more, counted by their homes."""
    last, doc = drafts[-1].phrase.head if drafts else None, line.sentence.doc
    if phrase.head is None or last is None or before <= line.sentence.start:
        return None
    is_beside = doc[before].text == "(" and doc[before - 1].i == last.i
    is_whole = phrase.head.lemma_.lower() in lexicon.wholes
    return phrase.head.lower_ if is_beside and is_whole else None


def lost(line: Line, before: int, phrase: NounPhrase, lexicon: FigureLexicon) -> str | None:
    """ "the army lost 112 soldiers", "lost her sons and nine relatives"."""
    token, left = phrase.head, line.sentence.doc[before] if before >= line.sentence.start else None
    # "lost 17 of their own", "lost 14 of our best"
    is_own = token is not None and (
        token.lower_ == "own" or (phrase.pronoun and token.tag_ == "JJS")
    )
    if token is None or not (is_own or token.lemma_.lower() in lexicon.lost_people):
        return None
    if left is not None and left.lemma_.lower() in lexicon.lost_by:
        return lexicon.words.lives.get(left.lemma_.lower())
    while token.dep_ == "conj" and token.head is not token:
        token = token.head
    is_lost = token.dep_ in ("dobj", "nsubjpass") and token.head.lemma_ in lexicon.lost_by
    return lexicon.words.lives.get(token.head.lemma_) if is_lost else None


def listed(left: str, lexicon: FigureLexicon) -> str | None:
    """ "those killed included", "among the dead were"."""
    match = lexicon.listing.search(left[-50:])
    return lexicon.words.beside[match["word"]] if match else None


def toll_behind(line: Line, quantity: Quantity, lexicon: FigureLexicon) -> str | None:
    """ "brought to 32 the number of soldiers that died"."""
    match = _NUMBER_OF.match(line.lower, quantity.end - line.sentence.start_char)
    words = re.findall(r"[\w-]+", match[1]) if match else []
    return next((lexicon.words.beside[w] for w in words if w in lexicon.words.beside), None)


def toll_of(left: str, lexicon: FigureLexicon) -> str | None:
    """ "a death toll of 51", "a population of 23 million": the noun outranks the verb above it."""
    match = lexicon.toll_of.search(left[-60:])
    return match.lastgroup if match else None


def risen_toll(left: str, phrase: NounPhrase, lexicon: FigureLexicon) -> str | None:
    """ "Toll climbs to 24 as wounded die": what has risen is counted, whoever stands behind."""
    if phrase.head is not None or not _has_risen(left, lexicon):
        return None
    tolls = list(lexicon.toll_nouns.finditer(left))
    is_open = bool(tolls) and not _BREAK.search(left, tolls[-1].end())
    return tolls[-1].lastgroup if is_open else None


def sized(left: str, phrase: NounPhrase, lexicon: FigureLexicon) -> str | None:
    """ "a crowd of 10,000", "an army of 36,000"."""
    words = left.split()
    is_bare = phrase.head is None and words[-1:] == ["of"]
    return lexicon.sized.get(words[-2]) if is_bare and len(words) > 1 else None


def by_strength(line: Line, quantity: Quantity, lexicon: FigureLexicon) -> str | None:
    """ "a 3,000-strong force", "a 300-strong crowd", "a 40-vehicle convoy"."""
    hyphened = _HYPHENED.match(line.lower, quantity.end - line.sentence.start_char)
    if hyphened and hyphened[1] in lexicon.hyphened:
        return lexicon.hyphened[hyphened[1]]
    match = _STRONG.match(line.lower, quantity.end - line.sentence.start_char)
    words = re.findall(r"\w+", match[1]) if match else []
    return next((lexicon.sized[w] for w in words if w in lexicon.sized), PEOPLE if match else None)


def numbering(line: Line, before: int, lexicon: FigureLexicon) -> str | None:
    """ "the guerrillas, who number about 8,000": the subject of the verb is counted."""
    verb = line.sentence.doc[before] if before >= line.sentence.start else None
    if verb is None or verb.lemma_ != "number" or verb.tag_[0] != "V":
        return None
    subject = next((c for c in verb.lefts if c.dep_ == "nsubj"), None)
    if subject is not None and subject.tag_ == "WP":
        subject = verb.head
    lemma = subject.lemma_.lower() if subject is not None else ""
    return lexicon.nouns.get(lemma) or (PEOPLE if lexicon.is_people(lemma) else None)


def counts_of_toll(
    left: str, phrase: NounPhrase, drafts: list[Draft], lexicon: FigureLexicon
) -> str | None:
    """ "the death toll rose to 51"; "put the figure at 51" counts what the last toll did."""
    if phrase.head is not None and phrase.head.lemma_.lower() not in lexicon.people:
        return None
    window = left if _has_risen(left, lexicon) else left[-_TOLL_REACH:]
    tolls = list(lexicon.toll_nouns.finditer(window))
    if tolls and not _BREAK.search(window, tolls[-1].end()):
        return tolls[-1].lastgroup
    if says_itself := _OWN_NUMBER.search(window):
        # "put the number of those evacuated at 38": not what was counted before
        return next(_harms_in(says_itself[0], lexicon), None)
    is_resumed = phrase.head is None and lexicon.toll_resumed_by.search(window)
    if is_resumed or _names_toll(window, lexicon):
        last = next((d.counts for d in reversed(drafts) if d.counts in lexicon.tolls), None)
        return last or next(_harms_in(window, lexicon), None)
    return None


def _has_risen(left: str, lexicon: FigureLexicon) -> bool:
    """ "The toll from a strike on an institute in the town of Poltava rose to 53": its noun may stand far before."""
    return left.endswith(" to ") and lexicon.rise_words.search(left[-30:]) is not None


def _names_toll(window: str, lexicon: FigureLexicon) -> bool:
    """ "put the figure at 51"; not "gave the number as 59; one person …": that clause is over."""
    named = list(lexicon.toll_anaphors.finditer(window))
    return bool(named) and _BREAK.search(window, named[-1].end()) is None


def _harms_in(window: str, lexicon: FigureLexicon) -> Iterator[str]:
    """ "more bodies were found, bringing the total to 88": what the words before name, the nearest first."""
    for word in reversed(re.findall(r"[\w-]+", window)):
        named = lexicon.words.beside.get(word) or lexicon.words.nouns.get(word)
        if named := named or lexicon.words.nouns.get(_singular(word)):
            yield named


def _singular(word: str) -> str:
    return word[:-3] + "y" if word.endswith("ies") else word.removesuffix("s")


def is_crowd(line: Line, before: int, after: int, quantity: Quantity, phrase: NounPhrase) -> bool:
    """ "thousands marched", "more than 4,500 have been infected": people, where nothing else is named."""
    left = line.sentence.doc[before] if before >= line.sentence.start else None
    is_cost = left is not None and left.lemma_ in ("cost", "pay", "worth", "spend")
    subject = line.sentence.doc[after - 1] if after > line.sentence.start else None
    does = subject is not None and subject.dep_ in ("nsubj", "nsubjpass") and not phrase.modifiers
    is_many = (quantity.low or quantity.high or quantity.central or 0) >= _CROWD
    is_vague = quantity.numbers[0].kind == "vague" and quantity.unit is None
    is_vague = is_vague or (does and is_many and quantity.unit is None)
    return is_vague and phrase.head is None and not phrase.partitive and not is_cost
