"""What a draft of the tagger takes over from the rules' draft of the same cue.

Comes in: both drafts. Goes out: the tagger's, changed: its source where the rules know the subject better, its content
where the tagger breaks off, leaves a middle out or has but the last clause. Which two drafts are of one cue, and which
of those without a twin stay, is decided in learned_drafts.py and kept_drafts.py.
"""

from __future__ import annotations

from collections.abc import Sequence

from sayso.extract.attribution.acts import read_act
from sayso.extract.attribution.cue_uses import root_of
from sayso.extract.attribution.cues import CueLexicon, rows_at
from sayso.extract.attribution.drafts import Draft
from sayso.extract.attribution.kept_drafts import DISPUTING, UNTOLD
from sayso.extract.grammar.trees import SUBJECTS, Stretch, Tree, holds, without

# What a clause of another speaker begins behind.
_JOINTS = frozenset({"and", "but", "while", "whereas", ";"})
# What goes on in the word that it hangs on.
_OBJECTS = frozenset({"dobj", "pobj", "attr", "oprd", "dative"})
_WHILE = frozenset({"as", "while", "after", "before", "because", "since", "although", "though"})
_WHERE = frozenset({"where", "which", "who", "whose", "whom", "when"})
_GOING_ON = frozenset({"advcl", "acl", "prep"})
_UNFINISHED = frozenset({"nsubj", "nsubjpass", "amod", "compound", "det", "aux", "auxpass", "poss"})
# From this overlap on the rules and the tagger mean the same content, and the edges of the parse are the cleaner ones.
_SAME_CONTENT = 0.7
_PLAIN = frozenset({"says", "reports"})
# So few tokens the tagger may miss at the start of what it takes in pieces.
_FIRST_WORDS = 3


def take_over(tree: Tree, learned: Draft, ruled: Draft, cues: CueLexicon) -> None:
    """What the rules know better of the same cue: where its phrases end, and whom it accuses or speaks to.

    The tagger's "told parliament | that 11 vehicles |" → "that 11 vehicles had been destroyed", as the rules have it
    """
    if ruled.source and _is_turned(tree, learned, ruled):
        learned.source, learned.content = ruled.source, ruled.content
    elif _takes_in_source(tree, learned, ruled):
        learned.source, learned.cue = ruled.source, ruled.cue
    elif not ruled.source and _is_hearsay(tree, learned, ruled, cues):
        learned.source = []
    elif not ruled.source:
        learned.source = outside(learned.source, ruled)
        learned.source = [] if _is_of_verb_above(tree, learned, ruled) else learned.source
    elif (
        not learned.source
        or _is_elsewhere(tree, learned, ruled)
        or _stands_beside(tree, ruled)
        or _is_anothers_subject(tree, learned, ruled)
        or _is_described(tree, learned, ruled)
        or _shares_perfect(tree, ruled.head)
        or _alike(learned.source, ruled.source) > 0
    ):
        learned.source = without(ruled.source, learned.cue) or learned.source
    if not without(learned.content, learned.source):
        # "an attack that the army | and the rebels | blamed on each other": who blames is not what is said
        learned.content = ruled.content
    is_turned = ruled.act in DISPUTING and tree.is_passive(ruled.head)
    is_turned = is_turned or _is_left_behind(tree, learned, ruled)
    is_turned = is_turned or _is_broken_off(tree, learned, ruled)
    is_turned = is_turned or _is_only_its_end(tree, learned, ruled)
    is_turned = is_turned or _has_gaps(tree, learned, ruled)
    is_turned = is_turned or _lacks_its_subject(tree, learned, ruled)
    is_turned = is_turned or _parts_perfect(tree, learned, ruled)
    is_same = _alike(learned.content, ruled.content) >= _SAME_CONTENT
    if is_turned or (is_same and not _has_first_half(tree, learned, ruled)):
        if ruled.content != learned.content:
            # "The army denied, its spokesman said, that its men burned it": without "denied" he admits it.
            read = read_act(tree, learned.cue, learned.source, ruled.content, cues)
            learned.act, learned.stance = read
        learned.content = ruled.content
    if learned.act in _PLAIN and ruled.act == "condemns" and learned.content == ruled.content:
        # "described the killings | as a genocide": the rules know the row of the whole cue
        learned.act, learned.stance = ruled.act, ruled.stance
    learned.content = without(learned.content, [*learned.cue, *learned.source])
    learned.accused = learned.accused or ruled.accused
    learned.addressees = learned.addressees or ruled.addressees
    learned.channel = learned.channel or ruled.channel
    learned.takes_quotes = learned.takes_quotes or ruled.takes_quotes


