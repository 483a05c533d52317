"""Noun phrases that may mean somebody: units of a text, their heads, and the words before and after them.

Comes in: a reading and the index of names. Goes out: units (a known name, an entity of the model, a role word) as
runs of tokens, each with its head, and the noun phrase around a unit. Does not say who is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Token

from sayso.extract.actors.actor_words import load_actor_words
from sayso.extract.actors.known_actors import ActorLexicon
from sayso.extract.actors.names import Meaning, Name
from sayso.extract.actors.surnames import (
    Namesakes,
    capitals_in,
    find_surnames_again,
    has_another_first_name,
    is_title,
)
from sayso.extract.grammar.body_names import is_day_in_body_name
from sayso.nlp.readings import Reading
from sayso.nlp.self_named import GIVEN

_ENTITIES = frozenset({"PERSON", "ORG", "NORP", "GPE"})
_BEFORE_NOUN = frozenset({"compound", "amod", "nmod", "poss", "npadvmod", "quantmod", "nummod"})
_NOUN_TAGS = frozenset({"NN", "NNS", "NNP", "NNPS"})
_PREMODIFIER_TAGS = frozenset(
    {"DT", "PDT", "JJ", "JJR", "JJS", "NN", "NNS", "NNP", "NNPS", "POS", "CD", "PRP$", "HYPH"}
    | {"CC", "VBN", "VBG", "RB", "FW", "$", "AFX", "RBR", "RBS"}
)
# A bare number for many people: "Hundreds rallied outside parliament".
_CROWD = "crowd"
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_FINITE = frozenset({"VBD", "VBP", "VBZ"})
_TIMES = frozenset({"DATE", "TIME"})
_LONGEST_LEFT = 14
_LONGEST_QUOTED = 7
_LONGEST_SHIP = 4
_MARKS = frozenset({'"', "“", "”", "''", "``", "«", "»"})


@dataclass(frozen=True)
class Unit:
    """Some tokens [start, end) that name or describe one thing; `label` is the model's entity type.

    `country` is the country that an unknown body bears in its name: "Swiss Mine Action Agency".
    """

    start: int
    end: int
    head: int
    meanings: tuple[Meaning, ...] = ()
    label: str = ""
    country: str = ""

    def key(self, *uses: str) -> str | None:
        """The key of the first meaning put to one of these uses."""
        for meaning in self.meanings:  # no generator: asked a thousand times a report
            if meaning.use in uses:
                return meaning.key
        return None

    def keys(self, *uses: str) -> list[str]:
        """The keys of all meanings put to one of these uses."""
        return [m.key for m in self.meanings if m.use in uses]


def find_units(reading: Reading, doc: list[Token], lexicon: ActorLexicon) -> list[Unit]:
    """Every name, entity and role word of a reading, in text order, none over another."""
    named = list(_named_units(reading, doc, lexicon))
    units = {unit.start: unit for unit in named}
    for start, end, label, is_given in _entities(reading, doc, lexicon):
        within = [units[i] for i in range(start, end) if i in units]
        if label == "PERSON" and within and _opens_name(within[0], within[1:], start, end, doc):
            start, within = within[0].end, []  # "Guatemalan | Gilda Flores"
        # "a group calling itself [Sons] of the Soil": no sons
        is_given = is_given and not any(u.key("actor", "country", "adjective") for u in within)
        is_new = not _covered(units, start, end) and _is_new_entity(doc, within, start, end, label)
        if not is_given and not is_new:
            if label == "PERSON" and within and (whole := _whole_name(within[-1], doc, end)):
                units[whole.start] = whole
            continue
        for unit in within:
            del units[unit.start]
        inner = (u.key("country", "adjective") for u in within) if label == "ORG" else ()
        country = next((key for key in inner if key), "")
        if label in ("GPE", "ORG") and not within and _befalls_persons(doc, start, end):
            label = "PERSON"
        units[start] = Unit(start, end, _head_of(doc, start, end), label=label, country=country)
    taken = {
        i for unit in units.values() if not _is_doubtful(unit) for i in range(unit.start, unit.end)
    }
    persons = sorted(
        (u.start, u.end) for u in units.values() if u.label == "PERSON" and not u.meanings
    )
    for at in find_surnames_again(doc, persons, taken):
        units[at] = Unit(at, at + 1, at, label="PERSON")
    return [units[start] for start in sorted(units)]


def _befalls_persons(doc: list[Token], start: int, end: int) -> bool:
    """ "kidnapped [Montoya]", "the murder of [Delgado Parker]": nobody murders or kidnaps a town or a body."""
    words, head = load_actor_words(), doc[_head_of(doc, start, end)]
    if head.tag_ != "NNP" or any(
        t.dep_ in ("det", "compound", "amod") for t in _outside(head, start)
    ):
        return False
    if head.dep_ in ("dobj", "nsubjpass"):
        return head.head.lemma_ in words.done_to_persons
    is_of = head.dep_ == "pobj" and head.head.lower_ == "of"
    return is_of and head.head.head.lemma_.lower() in words.fates_of_persons


def _outside(head: Token, start: int) -> list[Token]:
    """What stands before a name and describes it: "the" in "the Red Front"."""
    return [t for t in head.lefts if t.i < start]


def _opens_name(people: Unit, others: list[Unit], start: int, end: int, doc: list[Token]) -> bool:
    """Whether a people's name stands before a whole name that the parser has as one with it."""
    is_first = people.start == start and people.key("adjective", "people") is not None
    name = doc[people.end : end]
    return is_first and not others and len(name) > 1 and all(t.tag_ == "NNP" for t in name)


