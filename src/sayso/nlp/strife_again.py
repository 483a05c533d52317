"""What "it" is that killed: "The war broke out between the army and a militia. It has killed thousands": the war.

Comes in: a pronoun with its parse, and the words of coreference. Goes out: whether it tells of the war, the attack or
the flood of which the sentence before tells; then it is nobody. In "The militia took Bor. It killed nine" it is not.
"""

from __future__ import annotations

from sayso.nlp.chains import SUBJECTS, Seen, sentence_before
from sayso.nlp.coreference_words import CoreferenceWords


def is_strife_again(seen: Seen, words: CoreferenceWords) -> bool:
    """Whether "it" is the subject of a verb of harm, and strife that of the sentence before."""
    pronoun = seen.head
    if pronoun.lower_ not in words.pronouns["thing"] or pronoun.dep_ != "nsubj":
        return False
    if pronoun.head.lemma_ not in words.takes_its_toll or pronoun.i > pronoun.sent.start + 1:
        return False
    before = sentence_before(pronoun)
    if before is None:
        return False
    subject = next((t for t in before.root.children if t.dep_ in SUBJECTS), None)
    return subject is not None and subject.lemma_.lower() in words.strife
