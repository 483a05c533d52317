"""Find whom somebody's words hold responsible: "bandits were behind it", "it was the work of Islamists".

Comes in: a parse and a content. Goes out: the stretches of who did it by the content's own words, or none. That a cue
accuses ("blamed", "accused") is told by its frame: accused.py. Nothing is said here of what the words are worth.
"""

from __future__ import annotations

from collections.abc import Sequence

from sayso.extract.attribution.attribution_words import load_attribution_words
from sayso.extract.attribution.cue_uses import clause_root, once_of_content
from sayso.extract.attribution.cues import CueLexicon
from sayso.extract.attribution.self_denials import is_none, is_ours, is_third_party
from sayso.extract.attribution.told_culprits import find_hinted_culprit
from sayso.extract.attribution.whose_arms import seen_crafts
from sayso.extract.grammar.trees import Stretch, Tree, governing_word

_BODIES = frozenset({"ORG", "NORP", "GPE"})
_PERHAPS = frozenset({"may", "might", "could"})


@once_of_content
def find_responsible(
    tree: Tree, content: Sequence[Stretch], lexicon: CueLexicon
) -> Sequence[Stretch]:
    """Whom a content holds responsible in so many words.

    "that bandits were responsible" → "bandits"; "it was the work of Islamists" → "Islamists"
    """
    root = clause_root(tree, content)
    if content and (split := _split_cleft(tree, content, lexicon)):
        return split
    if root is None:
        return _whose_work(tree, content)
    if any(tree.deps[c] == "neg" for c in tree.children[root]):
        return []
    if any(tree.deps[c] == "dobj" and _is_denied(tree, c) for c in tree.children[root]):
        return []  # "bears no responsibility for the attack"
    if hinted := find_hinted_culprit(tree, content, root, lexicon):
        return hinted
    below = [
        c for c in tree.children[root] if tree.deps[c] in ("acomp", "attr", "prep", "dobj", "xcomp")
    ]
    if (
        hands := _at_hands(tree, root)
        or _standing_behind(tree, root, content)
        or _visible_hand(tree, root)
        or _deed_done_by(tree, root, lexicon)
        or _author_of_deed(tree, root, lexicon)
    ):
        return hands
    if (involved := _involved(tree, root, lexicon)) is not None:
        return [involved]
    subject = tree.child(root, "nsubj")
    if (named := _assault_by(tree, root, subject, lexicon)) is not None:
        return [named]
    if subject is None:
        return []
    if (named := _attackers_named(tree, root, subject, below)) is not None:
        return [named]
    if _is_blaming(tree, root) and is_ours(tree, subject):
        held = [c for c in tree.children[root] if tree.deps[c] == "ccomp"]
        inner = [s for c in held if (s := tree.child(c, "nsubj")) is not None]
        return [tree.subtree(c) for c in (*inner, *below) if tree.deps[c] in ("dobj", "nsubj")]
    if tree.words[subject] == "it" and tree.lemmas[root] == "be":
        return _cleft(tree, below, lexicon)
    for word in below:
        lemma = tree.lemmas[word]
        if {"not", "n't", "n’t", "never"} & {*tree.words[root : word + 1]}:
            return []  # the parser hangs "not" on "blame": "was not to blame"
        if tree.words[word + 1 : word + 2] in (["neither"], ["no"], ["none"]):
            return []  # "were behind neither the bombing nor the kidnapping"
        if lemma in ("work", "doing", "handiwork") and tree.lemmas[root] == "be":
            return _governed(tree, word, "of")
        if lemma in load_attribution_words().acts and tree.lemmas[root] == "be":
            return [part for part in _governed(tree, word, "of") if _is_body(tree, part, lexicon)]
        is_guilt = tree.words[word] in load_attribution_words().guilty and tree.lemmas[root] == "be"
        if is_guilt and _is_duty(tree, word, lexicon):
            return []
        is_blame = tree.words[word] == "to" and "blame" in tree.words[word : word + 2]
        has_hand = tree.lemmas[root] == "have" and lemma in ("hand", "role", "part")
        has_hand = has_hand and not is_none(tree, word)
        is_burden = lemma in ("responsibility", "blame", "guilt")
        is_burden = is_burden and _shoulders_it(tree, root, word, lexicon)
        is_blame = is_blame or (tree.lemmas[root] == "be" and tree.lemmas[word] == "blame")
        if (is_guilt or is_blame or is_burden or has_hand) and not is_ours(tree, subject):
            return [tree.subtree(subject)]
    if tree.lemmas[subject] in ("blame", "responsibility", "fault") and tree.lemmas[root] in (
        "lie",
        "rest",
    ):
        return _governed(tree, root, "with")
    if tree.lemmas[subject] in ("blame", "responsibility", "fault", "guilt"):
        return _governed(tree, root, "to") if tree.lemmas[root] == "belong" else []
    return []


