"""Verbs and their voice: what hangs on a verb, and whether its subject does something or is done to.

Comes in: tokens of a parse. Goes out: tokens, or yes and no. Who does what to whom is found from here in clauses.py.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from spacy.tokens import Doc, Token

from sayso.extract.grammar.clause_words import load_clause_words
from sayso.extract.grammar.left_so import is_left_so

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
_MAX_STEPS = 8
_CHILDREN = "sayso: the labels and places of each word's dependents"
_DAYS = frozenset({"DATE", "TIME"})
# A token → the label and place of each of its dependents.
_Labelled = dict[int, list[tuple[str, int]]]


def children(token: Token, *deps: str) -> list[Token]:
    """The dependents of a token with one of these labels."""
    doc = token.doc
    known: _Labelled | None = doc.user_data.get(_CHILDREN)
    if known is None:  # what is read here is mended no more
        known = doc.user_data[_CHILDREN] = _read_children(doc)
    labelled = known.get(token.i)
    if labelled is None:  # most words
        return []
    return [doc[i] for dep, i in labelled if dep in deps]


def _read_children(doc: Doc) -> _Labelled:
    """For each token that has some the labels and places of its dependents, in text order."""
    strings = doc.vocab.strings
    found: _Labelled = {}
    labels, offsets = doc.to_array(["DEP", "HEAD"]).T
    names = {label: strings[label] for label in set(labels.tolist())}
    heads = offsets.astype("int64") + np.arange(len(doc))
    for token, (label, head) in enumerate(zip(labels.tolist(), heads.tolist(), strict=True)):
        if head != token:
            found.setdefault(head, []).append((names[label], token))
    return found


def is_verb(token: Token) -> bool:
    return token.tag_[:2] == "VB" or token.pos_ in ("VERB", "AUX")


def is_perfect(token: Token) -> bool:
    """ "had targeted fighters": the parse takes the participle for an adjective of the object."""
    if token.tag_ != "VBN" or token.dep_ != "amod" or token.i == 0:
        return False
    return (
        token.head.dep_ == "dobj"
        and token.head.head.lemma_ == "have"
        and token.nbor(-1).lemma_ == "have"
    )


def is_done_to_thing(token: Token) -> bool:
    """ "explosives, which were stolen": told by the way; whoever is charged beside it need not have done it."""
    if token.dep_ != "relcl" or children(token, "agent"):
        return False
    return any(child.lower_ in ("which", "that") for child in children(token, "nsubjpass"))


def is_done_by_who(token: Token) -> bool:
    """ "arming the raiders who blew it up": those did it, and not whoever is charged with arming them."""
    while token.dep_ == "conj":
        token = token.head
    return token.dep_ == "relcl" and any(c.lower_ == "who" for c in children(token, "nsubj"))


def is_gerund_before_object(token: Token) -> bool:
    """ "accused it of bombing hospitals": the parse takes the gerund for a modifier of its object."""
    if token.i == 0 or not token.lower_.endswith("ing") or token.dep_ not in ("amod", "compound"):
        return False
    before = token.nbor(-1)
    return token.head.dep_ == "pobj" and token.head.head == before and is_verb(before.head)


def is_described(token: Token) -> bool:
    """ "the bombed school": a participle that tells what was done to the noun behind it."""
    return token.tag_ in ("VBN", "VBD", "JJ") and token.dep_ == "amod" and not is_perfect(token)


def tells_which(token: Token) -> bool:
    """ "denied that it backed rebels | advancing | on Goma": which rebels are meant; not "denied men firing"."""
    noun = token.head
    if token.dep_ != "acl" or token.tag_ != "VBG" or noun.pos_ not in ("NOUN", "PROPN"):
        return False
    if noun.dep_ not in ("dobj", "pobj") or any(c.dep_ == "neg" for c in token.children):
        return False
    governor = noun.head if noun.dep_ == "dobj" else noun.head.head
    return governor.pos_ == "VERB" and governor.dep_ in ("ccomp", "xcomp", "pcomp", "advcl")


def is_subject(token: Token) -> bool:
    """Whether a token is its verb's subject; "Shelling hit a bus": the gerund is parsed as an auxiliary."""
    return (
        token.dep_ in SUBJECTS
        or token.dep_ == "nsubjpass"
        or (token.dep_ == "aux" and token.tag_ == "VBG")
    )


