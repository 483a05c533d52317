"""What speaks against an act that the learned readers would give: "said they had been beaten by their guards".

Comes in: a parse and a draft, or the signs of one. Goes out: whether its words show that it is no denial, no charge or
no owning up, however sure the network is. Which act is asked about, and what becomes of it, is learned_acts.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sayso.extract.attribution.attribution_words import load_attribution_words
from sayso.extract.attribution.causes import tells_of_strife
from sayso.extract.attribution.cue_uses import QUOTES, clause_root, root_of
from sayso.extract.attribution.cues import CueLexicon
from sayso.extract.attribution.drafts import Draft
from sayso.extract.attribution.harmed_speakers import befell_speaker
from sayso.extract.attribution.held_responsible import find_responsible
from sayso.extract.attribution.self_denials import is_none, is_ours, is_third_party
from sayso.extract.attribution.told_deeds import names_deed, names_the_dead
from sayso.extract.grammar.clause_words import load_clause_words
from sayso.extract.grammar.trees import Stretch, Tree

_CAUSING = frozenset({"cause", "trigger", "spark"})
_WHERE = frozenset({"in", "at", "under", "to", "into"})
_NOT = frozenset({"not", "n't", "n’t", "never"})
_WILL = frozenset({"will", "wo", "shall", "sha", "'ll", "’ll"})
# Verbs that many a sentence has, and that echo nothing.
_COMMON = frozenset(
    {"be", "have", "do", "say", "make", "get", "go", "come", "take", "give", "know"}
)

_WHOM = frozenset({"which", "whom", "that"})
_CALLED = frozenset({"dobj", "oprd", "attr", "xcomp", "ccomp"})
_THEMSELVES = frozenset({"itself", "themselves", "himself", "herself"})
_THIS = frozenset({"it", "this", "that"})
_NOBODY = frozenset({"neither", "none", "nobody"})
_OWN = (["it"], ["they"], ["he"], ["she"])


def calls_for(tree: Tree, draft: Draft) -> bool:
    """ "said that China must drop the barriers": asked of it, and no charge; not "must own up", "must have fired"."""
    root = root_of(tree, *draft.content[0]) if draft.content else None
    if root is None:
        return False
    words = load_attribution_words()
    helpers = {tree.words[c] for c in tree.children[root] if tree.deps[c] == "aux"}
    is_owed = not helpers.isdisjoint(words.owed) and "have" not in helpers
    return is_owed and tree.lemmas[root] not in words.owned_up


def only_warns_of(tree: Tree, draft: Draft) -> bool:
    """ "had warned the police about the man": told before he did anything, and no charge; not "warned that he had"."""
    warns = load_attribution_words().warns_of
    cue = {tree.lemmas[t] for start, end in draft.cue for t in range(start, end)}
    return not warns.isdisjoint(cue) and only_names(tree, draft)


def wants_for_deed(tree: Tree, draft: Draft) -> bool:
    """ "a warlord wanted for the massacre": a charge, as the rules know; nobody demands a massacre."""
    return draft.act == "accuses" and tree.lemmas[draft.head] == "want"


def is_of_no_word(tree: Tree, draft: Draft, lexicon: CueLexicon) -> bool:
    """ "There were no immediate reports of casualties", "Neither admitted firing": nobody says so."""
    source = [tree.words[t] for start, end in draft.source for t in range(start, end)]
    if source and source[0] in _NOBODY:
        return True
    return tree.pos[draft.head] == "NOUN" and any(
        tree.words[c] in lexicon.file.negators and tree.deps[c] == "det"
        for c in tree.children[draft.head]
    )


def only_judges(tree: Tree, draft: Draft) -> bool:
    """ "said the killings may amount to war crimes": only what they are in law is open, and they are no guess."""
    root = clause_root(tree, draft.content)
    return root is not None and tree.lemmas[root] in load_clause_words().judged_as


def names_victim(tree: Tree, draft: Draft) -> bool:
    """Whether it tells who the dead were, and charges nobody (told_deeds.py)."""
    return names_the_dead(tree, draft.head)


def labels_in_passing(tree: Tree, draft: Draft) -> bool:
    """ "the Army, which Jakarta calls a terrorist group": what it is called by the way lays no deed at its door.

    Nor does what somebody calls his own deed, or himself: "launched what it described as a sweep", "calling itself".
    """
    verb = draft.head
    if tree.lemmas[verb] not in load_attribution_words().labels:
        return False
    things = [c for c in tree.children[verb] if tree.deps[c] in _CALLED]
    if any(tree.words[c] in _THEMSELVES for c in things):
        return True
    if tree.deps[verb] == "relcl":
        return len(things) > 1 and tree.words[things[0]] in _WHOM
    source = [tree.words[t] for start, end in draft.source for t in range(start, end)]
    is_own = source in _OWN and any(tree.words[c] == "what" and c < verb for c in things)
    doing = tree.lemmas[tree.heads[verb]]
    return is_own and tree.deps[verb] == "ccomp" and doing in load_attribution_words().does


def keeps_silent(tree: Tree, draft: Draft) -> bool:
    """ "Kyiv rarely comments on such attacks": what is never talked of is condemned by that as little as charged."""
    words = load_attribution_words()
    said = [t for start, end in draft.cue for t in range(start, end)]
    is_seldom = any(tree.words[t] in words.seldom for t in said)
    return is_seldom and any(tree.lemmas[t] in words.remarks for t in said)


def read_silence(tree: Tree, drafts: Iterable[Draft]) -> None:
    """Let whoever seldom comments decline to."""
    for draft in drafts:
        if keeps_silent(tree, draft):
            draft.act, draft.stance, draft.accused = "declines", "withholds", []


def tells_own_deed(signs: frozenset[str]) -> bool:
    """ "insists it killed only fighters": who says that his side did it denies no deed, whatever else he denies.

    Nor does he charge anybody: "says it killed a commander".
    """
    is_deed = not signs.isdisjoint({"root harms", "root deeds", "root perpetrates"})
    is_told = signs.isdisjoint({"root not", "subject nobody", "denies itself"})
    return "subject ours" in signs and is_deed and is_told


def judges_deed(tree: Tree, draft: Draft, lexicon: CueLexicon) -> bool:
    """ "called the demolition a declaration of defeat", "called it an act of terror": no denial that it was done.

    Not "called it a lie", nor "called the massacre a hoax".
    """
    file, words = lexicon.file, load_attribution_words()
    if tree.lemmas[draft.head] not in words.dubs:
        return False
    told = [t for start, end in draft.content for t in range(start, end) if tree.is_word(t)]
    lemmas = {tree.lemmas[t] for t in told}
    if not lemmas.isdisjoint(file.dismissals) or any(tree.words[t] in _NOT for t in told):
        return False
    first = next((t for t in told if tree.pos[t] in ("NOUN", "PRON", "PROPN")), None)
    if first is None:
        return False
    if tree.words[first] in _THIS:
        return not lemmas.isdisjoint(file.blameworthy | words.crimes)
    return tree.lemmas[first] in (*file.events, *file.atrocities, *words.ruins)


def tells_own_doing(tree: Tree, draft: Draft) -> bool:
    """ "Officers declared that they had removed the king": what they did themselves, and no charge.

    Not "said they saw soldiers shoot him", nor "said they were beaten".
    """
    root = clause_root(tree, draft.content)
    subject = tree.child(root, "nsubj") if root is not None else None
    if root is None or subject is None or not is_ours(tree, subject) or tree.is_passive(root):
        return False
    if tree.child(root, "dobj") is None or tree.child(root, "ccomp", "xcomp") is not None:
        return False
    return tree.lemmas[root] not in load_attribution_words().undergoes


def tells_of_own_people(tree: Tree, draft: Draft, lexicon: CueLexicon) -> bool:
    """ "A police spokesman said officers had used rubber bullets": the police's own, whom they do not charge.

    Only where nothing says whose they are: not "Rwandan soldiers", told by an army.
    """
    root = clause_root(tree, draft.content)
    subject = tree.child(root, "nsubj") if root is not None else None
    if subject is None or any(_tells_whose(tree, c, subject) for c in tree.children[subject]):
        return False
    bodies = {tree.lemmas[t] for start, end in draft.source for t in range(start, end)}
    own = (people for body, people in lexicon.file.own_people.items() if body in bodies)
    return any(tree.lemmas[subject] in people for people in own)


def _tells_whose(tree: Tree, word: int, noun: int) -> bool:
    """Not in "officers led by Ali Musa", nor in "the army"."""
    if tree.words[word] == "the":
        return False
    return tree.is_word(word) and (word < noun or tree.deps[word] == "prep")


def tells_of_itself(tree: Tree, draft: Draft) -> bool:
    """ "The civil guard announced that the civil guard had shot a smuggler": it charges nobody with it.

    Only where the source is that body and no more: "Government critics say the government bombed them" is a charge.
    """
    root = clause_root(tree, draft.content)
    subject = tree.child(root, "nsubj") if root is not None else None
    if subject is None or not draft.source:
        return False
    told = _without_article(tree, tree.subtree(subject))
    start, end = _without_article(tree, draft.source[0])
    behind = start + len(told_words := tree.words[slice(*told)])
    if not told_words or tree.words[start:behind] != told_words:
        return False
    return behind >= end or tree.pos[behind] not in ("NOUN", "PROPN", "PART")


def owns_up_itself(tree: Tree, draft: Draft) -> bool:
    """ "The front said on Sunday that it was responsible": who says so of himself charges nobody."""
    root = clause_root(tree, draft.content)
    subject = tree.child(root, "nsubj") if root is not None else None
    if root is None or subject is None or not is_ours(tree, subject):
        return False
    guilty = load_attribution_words().guilty
    is_negated = any(tree.deps[c] == "neg" for c in tree.children[root])
    return not is_negated and any(tree.words[c] in guilty for c in tree.children[root])


def _without_article(tree: Tree, part: Stretch) -> Stretch:
    start, end = part
    return (start + 1, end) if tree.pos[start] == "DET" else (start, end)


def only_names(tree: Tree, draft: Draft) -> bool:
    """ "found gunfire", "faced the attack": a deed that is only named is not denied by it."""
    words = [t for start, end in draft.content for t in range(start, end)]
    is_told = any(tree.pos[t] in ("VERB", "AUX", "PRON") or tree.words[t] in QUOTES for t in words)
    return bool(words) and not is_told


def is_no_credit(tree: Tree, draft: Draft, lexicon: CueLexicon) -> bool:
    """Whether somebody only tells of another's deed, or what it is to be called."""
    return (
        names_deed(tree, draft.head, draft.content)
        or names_another(tree, draft, lexicon)
        or befell_speaker(tree, draft.content, draft.source, lexicon)
        or retells(tree, draft, lexicon)
        or _is_nobodys_credit(tree, draft.head, lexicon)
        or tells_of_strife(tree, draft.content)
        or _claims_members(tree, draft.head)
    )


