"""How far the role tagger's word counts beside the rules', as data.

Comes in: `lexicons/role-tagging.yaml`. Goes out: thresholds. Weighs nothing itself: that is learned_roles.py.
"""

from __future__ import annotations

from functools import lru_cache

from sayso.lexicon import LexiconHeader, read_lexicon
from sayso.model import EventType


class RoleWeights(LexiconHeader, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """lexicons/role-tagging.yaml: log-odds, by role.

    keep: what the rules have found stays from this on. add: somebody whom they have not found fills the role from this
    on. add_if_none: where they have found nobody in it. add_thing: a thing, where they have found nothing, either.
    as_ruled: types in which nobody joins and nobody goes. doers_as_ruled: those in which no doer joins.
    """

    as_ruled: frozenset[EventType]
    doers_as_ruled: frozenset[EventType]
    keep: dict[str, float]
    add: dict[str, float]
    add_if_none: dict[str, float]
    add_thing: float


@lru_cache(maxsize=1)
def load_role_weights() -> RoleWeights:
    """Read the thresholds, once."""
    return read_lexicon("role-tagging", RoleWeights)
