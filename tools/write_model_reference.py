"""Write docs/model.md and docs/incident-model.md, the reference of the output contract (run: make reference).

The text is the docstrings' own: what is wrong here is mended there.
"""

from __future__ import annotations

import inspect
from pathlib import Path
from types import ModuleType
from typing import get_args

import msgspec

from sayso import incident_model, model

DOCS = Path(__file__).parents[1] / "docs"
LITERALS = (
    "RegionKind ActorKind SourceKind Manner Act Stance EventType Status Bound PlaceUse Precision "
    "TimeType Direction Property Responsibility Relation ArgumentRole"
).split()
INCIDENT_LITERALS = (
    "SpeakerGroup GradeName JudgementKind PositionKind CollapseKind TruceMove Near"
).split()


def write_reference() -> str:
    """The page about one line of `sayso read --json`."""
    return _write_page(model, "The model: what one line of output holds", LITERALS)


def write_incident_reference() -> str:
    """The page about one line of `sayso incidents --json`."""
    return _write_page(incident_model, "The model of an incident", INCIDENT_LITERALS)


def _write_page(module: ModuleType, title: str, literals: list[str]) -> str:
    structs = [
        item
        for _, item in inspect.getmembers(module, inspect.isclass)
        if issubclass(item, msgspec.Struct)
        and item.__module__ == module.__name__
        and item is not model.Findings
    ]
    structs.sort(key=lambda item: inspect.getsourcelines(item)[1])
    parts = [f"# {title}\n", inspect.cleandoc(module.__doc__ or "") + "\n"]
    parts += [_struct_section(item) for item in structs]
    parts.append("## Closed sets of words\n")
    parts += [f"- **{name}**: {' · '.join(get_args(getattr(module, name)))}" for name in literals]
    return "\n".join(parts) + "\n"


def _struct_section(item: type[msgspec.Struct]) -> str:
    rows = ["| field | type | default |", "|---|---|---|"]
    for field in msgspec.structs.fields(item):
        written = item.__annotations__[field.name].replace("|", "\\|")
        default = (
            "required"
            if field.required
            else f"`{field.default!r}`"
            if field.default_factory is msgspec.NODEFAULT
            else "empty"
        )
        rows.append(f"| `{field.encode_name}` | `{written}` | {default} |")
    text = inspect.cleandoc(item.__doc__ or "")
    return f"## {item.__name__}\n\n{text}\n\n" + "\n".join(rows) + "\n"


if __name__ == "__main__":
    (DOCS / "model.md").write_text(write_reference(), "utf-8")
    (DOCS / "incident-model.md").write_text(write_incident_reference(), "utf-8")