def _claims_members(tree: Tree, verb: int) -> bool:
    """ "The Front claimed two of the dead as its members": whose they were, and not who killed them."""
    members = load_attribution_words().members
    links = (c for c in tree.children[verb] if c > verb and tree.words[c] == "as")
    whom = (tree.child(link, "pobj") for link in links)
    return any(t is not None and tree.lemmas[t] in members for t in whom)


def tells_unclaimed(tree: Tree, draft: Draft, lexicon: CueLexicon) -> bool:
    """ "said nobody had claimed the raid": no denial of the raid."""
    root = clause_root(tree, draft.content)
    return root is not None and _is_nobodys_credit(tree, root, lexicon)


def _is_nobodys_credit(tree: Tree, verb: int, lexicon: CueLexicon) -> bool:
    """ "No group had claimed the raid"."""
    subject = tree.child(verb, "nsubj")
    if subject is None or tree.lemmas[verb] not in lexicon.file.claiming:
        return False
    beside = (t for t in range(tree.first[subject], subject + 1))
    return any(tree.words[t] in lexicon.file.negators for t in beside)


def retells(tree: Tree, draft: Draft, lexicon: CueLexicon) -> bool:
    """ "Radio Bangui claimed that rebels had inflicted losses on a brigade": a medium tells of others."""
    root = clause_root(tree, draft.content)
    subject = tree.child(root, "nsubj") if root is not None else None
    is_medium = any(
        tree.lemmas[t] in lexicon.file.media
        for start, end in draft.source
        for t in range(start, end)
    )
    is_others = subject is not None and is_third_party(tree, subject) and not is_ours(tree, subject)
    return is_medium and is_others