def _has_first_half(tree: Tree, learned: Draft, ruled: Draft) -> bool:
    """ "| 2,400 have been killed and | 290 are missing, according to tallies": the rules stop at the "and"."""
    if len(learned.content) != 1 or len(ruled.content) != 1:
        return False
    (start, end), (half, last) = learned.content[0], ruled.content[0]
    is_longer = start < half and end == last and tree.sentence[start] == tree.sentence[half]
    return is_longer and tree.words[half - 1] == "and" and ruled.cue[0][0] > half


def _takes_in_source(tree: Tree, learned: Draft, ruled: Draft) -> bool:
    """ "the | statement acknowledged": the tagger takes the noun that speaks for a part of the cue."""
    roots = (root_of(tree, start, end) for start, end in ruled.source[:1])
    is_verb = tree.pos[ruled.head] == "VERB"
    return is_verb and any(holds(learned.cue, root) for root in roots if root is not None)


def _is_hearsay(tree: Tree, learned: Draft, ruled: Draft, cues: CueLexicon) -> bool:
    """ "| Rumours | swirled that he had fled": the noun without which the verb is no cue speaks for nobody."""
    subject = tree.child(ruled.head, "nsubj")
    if subject is None or learned.source != [(tree.first[subject], tree.last[subject] + 1)]:
        return False
    rows = rows_at(tree, ruled.head, cues)
    return any(
        tree.words[subject] in row.group.subjects for row in rows if row.group.source == "none"
    )


def _is_of_verb_above(tree: Tree, learned: Draft, ruled: Draft) -> bool:
    """ "| Haiti | has experienced killings blamed on gangs": who is the subject above blames nobody."""
    head = ruled.head
    if tree.deps[head] != "acl" or not tree.is_passive(head):
        return False
    verb = tree.heads[tree.heads[head]]
    subject = tree.child(verb, *SUBJECTS)
    return subject is not None and holds(learned.source, subject) and tree.pos[verb] == "VERB"


def outside(source: Sequence[Stretch], draft: Draft) -> list[Stretch]:
    """A source, unless it lies in the content: who is accused in the passive does not speak."""
    left = without(source, [*draft.cue, *draft.content])
    return left if left == list(source) else []


def _is_turned(tree: Tree, learned: Draft, ruled: Draft) -> bool:
    """Whether the tagger took the wrong noun for the source: before an inserted cue, or the subject of a passive.

    "Israel, said Hezbollah, had bombed the school": it is Hezbollah that speaks
    """
    if not learned.source or _alike(learned.source, ruled.source) > 0:
        return False
    return tree.is_passive(ruled.head) or not outside(learned.source, ruled)


def _alike(one: Sequence[Stretch], other: Sequence[Stretch]) -> float:
    """The share of tokens that two lists of stretches have in common (Jaccard)."""
    these, those = (
        {t for start, end in stretches for t in range(start, end)} for stretches in (one, other)
    )
    return len(these & those) / len(these | those) if these & those else 0.0


def _is_elsewhere(tree: Tree, learned: Draft, ruled: Draft) -> bool:
    """ "It claimed to have downed a jet. India denied losing one": the subject beats a noun of the sentence before."""
    subject = tree.child(ruled.head, "nsubj")
    sentences = {tree.sentence[start] for start, _ in learned.source}
    return (
        subject is not None
        and holds(ruled.source, subject)
        and tree.sentence[ruled.head] not in sentences
    )


