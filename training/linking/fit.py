"""Learn the weights of the pair score, and say what they are worth by cross-validation over incidents.

    python training/linking/fit.py ../shared/data/linking REPORTS src/sayso/weights/linking/pair-score.json [--score]

What REPORTS lacks is read first, in fast, as the scorer reads it: with the gold's date as the day of publication (some
twelve minutes; `sayso read` on the gold itself would find no date, and cost gva_news 12 points of pair F1).
Pairs are those that the product would compare (`CandidateIndex`) among the main strands of each set, plus snippets: the
same pairs with one or both reports cut to a few sentences, because the strands of round-ups are short. A pair's fold is
that of its two incidents (ECB+: topics): it is scored by a model that saw neither. The score is told with its 95 %
interval (incidents drawn with replacement; ECB+: topics), beside average link over TF-IDF at the threshold that is best
on the set itself. Once the reports are there: numpy alone; a minute or two.
"""

from __future__ import annotations

import hashlib
import random
import re
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement
from pathlib import Path

import msgspec
import numpy as np
from msgspec.structs import replace

from sayso.config import Settings
from sayso.evaluate.linking_scores import (
    best_tfidf_groups,
    gold_documents,
    link_measures,
    read_gold,
    tally_pairs,
    telling_items,
)
from sayso.evaluate.roundup_rows import read_roundups
from sayso.evaluate.tallies import Measures, Tally, bootstrap
from sayso.flow import load_pipeline, read_documents
from sayso.link.average_link import group_nodes
from sayso.link.candidates import CandidateIndex
from sayso.link.pair_features import FEATURES, Compared, compare_ready, pair_features
from sayso.link.pair_scores import PairModel
from sayso.link.profiles import Strand, make_profile, make_strand
from sayso.link.strands import Draft, is_deed
from sayso.link.term_counts import count_terms
from sayso.link.words import (
    LinkingWords,
    find_sentences,
    find_words,
    load_linking_words,
    load_word_shares,
)
from sayso.model import Document, Report
from sayso.text import find_paragraphs

SETS = ("gvc", "gva_news", "ecbplus")
# ECB+ has few incidents with many pairs each: unweighted it would outvote the other two.
SET_WEIGHTS = {"gvc": 1.0, "gva_news": 1.0, "ecbplus": 0.4}
SNIPPET_WEIGHT = 0.3
ROUNDUP_WEIGHT = 10.0
FOLDS = 5
ROUNDUPS = Path("tests/linking/roundups_dev.yaml")
THRESHOLD = 0.35
RIDGE = 1.0
LEAST_SCORE = 0.1


@dataclass
class Pairs:
    """The pairs of one set with their evidence; `left` and `right` are positions in `incidents`."""

    name: str
    incidents: list[str]
    left: np.ndarray
    right: np.ndarray
    evidence: np.ndarray
    same: np.ndarray
    weight: float
    is_snippet: bool = False
    documents: Sequence[Document] = ()


def main(data: Path, reports: Path, out: Path, *, score: bool) -> None:
    """Learn and write; with `score` cross-validate first."""
    words = load_linking_words()
    read_missing(data, reports)
    sets = [pairs for name in SETS for pairs in make_pairs(name, data, reports, words)]
    sets.append(make_roundup_pairs(reports, words))
    if score:
        cross_validate(sets, words)
    weights, intercept = fit(sets)
    model = PairModel(
        features=FEATURES,
        weights=tuple(round(float(w), 4) for w in weights),
        intercept=round(float(intercept), 4),
        threshold=THRESHOLD,
        note="Learned by training/linking/fit.py from GVC, gva_news and ECB+ (development halves), 2026-11-28.",
    )
    out.write_bytes(msgspec.json.format(msgspec.json.encode(model), indent=1) + b"\n")


def read_missing(data: Path, reports: Path) -> None:
    """Read the sets whose reports are not there."""
    wanted = {name: gold_documents(read_gold(data / f"{name}.jsonl")) for name in SETS}
    wanted["roundups_dev"] = read_roundups(ROUNDUPS)[0]
    missing = {n: d for n, d in wanted.items() if not (reports / f"{n}.reports.jsonl").exists()}
    if not missing:
        return
    pipeline = load_pipeline(Settings(attribution="fast"))
    for name, documents in missing.items():
        lines = [msgspec.json.encode(r) + b"\n" for r in read_documents(pipeline, documents)]
        reports.mkdir(parents=True, exist_ok=True)
        (reports / f"{name}.reports.jsonl").write_bytes(b"".join(lines))


