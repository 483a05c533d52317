"""What stands behind a charge or a denial: "accused Chad of shelling it, killing two", "denied it and blamed Chad".

Comes in: a parsed document with its lemmas. Goes out: the same document, in which the killing belongs to the shelling,
where the parser hangs it on "accused", so that who accuses has killed nobody; and in which who denies is who blames,
where the parser makes that another part of what is denied. What several are accused of hangs on the verb.
"""

from __future__ import annotations

from functools import lru_cache

from spacy.tokens import Doc, Token

from sayso.lexicon import LexiconHeader, read_lexicon
from sayso.nlp.word_places import find_valued

_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "expl"})
_LINKS = frozenset({"of", "for", "over", "with", "in"})


class BehindCharges(LexiconHeader, frozen=True, kw_only=True):
    """The file `behind-charges.yaml`: verbs of charge, of harm, of denial and of saying."""

    charges: frozenset[str]
    takes_of: frozenset[str]
    harms: frozenset[str]
    denies: frozenset[str]
    says: frozenset[str]
    own: frozenset[str]
    counters: frozenset[str]


@lru_cache(maxsize=1)
def load_behind_charges() -> BehindCharges:
    """Read the words, once."""
    return read_lexicon("behind-charges", BehindCharges)


def mend_behind_charges(doc: Doc) -> None:
    """Hang harm on the deed that is charged, and a counter-charge on who denies."""
    lexicon = load_behind_charges()
    for verb in find_valued(doc, "DEP", ("advcl", "conj")):
        if verb.tag_ == "VBG" and verb.dep_ == "advcl" and verb.lemma_ in lexicon.harms:
            _part_harm(verb, lexicon)
        elif verb.dep_ == "conj" and verb.lemma_ in lexicon.counters:
            _part_counter(verb, lexicon)
    for deed in find_valued(doc, "DEP", {"pcomp"}):
        if deed.tag_ == "VBG" and deed.head.lower_ == "of":
            _hang_on_charge(deed.head, lexicon)


def _hang_on_charge(of: Token, lexicon: BehindCharges) -> None:
    """ "accused troops and | allied fighters | of burning it": all are accused of it."""
    accused = of.head
    while accused.dep_ in ("conj", "appos"):
        accused = accused.head
    if accused.dep_ == "dobj" and accused.head.lemma_ in lexicon.takes_of and of.i > of.head.i:
        of.head = accused.head


def _part_harm(harm: Token, lexicon: BehindCharges) -> None:
    charge = harm.head
    is_behind = charge.i < harm.i - 1 and harm.nbor(-1).text == ","
    if charge.lemma_ not in lexicon.charges or not is_behind or _has_subject(harm):
        return
    deed = _deed_of(charge, harm.i)
    if deed is not None:
        harm.nbor(-1).head = deed
        harm.head, harm.dep_ = deed, "advcl" if deed.tag_ == "VBG" else "acl"


def _deed_of(charge: Token, end: int) -> Token | None:
    """ "of | shelling", "for an | attack": what the preposition behind a verb or its object leads to."""
    objects = [child for child in charge.children if child.dep_ in ("dobj", "acomp", "nsubjpass")]
    for above in (charge, *objects):
        for link in above.children:
            if link.dep_ == "prep" and link.lower_ in _LINKS and charge.i < link.i < end:
                found = [c for c in link.children if c.dep_ in ("pcomp", "pobj") and c.i < end]
                if found and not found[0].ent_type_:
                    return found[0]
    return None


def _part_counter(counter: Token, lexicon: BehindCharges) -> None:
    """ "denied that its jets had bombed it and | blamed rebels": so says who denies."""
    content = counter.head
    speech = content.head
    if content.dep_ != "ccomp" or not content.i < counter.i or speech.i > content.i:
        return
    is_bare = not any(c.dep_ in {*_SUBJECTS, "aux", "auxpass", "mark"} for c in counter.children)
    if not is_bare or not any(child.dep_ == "dobj" for child in counter.children):
        return
    subject = next((child for child in content.children if child.dep_ in _SUBJECTS), None)
    words = () if subject is None else (subject, *subject.children)
    is_own = speech.lemma_ in lexicon.says and any(t.lower_ in lexicon.own for t in words)
    if speech.lemma_ not in lexicon.denies and not is_own:
        return
    for link in content.children:
        if link.dep_ == "cc" and link.i < counter.i:
            link.head = speech
    counter.head, counter.tag_ = speech, "VBD"


def _has_subject(verb: Token) -> bool:
    return any(child.dep_ in _SUBJECTS for child in verb.children)