def names_another(tree: Tree, draft: Draft, lexicon: CueLexicon) -> bool:
    """ "The governor said the cartel was behind the killings": he owns up to nothing."""
    held = find_responsible(tree, draft.content, lexicon)
    return any(tree.pos[t] in ("NOUN", "PROPN") for start, end in held for t in range(start, end))


def owns_to_captives(tree: Tree, draft: Draft) -> bool:
    """ "said its men were holding the two pilots but had not harmed them": who says so much denies no taking."""
    root = clause_root(tree, draft.content)
    if root is None or tree.lemmas[root] not in load_attribution_words().keeps:
        return False
    subject, whom = tree.child(root, "nsubj"), tree.child(root, "dobj")
    is_negated = any(tree.deps[c] == "neg" for c in tree.children[root])
    is_negated = is_negated or (whom is not None and is_none(tree, whom))  # "they hold no Poles"
    return subject is not None and whom is not None and is_ours(tree, subject) and not is_negated


def tells_cause(tree: Tree, draft: Draft) -> bool:
    """ "The blast that killed fifty was not caused by rockets, the monitor said": no denial."""
    root = clause_root(tree, draft.content)
    return root is not None and tree.lemmas[root] in _CAUSING


def tells_harm_done(tree: Tree, draft: Draft, lexicon: CueLexicon) -> bool:
    """ "They have confessed, he said. Their lawyers say they were tortured": that harm was done is no denial."""
    root = clause_root(tree, draft.content)
    if root is None or not tree.is_passive(root) or tree.lemmas[root] not in lexicon.file.harms:
        return False
    subject, agent = tree.child(root, "nsubjpass"), tree.child(root, "agent")
    is_negated = any(tree.deps[c] == "neg" for c in tree.children[root])
    return subject is not None and tree.pos[subject] == "PRON" and not (agent or is_negated)


