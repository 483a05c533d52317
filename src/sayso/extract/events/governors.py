"""What governs a deed, and the status it gives: "foiled the attack", "threat of an attack", "it is untrue that".

Comes in: a noun or verb, and the lexicon. Goes out: the word that governs it, and a status or None. Verbs in clauses
below others are put together in verb_statuses.py, where a governor's own status counts, too.
"""

from __future__ import annotations

from spacy.tokens import Token

from sayso.extract.events.event_lexicon import EventLexicon, StatusFile
from sayso.extract.events.negations import is_negated
from sayso.extract.grammar.voice import children, is_gerund_before_object, is_passive, is_verb
from sayso.model import Status

FLIPS = frozenset({"planned", "demanded", "threatened", "attempted"})
_OWN_OBJECTS = frozenset({"dobj", "xcomp", "ccomp"})
_TRIED_FOR = frozenset({"for", "over"})
_CHARGED_WITH = frozenset({"of", "for", "with"})
JOINED = 4  # joined nouns: "forbids attacks, the occupation of hospitals and the looting of aid"


def governor_of(verb: Token, blames: frozenset[str]) -> Token | None:
    """The word above a verb that may give it a status: "threatened [to attack]" → threatened."""
    if is_gerund_before_object(verb):
        return verb.head.head.head
    if verb.dep_ in ("xcomp", "ccomp", "advcl", "acl"):
        if verb.dep_ == "advcl" and not has_to(verb):
            return None
        if verb.dep_ == "acl" and not (has_to(verb) or children(verb, "mark")):
            return None
        if verb.dep_ == "ccomp" and _is_cut_off(verb):
            return None
        return verb.head
    if verb.dep_ == "pcomp" and verb.head.dep_ in ("prep", "agent"):
        governor = verb.head.head
        if governor.dep_ in ("dobj", "nsubjpass") and governor.head.lemma_ in blames:
            # "cleared the soldiers of shooting": the parse may hang "of" on the soldiers.
            return governor.head
        return governor
    if verb.dep_ == "pcomp":
        return verb.head.head
    return None


def is_unhesitating(verb: Token, lexicon: EventLexicon) -> bool:
    """ "would not hesitate | to shoot |": he would; that nobody holds back is no denial."""
    governor = verb.head
    is_held = verb.dep_ in ("xcomp", "pcomp") and governor.lemma_ in lexicon.statuses.holds_back
    return is_held and is_negated(governor, lexicon)


def _is_cut_off(verb: Token) -> bool:
    """ "Washington accused Damascus of it; Damascus rejected it.": for the parser all before ";" is rejected.

    So it is for a headline: "Bombing kills 61, rebels deny role" denies the role, and not the bombing.
    """
    head = verb.head
    if verb.i > head.i:
        return False
    marks = {t.text for t in verb.doc[verb.i : head.i]}
    has_own = any(c.dep_ in _OWN_OBJECTS and c.i > head.i for c in head.children)
    return ";" in marks or ("," in marks and has_own)


def status_given(
    governor: Token, table: dict[str, Status], preposition: str | None = None
) -> Status | None:
    """The status a governing word gives; "called off" and "called for" are two words."""
    lemma = governor.lemma_.lower()
    if preposition is not None and (status := table.get(f"{lemma} {preposition}")) is not None:
        return status
    for particle in children(governor, "prt", "advmod"):
        if (status := table.get(f"{lemma} {particle.lower_}")) is not None:
            return status
    return table.get(lemma)


def _governed_by(governor: Token, status: Status | None, lexicon: EventLexicon) -> Status | None:
    if status is None:
        return None
    if is_verb(governor) and is_negated(governor, lexicon):
        return "negated" if status in FLIPS else "happened"
    return status


def noun_governor_status(noun: Token, lexicon: EventLexicon) -> Status | None:
    """ "foiled the attack", "threat of an attack", "the denial of any attack"."""
    head = noun.head
    for _ in range(JOINED):
        if noun.dep_ in ("conj", "appos") and not is_verb(head):
            noun, head = head, head.head
    if noun.dep_ in ("dobj", "nsubjpass"):
        if is_charged_order(head, lexicon):
            return None
        if head.lemma_ == "call" and not children(head, "prt"):
            return None
        if head.lemma_ in lexicon.statuses.disputes and any(
            d.lower_ == "the" for d in children(noun, "det")
        ):
            return None
        return _governed_by(head, status_given(head, lexicon.noun_governor_status), lexicon)
    if noun.dep_ == "pobj" and head.dep_ in ("prep", "dative"):
        governor = head.head
        if head.lower_ in ("of", "for", "to", "against", "from", "on", "at", "about", "with"):
            if _is_unheard_of(governor, lexicon):
                return "negated"
            status = status_given(governor, lexicon.noun_governor_status, head.lower_)
            if is_tried_for(governor, head, lexicon):
                return "historical"
            if is_wanted_for(governor, head, lexicon):
                return None
            if (
                is_verb(governor)
                and status in ("planned", "hypothetical")
                and head.lower_ not in ("for", "of", "about")
                and not (head.lower_ == "against" and _is_against(governor, lexicon))
            ):
                return None
            if status is not None:
                return _governed_by(governor, status, lexicon)
            lemma = governor.lemma_.lower()
            if lemma in lexicon.statuses.links and lemma not in lexicon.statuses.shares:
                return noun_governor_status(governor, lexicon)
    return None


