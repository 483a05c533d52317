"""How far the role tagger's word counts beside the rules', as data.

Comes in: `lexicons/role-tagging.yaml`. Goes out: thresholds. Weighs nothing itself: that is learned_roles.py.
"""

from __future__ import annotations

from functools import lru_cache

from sayso.lexicon import LexiconHeader, read_lexicon


class RoleWeights(LexiconHeader, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """lexicons/role-tagging.yaml: log-odds, by role.

    keep: what the rules have found stays from this on. add: somebody whom the rules have not found fills the role from
    this on. add_if_none: where the rules have found nobody at all.
    """

    keep: dict[str, float]
    add: dict[str, float]
    add_if_none: dict[str, float]


@lru_cache(maxsize=1)
def load_role_weights() -> RoleWeights:
    """Read the thresholds, once."""
    return read_lexicon("role-tagging", RoleWeights)
