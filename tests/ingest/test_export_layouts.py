"""Exports of many articles: each with its fields and words, ids that stay, and what is broken named alone.

The layouts are the ones that docs/getting-reports-in.md shows; the articles are made up.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from sayso.ingest.documents import Ingested, read_inputs
from sayso.ingest.export_layouts import Layout

NEXIS_OLD = """\
                               1 of 2 DOCUMENTS


                              The Harbour Gazette

                            March 4, 2016 Friday
                               Final Edition

Rebels deny shelling the market

BYLINE: Mara Olin

SECTION: WORLD; Pg. 7

LENGTH: 23 words

DATELINE: TELWARA

Rebels on Friday denied shelling the market of Telwara, where
residents counted nine dead.

"Section: by section, they lie," a spokesman said.
Graphic pictures were shown.

LOAD-DATE: March 5, 2016

LANGUAGE: ENGLISH

PUBLICATION-TYPE: Newspaper

                     Copyright 2016 The Harbour Gazette
                              All Rights Reserved

                               2 of 2 DOCUMENTS

                                  The Echo

                            5 March 2016

HEADLINE: Army blames rebels

LENGTH: 5 words

The army blamed the rebels.

LOAD-DATE: March 6, 2016
"""
NEXIS_NEW = """\
Rebels deny shelling the market
The Harbour Gazette
March 4, 2016 Friday 9:14 PM GMT

Copyright 2016 The Harbour Gazette All Rights Reserved
Section: WORLD; Pg. 7
Length: 23 words
Byline: Mara Olin
Body

Rebels on Friday denied shelling the market of Telwara.

Length: they did not say.

Classification

Language: ENGLISH

Load-Date: March 5, 2016

End of Document

Nothing here but a line
End of Document
"""
FACTIVA = """\
SE   World
HD   Rebels deny shelling the market
     of Telwara
BY   By Mara Olin
WC   23 words
PD   4 March 2016
ET   21:14
SN   The Harbour Gazette
SC   HARBG
LA   English
CY   Copyright 2016, The Harbour Gazette
LP
Rebels on Friday denied shelling the market of Telwara.

TD
Residents counted nine dead.

UN officials said so, too.
NS   gcat : Political/General News
PUB  Harbour Media
AN
Document HARBG00020160304ec3400001

HD   No words here
PD   5 March 2016
AN
Document HARBG00020160305ec3500002