def only_refuses(tree: Tree, draft: Draft) -> bool:
    """ "They murder refugees. They will not bomb us to the table": what will not be is no deed that was not done."""
    words = [t for start, end in draft.content for t in range(start, end)]
    negations = [t for t in words if tree.words[t] in _NOT]
    return bool(negations) and all(
        any(tree.words[c] in _WILL for c in tree.children[tree.heads[t]]) for t in negations
    )


def tells_whereabouts(tree: Tree, draft: Draft) -> bool:
    """ "Police beat a trader, monks say. He was in custody, the prefect said": where and how he is, and no denial.

    Not "was in hospital because he had fallen": a cause is another account.
    """
    root = clause_root(tree, draft.content)
    if root is None or not (tree.lemmas[root] == "be" or tree.is_passive(root)):
        return False
    below = {tree.deps[c] for c in tree.children[root]}
    if below & {"neg", "advcl", "agent"}:
        return False
    links = [c for c in tree.children[root] if tree.deps[c] == "prep" and tree.words[c] in _WHERE]
    where = (tree.child(link, "pobj") for link in links)
    words = load_attribution_words().whereabouts
    return any(noun is not None and tree.lemmas[noun] in words for noun in where)


def tells_findings(tree: Tree, draft: Draft, signs: frozenset[str]) -> bool:
    """ "Soldiers burned villages, the UN says. The monitor says its staff found 12 graves": no denial.

    Unless who says so stands charged himself.
    """
    root = clause_root(tree, draft.content)
    subject = tree.child(root, "nsubj") if root is not None else None
    if root is None or subject is None or "side accused" in signs:
        return False
    is_negated = any(tree.deps[c] == "neg" for c in tree.children[root])
    finds = tree.lemmas[root] in load_attribution_words().looks_into
    return finds and is_ours(tree, subject) and not is_negated


