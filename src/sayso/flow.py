"""The whole system on one page: what a report goes through, from Document to Report.

    Document → Reading → times → places → figures → mentions → actors → attributions → events → claims

Comes in: documents. Goes out: one Report each, in the same order. Every stage is a function of its arguments;
a stage that fails ends its own report, with the stage's name and the reason, and never the run.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from dataclasses import replace as dataclass_replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TypeVar

from msgspec.structs import replace

from sayso.config import Settings, sayso_version
from sayso.deadline import LIMIT, OverTime, over_time, run_within
from sayso.errors import InputError
from sayso.extract.actors.actors import ActorLexicon, find_actors, load_actor_lexicon
from sayso.extract.actors.mentions import find_mentions
from sayso.extract.actors.own_actors import own_actors_digest
from sayso.extract.attribution.attributions import (
    CueLexicon,
    ReadActs,
    find_attributions,
    load_cue_lexicon,
)
from sayso.extract.attribution.learned_acts import load_act_reader
from sayso.extract.attribution.source_actors import name_sources
from sayso.extract.attribution.tagger import Tagger, load_tagger, read_windows
from sayso.extract.attribution.voices import Contents, with_voices
from sayso.extract.claims.claim_policy import ClaimPolicy, load_claim_policy
from sayso.extract.claims.claims import make_claims
from sayso.extract.events.event_tagger import EventTagger, load_event_tagger
from sayso.extract.events.events import EventLexicon, find_events, load_event_lexicon
from sayso.extract.events.learned_events import score_events
from sayso.extract.events.learned_roles import weigh_roles
from sayso.extract.events.role_tagger import RoleTagger, load_role_tagger
from sayso.extract.figures.counted_contents import with_counts
from sayso.extract.figures.figure_words import FigureLexicon, load_figure_lexicon
from sayso.extract.figures.figures import find_figures
from sayso.extract.figures.tellers import without_tellers
from sayso.extract.places.places import PlaceLexicon, find_places, load_place_lexicon
from sayso.extract.times.times import TimeRules, find_times, load_time_rules
from sayso.gazetteer import Gazetteer, open_gazetteer
from sayso.ingest.documents import Ingested
from sayso.lexicon import lexicon_digest
from sayso.model import Document, Findings, Problem, Report
from sayso.nlp.coref import link_mentions
from sayso.nlp.language import find_language
from sayso.nlp.readings import Parser, Reading, check_length, load_parser, read_parses
from sayso.nlp.truecasing import load_casing
from sayso.own_places import read_own_places

log = logging.getLogger(__name__)

# Documents that share one memory zone: a word met in the zone before has to be looked up anew (4 % of the time at 16).
BATCH = 64
# … or so much text: the parses of a batch are held together (2 kB of memory a character while it is parsed).
BATCH_CHARACTERS = 500_000


@dataclass(frozen=True)
class Pipeline:
    """Everything that reading needs, loaded once: the model, the gazetteer, the lexicons."""

    settings: Settings
    parser: Parser
    gazetteer: Gazetteer
    actors: ActorLexicon
    cues: CueLexicon
    events: EventLexicon
    figures: FigureLexicon
    places: PlaceLexicon
    times: TimeRules
    claims: ClaimPolicy
    run: dict[str, str]
    tagger: Tagger | None = None
    event_tagger: EventTagger | None = None
    role_tagger: RoleTagger | None = None
    acts: ReadActs | None = None


def load_pipeline(settings: Settings | None = None) -> Pipeline:
    """Load the model, the gazetteer and the lexicons (about two seconds)."""
    settings = settings or Settings()
    parser = load_parser(settings.model)
    gazetteer, own_digest = _load_gazetteer(settings)
    actors = load_actor_lexicon(settings.actors)
    parser.casing = load_casing(
        parser.nlp,
        actors.countries.rows,
        actors.forms(),
        actors.words.common_words,
        gazetteer.population,
    )
    tagger = None if settings.attribution == "fast" else load_tagger(settings.attribution)
    is_learned = settings.attribution != "fast"
    event_tagger = load_event_tagger() if is_learned else None
    role_tagger = load_role_tagger() if is_learned else None
    cues = load_cue_lexicon()
    acts = None if settings.attribution == "fast" else load_act_reader(cues)
    return Pipeline(
        settings=settings,
        parser=parser,
        gazetteer=gazetteer,
        actors=actors,
        cues=cues,
        events=load_event_lexicon(),
        figures=load_figure_lexicon(),
        places=load_place_lexicon(),
        times=load_time_rules(),
        claims=load_claim_policy(),
        tagger=tagger,
        event_tagger=event_tagger,
        role_tagger=role_tagger,
        acts=acts,
        run={
            "sayso": sayso_version(),
            "model": parser.model,
            "attribution": settings.attribution,
            "lexicons": lexicon_digest(),
        }
        | ({} if tagger is None else {"weights": tagger.digest})
        | ({} if own_digest is None else {"places": own_digest})
        | ({} if not settings.actors else {"actors": own_actors_digest(settings.actors)})
        | ({} if event_tagger is None else {"event weights": event_tagger.digest})
        | ({} if role_tagger is None else {"role weights": role_tagger.digest})
        | ({} if acts is None else {"act weights": acts.digest}),
    )


def _load_gazetteer(settings: Settings) -> tuple[Gazetteer, str | None]:
    """The gazetteer, with the user's own places beside it and the digest of their list."""
    gazetteer = open_gazetteer()
    if settings.places is None:
        return gazetteer, None
    own = read_own_places(Path(settings.places), gazetteer)
    return Gazetteer(gazetteer.path, own.by_key), own.digest


