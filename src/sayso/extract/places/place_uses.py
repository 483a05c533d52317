"""Say what each toponym is used as: a place, a modifier, a dateline, an actor, an origin, or a demonym.

Comes in: a reading and its toponyms. Goes out: one `PlaceUse` each. Works from the parse: "in Damascus" is a place,
"Damascus rejected" a government, "troops from Kenya" an origin, "the Aleppo hospital" a modifier. Only a country, a
capital or a seat of power can stand for a government.
"""

from __future__ import annotations

import re

from spacy.tokens import Token

from sayso.extract.places.place_words import PlaceLexicon
from sayso.extract.places.toponyms import Toponym
from sayso.gazetteer import Candidate
from sayso.model import PlaceUse
from sayso.nlp.readings import Reading

# "ALEPPO, Syria (Reuters) —", "KABUL, March 3 —", "BEIRUT (AP) -": the place, then a dash within a short line.
_DATELINE = re.compile(r"[^\n.!?]{0,80}?(?:\([^()\n]{2,40}\)\s*)?(?:—|–|--| - |\s-\s)")
# "MOSCOW, July 22. A jet …": no dash, but a date.
_DATED = re.compile(r"[A-Z][A-Z .'’-]{1,40}, [A-Z][a-z]{2,8}\.? \d{1,2}(?:, \d{4})?[.:]")
# "Photo: A. Holt. KASSALA, Sudan (AP) — Two …", "By KASSALA, May 3 –": a page that lost its line breaks.
_AFTER_FURNITURE = re.compile(
    r"(?:[.!?:/] {1,3}|\bBy )([A-Z][A-Z .'’]{2,30}(?:, [A-Z][A-Za-z.]+(?: [A-Z][A-Za-z.]+)?)?"
    r"(?:, [A-Z][a-z]{2,8}\.? \d{1,2})?(?: \([^()\n]{2,40}\))? (?:—|–|--|-) )"
)
_FURNITURE_CHARACTERS = 1500
_DATELINE_PARAGRAPHS = 4
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
# "held Russia responsible": the parser makes the held one a subject of "responsible".
_ADDRESSEES = frozenset({"dobj", "obj", "dative", "nsubj"})
_MODIFIERS = frozenset({"compound", "amod", "nmod", "npadvmod"})


def find_dateline_end(reading: Reading, paragraph: tuple[int, int]) -> int:
    """Where a paragraph's dateline ends; its start when it has none."""
    start, end = paragraph
    text = reading.document.text
    dated = _DATED.match(text, start, min(end, start + 80))
    if dated is not None:
        return dated.end()
    match = _DATELINE.match(text, start, min(end, start + 120))
    if match is None:
        return start
    first = (
        text[start : match.end()]
        .split(",")[0]
        .split("(")[0]
        .split("—")[0]
        .split("–")[0]
        .split(" -")[0]
        .strip()
    )
    letters = [c for c in first if c.isalpha()]
    is_shouted = bool(letters) and all(c.isupper() for c in letters)
    return match.end() if is_shouted or "(" in match.group() else start


def find_datelines(reading: Reading) -> list[tuple[int, int]]:
    """[start, end) of the datelines: marked regions, and what looks like one at the head of the first paragraphs."""
    marked = [(r.start, r.end) for r in reading.document.regions if r.kind == "dateline"]
    looks = [
        (p[0], find_dateline_end(reading, p)) for p in reading.paragraphs[:_DATELINE_PARAGRAPHS]
    ]
    text = reading.document.text
    inside = [match.span(1) for match in _AFTER_FURNITURE.finditer(text, 0, _FURNITURE_CHARACTERS)]
    return marked + [(start, end) for start, end in looks if end > start] + inside


def find_use(
    reading: Reading,
    toponym: Toponym,
    place: Candidate | None,
    datelines: list[tuple[int, int]],
    lexicon: PlaceLexicon,
) -> PlaceUse:
    """What one toponym is used as.

    "Damascus rejected the charge" → actor; "troops from Kenya" → origin; "Syrian" → demonym; "in Aleppo" → place
    """
    if any(start <= toponym.span.start < end for start, end in datelines):
        return "dateline"
    if toponym.demonym is not None or toponym.is_adjective:
        return "demonym"
    if _is_hyphenated(reading, toponym):
        return "demonym" if lexicon.is_adjective(toponym.span.exact) else "origin"
    root = reading.doc[toponym.start : toponym.end].root
    can_act = place is not None and is_government(place, toponym, lexicon)
    return _use_of(_first_of_list(root), root, can_act, lexicon)


def _is_hyphenated(reading: Reading, toponym: Toponym) -> bool:
    """ "Iran-backed", "London-based": whose or whence, not where."""
    after = reading.doc[toponym.end : toponym.end + 2]
    return (
        len(after) == 2 and after[0].text == "-" and not after[0].whitespace_ and after[1].is_lower
    )