def _is_body(tree: Tree, part: Stretch, lexicon: CueLexicon) -> bool:
    """ "an act of the ELN", "a crime of the army"; not "an act of war"."""
    noun = governing_word(tree, part)
    if noun is None:
        return False
    bodies = lexicon.file.fighters | lexicon.file.organs | load_attribution_words().bodies
    return tree.entities[noun] in _BODIES or tree.lemmas[noun] in bodies


def _is_blaming(tree: Tree, root: int) -> bool:
    """ "we blame them", "we hold them responsible"; not "we are holding two pilots"."""
    if tree.lemmas[root] != "hold":
        return tree.lemmas[root] in ("blame", "accuse")
    guilty = load_attribution_words().guilty
    return any(tree.words[t] in guilty for t in range(root, tree.last[root] + 1))


def _attackers_named(tree: Tree, root: int, subject: int, below: Sequence[int]) -> Stretch | None:
    """ "The attackers were rebels", "The gunmen belonged to the Front", "are from the army": these did it.

    Not "the attackers were men in masks": that is nobody in particular.
    """
    words = load_attribution_words()
    if tree.lemmas[subject] not in words.attackers or tree.child(subject, "det") is None:
        return None
    if tree.lemmas[root] == "belong":
        links = (c for c in below if tree.words[c] == "to")
        noun = next((n for link in links if (n := tree.child(link, "pobj")) is not None), None)
    elif tree.lemmas[root] == "be":
        noun = next((c for c in below if tree.deps[c] == "attr"), None) or _they_are_from(
            tree, below
        )
        if noun is not None and tree.lemmas[noun] in words.members:
            links = (c for c in tree.children[noun] if tree.words[c] == "of")
            noun = next((n for link in links if (n := tree.child(link, "pobj")) is not None), None)
    else:
        return None
    if (
        noun is None
        or tree.lemmas[noun] in words.anybody
        or tree.pos[noun] not in ("NOUN", "PROPN")
    ):
        return None
    return tree.first[noun], noun + 1  # not "rebels | disguised as police"


def _they_are_from(tree: Tree, below: Sequence[int]) -> int | None:
    """ "The assassins are from the army"; not "from Chad"."""
    words = load_attribution_words()
    links = (c for c in below if tree.words[c] == "from")
    nouns = (n for link in links if (n := tree.child(link, "pobj")) is not None)
    is_party = (n for n in nouns if tree.entities[n] == "ORG" or tree.lemmas[n] in words.bodies)
    return next(is_party, None)


def _involved(tree: Tree, root: int, lexicon: CueLexicon) -> Stretch | None:
    """ "The militia was involved", "was involved in the raid": who had a part in it; not "was involved in talks"."""
    subject = tree.child(root, "nsubjpass", "nsubj")
    if subject is None and tree.deps[root] == "xcomp" and tree.is_passive(tree.heads[root]):
        subject = tree.child(tree.heads[root], "nsubjpass")  # "is believed to have been involved"
    if tree.words[root] not in load_attribution_words().involved or subject is None:
        return None
    if is_ours(tree, subject) or tree.child(root, "dobj") is not None:
        return None
    links = (c for c in tree.children[root] if tree.words[c] == "in")
    matters = [noun for link in links if (noun := tree.child(link, "pobj", "pcomp")) is not None]
    deeds = (*lexicon.file.events, *lexicon.file.atrocities, *lexicon.file.crimes)
    is_deed = all(tree.pos[n] == "PRON" or tree.lemmas[n] in deeds for n in matters)
    return tree.subtree(subject) if is_deed else None


def _shoulders_it(tree: Tree, root: int, burden: int, lexicon: CueLexicon) -> bool:
    """ "bears responsibility", "shoulders the blame for the raid"; not "shouldered it for the schools"."""
    if tree.lemmas[root] == "bear":
        return True
    links = [*tree.children[burden], *tree.children[root]]
    nouns = (n for c in links if tree.words[c] == "for" if (n := tree.child(c, "pobj")) is not None)
    is_shouldered = tree.lemmas[root] in load_attribution_words().shoulders
    return is_shouldered and any(_is_deed_noun(tree, noun, lexicon) for noun in nouns)


def _is_duty(tree: Tree, word: int, lexicon: CueLexicon) -> bool:
    """ "the occupying powers were responsible for security": what they have to see to, and no guilt."""
    links = (c for c in tree.children[word] if tree.words[c] == "for")
    nouns = (noun for link in links if (noun := tree.child(link, "pobj")) is not None)
    return any(tree.lemmas[noun] in lexicon.file.duties for noun in nouns)


