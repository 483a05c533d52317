"""Sources at the end that the parser puts into a list: "…, killing nine and burning stores, residents said."

Comes in: a parsed document. Goes out: the same document, in which a verb of speech without a subject has the noun
phrase between the last comma and itself. Else the residents are among the dead, and the dead among those who say so.
"""

from __future__ import annotations

from functools import lru_cache

from spacy.tokens import Doc, Token

from sayso.lexicon import LexiconHeader, read_lexicon
from sayso.nlp.apposed_names import load_apposed_names
from sayso.nlp.word_places import find_words

_LONGEST = 14
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "expl"})
_WITHIN = frozenset(
    {"DT", "JJ", "NN", "NNS", "NNP", "NNPS", "CC", "CD", "PRP$", "POS", "IN", "HYPH", "PDT", "RB"}
)
_NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
# Verbs of speech in the present that the parser may take for plural nouns.
_NOUNS_TOO = frozenset({"reports", "claims", "estimates", "states"})
_FIRST = frozenset({"DT", "JJ", "NNP", "NNPS", "NNS"})
_OF_MANY = {"report": "NN", "claim": "NN", "estimate": "NN"}
_STOPS = frozenset({".", ";"})
_WH = frozenset({"WDT", "WP", "WP$", "WRB"})
_DEEDS = frozenset({"VBG", "VBD"})
_OCCASIONS = frozenset({"after", "before", "since"})
_MEMBERS = frozenset({"conj", "appos", "dobj", "pobj"})
_DAYS = frozenset({"DATE", "TIME"})
_LOST = frozenset({"appos", "conj", "npadvmod", "dobj"})


class TrailingSources(LexiconHeader, frozen=True, kw_only=True):
    """The file `trailing-sources.yaml`."""

    verbs: frozenset[str]
    personal: frozenset[str]
    bodies: frozenset[str]
    told_by_bodies: frozenset[str]
    citing: frozenset[str]
    addressing: frozenset[str]


@lru_cache(maxsize=1)
def load_trailing_sources() -> TrailingSources:
    """Read the verbs, once."""
    return read_lexicon("trailing-sources", TrailingSources)


def mend_trailing(doc: Doc) -> None:
    """Give verbs of speech at the end of a sentence their subjects."""
    verbs = load_trailing_sources().verbs
    for token in find_words(doc, verbs | _NOUNS_TOO | _OF_MANY.keys()):
        if token.tag_ == ("NNS" if token.lower_ in _NOUNS_TOO else _OF_MANY.get(token.lower_)):
            _mend_noun(token)
        if token.lower_ not in verbs or token.tag_[:2] != "VB":
            continue
        if _give_name(token) or _free_clause(token):
            continue
        speaker = _speaker_before(token)
        if speaker is None:
            continue
        harmed = next((child for child in token.children if child.dep_ in _SUBJECTS), None)
        if harmed is not None:
            link = _occasion_before(token, harmed, speaker)
            deed = _deed_before(harmed, speaker)
            if link is not None:
                link.head, link.dep_ = token.head, "prep"
                harmed.head, harmed.dep_ = link, "pobj"
                token.dep_ = "parataxis"
            elif deed is not None:
                harmed.head, harmed.dep_ = deed, "dobj"
            else:
                continue
        if speaker == token.head:
            main = (
                speaker.head if speaker.lower_ in load_apposed_names().persons else token.sent.root
            )
            token.head, token.dep_, token.tag_ = main, "parataxis", "VBD"
            for citing in [c for c in main.rights if _cites(c) and c.i > token.i]:
                citing.head = token  # "the paper reported on Monday, citing officials"
        speaker.head, speaker.dep_ = token, "nsubj"
        if token.dep_ == "conj" and not any(child.dep_ == "cc" for child in token.head.children):
            token.dep_ = "parataxis"  # "… were massacred, a priest who escaped told the radio"


def _free_clause(verb: Token) -> bool:
    """ "carried out the ambush, an official who was not named told AFP": no ambush that he told AFP.

    A relative clause without "which" cannot stand behind a comma.
    """
    subject = next((c for c in verb.lefts if c.dep_ == "nsubj"), None)
    if verb.dep_ != "relcl" or subject is None or subject.tag_ not in _NOUNS:
        return False
    first = subject.left_edge
    is_behind = first.i > verb.sent.start and first.nbor(-1).text == "," and verb.head.i < first.i
    if not is_behind or any(child.tag_ in _WH for child in verb.lefts):
        return False
    verb.head, verb.dep_, verb.tag_ = verb.sent.root, "parataxis", "VBD"
    return True


def _mend_noun(word: Token) -> None:
    """ "Nine were killed, the health directorate reports.": what the parser takes for a noun is the verb.

    So is "report" behind several: "Police held four, Israeli media report."
    """
    speaker = word.nbor(-1) if word.i > word.sent.start else word
    start = word.left_edge.i + (word.left_edge.text == ",")
    is_last = word.i + 1 < len(word.doc) and word.nbor(1).text in _STOPS
    if (
        not is_last
        or speaker.head != word
        or speaker.tag_ not in _NOUNS
        or word.dep_ not in _MEMBERS
    ):
        return
    before = word.doc[start - 1 : start].text
    first = word.doc[start]
    is_of_many = word.tag_ == "NN"
    if before != "," or first.tag_ not in _FIRST:
        return
    if is_of_many and speaker.tag_ not in ("NNS", "NNPS"):
        return
    for child in [c for c in word.children if c.i < speaker.i and c.dep_ != "punct"]:
        child.head = speaker
    main = word.sent.root
    word.tag_ = "VBP" if is_of_many else "VBZ"
    word.head, word.dep_ = main, "parataxis"
    speaker.head, speaker.dep_ = word, "nsubj"