def is_government(place: Candidate, toponym: Toponym, lexicon: PlaceLexicon) -> bool:
    """Whether the place's name may stand for a government: a country, or a capital."""
    return place.kind == "country" or (place.kind == "capital" and toponym.key in lexicon.capitals)


def _first_of_list(token: Token) -> Token:
    """ "Moscow and Washington agreed": Washington does what Moscow does."""
    for _ in range(8):
        if token.dep_ not in ("conj", "appos"):
            break
        token = token.head
    return token


def _use_of(token: Token, own: Token, can_act: bool, lexicon: PlaceLexicon) -> PlaceUse:
    head = token.head
    if can_act and (_has_allies(own, lexicon) or _is_who(own, lexicon)):
        return "actor"
    if can_act and token.dep_ in _ADDRESSEES and _is_addressed(token, lexicon):
        return "actor"
    if token.dep_ in _SUBJECTS and can_act:
        return "actor" if _acts(token, head, lexicon) else "place"
    if token.dep_ == "nsubj" and head.lemma_ in lexicon.words.deciding_verbs:
        return "actor"
    if token.dep_ == "agent" or (token.dep_ == "pobj" and head.dep_ == "agent"):
        return "actor" if can_act else "place"
    if token.dep_ == "pobj":
        return _use_after_preposition(head, can_act, lexicon)
    if token.dep_ == "poss":
        return _use_of_possessor(head, can_act, lexicon)
    if token.dep_ in _MODIFIERS and head.i > own.i and head.pos_ in ("NOUN", "PROPN", "ADJ"):
        return _use_before(own, head, can_act, lexicon)
    return "place"


def _has_allies(own: Token, lexicon: PlaceLexicon) -> bool:
    """ "the US and its allies" """
    return any(
        child.dep_ == "conj"
        and child.lemma_.lower() in lexicon.words.sides
        and any(word.dep_ == "poss" for word in child.children)
        for child in own.children
    )


def _is_who(own: Token, lexicon: PlaceLexicon) -> bool:
    """ "Germany, which expelled four envoys, …": what a relative clause tells that a government does."""
    words = lexicon.words
    return any(
        child.dep_ == "relcl"
        and (child.lemma_ in words.deciding_verbs or child.lemma_ in words.addressing_verbs)
        and any(w.dep_ == "nsubj" and w.lower_ in ("which", "that", "who") for w in child.children)
        for child in own.children
    )


def _use_before(own: Token, head: Token, can_act: bool, lexicon: PlaceLexicon) -> PlaceUse:
    """ "the Aleppo hospital" → modifier; "US forces" → demonym; "Idlib province" is what the province is."""
    words = lexicon.words
    lemma = head.lemma_.lower()
    kinds = words.feature_kinds.get(lemma, ())
    if kinds and "site" not in kinds and _is_beside(own, head):
        return _use_of(_first_of_list(head), head, False, lexicon)
    if lexicon.is_adjective(own.text):
        return "demonym"
    if can_act and _is_of_pair(own) and _deals(head, lexicon):
        return "actor"
    if own.i and own.nbor(-1).lower_ in ("in", "at", "near") and lemma in words.people_nouns:
        return "place"  # "In Khartoum residents reported …"
    is_theirs = lemma in words.organ_nouns or lemma in words.people_nouns
    return "origin" if is_theirs or _is_a_name(own, head, lexicon) else "modifier"


def _is_of_pair(own: Token) -> bool:
    """ "US-China talks", "Moscow-Tehran cooperation": two names with a hyphen between them."""
    doc = own.doc
    behind, before = doc[own.i + 1 : own.i + 3], doc[max(own.i - 2, 0) : own.i]
    return any(
        len(near) == 2 and near[link].text in ("-", "–") and near[1 - link].text[:1].isupper()
        for near, link in ((behind, 0), (before, 1))
    )


def _deals(head: Token, lexicon: PlaceLexicon) -> bool:
    """Whether a name stands before talks, ties or a pact, if need be by way of the other name of a pair."""
    nouns = {head.lemma_.lower(), head.head.lemma_.lower()}
    return not nouns.isdisjoint(lexicon.words.dealing_nouns)


def _is_beside(own: Token, head: Token) -> bool:
    """ "Oise department", but not "Salem Police Department": that is no department of the French kind."""
    return head.i == own.i + 1


def _is_a_name(own: Token, head: Token, lexicon: PlaceLexicon) -> bool:
    """ "Oklahoma Gov. Mary Fallin", "Cavan Energy Group": whose they are; "Kharkiv Hospital" is there."""
    words = lexicon.words
    is_there = any(
        head.lower_ in there for there in (words.facilities, words.gatherings, words.grounds)
    ) or (head.lower_ in words.feature_kinds and _is_beside(own, head))
    return head.pos_ == "PROPN" and head.text[:1].isupper() and not is_there


