"""Passives whose "was" is left out, as headlines print them: "Islamists blamed", "12 soldiers slain as troops clash".

Comes in: a parsed document and the token stretches of its headlines. Goes out: the same document, in which the subject
of such a verb is a passive one, and the verb a participle. A participle that the parser does not know for a verb
("slain") is parsed once more as one that it knows, anywhere. Verbs with an object, or that need none, stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.language import Language
from spacy.tokens import Doc, Token

from sayso.nlp.headline_verbs import HeadlineVerbs, load_headline_verbs
from sayso.nlp.shown_words import Shown, parse_again

_FORMS = frozenset({"VBD", "VBN"})
_ACTIVE = frozenset({"dobj", "aux", "auxpass", "nsubjpass", "prt", "oprd", "dative"})
_CONTENTS = frozenset({"ccomp", "xcomp"})


def mend_participles(nlp: Language, doc: Doc) -> None:
    """ "were slain near Gao": parsed as "were killed near Gao"."""
    words = load_headline_verbs().participles
    text = doc.text.lower()
    if not any(word in text for word in words):
        return
    changes: dict[tuple[int, int], dict[int, Shown]] = {}
    for token in doc:
        if token.lower_ in words:
            sentence = token.sent
            shown = changes.setdefault((sentence.start, sentence.end), {})
            shown[token.i - sentence.start] = Shown(words[token.lower_], "VBN")
    parse_again(nlp, doc, changes)


def mend_bare_passives(doc: Doc, stretches: Sequence[tuple[int, int]]) -> None:
    """ "Nine killed in blast, rebels blamed": who is blamed is the subject of a passive."""
    lexicon = load_headline_verbs()
    for start, end in stretches:
        for verb in doc[start:end]:
            if _is_bare_passive(verb, lexicon):
                *others, subject = _subjects(verb)
                subject.dep_ = "nsubjpass"
                verb.tag_ = "VBN"
                for other in others:
                    other.dep_ = "dep"


def _is_bare_passive(verb: Token, lexicon: HeadlineVerbs) -> bool:
    if verb.lower_ not in lexicon.done_to or verb.tag_ not in _FORMS or verb.dep_ == "relcl":
        return False
    if not list(_subjects(verb)):
        return False
    below = [verb, *(child for child in verb.children if child.dep_ == "conj")]
    return not any(_is_active(child, one) for one in below for child in one.children)


def _is_active(child: Token, verb: Token) -> bool:
    return child.dep_ in _ACTIVE or (child.dep_ in _CONTENTS and child.i > verb.i)


def _subjects(verb: Token) -> Iterator[Token]:
    return (child for child in verb.children if child.dep_ == "nsubj" and child.i < verb.i)
