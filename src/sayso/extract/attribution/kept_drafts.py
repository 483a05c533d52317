"""Which drafts are no telling at all, and which of the rules' stay where the tagger has none.

Comes in: a draft of either, and the words that speak for or against one. Goes out: yes or no. "Troops faked a clash" is
an act; a denial that only the rules have stays, as without it a charge would be the outlet's fact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sayso.extract.attribution.acts import read_cue
from sayso.extract.attribution.attribution_words import load_attribution_words
from sayso.extract.attribution.cue_uses import QUOTES, has_other_sense
from sayso.extract.attribution.cues import CueLexicon
from sayso.extract.attribution.drafts import Draft
from sayso.extract.grammar.trees import Tree, holds, within
from sayso.nlp.apposed_claims import load_apposed_claims
from sayso.nlp.apposed_names import load_apposed_names
from sayso.nlp.by_phrases import load_by_phrases
from sayso.nlp.relative_verbs import load_relative_verbs

# Acts whose loss leaves a charge or an answer to it untold, whatever words their content has: "denied the incursion".
DISPUTING = frozenset({"accuses", "clears", "denies", "rejects", "admits", "claims-credit"})
_FEW = 2
UNTOLD = frozenset({"we", "you", "i", "that", "which", "who", "what"})
_RELATIVE = frozenset({"that", "which"})
_WHOM = frozenset({"him", "her", "them", "us", "me"})
_ABOUT_GATHERINGS = frozenset({"nsubj", "nsubjpass", "pobj"})
_COUNTING = frozenset({"estimates", "admits"})


@dataclass(frozen=True)
class Weights:
    """What speaks for a draft that only the rules have: lemmas of harm or of a charge; tokens that may well be cues.

    Against one that only the tagger has speak the `wordless` verbs, by which nobody says anything, and the `bodies`
    that somebody found.
    """

    grave: frozenset[str]
    wordless: frozenset[str]
    bodies: frozenset[str]
    likely: frozenset[int]


def is_wordless(tree: Tree, draft: Draft, weights: Weights) -> bool:
    """ "Troops faked a clash to murder the peasants": an act, and no telling of it, unless words are quoted.

    So are the attacks of "carried out 97 attacks on our troops".
    """
    quoted = any(tree.words[start] in QUOTES for start, _ in draft.content)
    at = draft.head
    is_deed = (
        tree.pos[at] == "NOUN" and tree.deps[at] == "dobj" and tree.lemmas[at] in weights.grave
    )
    verb = tree.heads[at] if is_deed else at
    return tree.pos[verb] == "VERB" and tree.lemmas[verb] in weights.wordless and not quoted


def is_dealing(tree: Tree, draft: Draft) -> bool:
    """ "shared intelligence on Russian troops", "held talks on Iran's programme": nothing is said, and nobody charged.

    Not where a clause tells what is said: "shared intelligence that rebels had crossed the border".
    """
    verb, thing = draft.head, tree.child(draft.head, "dobj", "nsubjpass")
    if tree.pos[verb] == "NOUN" and tree.deps[verb] in ("dobj", "nsubjpass"):
        verb, thing = tree.heads[verb], verb
    things = load_attribution_words().wordless_with.get(tree.lemmas[verb], frozenset())
    if thing is None or tree.lemmas[thing] not in things:
        return False
    return not any(
        tree.pos[t] == "VERB" or tree.words[t] in QUOTES
        for start, end in draft.content
        for t in range(start, end)
    )


def means_another(tree: Tree, draft: Draft, cues: CueLexicon) -> bool:
    """ "backed the rebels", "recalled its envoy": by its object the verb has a sense in which nothing is said."""
    use = read_cue(tree, draft.cue, draft.content, cues)
    return tree.pos[draft.head] == "VERB" and has_other_sense(tree, use, cues)


def is_name(tree: Tree, draft: Draft, cues: CueLexicon) -> bool:
    """ "as troops, Abu Sayyaf clash": no verb that anybody speaks by, but part of a name."""
    words = [t for start, end in draft.cue for t in range(start, end) if tree.is_word(t)]
    return bool(words) and all(
        tree.pos[t] == "PROPN"
        and tree.entities[t] == "PERSON"
        and not {tree.words[t], tree.lemmas[t].lower(), tree.words[t].removesuffix("s")}
        & cues.rows.keys()
        for t in words
    )


def is_answered(tree: Tree, draft: Draft) -> bool:
    """ "said they were beaten, | claims | an official called absurd": by that noun nobody claims anything once more."""
    head = draft.head
    if tree.words[head] not in load_apposed_claims().plurals or tree.pos[head] != "NOUN":
        return False
    if tree.deps[head] != "appos" and tree.words[head - 1] != ",":
        return False
    clauses = (c for c in tree.children[head] if c > head and tree.deps[c] in ("relcl", "acl"))
    return any(
        tree.words[c] in load_relative_verbs().speech
        and not any(tree.deps[t] in ("dobj", "ccomp") and t > c for t in tree.children[c])
        for c in clauses
    )


def is_gathering(tree: Tree, draft: Draft) -> bool:
    """ "Police fired at crowds as protests against the mine spread": who is named before those says nothing by them."""
    head = draft.head
    if tree.pos[head] != "NOUN" or tree.deps[head] not in _ABOUT_GATHERINGS:
        return False
    if tree.words[head] not in load_by_phrases().gatherings:
        return False
    own = range(tree.first[head], tree.last[head] + 1)
    return not any(t in own for start, end in draft.source for t in range(start, end))


def is_silent(tree: Tree, draft: Draft, cues: CueLexicon) -> bool:
    """ "The PKK, listed as a terrorist organisation by Turkey": who is listed says nothing.

    Nor does who "was arrested for the murder"; who "was persuaded that they had fled" thinks so.
    """
    head = draft.head
    is_passive = tree.pos[head] == "VERB" and tree.is_passive(head)
    if not is_passive or tree.lemmas[head] in cues.rows:
        return False
    if tree.deps[head] == "acl":
        return holds(draft.source, tree.heads[head])
    subject = tree.child(head, "nsubjpass")
    is_clause = tree.child(head, "ccomp", "xcomp") is not None
    return subject is not None and holds(draft.source, subject) and not is_clause


def is_done_to_somebody(tree: Tree, draft: Draft, cues: CueLexicon) -> bool:
    """ "Then they tied my brother": what is done to somebody by a verb that nobody speaks by is no telling of him."""
    head = draft.head
    is_verb = tree.pos[head] == "VERB" and not tree.is_passive(head)
    if not is_verb or len(draft.content) != 1:
        return False
    group = read_cue(tree, draft.cue, draft.content, cues).group
    # A row that needs a preposition ("tied him to the raid") is none without it.
    if tree.lemmas[head] in cues.rows and not (group.only_with or group.accused_after):
        return False
    linked = {group.accused_after, *group.only_with}
    if any(tree.words[c] in linked for c in tree.children[head]):
        return False
    whom = tree.child(head, "dobj")
    [(start, end)] = draft.content
    is_all = whom is not None and start <= whom < end and tree.first[whom] <= start
    if whom is None or not is_all or any(tree.pos[t] == "VERB" for t in range(start, end)):
        return False
    return _is_somebody(tree, whom, cues)


def is_withheld(tree: Tree, draft: Draft) -> bool:
    """ "The king was denied a passport": who is kept from a thing has heard, and said, nothing of it."""
    head, words = draft.head, load_attribution_words()
    subject = tree.child(head, "nsubjpass")
    if tree.lemmas[head] not in words.withholding or subject is None:
        return False
    is_his = not draft.source or holds(draft.source, subject)
    return is_his and tree.child(head, "dobj", "oprd") is not None


def is_told_of_itself(tree: Tree, draft: Draft) -> bool:
    """ "| an allegation | that the army rejects |": what is done with a charge is not what it says."""
    head = draft.head
    if tree.pos[head] != "NOUN" or not draft.content:
        return False
    for clause in tree.children[head]:
        what = tree.child(clause, "dobj") if tree.deps[clause] == "relcl" else None
        if what is not None and tree.words[what] in _RELATIVE and what < clause:
            start, end = tree.subtree(clause)
            return all(start <= first and last <= end for first, last in draft.content)
    return False


def only_searches(tree: Tree, draft: Draft, cues: CueLexicon) -> bool:
    """ "They had been looking for guerrillas who had burned a bus": whom somebody looks for, he accuses of nothing."""
    head, words = draft.head, load_attribution_words()
    if tree.pos[head] != "VERB" or tree.lemmas[head] not in words.searches:
        return False
    links = [c for c in tree.children[head] if tree.words[c] == "for"]
    found = [n for c in links if (n := tree.child(c, "pobj")) is not None]
    found += [c for c in tree.children[head] if tree.deps[c] == "dobj"]
    sought = {*cues.file.fighters, *words.anybody, *words.attackers}
    return any(tree.lemmas[n] in sought or _is_somebody(tree, n, cues) for n in found)


def _is_somebody(tree: Tree, noun: int, cues: CueLexicon) -> bool:
    """Whether a word names or means people."""
    file = cues.file
    people = (*file.roles, *file.groups_of_people, *file.anonymous)
    if tree.entities[noun] == "PERSON" or tree.words[noun] in _WHOM:
        return True
    return tree.lemmas[noun] in load_apposed_names().persons or tree.lemmas[noun] in people


def finds_bodies(tree: Tree, draft: Draft, bodies: frozenset[str]) -> bool:
    """ "Farmers found the bodies of two men who had been kidnapped": what they found, and nothing that they say."""
    found = tree.child(draft.head, "dobj")
    return (
        tree.pos[draft.head] == "VERB"
        and found is not None
        and found > draft.head
        and tree.lemmas[found] in bodies
    )


def stays(tree: Tree, draft: Draft, learned: Sequence[Draft], weights: Weights) -> bool:
    """Whether a draft of the rules stays: one inside what the tagger found, one that tells of harm or of a charge, and
    one whose cue the tagger saw without finding what it governs.

    To lose "monitors put the toll at forty" would print the toll as the outlet's fact. One inside says no more than
    what is said around it: its content is cut to the outer's.
    """
    holder = next((other for other in learned if other.holds(draft)), None)
    if holder is None:
        return (
            draft.is_sure
            or _is_dispute(tree, draft)
            or _tells_number(tree, draft)
            or _is_open(tree, draft)
            or any(t in weights.likely for s, e in draft.cue for t in range(s, e))
            or any(tree.lemmas[t] in weights.grave for s, e in draft.content for t in range(s, e))
        )
    draft.content = within(draft.content, holder.content)
    return bool(draft.content)


def _is_open(tree: Tree, draft: Draft) -> bool:
    """ "Neither version could be independently confirmed": without it both would stand as if they had been."""
    return draft.act == "declines" and not draft.source and tree.is_passive(draft.head)


def _tells_number(tree: Tree, draft: Draft) -> bool:
    """ "a nurse counted nine", "Moscow acknowledged 63": a toll without its teller would be the outlet's."""
    if draft.act not in _COUNTING or not draft.source:
        return False
    return any(tree.pos[t] == "NUM" for start, end in draft.content for t in range(start, end))


def _is_dispute(tree: Tree, draft: Draft) -> bool:
    """Whether a draft charges, denies or admits in its own right: not "to blame the weather", "you can disagree"."""
    is_charge = bool(draft.accused) and draft.act == "suggests"
    words = sum(tree.is_word(t) for start, end in draft.content for t in range(start, end))
    is_charge = is_charge or (draft.act == "confirms" and words <= _FEW)  # "confirmed this"
    if not (draft.act in DISPUTING or is_charge) or any(
        tree.tags[c] == "TO" for c in tree.children[draft.head]
    ):
        return False
    speakers = {tree.words[start] for start, _ in draft.source}
    return not speakers & UNTOLD
