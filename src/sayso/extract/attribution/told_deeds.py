"""Read the deed that a content tells: who did it, by the build of the clause and not by the cue before it.

Comes in: a parse and the stretches of a content. Goes out: the words of the doer, a third party to the speaker: the
subject of a deed's verb, the "by" of its passive or of a deed's noun, the name that a content consists of. Whether
telling it is a charge is decided by the cue (act_signs.py) and by who answers (disputes.py).
"""

from __future__ import annotations

from collections.abc import Sequence

from sayso.extract.attribution.attribution_words import load_attribution_words
from sayso.extract.attribution.causes import is_nobodys
from sayso.extract.attribution.cue_uses import clause_root, once_of_content, root_of
from sayso.extract.attribution.cues import CueLexicon
from sayso.extract.attribution.self_denials import is_none, is_ours, is_third_party
from sayso.extract.grammar.trees import Stretch, Tree, holds

_NOT = frozenset({"not", "n't", "n’t", "never", "neither", "nor"})
_AHEAD = frozenset(
    {"will", "'ll", "’ll", "can", "could", "should", "must", "may", "might", "would"}
)
_PARTIES = frozenset({"ORG", "GPE", "NORP", "PERSON"})
_NUMBERS = frozenset({"CARDINAL", "ORDINAL", "QUANTITY", "PERCENT", "MONEY", "DATE", "TIME"})
_OF = frozenset({"of", "about"})
_LAID_ON = frozenset({"on", "to"})
_MOST_WORDS_OF_A_NAME = 4


@once_of_content
def find_doer(tree: Tree, content: Sequence[Stretch], lexicon: CueLexicon) -> Stretch | None:
    """Who did the deed that a main clause tells, if it was done and not by the speaker's side.

    "gendarmes had tied the miners to a tree and set it alight" → "gendarmes"; "it was shot by rangers" → "rangers"
    """
    root = clause_root(tree, content)
    if root is None:
        return None
    for verb in (root, *(c for c in tree.children[root] if tree.deps[c] == "conj")):
        if tree.lemmas[verb] in _deeds(lexicon) and not _is_unreal(tree, verb):
            doer = _doer_of(tree, verb)
            doer = doer if doer is not None or verb == root else tree.child(root, "nsubj")
            if doer is not None and holds(content, doer) and _is_party(tree, doer):
                return plain_phrase(tree, doer)
    return None


@once_of_content
def find_crime_by(tree: Tree, content: Sequence[Stretch], lexicon: CueLexicon) -> Stretch | None:
    """Whose deed the noun is that a content names: "an unprovoked attack by border guards" → "border guards"."""
    for start, end in content:
        for token in range(start, end):
            if tree.words[token] == "by" and _is_of_crime(tree, token, start, lexicon):
                noun = tree.child(token, "pobj")
                if noun is not None and noun < end and _is_party(tree, noun):
                    return plain_phrase(tree, noun)
    return None


def find_bare_name(tree: Tree, content: Sequence[Stretch]) -> Stretch | None:
    """The party that is all a content says: "Who shelled it? The coalition, say the doctors."; "It was the army"."""
    if len(content) != 1:
        return None
    start, end = content[0]
    words = [t for t in range(start, end) if tree.is_word(t)]
    root = root_of(tree, start, end)
    if root is None or not 0 < len(words) <= _MOST_WORDS_OF_A_NAME:
        return None
    if tree.lemmas[root] == "be":
        return _it_was(tree, root)
    if any(tree.pos[t] in ("VERB", "AUX", "NUM", "ADP") for t in words):
        return None
    is_name = tree.pos[root] == "PROPN" or tree.entities[root] in _PARTIES
    return (words[0], words[-1] + 1) if is_name else None


def _it_was(tree: Tree, root: int) -> Stretch | None:
    """ "It was the army": said of a deed; "It was a mistake" names nobody, nor does "it was a Grad"."""
    subject, named = tree.child(root, "nsubj"), tree.child(root, "attr")
    if subject is None or named is None or tree.words[subject] != "it":
        return None
    is_other = any(tree.deps[c] in ("neg", "aux") for c in tree.children[root])
    is_told_of = tree.child(named, "relcl", "acl", "prep", "poss") is not None
    is_told_of = is_told_of or any(tree.words[c] in ("a", "an") for c in tree.children[named])
    is_party = tree.entities[named] in _PARTIES or (
        tree.lemmas[named] in load_attribution_words().bodies and not tree.entities[named]
    )
    if is_other or is_told_of or not is_party or tree.tags[root] not in ("VBD", "VBZ"):
        return None
    return (tree.first[named], named + 1)