def _is_against(verb: Token, lexicon: EventLexicon) -> bool:
    """ "warned Israel against an assault": with "against" a word of its own."""
    return f"{verb.lemma_} against" in lexicon.noun_governor_status


def _is_unheard_of(noun: Token, lexicon: EventLexicon) -> bool:
    """ "There were no immediate reports of casualties", "there was no sign of an attack": none that is known."""
    is_word = noun.pos_ == "NOUN" and noun.lemma_.lower() in lexicon.statuses.tidings
    return is_word and any(det.lower_ in ("no", "without") for det in children(noun, "det"))


def is_tried_for(verb: Token, link: Token, lexicon: EventLexicon) -> bool:
    """ "will be tried for the murder": by a court, and nobody only tried to murder."""
    return link.lower_ in _TRIED_FOR and verb.lemma_ in lexicon.statuses.tries and is_verb(verb)


def is_taken_to_task_for(deed: Token, verb: Token, lexicon: EventLexicon) -> bool:
    """ "plans to sue Berlin for selling arms", "asked forgiveness for having fired": it was done before."""
    if deed.dep_ != "pcomp" or deed.head.lower_ not in _TRIED_FOR or deed.tag_[:2] != "VB":
        return False
    is_perfect = any(aux.lower_ == "having" for aux in children(deed, "aux"))
    return is_perfect or verb.lemma_ in lexicon.statuses.taken_to_task


def is_wanted_for(verb: Token, link: Token, lexicon: EventLexicon) -> bool:
    """ "a warlord wanted for the massacre": who is wanted for a deed has done it, they say; no one wants it."""
    is_link = link.lower_ in _TRIED_FOR and verb.lemma_ in lexicon.statuses.wants
    return is_link and is_verb(verb) and is_passive(verb)


def is_answered_for(noun: Token, words: StatusFile) -> bool:
    """ "wanted for the murder of a mayor", "will be tried for the raid": who answers for it, it was done."""
    if noun.dep_ != "pobj" or noun.head.lower_ not in _TRIED_FOR:
        return False
    verb = noun.head.head
    return verb.lemma_ in words.answers_for and verb.tag_ == "VBN" and is_passive(verb)


def is_charged_order(verb: Token, lexicon: EventLexicon) -> bool:
    """ "accused of ordering the massacre", "denied having approved the raid": who commands a deed answers for it."""
    words = lexicon.statuses
    if verb.lemma_ not in words.commands:
        return False
    if verb.dep_ == "pcomp":
        return verb.head.lower_ in _CHARGED_WITH
    above = words.denies | words.admits
    is_past = verb.tag_ == "VBG" or is_finite_past(verb)
    return verb.dep_ in ("xcomp", "ccomp") and is_past and verb.head.lemma_ in above


def fate_status(plot: Token, lexicon: EventLexicon) -> Status | None:
    """ "Plot to kill the premier foiled"."""
    fates = [plot.head, *children(plot, "acl")]
    if plot.dep_ not in ("nsubj", "nsubjpass", "ROOT"):
        fates = fates[1:]
    for fate in fates:
        status = lexicon.noun_governor_status.get(fate.lemma_.lower())
        if status == "attempted" and (fate.tag_ == "VBN" or is_verb(fate)):
            return status
    return None


def is_wanted_of_others(verb: Token, governor: Token, lexicon: EventLexicon) -> bool:
    """ "want the party outlawed", "want the Americans to bomb the bridge"; not "want to leave"."""
    if governor.lemma_ not in lexicon.statuses.wants or verb.dep_ not in ("ccomp", "xcomp"):
        return False
    return bool(children(verb, "nsubj", "nsubjpass"))


def judged_status(verb: Token, governor: Token, lexicon: EventLexicon) -> Status | None:
    """ "It is untrue that jets hit it", "it is a lie that …"."""
    if governor.lemma_ != "be" or verb.dep_ != "ccomp":
        return None
    words = children(governor, "acomp", "attr")
    found = [lexicon.governor_status.get(word.lemma_.lower()) for word in words]
    if "negated" in found:
        return "happened" if is_negated(governor, lexicon) else "negated"
    is_true = any(word.lower_ in lexicon.statuses.truths for word in words)
    return "negated" if is_true and is_negated(governor, lexicon) else None


def is_of_purpose(noun: Token) -> bool:
    """ "bombed it in order to stop the convoys": nobody ordered it."""
    return noun.lower_ == "order" and noun.i > 0 and noun.nbor(-1).lower_ == "in"


def has_to(verb: Token) -> bool:
    """ "to leave", "to be freed"."""
    return any(child.dep_ == "aux" and child.tag_ == "TO" for child in verb.children)


def is_finite_past(verb: Token) -> bool:
    """ "left", "has left", "was freed"."""
    return verb.tag_ in ("VBD", "VBN") or any(
        child.dep_ in ("aux", "auxpass") and child.lower_ in ("had", "has", "have", "was", "were")
        for child in verb.children
    )
