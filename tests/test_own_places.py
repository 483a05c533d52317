"""A user's own places, and a GeoNames dump added to the index: what is taken, what is refused and how it is told."""

from __future__ import annotations

import pickle
import shutil
import tracemalloc
from pathlib import Path

import pytest
from click.testing import CliRunner

from sayso.cli import main
from sayso.config import Settings
from sayso.errors import UsageError
from sayso.flow import load_pipeline, read_document
from sayso.gazetteer import Gazetteer, open_gazetteer
from sayso.gazetteer_dump import add_dump
from sayso.model import Document
from sayso.own_places import read_own_places

_HEAD = "name,lat,lon,country,kind,names,within\n"


def _dump_row(
    geoname: str = "900000001",
    name: str = "Wadi Zarqun",
    lat: str = "15.1",
    population: str = "9000",
    feature: str = "P\tPPL",
) -> str:
    return (
        f"{geoname}\t{name}\t{name}\t{name.replace('qun', 'koun')},واد\t{lat}\t32.9\t{feature}\tSD\t\t29\t\t\t\t"
        f"{population}\t\t380\tAfrica/Khartoum\t2024-01-01\n"
    )


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("index") / "g.sqlite"
    shutil.copyfile(open_gazetteer().path, path)
    return path


@pytest.mark.model
def test_a_dump_adds_what_is_missing_and_names_wrong_rows(index: Path, tmp_path: Path) -> None:
    dump = tmp_path / "SD.txt"
    rows = [
        _dump_row(),
        _dump_row("170063", "Aleppo"),
        "three\tcells\tonly\n",
        _dump_row("900000002", lat="95"),
        _dump_row("900000003", population="many"),
        _dump_row("900000004", "Some Hill", feature="T\tHLL"),
        _dump_row("900000005", "Zarqun Camp", feature="L\tCMPRF"),
    ]
    dump.write_text("".join(rows), "utf-8")
    count = add_dump(index, dump)
    assert (count.read, count.added, count.known, count.left_out, count.wrong) == (7, 2, 1, 1, 3)
    assert [error.split(":")[0] for error in count.errors] == ["row 3", "row 4", "row 5"]
    [place] = Gazetteer(index).candidates("Wadi Zarkoun")
    assert (place.gid, place.country, place.kind) == ("geonames:900000001", "SDN", "town")
    assert [c.name for c in Gazetteer(index).containers(place)][-1] == "Sudan"
    [camp] = Gazetteer(index).candidates("Zarqun Camp")
    assert camp.kind == "camp"
    assert add_dump(index, dump).added == 0, "a second time adds nothing"


@pytest.mark.model
def test_a_dump_is_streamed(index: Path, tmp_path: Path) -> None:
    peaks = []
    for size in (2_000, 20_000):
        dump = tmp_path / f"{size}.txt"
        rows = (_dump_row(str(910_000_000 + size + i), f"Hamlet {i}") for i in range(size))
        dump.write_text("".join(rows), "utf-8")
        tracemalloc.start()
        add_dump(index, dump)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 4 * peaks[0], "ten times the rows, but one batch in memory"


def test_a_missing_dump_says_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no GeoNames dump"):
        add_dump(tmp_path / "g.sqlite", tmp_path / "none.txt")


@pytest.mark.model
def test_own_places_are_found_and_win(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text(
        _HEAD + 'Zarqun Post,15.61,32.51,SDN,site,Post Zarkoun|"",Khartoum\n'
        "Aleppo,40.0,-80.0,USA,town,,\n",
        "utf-8",
    )
    pipeline = load_pipeline(Settings(attribution="fast", places=str(path)))
    text = "Shells hit Zarqun Post on Monday. A bus burned in Aleppo."
    report = read_document(pipeline, Document(id="d", source_id="d", text=text, language="en"))
    post, town = report.places
    assert (post.lat, post.country, post.precision) == (15.61, "SDN", "exact")
    assert "Khartoum" in post.admin_path
    assert (town.country, town.gazetteer_id) == ("USA", "own:3")
    assert len(report.run["places"]) == 12
    copied = pickle.loads(pickle.dumps(pipeline.gazetteer))  # noqa: S301 - our own bytes
    assert copied.candidates("Zarqun Post")[0].gid == "own:2"


@pytest.mark.model
@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("name,lat\nX,1\n", "missing: lon"),
        ("name,lat,lon,colour\nX,1,2,red\n", "unknown: colour"),
        (_HEAD + "Post,91,2,SDN,,,\nHut,x,2,SDN,,,\n", r"row 2: lat 91 .*; row 3: lat 'x'"),
        (_HEAD + "Post,1,2,XXX,,,\n", "row 2: country 'XXX'"),
        (_HEAD + "Post,1,2,SDN,palace,,\n", "row 2: kind 'palace'"),
        (_HEAD + "Post,1,2,SDN,site,,Nowhere at all\n", "row 2: within 'Nowhere at all'"),
        (_HEAD + ",1,2,SDN,site,,\n", "row 2: no name"),
        (_HEAD + "Post,1\n", "row 2: more or fewer cells"),
        (_HEAD, "no places in it"),
    ],
)
def test_wrong_lists_are_refused_with_their_rows(tmp_path: Path, content: str, told: str) -> None:
    path = tmp_path / "places.csv"
    path.write_text(content, "utf-8")
    with pytest.raises(UsageError, match=told):
        read_own_places(path, open_gazetteer())


def test_a_missing_list_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no list of places"):
        read_own_places(tmp_path / "none.csv", Gazetteer(tmp_path / "none.sqlite"))


@pytest.mark.model
def test_the_command_adds_a_dump(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sayso.gazetteer.gazetteer_path", lambda: index)
    dump = tmp_path / "SD.txt"
    dump.write_text(_dump_row("930000001", "Zarqun Gharb") + "no row\n", "utf-8")
    done = CliRunner().invoke(main, ["load", "gazetteer", str(dump)])
    assert done.exit_code == 0, done.output
    assert "1 places added" in done.output
    assert "row 2: 1 columns, not 19" in done.output
