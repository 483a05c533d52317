"""The gazetteer over a tiny index of made rows, and laws of the real lexicons it is built from."""

from __future__ import annotations

import pickle
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.countries import load_countries
from sayso.errors import SaysoError
from sayso.gazetteer import Candidate, Gazetteer, gazetteer_path, open_gazetteer
from sayso.gazetteer_index import (
    City,
    RawCountry,
    Sources,
    Supplement,
    SupplementRow,
    Variant,
    article_key,
    build_gazetteer,
    inputs_digest,
    name_key,
    read_table,
)
from sayso.lexicon import lexicon_folder, read_lexicon


def _sources(variants: tuple[Variant, ...] = ()) -> Sources:
    header = {"name": "places", "source": "test", "licence": "CC0", "date": "2026-01-01"}
    return Sources(
        countries=load_countries(),
        raw_countries=[RawCountry(163843, "Syria", "SY", "SYR", 17_000_000)],
        points={"SYR": (35.0, 38.0)},
        provinces=[
            [
                "SY",
                "SY.09",
                "170062",
                "Aleppo",
                "36.3",
                "37.4",
                "2800000",
                "Halab|Aleppo Governorate",
            ]
        ],
        districts=[["SY", "SY.09.1", "167355", "Manbij", "36.5", "38.0", "99000", ""]],
        cities=[
            City(
                170063, "Aleppo", 36.20, 37.16, "SY", 2_098_210, "09", ["ALP", "Halab", "a lei po"]
            ),
            City(173811, "Al Ḩasakah", 36.5, 40.75, "SY", 422_445, "09", []),
        ],
        supplement=Supplement(
            places=(
                SupplementRow(
                    id="sukkari",
                    name="Sukkari",
                    kind="neighbourhood",
                    lat=36.18,
                    lon=37.14,
                    within="Aleppo, SYR",
                ),
                SupplementRow(
                    id="clinic", name="Clinic", kind="site", lat=36.18, lon=37.14, within="sukkari"
                ),
            ),
            variants=variants,
            **header,
        ),
    )


@pytest.fixture
def tiny(tmp_path: Path) -> Gazetteer:
    return Gazetteer(build_gazetteer(tmp_path / "tiny.sqlite", _sources()))


def test_a_name_gives_its_places_largest_first(tiny: Gazetteer) -> None:
    assert [c.kind for c in tiny.candidates("Aleppo")] == ["province", "town"]
    assert [c.gid for c in tiny.candidates("HALAB") if c.kind == "town"] == ["geonames:170063"]
    assert tiny.candidates("Wednesday") == ()


def test_codes_and_romanisations_are_no_names(tiny: Gazetteer) -> None:
    assert tiny.candidates("ALP") == () and tiny.candidates("a lei po") == ()


@pytest.mark.parametrize("name", ["Al-Hasakah", "el Hasakah", "Hasakah", "al Ḩasakah"])
def test_arabic_articles_do_not_matter(tiny: Gazetteer, name: str) -> None:
    assert [c.gid for c in tiny.candidates(name)] == ["geonames:173811"]


def test_containers_go_up_to_the_country(tiny: Gazetteer) -> None:
    [clinic] = tiny.candidates("clinic")
    assert [c.name for c in tiny.containers(clinic)] == ["Sukkari", "Aleppo", "Aleppo", "Syria"]
    assert clinic.country == "SYR"


def test_a_variant_is_the_same_place(tmp_path: Path) -> None:
    sources = _sources((Variant(of="Aleppo, SYR", names=("Haleppo",)),))
    gazetteer = Gazetteer(build_gazetteer(tmp_path / "g.sqlite", sources))
    [place] = gazetteer.candidates("Haleppo")
    assert (place.gid, place.rank) == ("geonames:170063", 1)


def test_a_supplement_that_names_no_place_says_so(tmp_path: Path) -> None:
    with pytest.raises(SaysoError, match="Nowhere, SYR"):
        build_gazetteer(
            tmp_path / "g.sqlite", _sources((Variant(of="Nowhere, SYR", names=("X",)),))
        )
    assert list(tmp_path.iterdir()) == [], "a failed build leaves nothing behind"


def test_concurrent_builders_end_with_one_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "g.sqlite"
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: build_gazetteer(path, _sources()), range(4)))
    assert [p.name for p in tmp_path.iterdir()] == ["g.sqlite"]
    assert Gazetteer(path).candidates("Aleppo")