def is_guess_at_culprit(tree: Tree, content: Sequence[Stretch], lexicon: CueLexicon) -> bool:
    """Whether a content only guesses who it was: "the army could be responsible", "rebels may be behind it".

    So is "their jet was seen above it"; "it could only be bandits" is no guess.
    """
    root = clause_root(tree, content)
    if root is not None and seen_crafts(tree, root, lexicon):
        return True
    if root is None or tree.lemmas[root] != "be":
        return False
    words = {tree.words[c] for c in tree.children[root]}
    return not words.isdisjoint(_PERHAPS) and "only" not in words


def _at_hands(tree: Tree, root: int) -> list[Stretch]:
    """ "Nine pilgrims died at the hands of the militia"."""
    for child in tree.children[root]:
        noun = tree.child(child, "pobj") if tree.words[child] == "at" else None
        if noun is not None and tree.words[noun] == "hands":
            return _governed(tree, noun, "of")
    return []


def _standing_behind(tree: Tree, root: int, content: Sequence[Stretch]) -> list[Stretch]:
    """ "Behind the poisoning stood the same commander": who stands there comes after his verb."""
    if tree.lemmas[root] not in ("stand", "lie", "lurk", "be"):
        return []
    opens = tree.words[content[0][0]] == "behind" and content[0][0] < root
    doers = [
        c
        for c in tree.children[root]
        if c > root and tree.deps[c] in ("nsubj", "attr", "dobj", "npadvmod")
    ]
    return [_plain(tree, doers[0])] if opens and doers else []


def _deed_done_by(tree: Tree, root: int, lexicon: CueLexicon) -> list[Stretch]:
    """ "The massacre was ordered by his superiors": the deed is known, and the point is who did it."""
    deed, agent = tree.child(root, "nsubjpass"), tree.child(root, "agent")
    doer = tree.child(agent, "pobj") if agent is not None else None
    if deed is None or doer is None or not _is_carrying_out(tree, root, lexicon):
        return []
    is_other = is_third_party(tree, doer) and not is_none(tree, doer)
    is_crime = tree.lemmas[deed] in (*lexicon.file.crimes, *lexicon.file.blameworthy)
    is_claim = is_crime and is_other and not _is_ahead(tree, root)
    return [_plain(tree, doer)] if is_claim else []


def _author_of_deed(tree: Tree, root: int, lexicon: CueLexicon) -> list[Stretch]:
    """ "Serbia stood behind the attack", "a gang leader had masterminded the prison break"."""
    subject = tree.child(root, "nsubj")
    if subject is None or is_ours(tree, subject) or is_none(tree, subject):
        return []
    behind = [c for c in tree.children[root] if tree.words[c] == "behind"]
    deeds = [n for c in behind if (n := tree.child(c, "pobj")) is not None]
    is_behind = tree.lemmas[root] == "stand" and any(
        _is_deed_noun(tree, n, lexicon) or tree.pos[n] == "PRON" for n in deeds
    )
    deed = tree.child(root, "dobj")
    is_plan = tree.lemmas[root] in lexicon.file.masterminding and deed is not None
    is_plan = is_plan and not tree.is_passive(root)
    is_claim = (is_behind or is_plan) and not _is_ahead(tree, root)
    return [_plain(tree, subject)] if is_claim else []


def _assault_by(tree: Tree, root: int, subject: int | None, lexicon: CueLexicon) -> Stretch | None:
    """ "in what the bishop said was an assault by militiamen", "it was an attack by the militia": whose it was."""
    is_this = subject is None or tree.words[subject] in ("what", "it", "this", "that")
    deed = tree.child(root, "attr") if tree.lemmas[root] == "be" and is_this else None
    by = (
        tree.child(deed, "prep")
        if deed is not None and _is_deed_noun(tree, deed, lexicon)
        else None
    )
    doer = tree.child(by, "pobj") if by is not None and tree.words[by] == "by" else None
    if doer is None or not is_third_party(tree, doer) or is_ours(tree, doer):
        return None
    return None if _is_ahead(tree, root) else _plain(tree, doer)


def _is_carrying_out(tree: Tree, root: int, lexicon: CueLexicon) -> bool:
    if tree.lemmas[root] == "carry":
        return any(tree.words[c] == "out" for c in tree.children[root])
    return tree.lemmas[root] in (*lexicon.file.masterminding, "order", "commit", "stage", "do")


def _is_deed_noun(tree: Tree, noun: int, lexicon: CueLexicon) -> bool:
    deeds = (*lexicon.file.events, *lexicon.file.harms, *lexicon.file.atrocities)
    return tree.lemmas[noun] in (*deeds, *lexicon.file.blameworthy)


def _is_ahead(tree: Tree, root: int) -> bool:
    """Whether a clause speaks of what may come, or is not so."""
    return any(tree.tags[c] == "MD" or tree.deps[c] == "neg" for c in tree.children[root])


