"""Read acts: what a source does with its words, for a cue that anybody found.

Comes in: a parse, the stretches of a cue, its source and its content. Goes out: act and stance. The cue may
come from a rule's frame or from a tagger that knows no lexicon. Finds no cues itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from sayso.extract.attribution.accused import accused_of, find_accused
from sayso.extract.attribution.act_signs import is_called_false, read_signs
from sayso.extract.attribution.attribution_words import load_attribution_words
from sayso.extract.attribution.cue_uses import CueUse, clause_root, read_cue
from sayso.extract.attribution.cues import CueLexicon
from sayso.extract.attribution.self_denials import is_ours
from sayso.extract.attribution.speakers import head_of, source_kind
from sayso.extract.attribution.stances import find_stance
from sayso.extract.attribution.told_deeds import names_deed, names_the_dead
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

_UNREAD: tuple[Act, Stance] = ("says", "asserts")

_BLAMING = frozenset({"accuses", "condemns"})


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
    if use.group.act in _BLAMING and is_called_false(tree, use, lexicon):
        return "rejects", "denies"
    if use.group.act == "accuses" and names_the_dead(tree, use.head):
        return _UNREAD
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
    if act == "reports" and _is_in_office(tree, use.head):
        return act, "asserts" if stance == "suggests" else stance
    if not source and _is_hearsay(tree, use, lexicon):
        return "reports", "suggests" if stance == "asserts" else stance
    if (
        act == "admits"
        and use.group.act == "admits"
        and _owns_up_to_nothing(tree, use, source, lexicon)
    ):
        return "reports", stance
    if act == "admits" and names_deed(tree, use.head, use.content):
        return "says", stance
    if act != "says":
        return act, stance
    kind = source_kind(tree, list(source), lexicon.file)
    words = [t for start, end in source for t in range(start, end) if tree.is_word(t)]
    is_own = bool(words) and _is_own_words(tree, head_of(tree, words), lexicon)
    if words and _passes_on(tree, head_of(tree, words), lexicon):
        return "reports", "suggests" if stance == "asserts" else stance
    is_station = len(words) > 1 and tree.words[words[0]] in ("radio", "television")
    if kind == "media" or is_station or (kind == "document" and not is_own):
        return "reports", stance
    return act, stance


def _owns_up_to_nothing(
    tree: Tree, use: CueUse, source: Sequence[Stretch], lexicon: CueLexicon
) -> bool:
    """ "the bulletin conceded", "investigators admitted": what nobody's paper and no inquirer can have done."""
    words = [t for start, end in source for t in range(start, end) if tree.is_word(t)]
    if not words:
        return False
    head = head_of(tree, words)
    is_inquirer = tree.lemmas[head] in lexicon.file.inquirers
    if not is_inquirer and source_kind(tree, list(source), lexicon.file) != "document":
        return False
    root = clause_root(tree, use.content)
    subject = tree.child(root, "nsubj", "nsubjpass") if root is not None else None
    if is_inquirer:
        return subject is None or not _can_be_own(tree, head, subject)
    return not _has_author(tree, head, lexicon)


def _can_be_own(tree: Tree, source: int, subject: int) -> bool:
    """Whether a subject can be the inquirers' side: not the "its jets" of several investigators."""
    owner = tree.child(subject, "poss")
    word = tree.words[subject if owner is None else owner]
    is_one = word not in ("it", "its") or tree.tags[source] in ("NN", "NNP")
    return is_one and is_ours(tree, subject)


def _has_author(tree: Tree, noun: int, lexicon: CueLexicon) -> bool:
    """ "the general staff's own review", "an army statement", "a letter from the rebels": a party's own paper."""
    owners = [
        c for c in tree.children[noun] if tree.deps[c] in ("poss", "compound", "amod", "nmod")
    ]
    governed = [
        n
        for c in tree.children[noun]
        if tree.words[c] in ("by", "from", "of") and (n := tree.child(c, "pobj")) is not None
    ]
    parties = (*lexicon.file.organs, *lexicon.file.fighters, *lexicon.file.roles)
    inspecting = load_attribution_words().inspecting
    is_person = any(tree.deps[c] == "poss" and tree.lemmas[c] not in inspecting for c in owners)
    return is_person or any(
        tree.entities[c] in ("ORG", "GPE", "NORP", "PERSON") or tree.lemmas[c] in parties
        for c in (*owners, *governed)
    )


def _is_own_words(tree: Tree, noun: int, lexicon: CueLexicon) -> bool:
    """ "A statement", "the panel's report": what a party says of itself, and no record of others."""
    lemma = tree.lemmas[noun]
    is_owned = tree.child(noun, "poss") is not None and lemma in load_attribution_words().studies
    return lemma in lexicon.file.own_words or is_owned


def _passes_on(tree: Tree, noun: int, lexicon: CueLexicon) -> bool:
    """ "Reports said", "rumours in Lima"; but "police reports" are the word of those who made them."""
    owners = {tree.lemmas[c] for c in tree.children[noun] if c < noun}
    is_own = not lexicon.file.reporting.isdisjoint(owners)
    return tree.words[noun] in lexicon.file.hearsay and not is_own


def _is_in_office(tree: Tree, verb: int) -> bool:
    """ "It was officially reported": the word of those in office, and no hearsay."""
    said = load_attribution_words().in_office
    return any(tree.words[c] in said for c in tree.children[verb])


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
