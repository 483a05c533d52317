"""What people are tried for, where the parser hangs it on a court, a town or a day.

Comes in: a parsed document. Goes out: the same document, in which "is on trial in Bern charged with killing two"
charges who is on trial, and not the trial or Bern; "arrested a cook on Monday accused of stabbing him" the cook;
and "Police in Bern accused of beating him were suspended" has the police charged, and nobody charging. Participles with
an agent or an object of their own stay where they are. Who is held responsible is no "responsible" one.
"""

from __future__ import annotations

from functools import lru_cache

from spacy.tokens import Doc, Token

from sayso.lexicon import LexiconHeader, read_lexicon
from sayso.nlp.word_places import find_words

_LOCATIVE = frozenset({"in", "at"})
_OWN = frozenset({"dobj", "aux", "auxpass", "nsubj", "nsubjpass", "agent", "mark"})
_MOST_STEPS = 5


class TriedAs(LexiconHeader, frozen=True, kw_only=True):
    """The file `tried-as.yaml`: charges and what they mean, words for trials, verbs of being tried and of holding."""

    charges: dict[str, str]
    meant: dict[str, str]
    answering: frozenset[str]
    trials: frozenset[str]
    stands: frozenset[str]
    holds: frozenset[str]


@lru_cache(maxsize=1)
def load_tried_as() -> TriedAs:
    """Read the words, once."""
    return read_lexicon("tried-as", TriedAs)


def mend_tried(doc: Doc) -> None:
    """Hang participles of charges on the verb of the trial, or on whom the verb holds."""
    lexicon = load_tried_as()
    for participle in find_words(doc, {*lexicon.answering, *lexicon.meant, *lexicon.charges}):
        if participle.lower_ in lexicon.answering:
            _part_answering(participle, lexicon)
        if participle.lower_ in lexicon.meant and _is_charged_by(participle, lexicon):
            participle.lemma_ = lexicon.meant[participle.lower_]
        if participle.lower_ not in lexicon.charges or not _is_about(participle, lexicon):
            continue
        if _is_of_held(participle, lexicon):
            _make_object(participle)
        elif _is_first_verb(participle):
            _make_aside(participle)
        if participle.tag_ == "VBN":
            participle.lemma_ = lexicon.meant.get(participle.lower_, participle.lemma_)
        if not _is_bare(participle):
            continue
        verb = _verb_of(participle, lexicon)
        if verb is None:
            continue
        held = next((c for c in verb.children if c.dep_ == "dobj" and c.i < participle.i), None)
        if held is not None and held.lemma_ not in lexicon.trials:
            if verb.lemma_ in lexicon.holds:
                participle.head, participle.dep_ = held, "acl"
        elif participle.head != verb and verb.lemma_ in lexicon.stands | lexicon.holds:
            participle.head, participle.dep_ = verb, "advcl"


def _part_answering(adjective: Token, lexicon: TriedAs) -> None:
    """ "held Islamabad responsible for": the parser makes one noun phrase of whom and what he is held."""
    noun = adjective.head
    is_behind = adjective.dep_ == "amod" and noun.i < adjective.i and noun.dep_ == "dobj"
    if is_behind and noun.head.lemma_ in lexicon.holds:
        adjective.head, adjective.dep_ = noun.head, "acomp"


def _is_charged_by(participle: Token, lexicon: TriedAs) -> bool:
    """ "is wanted by Interpol for the murder of two nurses"."""
    found = {child.dep_ for child in participle.children}
    link = lexicon.charges[participle.lower_]
    is_about = any(
        child.lower_ == link for by in participle.children for child in (by, *by.subtree)
    )
    return participle.tag_ == "VBN" and "agent" in found and is_about


def _is_about(participle: Token, lexicon: TriedAs) -> bool:
    """ "charged with killing": the preposition right behind, and no object before it."""
    behind = participle.doc[participle.i + 1 : participle.i + 2]
    return behind.text.lower() == lexicon.charges[participle.lower_]


