"""Who "shot dead" somebody behind a place or a thing: "Soldiers at a checkpoint [shot dead] two men".

Comes in: a parsed document. Goes out: the same document, in which "shot" is the verb and whoever stands at the
checkpoint its subject. Else "checkpoint shot" is one noun to the parser, "dead" the verb, and nobody shot.
Also here: who wields what, where the parser makes one noun of both ("[Settlers wielding clubs] beat a farmer").
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, Token

from sayso.nlp.main_verbs import MainVerbs, load_main_verbs
from sayso.nlp.shown_words import Shown, parse_again
from sayso.nlp.word_places import find_words

_NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_KNOWN = frozenset({"nsubj", "nsubjpass", "auxpass", "aux", "agent"})
_DAYS = frozenset({"DATE", "TIME"})
# What those who are shot dead begin with.
_OPENINGS = frozenset({"CD", "DT", "JJ", "NN", "NNS", "NNP", "NNPS", "PRP$", "PRP"})


def mend_shot_dead(nlp: Language, doc: Doc) -> None:
    """Make "shot" the verb of "A guard at a gate shot dead a boy", and "settlers" the subject of theirs."""
    words = load_main_verbs()
    changes: dict[tuple[int, int], dict[int, Shown]] = {}
    for token in find_words(doc, {*words.past_nouns, *words.wields}):
        if not 0 < token.i < len(doc) - 1:
            continue
        if token.lower_ in words.past_nouns and _is_lost(token, token.nbor(1), words):
            sentence = token.sent
            shown = changes.setdefault((sentence.start, sentence.end), {})
            shown[token.i - sentence.start] = Shown("quickly", "VBD")
            shown[token.i + 1 - sentence.start] = Shown("killed", "JJ")
        elif token.dep_ == "amod" and token.lower_ in words.wields:
            _part_bearers(token)
    parse_again(nlp, doc, changes)
    for (start, _), shown in changes.items():
        for at in shown:
            if (dead := doc[start + at]).lower_ in words.ends:
                _swap(dead.nbor(-1), dead)


def _swap(shot: Token, dead: Token) -> None:
    """The parser was shown "quickly killed": "shot" stands where "killed" does, and "dead" tells how."""
    shot.head, shot.dep_ = (shot, "ROOT") if dead.dep_ == "ROOT" else (dead.head, dead.dep_)
    for child in [c for c in dead.children if c != shot]:
        child.head = shot
    dead.head, dead.dep_ = shot, "oprd"


def _is_lost(shot: Token, dead: Token, words: MainVerbs) -> bool:
    """ "at a checkpoint | shot dead two men": a verb that the parser takes for a noun, or for what befell the place."""
    if dead.lower_ not in words.ends or dead.i + 1 == len(dead.doc):
        return False
    behind = dead.nbor(1)
    if behind.tag_ not in _OPENINGS or behind.ent_type_ in _DAYS:
        return False  # "buried a nurse shot dead two days ago"
    is_known = shot.tag_ in ("VBD", "VBN") and any(c.dep_ in _KNOWN for c in shot.children)
    return not is_known and shot.nbor(-1).tag_ in _NOUNS


def _part_bearers(wielding: Token) -> None:
    """ "[Settlers] wielding [clubs] beat a farmer": they beat him, and the clubs are what they have."""
    bearers, thing = wielding.nbor(-1), wielding.nbor(1)
    is_one = bearers.dep_ == "compound" and bearers.head == thing == wielding.head
    if not is_one or bearers.tag_ not in _NOUNS or thing.dep_ not in _SUBJECTS:
        return
    bearers.head, bearers.dep_ = thing.head, thing.dep_
    for child in [c for c in thing.lefts if c.i < bearers.i]:
        child.head = bearers
    wielding.head, wielding.dep_ = bearers, "acl"
    thing.head, thing.dep_ = wielding, "dobj"
