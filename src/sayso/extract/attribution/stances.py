"""Find stances: how a cue's act and stance change with the words around it.

Comes in: a parse and the use of a cue. Goes out: act and stance after negation ("did not confirm"), refusal ("declined
to say"), hedge ("may have") and denial inside the content (self_denials.py). It does not matter who found the cue: a
rule's frame or a tagger.
"""

from __future__ import annotations

from collections.abc import Sequence

from sayso.extract.attribution.attribution_words import load_attribution_words
from sayso.extract.attribution.cue_uses import CueUse, clause_root, root_of
from sayso.extract.attribution.cues import CueLexicon
from sayso.extract.attribution.held_responsible import find_hallmarks, is_guess_at_culprit
from sayso.extract.attribution.self_denials import denies_itself, dismisses_charge
from sayso.extract.attribution.unsaid import is_unsaid
from sayso.extract.grammar.clause_words import load_clause_words
from sayso.extract.grammar.trees import Stretch, Tree, holds
from sayso.model import Act, Stance
from sayso.nlp.supposed import load_supposed

_FEW = 4
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_LONGEST_DISMISSAL = 10
_STATING = frozenset({"says", "reports", "confirms", "accuses", "promises"})


def find_stance(tree: Tree, use: CueUse, lexicon: CueLexicon) -> tuple[Act, Stance]:
    """Act and stance of a cue in its sentence.

    "neither confirmed nor denied" → declines, withholds; "said it may have hit" → says, suggests
    """
    act, stance = use.group.act, use.group.stance
    if use.group.subjects:
        return act, stance  # "nobody believes the tale": the negation is what makes it a cue
    if _is_yet_to_come(tree, use.head) and act == "believes":
        return "doubts", "doubts"
    if is_refused(tree, use.head, lexicon) or _is_yet_to_come(tree, use.head):
        return "declines", "withholds"
    if act in ("believes", "confirms", "praises") and _by_few(tree, use, lexicon):
        return "doubts", "doubts"
    if tree.words[max(0, use.head - 2) : use.head] == ["all", "but"] and stance == "asserts":
        return act, "suggests"
    if act == "claims-credit" and _is_undone_below(tree, use, lexicon):
        return "denies", "denies"
    if is_negated(tree, use, lexicon) or _to_no_avail(tree, use):
        if use.group.if_negated is not None:
            return use.group.if_negated
        return lexicon.negated.get(act, ("declines", "withholds"))
    if is_unsaid(tree, use.head, act):
        return act, "withholds"
    if stance == "asserts" and act in _STATING and _begins_with_no(tree, use, lexicon):
        return "denies", "denies"
    if stance == "asserts" and act in _STATING and dismisses_charge(tree, use.content, lexicon):
        return "rejects", "denies"
    if stance == "asserts" and act in _STATING and denies_itself(tree, use.content, lexicon):
        clears = tree.lemmas[use.head] in lexicon.file.judging
        return ("clears", "asserts") if clears else ("denies", "denies")
    if stance == "asserts" and act in ("says", "reports") and _dismisses(tree, use, lexicon):
        return "rejects", "denies"
    if stance == "asserts" and act == "says" and find_hallmarks(tree, use.content, lexicon):
        return act, "suggests"
    if stance == "asserts" and act in _STATING and _is_hedged(tree, use.content, lexicon):
        return act, "suggests"
    if stance == "asserts" and act == "says" and is_guess_at_culprit(tree, use.content, lexicon):
        return act, "suggests"
    if stance == "asserts" and act in ("says", "reports") and _only_purports(tree, use.head):
        return act, "suggests"
    return act, stance


def _only_purports(tree: Tree, head: int) -> bool:
    """ "a video said to show a raid", "purporting to show it": whether it shows that is not known."""
    above = tree.heads[head]
    if tree.deps[head] not in ("xcomp", "advcl") or tree.words[head] not in load_supposed().shows:
        return False
    words = load_supposed()
    is_participle = tree.tags[above] == "VBN" or tree.deps[above] == "acl"
    return (is_participle and tree.words[above] in words.supposes) or tree.words[
        above
    ] in words.purports


