"""Read acts: what a source does with its words, for a cue that anybody found.

Comes in: a parse, the stretches of a cue, its source and its content. Goes out: act and stance. The cue may
come from a rule's frame or from a tagger that knows no lexicon. Finds no cues itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from sayso.extract.accused import accused_of, find_accused
from sayso.extract.act_signs import read_signs
from sayso.extract.cue_uses import CueUse, read_cue
from sayso.extract.cues import CueLexicon
from sayso.extract.speakers import head_of, source_kind
from sayso.extract.stances import find_stance
from sayso.extract.trees import Stretch, Tree
from sayso.model import Act, SourceKind, Stance

if TYPE_CHECKING:
    from sayso.extract.drafts import Draft

__all__ = [
    "accused_of",
    "act_of_kind",
    "find_accused",
    "find_act",
    "read_act",
    "read_cue",
    "read_drafts",
]

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
    if act != "says":
        return act, stance
    kind = source_kind(tree, list(source), lexicon.file)
    is_passed_on = kind == "document" and use.group.pos == "according"
    if kind == "media" or is_passed_on:
        return "reports", stance
    words = [t for start, end in source for t in range(start, end) if tree.is_word(t)]
    if words and tree.words[head_of(tree, words)] in lexicon.file.hearsay:
        return "reports", "suggests" if stance == "asserts" else stance
    return act, stance


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