def _plain(tree: Tree, noun: int) -> Stretch:
    """A noun phrase without its relative clause."""
    clauses = [tree.first[c] for c in tree.children[noun] if tree.deps[c] == "relcl" and c > noun]
    return tree.first[noun], min([tree.last[noun] + 1, *clauses])


def _visible_hand(tree: Tree, root: int) -> list[Stretch]:
    """ "The hand of Tehran is visible in these attacks"."""
    subject = tree.child(root, "nsubj", "nsubjpass")
    if subject is None or tree.lemmas[subject] not in ("hand", "fingerprint"):
        return []
    shown = [root, *(c for c in tree.children[root] if tree.deps[c] in ("acomp", "attr"))]
    if not any(tree.lemmas[t] in ("visible", "evident", "clear", "obvious", "see") for t in shown):
        return []
    owner = tree.child(subject, "poss")
    return [tree.subtree(owner)] if owner is not None else _governed(tree, subject, "of")


def find_hallmarks(tree: Tree, content: Sequence[Stretch], lexicon: CueLexicon) -> list[Stretch]:
    """ "The attack bears the hallmarks of Jemaah Islamiyah": whose they are; that is a suspicion, no charge."""
    root = clause_root(tree, content)
    found = tree.child(root, "dobj") if root is not None else None
    if root is None or found is None or tree.lemmas[found] not in lexicon.file.hallmarks:
        return []
    return _governed(tree, found, "of")


def _is_denied(tree: Tree, noun: int) -> bool:
    return any(tree.deps[c] == "det" and tree.words[c] == "no" for c in tree.children[noun])


def _split_cleft(tree: Tree, content: Sequence[Stretch], lexicon: CueLexicon) -> list[Stretch]:
    """ "It was Georgia, Moscow insists, that opened fire": the cue stands between the two parts."""
    start, end = content[0]
    if len(content) < 2 or tree.words[start : start + 2] != ["it", "was"] or end - start < 3:
        return []
    opens, last = content[1]
    if tree.words[opens] not in ("that", "who", "which"):
        return []
    verb = next((t for t in range(opens, last) if tree.pos[t] == "VERB"), None)
    is_deed = verb is not None and tree.lemmas[verb] in (*lexicon.file.deeds, *lexicon.file.harms)
    return [(start + 2, end)] if is_deed and tree.words[start + 2] != "not" else []


def _cleft(tree: Tree, below: Sequence[int], lexicon: CueLexicon) -> list[Stretch]:
    """ "it was the work of rebels", "it was a colleague who tipped them off"."""
    for word in below:
        if tree.lemmas[word] in ("work", "doing", "handiwork"):
            return _governed(tree, word, "of")
        clause = tree.child(word, "relcl", "acl")
        deeds = (*lexicon.file.deeds, *lexicon.file.harms)
        if tree.deps[word] == "attr" and clause is not None and tree.lemmas[clause] in deeds:
            if _suffers(tree, clause):
                return []
            return [(tree.first[word], min(tree.last[word] + 1, tree.first[clause]))]
        if tree.deps[word] == "attr" and _is_contrasted(tree, word):
            return [(tree.first[word], word + 1)]
    return []


def _suffers(tree: Tree, clause: int) -> bool:
    """ "It was our men who were fired upon": those to whom it was done are accused of nothing."""
    return any(tree.deps[c] in ("auxpass", "nsubjpass") for c in tree.children[clause])


def _is_contrasted(tree: Tree, noun: int) -> bool:
    """ "It was the red berets, not the police": one party and not the other."""
    after = [tree.words[t] for t in range(noun + 1, min(noun + 4, len(tree)))]
    is_party = tree.pos[noun] == "PROPN" or tree.tags[noun] == "NNS"
    return is_party and (after[:2] == [",", "not"] or after[:1] == ["not"])


def _whose_work(tree: Tree, content: Sequence[Stretch]) -> list[Stretch]:
    """ "described it as the work of provocateurs"."""
    works = load_attribution_words().works
    for start, end in content:
        for token in range(start + 1, end):
            if tree.lemmas[token] in works and tree.words[token - 1] == "the":
                return _governed(tree, token, "of") if tree.words[token - 2] == "as" else []
            owner = tree.child(token, "poss") if tree.lemmas[token] in works else None
            if owner is not None and tree.words[tree.first[token] - 1] == "as":
                return [] if is_ours(tree, token) else [tree.subtree(owner)]  # "as Iran's work"
    return []


def _governed(tree: Tree, word: int, preposition: str) -> list[Stretch]:
    for child in tree.children[word]:
        noun = tree.child(child, "pobj") if tree.words[child] == preposition else None
        if noun is not None:
            return [tree.subtree(noun)]
    return []