HD   Cut off
TD
The export ended
"""


def read(folder: Path, text: str, layout: Layout, name: str = "export.txt") -> list[Ingested]:
    path = folder / name
    path.write_text(text, "utf-8")
    return list(read_inputs([str(path)], layout=layout))


def reasons(items: list[Ingested]) -> list[str]:
    return [item.problem.reason for item in items if item.problem is not None]


def outlet(item: Ingested) -> str | None:
    return item.document.outlet.name if item.document.outlet else None


def test_the_older_nexis_layout(tmp_path: Path) -> None:
    first, second = read(tmp_path, NEXIS_OLD, "nexis")
    document = first.document
    assert document.title == "Rebels deny shelling the market"
    assert document.byline == "Mara Olin"
    assert document.published == "2016-03-04"
    assert document.language == "en"
    assert outlet(first) == "The Harbour Gazette"
    assert document.text.startswith("Rebels on Friday denied shelling")
    assert document.text.endswith("Graphic pictures were shown.")
    assert '"Section: by section, they lie,"' in document.text
    assert document.source_id == "export.txt:1"
    assert first.raw is not None
    assert document.text in first.raw.decode()
    assert (second.document.title, second.document.text) == (
        "Army blames rebels",
        "The army blamed the rebels.",
    )
    assert second.document.published == "2016-03-05"
    assert outlet(second) == "The Echo"


def test_the_newer_nexis_layout(tmp_path: Path) -> None:
    first, second = read(tmp_path, NEXIS_NEW, "nexis")
    document = first.document
    assert document.title == "Rebels deny shelling the market"
    assert outlet(first) == "The Harbour Gazette"
    assert (document.published, document.byline, document.language) == (
        "2016-03-04",
        "Mara Olin",
        "en",
    )
    assert document.text == (
        "Rebels on Friday denied shelling the market of Telwara.\n\nLength: they did not say."
    )
    assert second.problem is not None
    assert "no fields and words" in second.problem.reason


def test_the_layouts_that_the_docs_show(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs/getting-reports-in.md").read_text("utf-8")
    shown = re.findall(r"^```\n(.*?)^```", page.partition("`nexis`: articles")[2], re.DOTALL | re.M)
    for text in shown[:2]:
        [item] = read(tmp_path, text, "nexis")
        assert item.document.title == "Rebels deny shelling the market"
        assert item.document.text == "Rebels on Friday denied shelling the market of Telwara."
        assert (outlet(item), item.document.published) == ("The Harbour Gazette", "2016-03-04")


def test_factiva(tmp_path: Path) -> None:
    first, second, third = read(tmp_path, FACTIVA, "factiva")
    document = first.document
    assert document.source_id == "HARBG00020160304ec3400001"
    assert document.title == "Rebels deny shelling the market of Telwara"
    assert (document.byline, document.published, document.language) == (
        "By Mara Olin",
        "2016-03-04",
        "en",
    )
    assert outlet(first) == "The Harbour Gazette"
    assert document.text == (
        "Rebels on Friday denied shelling the market of Telwara.\n\n"
        "Residents counted nine dead.\n\nUN officials said so, too."
    )
    assert second.document.source_id == "HARBG00020160305ec3500002"
    assert reasons([second, third]) == [
        "no words: neither LP nor TD in this article",
        'cut off: no "Document …" line ends this article',
    ]


ONE: dict[str, Any] = {
    "uri": "https://agency.example/items/1",
    "type": "text",
    "versioncreated": "2016-03-04T21:14:00Z",
    "byline": "Mara Olin",
    "headline": "Rebels deny shelling the market",
    "body_xhtml": "<p>Rebels <b>denied</b> it.</p><ul><li>Nine dead &amp; counted</li></ul><script>x()</script>",
    "language": "en",
    "source": "The Harbour Gazette",
}
TWO: dict[str, Any] = {
    "uri": "urn:newsml:agency.example:2016:2",
    "versioncreated": "2016-03-04T21:14:00+03:00",
    "by": "Mara Olin",
    "headlines": [
        {"role": "summary", "value": "Too long a headline"},
        {"value": "Army blames rebels"},
    ],
    "bodies": [
        {"role": "caption", "contenttype": "text/plain", "value": "A picture."},
        {"role": "main", "contenttype": "text/plain", "value": "The army blamed the rebels.\r\n"},
        {"contenttype": "text/html", "value": "<p>Other.</p>"},
    ],
    "infosources": [{"name": "The Echo", "role": "originator"}],
}


def test_ninjs_of_both_kinds(tmp_path: Path) -> None:
    picture = {"uri": "p", "type": "picture", "body_text": "x"}
    items = read(tmp_path, json.dumps([ONE, TWO, picture, {"uri": "e"}, 3]), "ninjs", "x.json")
    one, two = items[:2]
    assert one.document.text == "Rebels denied it.\n\nNine dead & counted"
    assert one.document.url == one.document.source_id == "https://agency.example/items/1"
    assert one.document.published == "2016-03-04T21:14:00+00:00"
    assert outlet(one) == "The Harbour Gazette"
    assert two.document.text == "The army blamed the rebels.\r\n"
    assert (two.document.title, two.document.url) == ("Army blames rebels", None)
    assert two.document.source_id == "urn:newsml:agency.example:2016:2"
    assert outlet(two) == "The Echo"
    assert reasons(items) == [
        "is a picture, not a text",
        "no body in this item",
        "not an object: an item of ninjs is one",
    ]
    assert [i.problem.skipped for i in items[2:] if i.problem] == [True, False, False]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(ONE),
        json.dumps({"items": [ONE]}),
        json.dumps([ONE]),
        json.dumps(ONE) + "\n" + json.dumps(TWO) + "\n{broken\n",
    ],
)
def test_ninjs_alone_in_a_list_and_in_lines(tmp_path: Path, text: str) -> None:
    items = read(tmp_path, text, "ninjs", "x.json")
    assert items[0].document.title == ONE["headline"]
    assert len(reasons(items)) == text.count("{broken")


@pytest.mark.parametrize(
    ("layout", "text"), [("nexis", "One line."), ("factiva", "One line."), ("ninjs", "{nothing")]
)
def test_another_layout_is_one_problem(tmp_path: Path, layout: Layout, text: str) -> None:
    name = "x.json" if layout == "ninjs" else "x.txt"
    [item] = read(tmp_path, text, layout, name)
    assert item.problem is not None
    assert not item.problem.skipped


@pytest.mark.parametrize(
    ("layout", "text", "name"),
    [
        ("nexis", NEXIS_OLD, "a.txt"),
        ("factiva", FACTIVA, "a.txt"),
        ("ninjs", json.dumps([ONE, TWO]), "a.json"),
    ],
)
def test_ids_stay_and_folders_are_read(
    tmp_path: Path, layout: Layout, text: str, name: str
) -> None:
    once = [i.document.id for i in read(tmp_path, text, layout, name)]
    again = [i.document.id for i in read_inputs([str(tmp_path)], layout=layout)]
    assert once == again
    assert len(set(once)) == len(once)


def test_without_a_layout_the_file_is_one_text(tmp_path: Path) -> None:
    (tmp_path / "export.txt").write_text(FACTIVA)
    [item] = read_inputs([str(tmp_path / "export.txt")])
    assert item.document.text == FACTIVA
