"""Our scores agree with the reference scorers: both are fed the same predictions, made wrong at random.

Needs the shared folder with gold sets and reference scorers beside the project (or SAYSO_SHARED); says so where absent.
"""

from __future__ import annotations

import importlib.util
import os
import random
from argparse import Namespace
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from sayso.evaluate.attribution_scores import attribution_measures, read_polnear, tally_article
from sayso.evaluate.boards import TASKS
from sayso.evaluate.event_scores import QUAD_OF
from sayso.evaluate.responsibility_scores import LABELS
from sayso.evaluate.role_scores import ROLES
from sayso.evaluate.tallies import Measures, Tally

SHARED = Path(os.environ.get("SAYSO_SHARED", Path(__file__).parents[3] / "shared"))

pytestmark = pytest.mark.skipif(
    not (SHARED / "score").is_dir(),
    reason=f"NO GOLD SETS: {SHARED} is absent, scores are not checked",
)

Prediction = list[dict[str, Any]]


def _scorer(name: str) -> ModuleType:
    path = SHARED / "score" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _measures(task: str, pairs: list[tuple[Any, Prediction]]) -> Measures:
    total: Tally = Counter()
    for item, predicted in pairs:
        total.update(TASKS[task].tally(item, predicted))
    return TASKS[task].measures(total)


def _wrong_spans(
    items: list[dict[str, Any]], change: Callable[[dict[str, Any]], None]
) -> Prediction:
    """Some items left out, some moved, some doubled, some with another value, one invented."""
    dice = random.Random(str(items)[:200])
    made = []
    for item in items:
        if dice.random() < 0.2:
            continue
        new = dict(item)
        if dice.random() < 0.3:
            new["end"] += dice.randint(0, 4)
            new["start"] = max(0, new["start"] - dice.randint(0, 2))
        if dice.random() < 0.3:
            change(new)
        made += [new] * dice.choice((1, 1, 1, 2))
    return [*made, {"start": 0, "end": 3, "type": "DATE", "value": "1999", "lat": 0.0, "lon": 0.0}]


def test_times_agree() -> None:
    def change(timex: dict[str, Any]) -> None:
        timex["value"] = {"P1D": "PT24H", "P1W": "P7D"}.get(timex["value"], "1999-XX")

    path = SHARED / "data/geotime/time_timebank.jsonl"
    gold = TASKS["times"].read(path)
    predicted = [_wrong_spans(item["timexes"], change) for item in gold]
    reference = _scorer("score_time").score(
        {g["id"]: g for g in gold},
        {g["id"]: {"timexes": p} for g, p in zip(gold, predicted, strict=True)},
    )
    ours = _measures("times", list(zip(gold, predicted, strict=True)))
    assert ours["strict F1"] == pytest.approx(reference["strict"]["f1"], abs=1e-4)
    assert ours["relaxed F1"] == pytest.approx(reference["relaxed"]["f1"], abs=1e-4)
    assert ours["value F1"] == pytest.approx(reference["value_f1"], abs=1e-4)
    assert 0.5 < ours["value F1"] < ours["relaxed F1"] < 1


def test_places_agree() -> None:
    def change(toponym: dict[str, Any]) -> None:
        toponym["lat"] = None if toponym["lat"] is None else min(89.0, toponym["lat"] + 1.4)

    path = SHARED / "data/geotime/geo_gwn.jsonl"
    gold = TASKS["places"].read(path)
    predicted = [_wrong_spans(item["toponyms"], change) for item in gold]
    reference = _scorer("score_geo").score(
        {g["id"]: g for g in gold},
        {g["id"]: {"toponyms": p} for g, p in zip(gold, predicted, strict=True)},
    )
    ours = _measures("places", list(zip(gold, predicted, strict=True)))
    assert ours["overlap F1"] == pytest.approx(reference["overlap"]["f1"], abs=1e-4)
    assert ours["≤161 km end to end"] == pytest.approx(
        reference["resolution_e2e"]["acc161"], abs=1e-4
    )
    assert ours["≤161 km of found"] == pytest.approx(
        reference["resolution_matched"]["acc161"], abs=1e-4
    )
    assert 0.5 < ours["≤161 km end to end"] < 0.95


def test_events_agree() -> None:
    dice = random.Random(7)
    gold = TASKS["events"].read(SHARED / "data/events/plover_gsr_dev.jsonl")
    types = sorted(QUAD_OF)
    codes = ["USA", "RUS", "SYR", "IGO"]

    def predict(record: dict[str, Any]) -> Prediction:
        made = [
            {
                "type": event["type"] if dice.random() < 0.7 else dice.choice(types),
                "source": event["source"] if dice.random() < 0.7 else [dice.choice(codes)],
                "target": event["target"] if dice.random() < 0.7 else dice.sample(codes, 2),
                "reciprocal": event["reciprocal"],
            }
            for event in record["events"]
        ]
        if dice.random() < 0.3:
            made.append({"type": dice.choice(types), "source": dice.sample(codes, 2), "target": []})
        return made if dice.random() < 0.9 else []

    predicted = [predict(record) for record in gold]
    reference = _scorer("score_gsr").score(
        gold, [{"id": g["id"], "events": p} for g, p in zip(gold, predicted, strict=True)]
    )
    ours = _measures("events", list(zip(gold, predicted, strict=True)))
    for name in ("type", "quad", "pair", "type+pair"):
        assert ours[f"{name} F1"] == pytest.approx(reference[name]["F1"], abs=1e-4), name
    assert ours["hit@any"] == pytest.approx(reference["hit@any"], abs=1e-4)
    assert ours["top1"] == pytest.approx(reference["top1"], abs=1e-4)


