"""What "it" is that killed: "The war broke out between the army and a militia. It has killed thousands": the war.

Comes in: a pronoun with its parse, and the words of coreference. Goes out: whether it tells of the war, the attack or
the flood of which the sentence before tells; then it is nobody. In "The militia took Bor. It killed nine" it is not.
"""

from __future__ import annotations

from sayso.nlp.chains import SUBJECTS, Seen
from sayso.nlp.coreference_words import CoreferenceWords


def is_strife_again(seen: Seen, words: CoreferenceWords) -> bool:
    """Whether "it" is the subject of a verb of harm, and strife that of the sentence before."""
    pronoun, sentence = seen.head, seen.head.sent
    if pronoun.lower_ not in words.pronouns["thing"] or pronoun.dep_ != "nsubj":
        return False
    verb = pronoun.head
    if verb.lemma_ not in words.takes_its_toll or pronoun.i > sentence.start + 1:
        return False
    if sentence.start == 0:
        return False
    before = pronoun.doc[sentence.start - 1].sent
    subject = next((t for t in before.root.children if t.dep_ in SUBJECTS), None)
    return subject is not None and subject.lemma_.lower() in words.strife
