"""Headlines whose verb looks like a noun: what the parser is shown, and that nothing else moves."""

from __future__ import annotations

import pytest

from sayso.flow import Pipeline
from sayso.nlp.headline_verbs import find_shown, load_headline_verbs
from sayso.nlp.readings import Reading, read_parses
from tests.conftest import make_document


def _shown(tagged: str) -> str:
    pairs = [word.rsplit("/", 1) for word in tagged.split()]
    words, tags = [w.lower() for w, _ in pairs], [t for _, t in pairs]
    shown = find_shown(words, tags)
    return " ".join(shown[i].word if i in shown else word for i, word in enumerate(words))


@pytest.mark.parametrize(
    ("tagged", "shown"),
    [
        ("Gunmen/NNS attack/NN bus/NN ,/, kill/VB seven/CD", "gunmen attacked bus , killed seven"),
        ("Police/NN fire/NN tear/NN gas/NN at/IN crowds/NNS", "police fired tear gas at crowds"),
        ("Army/NN ,/, rebels/NNS clash/VBP near/IN Homs/NNP", "army and rebels clash near homs"),
        ("Army/NN ,/, rebels/NNS trade/NN blame/NN", "army and rebels traded blame"),
        ("India/NNP ,/, Iran/NNP exchange/NN fire/VBP", "india and iran exchanged fire"),
        ("US/NNP sanctions/NNS Sudanese/JJ general/NN", "us sanctioned sudanese general"),
        ("Hamas/NNP claims/NNS blast/NN in/IN Homs/NNP", "hamas claimed blast in homs"),
        ("Market/NN shelling/VBG kills/VBZ dozens/NNS", "market attack kills dozens"),
        ("Hospital/NN attack/NN kills/VBZ four/CD", "hospital attack kills four"),
        ("Hospital/NN attack/NN in/IN Aleppo/NNP", "hospital attack in aleppo"),
        ("Drone/NN strikes/NNS hit/VBD port/NN", "drone strikes hit port"),
        ("Air/NN strikes/NNS on/IN Yemen/NNP", "air strikes on yemen"),
        ("Women/NNS ,/, children/NNS among/IN dead/JJ", "women , children among dead"),
        ("Kabul/NNP ,/, Oslo/NNP and/CC Rome/NNP agree/VBP", "kabul , oslo and rome agree"),
        ("Gunmen/NNS attack/NN", "gunmen attack"),
    ],
)
def test_what_the_parser_is_shown(tagged: str, shown: str) -> None:
    assert _shown(tagged) == shown


def test_every_verb_has_another_form_to_show() -> None:
    lexicon = load_headline_verbs()
    assert not [word for word, past in lexicon.verbs.items() if word == past]
    assert lexicon.sure | lexicon.light <= {*lexicon.verbs}


TEXT = """Gunmen attack bus in Sinai, kill seven

Gunmen attacked a bus on Monday. Seven people died, the army said.

More on this: gunmen attack bus in Sinai, and what came of it."""


@pytest.mark.model
def test_only_the_headline_is_parsed_anew(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    [reading] = read_parses(pipeline.parser, [make_document(TEXT)])
    monkeypatch.setattr("sayso.nlp.readings.mend_headlines", lambda *_: None)
    [plain] = read_parses(pipeline.parser, [make_document(TEXT)])
    assert reading.doc.text == TEXT
    verb = reading.tokens[1]
    assert (verb.text, verb.lemma_, verb.pos_, verb.tag_) == ("attack", "attack", "VERB", "VBP")
    assert verb.head == verb and [t.text for t in verb.children if t.dep_ == "nsubj"] == ["Gunmen"]
    assert plain.tokens[1].pos_ == "NOUN", "the parser needs no help here any more"
    body = TEXT.index("\n\n")
    assert _parse(reading, body) == _parse(plain, body)
    starts = [s.start_char for s in reading.sentences]
    assert starts[:3] == [0, TEXT.index("Gunmen attacked"), TEXT.index("Seven")]


def _parse(reading: Reading, start: int) -> list[tuple[str, str, str, int, bool]]:
    tokens = [t for t in reading.doc if t.idx >= start]
    return [(t.text, t.dep_, t.tag_, t.head.i, bool(t.is_sent_start)) for t in tokens]