def is_passive(verb: Token, steps: int = _MAX_STEPS) -> bool:
    """Whether what stands as subject is done to: "was bombed", "people killed in", "was hit and burned"."""
    if any(child.dep_ in ("nsubjpass", "auxpass") for child in verb.children):
        return True
    if verb.tag_ not in ("VBN", "VBD") or verb.lemma_ in load_clause_words().undirected:
        return False
    if is_caused(verb) or _is_told_in_short(verb) or counted_after_had(verb) is not None:
        return True
    if _is_of_had(verb) or _is_told_with(verb):
        return True
    if _is_counted_beside(verb) and steps:
        return is_passive(verb.head, steps - 1)
    if described_by_main(verb) is not None or is_left_so(verb):
        return True
    if verb.dep_ == "acl":
        return not any(child.dep_ in ("aux", "dobj", "nsubj") for child in verb.children)
    if verb.tag_ == "VBN" and any(child.dep_ == "agent" for child in verb.children):
        return True
    if (
        verb.tag_ == "VBN"
        and verb.dep_ == "conj"
        and steps
        and not children(verb, "aux", "nsubj")
        and (verb.lemma_ in load_clause_words().gives or not children(verb, "dobj"))
    ):
        return is_verb(verb.head) and is_passive(verb.head, steps - 1)
    if verb.tag_ == "VBN" and verb.dep_ == "xcomp" and verb.i == verb.head.i + 1:
        return verb.head.lemma_ in load_clause_words().told_of and not children(verb, "aux", "dobj")
    if verb.tag_ == "VBN" and verb.dep_ == "advcl":
        return not children(verb, "aux", "nsubj", "dobj")
    return steps > 0 and _is_done_to_as_well(verb, steps)


def _is_counted_beside(verb: Token) -> bool:
    """ "12 were killed and [30] wounded in attacks": the thirty, who have no "were" of their own."""
    if verb.dep_ != "conj" or not is_verb(verb.head) or children(verb, "aux", "auxpass", "dobj"):
        return False
    subjects = children(verb, "nsubj")
    is_number = len(subjects) == 1 and subjects[0].tag_ == "CD"
    words = load_clause_words()
    return is_number and verb.lemma_ in words.done_to | words.harms


def _is_told_in_short(verb: Token) -> bool:
    """ "Villagers stabbed to death in Ituri", "Reporter shot dead": headlines leave out "were"."""
    if not children(verb, "nsubj") or children(verb, "aux", "dobj", "dative"):
        return False
    is_bare = verb.tag_ == "VBN" and verb.dep_ in ("ROOT", "ccomp", "parataxis")
    if is_bare and verb.doc[verb.sent.end - 1].text != ".":  # "The frigate headed for the strait."
        return True
    if verb.dep_ == "relcl":
        return False  # "the man soldiers shot dead": they shot him
    return any(child.lower_ == "dead" for child in children(verb, "oprd", "acomp"))


def _is_told_with(verb: Token) -> bool:
    """ "A bomb hit a convoy, with four people killed and nine wounded": they were, and have killed nobody."""
    if children(verb, "aux", "dobj", "mark") or not children(verb, "nsubj"):
        return False
    while verb.dep_ == "conj" and is_verb(verb.head):
        verb = verb.head
    return verb.dep_ == "pcomp" and verb.head.lower_ == "with"


def is_caused(verb: Token) -> bool:
    """ "had his secretary murdered": he had it done to him."""
    is_clause = verb.tag_ == "VBN" and verb.dep_ == "ccomp" and verb.head.lemma_ == "have"
    return is_clause and bool(children(verb, "nsubj")) and not children(verb, "aux", "dobj", "mark")