def make_pairs(name: str, data: Path, reports: Path, words: LinkingWords) -> list[Pairs]:
    """The pairs of one set: of whole reports, and of snippets."""
    gold = {row["id"]: row for row in read_gold(data / f"{name}.jsonl")}
    decoder = msgspec.json.Decoder(Report)
    lines = (reports / f"{name}.reports.jsonl").read_bytes().splitlines()
    read = [decoder.decode(line) for line in lines]
    rows_read = [gold[report.document.source_id] for report in read]
    if any(row["date"] != r.document.published for row, r in zip(rows_read, read, strict=True)):
        raise SystemExit(f"{name}: reports were read without the gold's dates: delete them")
    incidents = [row["incident"] for row in rows_read]
    strands = [make_profile(report, words).strands[0] for report in read]
    counts = count_terms(strands, load_word_shares())
    index = CandidateIndex()
    whole = [compare_ready(strand, counts) for strand in strands]
    for compared in whole:
        index.add(compared, counts)
    found = {tuple(sorted((i, j))) for i, c in enumerate(whole) for j in index.find(c, counts)}
    pairs = sorted((i, j) for i, j in found if i != j)
    total = sum(n * (n - 1) // 2 for n in Counter(incidents).values())
    hit = sum(incidents[i] == incidents[j] for i, j in pairs)
    print(f"{name}: {len(pairs)} candidate pairs, {hit / total:.3f} of the gold's {total}")
    dice = random.Random(13)
    snippets = [compare_ready(_snippet(r, words, dice), counts) for r in read]
    cut = [
        (i, j, pair_features(*dice.choice(_cuts(snippets, whole, i, j)), counts)) for i, j in pairs
    ]
    rows = [(i, j, pair_features(whole[i], whole[j], counts)) for i, j in pairs]
    weight = SET_WEIGHTS[name]
    documents = [replace(r.document, id=_number(n)) for n, r in enumerate(read)]
    return [
        _pairs(name, incidents, rows, weight, is_snippet=False, documents=documents),
        _pairs(name, incidents, cut, weight * SNIPPET_WEIGHT, is_snippet=True),
    ]


def _cuts(
    snippets: list[Compared], whole: list[Compared], i: int, j: int
) -> list[tuple[Compared, Compared]]:
    return [(snippets[i], snippets[j]), (snippets[i], whole[j]), (whole[i], snippets[j])]


def make_roundup_pairs(reports: Path, words: LinkingWords) -> Pairs:
    """All pairs of strands of one world of our own round-ups that the tellings mark."""
    documents, tellings = read_roundups(ROUNDUPS)
    decoder = msgspec.json.Decoder(Report)
    read = [
        decoder.decode(x)
        for x in (reports / "roundups_dev.reports.jsonl").read_bytes().splitlines()
    ]
    profiles = [make_profile(report, words) for report in read]
    counts = count_terms((s for p in profiles for s in p.strands), load_word_shares())
    strands = {s.item: compare_ready(s, counts) for p in profiles for s in p.strands}
    items = telling_items(tellings, read, profiles)
    told: dict[str, set[str]] = {}
    for key, item in items.items():
        if item is not None:
            told.setdefault(item, set()).add(key.split(":", 1)[1])
    # A strand that tells two incidents was badly cut: it teaches nothing.
    clear = [
        (strands[item], incidents.pop()) for item, incidents in told.items() if len(incidents) == 1
    ]
    incidents = [incident for _, incident in clear]
    rows = [
        (i, j, pair_features(a, b, counts))
        for i, (a, one) in enumerate(clear)
        for j, (b, other) in enumerate(clear[:i])
        if one[:2] == other[:2] and a.strand.document != b.strand.document
    ]
    print(f"round-ups: {len(rows)} pairs of {len(clear)} strands, {len(documents)} reports")
    return _pairs("roundups", incidents, rows, ROUNDUP_WEIGHT, is_snippet=True)


def _pairs(
    name: str,
    incidents: list[str],
    rows: list[tuple[int, int, list[float]]],
    weight: float,
    *,
    is_snippet: bool,
    documents: Sequence[Document] = (),
) -> Pairs:
    left, right = np.array([i for i, _, _ in rows]), np.array([j for _, j, _ in rows])
    same = np.array([incidents[i] == incidents[j] for i, j, _ in rows], dtype=float)
    evidence = np.array([f for _, _, f in rows])
    return Pairs(name, incidents, left, right, evidence, same, weight, is_snippet, documents)


def _snippet(report: Report, words: LinkingWords, dice: random.Random) -> Strand:
    """One to three sentences of the report's first six."""
    text = report.document.text
    sentences = [
        sentence
        for start, end in find_paragraphs(text)
        for sentence in find_sentences(text, start, end, words)
        if sentence[1] - sentence[0] > 40
    ][:6] or [(0, len(text))]
    first = dice.randrange(max(1, len(sentences) - 1))
    chosen = sentences[first : first + dice.choice((1, 2, 3))]
    inside = [e for e in report.events if any(a <= e.trigger.start < b for a, b in chosen)]
    draft = Draft(sentences=list(chosen), events=[e for e in inside if is_deed(e)])
    return make_strand(report, draft, list(chosen), find_words(text, words), words, False)


def fit(sets: list[Pairs], keep: dict[int, np.ndarray] | None = None) -> tuple[np.ndarray, float]:
    """Ridge logistic regression by Newton's method; weights for the evidence as it is."""
    parts = [(s, keep[n] if keep else np.ones(len(s.same), dtype=bool)) for n, s in enumerate(sets)]
    x = np.vstack([s.evidence[k] for s, k in parts])
    y = np.concatenate([s.same[k] for s, k in parts])
    w = np.concatenate([np.full(int(k.sum()), s.weight) for s, k in parts])
    mean, spread = x.mean(0), x.std(0) + 1e-6
    z = np.c_[(x - mean) / spread, np.ones(len(x))]
    beta = np.zeros(z.shape[1])
    ridge = np.eye(len(beta)) * RIDGE
    ridge[-1, -1] = 1e-6
    for _ in range(15):
        p = _logistic(z @ beta)
        slope = z.T @ (w * (y - p)) - ridge @ beta
        curve = (z * (w * p * (1 - p))[:, None]).T @ z + ridge
        step = np.linalg.solve(curve, slope)
        beta += step
        if abs(step).max() < 1e-4:
            break
    weights = beta[:-1] / spread
    return weights, float(beta[-1] - weights @ mean)


def _logistic(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-np.clip(x, -30, 30)))


