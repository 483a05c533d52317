"""A report as a careful reader would write it down: ids replaced by words, so that cases can be read and written.

Spans become their text; times become their value, places their name, figures "low..high" with "~" for a central
value only; events and attributions become the words of their trigger or cue. Actors keep their ids, unknown ones
become their name.
"""

from __future__ import annotations

from typing import Any

import msgspec

from sayso.model import Actor, Figure, Report, Span, time_words

Flat = dict[str, Any]


def flatten(report: Report) -> dict[str, list[Flat]]:
    """The lists of a report with every id and span put into words."""
    words = _words_of_ids(report)
    return {
        name: [_flat_value(msgspec.to_builtins(item), words) for item in getattr(report, name)]
        for name in (
            "actors",
            "mentions",
            "attributions",
            "events",
            "figures",
            "places",
            "times",
            "claims",
        )
    }


def _words_of_ids(report: Report) -> dict[str, str]:
    words: dict[str, str] = {}
    words |= {a.id: _actor_words(a) for a in report.actors}
    words |= {m.id: m.span.exact for m in report.mentions}
    words |= {a.id: _joined(a.cue) or "·" for a in report.attributions}
    words |= {e.id: e.trigger.exact for e in report.events}
    words |= {f.id: figure_words(f) for f in report.figures}
    words |= {p.id: p.name for p in report.places}
    words |= {t.id: time_words(t) for t in report.times}
    return words | {c.id: f"{c.property}/{c.stance}" for c in report.claims}


def figure_words(figure: Figure) -> str:
    """Figure(low=12, high=None) → "12..", low=high → "12", central only → "~12"."""
    if figure.central is not None and figure.low is None and figure.high is None:
        return f"~{figure.central:g}"
    if figure.low is not None and figure.low == figure.high:
        return f"{figure.low:g}"
    low = "" if figure.low is None else f"{figure.low:g}"
    high = "" if figure.high is None else f"{figure.high:g}"
    return f"{low}..{high}"


def _actor_words(actor: Actor) -> str:
    return actor.name if actor.id.startswith("doc:") else actor.id


def _joined(spans: tuple[Span, ...]) -> str:
    return " … ".join(span.exact for span in spans)


def _flat_value(item: Any, words: dict[str, str]) -> Any:
    if isinstance(item, dict) and set(item) == {"start", "end", "exact"}:
        return item["exact"]
    if isinstance(item, dict) and set(item) == {"claim", "relation"}:
        return f"{item['relation']} {words[item['claim']]}"
    if isinstance(item, dict) and len(item) == 1 and next(iter(item)) in _VALUE_KEYS:
        [(_, inner)] = item.items()
        return words.get(inner, inner)
    if isinstance(item, dict):
        return {
            k: v if k in ("id", "kind", "text") else _flat_value(v, words) for k, v in item.items()
        }
    if isinstance(item, list | tuple):
        return [_flat_value(part, words) for part in item]
    return words.get(item, item) if isinstance(item, str) else item


_VALUE_KEYS = {"actor", "place", "time", "figure", "event", "text"}


def fits(wanted: Flat, found: Flat) -> bool:
    """Whether a found thing has everything that is wanted of it; lists compare as sets."""
    return all(_same(value, found.get(key)) for key, value in wanted.items())


def _same(wanted: Any, found: Any) -> bool:
    if isinstance(found, list | tuple):
        items = wanted if isinstance(wanted, list) else [wanted]
        return sorted(map(str, items)) == sorted(map(str, found))
    if isinstance(wanted, dict) and isinstance(found, dict):
        return fits(wanted, found)
    return bool(wanted == found)