def described_by_main(verb: Token) -> Token | None:
    """ "Relatives of five nurses kidnapped near Goma | gathered outside": the nurses, and not relatives who kidnap.

    The main verb stands behind, with nothing that joins it to a first one.
    """
    words = load_clause_words()
    if verb.tag_ not in ("VBN", "VBD") or verb.lemma_ not in words.done_to | words.directed:
        return None
    if children(verb, "aux", "auxpass", "dobj", "agent", "mark") or main_behind(verb) is None:
        return None
    subjects = [t for t in children(verb, "nsubj") if t.i < verb.i and t.tag_ in ("NNS", "NN")]
    before = verb.doc[verb.i - 1] if verb.i > verb.sent.start else verb
    if not subjects or before.pos_ not in ("NOUN", "PROPN"):
        return None
    is_own = before == subjects[0] or before in subjects[0].subtree
    return before if is_own else None


def main_behind(verb: Token) -> Token | None:
    """The plain past that follows a verb without a joint or a subject of its own."""
    for later in children(verb, "dep", "advcl", "conj"):
        if later.tag_ != "VBD" or later.i < verb.i:
            continue
        if children(later, "nsubj", "nsubjpass", "mark", "aux", "auxpass"):
            continue
        between = verb.doc[verb.i + 1 : later.i]
        if not any(t.dep_ == "cc" or t.is_punct or is_verb(t) for t in between):
            return later
    return None


def counted_after_had(verb: Token) -> Token | None:
    """ "The rebels had six killed in the clash": the six, whom the parse makes a second subject."""
    if verb.tag_ != "VBN":
        return None
    had = [child.i for child in children(verb, "aux") if child.lemma_ == "have"]
    behind = (t for t in children(verb, "nsubj") if t.tag_ == "CD" and had and t.i > had[0])
    return next(behind, None)


def _is_of_had(verb: Token) -> bool:
    """ "The army had six men killed and nine wounded": what befell it, and no deed of its own."""
    above = verb.head.head if verb.dep_ == "conj" and verb.head.lemma_ != "have" else verb.head
    is_joined = verb.dep_ == "conj" and any(is_passive(c) for c in children(verb.head, "ccomp"))
    is_bare = verb.tag_ == "VBN" or (verb.tag_ == "VBD" and is_joined)
    is_bare = is_bare and not children(verb, "aux", "auxpass", "dobj")
    is_had = above.lemma_ in ("have", "see", "leave") and above.i < verb.i
    subjects = children(verb, "nsubj")
    is_behind = bool(subjects) and all(above.i < t.i < verb.i for t in subjects)
    return is_bare and is_had and is_behind and verb.dep_ in ("ccomp", "conj")


def _is_done_to_as_well(verb: Token, steps: int) -> bool:
    """ "were lined up and shot in their compound": taken for a past tense, and done to them like what comes before.

    "were ambushed and shot back" is their own deed.
    """
    if verb.tag_ != "VBD" or verb.dep_ != "conj" or not is_verb(verb.head):
        return False
    if verb.lemma_ in load_clause_words().directed:
        return not children(verb, "aux", "nsubj", "dobj") and is_passive(verb.head, steps - 1)
    if verb.lemma_ not in load_clause_words().done_to:
        return False
    if children(verb, "aux", "nsubj", "dobj", "prt"):
        return False
    if any(c.ent_type_ not in _DAYS for c in children(verb, "advmod")):
        return False  # "and freed two days later"
    aims = {
        child.lower_
        for child in verb.children
        if child.i == verb.i + 1 and not any(t.ent_type_ in _DAYS for t in child.children)
    }  # "killed on the same night": when, and not whom they fired on
    return not aims & {"at", "back", "on", "into"} and is_passive(verb.head, steps - 1)


def climb(token: Token) -> Iterator[Token]:
    """The heads above a token, at most a few."""
    for _ in range(_MAX_STEPS):
        above = token.head
        if above == token:
            return
        token = above
        yield token