def _is_doubtful(unit: Unit) -> bool:
    """One word that the parser alone takes for a place or a body: it may be a surname."""
    return not unit.meanings and unit.label in ("GPE", "ORG") and unit.end - unit.start == 1


def _named_units(reading: Reading, doc: list[Token], lexicon: ActorLexicon) -> Iterator[Unit]:
    token_at, namesakes = reading.token_at, Namesakes(doc, lexicon)
    for name in _names(reading, doc, lexicon):
        start = token_at.get(name.start)
        if start is None:
            continue
        end = _token_end(doc, start, name)
        if end is None or (ship_start(doc, start) is not None and _is_person(name)):
            continue
        if namesakes.is_anothers(start, end, name):
            if not has_another_first_name(doc, start, end, lexicon):
                yield Unit(start, end, _head_of(doc, start, end), label="PERSON")
        elif _may_name(doc, start, end, name):
            yield Unit(start, end, _head_of(doc, start, end), name.meanings, doc[start].ent_type_)


def _names(reading: Reading, doc: list[Token], lexicon: ActorLexicon) -> Iterator[Name]:
    """The known forms of a text; of "The army ousted President Poe" not "ousted president", but "president"."""
    for name in lexicon.names.find(reading.text):
        verb = doc[reading.token_at.get(name.start, 0)]
        is_run = name.start == verb.idx and name.end > verb.idx + len(verb)
        if (
            not is_run
            or verb.tag_ not in _FINITE
            or verb.dep_ in _BEFORE_NOUN
            or not _is_role(name)
        ):
            yield name
            continue
        first = verb.nbor().idx
        for inner in lexicon.names.find(reading.text[first : name.end]):
            yield Name(first + inner.start, first + inner.end, inner.meanings)


def _is_role(name: Name) -> bool:
    return any(meaning.use in ("role", "roles") for meaning in name.meanings)


def _is_person(name: Name) -> bool:
    return any(meaning.key.startswith("person:") for meaning in name.meanings)


def ship_start(doc: list[Token], at: int) -> int | None:
    """Where the name of a ship begins that a word is of: "USS Harry S. [Truman]" is no Truman."""
    ships = load_actor_words().ships
    first = max(0, at - _LONGEST_SHIP)
    while at >= first and doc[at].tag_ in ("NNP", "NNPS"):
        if doc[at].text in ships:
            return at
        at -= 1
    return None


def _token_end(doc: list[Token], start: int, name: Name) -> int | None:
    end = start
    while end < len(doc) and doc[end].idx < name.end:
        end += 1
    surplus = doc[end - 1].idx + len(doc[end - 1]) - name.end
    return end if surplus == 0 or (surplus == 1 and doc[end - 1].text.endswith(".")) else None