def cross_validate(sets: list[Pairs], words: LinkingWords) -> None:
    """Print pair F1 of each set beside TF-IDF, every pair scored by a model that saw neither incident."""
    folds = [np.array([_fold(s.name, i) for i in s.incidents]) for s in sets]
    scores = [np.zeros(len(s.same)) for s in sets]
    for one, other in combinations_with_replacement(range(FOLDS), 2):
        held = [np.isin(f, (one, other)) for f in folds]
        keep = {n: ~(held[n][s.left] | held[n][s.right]) for n, s in enumerate(sets)}
        weights, intercept = fit(sets, keep)
        for n, s in enumerate(sets):
            a, b = folds[n][s.left], folds[n][s.right]
            mine = ((a == one) & (b == other)) | ((a == other) & (b == one))
            scores[n][mine] = _logistic(s.evidence[mine] @ weights + intercept)
    for s, p in zip(sets, scores, strict=True):
        if not s.is_snippet:
            _print_scores(s, p, words)


def _print_scores(s: Pairs, p: np.ndarray, words: LinkingWords) -> None:
    """The measures at the product's threshold with their intervals, and TF-IDF at its own best threshold."""
    gold = {document.id: i for document, i in zip(s.documents, s.incidents, strict=True)}
    threshold, baseline = best_tfidf_groups(s.documents, words, gold)
    topics = {incident: _drawn_with(s.name, incident) for incident in s.incidents}
    tallies = tally_pairs(gold, {"pair": _group(s, p), "tfidf": baseline}, topics)
    intervals = bootstrap(tallies, _measures, rounds=1000)
    print(f"{s.name}: {len(tallies)} incidents or topics; TF-IDF is best at {threshold}")
    total: Tally = Counter()
    for tally in tallies:
        total.update(tally)
    for name, value in _measures(total).items():
        low, high = intervals[name]
        print(f"  {name:<24} {value:.3f} ({low:.3f} to {high:.3f})")


def _measures(total: Tally) -> Measures:
    found = link_measures(total)
    return found | {"lead over TF-IDF": found["pair F1"] - found["pair F1, TF-IDF alone"]}


def _group(s: Pairs, p: np.ndarray) -> dict[str, str]:
    """Document → the first of its group, from the scores of pairs."""
    names = [document.id for document in s.documents]
    scores = {
        (names[i], names[j]): float(q)
        for i, j, q in zip(s.left, s.right, p, strict=True)
        if q >= LEAST_SCORE
    }
    return {name: group[0] for group in group_nodes(names, scores, THRESHOLD) for name in group}


def _number(n: int) -> str:
    """Sorts as the number does."""
    return f"{n:06d}"


def _drawn_with(name: str, incident: str) -> str:
    """What an incident falls into a fold with, and is drawn with: ECB+'s topic, a round-up's world, itself."""
    topic = re.match(r"\d+", incident) if name == "ecbplus" else None
    return f"topic {topic.group()}" if topic else incident[:2] if name == "roundups" else incident


def _fold(name: str, incident: str) -> int:
    key = _drawn_with(name, incident)
    return int(hashlib.md5(key.encode(), usedforsecurity=False).hexdigest(), 16) % FOLDS


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]), score="--score" in sys.argv)
