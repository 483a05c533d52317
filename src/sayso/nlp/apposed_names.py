"""Names that their apposition or office tells to be somebody: "Los Tlacos, a rival gang", "police chief Nisar Marwat".

Comes in: a parsed document. Goes out: the same document, in which such a name is the entity that its apposition says,
though the parser took it for a place or for nothing. Does not decide who is meant (extract/actors).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from msgspec import structs
from spacy.tokens import Doc, Span, Token

from sayso.lexicon import LexiconHeader, read_lexicon
from sayso.nlp.given_names import find_given
from sayso.nlp.persons import load_persons
from sayso.nlp.word_places import find_valued, find_words

_PLACES = frozenset({"GPE", "LOC", "FAC"})
# What the parser may take somebody's name for.
_MISTAKEN = frozenset({"", "ORG", "NORP", "PRODUCT", "WORK_OF_ART", "EVENT", "LAW"})
_NAMES = frozenset({"NNP", "NNPS"})
_MARKS = frozenset({"-", "–", "‑"})
_CLOSING = frozenset({",", ".", ";", ")"})
_OLDEST = 115
_OTHERS = frozenset({"DATE", "TIME", "MONEY", "PERCENT", "CARDINAL", "ORDINAL", "QUANTITY"})


class ApposedNames(LexiconHeader, frozen=True, kw_only=True):
    """The file `apposed-names.yaml`: nouns for a person and for a body, and what a place stands behind."""

    persons: frozenset[str]
    sides: frozenset[str]
    traders: frozenset[str]
    groups: frozenset[str]
    bands: frozenset[str]
    called: frozenset[str]
    calls: frozenset[str]
    locative: frozenset[str]
    named_bodies: frozenset[str]
    named_things: frozenset[str]


@lru_cache(maxsize=1)
def load_apposed_names() -> ApposedNames:
    """Read the nouns, once; what people are called by trade, age or kin are persons, too.

    Not "a broadcaster", "a contractor": in an apposition these are bodies more often.
    """
    file = read_lexicon("apposed-names", ApposedNames)
    return structs.replace(file, persons=file.persons | (load_persons() - file.groups))


def mend_names(doc: Doc) -> None:
    """Label names by their apposition, or by the office before them."""
    words = load_apposed_names()
    found = keep_apart(
        [
            *find_described(doc),
            *find_titled(doc),
            *find_told_behind(doc),
            *find_bodies(doc),
            *find_given(doc, words.named_bodies | words.named_things),
        ]
    )
    if not found:
        return
    taken = {i for start, end, _ in found for i in range(start, end)}
    kept = [ent for ent in doc.ents if taken.isdisjoint(range(ent.start, ent.end))]
    doc.ents = (*kept, *(Span(doc, start, end, label=label) for start, end, label in found))


def keep_apart(found: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """No token in two names: of names that overlap the longest, of equal ones the first.

    "the police chief Ada Pole, 52," is found by her office and by her age
    """
    kept: list[tuple[int, int, str]] = []
    for one in sorted(found, key=lambda f: f[0] - f[1]):
        if all(one[1] <= start or end <= one[0] for start, end, _ in kept):
            kept.append(one)
    return sorted(kept)


def find_described(doc: Doc) -> Iterator[tuple[int, int, str]]:
    """Names with an apposition that says what they are: [start, end) in tokens, and PERSON or ORG.

    "the work of Los Tlacos, a rival gang" → (3, 5, "ORG"); "clashes near Goma, a rebel commander said" → nothing
    """
    lexicon = load_apposed_names()
    ents = {i: (ent.start, ent.end) for ent in doc.ents for i in range(ent.start, ent.end)}
    asked = [*find_valued(doc, "TAG", {"CD"}), *find_valued(doc, "DEP", {"appos"})]
    for token in sorted(set(asked), key=lambda t: t.i):
        if token.tag_ == "CD":
            yield from _aged(token, ents, lexicon)
            continue
        if token.dep_ != "appos" or token.tag_ not in ("NN", "NNS") or token.head.i > token.i:
            continue
        noun = token.lemma_.lower() or token.lower_
        is_person, is_group = noun in lexicon.persons, noun in lexicon.groups
        name = token.head
        if not (is_person or is_group) or name.tag_ not in _NAMES:
            continue
        start, end = _name_around(doc, name, ents)
        if (
            doc[end].text != ","
            or not _is_described(token, end)
            or _is_placed(name, start, lexicon)
        ):
            continue
        yield start, end, "PERSON" if is_person else "ORG"


def _aged(
    age: Token, ents: Mapping[int, tuple[int, int]], lexicon: ApposedNames
) -> Iterator[tuple[int, int, str]]:
    """ "Amina, 19," and "Quispe, 52, was held": whose age is told, though the parser took it for a town or a body."""
    doc, name = age.doc, age.head
    is_behind = age.dep_ in ("appos", "npadvmod") and name.i == age.i - 2
    if not is_behind or name.tag_ not in _NAMES or doc[age.i - 1].text != ",":
        return
    is_closed = age.i + 1 == len(doc) or doc[age.i + 1].text in _CLOSING
    if not is_closed or not age.text.isdigit() or not int(age.text) <= _OLDEST:
        return
    start, end = _name_around(doc, name, ents)
    if end == age.i - 1 and not _is_placed(name, start, lexicon):
        yield start, end, "PERSON"


def find_titled(doc: Doc) -> Iterator[tuple[int, int, str]]:
    """Names of two words or more right behind a person's office that the parser took for something else.

    "deputy police chief Nisar Marwat said", "the writer Eva Toro" → PERSON; "rebel Ansar Dine" → nothing: "rebel" tells
    its side
    """
    lexicon = load_apposed_names()
    for token in find_words(doc, lexicon.persons):
        noun = token.lower_
        if token.tag_ != "NN" or token.text != noun or token.i >= len(doc) - 2:
            continue
        if noun in lexicon.sides:
            continue
        start = end = token.i + 1
        while end < len(doc) and doc[end].tag_ in _NAMES and doc[end].is_title:
            end += 1
        is_behind = doc[end - 1].dep_ == "appos" and doc[end - 1].head == token
        is_titled = token.dep_ == "compound" and token.head.i == end - 1
        is_name = end - start > 1 and (is_titled or is_behind)
        if is_name and all(t.ent_type_ in _MISTAKEN for t in doc[start:end]):
            yield start, end, "PERSON"


def find_told_behind(doc: Doc) -> Iterator[tuple[int, int, str]]:
    """Names between commas behind a person's office: "the military ruler, Paul-Henri Poe, fled" → PERSON.

    Not "the publisher, Poe House, said": traders are as often firms.
    """
    lexicon = load_apposed_names()
    for token in find_words(doc, lexicon.persons):
        noun = token.lower_
        if token.i >= len(doc) - 3 or token.tag_ != "NN" or token.nbor(1).text != ",":
            continue
        if noun in lexicon.sides or noun in lexicon.traders:
            continue
        start = end = token.i + 2
        while end < len(doc) and (doc[end].tag_ in _NAMES or doc[end].text in _MARKS):
            end += 1
        name = doc[start:end]
        is_closed = end < len(doc) and doc[end].text in _CLOSING
        words = [t for t in name if t.tag_ in _NAMES]
        if not is_closed or len(words) < 2 or not all(t.is_title for t in words):
            continue
        is_beside = words[-1].dep_ == "appos" and words[-1].head == token
        is_body = any(t.text in lexicon.named_bodies for t in words)
        if is_beside and not is_body and all(t.ent_type_ in _MISTAKEN for t in name):
            yield start, end, "PERSON"


def find_bodies(doc: Doc) -> Iterator[tuple[int, int, str]]:
    """Names with a word for a body that the parser took for a person's: "Justice Watch Asia" → (5, 8, "ORG")."""
    lexicon = load_apposed_names()
    for ent in doc.ents:
        if ent.label_ != "PERSON" or not any(t.text in lexicon.named_bodies for t in ent):
            continue
        start, end = ent.start, ent.end
        while start > 0 and doc[start - 1].tag_ in _NAMES and not doc[start - 1].ent_type_:
            start -= 1
        if end - start > 1:
            yield start, end, "ORG"


def _name_around(doc: Doc, name: Token, ents: Mapping[int, tuple[int, int]]) -> tuple[int, int]:
    """The name: an entity of the parser's, or the proper nouns that end in it."""
    if name.ent_type_ and name.ent_type_ not in _OTHERS:
        return ents[name.i]
    start = name.i
    while start > 0 and (doc[start - 1].tag_ in _NAMES or doc[start - 1].text in _MARKS):
        start -= 1
    return start, name.i + 1


def _is_described(noun: Token, end: int) -> bool:
    """ "…, a rival gang": right behind the comma, with an article, a number or an owner."""
    left = noun.left_edge
    return left.i == end + 1 and (left.tag_ in ("DT", "CD", "PRP$") or noun.i > left.i)


def _is_placed(name: Token, start: int, lexicon: ApposedNames) -> bool:
    """ "in Goma, a commander …": a place is named, and the apposition is the parser's error."""
    before = name.doc[start - 1].lower_ if start else ""
    is_bare = name.i == start and name.ent_type_ in _PLACES
    return before in lexicon.locative or (is_bare and before == "of")