def _is_camera(doc: list[Token], start: int, end: int) -> bool:
    """ "CCTV footage showed two men": cameras in a street, and no broadcaster."""
    words = load_actor_words()
    is_name = end == start + 1 and doc[start].text in words.cameras
    return is_name and end < len(doc) and doc[end].lower_ in words.recordings


def _may_name(doc: list[Token], start: int, end: int, name: Name) -> bool:
    """Whether a form can be what the lexicon says here; the parse and its neighbours may speak against it."""
    uses = {m.use for m in name.meanings}
    if _is_camera(doc, start, end):
        return False
    if any(m.key == _CROWD for m in name.meanings):
        head = _head_of(doc, start, end)
        is_of = end < len(doc) and doc[end].lower_ == "of"  # "hundreds of houses"
        return doc[head].dep_ in _SUBJECTS and not is_of
    if uses & {"role", "roles"}:
        if end - start == 1 and start and doc[start - 1].tag_ == "CD" and _is_clock(doc[start]):
            return False  # "at around 10 pm": no prime minister
        if end - start == 1 and _is_region(doc[start]):
            return False
        return any(doc[i].tag_ in _NOUN_TAGS or doc[i].tag_ == "JJ" for i in range(start, end))
    if end - start == 1 and doc[start].tag_ in {"VBP", "VB", "MD", "PRP", "WP", "IN", "RB", "VBZ"}:
        return doc[start].ent_type_ != ""
    before = doc[start - 1] if start else None
    return not (before is not None and before.text == "New" and uses & {"country", "capital"})


def _is_region(token: Token) -> bool:
    """ "in Antioquia department": a part of the country; "the Antioquia department", "Interior Department" may act."""
    if token.text not in load_actor_words().regions or token.dep_ == "compound":
        return False
    named = [child for child in token.children if child.dep_ in ("compound", "nmod")]
    is_named = any(child.tag_ == "NNP" and child.i == token.i - 1 for child in named)
    return is_named and not any(child.dep_ in ("det", "poss") for child in token.children)


def _is_clock(token: Token) -> bool:
    return token.ent_type_ == "TIME" or token.lower_ in ("am", "pm")


def _entities(
    reading: Reading, doc: list[Token], lexicon: ActorLexicon
) -> Iterator[tuple[int, int, str, bool]]:
    """Start, end, label, and whether the text itself says that it is somebody's name."""
    for ent in reading.entities:
        if ent.label_ not in _ENTITIES:
            continue
        start, end = ent.start, ent.end
        while start < end and (is_title(doc[start], lexicon) or doc[start].text in _MARKS):
            start += 1
        while end > start and (
            doc[end - 1].tag_ == "POS" or doc[end - 1].is_punct or doc[end - 1].is_space
        ):
            end -= 1
        if start < end and any(doc[i].text[0].isalpha() for i in range(start, end)):
            ship = ship_start(doc, start)
            is_given = ent.kb_id_ == GIVEN
            yield (start, end, ent.label_, is_given) if ship is None else (ship, end, "ORG", False)


def _whole_name(unit: Unit, doc: list[Token], end: int) -> Unit | None:
    """ "[Luis Carlos Galan] Sarmiento": a known person, with the second family name that the lexicon leaves out."""
    is_person = any(m.key.startswith("person:") for m in unit.meanings)
    rest = doc[unit.end : end]
    if not is_person or not rest or not all(t.tag_ in ("NNP", "NNPS") for t in rest):
        return None
    return replace(unit, end=end, head=end - 1)


def _covered(units: dict[int, Unit], start: int, end: int) -> bool:
    """Whether known names hold the whole entity, or one of them runs over its edge."""
    for at in range(max(0, start - 12), end):
        unit = units.get(at)
        if unit is None or unit.end <= start:
            continue
        if unit.start < start or unit.end > end or (unit.start == start and unit.end == end):
            return True
    return False


def _is_new_entity(doc: list[Token], within: list[Unit], start: int, end: int, label: str) -> bool:
    if not within:
        return label in {"PERSON", "ORG", "NORP"} or label == "GPE"
    if label == "GPE" or any(_holds_head(doc, u, start, end, label) for u in within):
        return False
    if any(u.key("actor") and capitals_in(doc, u.start, u.end) > 1 for u in within):
        return False
    capitals = [i for i in range(start, end) if doc[i].text[0].isupper()]
    loose = [i for i in capitals if not any(u.start <= i < u.end for u in within)]
    if label == "PERSON" and within[0].start == start and within[0].key("adjective", "member"):
        return False
    return bool(loose)


