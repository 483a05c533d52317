"""Read acts: what a source does with its words, for a cue that anybody found.

Comes in: a parse, the stretches of a cue, its source and its content. Goes out: act and stance. The cue may
come from a rule's frame or from a tagger that knows no lexicon. Finds no cues itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from sayso.extract.attribution.accused import accused_of, find_accused
from sayso.extract.attribution.act_signs import read_signs
from sayso.extract.attribution.cue_uses import CueUse, read_cue
from sayso.extract.attribution.cues import CueLexicon
from sayso.extract.attribution.speakers import head_of, source_kind
from sayso.extract.attribution.stances import find_stance
from sayso.extract.grammar.trees import Stretch, Tree
from sayso.model import Act, SourceKind, Stance

if TYPE_CHECKING:
    from sayso.extract.attribution.drafts import Draft

__all__ = [
    "accused_of",
    "act_of_kind",
    "find_accused",
    "find_act",
    "read_act",
    "read_cue",
    "read_drafts",
]

_STUDIES = frozenset({"report", "study", "survey", "inquiry", "ruling", "verdict", "analysis"})
_UNREAD: tuple[Act, Stance] = ("says", "asserts")


def read_act(
    tree: Tree,
    cue: Sequence[Stretch],
    source: Sequence[Stretch],
    content: Sequence[Stretch],
    lexicon: CueLexicon,
) -> tuple[Act, Stance]:
    """Act and stance of an attribution by its words.

    "Reuters", "said", "the bridge may have been mined" → reports, suggests
    """
    use = read_cue(tree, cue, content, lexicon)
    return find_act(tree, use, source, lexicon)


def find_act(
    tree: Tree, use: CueUse, source: Sequence[Stretch], lexicon: CueLexicon
) -> tuple[Act, Stance]:
    """The same for a cue whose row of the lexicon is known."""
    act, stance = find_stance(tree, use, lexicon)
    if (act, stance) == (use.group.act, use.group.stance):
        act, stance = read_signs(tree, use, source, lexicon)
    return _passed_on(tree, use, act, stance, source, lexicon)


def _passed_on(
    tree: Tree,
    use: CueUse,
    act: Act,
    stance: Stance,
    source: Sequence[Stretch],
    lexicon: CueLexicon,
) -> tuple[Act, Stance]:
    """ "Reuters said": a medium reports; "unconfirmed reports said": and what nobody confirmed is suggested."""
    if not source and _is_hearsay(tree, use, lexicon):
        return "reports", "suggests" if stance == "asserts" else stance
    if act != "says":
        return act, stance
    kind = source_kind(tree, list(source), lexicon.file)
    words = [t for start, end in source for t in range(start, end) if tree.is_word(t)]
    is_own = bool(words) and _is_own_words(tree, head_of(tree, words), lexicon)
    if words and tree.words[head_of(tree, words)] in lexicon.file.hearsay:
        return "reports", "suggests" if stance == "asserts" else stance
    is_station = len(words) > 1 and tree.words[words[0]] in ("radio", "television")
    if kind == "media" or is_station or (kind == "document" and not is_own):
        return "reports", stance
    return act, stance


def _is_own_words(tree: Tree, noun: int, lexicon: CueLexicon) -> bool:
    """ "A statement", "the panel's report": what a party says of itself, and no record of others."""
    lemma = tree.lemmas[noun]
    is_owned = tree.child(noun, "poss") is not None and lemma in _STUDIES
    return lemma in lexicon.file.own_words or is_owned


def _is_hearsay(tree: Tree, use: CueUse, lexicon: CueLexicon) -> bool:
    """ "It was alleged that …", "there was talk of …": what nobody is named for is suggested."""
    if use.group.act not in ("says", "reports", "accuses") or use.group.pos != "verb":
        return False
    is_said = tree.is_passive(use.head) and tree.lemmas[use.head] in lexicon.file.tellers
    agent = tree.child(use.head, "agent")
    subject = tree.child(use.head, "nsubjpass", "nsubj")
    is_it = subject is None or tree.words[subject] in ("it", "what")
    return is_said and agent is None and is_it


def read_drafts(tree: Tree, drafts: Iterable[Draft], lexicon: CueLexicon) -> None:
    """Read act, stance and accused of the drafts that a quotation or a label made: "Q: Where were you?" → asks."""
    for draft in drafts:
        if draft.is_read or draft.outer is not None or (draft.act, draft.stance) != _UNREAD:
            continue
        draft.act, draft.stance = read_act(tree, draft.cue, draft.source, draft.content, lexicon)
        draft.accused = draft.accused or find_accused(tree, draft.cue, draft.content, lexicon)


def act_of_kind(act: Act, kind: SourceKind) -> Act:
    """A medium that says something reports it: "Interfax said" """
    return "reports" if act == "says" and kind == "media" else act
