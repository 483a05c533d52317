"""Whether what looks like a time is one: "May" the month or the verb, "2014" the year or a count of people.

Comes in: an atom with the words around it, the parse, and the word lists of lexicons/times.yaml. Goes out: yes or
no. Does not say which time it is (timex.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sayso.extract.times.timelines import Atom, Scalar
from sayso.extract.times.timewords import NUMBER_CODES, OTHER_NAME, Words
from sayso.nlp.readings import Reading

_FIRST_PLAIN_YEAR, _LAST_PLAIN_YEAR = 1900, 2060
_MARKS_BEFORE_BOTH = frozenset(("the", "a", "an", ",", "and", "(", "-", "for"))


@dataclass(frozen=True)
class Surroundings:
    """The text as words and as parse, to look at what stands beside an atom."""

    reading: Reading
    words: Words
    lists: Mapping[str, Mapping[str, Scalar]]

    def before(self, atom: Atom, count: int = 1) -> str:
        """The word before an atom, in lower case; "" at the start of the text."""
        return self.words.words[atom.first - count].lower if atom.first >= count else ""

    def after(self, atom: Atom) -> str:
        """The word after an atom, in lower case; "" at the end of the text."""
        return self.words.words[atom.last].lower if atom.last < len(self.words.words) else ""

    def is_name_after(self, atom: Atom) -> bool:
        """Whether a capitalised word that is no time word follows."""
        return self.words.codes[atom.last : atom.last + 1] == OTHER_NAME

    def is_name_before(self, atom: Atom, count: int = 1) -> bool:
        """Whether the word so many before is a capitalised one that is no time word."""
        at = atom.first - count
        return at >= 0 and self.words.codes[at : at + 1] == OTHER_NAME

    def is_plural_after(self, atom: Atom) -> bool:
        """Whether the next word is a plural noun: "2014 people"."""
        index = self.reading.token_at.get(self.words.words[atom.last - 1].start)
        if index is None or index + 1 >= len(self.reading.doc):
            return False
        return self.reading.doc[index + 1].tag_ == "NNS"

    def is_number_beside(self, atom: Atom, before: str) -> bool:
        """Whether a bare number stands beside it, as in a telephone number; "in 2014 555 people" is fine."""
        codes = self.words.codes
        if atom.first and codes[atom.first - 1] in NUMBER_CODES:
            return True
        return codes[atom.last : atom.last + 1] in tuple(NUMBER_CODES) and not self.has(
            "year_sign", before
        )

    def has(self, name: str, word: str) -> bool:
        """Whether a word is in a word list."""
        return word in self.lists[name]


def is_time(atom: Atom, around: Surroundings) -> bool:
    """Whether an atom that stands alone is a time.

    "May" in "in May" is, in "it may" and "Theresa May" it is not.
    """
    check = _CHECKS.get(atom.kind)
    return check is None or check(atom, around)


def _is_month(atom: Atom, around: Surroundings) -> bool:
    word = atom.captures.get("month", "").removesuffix(" .")
    is_sure = "year" in atom.captures or "which" in atom.captures
    if is_sure or not around.has("doubtful_month", word):
        return True
    before = around.before(atom)
    if before in _MARKS_BEFORE_BOTH:
        return not around.is_name_after(atom)
    return around.has("month_sign", before)


def _is_season(atom: Atom, around: Surroundings) -> bool:
    """ "in the fall" is a season, "the fall" of a town is none, nor is "to spring"."""
    if len(atom.captures) > 1 or not around.has("doubtful_season", atom.captures["season"]):
        return True
    return around.has("season_lead", around.before(atom)) and around.after(atom) != "of"


def _is_year(atom: Atom, around: Surroundings) -> bool:
    """ "2014" is a year, "$2014" and "about 2000 soldiers" are not; before 1900 a year needs a sign."""
    before, year = around.before(atom), atom.captures.get("year")
    if year is None:
        return len(atom.captures.get("short_year", "")) == 2 and around.has("year_sign", before)
    if atom.last - atom.first > 1 or "second" in atom.captures:
        return True
    if around.has("no_year_sign", before) or around.has("no_year_after", around.after(atom)):
        return False
    if around.is_number_beside(atom, before):
        return False
    if around.is_plural_after(atom) and not around.has("counted_year_sign", before):
        return False
    is_plain = _FIRST_PLAIN_YEAR <= int(year) <= _LAST_PLAIN_YEAR
    is_named = before == "the" and not around.is_plural_after(atom)
    return is_plain or is_named or around.has("year_sign", before)


def _is_decade(atom: Atom, around: Surroundings) -> bool:
    """ "the 80s" and "'80s" are a decade, "mid-40s" alone is an age."""
    word = atom.captures.get("decade", "")
    is_short = word.endswith("s") and len(word) == len("80s")
    return not is_short or atom.last - atom.first > 1 or around.before(atom) == "the"


def _is_part(atom: Atom, around: Surroundings) -> bool:
    """ "at night", "in the morning", "that evening"; not "a night"."""
    if "which" in atom.captures:
        return True
    before = around.before(atom)
    if around.has("lone_part", atom.captures.get("part", "")) and around.has(
        "lone_part_lead", before
    ):
        return True
    return before == "at" or (before == "the" and around.has("part_lead", around.before(atom, 2)))


def _is_feast(atom: Atom, around: Surroundings) -> bool:
    """Not "Operation Ramadan", not a person's name: "Taha Yassin Ramadan" in the midst of a sentence."""
    if around.has("no_feast_sign", around.before(atom)):
        return False
    return not (around.is_name_before(atom) and around.is_name_before(atom, 2))


def _is_weekday(atom: Atom, around: Surroundings) -> bool:
    """ "on Mon" is a day, "in Mon state" is none."""
    word = atom.captures.get("weekday", "")
    return not (around.has("weekday_short", word) and around.has("mon_sign", around.after(atom)))


def _is_the_unit(atom: Atom, around: Surroundings) -> bool:
    """ "the year" alone is a length or a date: not decided, not found. "the quarter" is a date in business news."""
    return atom.captures.get("unit") == "quarter"


_CHECKS: dict[str, Callable[[Atom, Surroundings], bool]] = {
    "month": _is_month,
    "season": _is_season,
    "year": _is_year,
    "decade": _is_decade,
    "part": _is_part,
    "feast": _is_feast,
    "weekday": _is_weekday,
    "other_month": _is_feast,
    "the_unit": _is_the_unit,
}