def is_negated(tree: Tree, use: CueUse, lexicon: CueLexicon) -> bool:
    """Whether a cue is denied by its own "not", "never", "neither", "no"; "rarely claims attacks" claims none."""
    negators, head = lexicon.file.negators, use.head
    if use.group.act == "claims-credit":
        negators = negators | lexicon.file.seldom
    if any(tree.words[t] in negators for t in use.tokens):
        return True
    if any(
        tree.words[c] in negators
        and not holds(use.content, c)
        and tree.words[c + 1 : c + 2] != [","]
        for c in tree.children[head]
        if tree.deps[c] in ("neg", "preconj", "det", "advmod")
    ):
        return True
    subject = tree.child(head, "nsubj", "nsubjpass")
    is_own = subject is not None and (tree.is_passive(head) or not holds(use.content, subject))
    if subject is not None and is_own:
        beside = [c for c in tree.children[subject] if tree.deps[c] != "appos"]
        words = {tree.words[t] for t in (subject, *beside)}
        if words.intersection(negators):
            return True
    before = min(use.tokens, default=head) - 1
    return tree.words[before] == "nor" if before >= 0 else False


def _is_undone_below(tree: Tree, use: CueUse, lexicon: CueLexicon) -> bool:
    """ "said it was not behind the rockets", "said it did not carry out the raid": the credit itself is negated."""
    verbs = [t for t in use.rest if tree.pos[t] in ("VERB", "AUX")]
    below = [c for verb in verbs for c in tree.children[verb]]
    return any(tree.words[c] in lexicon.file.negators and c > use.head for c in below)


def _by_few(tree: Tree, use: CueUse, lexicon: CueLexicon) -> bool:
    """ "Few believe", "hardly anyone credits the tale"."""
    subject = tree.child(use.head, "nsubj")
    if subject is None or holds(use.content, subject):
        return False
    words = {tree.words[t] for t in range(tree.first[subject], subject + 1)}
    return bool(words & lexicon.file.hardly)


def _to_no_avail(tree: Tree, use: CueUse) -> bool:
    """ "convinced nobody", "persuaded few": the negation is the object."""
    if use.group.if_negated is None:
        return False
    found = tree.child(use.head, "dobj")
    return found is not None and tree.words[found] in ("nobody", "none", "few", "nothing")


def _begins_with_no(tree: Tree, use: CueUse, lexicon: CueLexicon) -> bool:
    """ "Never, said the patriarch, had his monks …", "Not so, answered the ministry": the negation is what is said."""
    if any(
        tree.words[c] == "so" and tree.words[c - 1] == "not" and tree.words[c + 1 : c + 2] == [","]
        for c in tree.children[use.head]
        if 0 < c < use.head
    ):
        return True
    return any(
        tree.words[c] in lexicon.file.negators
        and tree.words[c + 1 : c + 2] == [","]
        and tree.deps[c] in ("neg", "advmod", "intj")
        for c in tree.children[use.head]
    )


def _is_yet_to_come(tree: Tree, head: int) -> bool:
    """ "has yet to acknowledge": not said so far."""
    return head > 1 and tree.words[head - 2 : head] == ["yet", "to"]


def is_refused(tree: Tree, head: int, lexicon: CueLexicon) -> bool:
    """Whether a cue is what somebody declined, refused, or was unable to do."""
    governor = tree.heads[head]
    if tree.deps[head] not in ("xcomp", "pcomp", "acl"):
        return False
    refusers = lexicon.file.refusers
    is_position = tree.lemmas[governor] == "position"
    if is_position and any(tree.words[c] == "no" for c in tree.children[governor]):
        return True  # "in no position to say"
    if _is_not_able(tree, governor, lexicon):
        return True
    while tree.deps[governor] in ("prep", "advmod", "acomp") and tree.heads[governor] != governor:
        if tree.lemmas[governor] in refusers:
            return True
        governor = tree.heads[governor]
    return tree.lemmas[governor] in refusers