def _occasion_before(verb: Token, noun: Token, speaker: Token) -> Token | None:
    """ "died after an attack in Syria, medics said": it was after the attack that they died, and no attack says so."""
    if verb.dep_ != "advcl" or not noun.is_ancestor(speaker):
        return None
    marks = (child for child in verb.children if child.dep_ == "mark" and child.i < noun.i)
    return next((mark for mark in marks if mark.lower_ in _OCCASIONS), None)


def _deed_before(harmed: Token, speaker: Token) -> Token | None:
    """ "killing nine people, including a nun, villagers said": the nine are killed, and do not say so."""
    if not harmed.is_ancestor(speaker):
        return None
    before = harmed.doc[harmed.left_edge.i - 1] if harmed.left_edge.i else None
    if before is None or not _is_deed(before) or before.sent != harmed.sent:
        return None
    has_object = any(child.dep_ == "dobj" for child in before.children)
    return None if has_object or harmed.is_ancestor(before) else before


def _is_deed(verb: Token) -> bool:
    """Whether a verb has its doer before it: "killing", "shells killed", also where the parser reads a participle."""
    is_active = any(child.dep_ == "nsubj" and child.i < verb.i for child in verb.children)
    return verb.tag_ in _DEEDS or (verb.tag_ == "VBN" and is_active)


def _before_relative(verb: Token, first: int) -> int:
    """Where a short relative clause begins that ends right before a verb: "a priest [who escaped] told"."""
    for at in range(verb.i - 1, first, -1):
        token = verb.doc[at]
        if token.lower_ == "who" and token.head.dep_ == "relcl" and token.head.head.i < at:
            return at
        if token.text in ",;:":
            break
    return verb.i


def _is_person_telling(noun: Token, verb: Token) -> bool:
    """ "…, a ballistics expert conceded under questioning": no expert who was conceded.

    Nor is a news agency reported: "…, killing nine people, the Saba news agency reported on Monday".
    """
    is_clause = verb.dep_ == "acl" and verb.head == noun and verb.tag_ == "VBN"
    if not is_clause or any(child.dep_ in ("agent", "auxpass") for child in verb.children):
        return False
    words = load_trailing_sources()
    if verb.lower_ in words.addressing and any(c.dep_ == "dobj" for c in verb.rights):
        return True  # "an official who asked not to be named told Reuters"
    if verb.lower_ in words.told_by_bodies and noun.lower_ in words.bodies:
        return True
    return verb.lower_ in words.personal and noun.lower_ in load_apposed_names().persons


def _cites(token: Token) -> bool:
    return token.dep_ == "advcl" and token.lower_ in load_trailing_sources().citing


def _is_within(token: Token) -> bool:
    """Whether a word can stand in the phrase of a speaker: so can "run" in "the rebel-run health office"."""
    is_joined = token.tag_ == "VBN" and token.i > 0 and token.nbor(-1).tag_ == "HYPH"
    return is_joined or token.tag_ in _WITHIN


def _speaker_before(verb: Token) -> Token | None:
    """The head of the noun phrase that stands between a comma and the verb, where something hung it on a list."""
    opening = verb.sent.start
    first = max(opening, verb.i - _LONGEST)
    start = _before_relative(verb, first)
    while start > first and _is_within(verb.doc[start - 1]):
        start -= 1
    if start == verb.i or start <= opening or verb.doc[start - 1].text != ",":
        return None
    phrase = verb.doc[start : verb.i]
    tops = [t for t in phrase if not start <= t.head.i < verb.i]
    if phrase[0].tag_ in ("CC", "IN") or len(tops) != 1 or tops[0].tag_ not in _NOUNS:
        return None
    top = tops[0]
    if top.is_ancestor(verb) and not _is_person_telling(top, verb):
        return None  # "a plan announced earlier": it is the plan that was announced
    is_listed = top.dep_ in _MEMBERS or (top.dep_ == "npadvmod" and top.ent_type_ not in _DAYS)
    return top if is_listed and top.head.i < start - 1 else None


def _give_name(verb: Token) -> bool:
    """ "bombed a hotel on Sunday, [Ana Poe], a spokeswoman for the police, said": no other word for the Sunday."""
    doc, last, persons = verb.doc, verb.i - 2, load_apposed_names().persons
    if last <= 0 or doc[last + 1].text != "," or verb.tag_ not in ("VBD", "VBZ"):
        return False
    opening = verb.sent.start
    if last <= opening:
        return False
    phrases = (t for t in (doc[last], *doc[last].ancestors) if t.right_edge.i == last)
    described = next((t for t in phrases if t.dep_ in ("appos", "nsubj")), None)
    if described is None or described.left_edge.i < opening + 3:
        return False
    start = described.left_edge.i
    name = doc[start - 2]
    first = name.left_edge.i
    is_behind = first > opening and doc[start - 1].text == doc[first - 1].text == ","
    is_told = described.head in (name, verb)
    is_person = name.tag_ == "NNP" and persons.intersection((described.lower_, described.lemma_))
    if not (is_behind and is_told and is_person and name.dep_ in _LOST) or name.is_ancestor(verb):
        return False
    name.head, name.dep_ = verb, "nsubj"
    described.head, described.dep_ = name, "appos"
    return True
