"""Read answers in a dispute: what plain words are to a charge that was made just before.

Comes in: a parse and drafts with act and accused, the mentions. Changes drafts that merely say something: who stands
accused and says that it is not so denies; who has denied, or stands accused, and lays a deed at another's door accuses.
Which deed is denied is found with the claims (denied_claims.py). Words that deny by themselves: self_denials.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sayso.extract.attribution.attribution_words import load_attribution_words
from sayso.extract.attribution.camps import is_about, is_same_source, sides_of
from sayso.extract.attribution.cue_uses import clause_root, root_of
from sayso.extract.attribution.cues import CueLexicon
from sayso.extract.attribution.denied_charges import (
    is_defended,
    name_accused_beside,
    read_denied_claim,
)
from sayso.extract.attribution.drafts import Draft
from sayso.extract.attribution.self_denials import is_none, is_ours, is_third_party
from sayso.extract.attribution.speakers import MentionIndex
from sayso.extract.attribution.threats import is_done
from sayso.extract.attribution.told_culprits import find_pointed
from sayso.extract.attribution.told_deeds import find_bare_name, find_doer, tells_harm
from sayso.extract.grammar.trees import Stretch, Tree

# How many sentences after a charge its answer may come.
_REACH = 2
_PLAIN = frozenset({"says", "believes"})
_NOT = frozenset({"not", "n't", "n’t", "never"})
_AHEAD = frozenset(
    {"will", "'ll", "’ll", "can", "could", "should", "must", "may", "might", "would"}
)


def read_disputes(
    tree: Tree, drafts: Sequence[Draft], mentions: MentionIndex, lexicon: CueLexicon
) -> None:
    """Read the answers of the accused among drafts that merely say something.

    "Manila charged Beijing with ramming a boat. Beijing insisted its ships had merely turned." → denies
    """
    ordered = sorted(drafts, key=lambda draft: draft.head)
    for draft in ordered:
        if tree.pos[draft.head] != "NOUN":
            continue
        holder = next((o for o in ordered if o.stance == "denies" and o.holds(draft)), None)
        if holder is not None:
            read_denied_claim(tree, draft, holder, mentions, lexicon)
        else:
            name_accused_beside(tree, draft, ordered, mentions)
    _read_charges(tree, ordered, lexicon)
    told = _read_told(tree, ordered, lexicon)
    for place, draft in enumerate(ordered):
        if (
            draft.act not in (*_PLAIN, "claims-credit")
            or draft.stance != "asserts"
            or draft.outer is not None
        ):
            continue
        speaker = sides_of(tree, draft.source, mentions)
        near = _near_before(tree, ordered, place)
        is_accused = any(_is_charged(tree, speaker, other, mentions) for other in near)
        is_told = not is_accused and any(
            is_about(tree, draft, told[id(other)], mentions)
            for other in near
            if id(other) in told and not is_same_source(tree, draft, other, mentions)
        )
        has_denied = any(_has_denied(tree, draft, other, mentions) for other in near)
        is_party = is_accused or has_denied or is_told
        if not is_party and not is_defended(tree, draft, near, told, mentions, lexicon):
            continue
        if _contradicts(tree, draft, lexicon) or _is_alibi(tree, draft, lexicon):
            draft.act, draft.stance = "denies", "denies"
        elif is_party and draft.act in _PLAIN:
            shifted = _shifts(tree, draft, lexicon)
            if shifted is not None and not sides_of(tree, [shifted], mentions) & speaker:
                draft.act, draft.accused = "accuses", [shifted]
    _read_contested(tree, ordered, told, mentions, lexicon)


def _read_charges(tree: Tree, drafts: Sequence[Draft], lexicon: CueLexicon) -> None:
    """Read charges by who speaks and after what: "officials pointed to rebels", "the indictment says he armed them"."""
    for draft in drafts:
        if draft.act not in ("says", "reports", "suggests") or draft.outer is not None:
            continue
        if draft.stance not in ("asserts", "suggests") or draft.accused:
            continue
        party = find_pointed(tree, draft.head, draft.content, lexicon)
        roots = (root_of(tree, start, end) for start, end in draft.source)
        if party is None and any(
            tree.lemmas[r] in lexicon.file.prosecuting for r in roots if r is not None
        ):
            party = find_doer(tree, draft.content, lexicon)
        if party is not None:
            draft.act, draft.accused = "accuses", [party]


def _read_told(tree: Tree, drafts: Sequence[Draft], lexicon: CueLexicon) -> dict[int, Stretch]:
    """Whom each draft that merely says something has do a deed; a name alone, after a deed, is the accused at once."""
    told = {}
    for draft in drafts:
        if draft.act != "says" or draft.stance != "asserts" or draft.outer is not None:
            continue
        name = find_bare_name(tree, draft.content)
        before = tree.sentence[draft.head] - 1
        if name is not None and before >= 0 and tells_harm(tree, before, lexicon):
            draft.accused = draft.accused or [name]
        elif (doer := find_doer(tree, draft.content, lexicon)) is not None:
            told[id(draft)] = doer
            if "suspected" in tree.words[slice(*doer)]:
                draft.accused = draft.accused or [doer]  # "suspected rebels burned it, he said"
    return told


def _read_contested(
    tree: Tree,
    drafts: Sequence[Draft],
    told: dict[int, Stretch],
    mentions: MentionIndex,
    lexicon: CueLexicon,
) -> None:
    """Where the doer's side denies a deed that somebody told, it stands accused, whatever the verb that told it.

    "Their driver told colleagues that militiamen dragged them out; the militia denied it." → accused "militiamen"
    """
    for place, draft in enumerate(drafts):
        doer = told.get(id(draft))
        if doer is None or draft.act != "says":
            continue
        for answer in _answers(tree, drafts, place):
            is_own = is_about(tree, answer, doer, mentions)
            if is_own or (answer.act == "rejects" and is_of_account(tree, answer, lexicon)):
                draft.accused = draft.accused or [doer]
                break


def _answers(tree: Tree, drafts: Sequence[Draft], place: int) -> Iterator[Draft]:
    """The denials of a sentence and of the few that follow it."""
    here = tree.sentence[drafts[place].head]
    start = place
    while start > 0 and tree.sentence[drafts[start - 1].head] == here:
        start -= 1
    for answer in drafts[start:]:
        if tree.sentence[answer.head] > here + _REACH:
            return
        if answer.stance == "denies" and answer.outer is None:
            yield answer


def is_of_account(tree: Tree, answer: Draft, lexicon: CueLexicon) -> bool:
    """ "waved the story away", "called the claim absurd"."""
    roots = (root_of(tree, start, end) for start, end in answer.content[:1])
    return any(tree.lemmas[r] in lexicon.file.accounts for r in roots if r is not None)


def _is_alibi(tree: Tree, draft: Draft, lexicon: CueLexicon) -> bool:
    """ "he had been on leave", "they were elsewhere", "he had heard nothing of the kind": what the accused says."""
    root = clause_root(tree, draft.content)
    subject = tree.child(root, "nsubj") if root is not None else None
    if root is None or subject is None:
        return False
    if not is_ours(tree, subject) and not _is_own_people(tree, subject, lexicon):
        return False
    found = tree.child(root, "dobj", "attr")
    if found is not None and is_none(tree, found):
        return True
    if tree.lemmas[root] not in lexicon.file.whereabouts or tree.tags[root] not in ("VBD", "VBN"):
        return False
    places = [c for c in tree.children[root] if c > root]
    return any(tree.words[c] in ("elsewhere", "away", "abroad", "at", "in", "on") for c in places)


def _is_own_people(tree: Tree, subject: int, lexicon: CueLexicon) -> bool:
    """ "party members had been at a funeral", "units had been in Prizren": told by the accused, his own."""
    people = {word for words in lexicon.file.own_people.values() for word in words}
    people |= load_attribution_words().members | load_attribution_words().bodies
    if tree.tags[subject] != "NNS" or tree.lemmas[subject] not in people:
        return False
    below = range(tree.first[subject], subject)
    return not any(tree.entities[t] in ("ORG", "GPE", "NORP", "PERSON") for t in below)


def _near_before(tree: Tree, ordered: Sequence[Draft], place: int) -> list[Draft]:
    """The drafts said shortly before one, the nearest first; `ordered` goes by the text."""
    near, draft = [], ordered[place]
    for at in range(place - 1, -1, -1):
        if tree.sentence[draft.head] - tree.sentence[ordered[at].head] > _REACH:
            break
        if _is_near(tree, ordered[at], draft):
            near.append(ordered[at])
    return near


def _is_near(tree: Tree, earlier: Draft, later: Draft) -> bool:
    distance = tree.sentence[later.head] - tree.sentence[earlier.head]
    return 0 <= distance <= _REACH and not earlier.holds(later)


def _is_charged(tree: Tree, speaker: set[str], charge: Draft, mentions: MentionIndex) -> bool:
    if charge.stance not in ("asserts", "suggests") or not charge.accused:
        return False
    accuser = sides_of(tree, charge.source, mentions)
    return not accuser & speaker and bool(sides_of(tree, charge.accused, mentions) & speaker)


def _has_denied(tree: Tree, draft: Draft, other: Draft, mentions: MentionIndex) -> bool:
    """ "denied the incursion and said Congolese guns had fired": the same speaker, in one sentence or the next."""
    if other.stance != "denies" or tree.sentence[draft.head] - tree.sentence[other.head] > 1:
        return False
    if other.source and other.source == draft.source:
        return True
    return bool(sides_of(tree, draft.source, mentions) & sides_of(tree, other.source, mentions))


def _contradicts(tree: Tree, draft: Draft, lexicon: CueLexicon) -> bool:
    """ "no well was ever touched", "its vessels had merely warded them off": the main clause says it is not so."""
    root = clause_root(tree, draft.content)
    if root is None:
        return _says_none(tree, draft.content)
    silent = lexicon.file.talking | lexicon.file.bounds
    if tree.lemmas[root] in silent or tree.lemmas[root] == "know":
        return False
    words = {tree.words[c] for c in tree.children[root]}
    if words & _AHEAD and "never" not in words:
        return False
    subject = tree.child(root, "nsubj", "nsubjpass")
    if subject is None:
        return False
    if words & _NOT or is_none(tree, subject):
        return True
    found = tree.child(root, "dobj", "attr")
    if found is not None and is_none(tree, found):
        return True
    return (
        bool(words & load_attribution_words().merely)
        and is_ours(tree, subject)
        and not _owns_feat(tree, root, lexicon)
    )


def _owns_feat(tree: Tree, root: int, lexicon: CueLexicon) -> bool:
    """ "We only hit terrorists": whom, he limits; that they hit somebody, he says himself, as none by flares is."""
    whom = tree.child(root, "dobj")
    if whom is None or tree.tags[root] not in ("VBD", "VBN"):
        return False
    is_feat = tree.lemmas[root] in (*lexicon.file.harms, *lexicon.file.feats)
    return is_feat and tree.lemmas[whom] not in lexicon.file.warnings


def _says_none(tree: Tree, content: Sequence[Stretch]) -> bool:
    """ "Not a single shell", "Nothing of the kind", "Never": no clause, and all that is said is no."""
    words = [
        tree.words[t] for start, end in content[:1] for t in range(start, end) if tree.is_word(t)
    ]
    return words[:1] in (["nothing"], ["never"], ["nobody"]) or (
        words[:1] == ["not"] and words[1:2] in (["a"], ["one"], ["us"], ["our"])
    )


def _shifts(tree: Tree, draft: Draft, lexicon: CueLexicon) -> Stretch | None:
    """Whom the main clause has do the deed: "the rebels were stealing it", "it was set alight by the rebels"."""
    root = clause_root(tree, draft.content)
    deeds = (*lexicon.file.harms, *lexicon.file.perpetrates, *lexicon.file.deeds)
    if root is None or tree.lemmas[root] not in deeds:
        return None
    words = {tree.words[c] for c in tree.children[root]}
    if words & (_AHEAD | _NOT):
        return None
    if tree.is_passive(root):
        agent = tree.child(root, "agent")
        doer = tree.child(agent, "pobj") if agent is not None else None
    else:
        is_ongoing = tree.tags[root] == "VBG" and "were" in words | {"was"} & words
        doer = tree.child(root, "nsubj") if is_done(tree, root) or is_ongoing else None
    if doer is None or is_none(tree, doer) or is_ours(tree, doer):
        return None
    return tree.subtree(doer) if is_third_party(tree, doer) else None
