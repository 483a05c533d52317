"""Write docs/model.md, the reference of the output contract, from src/sayso/model.py (run: make reference).

The text is the docstrings' own: what is wrong here is mended there.
"""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import get_args

import msgspec

from sayso import model

TARGET = Path(__file__).parents[1] / "docs/model.md"
LITERALS = (
    "RegionKind ActorKind SourceKind Manner Act Stance EventType Status Bound PlaceUse Precision "
    "TimeType Direction Property Responsibility Relation ArgumentRole"
).split()


def write_reference() -> str:
    """The whole page."""
    structs = [
        item
        for _, item in inspect.getmembers(model, inspect.isclass)
        if issubclass(item, msgspec.Struct)
        and item.__module__ == model.__name__
        and item is not model.Findings
    ]
    structs.sort(key=lambda item: inspect.getsourcelines(item)[1])
    parts = [
        "# The model: what one line of output holds\n",
        inspect.cleandoc(model.__doc__ or "") + "\n",
    ]
    parts += [_struct_section(item) for item in structs]
    parts.append("## Closed sets of words\n")
    parts += [f"- **{name}**: {' · '.join(get_args(getattr(model, name)))}" for name in LITERALS]
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
    TARGET.write_text(write_reference(), "utf-8")