def denies_no_deed(tree: Tree, draft: Draft, lexicon: CueLexicon) -> bool:
    """Whether what a content negates is no deed that somebody stands charged with.

    "There are no words for such a crime", "It does not cover Ica, where rebels shelled a clinic", "They will not stay".
    """
    return (
        only_refuses(tree, draft)
        or tells_cause(tree, draft)
        or _lacks_words(tree, draft)
        or _lacks_plan(tree, draft)
        or _tells_deed_beside(tree, draft, lexicon)
    )


def is_maxim(tree: Tree, draft: Draft) -> bool:
    """ "Violence can never be the answer", "War is not the solution": of no deed that anybody stands charged with."""
    root = clause_root(tree, draft.content)
    if root is None or tree.lemmas[root] != "be" or tree.child(root, "attr") is None:
        return False
    subject = tree.child(root, "nsubj")
    is_bare = subject is not None and not tree.children[subject]
    return is_bare and tree.lemmas[subject or 0].lower() in load_attribution_words().evils


def _lacks_words(tree: Tree, draft: Draft) -> bool:
    """ "There are no words for it", "there is no military solution": that is said of the deed, and denies none."""
    root = clause_root(tree, draft.content)
    if root is None or tree.lemmas[root] != "be" or tree.child(root, "expl") is None:
        return False
    noun = tree.child(root, "attr")
    if noun is None or not any(tree.words[c] == "no" for c in tree.children[noun]):
        return False
    return tree.lemmas[noun] in load_attribution_words().lacking


def _lacks_plan(tree: Tree, draft: Draft) -> bool:
    """ "They had no intention of storming it": what nobody means to do is no deed that was not done."""
    root = clause_root(tree, draft.content)
    thing = tree.child(root, "dobj", "attr") if root is not None else None
    if thing is None or not any(tree.words[c] == "no" for c in tree.children[thing]):
        return False
    return tree.lemmas[thing] in load_attribution_words().plans


def _tells_deed_beside(tree: Tree, draft: Draft, lexicon: CueLexicon) -> bool:
    """ "It does not cover Ica, where rebels shelled a clinic": the shelling is told as done."""
    root, file = clause_root(tree, draft.content), lexicon.file
    deeds = (*file.harms, *file.deeds, *file.perpetrates, "be", "have", "do")
    if root is None or tree.lemmas[root] in deeds:
        return False
    if not any(tree.deps[c] == "neg" for c in tree.children[root]):
        return False
    clauses = (
        t
        for start, end in draft.content
        for t in range(max(start, root), end)
        if tree.deps[t] == "relcl" and tree.lemmas[t] in file.harms
    )
    return any(not any(tree.deps[c] == "neg" for c in tree.children[t]) for t in clauses)


def echoes_another(tree: Tree, draft: Draft, drafts: Sequence[Draft]) -> bool:
    """ "It was alleged that he had sold rifles. He had never sold any, he said": by the word that others used."""
    root = clause_root(tree, draft.content)
    if root is None or tree.pos[root] != "VERB" or tree.lemmas[root] in _COMMON:
        return False
    here = tree.sentence[draft.head]
    return any(
        tree.lemmas[t] == tree.lemmas[root] and tree.pos[t] == "VERB"
        for o in drafts
        if o.head < draft.head and here - tree.sentence[o.head] <= 1 and not o.holds(draft)
        if o.source != draft.source and o.stance in ("asserts", "suggests")
        for start, end in o.content
        for t in range(start, end)
    )


def is_said_so(tree: Tree, draft: Draft) -> bool:
    """Whether somebody says it himself; not "was wrong | to say | he had not", nor "spoke | as if nothing had"."""
    opens = {tree.words[t] for start, _ in draft.content[:1] for t in (start, start + 1)}
    return tree.tags[draft.head] != "VB" and "if" not in opens
