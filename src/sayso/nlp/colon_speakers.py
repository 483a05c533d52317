"""Speakers before a colon: "Hassan Diab, a teacher: “Soldiers burned the school.”"

Comes in: a parsed document. Goes out: the same document, in which whoever is named before a colon is not the subject of
what is said behind it. The parser has two subjects for one verb there, and the teacher would have burned the school.
"""

from __future__ import annotations

from spacy.tokens import Doc

from sayso.nlp.word_places import find_words

_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
# A word that hangs on its verb and is nothing of it.
_LOOSE = "dep"


def mend_colon_speakers(doc: Doc) -> None:
    """Let the subject before a colon go, where the verb behind it has one of its own there.

    "Mayor of Kherson: Russian shelling kills two" → "Mayor" kills nobody
    """
    for colon in find_words(doc, (":",)):
        for verb in (up for up in colon.ancestors if up.i > colon.i):
            subjects = [child for child in verb.lefts if child.dep_ in _SUBJECTS]
            if any(subject.i > colon.i for subject in subjects):
                for subject in subjects:
                    if subject.i < colon.i:
                        subject.dep_ = _LOOSE