def read_reports(
    pipeline: Pipeline, items: Iterable[Ingested], seconds: float | None = None
) -> Iterator[tuple[Report, Ingested]]:
    """Read what was ingested: one report for each item, in order, problems included.

    A document that takes more than `seconds` of the processor to parse, or to read then, is a problem of the stage
    "limit"; None: no limit.

    A German page → a report with problem {stage: "language", reason: "written in de …", skipped: true}
    """
    stream = iter(items)
    while batch := [_with_language(item) for item in _share(stream, _length_of)]:
        documents = [i.document for i in batch if i.problem is None]
        reports = read_documents(pipeline, documents, seconds)
        for item in batch:
            if item.problem is not None:
                yield Report(document=item.document, run=pipeline.run, problem=item.problem), item
            else:
                yield next(reports), item


def _with_language(item: Ingested) -> Ingested:
    """The item with its language, or with the reason why it is not read: sayso reads English."""
    if item.problem is not None:
        return item
    try:
        language = find_language(item.document.text, item.document.language)
    except InputError as error:
        problem = Problem(stage=error.stage, reason=error.reason, skipped=error.skipped)
        return dataclass_replace(item, problem=problem)
    return dataclass_replace(item, document=replace(item.document, language=language))


def _length_of(item: Ingested) -> int:
    return len(item.document.text)


Each = TypeVar("Each")


def _share(stream: Iterator[Each], length_of: Callable[[Each], int]) -> list[Each]:
    """What comes next in a stream and is read together: so many, or so much text."""
    batch: list[Each] = []
    characters = 0
    for each in islice(stream, BATCH):
        batch.append(each)
        characters += length_of(each)
        if characters >= BATCH_CHARACTERS:
            break
    return batch


def read_documents(
    pipeline: Pipeline, documents: Iterable[Document], seconds: float | None = None
) -> Iterator[Report]:
    """Read documents and yield one report each, in order. Memory stays flat: batches share nothing."""
    stream = iter(documents)
    while batch := _share(stream, lambda document: len(document.text)):
        pipeline.parser.meet(batch)
        # A zone that is left by an exception or an early close is not cleaned by spaCy, and the next parse then
        # fails: read the whole batch inside it, hand the reports out afterwards.
        with pipeline.parser.nlp.memory_zone():
            reports = list(_read_batch(pipeline, batch, seconds))
        yield from reports


def read_document(pipeline: Pipeline, document: Document) -> Report:
    """Read one document."""
    return next(read_documents(pipeline, [document]))