def test_threads_and_copies_share_an_index(tiny: Gazetteer) -> None:
    found: list[int] = []
    threads = [
        threading.Thread(target=lambda: found.append(len(tiny.candidates("Aleppo"))))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [2] * 4
    assert len(pickle.loads(pickle.dumps(tiny)).candidates("Aleppo")) == 2  # noqa: S301 - our own bytes


def test_the_index_is_opened_read_only(tiny: Gazetteer) -> None:
    with pytest.raises(sqlite3.OperationalError):
        tiny._connection().execute("DELETE FROM place")


def test_the_path_follows_the_environment_and_the_inputs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SAYSO_HOME", str(tmp_path))
    assert gazetteer_path() == tmp_path / f"gazetteer-{inputs_digest()}.sqlite"


@given(st.text(max_size=60))
def test_any_text_has_a_key_that_is_its_own_key(text: str) -> None:
    key = name_key(text)
    assert name_key(key) == key
    assert bool(article_key(key)) == bool(key)


@given(name=st.text(max_size=120))
def test_no_name_makes_the_gazetteer_fail(name: str, any_gazetteer: Gazetteer) -> None:
    assert isinstance(any_gazetteer.candidates(name), tuple)


@pytest.fixture(scope="module")
def any_gazetteer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gazetteer]:
    folder = tmp_path_factory.mktemp("gazetteer")
    yield Gazetteer(build_gazetteer(folder / "tiny.sqlite", _sources()))


def test_supplement_rows_are_sound() -> None:
    rows = read_lexicon("places", Supplement).places
    assert len({row.id for row in rows}) == len(rows) >= 800
    assert all(-90 <= row.lat <= 90 and -180 <= row.lon <= 180 for row in rows)
    earlier: set[str] = set()
    for row in rows:
        is_row = row.within is not None and ", " not in row.within and not row.within.isupper()
        assert not is_row or row.within in earlier, f"{row.id}: {row.within} must stand before it"
        earlier.add(row.id)


@pytest.mark.parametrize("table", ["provinces.tsv", "districts.tsv"])
def test_tables_are_sound(table: str) -> None:
    rows = list(read_table(lexicon_folder() / table))
    assert all(len(row) == 8 for row in rows)
    assert len({row[2] for row in rows}) == len(rows)
    assert all(-90 <= float(row[4]) <= 90 and -180 <= float(row[5]) <= 180 for row in rows)


@pytest.mark.model
def test_nothing_contains_itself() -> None:
    gazetteer = open_gazetteer()
    parents = dict(
        gazetteer._connection().execute("SELECT gid, parent FROM place WHERE parent IS NOT NULL")
    )
    for gid in parents:
        seen, at = {gid}, parents[gid]
        while at in parents:
            assert at not in seen, f"{gid} lies in itself"
            seen.add(at)
            at = parents[at]


@pytest.mark.model
@pytest.mark.parametrize(
    ("name", "iso3", "lat", "lon"),
    [
        ("Deir al-Zor", "SYR", 35.33, 40.14),
        ("Hudaydah", "YEM", 14.80, 42.95),
        ("Kobane", "SYR", 36.89, 38.35),
        ("Artemivsk", "UKR", 48.60, 38.00),
        ("Al-Fashir", "SDN", 13.63, 25.35),
        ("Khan Sheikhoun", "SYR", 35.44, 36.65),
        ("Mekelle", "ETH", 13.49, 39.47),
        ("Togoga", "ETH", 13.59, 39.30),
        ("Donbass", "UKR", 48.30, 38.20),
    ],
)
def test_spellings_of_the_news_are_known(name: str, iso3: str, lat: float, lon: float) -> None:
    found = [c for c in open_gazetteer().candidates(name) if c.country == iso3]
    assert any(abs(c.lat - lat) < 0.3 and abs(c.lon - lon) < 0.3 for c in found)


# A quarter or a village is nearer than this to its town.
_FARTHEST_DEGREES = 0.5


@pytest.mark.model
def test_what_we_add_lies_near_the_town_that_holds_it() -> None:
    gazetteer = open_gazetteer()
    held = [
        (place, holder)
        for row in read_lexicon("places", Supplement).places
        if (place := gazetteer.place(f"sayso:{row.id}")) is not None
        and (holder := next(iter(gazetteer.containers(place)), None)) is not None
        and holder.kind in ("town", "village", "capital")
    ]
    far = [(p.name, h.name) for p, h in held if _degrees_apart(p, h) > _FARTHEST_DEGREES]
    assert len(held) > 100 and not far, 'name the province: "Kaduna province, NGA"'


def _degrees_apart(one: Candidate, other: Candidate) -> float:
    return max(abs(one.lat - other.lat), abs(one.lon - other.lon))


def test_old_index_outlives_a_failed_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = build_gazetteer(tmp_path / "index.sqlite", _sources())
    before = path.read_bytes()
    failed = subprocess.CompletedProcess([], 1, "", "OSError: No space left on device")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(SaysoError, match=r"No space left.*old one is still there"):
        open_gazetteer(path, anew=True)
    assert path.read_bytes() == before
    with pytest.raises(SaysoError, match=r"No space left.*sayso load gazetteer"):
        open_gazetteer(tmp_path / "none.sqlite")