def _is_anothers_subject(tree: Tree, learned: Draft, ruled: Draft) -> bool:
    """ "a doctor said, hours after the minister, Moussa Koussa, announced it": the verb has a subject of its own."""
    own = tree.child(ruled.head, "nsubj")
    if own is None or not holds(ruled.source, own) or tree.pos[ruled.head] != "VERB":
        return False
    nouns = [t for start, end in learned.source for t in range(start, end)]
    heads = [tree.heads[t] for t in nouns if tree.deps[t] == "nsubj"]
    return bool(heads) and all(h != ruled.head and tree.pos[h] == "VERB" for h in heads)


def _is_described(tree: Tree, learned: Draft, ruled: Draft) -> bool:
    """ "Police beat students protesting against the arrests": the students protest, and no police."""
    noun = tree.heads[ruled.head]
    is_own = tree.tags[ruled.head] == "VBG" and tree.deps[ruled.head] == "acl"
    is_object = tree.deps[noun] in _OBJECTS
    return is_own and is_object and holds(ruled.source, noun) and not holds(learned.source, noun)


def _stands_beside(tree: Tree, ruled: Draft) -> bool:
    """ "The ministry counted six, but residents reported eleven": whose subject stands right before the verb."""
    subject = tree.child(ruled.head, "nsubj")
    if subject is None or tree.words[subject] in UNTOLD or tree.is_passive(ruled.head):
        return False
    is_near = any(end == start for _, end in ruled.source for start, _ in ruled.cue)
    opens = min(start for start, _ in ruled.source)
    is_own = opens > 0 and tree.words[opens - 1] in _JOINTS
    return is_near and is_own and holds(ruled.source, subject)


def _shares_perfect(tree: Tree, verb: int) -> bool:
    """ "had beaten him and | threatened | to kill him": who threatens is told with the verb before it."""
    is_bare = tree.tags[verb] == "VBN" and tree.child(verb, "aux", "auxpass", *SUBJECTS) is None
    first = tree.heads[verb]
    doer = tree.child(first, *SUBJECTS)
    # In "denied it had fired and accused them", tagged so too, the denier goes on.
    is_another = doer is not None and tree.pos[doer] != "PRON"
    had = any(tree.words[c] == "had" for c in tree.children[first])
    is_joined = tree.deps[verb] == "conj" and tree.tags[first] == "VBN" and had
    return is_bare and is_joined and is_another


def _parts_perfect(tree: Tree, learned: Draft, ruled: Draft) -> bool:
    """ "said | guards had beaten him | and threatened to kill him": the tagger stops before a verb of the guards."""
    told = (t for start, end in ruled.content for t in range(start, end))
    return any(
        _shares_perfect(tree, verb)
        and holds(learned.content, tree.heads[verb])
        and not all(holds(learned.content, t) for t in (verb, *tree.children[verb]))
        for verb in told
        if tree.tags[verb] == "VBN"
    )


def _is_left_behind(tree: Tree, learned: Draft, ruled: Draft) -> bool:
    """ "Jets hit a depot, a source said, hours before the sides met": the tagger takes only what stands behind.

    What stands before the comma would be the outlet's.
    """
    if not ruled.source or tree.pos[ruled.head] != "VERB":
        return False
    opens = min(start for start, _ in (*ruled.source, *ruled.cue))
    if opens == 0 or tree.words[opens - 1] != ",":
        return False
    told = [(start, end) for start, end in ruled.content if end <= opens]
    has_verb = any(tree.pos[t] in ("VERB", "AUX") for s, e in told for t in range(s, e))
    behind = min((start for start, _ in learned.content), default=0)
    return has_verb and behind > opens and "," in tree.words[ruled.head : behind]


