"""Some of those named before: "five men, two of whom, the mayor said, had died".

Comes in: a parsed document. Goes out: the same document, in which the two are the subject of "died", told of the five
men; so are the some of "The demonstrators, some of them armed, had tried to storm it". Where a teller is inserted the
parser joins "died" to the verb before, and lets those die who held the men, or who speaks.
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from sayso.nlp.word_places import find_words

_WHOM = frozenset({"whom", "which"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "VBN", "MD"})
# So many words an insertion between commas may have.
_LONGEST = 12


def mend_counted(doc: Doc) -> None:
    """Give the verb behind "two of whom, he said," the two for its subject."""
    for whom in find_words(doc, _WHOM):
        if not 1 < whom.i < len(doc) - 4 or whom.dep_ != "pobj" or whom.head.lower_ != "of":
            continue
        some = whom.head.head
        noun = some.head
        if some.dep_ != "appos" or some.i > whom.i or noun.i > some.i:
            continue
        verb = _verb_behind(whom)
        if verb is not None and not _is_done(verb):
            _hang(noun, some, verb)
    _describe_before(doc)


def _describe_before(doc: Doc) -> None:
    """ "The demonstrators, some of them armed with sticks, had tried it": "some" tells of them, and tries nothing."""
    for them in find_words(doc, {"them"}):
        if them.dep_ != "pobj" or them.head.lower_ != "of":
            continue
        some = them.head.head
        before = doc[some.left_edge.i - 1] if some.left_edge.i else some
        nouns = [c for c in some.head.lefts if c.dep_ in _SUBJECTS and c.i < some.i]
        if some.dep_ not in _SUBJECTS or before.text != "," or not nouns:
            continue
        if any(child.dep_ in ("acl", "relcl", "amod", "prep", "appos") for child in some.rights):
            some.head, some.dep_ = nouns[-1], "appos"


def _verb_behind(whom: Token) -> Token | None:
    """The verb behind the insertion: "whom | , the mayor said, | had died"."""
    doc, stop = whom.doc, min(whom.i + _LONGEST, whom.sent.end)
    commas = [i for i in range(whom.i + 1, stop) if doc[i].text == ","]
    if len(commas) < 2 or commas[0] != whom.i + 1 or commas[1] + 1 >= whom.sent.end:
        return None
    opening = doc[commas[1] + 1]
    is_teller = any(t.dep_ in _SUBJECTS for t in doc[commas[0] : commas[1]])
    if opening.tag_ not in _FINITE or not is_teller:
        return None
    verb = opening.head if opening.dep_ in ("aux", "auxpass") else opening
    return verb if verb.pos_ in ("VERB", "AUX") and verb.i >= opening.i else None


def _is_done(verb: Token) -> bool:
    return any(child.dep_ in _SUBJECTS for child in verb.children)


def _hang(noun: Token, some: Token, verb: Token) -> None:
    if verb.is_ancestor(
        noun
    ):  # "held five men, …, died": of which the parser makes the first clause a part
        first = noun
        while first.head != verb:
            first = first.head
        first.head, first.dep_ = (first, "ROOT") if verb.head == verb else (verb.head, verb.dep_)
    is_passive = any(child.dep_ == "auxpass" for child in verb.children)
    verb.head, verb.dep_ = noun, "relcl"
    some.head, some.dep_ = verb, "nsubjpass" if is_passive else "nsubj"
