"""Participles that the parser takes for something else: "a nurse reached by phone | blamed | soldiers".

Comes in: a parsed document with lemmas. Goes out: the same document, in which she blames soldiers, whom the parser has
reach her. "Troops had twice | fired | shells" tells of firing, and they had no fired shells; "a man | wanted for |
murder" wants none; "a mother of three | said | rebels had come" says so, and "a clinic | run by | a charity" is no run.
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from sayso.nlp.relative_verbs import load_relative_verbs
from sayso.nlp.word_places import find_words

_OWN = frozenset({"nsubj", "nsubjpass", "aux", "auxpass", "mark", "csubj"})
_PERFECTS = ("had", "has", "have")


def mend_misread_participles(doc: Doc) -> None:
    """Let the nurse blame soldiers, and troops fire shells."""
    for verb in find_words(doc, load_relative_verbs().speech):
        if verb.dep_ == "amod" and 1 < verb.i < verb.head.i:
            _speak_by(verb)
    for said in find_words(doc, ("said",)):
        if said.dep_ == "amod" and said.i:
            _say_behind_number(said)
    for run in find_words(doc, ("run",)):
        if run.tag_ == "NN" and run.i:
            _run_by(run)
    for had in find_words(doc, _PERFECTS):
        _make_perfect(had)
    for wanted in find_words(doc, ("wanted",)):
        _hang_on_wanted(wanted)


def _speak_by(verb: Token) -> None:
    """ "A nurse reached by phone | blamed | soldiers": she was reached by phone, and by no soldiers."""
    object_ = verb.head
    by, means = object_.head, verb.nbor(-1)
    reached = by.head
    is_by = object_.dep_ == "pobj" and by.dep_ in ("agent", "prep") and reached.dep_ == "acl"
    if not is_by or means.pos_ not in ("NOUN", "PROPN") or by.i >= means.i:
        return
    if any(t.pos_ not in ("NOUN", "PROPN", "ADJ") for t in verb.doc[by.i + 1 : verb.i]):
        return
    speaker = reached.head
    if speaker.pos_ not in ("NOUN", "PROPN") or speaker.i > reached.i:
        return
    verb.head, verb.dep_ = (
        (verb, "ROOT") if speaker.dep_ == "ROOT" else (speaker.head, speaker.dep_)
    )
    verb.tag_, verb.pos_ = "VBD", "VERB"
    for child in [c for c in speaker.rights if c.i > verb.i]:
        child.head = verb
    for child in [c for c in object_.rights if c.dep_ == "prep" and c.lower_ in ("of", "for")]:
        child.head = verb
    speaker.head, speaker.dep_ = verb, "nsubj"
    object_.head, object_.dep_ = verb, "dobj"
    means.head, means.dep_ = by, "pobj"


def _make_perfect(had: Token) -> None:
    """ "troops had twice | fired | shells": they fired them, and had no fired shells."""
    thing = next((c for c in had.rights if c.dep_ == "dobj"), None)
    verb = thing.left_edge if thing is not None else had
    if thing is not None and verb.tag_ == "RB":
        verb = verb.head
    if thing is None or verb.dep_ != "amod" or verb.tag_ not in ("VBN", "VBD"):
        return
    between = had.doc[had.i + 1 : verb.i]
    if not between or any(t.tag_ != "RB" or t.dep_ not in ("advmod", "neg") for t in between):
        return
    verb.head, verb.dep_ = (verb, "ROOT") if had.dep_ == "ROOT" else (had.head, had.dep_)
    verb.tag_, verb.pos_ = "VBN", "VERB"
    for child in [c for c in had.children if c not in (verb, thing)]:
        child.head = verb
    thing.head = verb
    had.head, had.dep_, had.pos_ = verb, "aux", "AUX"


def _hang_on_wanted(wanted: Token) -> None:
    """ "the body of a commander | wanted for | an ambush": he is wanted, and wants nothing."""
    behind = wanted.i + 1 < len(wanted.doc) and wanted.nbor(1).lower_ == "for"
    if not behind or not wanted.i or wanted.dep_ not in ("advcl", "conj", "ccomp", "dep"):
        return
    noun = wanted.nbor(-1)
    has_subject = any(c.dep_ in _OWN for c in wanted.lefts)
    if noun.pos_ not in ("NOUN", "PROPN") or has_subject or noun == wanted.head:
        return
    if wanted.is_ancestor(noun):
        return  # "last year wanted for": a day of its own
    wanted.head, wanted.dep_, wanted.tag_ = noun, "acl", "VBN"


def _say_behind_number(said: Token) -> None:
    """ "a mother of three | said | rebels had shot him": she has three, and no three rebels are said to be hers."""
    others, number = said.head, said.nbor(-1)
    of = others.head
    if others.dep_ != "pobj" or of.lower_ != "of" or number.tag_ != "CD" or number.i < of.i:
        return
    speaker = of.head
    verb = speaker.head
    if speaker.dep_ not in ("nsubj", "nsubjpass") or verb.i < others.i or verb.pos_ != "VERB":
        return
    said.head, said.dep_ = (said, "ROOT") if verb.dep_ == "ROOT" else (verb.head, verb.dep_)
    said.tag_, said.pos_ = "VBD", "VERB"
    number.head, number.dep_ = of, "pobj"
    others.head, others.dep_ = verb, speaker.dep_
    speaker.head, speaker.dep_ = said, "nsubj"
    verb.head, verb.dep_ = said, "ccomp"


def _run_by(run: Token) -> None:
    """ "hit a hospital | run by | a charity": the hospital was hit, and no "hospital run"."""
    place, by = run.nbor(-1), next((c for c in run.rights if c.lower_ == "by"), None)
    if place.head != run or place.dep_ not in ("compound", "nmod") or by is None:
        return
    if by.i != run.i + 1:
        return
    place.head, place.dep_ = (place, "ROOT") if run.dep_ == "ROOT" else (run.head, run.dep_)
    for child in [c for c in run.lefts if c != place]:
        child.head = place
    run.head, run.dep_, run.tag_, run.pos_ = place, "acl", "VBN", "VERB"
    run.lemma_ = "run"
    by.dep_ = "agent"