def _holds_head(doc: list[Token], unit: Unit, start: int, end: int, label: str) -> bool:
    """Whether a role is what an entity is: "Kenyan police", and not "Nigerian Union of Teachers"."""
    if unit.key("role", "roles") is None:
        return False
    return label != "ORG" or unit.start <= _head_of(doc, start, end) < unit.end


def _head_of(doc: list[Token], start: int, end: int) -> int:
    """The head token of a run: the one whose own head lies outside; in a person's name the last."""
    if end - start == 1:
        return start
    if doc[end - 1].ent_type_ == "PERSON":
        return end - 1
    outside = [
        i
        for i in range(start, end)
        if not start <= doc[i].head.i < end and doc[i].is_alpha and doc[i].tag_ in _NOUN_TAGS
    ]
    roots = outside or [i for i in range(start, end) if doc[i].dep_ == "ROOT"]
    return roots[-1] if roots else end - 1


def is_premodifier(doc: list[Token], unit: Unit) -> Token | None:
    """The noun that a unit stands before and describes, or None.

    "Hamas fighters" → "fighters"; "Syria's army" → "army"
    """
    token = doc[unit.head]
    for _ in range(4):
        if token.dep_ not in _BEFORE_NOUN and not (token.dep_ == "conj" and token.head.i < token.i):
            return None
        above = token.head
        if token.dep_ == "conj":
            if above.dep_ not in _BEFORE_NOUN:
                return None
            token = above
            continue
        if above.i >= unit.end and above.tag_ in _NOUN_TAGS:
            return above
        if above.i == token.i or above.i < unit.start:
            return None
        token = above
    return None


# "At 21:15 Turkey said": nobody is called so.
_HOUR = re.compile(r"\d{1,2}[:h]\d\d")


def left_edge(doc: list[Token], unit: Unit) -> int:
    """Where the noun phrase of a unit begins: "the two [senior Houthi officials]" → at "the"."""
    edges = [doc[i].left_edge.i for i in range(unit.start, unit.end)]
    lowest = max(0, min(edges, default=unit.start), unit.start - _LONGEST_LEFT)
    start = unit.start
    marked = max(0, start - _LONGEST_QUOTED - 1)
    if start and (opening := _opening_mark(doc, start - 1, marked)) is not None:
        lowest = min(lowest, max(0, opening - 2))  # the parse seldom sees through the marks
    while start > lowest and not doc[start].is_sent_start:
        if _belongs_left(doc[start - 1]):
            start -= 1
        elif (opening := _opening_mark(doc, start - 1, lowest)) is not None:
            start = opening
        else:
            break
    while start < unit.start and (
        _cannot_begin(doc[start])
        or _is_year(doc, start)
        or _HOUR.fullmatch(doc[start].text) is not None
        or _is_article_of_owned(doc[start], unit)
    ):
        start += 1
    if start > 0 and doc[start].lower_ in {"least", "most"} and doc[start - 1].lower_ == "at":
        return start - 1
    return start


def _is_article_of_owned(token: Token, unit: Unit) -> bool:
    """ "a refugees' camp": one camp, and no "a refugees"; not "a few refugees' huts"."""
    owner = token.doc[unit.end - 1]
    is_many = owner.tag_ == "NNS" or (owner.lower_[-1:] == "s" and owner.lower_[-2:] != "ss")
    is_many = is_many and owner.dep_ == "poss" and owner.pos_ == "NOUN"
    is_count = token.nbor(1).tag_ in ("CD", "JJ") or token.nbor(1).dep_ == "nummod"
    return token.lower_ in ("a", "an") and is_many and not is_count


def _is_year(doc: list[Token], at: int) -> bool:
    """ "In 2017 Islamic State gunmen killed": the parse counts 2,017 of them."""
    is_year = doc[at].text.isdigit() and len(doc[at].text) == 4 and doc[at].text[:2] in ("19", "20")
    return is_year and at > 0 and doc[at - 1].lower_ in ("in", "since", "until", "by")