def _is_broken_off(tree: Tree, learned: Draft, ruled: Draft) -> bool:
    """ "told parliament | that 11 vehicles | had been destroyed": the tagger stops at the subject, or before a noun."""
    if len(learned.content) != 1 or len(ruled.content) != 1:
        return False
    (start, end), (first, last) = learned.content[0], ruled.content[0]
    if start != first or end >= last or tree.sentence[end - 1] != tree.sentence[end]:
        return False
    is_cut = tree.pos[end - 1] == "ADP" and tree.children[end - 1][-1:] >= [end]  # "two of | whom"
    is_cut = is_cut or (ruled.act == "accuses" and _is_charge_at(tree, end))
    return is_cut or (tree.heads[end - 1] >= end and tree.deps[end - 1] in _UNFINISHED)


def _is_charge_at(tree: Tree, link: int) -> bool:
    """ "accused the crew | of spying": what they are accused of belongs to it."""
    is_link = tree.words[link] in ("of", "for") and tree.deps[link] == "prep"
    deed = tree.child(link, "pcomp", "pobj") if is_link else None
    return deed is not None and tree.tags[deed] == "VBG"


def _is_only_its_end(tree: Tree, learned: Draft, ruled: Draft) -> bool:
    """ "Rebels shelled the barracks, | where hostages are held |, witnesses said": the tagger has but the last clause.

    So in "Troops stormed a camp, | beating those who slept |, witnesses said" and in "says Pakistan fired first; | a
    woman was hurt |". What is left out would be the outlet's.
    """
    if len(learned.content) != 1 or not ruled.content:
        return False
    (start, end), whole = learned.content[0], ruled.content
    if tree.sentence[start] != tree.sentence[ruled.head]:
        return False
    is_relative = (
        tree.words[start] in _WHERE | _WHILE and holds(whole, start) and whole[0][0] < start
    )
    is_end = is_relative or _goes_on(tree, (start, end), whole)
    if is_end or _is_fragment(tree, (start, end), whole):
        return end <= ruled.head
    after = max(cue_end for _, cue_end in ruled.cue)
    return after == whole[0][0] and start > whole[0][1] - 1 and ";" in tree.words[after:start]


def _lacks_its_subject(tree: Tree, learned: Draft, ruled: Draft) -> bool:
    """ "The rebels, the army claims, | use schools as bases |": of whom it is said stands before who says it."""
    before, *rest = ruled.content or [(0, 0)]
    is_cut = bool(rest) and learned.content == rest and before[1] <= min(ruled.cue)[0] < rest[0][0]
    return is_cut and all(tree.pos[t] != "VERB" for t in range(*before))


def _is_fragment(tree: Tree, part: Stretch, whole: Sequence[Stretch]) -> bool:
    """Whether a part is but the object of a verb of the content: "killing | at least 25 people |, a doctor said"."""
    start, end = part
    return any(
        tree.deps[t] in _OBJECTS and tree.heads[t] < start and holds(whole, tree.heads[t])
        for t in range(start, end)
    )


def _goes_on(tree: Tree, part: Stretch, whole: Sequence[Stretch]) -> bool:
    """Whether a part of a content is a clause that hangs on a verb before it: ", beating those who slept"."""
    start, end = part
    hanging = [t for t in range(start, end) if not start <= tree.heads[t] < end]
    return any(
        tree.deps[t] in _GOING_ON
        and tree.heads[t] < start
        and tree.pos[tree.heads[t]] == "VERB"
        and holds(whole, tree.heads[t])
        for t in hanging
    )


def _has_gaps(tree: Tree, learned: Draft, ruled: Draft) -> bool:
    """ "Gunmen stormed | a church in Owo | , killing 38, the agency said": the tagger leaves out the middle."""
    if len(ruled.content) != 1 or len(learned.content) < 2:
        return False
    (start, end), parts = ruled.content[0], learned.content
    is_within = all(start <= s and e <= end for s, e in parts)
    is_one = {tree.sentence[s] for s, _ in parts} == {tree.sentence[ruled.head]}
    is_opened = parts[0][0] - start <= _FIRST_WORDS  # "Gunmen | with explosives"
    return is_within and is_one and is_opened and end <= ruled.head
