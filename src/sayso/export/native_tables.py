"""The tables of the native export: their columns, with types.

Comes in: nothing. Goes out: TABLES. Every row of something that stands in a text bears the digest of that text, where
its words stand (code points, end excluded), the words, and the run that read them. Lists are lists in JSON Lines, and
JSON in the cells of CSV and Parquet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import msgspec

Kind = Literal["text", "whole", "number", "truth", "list"]


@dataclass(frozen=True)
class Table:
    """A table: its columns as "name kind" words, and what a row is."""

    name: str
    says: str
    columns: tuple[tuple[str, Kind], ...]


def _columns(words: str) -> tuple[tuple[str, Kind], ...]:
    """ "document start:whole" → (("document", "text"), ("start", "whole"))"""
    parted = (word.partition(":") for word in words.split())
    return tuple((name, msgspec.convert(kind or "text", Kind)) for name, _, kind in parted)


_HEAD = "document doc_sha256"
_PLACE = "start:whole end:whole quote run_id"

TABLES: tuple[Table, ...] = (
    Table(
        "documents",
        "a report as it was read",
        _columns(
            f"{_HEAD} source_digest url outlet outlet_name title byline dateline published language"
            " revises characters:whole run_id text"
        ),
    ),
    Table(
        "sources",
        "the bytes that documents were read from",
        _columns("digest size:whole"),
    ),
    Table(
        "inputs",
        "the input ids under which a document came",
        _columns("document source_id"),
    ),
    Table(
        "clusters",
        "which document repeats which",
        _columns("document original share:number own_share:number spans:list reasons:list"),
    ),
    Table(
        "actors",
        "who acts or speaks in a document",
        _columns(f"{_HEAD} actor name kind country roles:list run_id"),
    ),
    Table(
        "mentions",
        "where an actor is named or meant",
        _columns(f"{_HEAD} mention actor kind used_as voice chain words:list {_PLACE}"),
    ),
    Table(
        "attributions",
        "who says something, by which words",
        _columns(
            f"{_HEAD} attribution source_kind actors:list act stance manner source cue content"
            f" addressees:list accused:list channel via {_PLACE}"
        ),
    ),
    Table(
        "events",
        "what is told to have happened, or not",
        _columns(
            f"{_HEAD} event type modes:list contexts:list cameo status actors:list recipients:list"
            f" brokers:list target place time figures:list same_as attribution {_PLACE}"
        ),
    ),
    Table(
        "figures",
        "counts with their bounds",
        _columns(
            f"{_HEAD} figure counts who unit low:number high:number central:number bound scope part_of"
            f" derived_from {_PLACE}"
        ),
    ),
    Table(
        "places",
        "toponyms, and where they lie",
        _columns(
            f"{_HEAD} place used_as name lat:number lon:number country gazetteer_id admin_path:list"
            f" precision contained_in {_PLACE}"
        ),
    ),
    Table(
        "times",
        "time expressions, and what they stand for",
        _columns(
            f"{_HEAD} time type value interval_start interval_end grain anchor direction {_PLACE}"
        ),
    ),
    Table(
        "claims",
        "a property of an event, its value, and on whose say-so",
        _columns(
            f"{_HEAD} claim event event_type status trigger property value value_of stance"
            f" claimants:list claimant_names:list responsibility via:list spans:list {_PLACE}"
        ),
    ),
    Table(
        "claim_links",
        "which claim denies, repeats, counters or corrects which",
        _columns(f"{_HEAD} claim relation linked_claim {_PLACE}"),
    ),
    Table(
        "incidents",
        "claims of several documents about one happening",
        _columns(
            "incident title title_rule as_of types:list start end first_reported last_reported place"
            " country lat:number lon:number precision line killed_min:number killed_max:number"
            " killed_best:number documents:whole policy redirects:list"
        ),
    ),
    Table(
        "incident_members",
        "which document tells of which incident",
        _columns("incident document is_main:truth copy_of score:number reasons:list"),
    ),
    Table(
        "incident_claims",
        "a claim as the incident's dossier shows it",
        _columns(
            "incident claim document published property proposition value words stance speaker"
            " speaker_name group origin responsibility aside:truth struck_by judged quote printed_value"
            " printed_stance made_by rests_on:list"
        ),
    ),
    Table(
        "tolls",
        "each speaker's latest figure",
        _columns(
            "incident counts who speaker speaker_name group words low:number high:number"
            " central:number as_of claim"
        ),
    ),
    Table(
        "positions",
        "where each party stands",
        _columns("incident party name kind target target_name since until changed_to claims:list"),
    ),
    Table(
        "grades",
        "a grade with its rule and reasons",
        _columns(
            "incident party party_name grade policy rule reasons:list claims:list would_change:list"
            " party_only:truth near harm_origins:whole proposed signed_by judgement stale:truth"
        ),
    ),
    Table(
        "judgements",
        "what people decided; withdrawn ones stay",
        _columns(
            "judgement kind by at reason left:list right:list value party grade claims:list stance claimant"
            " span:list made:list withdrawn_at withdrawn_by withdrawn_reason"
        ),
    ),
    Table(
        "redirects",
        "incident ids that were merged into another",
        _columns("old new"),
    ),
    Table(
        "runs",
        "what was read when, by which versions; run_id is the digest of the versions",
        _columns(
            "id run_id versions started seconds:number documents:whole claims:whole skipped:whole"
            " failed:whole"
        ),
    ),
    Table(
        "errors",
        "inputs that were skipped or failed, and why",
        _columns("id source_id url source_digest stage reason skipped:truth run_id"),
    ),
)
