"""The parser's text: equal in length, smooth where print harms the parse, the same where it does not."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sayso.flow import Pipeline
from sayso.lexicon import read_lexicon
from sayso.nlp.parse_text import make_parse_text
from sayso.nlp.readings import LONGEST_RUN, LongRuns, read_parses
from sayso.nlp.truecasing import CasingFile, EnglishWords, learn_words
from sayso.text import find_paragraphs
from tests.conftest import ReadText, make_document


def smoothed(pipeline: Pipeline, text: str) -> str:
    return make_parse_text(text, list(find_paragraphs(text)), pipeline.parser.casing)


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RUSSIA DENIES BOMBING HOSPITAL IN ALEPPO", "Russia denies bombing hospital in Aleppo"),
        ("Troops Shell Town Near Nablus, Killing 50", "Troops shell town near Nablus, killing 50"),
        (
            "president cerezo said that col. isaacs of the urng was in baghdad.",
            "President Cerezo said that Col. Isaacs of the URNG was in Baghdad.",
        ),
        (
            "the u.s. embassy didn't say so. i don't know.",
            "The U.S. embassy didn't say so. I don't know.",
        ),
        ("us troops told us to go", "US troops told us to go"),
        (
            "they may leave on may 4, and the march of last march was long",
            "They may leave on May 4, and the march of last March was long",
        ),
        ("WHO SAYS 30 KILLED IN EL FASHER", "WHO says 30 killed in El Fasher"),
        ("WHO SAYS THAT THE WAR IS OVER?", "Who says that the war is over?"),
        ("Is IS Beaten After Battle For Raqqa", "Is IS beaten after battle for Raqqa"),
        ("AN MH17 WRECK LAY IN A 48-HOUR FIRE", "An MH17 wreck lay in a 48-hour fire"),
        ("MR. ASSAD LEFT AT 5 P.M. FOR HOMS", "Mr. Assad left at 5 p.m. for Homs"),
        ("GEORGE W. BUSH AND BASHAR AL-ASSAD MET", "George W. Bush and Bashar al-Assad met"),
        ("THE STRASSE IS FULL OF STRAßE SIGNS", "The Strasse is full of Straße signs"),
    ],
)
def test_caseless_text_is_cased_as_in_print(pipeline: Pipeline, text: str, expected: str) -> None:
    assert smoothed(pipeline, text) == expected


@pytest.mark.model
@pytest.mark.parametrize(
    "text",
    [
        "The polish on the china was thick, and the army denied that it may march.",
        "“US troops left,” said a man in Mosul. Who was he?",
        "Human Rights Watch",
        "NATO",
        "iPhone",
        "",
        "\n\n \n",
        "Tyre was quiet.\n\nThe army left.",
    ],
)
def test_ordinary_print_is_left_alone(pipeline: Pipeline, text: str) -> None:
    assert smoothed(pipeline, text) == text


@pytest.mark.model
def test_a_headline_learns_from_its_story(pipeline: Pipeline) -> None:
    text = "SHELLS HIT NICE AS CROWD FLEES\n\nShells hit the village of Nice on Monday, and a crowd fled."
    assert smoothed(pipeline, text).startswith("Shells hit Nice as crowd flees\n\n")


def test_words_seen_both_ways_are_no_names() -> None:
    seen = learn_words(["The march in Homs ended. On Friday a March of women began."])
    assert seen.names["homs"] == "Homs"
    assert "march" not in seen.names and "march" in seen.words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Shells fell on the market of Bara\r\nand killed nine.",
            "Shells fell on the market of Bara  and killed nine.",
        ),
        ("The\u00a0army\u202ffired.\u200b", "The army fired. "),
        ("\ufeffFirst.\n\nSecond\tone.", " First.\n\nSecond one."),
        ("Syria’s army didn’t say: ‘We fired’.", "Syria's army didn't say: ‘We fired’."),
    ],
)
def test_spaces_and_apostrophes_within_a_paragraph_are_plain(text: str, expected: str) -> None:
    assert make_parse_text(text, list(find_paragraphs(text)), None) == expected


ANY_TEXT = st.text(
    alphabet=st.one_of(
        st.sampled_from("ABCabc .,'’\"\n\r\t\u00a0\u2028-ßŉİıǅﬁ0"), st.characters(codec="utf-8")
    ),
    max_size=120,
)


@pytest.mark.model
@settings(max_examples=300, deadline=None)
@given(text=ANY_TEXT, change=st.sampled_from([str, str.upper, str.lower, str.title]))
@example("A’A", str)
def test_length_and_letters_stay(pipeline: Pipeline, text: str, change: type[str]) -> None:
    text = change(text)
    result = smoothed(pipeline, text)
    assert len(result) == len(text)
    pairs = zip(text, result, strict=True)
    assert all(
        a == b or b in " '" or a.casefold() == b.casefold() or a.lower() == b.lower()
        for a, b in pairs
    )


@pytest.mark.model
def test_spans_are_cut_from_the_original(pipeline: Pipeline, read_text: ReadText) -> None:
    text = "RUSSIA DENIES BOMBING\u00a0HOSPITAL IN ALEPPO"
    [reading] = read_parses(pipeline.parser, [make_document(text)])
    assert reading.text == "Russia denies bombing hospital in Aleppo"
    assert len(reading.doc.text) == len(reading.document.text)
    assert reading.span_of(reading.doc[0]).exact == "RUSSIA"
    report = read_text(text)
    assert report.document.text == text
    assert {m.span.exact for m in report.mentions} >= {"RUSSIA"}


@pytest.mark.model
def test_a_paragraph_begins_a_sentence_even_after_a_wrapped_line(pipeline: Pipeline) -> None:
    text = (
        "The mayor of the town said on Monday that nine people had died in the\n"
        "market near\n"
        "Another man said nothing"
    )
    [reading] = read_parses(pipeline.parser, [make_document(text)])
    assert reading.doc[reading.token_at[text.index("Another")]].is_sent_start


def test_a_long_run_without_blanks_is_one_token() -> None:
    rule = LongRuns(lambda run: run == "known")
    assert rule("“" * (LONGEST_RUN + 1)) and rule("known") and not rule("“" * LONGEST_RUN)
    assert not LongRuns(None)("word")


@pytest.mark.model
def test_marks_without_blanks_take_linear_time(pipeline: Pipeline) -> None:
    def seconds(text: str) -> float:
        start = process_time()
        pipeline.parser.nlp.make_doc(text)
        return process_time() - start

    words = seconds("word " * 20_000)
    # Peeled off one by one, the marks took some thousand times as long as the words.
    assert seconds("“«" * 50_000) < 10 * words + 0.1


def test_words_of_english() -> None:
    english = EnglishWords(
        index={"noun": frozenset({"town"}), "verb": frozenset({"bomb"})},
        rules={"noun": (("s", ""),), "verb": (("ing", ""),)},
        others=frozenset({"the"}),
    )
    assert english.has("towns") and english.has("bombing") and english.has("the")
    assert not english.has("isaacs")
    assert english.is_only_noun("town") and not english.is_only_noun("bomb")
    assert EnglishWords().has("isaacs"), "without lists no word is a name for being unknown"


def test_the_lists_do_not_speak_against_each_other() -> None:
    rules = read_lexicon("casing", CasingFile)
    names = {name.lower() for name in rules.names}
    assert rules.months_or_words <= names, "a month needs its printed form"
    assert not names & rules.words and not names & rules.particles
    small = rules.words | rules.particles | rules.titles | rules.abbreviations | rules.not_places
    assert all(word == word.lower() for word in small)