def test_responsibility_agrees() -> None:
    dice = random.Random(11)
    scorer = _scorer("score_muc4")
    gold = TASKS["responsibility"].read(SHARED / "data/events/muc4_dev.jsonl")
    labels = list(LABELS.values())

    def predict(item: dict[str, Any]) -> Prediction:
        found = [o for o in scorer.goldconf(item) if dice.random() < 0.7]
        made = [
            {
                "org": o["mentions"][:1],
                "confidence": o["labels"][0] if dice.random() < 0.6 else dice.choice(labels),
            }
            for o in found
        ]
        extra = [{"org": ["The Harbour Brigade"], "confidence": dice.choice(labels)}]
        return made + (extra if dice.random() < 0.2 else [])

    predicted = [predict(item) for item in gold]
    reference = scorer.confidence(
        {g["docid"]: g for g in gold},
        {g["docid"]: {"perp_confidence": p} for g, p in zip(gold, predicted, strict=True)},
    )
    ours = _measures("responsibility", list(zip(gold, predicted, strict=True)))
    assert ours["organisations F1"] == pytest.approx(reference["org"]["F1"], abs=1e-4)
    assert ours["label accuracy"] == pytest.approx(reference["label_acc_on_found"], abs=1e-4)
    assert ours["false-fact rate"] == pytest.approx(reference["false_fact_rate"], abs=1e-4)


def test_attributions_agree() -> None:
    dice = random.Random(5)
    folder = SHARED / "data/attribution/dev"
    scorer = _scorer("score_attribution")
    docs = scorer.load_gold(str(folder))
    options = Namespace(ignore_discard=False, keep_punct=False, threshold=0.5, breakdown=False)
    theirs: Counter[Any] = Counter()
    ours: Tally = Counter()
    for article in read_polnear(folder):
        doc = docs[article.id]
        gold = doc.annots[scorer.pick(doc)][0] if scorer.pick(doc) else []
        assert [dict(a) for a in gold] == [dict(a) for a in article.attributions]
        predicted = [_wrong_attribution(a, dice) for a in gold if dice.random() < 0.8]
        theirs.update(scorer.score_doc(doc, gold, predicted, options))
        ours.update(tally_article(article, predicted))
    reference = scorer.summarise(theirs)
    measures = attribution_measures(ours)
    for name in ("content+source", "content", "cue"):
        assert measures[f"{name} F1"] == pytest.approx(reference["attr"][name]["f"], abs=1e-9), name
    for role in ("source", "cue", "content"):
        assert measures[f"{role} exact F1"] == pytest.approx(
            reference[role]["contig"]["f"], abs=1e-9
        )
        assert measures[f"{role} token F1"] == pytest.approx(reference[role]["tok"]["f"], abs=1e-9)
    assert 0.4 < measures["content+source F1"] < 0.95


def _wrong_attribution(roles: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    def moved(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
        if dice.random() < 0.2:
            return []
        shift = dice.choice((0, 0, 0, 3, 12))
        return [(start + shift, end + shift) for start, end in spans]

    return {role: moved(spans) for role, spans in roles.items()}


def test_role_fillers_agree() -> None:
    gold = TASKS["roles"].read(SHARED / "data/events/muc4_dev.jsonl")
    dice = random.Random(4)
    predicted: list[Prediction] = []
    for item in gold:
        rows = [
            {
                "role": role,
                "mentions": [dice.choice(entity)] if dice.random() < 0.7 else ["a bystander"],
            }
            for role, entities in item["roles"].items()
            for entity in entities
            if dice.random() < 0.8
        ]
        predicted.append([*rows, *rows[:1]])
    scorer = _scorer("score_muc4")
    by_id = {g["docid"]: g for g in gold}
    theirs = {
        g["docid"]: {
            "docid": g["docid"],
            "roles": {
                role: [row["mentions"] for row in rows if row["role"] == role] for role in ROLES
            },
        }
        for g, rows in zip(gold, predicted, strict=True)
    }
    ours = _measures("roles", list(zip(gold, predicted, strict=True)))
    strict = scorer.ree(by_id, theirs, scorer.phi_strict)["micro_avg"]["F1"]
    overlap = scorer.ree(by_id, theirs, scorer.phi_overlap, False)["micro_avg"]["F1"]
    assert ours["CEAF-REE strict F1"] == pytest.approx(strict, abs=1e-4)
    assert ours["CEAF-REE overlap F1"] == pytest.approx(overlap, abs=1e-4)
    assert 0.2 < ours["CEAF-REE strict F1"] < 0.95
