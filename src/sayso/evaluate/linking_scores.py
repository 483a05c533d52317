"""How well reports are linked: pairs of reports (or tellings) in one incident, against gold and against TF-IDF.

Comes in: gold sets of `linking/` (a report belongs to one incident), and our own round-ups (a telling does). Goes out:
for each a tally by incident, for pair precision, recall and F1 (every pair of one group counts once); the same for
groups by cosine of TF-IDF alone, on public sets at the threshold that is best on the set itself: a baseline that is
given more than sayso is. Pairs are counted twice, once for each member, so that they can be told apart by
incident. Where a set names topics (in ECB+ each holds two incidents of one kind), a tally is of a topic: its incidents
are mistaken for each other, so an interval that drew them apart would be too narrow.
"""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sayso.evaluate.roundup_rows import Telling, read_roundups
from sayso.evaluate.tallies import Measures, Tally, f1, share
from sayso.flow import Pipeline, read_documents
from sayso.link.average_link import group_nodes
from sayso.link.incidents import Linker
from sayso.link.profiles import Profile, make_profile
from sayso.link.words import LinkingWords, find_words, load_linking_words
from sayso.model import Document, Report
from sayso.text import digest_of

# The mean cosine above which TF-IDF alone joins tellings of round-ups; it is the best one on ECB+ (GVC: .15).
TFIDF_THRESHOLD = 0.2
# What TF-IDF chooses from where it may have the one that is best on the set itself.
TFIDF_THRESHOLDS = tuple(n / 40 for n in range(4, 17))


def link_measures(total: Tally) -> Measures:
    """Pair precision, recall and F1, of sayso and of TF-IDF alone."""
    return {
        "pair F1": f1(total, "pair"),
        "pair precision": share(total, "pair.hit", "pair.found"),
        "pair recall": share(total, "pair.hit", "pair.gold"),
        "pair F1, TF-IDF alone": f1(total, "tfidf"),
    }


def tally_linking(pipeline: Pipeline, path: Path, limit: int | None = None) -> list[Tally]:
    """Read, link and count one set of reports; a tally for each incident of the gold, or topic if it names them."""
    rows = read_gold(path)[:limit]
    documents = gold_documents(rows)
    gold = {digest_of(row["id"]): row["incident"] for row in rows}
    topics = {row["incident"]: row.get("topic", row["incident"]) for row in rows}
    words = load_linking_words()
    profiles = [make_profile(report, words) for report in read_documents(pipeline, documents)]
    found = main_groups(profiles)
    _, baseline = best_tfidf_groups(documents, words, gold)
    return tally_pairs(gold, {"pair": found, "tfidf": baseline}, topics)