def tells_harm(tree: Tree, sentence: int, lexicon: CueLexicon) -> bool:
    """Whether a sentence tells or asks of a deed of violence."""
    harms, atrocities = lexicon.file.harms, lexicon.file.atrocities
    lemmas = tree.lemmas[slice(*tree.sentences[sentence])]
    return not (harms.isdisjoint(lemmas) and atrocities.isdisjoint(lemmas))


def charges_nobody(tree: Tree, content: Sequence[Stretch], lexicon: CueLexicon) -> bool:
    """Whether a content names a deed and lays it at nobody's door: who knew of it, beat it off, or died in it."""
    return (
        _tells_of_knowing(tree, content)
        or _names_cause(tree, content, lexicon)
        or tells_who_died(tree, content)
        or tells_of_defence(tree, content, lexicon)
        or _tells_who_they_are(tree, content)
        or _tells_of_care(tree, content, lexicon)
    )


def names_the_dead(tree: Tree, verb: int) -> bool:
    """ "The deceased was identified as Karim", "named the victims as Ali and his sons": it charges nobody."""
    words = load_attribution_words()
    if tree.is_passive(verb):
        named = tree.child(verb, "nsubjpass")
    else:
        named = tree.child(verb, "dobj") if tree.lemmas[verb] in words.makes_known else None
    return named is not None and tree.words[named] in words.dead


def _tells_who_they_are(tree: Tree, content: Sequence[Stretch]) -> bool:
    """ "We were told they were terrorists": what people are is no deed of theirs; not "they were the killers"."""
    root = clause_root(tree, content)
    if root is None or tree.lemmas[root] != "be":
        return False
    subject, named = tree.child(root, "nsubj"), tree.child(root, "attr")
    if subject is None or named is None or tree.pos[subject] != "PRON":
        return False
    is_bare = all(tree.deps[c] == "det" for c in tree.children[named])
    return is_bare and tree.lemmas[named] in load_attribution_words().armed


def _tells_of_care(tree: Tree, content: Sequence[Stretch], lexicon: CueLexicon) -> bool:
    """ "Turkey takes every measure to avoid harming civilians": harm that is avoided is none that was done."""
    words, file = load_attribution_words(), lexicon.file
    inside = [t for start, end in content for t in range(start, end)]
    if not any(tree.lemmas[t] in words.avoids for t in inside):
        return False
    harms = [t for t in inside if tree.lemmas[t] in file.harms or tree.lemmas[t] in file.atrocities]
    return bool(harms) and all(_is_avoided(tree, t, words.avoids) for t in harms)


def _is_avoided(tree: Tree, harm: int, avoids: frozenset[str]) -> bool:
    above = harm
    for _ in range(3):
        above = tree.heads[above]
        if tree.lemmas[above] in avoids:
            return True
    return False


def _names_cause(tree: Tree, content: Sequence[Stretch], lexicon: CueLexicon) -> bool:
    """ "blamed | a turf war between two gangs for the massacre |", "blamed | the riots on the arrest of a priest |"."""
    if not content or clause_root(tree, content) is not None:
        return False
    root = root_of(tree, *content[0])
    if root is None:
        return False
    links = (c for c in tree.children[root] if tree.words[c] in _LAID_ON and c > root)
    nouns = [noun for link in links if (noun := tree.child(link, "pobj")) is not None]
    return any(is_nobodys(tree, noun, lexicon) for noun in (nouns or [root]))


def _tells_of_knowing(tree: Tree, content: Sequence[Stretch]) -> bool:
    """ "The army knew of the massacre", "was aware of the raid": knowing of it is not doing it."""
    root, words = clause_root(tree, content), load_attribution_words()
    if root is None:
        return False
    told = tree.child(root, "acomp") if tree.lemmas[root] == "be" else root
    if told is None or tree.lemmas[told] not in words.knows_of:
        return False
    return any(tree.words[c] in _OF for c in tree.children[told])


def tells_of_defence(tree: Tree, content: Sequence[Stretch], lexicon: CueLexicon) -> bool:
    """ "The assault was repelled by the garrison", "the guard foiled the mutiny": it was others who attacked."""
    root = clause_root(tree, content)
    return root is not None and stops_deed(tree, root, lexicon)


