"""The scores of our own sentences: laws of the scorer, and of the reader of rows.

A reader who repeats the labels scores 1 everywhere; each way of being wrong lowers its own measure and no other label.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from tools.show_sentence_errors import find_errors

from sayso.errors import UsageError
from sayso.evaluate.sentence_agreement import agreement, kappa
from sayso.evaluate.sentence_rows import Sentence, find_words, read_sentences
from sayso.evaluate.sentence_scores import (
    ASPECTS,
    judge_sentence,
    labels_of,
    predict_labels,
    sentence_measures,
    tally_sentence,
)
from sayso.evaluate.tallies import Measures, Tally
from sayso.model import (
    Attribution,
    Claim,
    ClaimLink,
    Document,
    Event,
    Mention,
    Report,
    Span,
    Value,
)

ROWS = """
- text: "Oslo accused the gunmen of shelling the mill; the gunmen said Oslo was lying and denied the attack."
  attributions:
    - {source: "Oslo", cue: "accused", content: "the gunmen of shelling the mill", act: accuses, stance: asserts,
       inside: null, accused: ["the gunmen"]}
    - {source: "the gunmen#2", cue: "said", content: "Oslo was lying", act: says, stance: asserts, inside: null}
    - {source: "the gunmen#2", cue: "denied", content: "the attack", act: denies, stance: denies, inside: null,
       denies: "shelling"}
- text: "Radio Bari reported that a priest told the court that the mayor knew."
  attributions:
    - {source: "Radio Bari", cue: "reported", content: "that a priest told the court that the mayor knew",
       act: reports, stance: asserts, inside: null}
    - {source: "a priest", cue: "told", content: "that the mayor knew", act: says, stance: asserts, inside: "reported"}
    - {source: "the mayor", cue: "knew", content: "the mayor knew", act: believes, stance: asserts, inside: "told"}
- text: "The army denied the claims."
  attributions:
    - {source: "The army", cue: "denied", content: "the claims", act: denies, stance: denies,
       inside: null, denies: null}
- text: "The accused ordered lunch."
  attributions: []
