"""Names of three words with hyphens: "blamed the BNP and Jamaat-e-Islami for the violence".

Comes in: a parsed document. Goes out: the same document, in which such a name is one noun. Where the parser breaks it,
its last part becomes the object of a verb far before, and what is "for the violence" is laid on somebody else. A name
that it reads as one is left alone.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from sayso.nlp.shown_words import Shown, parse_again
from sayso.nlp.word_places import find_words

_LINKS = frozenset({"e", "i", "ul", "ur", "al", "us", "ud"})
_SHOWN = ("National", "Popular", "Islamic")


def mend_hyphened_names(nlp: Language, doc: Doc) -> None:
    """Parse "Lashkar-e-Taiba" as one name where the parser broke it."""
    changes: dict[tuple[int, int], dict[int, Shown]] = {}
    found: list[int] = []
    for link in find_words(doc, _LINKS):
        i = link.i
        if not 1 < i < len(doc) - 2 or doc[i - 1].text != "-" or doc[i + 1].text != "-":
            continue
        if not (doc[i - 2].text[:1].isupper() and doc[i + 2].text[:1].isupper()):
            continue
        outward = [t for t in doc[i - 2 : i + 3] if not i - 2 <= t.head.i <= i + 2 or t.head == t]
        if len(outward) == 1 and outward[0].i in (i - 2, i + 2):
            continue
        sentence = doc[i].sent
        shown = changes.setdefault((sentence.start, sentence.end), {})
        for at, word in zip((i - 1, i, i + 1), _SHOWN, strict=True):
            shown[at - sentence.start] = Shown(word, "NNP")
        found.append(i)
    parse_again(nlp, doc, changes)
    for i in found:
        doc[i - 1].tag_ = doc[i + 1].tag_ = "HYPH"
