"""Capitals where a newspaper would print them, for text whose own capitals tell nothing.

Comes in: a stretch in capitals, in small letters or in title case; the known names, the words of English that the
model's lemmatizer lists, and what the rest of the report shows of its words. Goes out: the stretch with names,
acronyms, months, titles and sentence starts in capitals and all else in small letters, character for character.
A letter whose other case is longer ("ß", "ŉ") stays as it is. Does not decide who or what a name is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, NamedTuple

from spacy.language import Language

from sayso.countries import Country
from sayso.lexicon import LexiconHeader, read_lexicon

Kind = Literal["capitals", "small", "title"]

_PIECE = re.compile(r"[^\W_]+")
_SENTENCE_END = re.compile(r"[.?!…][\"'”’)\]]*\s+[\"'“‘(\[]*(?=[^\W\d_])")
# The first letter, and one behind a gap as wide as flattened archives leave between paragraphs.
_SENTENCE_START = re.compile(r"(?:\A\s*|(?<!\s)\s{3,})[\"'“‘(\[]*(?=[^\W\d_])")
_INNER_CAPITAL = re.compile(r"(?<=[a-z,] )[A-Z][^\W_]*")
_SMALL_WORD = re.compile(r"\b[a-z]{2,}\b")
_JOINTS = frozenset(" -'’‘`´.&/\u2010\u2011\u2013")
_LONGEST_JOINT = 3
_VOWELS = frozenset("aeiouyáéíóúàèäöü")
_SHORT_ACRONYM = 3
_LONG_ACRONYM = 6
_SHORTEST_PLACE = 4


class CasingFile(LexiconHeader, frozen=True, kw_only=True):
    """The file `casing.yaml`. Its note tells what each list is for."""

    names: tuple[str, ...]
    months_or_words: frozenset[str]
    month_before: frozenset[str]
    words: frozenset[str]
    given_names: frozenset[str]
    given_words: frozenset[str]
    family_names: frozenset[str]
    place_openings: frozenset[str]
    particles: frozenset[str]
    titles: frozenset[str]
    abbreviations: frozenset[str]
    not_places: frozenset[str]
    us_after: frozenset[str]
    us_before: frozenset[str]
    articles: frozenset[str]
    acronym_before: frozenset[str]
    least_population: int


class _Form(NamedTuple):
    """A known name: its words in small letters and as printed."""

    lower: tuple[str, ...]
    printed: tuple[str, ...]
    is_spelled: bool


class _Piece(NamedTuple):
    start: int
    end: int
    lower: str


@dataclass(frozen=True)
class SeenWords:
    """What the ordinary part of a report shows: how its names are printed, and which words it has in small letters."""

    names: Mapping[str, str] = field(default_factory=dict)
    words: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Casing:
    """All that truecasing needs, loaded once."""

    rules: CasingFile
    forms: Mapping[str, tuple[_Form, ...]]
    common_words: frozenset[str]
    english: EnglishWords
    population: Callable[[str], int] | None = None


@dataclass(frozen=True)
class EnglishWords:
    """The words that a spaCy lemmatizer lists, by part of speech, with its rules for inflected forms."""

    index: Mapping[str, frozenset[str]] = field(default_factory=dict)
    rules: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    others: frozenset[str] = frozenset()

    def has(self, word: str) -> bool:
        """Whether a word in small letters is English: "bombing" is, "aleppo" too (WordNet lists it), "isaacs" is not.

        A model without lists knows every word: nothing is then taken for a name because it is unknown.
        """
        return not self.index or word in self.others or any(self._has(p, word) for p in self.index)

    def is_only_noun(self, word: str) -> bool:
        """Whether a word may be a noun and nothing else, as names of towns are: "aleppo", not "reading"."""
        return word not in self.others and not any(
            self._has(part, word) for part in self.index if part != "noun"
        )

    def _has(self, part: str, word: str) -> bool:
        listed = self.index[part]
        return word in listed or any(
            word.endswith(old) and word[: len(word) - len(old)] + new in listed
            for old, new in self.rules.get(part, ())
        )


@lru_cache(maxsize=1)
def load_casing_file() -> CasingFile:
    """Read `casing.yaml`, once."""
    return read_lexicon("casing", CasingFile)


def load_casing(
    nlp: Language,
    countries: Iterable[Country] = (),
    names: Iterable[str] = (),
    common_words: frozenset[str] = frozenset(),
    population: Callable[[str], int] | None = None,
) -> Casing:
    """Read `casing.yaml` and index all names.

    `names` are those of actors as printed ("FMLN", "Human Rights Watch"); `common_words` are words that are no names
    when they stand alone; `population` tells how many people live in the largest place of a name.
    """
    rules = load_casing_file()
    forms = [*rules.names, *_country_forms(countries), *names]
    return Casing(
        rules=rules,
        forms=_index(forms),
        common_words=common_words - {"us"},
        english=_english_words(nlp, rules.words),
        population=population,
    )


def _country_forms(countries: Iterable[Country]) -> Iterator[str]:
    for row in countries:
        yield from (
            *row.names,
            *row.adjectives,
            *row.people,
            *row.peoples,
            *row.capitals,
            *row.seats,
        )


def _index(names: Iterable[str]) -> dict[str, tuple[_Form, ...]]:
    table: dict[str, dict[tuple[str, ...], _Form]] = {}
    for name in names:
        printed = tuple(_PIECE.findall(name))
        lower = tuple(word.lower() for word in printed)
        if (
            not printed
            or name == name.lower()
            or any(map(_changes_length, zip(printed, lower, strict=True)))
        ):
            continue
        form = _Form(lower, printed, "." in name and any(len(word) == 1 for word in printed))
        table.setdefault(lower[0], {}).setdefault(lower, form)
    return {
        first: tuple(sorted(forms.values(), key=lambda form: -len(form.lower)))
        for first, forms in table.items()
    }


def _changes_length(pair: tuple[str, str]) -> bool:
    return len(pair[0]) != len(pair[1])


def _english_words(nlp: Language, extra: frozenset[str]) -> EnglishWords:
    if "lemmatizer" not in nlp.pipe_names:
        return EnglishWords()
    lookups = getattr(nlp.get_pipe("lemmatizer"), "lookups", None)
    if lookups is None or not lookups.has_table("lemma_index"):
        return EnglishWords()
    index, rules, irregular = (
        lookups.get_table(name, {}) for name in ("lemma_index", "lemma_rules", "lemma_exc")
    )
    parts = ("noun", "verb", "adj", "adv")
    return EnglishWords(
        index={p: frozenset(index.get(p, ())) | frozenset(irregular.get(p, ())) for p in parts},
        rules={p: tuple((old, new) for old, new in rules.get(p, ())) for p in parts},
        others=frozenset(nlp.Defaults.stop_words) | extra,
    )


def learn_words(paragraphs: Iterable[str]) -> SeenWords:
    """How ordinary paragraphs print their words.

    "Jets hit Aleppo, police in Idlib said." → names Aleppo, Idlib; words hit, police, in, said
    """
    names: dict[str, str] = {}
    words: set[str] = set()
    for paragraph in paragraphs:
        words.update(_SMALL_WORD.findall(paragraph))
        for name in _INNER_CAPITAL.findall(paragraph):
            names.setdefault(name.lower(), name)
    return SeenWords(
        {k: v for k, v in names.items() if k not in words and len(k) == len(v)}, frozenset(words)
    )


def truecase(text: str, kind: Kind, casing: Casing, seen: SeenWords) -> str:
    """The stretch as a newspaper would print it, of equal length.

    "RUSSIA DENIES BOMBING IN ALEPPO" → "Russia denies bombing in Aleppo"
    """
    return _Stretch(text, kind, casing, seen).cased()


class _Stretch:
    """One stretch while it is cased: its words, and the letters that are put down for each."""

    def __init__(self, text: str, kind: Kind, casing: Casing, seen: SeenWords) -> None:
        self.text = text
        self.kind = kind
        self.casing = casing
        self.rules = casing.rules
        self.seen = seen
        self.pieces = [_Piece(m.start(), m.end(), m.group().lower()) for m in _PIECE.finditer(text)]
        self.lowers = tuple(piece.lower for piece in self.pieces)
        self.printed = [self._plain(piece) for piece in self.pieces]
        self.named = [False] * len(self.pieces)

    def cased(self) -> str:
        self._case_words()
        self._case_family_names()
        self._case_titles()
        parts, last = [], 0
        for piece, printed in zip(self.pieces, self.printed, strict=True):
            parts += [self.text[last : piece.start], printed]
            last = piece.end
        return _with_sentence_starts("".join([*parts, self.text[last:]]), self.rules)

    def _plain(self, piece: _Piece) -> str:
        original = self.text[piece.start : piece.end]
        if len(piece.lower) == len(original):
            return piece.lower
        return "".join(c.lower() if len(c.lower()) == 1 else c for c in original)

    def _case_words(self) -> None:
        at = 0
        while at < len(self.pieces):
            form = self._form_at(at)
            if form is None:
                self._case_word(at)
                at += 1
                continue
            for i, printed in enumerate(form.printed, at):
                self.printed[i] = self._as_form(i, printed)
                self.named[i] = True
            at += len(form.printed)

    def _as_form(self, at: int, printed: str) -> str:
        """A word of a known name; "Unicef" in capitals may be printed so by its own house."""
        return printed if len(printed) == len(self.printed[at]) else self.printed[at]

    def _form_at(self, at: int) -> _Form | None:
        for form in self.casing.forms.get(self.pieces[at].lower, ()):
            stop = at + len(form.lower)
            if (
                self.lowers[at:stop] == form.lower
                and self._is_joined(at, stop, form)
                and self._may_name(at, form)
            ):
                return form
        return None

    def _is_joined(self, at: int, stop: int, form: _Form) -> bool:
        for left, right in zip(self.pieces[at : stop - 1], self.pieces[at + 1 : stop], strict=True):
            gap = self.text[left.end : right.start]
            if len(gap) > _LONGEST_JOINT or not _JOINTS.issuperset(gap):
                return False
            if "." in gap and not form.is_spelled:
                return False
        return (
            not form.is_spelled or "." in self.text[self.pieces[at].end : self.pieces[at].end + 1]
        )

    def _may_name(self, at: int, form: _Form) -> bool:
        word = form.lower[0]
        if len(form.lower) > 1:
            return True
        if word == "us":
            return self._is_country_us(at)
        if word in self.rules.months_or_words:
            return self._is_month(at)
        if len(word) == 1:
            return False
        if word not in self.casing.common_words or word in self.seen.names:
            return True
        return form.printed[0].isupper() and self._is_acronym(at, form.printed[0])

    def _is_acronym(self, at: int, acronym: str) -> bool:
        """A common word that is an acronym here: "SAF", "Is IS Beaten?", "WHO SAYS", but "IS IT OVER", "WHO LEADS?"."""
        piece = self.pieces[at]
        if not self.casing.english.has(piece.lower):
            return True
        if self.kind == "title":
            return self.text[piece.start : piece.end] == acronym
        is_subject = at == 0 and self._word(1) in self.rules.acronym_before
        return self.kind == "capitals" and is_subject and "?" not in self.text

    def _is_country_us(self, at: int) -> bool:
        """ "US JETS", "us troops", but "JOIN US", "told us"."""
        if self.kind == "small":
            return self._word(at + 1) in self.rules.us_before
        return (
            self.text[self.pieces[at].start :][:2] == "US"
            and self._word(at - 1) not in self.rules.us_after
        )

    def _is_month(self, at: int) -> bool:
        """ "4 may", "in march", "may 1990", but "may resume", "a march"; "says May", "May warns" is a name."""
        before, after = self._word(at - 1), self._word(at + 1)
        if self._word(at) == "may" and (not after or after in self.rules.acronym_before):
            return True
        return before.isdigit() or after.isdigit() or before in self.rules.month_before

    def _word(self, at: int) -> str:
        return self.pieces[at].lower if 0 <= at < len(self.pieces) else ""

    def _case_word(self, at: int) -> None:
        piece = self.pieces[at]
        chosen = self._chosen(piece, self.text[piece.start : piece.end])
        if len(chosen) == len(self.printed[at]):
            self.named[at] = chosen[:1].isupper()
            self.printed[at] = chosen

    def _chosen(self, piece: _Piece, original: str) -> str:
        lower = piece.lower
        if any(map(str.isdigit, lower)):
            return original if self.kind != "capitals" or not lower[0].isdigit() else lower
        if len(lower) == 1:
            return self._single_letter(piece)
        if lower in self.seen.names:
            return self.seen.names[lower]
        if lower in self.seen.words or lower in self.rules.particles:
            return lower
        if self.casing.english.has(lower) or lower in self.casing.common_words:
            return lower.capitalize() if self._is_place(lower) else lower
        return self._unknown(piece, original)

    def _single_letter(self, piece: _Piece) -> str:
        around = self.text[max(0, piece.start - 2) : piece.end + 3].lower()
        if any(short in around for short in ("a.m", "p.m", "e.g", "i.e")):
            return piece.lower
        beside = self.text[max(0, piece.start - 1) : piece.start]
        followed = self.text[piece.end : piece.end + 1]
        is_initial = followed == "." and beside not in ("'", "’")
        is_self = piece.lower == "i" and beside not in ("'", "’", "-")
        return piece.lower.upper() if is_initial or is_self else piece.lower

    def _is_place(self, word: str) -> bool:
        """Whether a word that English has, too, is rather a big town: "aleppo" and "haifa", not "reading" or "sale"."""
        population = self.casing.population
        return (
            population is not None
            and len(word) >= _SHORTEST_PLACE
            and word not in self.rules.not_places
            and word not in self.casing.common_words
            and self.casing.english.is_only_noun(word)
            and population(word) >= self.rules.least_population
        )

    def _unknown(self, piece: _Piece, original: str) -> str:
        """A word that English has not is a name, or an acronym when it is short or cannot be spoken."""
        lower = piece.lower
        is_unspoken = len(lower) < _LONG_ACRONYM and not _VOWELS.intersection(lower)
        if self.kind == "title":
            return original
        if self.kind == "capitals":
            return original if len(lower) <= _SHORT_ACRONYM or is_unspoken else lower.capitalize()
        in_brackets = (
            self.text[piece.start - 1 : piece.start] == "("
            and self.text[piece.end : piece.end + 1] == ")"
        )
        if is_unspoken or (in_brackets and len(lower) <= _LONG_ACRONYM):
            return lower.upper()
        return lower.capitalize()

    def _case_family_names(self) -> None:
        """ "luis vargas" → "Luis Vargas", though English has "vargas", too; "san francisco airport" stays.

        Nor do the words within a name stay small: "hector Oqueli", "Ramon Torres castro".
        """
        if self.kind == "title":
            return
        stop = 0  # where the last name ended, which no other begins in
        for at in range(len(self.pieces) - 1):
            if at >= stop and self._is_given(at):
                stop = self._case_name(at)

    def _is_given(self, at: int) -> bool:
        """Whether a person's name begins here: "luis vargas", "victor Oqueli"."""
        word, rules = self._word(at), self.rules
        if self._word(at - 1) in rules.place_openings:
            return False
        if word in rules.given_names:
            return True
        if word not in rules.given_words or not self._is_joined_by_blank(at):
            return False
        after = self._word(at + 1)
        return self.named[at + 1] or after in rules.family_names or after in rules.given_names

    def _case_name(self, at: int) -> int:
        """Put down the capitals of the name that a given name opens; where it ends."""
        end = at + 1
        while end < len(self.pieces) and self._is_joined_by_blank(end - 1):
            if not (self.named[end] or self._is_family(at, end)):
                break
            end += 1
        if end > at + 1:
            for i in range(at, end):
                if not self.named[i]:
                    self._capitalise(i)
        return end

    def _is_family(self, given: int, at: int) -> bool:
        """A word behind a given name, or behind what follows one, that is a family name there."""
        name, rules = self._word(at), self.rules
        if name in rules.family_names or name in rules.given_names:
            return True
        is_noun = len(name) > _SHORT_ACRONYM and self.casing.english.is_only_noun(name)
        return at == given + 1 and is_noun and name not in self.casing.common_words

    def _is_joined_by_blank(self, at: int) -> bool:
        return self.text[self.pieces[at].end : self.pieces[at + 1].start] == " "

    def _case_titles(self) -> None:
        """ "president cerezo" → "President Cerezo", "col isaac" → "Col Isaac"; a president alone stays small."""
        for at in range(len(self.pieces) - 2, -1, -1):
            title, name = self._word(at), self._word(at + 1)
            gap = self.text[self.pieces[at].end : self.pieces[at + 1].start]
            if title in self.rules.articles and gap == " " and self._begins_name(at):
                self._capitalise(at)
            if self._is_initial(at) and gap == ". ":
                self._capitalise(at + 1)
            if title not in self.rules.titles or self.named[at] or gap.strip(" ."):
                continue
            is_short = title in self.rules.abbreviations and len(name) > _SHORT_ACRONYM
            if is_short and self.casing.english.is_only_noun(name):
                self._capitalise(at + 1)
            if self.named[at + 1]:
                self._capitalise(at)

    def _begins_name(self, at: int) -> bool:
        """ "el fasher" → "El Fasher", but "Bashar al Assad": an article within a name stays small."""
        return self.named[at + 1] and not (
            at > 0 and (self.named[at - 1] or self._word(at - 1) == "de")
        )

    def _is_initial(self, at: int) -> bool:
        """The "W" of "George W. Bush": a letter behind a name."""
        is_letter = len(self._word(at)) == 1 and self.named[at]
        return is_letter and len(self._word(at - 1)) > 1 and self.named[at - 1]

    def _capitalise(self, at: int) -> None:
        self.printed[at] = _capitalised(self.printed[at])
        self.named[at] = True


def _with_sentence_starts(text: str, rules: CasingFile) -> str:
    starts = {match.end() for match in _SENTENCE_START.finditer(text)}
    starts |= {
        match.end()
        for match in _SENTENCE_END.finditer(text)
        if text[match.start()] != "." or not _is_abbreviation(text, match.start(), rules)
    }
    parts, last = [], 0
    for start in sorted(starts):
        parts += [text[last:start], _capitalised(text[start : start + 1])]
        last = start + 1
    return "".join([*parts, text[last:]])


def _is_abbreviation(text: str, stop: int, rules: CasingFile) -> bool:
    start = stop
    while start > 0 and stop - start < 12 and text[start - 1].isalpha():
        start -= 1
    word = text[start:stop].lower()
    return len(word) == 1 or word in rules.abbreviations


def _capitalised(word: str) -> str:
    first = word[:1].upper()
    return first + word[1:] if len(first) == 1 else word