def _is_not_able(tree: Tree, able: int, lexicon: CueLexicon) -> bool:
    """ "We have not been able to verify it", "it was not possible to confirm it"."""
    beside = {tree.lemmas[c] for c in tree.children[able] if tree.deps[c] == "acomp"}
    if tree.lemmas[able] not in lexicon.file.able and lexicon.file.able.isdisjoint(beside):
        return False
    verbs = (able, tree.heads[able]) if tree.deps[able] == "acomp" else (able,)
    return any(tree.deps[c] == "neg" for verb in verbs for c in tree.children[verb])


def _dismisses(tree: Tree, use: CueUse, lexicon: CueLexicon) -> bool:
    """ "called the report a lie", "described it as baseless", "'Pure invention', he said": to name it so denies it."""
    calls = tree.lemmas[use.head] in load_attribution_words().calls
    if calls and _called(tree, use) in lexicon.file.decisions:
        return False
    words = [t for s, e in use.content for t in range(s, e) if tree.is_word(t)]
    is_short = len(words) <= _FEW and clause_root(tree, use.content) is None
    if is_short and any(tree.lemmas[t] in lexicon.file.dismissals for t in words):
        return True
    if not calls and use.content and _is_dismissal(tree, use.content, lexicon):
        return True
    if not calls and not {"predicate", "as"} & set(use.group.takes):
        return False
    lemmas = {tree.lemmas[t] for s, e in use.content for t in range(s, e)}
    if lemmas & lexicon.file.dismissals:
        return True
    return (
        calls
        and _called(tree, use) in lexicon.file.accounts
        and not lemmas & {*lexicon.file.credible, *lexicon.file.admirable}
    )


def _is_dismissal(tree: Tree, content: Sequence[Stretch], lexicon: CueLexicon) -> bool:
    """' "Lies from beginning to end," he said of a report that … ': a noun without a verb, and no more is said."""
    start, end = content[0]
    words = [t for t in range(start, end) if tree.is_word(t)]
    root = root_of(tree, start, end)
    if root is None or not words or len(words) > _LONGEST_DISMISSAL:
        return False
    opening = next((t for t in words if tree.pos[t] not in ("DET", "ADJ", "ADV")), words[0])
    others = (t for t in words if t != opening)  # "Lies" can be taken for a verb
    if any(tree.tags[t] in _FINITE or tree.words[t] in lexicon.file.negators for t in others):
        return False
    return tree.lemmas[opening] in lexicon.file.dismissals and root == opening


def _called(tree: Tree, use: CueUse) -> str | None:
    """The noun that is called something: "called that version a cover-up", "the finding was described as …"."""
    found = tree.child(use.head, "dobj", "nsubjpass")
    if found is None and use.content:
        start, end = use.content[0]
        words = [t for t in range(start, min(end, start + 3)) if tree.pos[t] in ("NOUN", "PROPN")]
        found = words[0] if words else None
    return tree.lemmas[found] if found is not None else None


def _is_hedged(tree: Tree, content: Sequence[Stretch], lexicon: CueLexicon) -> bool:
    """Whether the content's main verb has a modal of doubt ("may have", "probably").

    Not in "the killings may amount to war crimes": only what they are in law is open.
    """
    verdicts = load_clause_words().judged_as
    for start, end in content:
        root = root_of(tree, start, end)
        if root is None or tree.lemmas[root] in verdicts:
            continue
        words = [
            tree.words[c]
            for c in tree.children[root]
            if tree.deps[c] in ("aux", "advmod") and holds([(start, end)], c)
        ]
        if any(word in lexicon.file.hedges for word in words):
            return True
    return False