def stops_deed(tree: Tree, verb: int, lexicon: CueLexicon) -> bool:
    """ "The assault was repelled by the garrison": who stands behind "by" has not made it."""
    words = load_attribution_words()
    parts = [tree.words[c] for c in tree.children[verb] if tree.deps[c] in ("prt", "advmod")]
    forms = {tree.lemmas[verb], *(f"{tree.lemmas[verb]} {part}" for part in parts)}
    deed = tree.child(verb, "nsubjpass" if tree.is_passive(verb) else "dobj")
    if deed is None or words.beats_off.isdisjoint(forms):
        return False
    deeds = (*lexicon.file.events, *lexicon.file.harms, *lexicon.file.blameworthy)
    return tree.lemmas[deed] in deeds or tree.lemmas[deed] in words.onslaughts


def tells_who_died(tree: Tree, content: Sequence[Stretch]) -> bool:
    """ "Those killed were Front fighters", "ten of the dead were rebels": who they were, and not who killed them."""
    root, words = clause_root(tree, content), load_attribution_words()
    noun = tree.child(root, "nsubj") if root is not None and tree.lemmas[root] == "be" else None
    for _ in range(2):
        if noun is None:
            return False
        told = {tree.lemmas[c] for c in tree.children[noun] if tree.tags[c] == "VBN"}
        if tree.words[noun] in words.dead or not words.suffered.isdisjoint(told):
            return True
        of = next((c for c in tree.children[noun] if tree.words[c] == "of"), None)
        noun = tree.child(of, "pobj") if of is not None else None
    return False


def _deeds(lexicon: CueLexicon) -> set[str]:
    return {*lexicon.file.deeds, *lexicon.file.harms, *lexicon.file.perpetrates}


def _is_unreal(tree: Tree, verb: int) -> bool:
    """Whether a clause says that it was not so, or is yet to come."""
    words = {tree.words[c] for c in tree.children[verb]}
    is_done = tree.tags[verb] in ("VBD", "VBN") or bool(words & {"were", "was"})
    return bool(words & (_NOT | _AHEAD)) or not is_done


def _doer_of(tree: Tree, verb: int) -> int | None:
    """The subject, or the agent of a passive; "40 were killed and 100 wounded" goes on in the passive."""
    goes_on = tree.deps[verb] == "conj" and tree.is_passive(tree.heads[verb])
    has_own = tree.child(verb, "aux", "dobj") is not None
    if not tree.is_passive(verb) and (has_own or not goes_on):
        return tree.child(verb, "nsubj")
    agent = tree.child(verb, "agent")
    return tree.child(agent, "pobj") if agent is not None else None


def _is_party(tree: Tree, noun: int) -> bool:
    if tree.pos[noun] == "NUM" or tree.entities[noun] in _NUMBERS:
        return False
    return is_third_party(tree, noun) and not is_none(tree, noun) and not is_ours(tree, noun)


def _is_of_crime(tree: Tree, by: int, start: int, lexicon: CueLexicon) -> bool:
    """Whether a "by" hangs on a crime's noun or participle: "attack by", "an execution carried out by"."""
    head = tree.heads[by]
    if tree.lemmas[head] in load_attribution_words().supplies:
        return False  # "brought it down with a missile supplied by Togo"
    near = (head, tree.heads[head], by - 1)  # the parser can hang it on the cue
    crimes = (*lexicon.file.events, *lexicon.file.atrocities, *lexicon.file.harms)
    return any(start <= t < by and tree.lemmas[t] in crimes for t in near)


def plain_phrase(tree: Tree, noun: int) -> Stretch:
    """A noun phrase without its clauses."""
    clauses = [
        tree.first[c]
        for c in tree.children[noun]
        if tree.deps[c] in ("relcl", "acl", "appos") and c > noun
    ]
    return tree.first[noun], min([tree.last[noun] + 1, *clauses])


def charges_besides(tree: Tree, content: Sequence[Stretch]) -> bool:
    """ "said the truce was a joke and that the rebels had used it to rearm": what others did is told."""
    root = clause_root(tree, content)
    if root is None:
        return False
    for verb in tree.children[root]:
        doer = tree.child(verb, "nsubj") if tree.deps[verb] == "conj" else None
        if doer is None or is_none(tree, doer) or not is_third_party(tree, doer):
            continue
        is_done = tree.tags[verb] in ("VBD", "VBN") and not tree.is_passive(verb)
        below = {tree.words[c] for c in tree.children[verb]}
        if is_done and below.isdisjoint(_NOT | _AHEAD):
            return True
    return False


def names_deed(tree: Tree, cue: int, content: Sequence[Stretch]) -> bool:
    """ "recognised the famine killings as genocide": what a deed is to be called, whoever did it, is no admission."""
    if tree.lemmas[cue] not in load_attribution_words().naming:
        return False
    told = (t for start, end in content for t in range(start, end))
    return any(tree.words[t] == "as" for t in (*tree.children[cue], *told))