def _is_addressed(token: Token, lexicon: PlaceLexicon) -> bool:
    """ "accused Tehran", "held Russia responsible", "sold Qatar jets"."""
    verb = token.head
    if token.dep_ == "dative" or verb.lemma_ in lexicon.words.addressing_verbs:
        return True
    return any(child.lower_ in ("responsible", "accountable") for child in (verb, *verb.children))


def _acts(token: Token, verb: Token, lexicon: PlaceLexicon) -> bool:
    if token.dep_ == "nsubjpass":
        return verb.lemma_ in lexicon.words.addressing_verbs or verb.lemma_ == "allege"
    if verb.lemma_ in ("be", "become", "remain") and _is_minded(verb, lexicon):
        return True
    if verb.lemma_ in lexicon.words.scene_verbs:
        return verb.lemma_ == "lose" and _are_of_forces(verb, lexicon)
    return verb.pos_ in ("VERB", "AUX")


def _are_of_forces(verb: Token, lexicon: PlaceLexicon) -> bool:
    """ "Russia lost 80 soldiers": whose they were, and not where."""
    lost = [child for child in verb.children if child.dep_ == "dobj"]
    return any(thing.lemma_.lower() in lexicon.words.own_forces for thing in lost)


def _is_minded(verb: Token, lexicon: PlaceLexicon) -> bool:
    """ "Russia is concerned over …", "Moscow was behind the raid": not what Russia looks like, but its government."""
    return any(
        (child.dep_ in ("acomp", "attr") and child.lower_ in lexicon.words.minded_adjectives)
        or (child.dep_ == "prep" and child.lower_ == "behind")
        for child in verb.children
    )


def _use_after_preposition(preposition: Token, can_act: bool, lexicon: PlaceLexicon) -> PlaceUse:
    words = lexicon.words
    governor = preposition.head
    word = preposition.lower_
    if can_act and word == "from" and _is_speech(governor, lexicon):
        return "actor"
    if (
        word == "from"
        and governor.pos_ in ("NOUN", "PROPN")
        and governor.lemma_.lower() in words.people_nouns
    ):
        return "origin"
    if word == "of" and (
        governor.lemma_.lower() in words.office_nouns or governor.ent_type_ == "PERSON"
    ):
        return "origin"  # "president of Syria", "Anna Holt of Kassala"
    if word == "with" and governor.lemma_.lower() in words.borders:
        return "origin"  # "near the border with Niger": on this side of it
    if not can_act:
        return "place"
    if _is_dealing(preposition, governor, lexicon):
        return "actor"
    if word == "with" and governor.lemma_ in words.meeting_verbs:
        return "actor"
    if word in ("by", "against") and governor.pos_ in ("NOUN", "VERB", "PRON"):
        return "actor"
    if word == "to" and governor.lemma_ in words.telling_verbs:
        return "actor"
    if word in ("including", "like") and governor.lemma_.lower() in words.sides:
        return "actor"
    if word == "of" and governor.lemma_.lower() in words.agent_nouns:
        return "actor"
    if word == "on" and governor.lemma_ in words.addressing_verbs:
        return "actor"
    return "place"


def _is_dealing(preposition: Token, governor: Token, lexicon: PlaceLexicon) -> bool:
    """ "a deal with Tehran", "expressed solidarity with Kyiv", "puts pressure on Georgia" """
    words = lexicon.words
    if preposition.lower_ not in words.dealing_prepositions:
        return False
    nouns = {governor.lemma_.lower()}
    if preposition.lower_ in ("with", "between", "on"):
        nouns |= {child.lemma_.lower() for child in governor.children if child.dep_ == "dobj"}
    if preposition.lower_ == "on":
        return "pressure" in nouns
    return not nouns.isdisjoint(words.dealing_nouns)


def _is_speech(governor: Token, lexicon: PlaceLexicon) -> bool:
    """ "condemnation from Cairo", "drew condemnation from Cairo" """
    said = [governor, *(child for child in governor.children if child.dep_ == "dobj")]
    return any(token.lemma_.lower() in lexicon.words.speech_nouns for token in said)


def _use_of_possessor(owned: Token, can_act: bool, lexicon: PlaceLexicon) -> PlaceUse:
    """ "Kenya's army" → origin; "Syria's Aleppo", "Syria's north" → place; "Moscow's decision" → actor"""
    lemma = owned.lemma_.lower()
    if lemma in lexicon.words.organ_nouns:
        return "origin"
    if (
        owned.pos_ == "PROPN"
        or lemma in lexicon.words.scene_nouns
        or lemma in lexicon.words.feature_kinds
        or lemma in lexicon.words.directions
    ):
        return "place"
    if any(child.lower_ in lexicon.words.directions for child in owned.children):
        return "place"
    return "actor" if can_act else "place"