def read_gold(path: Path) -> list[dict[str, Any]]:
    """The rows of a gold set: id, text, date, incident."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def gold_documents(rows: Sequence[Mapping[str, Any]]) -> list[Document]:
    """The reports of a gold set, published on the date that it gives them."""
    return [
        Document(
            id=digest_of(row["id"]), source_id=row["id"], text=row["text"], published=row["date"]
        )
        for row in rows
    ]


def main_groups(profiles: Sequence[Profile]) -> dict[str, str]:
    """Document → the first item of the group that its main strand is in."""
    groups = Linker(profiles).groups()
    group_of = {item: group[0] for group in groups for item in group}
    return {profile.document: group_of[profile.strands[0].item] for profile in profiles}


def tally_roundups(pipeline: Pipeline, path: Path, limit: int | None = None) -> list[Tally]:
    """Read, link and count our own round-ups, by telling."""
    documents, tellings = read_roundups(path)
    documents = documents[:limit]
    tellings = [t for t in tellings if any(t.document == d.id for d in documents)]
    words = load_linking_words()
    reports = list(read_documents(pipeline, documents))
    profiles = [make_profile(report, words) for report in reports]
    groups = Linker(profiles).groups()
    group_of = {item: group[0] for group in groups for item in group}
    items = telling_items(tellings, reports, profiles)
    gold = {f"{t.document}:{t.incident}": t.incident for t in tellings}
    found = {key: group_of.get(item or "", key) for key, item in items.items()}
    texts = [
        Document(id=f"{t.document}:{t.incident}", source_id="", text=_around(d, t))
        for t in tellings
        for d in documents
        if d.id == t.document
    ]
    return tally_pairs(gold, {"pair": found, "tfidf": tfidf_groups(texts, words)})


def telling_items(
    tellings: Sequence[Telling], reports: Sequence[Report], profiles: Sequence[Profile]
) -> dict[str, str | None]:
    """For each telling the strand that has an event in its words, or else covers them; None if none does."""
    events = {(r.document.id, e.id): e.trigger for r in reports for e in r.events}
    strands = {profile.document: profile.strands for profile in profiles}
    items: dict[str, str | None] = {}
    for telling in tellings:
        touching: Counter[str] = Counter()
        for strand in strands[telling.document]:
            for event in strand.events:
                trigger = events[telling.document, event.event]
                touching[strand.item] += 2 * (telling.start <= trigger.start < telling.end)
            touching[strand.item] += any(a <= telling.start < b for a, b in strand.spans)
        best = max(touching, key=lambda item: touching[item], default=None)
        items[f"{telling.document}:{telling.incident}"] = (
            best if best is not None and touching[best] else None
        )
    return items


def _around(document: Document, telling: Telling) -> str:
    """The paragraph of a telling: what the baseline gets to see."""
    start = document.text.rfind("\n\n", 0, telling.start) + 1
    end = document.text.find("\n\n", telling.end)
    return document.text[start : end if end > 0 else None]


def tally_pairs(
    gold: Mapping[str, Hashable],
    found: Mapping[str, Mapping[str, Hashable]],
    topics: Mapping[Hashable, Hashable] | None = None,
) -> list[Tally]:
    """Count pairs by incident of the gold, or by its topic, for each named grouping."""
    topics = topics or {incident: incident for incident in gold.values()}
    tallies: dict[Hashable, Tally] = defaultdict(Counter)
    incidents = Counter(gold.values())
    for name, groups in found.items():
        sizes = Counter(groups[key] for key in gold)
        both = Counter((gold[key], groups[key]) for key in gold)
        for key, incident in gold.items():
            tally = tallies[topics[incident]]
            tally[f"{name}.gold"] += incidents[incident] - 1
            tally[f"{name}.found"] += sizes[groups[key]] - 1
            tally[f"{name}.hit"] += both[incident, groups[key]] - 1
    for key in gold:
        tallies[topics[gold[key]]]["items"] += 1
    return list(tallies.values())


def best_tfidf_groups(
    documents: Sequence[Document], words: LinkingWords, gold: Mapping[str, Hashable]
) -> tuple[float, dict[str, str]]:
    """The baseline at the threshold that is best on the gold itself, and that threshold."""
    cosines = tfidf_cosines(documents, words)
    found = [(t, group_by_cosine(list(gold), cosines, t)) for t in TFIDF_THRESHOLDS]
    return max(found, key=lambda item: _pair_f1(gold, item[1]))


def _pair_f1(gold: Mapping[str, Hashable], groups: Mapping[str, Hashable]) -> float:
    total: Tally = Counter()
    for tally in tally_pairs(gold, {"pair": groups}):
        total.update(tally)
    return f1(total, "pair")


def tfidf_groups(
    documents: Sequence[Document], words: LinkingWords, threshold: float = TFIDF_THRESHOLD
) -> dict[str, str]:
    """The baseline: average link over the cosine of TF-IDF (logarithmic counts, all words but stop words)."""
    names = [document.id for document in documents]
    return group_by_cosine(names, tfidf_cosines(documents, words), threshold)


def group_by_cosine(
    names: Sequence[str], cosines: Mapping[tuple[str, str], float], threshold: float
) -> dict[str, str]:
    """Name → the first name of its group; cosines far below the threshold count as 0."""
    kept = {pair: cosine for pair, cosine in cosines.items() if cosine >= threshold / 2}
    return {name: group[0] for group in group_nodes(names, kept, threshold) for name in group}


def tfidf_cosines(
    documents: Sequence[Document], words: LinkingWords
) -> dict[tuple[str, str], float]:
    """The cosine of every two documents that share a word; words in more than a fifth of all tell nothing."""
    counts = {d.id: Counter(w.term for w in find_words(d.text, words)) for d in documents}
    holders = Counter(term for terms in counts.values() for term in terms)
    lists: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for name, terms in counts.items():
        weights = {
            t: (1 + math.log(n)) * (math.log((1 + len(counts)) / (1 + holders[t])) + 1)
            for t, n in terms.items()
        }
        norm = math.sqrt(sum(w * w for w in weights.values())) or 1.0
        for term, weight in weights.items():
            lists[term].append((name, weight / norm))
    cosines: dict[tuple[str, str], float] = defaultdict(float)
    for term, entries in lists.items():
        if holders[term] <= max(50, len(counts) // 5):
            for i, (a, x) in enumerate(entries):
                for b, y in entries[i + 1 :]:
                    cosines[(a, b) if a < b else (b, a)] += x * y
    return cosines
