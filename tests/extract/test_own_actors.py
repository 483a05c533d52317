"""A user's own actors: what is read, who wins, and how wrong rows are told."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from sayso.cli import main
from sayso.config import Settings
from sayso.errors import LexiconError
from sayso.extract.actors.known_actors import load_actor_lexicon, tell_own_actors
from sayso.extract.actors.own_actors import own_actors_digest
from sayso.flow import Pipeline, load_pipeline, read_document
from tests.conftest import make_document

HEAD = "id,name,kind,aliases,country,roles,from,to\n"


def own_file(folder: Path, rows: str, name: str = "own.csv") -> Path:
    path = folder / name
    path.write_text(HEAD + rows if name.endswith(".csv") else rows, "utf-8")
    return path


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("ngo:a,A Group,dragon,,,,,", "no kind dragon"),
        ("ngo:a,A Group,ngo,,Kenya,,,", "country Kenya is no code of three letters"),
        ("ngo:a,A Group,ngo,,KEN,HERO,,", "no sector HERO"),
        ("ngo:a,,ngo,,KEN,,,", "no name"),
        ("doc:1#2,A Group,ngo,,KEN,,,", "id doc:1#2 has another form"),
        ("an id,A Group,ngo,,KEN,,,", "id an id has another form"),
        ("ngo:a,A Group,ngo,,KEN,,yesterday,", "write dates as"),
        ("ngo:a,A Group,ngo,,KEN,,2016,2015", "from 2016 lies after to 2015"),
        ("ngo:a,A Group,ngo,,KEN,,,,surplus", "more cells than columns"),
    ],
)
def test_a_wrong_row_is_told_with_its_number_and_reason(
    tmp_path: Path, row: str, told: str
) -> None:
    path = own_file(tmp_path, f"ngo:good,Good Group,ngo,,KEN,NGO,,\n{row}\n")
    with pytest.raises(LexiconError) as caught:
        load_actor_lexicon([path])
    [line] = str(caught.value).splitlines()
    assert "own.csv: row 3" in line
    assert told in line


def test_all_wrong_rows_are_told_at_once_and_an_id_given_twice(tmp_path: Path) -> None:
    first = own_file(tmp_path, "ngo:a,A Group,ngo,,KEN,,,\nngo:b,B,dragon,,,,,\n")
    second = own_file(tmp_path, "actors: [{id: 'ngo:a', name: Other, kind: ngo}]", "more.yaml")
    with pytest.raises(LexiconError) as caught:
        load_actor_lexicon([first, second])
    lines = str(caught.value).splitlines()
    assert len(lines) == 2
    assert "more.yaml: row 1 (ngo:a): id ngo:a is there already" in lines[1]


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("own.yaml", "groups: []", "no list of actors"),
        ("own.yaml", "actors: [{id: 'ngo:a', name: A, kind: ngo, colour: red}]", "no field colour"),
        ("own.yaml", "actors: [{id: 'ngo:a', name: A, kind: ngo, parent: X}]", "is no known actor"),
        ("own.yaml", "actors: [", "own.yaml"),
    ],
)
def test_a_wrong_file_is_told(tmp_path: Path, name: str, text: str, told: str) -> None:
    with pytest.raises(LexiconError, match=told):
        load_actor_lexicon([own_file(tmp_path, text, name)])


def test_a_table_without_its_columns_is_told(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("id,title\nngo:a,A\n", "utf-8")
    with pytest.raises(LexiconError, match="no column name, kind"):
        load_actor_lexicon([path])


def test_own_names_are_taken_from_shipped_rows_and_told_so(tmp_path: Path) -> None:
    path = own_file(tmp_path, "armed-group:storm,Storm,armed_group,Hezbollah,KEN,REB,,\n")
    own, shipped = load_actor_lexicon([path]), load_actor_lexicon()
    [name] = own.names.find("Hezbollah")
    assert [meaning.key for meaning in name.meanings if meaning.use == "actor"] == [
        "armed-group:storm"
    ]
    [row] = tell_own_actors(own, shipped)
    assert row[3] == "Hezbollah (armed-group:hezbollah)"


def test_an_own_row_replaces_the_shipped_row_of_its_id(tmp_path: Path) -> None:
    path = own_file(tmp_path, "armed-group:hezbollah,Party of God,armed_group,,LBN,REB,,\n")
    own = load_actor_lexicon([path])
    assert own.actors["armed-group:hezbollah"].name == "Party of God"
    assert not [n for n in own.names.find("Hezbollah") if any(m.use == "actor" for m in n.meanings)]
    assert tell_own_actors(own, load_actor_lexicon())[0][3] == "the shipped row"


@pytest.mark.model
def test_reading_uses_own_actors_and_the_run_tells_them(pipeline: Pipeline, tmp_path: Path) -> None:
    path = own_file(tmp_path, "armed-group:storm,Storm Front,armed_group,,KEN,REB,,\n")
    document = make_document("Storm Front fighters attacked a bus near Garissa.")
    plain = read_document(pipeline, document)
    report = read_document(load_pipeline(Settings(attribution="fast", actors=(path,))), document)
    assert "armed-group:storm" in {a.id for a in report.actors}
    assert "armed-group:storm" not in {a.id for a in plain.actors}
    assert report.run["actors"] == own_actors_digest([path])
    assert "actors" not in plain.run
    own_file(tmp_path, "armed-group:storm,Storm Front,armed_group,,UGA,REB,,\n")
    assert report.run["actors"] != own_actors_digest([path])


@pytest.mark.model
def test_the_command_lists_rows_counts_mentions_and_explains_errors(tmp_path: Path) -> None:
    good = own_file(tmp_path, "armed-group:storm,Storm Front,armed_group,SF,KEN,REB,,\n")
    text = tmp_path / "bus.txt"
    text.write_text("Storm Front fighters attacked a bus near Garissa on Monday, police said.")
    listed = CliRunner().invoke(main, ["actors", str(good)])
    assert listed.exit_code == 0
    assert "armed-group:storm" in listed.output
    counted = CliRunner().invoke(main, ["actors", str(good), "--in", str(text)])
    assert counted.exit_code == 0, counted.output
    assert "mentions" in counted.output
    wrong = own_file(tmp_path, "ngo:a,A Group,dragon,,,,,\n", "wrong.csv")
    failed = CliRunner().invoke(main, ["read", str(text), "--actors", str(wrong)])
    assert failed.exit_code == 1
    assert "row 2 (ngo:a): no kind dragon" in failed.output