def _is_bare(participle: Token) -> bool:
    """A participle with nothing of its own but what it is about."""
    is_first = participle.i == participle.sent.start
    if participle.tag_ != "VBN" or is_first or participle.nbor(-1).text == ",":
        return False
    return not any(child.dep_ in _OWN for child in participle.children)


def _is_of_held(participle: Token, lexicon: TriedAs) -> bool:
    """ "extradited [a drug lord wanted for murder]": a clause to the parser, whose subject is whom the verb holds."""
    verb = participle.head
    own = [child for child in participle.children if child.dep_ in _OWN]
    is_clause = (
        participle.dep_ == "ccomp" and verb.lemma_ in lexicon.holds and verb.i < participle.i
    )
    if not is_clause or len(own) != 1 or own[0].dep_ not in ("nsubj", "nsubjpass"):
        return False
    return own[0].left_edge.i == verb.i + 1 and own[0].i == participle.i - 1


def _make_object(participle: Token) -> None:
    held, verb = participle.nbor(-1), participle.head
    held.head, held.dep_ = verb, "dobj"
    participle.head, participle.dep_, participle.tag_ = held, "acl", "VBN"


def _is_first_verb(participle: Token) -> bool:
    """ "Police in Bern accused of beating him | were suspended": with a subject, and a verb behind that has none."""
    own = [
        child.dep_ for child in participle.children if child.dep_ in _OWN or child.dep_ == "xcomp"
    ]
    is_gerund = any(t.dep_ == "pcomp" for t in participle.nbor(1).children)
    return own == ["nsubj"] and (is_gerund or _next_verb(participle) is not None)


def _make_aside(participle: Token) -> None:
    """Make a participle's subject the next verb's, if there is one, else its own passive one."""
    subject = next(child for child in participle.children if child.dep_ == "nsubj")
    verb = _next_verb(participle)
    participle.tag_ = "VBN"
    subject.dep_ = "nsubjpass"
    if verb is None:
        return
    if verb.head == participle:
        verb.dep_ = participle.dep_
        verb.head = verb if participle.dep_ == "ROOT" else participle.head
    is_done_to = any(child.dep_ == "auxpass" for child in verb.children)
    subject.head, subject.dep_ = verb, "nsubjpass" if is_done_to else "nsubj"
    participle.head, participle.dep_ = subject, "acl"


def _next_verb(participle: Token) -> Token | None:
    """The verb behind that has no subject: what the participle hangs on, or what the parser joins to it."""
    joined = [child for child in participle.children if child.dep_ == "conj"]
    above = participle.head
    near = [above] if participle.dep_ == "ccomp" and above.i > participle.i else joined
    links = any(child.dep_ in ("cc", "mark") or child.text == "," for child in participle.children)
    for verb in near:
        is_free = not any(child.dep_ in ("nsubj", "nsubjpass") for child in verb.children)
        if is_free and verb.pos_ in ("VERB", "AUX") and not links:
            return verb
    return None


def _verb_of(participle: Token, lexicon: TriedAs) -> Token | None:
    """The verb that a participle follows, if it hangs there or on a court or town on the way."""
    above = participle.head
    if participle.dep_ == "advcl":
        return above if above.i < participle.i else None
    if participle.dep_ != "acl" or not _is_court_or_town(above, lexicon):
        return None
    for _ in range(_MOST_STEPS):
        above = above.head
        if above.pos_ in ("VERB", "AUX"):
            return above
    return None


def _is_court_or_town(noun: Token, lexicon: TriedAs) -> bool:
    if noun.lemma_ in lexicon.trials:
        return noun.dep_ in ("pobj", "dobj")
    is_town = noun.dep_ == "pobj" and noun.head.lower_ in _LOCATIVE and noun.ent_type_ == "GPE"
    return is_town or (noun.dep_ == "pobj" and noun.ent_type_ == "DATE")
