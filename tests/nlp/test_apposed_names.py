"""Names that their apposition tells to be somebody: which entities they become, and which stay."""

from __future__ import annotations

import pytest

from sayso.flow import Pipeline
from sayso.nlp.apposed_names import find_described, keep_apart, load_apposed_names
from sayso.nlp.readings import read_parses
from tests.conftest import make_document


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "name", "label"),
    [
        ("Gunmen shot dead Maria Lopez, a town councillor, on Monday.", "Maria Lopez", "PERSON"),
        ("The killings were the work of Los Tlacos, a rival gang.", "Los Tlacos", "ORG"),
        ("The army blamed Ansar al-Din, a rebel group, for it.", "Ansar al-Din", "ORG"),
        ("Fighting broke out near Goma, a rebel commander said.", None, None),
        ("Twelve people died in Kaduna, a police officer said.", None, None),
        ("Mosul, the city on the Tigris, fell in June.", None, None),
    ],
)
def test_a_name_is_what_its_apposition_says(
    pipeline: Pipeline, text: str, name: str | None, label: str | None
) -> None:
    [reading] = read_parses(pipeline.parser, [make_document(text)])
    doc = reading.doc
    found = [(doc[start:end].text, kind) for start, end, kind in find_described(doc)]
    assert found == ([(name, label)] if name else [])
    assert name is None or (name, label) in [(ent.text, ent.label_) for ent in doc.ents]


def test_no_noun_is_both_a_person_and_a_body() -> None:
    lexicon = load_apposed_names()
    assert not lexicon.persons & lexicon.groups


def test_a_name_found_twice_stands_once() -> None:
    """By an office and by an age: spaCy refuses names that overlap, and the report was lost."""
    found = [(4, 6, "PERSON"), (3, 6, "PERSON"), (4, 6, "ORG"), (8, 9, "ORG")]
    assert keep_apart(found) == [(3, 6, "PERSON"), (8, 9, "ORG")]
    assert keep_apart([(4, 6, "PERSON"), (6, 7, "ORG")]) == [(4, 6, "PERSON"), (6, 7, "ORG")]
