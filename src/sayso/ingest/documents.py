"""Raw inputs → documents: the whole of ingest.

Comes in: what the user named and the settings. Goes out: one `Ingested` per input, always, in the order of the
inputs: its document (an empty one when it could not be read), its raw bytes for the store, and its problem.

Not done here: the language, which needs a model (nlp/language.py).
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from dataclasses import replace as dataclass_replace
from functools import partial
from typing import BinaryIO

from msgspec.structs import replace

from sayso.config import Settings
from sayso.deadline import LIMIT, OverTime, over_time, run_within
from sayso.errors import InputError, UsageError
from sayso.ingest.dates import normalise_date
from sayso.ingest.drafts import Draft
from sayso.ingest.export_layouts import LAYOUT_ENDINGS, Layout, read_export
from sayso.ingest.fetch import fetch_page
from sayso.ingest.inputs import Fetch, FileReader, RawInput, find_inputs
from sayso.ingest.mappings import Mapping
from sayso.ingest.outlets import make_outlet
from sayso.ingest.pages import read_page
from sayso.ingest.printed_dates import find_printed_date
from sayso.ingest.records import read_plain_text, read_record, read_record_id
from sayso.ingest.regions import Furniture, find_regions, load_furniture
from sayso.ingest.robots import Manners
from sayso.ingest.tables import TABLE_ENDINGS, read_table
from sayso.model import Document, Problem
from sayso.text import digest_of

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Ingested:
    """One input after ingest. With a problem the document has no text; `raw` is None when there were no bytes.

    `fetched` is when a URL was fetched (ISO 8601, UTC).
    """

    document: Document
    raw: bytes | None = None
    problem: Problem | None = None
    fetched: str | None = None


def read_inputs(
    inputs: Iterable[str],
    settings: Settings | None = None,
    *,
    stdin: BinaryIO | None = None,
    fetch: Fetch | None = None,
    furniture: Furniture | None = None,
    mapping: Mapping | None = None,
    layout: Layout | None = None,
    seconds: float | None = None,
) -> Iterator[Ingested]:
    """Read what the user named: paths, folders, URLs, "-".

    Tables are read by `mapping`, or by a guess at one; files of an archive's or agency's export by `layout`.
    An input that takes more than `seconds` of the processor is a problem of the stage "limit".

    ["story.txt", "https://paper.example/a"] → two Ingested, in this order
    """
    settings = checked_settings(settings or Settings())
    furniture = furniture or load_furniture()
    # a table may list thousands of addresses of one host
    pace = Manners(wait=time.sleep, clock=time.monotonic).pace
    listed = fetch or partial(fetch_page, allow_private=settings.allow_private, check=pace)
    fetch = fetch or partial(fetch_page, allow_private=settings.allow_private)
    readers = _readers(mapping, layout, listed)
    # a table in a folder is taken for one of articles only by somebody who says which columns hold them
    in_folders = (*(TABLE_ENDINGS if mapping else ()), *(LAYOUT_ENDINGS[layout] if layout else ()))
    raws = find_inputs(inputs, fetch, stdin, readers, in_folders)
    return (read_safely(raw, settings, furniture, seconds) for raw in raws)


def _readers(mapping: Mapping | None, layout: Layout | None, fetch: Fetch) -> dict[str, FileReader]:
    tables = partial(read_table, mapping=mapping, fetch=fetch)
    found: dict[str, FileReader] = dict.fromkeys(TABLE_ENDINGS, tables)
    if layout is not None:
        found |= dict.fromkeys(LAYOUT_ENDINGS[layout], partial(read_export, layout=layout))
    return found


def read_safely(
    raw: RawInput, settings: Settings, furniture: Furniture, seconds: float | None = None
) -> Ingested:
    """`read_raw`, where an input that meets a mistake of ours or takes too long costs itself alone, and not the run."""
    try:
        return run_within(seconds, lambda: read_raw(raw, settings, furniture))
    except OverTime:
        return _rejected(raw, Problem(stage=LIMIT, reason=over_time(seconds or 0.0)))
    except Exception as error:
        log.exception("%s: ingest failed", raw.source_id)
        reason = f"{type(error).__name__}: {error}"[:300].encode("utf-8", "replace").decode()
        return _rejected(raw, Problem(stage="ingest", reason=reason))


def read_raw(raw: RawInput, settings: Settings, furniture: Furniture) -> Ingested:
    """Make the document of one raw input, or the record of why there is none."""
    if raw.problem is not None:
        return _rejected(raw, raw.problem)
    try:
        document = _make_document(raw, _read_draft(raw), settings, furniture)
    except InputError as error:
        return _rejected(
            raw, Problem(stage=error.stage, reason=error.reason, skipped=error.skipped)
        )
    except Exception as error:
        # Whatever a hostile page makes a parser stumble over ends this input alone.
        log.exception("input %s", raw.source_id)
        reason = f"{type(error).__name__}: {error}"[:300]
        return _rejected(raw, Problem(stage="ingest", reason=reason))
    return Ingested(document, raw.data, fetched=raw.fetched)


def checked_settings(settings: Settings) -> Settings:
    """The settings with `published` in ISO; a date that cannot be read is the user's mistake and said at once."""
    if settings.published is None:
        return settings
    published = normalise_date(settings.published)
    if published is None:
        raise UsageError(
            f'--published "{settings.published}" is no date: write it as 2016-05-04 or 2016-05-04T14:22+03:00'
        )
    return replace(settings, published=published)


