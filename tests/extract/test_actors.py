"""Laws of mentions and actors, and the wholeness of their lexicons."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sayso.errors import LexiconError
from sayso.extract.actors.actor_rows import Office
from sayso.extract.actors.actors import ActorLexicon, find_actors, load_actor_lexicon
from sayso.extract.actors.mentions import find_mentions
from sayso.extract.actors.names import names_of
from sayso.flow import Pipeline
from sayso.nlp.coref import link_mentions
from sayso.nlp.readings import read_parses
from tests.conftest import make_document

SECTORS = set("GOV MIL REB OPP PTY COP JUD SPY LEG MED NGO IGO CVL BUS CRM UAF".split())
SECTORS |= set("ELI HLH REF REL EDU LAB INT".split())
ACTOR_ID = re.compile(r"[A-Z][A-Z0-9-]+(\.[A-Za-z0-9-]+)*|[a-zA-Z-]+:[a-z0-9-]+")
DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


@pytest.fixture(scope="module")
def lexicon() -> ActorLexicon:
    return load_actor_lexicon()


def test_the_lexicon_is_as_large_as_it_must_be(lexicon: ActorLexicon) -> None:
    assert len(lexicon.actors) >= 300
    assert sum(a.id.startswith("armed-group:") for a in lexicon.actors.values()) >= 150
    assert sum(bool(a.offices) for a in lexicon.actors.values()) >= 250
    assert len(lexicon.countries.rows) >= 250


def test_ids_are_well_formed_and_kinds_of_roles_known(lexicon: ActorLexicon) -> None:
    for actor in lexicon.actors.values():
        assert ACTOR_ID.fullmatch(actor.id), actor.id
        assert set(actor.roles) <= SECTORS, actor.id
        assert actor.country is None or actor.country in lexicon.countries.by_id, actor.id
        assert actor.parent is None or actor.parent in lexicon.actors or lexicon.actor(actor.parent)
    for role in lexicon.roles.values():
        assert set(role.sectors) <= SECTORS, role.key


def test_offices_have_dates_in_order_and_an_owner(lexicon: ActorLexicon) -> None:
    for actor in lexicon.actors.values():
        for office in actor.offices:
            assert all(not day or DATE.fullmatch(day) for day in (office.since, office.to)), (
                actor.id
            )
            assert not office.to or office.since <= office.to, actor.id
            owner = office.of.split(":")[0] if office.of.startswith("UN:") else office.of
            assert lexicon.actor(owner) is not None, (actor.id, office.of)


def test_every_alias_means_one_actor_or_is_told_apart_by_date_or_country(
    lexicon: ActorLexicon,
) -> None:
    owners: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for actor in lexicon.actors.values():
        for form in names_of((actor.name, *actor.aliases)):
            owners[form].add(actor.id)
    for outlet in lexicon.outlets.values():
        for form in names_of((outlet.name, *outlet.aliases)):
            owners[form].add(f"outlet:{outlet.id}")
    for form, ids in owners.items():
        offices = [o for i in ids if i in lexicon.actors for o in lexicon.actors[i].offices]
        # Groups and organs of state: by the country beside the name, or those that the report is on.
        bodies = [i for i in ids if i.startswith("armed-group:") or "." in i]
        countries = {lexicon.actors[i].country for i in bodies if i in lexicon.actors}
        is_told_apart = len(offices) >= len(ids) or len(countries) == len(ids)
        assert len(ids) == 1 or is_told_apart, (form, ids)


def test_no_two_persons_hold_one_presidency_on_one_day(lexicon: ActorLexicon) -> None:
    for (of, office), terms in lexicon.offices.items():
        if office not in {"president", "supreme-leader", "secretary-general"} or of == "EU":
            continue
        ordered = sorted(terms, key=lambda term: term[0].since)
        for (earlier, one), (later, two) in pairwise(ordered):
            overlap = not earlier.to or earlier.to > later.since
            assert one == two or not overlap, (of, office, one, two)


def test_an_office_holds_from_its_first_to_its_last_day() -> None:
    office = Office(office="president", of="SYR", since="2000-07-17", to="2024-12")
    assert [
        office.holds(day) for day in ("2000-07-16", "2000-07-17", "2024-12-31", "2025-01-01")
    ] == [
        False,
        True,
        True,
        False,
    ]
    assert not office.holds(None)


def test_own_actors_are_read_from_yaml_and_csv(tmp_path: Path) -> None:
    table = tmp_path / "own.csv"
    table.write_text(
        "id,name,kind,aliases,country,roles\n"
        "armed-group:north-wind,North Wind,armed_group,NW Front;Northwind,KEN,REB\n",
        "utf-8",
    )
    file = tmp_path / "own.yaml"
    file.write_text(
        "{name: own, source: me, licence: mine, date: today, actors: [{id: UN, name: League, kind: igo}]}",
        "utf-8",
    )
    own = load_actor_lexicon([table])
    assert own.actors["armed-group:north-wind"].aliases == ("NW Front", "Northwind")
    assert load_actor_lexicon([file]).actors["UN"].name == "League"


def test_a_wrong_own_list_is_told_with_its_name(tmp_path: Path) -> None:
    table = tmp_path / "own.csv"
    table.write_text("id,name,kind\nx,Y,dragon\n", "utf-8")
    with pytest.raises(LexiconError, match=r"own\.csv"):
        load_actor_lexicon([table])


def _assert_whole(pipeline: Pipeline, text: str, published: str | None) -> None:
    document = make_document(text, published)
    for reading in read_parses(pipeline.parser, [document]):
        linked = link_mentions(reading, find_mentions(reading, (), pipeline.actors))
        actors, mentions = find_actors(reading, linked, pipeline.actors)
        ids = {actor.id for actor in actors}
        assert len(ids) == len(actors)
        assert ids == {m.actor for m in mentions if m.actor}
        for mention in mentions:
            for span in (mention.span, mention.head):
                assert text[span.start : span.end] == span.exact
            assert mention.span.start <= mention.head.start < mention.head.end <= mention.span.end
            assert mention.chain is not None


PIECES = (
    "Syrian Assad the U.S. officials said that Moscow and rebels , . ' “ ” (TPLF) al-Shabaab's it its their \" "
    "President Police denied in of Gaza's 12 two we 's — \n \u00a0 é 日本 \U0001f600 Mr. Bashar al - IS US"
).split(" ")


@pytest.mark.model
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.sampled_from(PIECES), max_size=30), st.sampled_from([" ", "", "\n\n"]))
def test_any_words_give_exact_spans(pipeline: Pipeline, pieces: list[str], glue: str) -> None:
    _assert_whole(pipeline, glue.join(pieces), "2016-05-04")


@pytest.mark.model
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=200))
def test_random_text_never_raises(pipeline: Pipeline, text: str) -> None:
    _assert_whole(pipeline, text, None)
