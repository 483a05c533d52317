"""Records by country: the codes of both sides and how each was come by. Sentences are our own."""

from __future__ import annotations

import pytest

from sayso.extract.events.plover_records import (
    RecordPolicy,
    load_record_policy,
    make_plover_records,
)
from tests.conftest import ReadText

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def policy() -> RecordPolicy:
    return load_record_policy()


def coded(read_text: ReadText, policy: RecordPolicy, text: str) -> list[tuple[str, str, str]]:
    """Each record as (type, sources, targets), a side as "KEN/actor"."""
    return [
        (
            record.type,
            "+".join(f"{side.code}/{side.by}" for side in record.sources),
            "+".join(f"{side.code}/{side.by}" for side in record.targets),
        )
        for record in make_plover_records(read_text(text), policy)
    ]


@pytest.mark.parametrize(
    ("text", "record"),
    [
        # what the actors say themselves
        ("Ethiopia attacked Eritrea.", ("ASSAULT", "ETH/actor", "ERI/actor")),
        ("Kofi Annan urged Syria to stop the shelling.", ("REQUEST", "IGO/actor", "SYR/actor")),
        ("Amnesty International accused Chad of torture.", ("ACCUSE", "IGO/actor", "TCD/actor")),
        ("Al-Qaeda threatened Denmark.", ("THREATEN", "IMG/actor", "DNK/actor")),
        ("Red Cross officials met Iraqi generals.", ("CONSULT", "IGO/actor", "IRQ/actor")),
        # several owners of one noun
        (
            "Kenyan and Ugandan officials agreed to meet.",
            ("AGREE", "UGA/actor+KEN/actor", ""),
        ),
        # what the words of the target tell
        ("Somali pirates seized a Greek tanker.", ("COERCE", "SOM/actor", "GRC/words")),
        (
            "Spain threatened to impose duties on Moroccan fish.",
            ("THREATEN", "ESP/actor", "MAR/words"),
        ),
        # where it was done
        ("India imposed a curfew in Srinagar.", ("COERCE", "IND/actor", "IND/place")),
        ("Turkish jets bombed a depot in Syria.", ("ASSAULT", "TUR/actor", "SYR/place")),
        # those who are at home meet
        ("Kenyan police arrested an activist.", ("COERCE", "KEN/actor", "KEN/sentence")),
        ("A court told the Kenyan police to free him.", ("REQUEST", "KEN/other side", "KEN/actor")),
        ("Bolivian miners went on strike.", ("PROTEST", "BOL/actor", "BOL/other side")),
        (
            "Workers urged the Polish government to resign.",
            ("REQUEST", "POL/other side", "POL/actor"),
        ),
        # a minority is not its namesake's
        ("Bulgaria expelled ethnic Turkish villagers.", ("COERCE", "BGR/actor", "BGR/other side")),
    ],
)
def test_both_sides_and_how_they_were_come_by(
    read_text: ReadText, policy: RecordPolicy, text: str, record: tuple[str, str, str]
) -> None:
    assert record in coded(read_text, policy, text)


@pytest.mark.parametrize(
    ("text", "unwanted"),
    [
        ("Two French soldiers were killed by a roadside bomb in Mali.", ("ASSAULT", "MLI")),
        ("Uganda accused Rwanda of arming rebels in Kisoro.", ("AID", "RWA")),
        ("Chile demanded that Peru release its sailors.", ("REQUEST", "PER")),
        ("Bolivian miners went on strike to demand higher wages.", ("REQUEST", "BOL")),
        ("Niger closed its border as Libyan troops attacked Chad.", ("ASSAULT", "LBY")),
    ],
)
def test_what_makes_no_record(
    read_text: ReadText, policy: RecordPolicy, text: str, unwanted: tuple[str, str]
) -> None:
    kind, source = unwanted
    found = coded(read_text, policy, text)
    assert found, "the sentence tells something"
    assert not [row for row in found if row[0] == kind and row[1].startswith(source)]


def test_nothing_that_a_record_infers_becomes_a_claim(read_text: ReadText) -> None:
    report = read_text("India imposed a curfew in Srinagar.")
    assert not [c for c in report.claims if c.property == "recipient"]


@pytest.mark.parametrize(
    "text",
    ["Chad attacked Niger. Mali attacked Benin.", "chad attacked niger. mali attacked benin."],
)
def test_every_sentence_has_its_own_foreground(
    read_text: ReadText, policy: RecordPolicy, text: str
) -> None:
    assert len(coded(read_text, policy, text)) == 2
