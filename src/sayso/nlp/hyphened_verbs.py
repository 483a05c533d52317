"""Verbs of two words with a hyphen: "Police baton-charged students in Patna."

Comes in: a parsed document. Goes out: the same document, in which "charged" is the verb and the police its subject. The
parser makes a participle of it that describes the students, and of "were gang-raped" what they are. Left alone is "the
petrol-bombed shop", which has no noun before it, and whatever has a subject already.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, Token

from sayso.nlp.main_verbs import load_main_verbs
from sayso.nlp.shown_words import Shown, parse_again
from sayso.nlp.word_places import find_words

_DOERS = frozenset({"NNS", "NNP", "NNPS", "NN", "PRP", "RB", "CC"})
_BE = frozenset({"is", "are", "was", "were", "be", "been", "being"})
_KNOWN = frozenset({"nsubj", "nsubjpass", "auxpass", "aux"})


def mend_hyphened(nlp: Language, doc: Doc) -> None:
    """Parse "baton-charged" as a plain verb."""
    words = load_main_verbs().hyphened
    changes: dict[tuple[int, int], dict[int, Shown]] = {}
    found: list[Token] = []
    for verb in find_words(doc, {form for forms in words.values() for form in forms}):
        if verb.i < 3 or verb.nbor(-1).text != "-":
            continue
        if verb.lower_ not in words.get(verb.nbor(-2).lower_, ()) or not _is_lost(verb):
            continue
        sentence = verb.sent
        shown = changes.setdefault((sentence.start, sentence.end), {})
        at = verb.i - sentence.start
        shown[at - 2], shown[at - 1] = Shown("quickly", "NN"), Shown("then", "HYPH")
        shown[at] = Shown("attacked", "VBN" if _is_undergone(verb) else "VBD")
        found.append(verb)
    parse_again(nlp, doc, changes)
    for verb in found:
        verb.nbor(-2).dep_, verb.nbor(-1).dep_ = "npadvmod", "punct"


def _is_lost(verb: Token) -> bool:
    before = verb.nbor(-3)
    is_known = any(child.dep_ in _KNOWN for child in verb.children)
    is_behind = before.tag_ in _DOERS or _is_undergone(verb)
    return is_behind and before.sent == verb.sent and not is_known


def _is_undergone(verb: Token) -> bool:
    """ "were gang-raped", "had been petrol-bombed"."""
    return verb.nbor(-3).lower_ in _BE