def _read_batch(
    pipeline: Pipeline, batch: list[Document], seconds: float | None
) -> Iterator[Report]:
    try:
        for document in batch:
            check_length(document)
        readings = run_within(seconds, lambda: list(read_parses(pipeline.parser, batch)))
    except Exception:
        # One of them cannot be parsed, or not in time: find out which, and read the others.
        for document in batch:
            yield _read_alone(pipeline, document, seconds)
        return
    for reading in readings:
        yield _report(pipeline, reading, seconds)


def _read_alone(pipeline: Pipeline, document: Document, seconds: float | None) -> Report:
    try:
        check_length(document)
        [reading] = run_within(seconds, lambda: list(read_parses(pipeline.parser, [document])))
    except OverTime:
        return problem_report(document, LIMIT, over_time(seconds or 0.0), run=pipeline.run)
    except InputError as error:
        return problem_report(
            document, error.stage, error.reason, skipped=error.skipped, run=pipeline.run
        )
    except Exception as error:
        log.exception("document %s: parse failed", document.id)
        return problem_report(document, "parse", _reason(error), run=pipeline.run)
    return _report(pipeline, reading, seconds)


def _report(pipeline: Pipeline, reading: Reading, seconds: float | None) -> Report:
    stages = Stages(pipeline, reading)
    try:
        found = run_within(seconds, stages.find_all)
    except OverTime:
        return problem_report(reading.document, LIMIT, over_time(seconds or 0.0), run=pipeline.run)
    except Exception as error:
        log.exception("document %s: stage %s failed", reading.document.id, stages.now)
        return problem_report(reading.document, stages.now, _reason(error), run=pipeline.run)
    return Report(
        document=reading.document,
        actors=found.actors,
        mentions=found.mentions,
        attributions=found.attributions,
        events=found.events,
        figures=found.figures,
        places=found.places,
        times=found.times,
        claims=found.claims,
        run=pipeline.run,
    )


class Stages:
    """The stages over one reading; `now` names the one that runs, for the error report."""

    def __init__(self, pipeline: Pipeline, reading: Reading) -> None:
        self.pipeline = pipeline
        self.reading = reading
        self.now = "extract"

    def find_all(self) -> Findings:
        """Run every stage and gather what was found."""
        pipeline, reading = self.pipeline, self.reading
        self.now = "times"
        times = find_times(reading, pipeline.times)
        self.now = "places"
        places = find_places(reading, times, pipeline.gazetteer, pipeline.places)
        self.now = "figures"
        figures = find_figures(reading, times, pipeline.figures)
        self.now = "mentions"
        mentions = find_mentions(reading, places, pipeline.actors)
        mentions = link_mentions(reading, mentions, genders=pipeline.actors.genders)
        self.now = "actors"
        actors, mentions = find_actors(reading, mentions, pipeline.actors, places)
        self.now = "attributions"
        windows = () if (tagger := pipeline.tagger) is None else read_windows(reading, tagger)
        attributions = find_attributions(
            reading, mentions, actors, pipeline.cues, tagger, windows, pipeline.acts
        )
        attributions = with_counts(reading, attributions, figures)
        figures = without_tellers(reading, figures, attributions, pipeline.figures)
        findings = Findings(
            times=times,
            places=places,
            figures=figures,
            mentions=mentions,
            actors=actors,
            attributions=attributions,
        )
        findings = name_sources(reading, findings)
        contents = Contents(findings.attributions)
        findings = replace(findings, mentions=with_voices(findings.mentions, contents))
        self.now = "events"
        tagging = pipeline.event_tagger
        score = None if tagging is None else partial(score_events, tagging, reading, windows)
        events = find_events(reading, findings, pipeline.events, score)
        findings = replace(findings, events=events)
        if (roles := pipeline.role_tagger) is not None:
            events = weigh_roles(roles, reading, findings, windows)
            findings = replace(findings, events=events)
        self.now = "claims"
        return replace(findings, claims=make_claims(reading, findings, pipeline.claims))


def problem_report(
    document: Document, stage: str, reason: str, *, run: dict[str, str], skipped: bool = False
) -> Report:
    """The report of an input that was skipped or failed: its problem, and empty lists."""
    return Report(
        document=document, run=run, problem=Problem(stage=stage, reason=reason, skipped=skipped)
    )


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
