"""Scores of attributions against PolNeAR (Newell, Margolin & Ruths 2018).

Comes in: brat files (text/*.txt, attributions/*.ann) and reports. Goes out: F1 of detected cues, of matched contents
(Jaccard over content words ≥ .5), of contents whose source matches too, and exact F1 for each role over contiguous
runs. PolNeAR marks outermost attributions alone, so only those without `via` are compared. Punctuation never counts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sayso.evaluate.tallies import Measures, Tally, f1, match_greedily
from sayso.model import Document, Report
from sayso.text import digest_of

ROLES = ("source", "cue", "content")
LEAST_JACCARD = 0.5

_TOKEN = re.compile(r"\w+(?:['’]\w+)*|[^\w\s]")
_ENTITY = re.compile(r"(T\d+)\t(\S+) (\d+ \d+(?:;\d+ \d+)*)(?:\t|$)")
_EVENT = re.compile(r"E\d+\t(\S.*)$")
_FILE = re.compile(r"(.*)_([0-9a-f]{4})\.ann$")
# Words that two sources may share without being the same source.
_FUNCTION_WORDS = frozenset(
    "the a an of 's ’s s and or in on at for to by with who which that".split()
)

Spans = list[tuple[int, int]]
Roles = dict[str, Spans]


@dataclass(frozen=True)
class GoldArticle:
    """One article with its attributions, each a dictionary of role → character spans."""

    id: str
    text: str
    attributions: list[Roles] = field(default_factory=list)


def read_polnear(folder: Path) -> list[GoldArticle]:
    """Read a PolNeAR split; of several annotators the first by id who marked anything is taken."""
    annotated: dict[str, list[Path]] = {}
    for path in sorted((folder / "attributions").glob("*.ann")):
        if match := _FILE.match(path.name):
            annotated.setdefault(match[1], []).append(path)
    articles = []
    for path in sorted((folder / "text").glob("*.txt")):
        readings = [_read_attributions(p) for p in annotated.get(path.stem, [])]
        chosen = next((r for r in readings if r), [])
        articles.append(GoldArticle(path.stem, _read_exactly(path), chosen))
    return articles


def _read_exactly(path: Path) -> str:
    with path.open(encoding="utf-8", newline="") as stream:
        return stream.read()


def _read_attributions(path: Path) -> list[Roles]:
    spans: dict[str, Spans] = {}
    events: list[list[str]] = []
    for line in _read_exactly(path).split("\n"):
        if match := _ENTITY.match(line):
            spans[match[1]] = [_pair(part) for part in match[3].split(";")]
        elif match := _EVENT.match(line.rstrip("\r")):
            events.append(match[1].split()[1:])
    found = [_roles_of(parts, spans) for parts in events]
    return [roles for roles in found if any(roles.values())]


def _pair(words: str) -> tuple[int, int]:
    start, end = words.split()
    return int(start), int(end)


def _roles_of(parts: list[str], spans: Mapping[str, Spans]) -> Roles:
    roles: Roles = {role: [] for role in ROLES}
    for part in parts:
        name, _, entity = part.partition(":")
        role = name.rstrip("0123456789").lower()
        if role in roles:
            roles[role] += spans.get(entity, [])
    return roles


def article_document(article: GoldArticle) -> Document:
    """The article as sayso reads it."""
    return Document(
        id="d" + digest_of("", article.text), source_id=article.id, text=article.text, language="en"
    )


def predict_attributions(report: Report) -> list[dict[str, Any]]:
    """What the reference scorer takes: outermost attributions as character spans of each role."""
    return [
        {role: [[s.start, s.end] for s in getattr(attribution, role)] for role in ROLES}
        for attribution in report.attributions
        if attribution.via is None
    ]


class Tokens:
    """The tokens of a text, to turn character spans into sets of them."""

    def __init__(self, text: str) -> None:
        self.spans = [(m.start(), m.end()) for m in _TOKEN.finditer(text)]
        self.words = [text[start:end].lower() for start, end in self.spans]
        self.is_word = [bool(re.search(r"\w", word)) for word in self.words]
        self._at = {c: i for i, (start, end) in enumerate(self.spans) for c in range(start, end)}
        order = [i for i, is_word in enumerate(self.is_word) if is_word]
        self.order = {token: place for place, token in enumerate(order)}

    def inside(self, spans: Sequence[Sequence[int]]) -> frozenset[int]:
        touched = {self._at[c] for start, end in spans for c in range(start, end) if c in self._at}
        return frozenset({i for i in touched if self.is_word[i]} or touched)

    def runs(self, tokens: frozenset[int]) -> Iterator[frozenset[int]]:
        """Contiguous runs, punctuation between words left out."""
        run: list[int] = []
        for token in sorted(tokens):
            if run and self.order.get(token, -9) != self.order.get(run[-1], -9) + 1:
                yield frozenset(run)
                run = []
            run.append(token)
        if run:
            yield frozenset(run)


def tally_article(article: GoldArticle, predicted: Sequence[Mapping[str, Any]]) -> Tally:
    """Counts for one article."""
    tokens = Tokens(article.text)
    gold = [_token_sets(tokens, roles) for roles in article.attributions]
    found = [s for s in (_token_sets(tokens, roles) for roles in predicted) if any(s.values())]
    gold = [s for s in gold if any(s.values())]
    tally: Tally = Counter({"documents": 1, "items": len(gold)})
    for role in ROLES:
        _tally_role(tally, role, tokens, gold, found)
    _tally_matches(tally, tokens, gold, found)
    return tally


def _token_sets(tokens: Tokens, roles: Mapping[str, Any]) -> dict[str, frozenset[int]]:
    return {role: tokens.inside(roles.get(role) or []) for role in ROLES}


def _tally_role(
    tally: Tally,
    role: str,
    tokens: Tokens,
    gold: Sequence[Mapping[str, frozenset[int]]],
    found: Sequence[Mapping[str, frozenset[int]]],
) -> None:
    in_gold = set().union(*(a[role] for a in gold))
    in_found = set().union(*(a[role] for a in found))
    tally[f"{role} token.hit"] += len(in_gold & in_found)
    tally[f"{role} token.gold"] += len(in_gold)
    tally[f"{role} token.found"] += len(in_found)
    gold_runs = Counter(run for a in gold for run in tokens.runs(a[role]))
    found_runs = Counter(run for a in found for run in tokens.runs(a[role]))
    tally[f"{role} exact.hit"] += (gold_runs & found_runs).total()
    tally[f"{role} exact.gold"] += gold_runs.total()
    tally[f"{role} exact.found"] += found_runs.total()


def _tally_matches(
    tally: Tally,
    tokens: Tokens,
    gold: Sequence[Mapping[str, frozenset[int]]],
    found: Sequence[Mapping[str, frozenset[int]]],
) -> None:
    pairs = [(i, j) for i in range(len(gold)) for j in range(len(found))]
    close = [
        (score, i, j)
        for i, j in pairs
        for score in [jaccard(gold[i]["content"], found[j]["content"])]
        if score >= LEAST_JACCARD
    ]
    sourced = [
        (score, i, j)
        for score, i, j in close
        if is_same_source(tokens, gold[i]["source"], found[j]["source"])
    ]
    cued = [
        (float(len(shared)), i, j)
        for i, j in pairs
        for shared in [gold[i]["cue"] & found[j]["cue"]]
        if shared
    ]
    for name, scored in (("content", close), ("content+source", sourced), ("cue", cued)):
        tally[f"{name}.hit"] += len(match_greedily(scored))
        tally[f"{name}.gold"] += len(gold)
        tally[f"{name}.found"] += len(found)


def jaccard(one: frozenset[int], other: frozenset[int]) -> float:
    shared = len(one & other)
    return shared / len(one | other) if shared else 0.0


def is_same_source(tokens: Tokens, gold: frozenset[int], found: frozenset[int]) -> bool:
    if not gold and not found:
        return True
    solid = {tokens.words[i] for i in gold} - _FUNCTION_WORDS
    shared = gold & found
    return bool({tokens.words[i] for i in shared} & solid) if solid else bool(shared)


def attribution_measures(tally: Tally) -> Measures:
    """The measures that DESIGN.md §7 names."""
    names = ["content+source", "content", "cue"]
    measures = {f"{name} F1": f1(tally, name) for name in names}
    for kind in ("exact", "token"):
        measures |= {f"{role} {kind} F1": f1(tally, f"{role} {kind}") for role in ROLES}
    return measures