def _opening_mark(doc: list[Token], closing: int, lowest: int) -> int | None:
    """'the "Red Dawn" group': where a name in quotation marks before a noun opens; None where it is no such name."""
    if doc[closing].text not in _MARKS:
        return None
    first = max(lowest, closing - _LONGEST_QUOTED)
    opening = next((i for i in range(closing - 1, first - 1, -1) if doc[i].text in _MARKS), None)
    named = range(closing if opening is None else opening + 1, closing)
    if any(doc[i].pos_ == "VERB" and not _describes(doc[i], closing) for i in named):
        return None  # 'had "eliminated" Ali Hassan': no name
    return opening if named and all(_belongs_left(doc[i]) for i in named) else None


def _describes(word: Token, before: int) -> bool:
    """Whether a participle describes what stands behind: "armed" in 'the "armed" men'."""
    return word.dep_ in ("amod", "compound", "nmod") and word.head.i > before


def _cannot_begin(token: Token) -> bool:
    if token.lower_ == "over" and token.i:
        return token.nbor(-1).lemma_ in load_actor_words().hands_over
    if token.lower_ == "dead" and token.i and token.nbor(-1).tag_ in {"VBD", "VBN", "VBP", "VBZ"}:
        return True  # "shot dead | Maria Lopez"
    if token.tag_ in {"RB", "RBR"}:
        is_of_number = token.dep_ in {"advmod", "quantmod"} and token.head.tag_ == "CD"
        return not (is_of_number or _tells_how(token))
    return token.tag_ in _NO_BEGINNING or token.is_punct


_NO_BEGINNING = frozenset({"CC", "HYPH", "POS"})


def _belongs_left(token: Token) -> bool:
    if token.is_space:
        return False
    tag = token.tag_
    is_time = token.ent_type_ in _TIMES and tag == "NNP" and not is_day_in_body_name(token)
    is_time = is_time or token.lower_ in _DAYS_TOLD
    if tag in _PREMODIFIER_TAGS and not is_time:
        return True
    if _tells_how(token) or (tag == "HYPH" and token.i and _tells_how(token.nbor(-1))):
        return True  # "heavily armed men", "well-armed rebels"
    # "at least 43 people", "more than 40 people"
    return any(above.tag_ == "CD" and token.i < above.i for above in (token.head, token.head.head))


def _tells_how(token: Token) -> bool:
    """Whether an adverb stands right before the participle that it is told of: "heavily armed"."""
    told = token.head
    is_before = token.tag_ == "RB" and token.dep_ == "advmod" and 0 < told.i - token.i <= 2
    return is_before and told.tag_ in ("VBN", "JJ") and told.dep_ == "amod"


_DAYS_TOLD = frozenset({"yesterday", "today", "tonight", "tomorrow"})
_AFTER = frozenset({"of", "for", "from"})
_AFTER_SUBJECT = frozenset({"in", "at", "on", "to", "with", "near"})


def right_edge(doc: list[Token], unit: Unit) -> int:
    """Where the noun phrase of a role ends: with "of …", "for …", and "in …" before its verb; no clause."""
    end = unit.end
    head = doc[unit.head]
    for child in head.rights:
        if child.dep_ != "prep" or child.i > end + 1 or child.i < end:
            continue
        if child.i > end and doc[end].is_quote:
            break  # 'blamed "the Rwandan militia" for the deaths of nine men'
        word = child.lower_
        if word == "of" and head.dep_ == "dobj" and head.head.lemma_ in load_actor_words().with_of:
            break
        if word not in _AFTER and not (
            word in _AFTER_SUBJECT and head.dep_ in {"nsubj", "nsubjpass"}
        ):
            break
        after = _end_of_object(doc, child)
        if after is None:
            break
        end = after
    return end


def _end_of_object(doc: list[Token], preposition: Token) -> int | None:
    for child in preposition.rights:
        if child.dep_ == "pobj":
            return _plain_end(doc, child)
    return None


def _plain_end(doc: list[Token], noun: Token) -> int:
    """The end of a noun phrase with its own "of …", without clauses, appositions and conjuncts."""
    end = noun.i + 1
    for child in noun.rights:
        if child.dep_ == "prep" and child.lower_ == "of" and child.i == end:
            end = _end_of_object(doc, child) or end
    return end
