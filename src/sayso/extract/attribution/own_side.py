"""No charge against one's own side: "The drone was shot down by Ukrainian forces, Kyiv said."

Comes in: a parse, drafts with act and accused, the mentions, the cue lexicon. Changes drafts whose cue only says or
reports, and by which a state would accuse its own forces: they say so, and so own up to it. Who "accuses the army"
does, whoever he is; and no court, party or newspaper is one side with the army of its country. Nor does anybody own up
to what a pronoun says that another side did: "Its troops had shelled the port, it said", told of Russia by Kyiv.
"""

from __future__ import annotations

from collections.abc import Sequence

from sayso.extract.attribution.act_vetoes import tells_of_own_people
from sayso.extract.attribution.camps import sides_of
from sayso.extract.attribution.cue_uses import clause_root, read_cue
from sayso.extract.attribution.cues import CueLexicon
from sayso.extract.attribution.drafts import Draft
from sayso.extract.attribution.speakers import MentionIndex
from sayso.extract.grammar.trees import Stretch, Tree, governing_word, holds

_PLAIN = frozenset({"says", "reports", "confirms"})
_THIRD = frozenset({"it", "its", "they", "their"})
_OWNING = frozenset({"claims-credit", "admits"})
_OF_STATE = frozenset({"state", "government", "armed_force", "police"})


def leave_own_side(
    tree: Tree, drafts: Sequence[Draft], mentions: MentionIndex, lexicon: CueLexicon
) -> None:
    """Let a state only say what its own forces did.

    "The truck was hit by Turkish drones, Ankara said." (accuses, accused "Turkish drones") → says, nobody accused
    """
    for draft in drafts:
        if draft.act not in (*_OWNING, "accuses") or not draft.source:
            continue
        if read_cue(tree, draft.cue, draft.content, lexicon).group.act not in _PLAIN:
            continue
        if draft.act in _OWNING and _is_of_others(tree, draft, mentions):
            draft.act = "says"
        if draft.act != "accuses" or not draft.accused:
            continue
        if tells_of_own_people(tree, draft, lexicon):
            draft.act, draft.accused = "says", []  # "A rebel spokesman said fighters had done it"
            continue
        parts = [*draft.source[:1], *draft.accused]
        own = sides_of(tree, draft.source, mentions)
        if all(_is_of_state(tree, part, mentions) for part in parts) and all(
            own & sides_of(tree, [part], mentions) for part in draft.accused
        ):
            draft.act, draft.accused = "says", []


def _is_of_others(tree: Tree, draft: Draft, mentions: MentionIndex) -> bool:
    """ "Kyiv said Russia had broken it. Its troops had shelled the port, it said": Russia's, by the pronoun."""
    root = clause_root(tree, draft.content)
    subject = tree.child(root, "nsubj") if root is not None else None
    if subject is None or not holds(draft.content, subject):
        return False
    owner = tree.child(subject, "poss")
    pronoun = subject if owner is None else owner
    speaker = governing_word(tree, draft.source[0])
    if tree.words[pronoun] not in _THIRD or speaker is None or tree.words[speaker] not in _THIRD:
        return False
    own = sides_of(tree, draft.source, mentions)
    other = sides_of(tree, [(pronoun, pronoun + 1)], mentions)
    return bool(own and other) and own.isdisjoint(other)


def _is_of_state(tree: Tree, part: Stretch, mentions: MentionIndex) -> bool:
    noun = governing_word(tree, part)
    mention = mentions.by_head.get(tree.starts[noun]) if noun is not None else None
    return mention is not None and mention.kind in _OF_STATE
