"""Surnames: whom a name means that persons share, and surnames alone that the tagger missed.

Comes in: the names of a reading one by one, in text order. Goes out: for each whether it names somebody else than the
known person: by another first name, by a rank or trade that no holder of an office has, or because the report gave the
surname to such a person before it named the known one; a surname alone that nobody else was given means the known
person. And where a person named in full is told again by the surname.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Literal

from spacy.tokens import Token

from sayso.extract.actors.actor_words import load_actor_words
from sayso.extract.actors.known_actors import ActorLexicon
from sayso.extract.actors.names import Name

Bearer = Literal["known", "another"]

_ARTICLES = frozenset({"a", "an"})
_BEFORE_TRADE = frozenset({"JJ", "NN", "NNP", "HYPH", "CD"})
_LONGEST_TRADE = 4
_BEFORE_PLACES = frozenset(
    "in at near from to outside inside into around across over toward towards through the".split()
)


class Namesakes:
    """The surnames of one report, by whom it gave them to first."""

    def __init__(self, doc: list[Token], lexicon: ActorLexicon) -> None:
        self.doc = doc
        self.lexicon = lexicon
        self.bearers: dict[str, Bearer] = {}

    def is_anothers(self, start: int, end: int, name: Name) -> bool:
        """Whether a known person's name means somebody else there.

        "Sergeant Ali Assad fired. [Assad] denied it" → True; "President [Assad] denied it" → False
        """
        persons = [m.key for m in name.meanings if m.key.startswith("person:")]
        if not persons:
            return False
        surname = self.doc[end - 1].lower_
        is_renamed = has_another_first_name(self.doc, start, end, self.lexicon)
        if not self.lexicon.own.isdisjoint(persons):
            return is_renamed  # a user's own constables are constables
        if is_renamed or self._is_humble(start, end):
            self.bearers.setdefault(surname, "another")
            return True
        if capitals_in(self.doc, start, end) > 1 or self._has_office(start, persons):
            self.bearers[surname] = "known"
        return self.bearers.setdefault(surname, "known") == "another"

    def _is_humble(self, start: int, end: int) -> bool:
        """ "Constable Duterte", "Duterte, 31, a taxi driver,": nobody whom the lexicon knows."""
        humble = load_actor_words().humble
        if start and self.doc[start - 1].lower_ in humble:
            return True
        after = [t for t in self.doc[end : end + 2 + _LONGEST_TRADE] if t.tag_ != "CD"]
        if len(after) < 3 or after[0].text != ",":
            return False
        after = [t for t in after if t.text != ","]
        return after[0].lower_ in _ARTICLES and self._trade(after[1:]) in humble

    def _trade(self, after: list[Token]) -> str:
        """The noun that some words lead to: "retired taxi driver from" → "driver"."""
        words: list[str] = []
        for token in after:
            if token.tag_ not in _BEFORE_TRADE or token.lower_ in load_actor_words().formerly:
                break
            words.append(token.lower_)
        return words[-1] if words else ""

    def _has_office(self, start: int, persons: list[str]) -> bool:
        """ "President Assad": the name behind an office that its known bearer holds or held."""
        before = self.doc[start - 1].lower_ if start else ""
        offices = (o for p in persons if p in self.lexicon.actors for o in self._offices(p))
        return before in offices

    def _offices(self, person: str) -> set[str]:
        return {o.office.rpartition("-")[2] for o in self.lexicon.actors[person].offices}


def find_surnames_again(
    doc: list[Token], persons: Sequence[tuple[int, int]], taken: Collection[int]
) -> Iterator[int]:
    """Where a person is told again by a surname that no entity holds, or that the parser took for a place or body.

    "[Iryna Sauchanka] was tried. [Sauchanka] was arrested in May." → at the second "Sauchanka"; so is the first of two
    surnames ("[Diego Montoya Escobar] … [Montoya]"), if no entity holds it.
    """
    last = {doc[end - 1].text: end for start, end in reversed(persons) if end - start > 1}
    first = {doc[end - 2].text: end for start, end in reversed(persons) if end - start > 2}
    for at, token in enumerate(doc if last else ()):
        if token.tag_ not in ("NNP", "NNPS") or at in taken:
            continue
        known = last if token.ent_type_ or token.text in last else first
        if at >= known.get(token.text, len(doc)) and not _may_be_place(doc, at):
            beside = doc[max(0, at - 1) : at + 2]
            if not any(t.tag_ == "NNP" for t in beside if t is not token):
                yield at


def _may_be_place(doc: list[Token], at: int) -> bool:
    """ "in Montoya", "the Montoya": behind these words a place or a body may be called so, if the parser says so."""
    return bool(doc[at].ent_type_) and at > 0 and doc[at - 1].lower_ in _BEFORE_PLACES


def has_another_first_name(doc: list[Token], start: int, end: int, lexicon: ActorLexicon) -> bool:
    """A known surname behind another first name: "Rifaat al-Assad" is not Bashar al-Assad."""
    before = doc[start - 1] if start else None
    if before is None or before.tag_ != "NNP" or before.ent_type_ != "PERSON":
        return False
    is_first = not is_title(before, lexicon) and before.text[0].isupper()
    return is_first and capitals_in(doc, start, end) == 1


def is_title(token: Token, lexicon: ActorLexicon) -> bool:
    """Whether a word before a name is none of it: "the", "Mr", "General"."""
    word = token.lower_.rstrip(".")
    return token.tag_ == "DT" or token.is_punct or token.is_space or word in lexicon.titles


def capitals_in(doc: list[Token], start: int, end: int) -> int:
    """How many words of a name begin with a capital."""
    return sum(doc[i].text[0].isupper() for i in range(start, end))
