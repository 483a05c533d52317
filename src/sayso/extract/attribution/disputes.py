"""Read answers in a dispute: what plain words are to a charge that was made just before.

Comes in: a parse and drafts with act and accused, the mentions. Changes drafts that merely say something: who stands
accused and says that it is not so denies; who has denied, or stands accused, and lays a deed at another's door accuses.
Which deed is denied is found with the claims (denied_claims.py). Words that deny by themselves: self_denials.py.
"""

from __future__ import annotations

from collections.abc import Sequence

from sayso.extract.attribution.cue_uses import clause_root, root_of
from sayso.extract.attribution.cues import CueLexicon
from sayso.extract.attribution.drafts import Draft
from sayso.extract.attribution.self_denials import is_none, is_ours, is_third_party
from sayso.extract.attribution.speakers import MentionIndex, find_actors_at, is_pronoun
from sayso.extract.attribution.threats import is_done
from sayso.extract.grammar.trees import Stretch, Tree

# How many sentences after a charge its answer may come.
_REACH = 2
_PLAIN = frozenset({"says", "believes"})
_NOT = frozenset({"not", "n't", "n’t", "never"})
_MERELY = frozenset({"merely", "only", "just", "simply"})
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
        holder = next((o for o in ordered if o.stance == "denies" and o.holds(draft)), None)
        if holder is not None and tree.pos[draft.head] == "NOUN":
            _read_denied_claim(tree, draft, holder, lexicon)
        elif tree.pos[draft.head] == "NOUN":
            _name_accused(tree, draft, ordered, mentions)
    for place, draft in enumerate(ordered):
        if (
            draft.act not in (*_PLAIN, "claims-credit")
            or draft.stance != "asserts"
            or draft.outer is not None
        ):
            continue
        speaker = _sides(tree, draft.source, mentions)
        near = [other for other in ordered[:place] if _is_near(tree, other, draft)]
        is_accused = any(_is_charged(tree, speaker, other, mentions) for other in near)
        has_denied = any(_has_denied(tree, draft, other, mentions) for other in near)
        if not (is_accused or has_denied):
            continue
        if _contradicts(tree, draft, lexicon):
            draft.act, draft.stance = "denies", "denies"
        elif draft.act in _PLAIN:
            shifted = _shifts(tree, draft, lexicon)
            if shifted is not None and not _sides(tree, [shifted], mentions) & speaker:
                draft.act, draft.accused = "accuses", [shifted]


def _read_denied_claim(tree: Tree, claim: Draft, denial: Draft, lexicon: CueLexicon) -> None:
    """ "rejected the assertion that they used shields": who denies what he is said to have done was charged with it."""
    root = clause_root(tree, claim.content)
    if claim.stance not in ("asserts", "suggests") or root is None:
        return
    subject = tree.child(root, "nsubj")
    deeds = (*lexicon.file.harms, *lexicon.file.perpetrates, *lexicon.file.deeds)
    has_hand = tree.lemmas[root] == "have" and tree.lemmas[root + 2 : root + 3] == ["hand"]
    if subject is None or not is_ours(tree, subject):
        return
    if has_hand and tree.pos[subject] != "PRON":
        claim.accused = claim.accused or [tree.subtree(subject)]
    if tree.lemmas[root] not in deeds:
        return
    if claim.act == "says":
        claim.act = "accuses"
    if claim.act == "accuses" and tree.pos[subject] == "PRON":
        claim.accused = list(denial.source)


def _name_accused(
    tree: Tree, claim: Draft, drafts: Sequence[Draft], mentions: MentionIndex
) -> None:
    """ "said a spokesman, responding to accusations that it had struck": the one who answers in that sentence."""
    if len(claim.accused) != 1 or not is_pronoun(tree, claim.accused[0]):
        return
    if find_actors_at(tree, claim.accused, mentions):
        return
    here = tree.sentence[claim.head]
    others = [
        other.source
        for other in drafts
        if other is not claim and tree.sentence[other.head] == here and other.source
    ]
    sources = [source for source in others if source != claim.source]
    if sources and all(source == sources[0] for source in sources):
        claim.accused = list(sources[0])


def _is_near(tree: Tree, earlier: Draft, later: Draft) -> bool:
    distance = tree.sentence[later.head] - tree.sentence[earlier.head]
    return 0 <= distance <= _REACH and not earlier.holds(later)


def _sides(tree: Tree, stretches: list[Stretch], mentions: MentionIndex) -> set[str]:
    """The actors of some words by the country or body they belong to: RUS.MIL and RUS.GOV → RUS; else their noun."""
    actors = find_actors_at(tree, stretches, mentions)
    roots = (root_of(tree, start, end) for start, end in stretches)
    nouns = {tree.lemmas[r] for r in roots if r is not None and tree.pos[r] == "NOUN"}
    return {a if ":" in a else a.split(".")[0] for a in actors} or nouns


def _is_charged(tree: Tree, speaker: set[str], charge: Draft, mentions: MentionIndex) -> bool:
    if charge.stance not in ("asserts", "suggests") or not charge.accused:
        return False
    accuser = _sides(tree, charge.source, mentions)
    return not accuser & speaker and bool(_sides(tree, charge.accused, mentions) & speaker)


def _has_denied(tree: Tree, draft: Draft, other: Draft, mentions: MentionIndex) -> bool:
    """ "denied the incursion and said Congolese guns had fired": the same speaker, in one sentence or the next."""
    if other.stance != "denies" or tree.sentence[draft.head] - tree.sentence[other.head] > 1:
        return False
    if other.source and other.source == draft.source:
        return True
    return bool(_sides(tree, draft.source, mentions) & _sides(tree, other.source, mentions))


def _contradicts(tree: Tree, draft: Draft, lexicon: CueLexicon) -> bool:
    """ "no well was ever touched", "its vessels had merely warded them off": the main clause says it is not so."""
    root = clause_root(tree, draft.content)
    if root is None or tree.lemmas[root] in lexicon.file.talking or tree.lemmas[root] == "know":
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
    return bool(words & _MERELY) and is_ours(tree, subject)


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