def _read_draft(raw: RawInput) -> Draft:
    if raw.media in ("row", "article") and raw.told is not None:
        draft = raw.told
    elif raw.media == "record":
        draft = read_record(raw.data)
    elif raw.media == "html":
        draft = _filled(read_page(raw.data, raw.charset, raw.url), raw.told)
    else:
        draft = _filled(read_plain_text(raw.data), raw.told)
    if not draft.text.strip():
        raise InputError("ingest", "empty: no text in it", skipped=True)
    return draft


def _filled(draft: Draft, told: Draft | None) -> Draft:
    """A draft with what is told of it elsewhere in the place of what it does not say itself."""
    if told is None:
        return draft
    return dataclass_replace(
        draft,
        source_id=draft.source_id or told.source_id,
        url=draft.url or told.url,
        outlet=draft.outlet or told.outlet,
        title=draft.title or told.title,
        byline=draft.byline or told.byline,
        published=draft.published or told.published,
        language=draft.language or told.language,
    )


def _make_document(
    raw: RawInput, draft: Draft, settings: Settings, furniture: Furniture
) -> Document:
    layout = find_regions(draft, furniture)
    url = draft.url or raw.url or settings.url
    return Document(
        id=document_id(url, draft.text),
        source_id=draft.source_id or raw.source_id,
        url=url,
        outlet=make_outlet(draft.outlet, url, settings.outlet or layout.outlet),
        title=draft.title or layout.title,
        byline=draft.byline or layout.byline,
        dateline=layout.dateline,
        published=_published(raw, draft) or settings.published or _printed(draft.text),
        language=draft.language,
        text=draft.text,
        regions=layout.regions,
        source_digest=_source_digest(raw.data),
    )


def document_id(url: str | None, text: str) -> str:
    """The id of a document: a digest of its address, or nothing, and its text."""
    return "d" + digest_of(url or "", text)


def _published(raw: RawInput, draft: Draft) -> str | None:
    if draft.published is None:
        return None
    published = normalise_date(draft.published)
    if published is None:
        log.warning(
            "%s: publication date not understood, left out: %.80r", raw.source_id, draft.published
        )
    return published


def _printed(text: str) -> str | None:
    """The date that the text prints at its head, where no one tells one."""
    written = find_printed_date(text)
    return None if written is None else normalise_date(written)


def _rejected(raw: RawInput, problem: Problem) -> Ingested:
    """The record of an input without a document: an empty one that carries its source id."""
    source_id = raw.source_id
    if raw.media == "record":
        source_id = read_record_id(raw.data) or source_id
    document = Document(
        id=document_id(raw.url or source_id, ""),
        source_id=source_id,
        url=raw.url,
        source_digest=_source_digest(raw.data) if raw.data else None,
    )
    return Ingested(document, raw.data or None, problem, raw.fetched)


def _source_digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
