"""Laws of the places stage: whatever the text, spans are exact, containers exist, and nothing contains itself."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sayso.extract.places.places import find_places, load_place_lexicon
from sayso.flow import Pipeline
from sayso.model import Place
from sayso.nlp.readings import read_parses
from tests.conftest import make_document

_WORDS = st.sampled_from(
    "Aleppo, Syria Damascus said in of the al - Hasakah Paris Texas 's New York Times Jordan ( ) — Kiev US U.S. Calif. "
    "Georgia \n\n district ALEPPO Sukkari Rafah crossing é 🙂 Iraqis accused Tehran and from troops .".split(
        " "
    )
)
_TEXTS = st.lists(_WORDS, max_size=40).map(" ".join) | st.text(max_size=200)


def _places(pipeline: Pipeline, text: str) -> tuple[Place, ...]:
    [reading] = read_parses(pipeline.parser, [make_document(text)])
    return find_places(reading, (), pipeline.gazetteer, pipeline.places)


@pytest.mark.model
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=_TEXTS)
def test_any_text_gives_sound_places(pipeline: Pipeline, text: str) -> None:
    places = _places(pipeline, text)
    by_id = {place.id: place for place in places}
    assert [p.span.start for p in places] == sorted({p.span.start for p in places}), (
        "no overlaps, in order"
    )
    for place in places:
        assert text[place.span.start : place.span.end] == place.span.exact
        assert (place.lat is None) == (place.lon is None)
        assert place.precision is None or place.lat is not None
        _assert_acyclic(place, by_id)


def _assert_acyclic(place: Place, by_id: dict[str, Place]) -> None:
    seen = {place.id}
    while place.contained_in is not None:
        place = by_id[place.contained_in]
        assert place.id not in seen
        seen.add(place.id)


@pytest.mark.model
def test_boilerplate_holds_no_places(pipeline: Pipeline) -> None:
    from sayso.model import Region

    text = "Shells hit Aleppo.\n\nRead also: Storms in Paris."
    regions = (Region(20, len(text), "boilerplate"),)
    [reading] = read_parses(pipeline.parser, [make_document(text, regions=regions)])
    names = [p.name for p in find_places(reading, (), pipeline.gazetteer, pipeline.places)]
    assert names == ["Aleppo"]


def test_the_lexicon_weighs_what_it_names() -> None:
    lexicon = load_place_lexicon()
    assert lexicon.words.weights["bias"] and len(lexicon.words.weights) > 20
    assert set(lexicon.words.resolution.kinds) >= {"country", "province", "town", "village", "site"}
    assert lexicon.demonym("Syrian") and lexicon.demonym("IRAQI") and lexicon.demonym("US") is None
