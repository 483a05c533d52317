"""What a blow did, told at the end: "dropped bombs on a crowd that had gathered to pray, [killing 24]".

Comes in: a parsed document with lemmas. Goes out: the same document, in which a participle of harm behind a comma hangs
on the verb of the blow, and not on one that tells who was there or what they did: the crowd killed nobody. Left alone
where the nearer verb may have done the harm itself ("hit a depot that then exploded, killing nine").
"""

from __future__ import annotations

from functools import lru_cache

from spacy.tokens import Doc, Token

from sayso.lexicon import LexiconHeader, read_lexicon
from sayso.nlp.word_places import find_valued

_ASIDE = frozenset({"relcl", "acl", "advcl"})
_MOST = 9


class TrailingHarms(LexiconHeader, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file `trailing-harms.yaml`; see the file for each row's meaning."""

    harms: frozenset[str]
    strikes: frozenset[str]
    only_with: dict[str, frozenset[str]]


@lru_cache(maxsize=1)
def load_trailing_harms() -> TrailingHarms:
    """Read the words, once."""
    return read_lexicon("trailing-harms", TrailingHarms)


def mend_trailing_harms(doc: Doc) -> None:
    """Hang "killing 24" on "dropped"."""
    words = load_trailing_harms()
    for harm in find_valued(doc, "TAG", {"VBG"}):
        is_behind = harm.i > harm.sent.start + 2 and harm.nbor(-1).text == ","
        if not is_behind or harm.lemma_ not in words.harms or harm.dep_ != "advcl":
            continue
        if not any(child.dep_ in ("dobj", "ccomp") for child in harm.rights):
            continue
        if is_blow(harm.head, words) or harm.head.i > harm.i:
            continue
        blow = _blow_above(harm.head, words)
        if blow is not None:
            harm.head = blow


def _blow_above(verb: Token, words: TrailingHarms) -> Token | None:
    """ "dropped" from "protest" of "dropped bombs on a crowd who had gathered to mark the feast and protest"."""
    up, is_aside = verb, False
    for _ in range(_MOST):
        if up.head == up or up.dep_ == "ccomp":
            return None
        is_aside = is_aside or up.dep_ in _ASIDE
        up = up.head
        if is_aside and up.pos_ == "VERB" and is_blow(up, words):
            return up if up.i < verb.i else None
    return None


def is_blow(verb: Token, words: TrailingHarms) -> bool:
    """Whether a verb tells of arms: "dropped", "opened fire", and not "opened"."""
    if verb.lemma_ not in words.strikes:
        return False
    needed = words.only_with.get(verb.lemma_)
    return needed is None or any(t.lemma_.lower() in needed for t in verb.rights)
