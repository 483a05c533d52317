"""The one function by which the command line, the page and the API export: `export`.

Comes in: a format's name, holdings, what the export says of itself. Goes out: an Exported with its files, among them a
README.txt that tells which policy chose each cell and what was lost. No format is written anywhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from sayso.errors import StoreError, UsageError
from sayso.export import (
    acled,
    airwars,
    citations,
    dossier_page,
    followthemoney,
    gdelt,
    geojson,
    hxl,
    native,
    polecat,
    provenance,
    ucdp,
    web_annotations,
)
from sayso.export.cell_policy import DEFAULT_CELLS, load_cell_policy
from sayso.export.columns import Job, describe, make_readme
from sayso.export.holdings import Holdings
from sayso.export.native_tables import TABLES
from sayso.export.package import Exported, Folder, Note
from sayso.export.redacted_holdings import RedactedHoldings, check_nothing_survives, redact
from sayso.export.redaction import Redaction
from sayso.unfinished import UnfinishedFolder
from sayso.views.sides import load_sides

Fields = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Format:
    """A format: what it is called, what it is, whether its cells are chosen by the cells policy, and how it is made."""

    name: str
    says: str
    write: Callable[[Holdings, Job, Folder], None]
    loses: tuple[str, ...]
    fields: Sequence[tuple[str, Fields]]
    has_chosen_cells: bool = True


def _native_fields() -> list[tuple[str, Fields]]:
    return [(f"{t.name}: {t.says}", [(name, kind) for name, kind in t.columns]) for t in TABLES]


_HXL_FIELDS = [(f"{column.name} {tag}", column.says) for tag, column in hxl.COLUMNS]
_AIRWARS_FIELDS: list[tuple[str, Fields]] = [
    ("incidents.csv", describe(airwars.INCIDENT_COLUMNS)),
    ("belligerents.csv", describe(airwars.BELLIGERENT_COLUMNS)),
    ("casualties.csv", describe(airwars.CASUALTY_COLUMNS)),
    ("infrastructure.csv", describe(airwars.INFRASTRUCTURE_COLUMNS)),
    ("victims.csv", describe(airwars.VICTIM_COLUMNS)),
    ("sources.csv", describe(airwars.SOURCE_COLUMNS)),
]

FORMATS: dict[str, Format] = {
    f.name: f
    for f in (
        Format(
            "native",
            "Everything, as tables in Parquet, CSV and JSON Lines",
            native.write_native,
            native.LOSES,
            _native_fields(),
            has_chosen_cells=False,
        ),
        Format(
            "acled",
            "ACLED-like sheet: a row an incident, 31 columns",
            acled.write_acled,
            acled.LOSES,
            [
                ("acled-like.csv", describe(acled.acled_columns())),
                ("sayso_deletions.csv", acled.DELETIONS),
            ],
        ),
        Format(
            "ucdp",
            "UCDP-GED-like sheet: a row a deadly incident, 49 columns",
            ucdp.write_ucdp,
            ucdp.LOSES,
            [("ged-like.csv", describe(ucdp.COLUMNS))],
        ),
        Format(
            "gdelt",
            "GDELT-2.0-like Events (61 columns) and Mentions (16)",
            gdelt.write_gdelt,
            gdelt.LOSES,
            [
                ("gdelt-like.export.tsv", describe(gdelt.EVENT_COLUMNS)),
                ("gdelt-like.mentions.tsv", describe(gdelt.MENTION_COLUMNS)),
            ],
        ),
        Format(
            "polecat",
            "POLECAT-like sheet: a row for each report of an incident, 40 columns",
            polecat.write_polecat,
            polecat.LOSES,
            [("polecat-like.tsv", describe(polecat.COLUMNS))],
        ),
        Format(
            "hxl",
            "Humanitarian sheet with a row of HXL tags",
            hxl.write_hxl,
            hxl.LOSES,
            [("incidents-hxl.csv", _HXL_FIELDS)],
        ),
        Format(
            "airwars",
            "Airwars-like incident sheet: six tables",
            airwars.write_airwars,
            airwars.LOSES,
            _AIRWARS_FIELDS,
        ),
        Format(
            "geojson",
            "Incidents for maps (GeoJSON), precision kept",
            geojson.write_geojson,
            geojson.LOSES,
            [("properties", geojson.PROPERTIES)],
        ),
        Format(
            "annotations",
            "Claims as W3C Web Annotations (JSON-LD)",
            web_annotations.write_annotations,
            web_annotations.LOSES,
            [("annotations.jsonld", web_annotations.FIELDS)],
            has_chosen_cells=False,
        ),
        Format(
            "prov",
            "Where everything comes from (PROV-JSON)",
            provenance.write_provenance,
            provenance.LOSES,
            [("prov.json", provenance.FIELDS)],
            has_chosen_cells=False,
        ),
        Format(
            "ftm",
            "FollowTheMoney entities",
            followthemoney.write_followthemoney,
            followthemoney.LOSES,
            [("entities.ftm.json", followthemoney.FIELDS)],
        ),
        Format(
            "dossier",
            "Each incident as a page to print (HTML)",
            dossier_page.write_dossiers,
            dossier_page.LOSES,
            [("dossier-<id>.html", dossier_page.FIELDS)],
            has_chosen_cells=False,
        ),
        Format(
            "citations",
            "The reports as a bibliography (CSL-JSON, BibTeX)",
            citations.write_citations,
            citations.LOSES,
            [("citations.json, citations.bib", citations.FIELDS)],
            has_chosen_cells=False,
        ),
    )
}


@dataclass(frozen=True)
class Options:
    """What can be asked of an export. `cells`: the cells policy, by name or file."""

    cells: str = DEFAULT_CELLS
    redaction: Redaction | None = None
    bom: bool = False
    inter_numeric: bool = False
    with_text: bool = False


PLAIN = Options()


def export(name: str, holdings: Holdings, note: Note, options: Options = PLAIN) -> Exported:
    """Export some holdings in a format.

    export("geojson", StoreHoldings(…), Note(policy="airwars-like-1 …", selection="grade=Contested"))
    """
    made = FORMATS.get(name)
    if made is None:
        raise UsageError(f"{name} is no format: choose among {', '.join(FORMATS)}")
    policy = load_cell_policy(options.cells)
    if made.has_chosen_cells:
        note = replace(note, cells=f"{policy.name} {policy.digest}")
    redaction = options.redaction
    if redaction is not None:
        holdings = RedactedHoldings(holdings, redaction)
        note = redact(replace(note, redaction=redaction.says()), redaction)
    job = Job(
        note=note,
        policy=policy,
        sides=load_sides(),
        bom=options.bom,
        inter_numeric=options.inter_numeric,
        with_text=options.with_text,
    )
    unfinished = _begin()
    try:
        folder = Folder(unfinished.path / "files")
        folder.path.mkdir()
        made.write(holdings, job, folder)
        folder.write("README.txt", "text/plain", _readme(made, job, folder))
        if redaction is not None:
            check_nothing_survives(redaction, folder.files)
    except OSError as error:
        unfinished.close()
        raise StoreError(f"cannot write the export {name} to {unfinished.path}: {error}") from error
    except BaseException:
        unfinished.close()
        raise
    return Exported(name, unfinished, folder)


def _begin() -> UnfinishedFolder:
    """Where an export lies until it is handed out: with other temporary files, as some are only handed through."""
    try:
        return UnfinishedFolder()
    except OSError as error:
        raise StoreError(f"no room for temporary files: {error}") from error


def _readme(made: Format, job: Job, folder: Folder) -> str:
    about = [
        f"{made.says}. Made by sayso from what reports claim: no cell is a fact because it stands in a table.",
        "In CSV and TSV a cell of words that begins with = + - @, a tab, a line end or an apostrophe has an apostrophe"
        " put before it, so that no spreadsheet runs it: take one off to have the words again. Characters that turn"
        " the direction of writing are shown by number, as «U+202E»; control characters are replaced by U+FFFD.",
    ]
    if made.has_chosen_cells:
        about.append(
            f"Cells are chosen by the policy {job.note.cells}; where one says “cells policy”, that file decides."
            " Column names are those that users of such layouts know; the layout is like theirs, the data is not"
            " theirs, and no project of that name has part in it."
        )
    return make_readme(
        f"sayso export: {made.name}", about, made.loses, made.fields, job.note, folder.counts
    )
