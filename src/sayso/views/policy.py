"""The policy by which incidents are graded, read from `lexicons/policies/<name>.yaml` or from a project's own file.

Comes in: a name or a path. Goes out: the policy, checked; a wrong row is named in the error. It is data: the rules
themselves are in `grades.py`, in the order that the file gives them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from sayso.incident_model import GradeName
from sayso.lexicon import LexiconHeader, lexicon_folder, read_lexicon
from sayso.model import Act, ClaimStance, EventType, Property, Status
from sayso.text import digest_of

DEFAULT_POLICY = "airwars-like-1"

RuleName = Literal[
    "admission",
    "discounted",
    "rivals",
    "two_origins_near_action",
    "two_origins_no_action",
    "one_origin",
    "no_origin",
]


class GradeRule(msgspec.Struct, frozen=True, kw_only=True):
    """One rule of the policy: its name, the grade that it gives, and what it says for people."""

    rule: RuleName
    grade: GradeName
    says: str


class GradePolicy(LexiconHeader, frozen=True, kw_only=True):
    """The whole file; see its rows for what each means."""

    rules: tuple[GradeRule, ...]
    fair_origins: int
    harm_properties: frozenset[Property]
    harm_types: frozenset[EventType]
    protected_words: frozenset[str]
    deed_types: frozenset[EventType]
    deed_statuses: frozenset[Status]
    blaming_stances: frozenset[ClaimStance]
    admitting_acts: frozenset[Act]
    declaring_cues: frozenset[str] = frozenset()
    charging_acts: frozenset[Act] = frozenset()
    near_radius_km: float
    near_days: int
    other_causes: tuple[str, ...]
    classes: dict[str, tuple[str, ...]]
    best_origins: int

    def class_of(self, who: str | None) -> str | None:
        """The class of the people counted: "schoolchildren" → "children"; None for people as such."""
        words = (who or "").lower().split()
        for name, members in self.classes.items():
            if any(member in words or member == (who or "").lower() for member in members):
                return name
        return None

    @property
    def digest(self) -> str:
        """Changes with any row: a dossier made under another policy is another dossier."""
        return digest_of(msgspec.json.encode(msgspec.to_builtins(self, order="sorted")), length=12)


def load_policy(name_or_path: str | Path = DEFAULT_POLICY) -> GradePolicy:
    """Read a shipped policy by its name, or a project's own by the path of its file."""
    path = Path(name_or_path)
    if path.suffix in (".yaml", ".yml"):
        return read_lexicon(path.stem, GradePolicy, path.parent)
    return read_lexicon(str(name_or_path), GradePolicy, lexicon_folder() / "policies")