"""

Prediction = list[dict[str, Any]]

DENIAL_TARGET = {
    f"denial target{words}, of {whole}" for words in ("", " or words") for whole in ("found", "all")
}


@pytest.fixture
def sentences(tmp_path: Path) -> list[Sentence]:
    return read_sentences(_written(tmp_path, ROWS))


def _written(folder: Path, rows: str) -> Path:
    path = folder / "rows.yaml"
    path.write_text(rows, "utf-8")
    return path


def _measures(
    sentences: list[Sentence], spoil: Callable[[Prediction], Prediction] = lambda labels: labels
) -> Measures:
    total: Tally = Counter()
    for sentence in sentences:
        total.update(tally_sentence(sentence, spoil(labels_of(sentence.attributions))))
    return sentence_measures(total)


def test_who_repeats_the_labels_is_right(sentences: list[Sentence]) -> None:
    measures = _measures(sentences)
    assert measures.pop("accused in vain, of accused") == 0
    assert set(measures.values()) == {1.0}
    assert len(measures) == 17


def test_who_finds_nothing_is_wrong(sentences: list[Sentence]) -> None:
    measures = _measures(sentences, lambda labels: [])
    assert measures.pop("rows without any, kept so") == 1
    assert set(measures.values()) == {0.0}
    assert "act, of found" not in measures, "nothing was found, so there is no share of it"


def _other(**changes: Any) -> Callable[[Prediction], Prediction]:
    return lambda labels: [label | changes for label in labels]


@pytest.mark.parametrize(
    ("changes", "lowered"),
    [
        ({"act": "orders"}, {"act, of found", "act, of all"}),
        ({"stance": "doubts"}, {"stance, of found", "stance, of all"}),
        (
            {"depth": 7},
            {"depth, of found", "depth, of all", "depth ≥ 1, of found", "depth ≥ 1, of all"},
        ),
        ({"accused": []}, {"accused, of found", "accused, of all"}),
        ({"denied": []}, DENIAL_TARGET),
        ({"denies_deed": True}, DENIAL_TARGET),
        ({"source": [(5, 9)]}, {"content+source F1"}),
    ],
)
def test_a_wrong_label_lowers_its_own_measure(
    sentences: list[Sentence], changes: dict[str, Any], lowered: set[str]
) -> None:
    right, wrong = _measures(sentences), _measures(sentences, _other(**changes))
    assert {name for name in wrong if wrong[name] < right[name]} == lowered


def test_not_found_is_wrong_of_all_and_not_of_found(sentences: list[Sentence]) -> None:
    measures = _measures(sentences, lambda labels: labels[:1])
    assert measures["act, of found"] == measures["denial target, of found"] == 1
    assert measures["act, of all"] == pytest.approx(3 / 7)
    assert measures["denial target, of all"] == 0.5
    assert measures["depth ≥ 1, of all"] == 0


def test_what_is_too_much_is_counted(sentences: list[Sentence]) -> None:
    invented = {"cue": [(4, 11)], "content": [(12, 17)], "source": [], "act": "accuses"}
    more = invented | {"stance": "asserts", "depth": 0, "denied": [], "denies_deed": False}
    measures = _measures(sentences, lambda labels: [*labels, more | {"accused": [[(0, 3)]]}])
    assert measures["rows without any, kept so"] == 0
    assert measures["accused in vain, of accused"] == pytest.approx(4 / 5)
    assert measures["cue F1"] == pytest.approx(2 * 7 / (7 + 11))


@pytest.mark.parametrize(
    ("mentions", "is_right"),
    [
        ([["the gunmen"]], True),
        ([["gunmen"]], True),
        ([["the gunmen", "Oslo"]], True),  # one actor with two mentions
        ([["the gunmen"], ["Oslo"]], False),  # somebody else is accused as well
        ([["Oslo"]], False),
        ([["the"]], False),  # the head is what counts
        ([], False),
    ],
)
def test_accused(sentences: list[Sentence], mentions: list[list[str]], is_right: bool) -> None:
    sentence = sentences[0]
    labels = labels_of(sentence.attributions)
    labels[0]["accused"] = [find_words(sentence.text, words) for words in mentions]
    assert judge_sentence(sentence, labels)[0].is_right["accused"] is is_right


def test_every_accused_party_is_wanted(tmp_path: Path) -> None:
    rows = """
    - text: "Rome blamed Corsica and the heirs of Genoa for the raid."
      attributions:
        - {source: "Rome", cue: "blamed", content: "Corsica and the heirs of Genoa for the raid", act: accuses,
           stance: asserts, inside: null, accused: ["Corsica", "the heirs of Genoa"]}
    """
    [sentence] = read_sentences(_written(tmp_path, rows))
    for accused, is_right in (
        (["Corsica", "heirs"], True),
        (["Corsica"], False),
        (["Corsica", "Genoa"], False),
    ):
        [label] = labels_of(sentence.attributions)
        label["accused"] = [find_words(sentence.text, words) for words in accused]
        [judgement] = judge_sentence(sentence, [label])
        assert judgement.is_right["accused"] is is_right, accused


@pytest.mark.parametrize(
    ("label", "is_right"),
    [
        ({}, {"denial target": True, "denial target or words": True}),
        ({"denied": []}, {"denial target": False, "denial target or words": True}),
        ({"denied": [], "content": [(12, 16)]}, dict.fromkeys(ASPECTS[-2:], False)),
        ({"denied": [], "stance": "asserts"}, dict.fromkeys(ASPECTS[-2:], False)),
        ({"denied": [(0, 4)], "denies_deed": True}, dict.fromkeys(ASPECTS[-2:], False)),
    ],
)
def test_a_denial_of_what_is_no_event_keeps_its_words(
    label: dict[str, Any], is_right: dict[str, bool], tmp_path: Path
) -> None:
    rows = """
    - text: "Bern denied that guards had been hired."
      attributions: [{source: "Bern", cue: "denied", content: "that guards had been hired", act: denies, stance: denies,
                      denies: "hired"}]
    """
    [sentence] = read_sentences(_written(tmp_path, rows))
    untied = labels_of(sentence.attributions)[0] | {"denies_deed": False} | label
    [judgement] = judge_sentence(sentence, [untied])
    assert {aspect: judgement.is_right[aspect] for aspect in ASPECTS[-2:]} == is_right


def test_a_floating_quote_is_found_by_its_content(tmp_path: Path) -> None:
    rows = """
    - text: 'The well was dry. "They poured sand in it."'
      attributions: [{source: null, cue: null, content: '"They poured sand in it."', act: says, stance: asserts}]
    """
    [sentence] = read_sentences(_written(tmp_path, rows))
    [label] = labels_of(sentence.attributions)
    assert judge_sentence(sentence, [label])[0].found == 0
    label["content"] = find_words(sentence.text, "The well was dry")
    assert judge_sentence(sentence, [label])[0].found is None


def test_predictions_come_from_the_report() -> None:
    text = "Oslo accused the gunmen of shelling the mill. The gunmen denied the attack."

    def span(words: str) -> Span:
        [(start, end)] = find_words(text, words)
        return Span(start, end, text[start:end])

    def event(name: str, words: str, **more: Any) -> Event:
        return Event(id=name, trigger=span(words), type="ASSAULT", **more)

    def claim(name: str, stance: Any, via: str, **more: Any) -> Claim:
        who = Value(actor="gunmen")
        return Claim(
            id=name,
            property="responsible",
            value=who,
            stance=stance,
            claimants=(),
            via=(via,),
            **more,
        )

    report = Report(
        document=Document(id="d", source_id="s", text=text),
        mentions=(
            Mention(
                id="m1", span=span("the gunmen"), head=span("gunmen"), kind="group", actor="gunmen"
            ),
            Mention(
                id="m2",
                span=span("The gunmen"),
                head=span("gunmen#2"),
                kind="group",
                actor="gunmen",
            ),
        ),
        attributions=(
            Attribution(id="a1", cue=(span("accused"),), act="accuses", accused=("gunmen",)),
            Attribution(id="a2", cue=(span("denied"),), act="denies", stance="denies", via="a1"),
        ),
        events=(event("e1", "shelling"), event("e2", "attack", same_as="e1")),
        claims=(
            claim("c1", "asserts", "a1", event="e1"),
            claim(
                "c2", "denies", "a2", event="e2", links=(ClaimLink(claim="c1", relation="denies"),)
            ),
        ),
    )
    accuses, denies = predict_labels(report)
    assert accuses["accused"] == [find_words(text, ["the gunmen", "The gunmen"])]
    assert (accuses["denied"], accuses["denies_deed"]) == ([], False)
    assert (denies["depth"], denies["denies_deed"]) == (1, True)
    assert denies["denied"] == find_words(text, ["shelling", "attack"])


def test_words_are_found_whole_and_by_number() -> None:
    text = 'He said the theatre was his; "the" said it all.'
    assert find_words(text, "the") == [(8, 11)]
    assert find_words(text, "the#2") == [(30, 33)]
    assert find_words(text, ["said#2", '"the"']) == [(35, 39), (29, 34)]
    assert find_words(text, None) == []


@pytest.mark.parametrize(
    ("label", "complaint"),
    [
        ('cue: "swore"', '"swore" stands 0 times'),
        ('cue: "said#2"', '"said#2" stands 1 times'),
        ('cue: "said", source: ""', "empty words"),
        ('cue: "said", act: mumbles', "Invalid enum value 'mumbles'"),
        ('cue: "said", stance: null', "Expected `str`, got `null`"),
        ('cue: "said", whom: "it"', "unknown field `whom`"),
        ('cue: "said", content: null', "got `null` - at `$.attributions[0].content`"),
        ('cue: "said", inside: "it"', 'inside "it"'),
        ('cue: "said", stance: denies', "does not say what"),
        ('cue: "said", denies: "it"', "only a denial"),
    ],
)
def test_a_bad_row_is_named(label: str, complaint: str, tmp_path: Path) -> None:
    row = yaml.safe_load(
        '{text: "Oslo said it.", attributions: [{content: "it", act: says, stance: asserts}]}'
    )
    row["attributions"][0] |= yaml.safe_load(f"{{{label}}}")
    good = {"text": "All quiet.", "attributions": []}
    with pytest.raises(UsageError, match="rows:2: ") as caught:
        read_sentences(_written(tmp_path, yaml.safe_dump([good, row])))
    assert complaint in str(caught.value)


def test_a_file_that_is_no_list_is_named(tmp_path: Path) -> None:
    for wrong in ("text: x", "[", ""):
        with pytest.raises(UsageError, match=r"rows\.yaml"):
            read_sentences(_written(tmp_path, wrong))


def test_labellers_who_agree_and_who_do_not(tmp_path: Path, sentences: list[Sentence]) -> None:
    assert set(agreement(sentences, sentences).values()) == {1.0}
    other = read_sentences(_written(tmp_path, ROWS.replace("act: accuses", "act: condemns")))
    measures = agreement(sentences, other)
    assert measures["act, of found"] == pytest.approx(6 / 7)
    assert measures["stance kappa"] == 1 > measures["act kappa"] > 0.8
    assert measures["cue F1"] == agreement(other, sentences)["cue F1"]
    with pytest.raises(UsageError, match="rows of one labeller"):
        agreement(sentences, other[1:])


def test_kappa_is_what_chance_does_not_give() -> None:
    assert kappa([("a", "a"), ("b", "b"), ("a", "b"), ("b", "a")]) == 0
    assert kappa([("a", "a")] * 3) == 1
    assert kappa([]) == 0
    # Cohen's own kind of table: 20 and 15 agreed, 5 and 10 not, of 50.
    pairs = [("y", "y")] * 20 + [("n", "n")] * 15 + [("y", "n")] * 5 + [("n", "y")] * 10
    assert kappa(pairs) == pytest.approx(0.4)


def test_every_error_is_told_once(sentences: list[Sentence]) -> None:
    sentence = sentences[0]
    accuses, _, denies = labels_of(sentence.attributions)
    wrong = accuses | {"act": "says", "accused": []}
    extra = accuses | {"cue": find_words(sentence.text, "shelling"), "accused": []}
    assert dict(find_errors(sentence, [wrong, denies, extra])) == {
        "missed": "“said” says, source “the gunmen”, depth 0",
        "act": "“accused”: accuses, found says",
        "accused": "“accused”: the gunmen, found –",
        "extra": "“shelling” accuses",
    }
    assert not list(find_errors(sentence, labels_of(sentence.attributions)))
