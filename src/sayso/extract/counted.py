"""What a number counts: the noun after it and the verb that governs it.

Comes in: a sentence and where a number stands in it. Goes out: the counted noun phrase ("12 wounded soldiers" →
"soldiers") and what is counted of them ("injured"). Rests on words beside the number first, then on the parse, then
on phrases of the clause: a wrong parse costs less that way. Does not read the number itself.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec
from spacy.tokens import Span as TokenSpan
from spacy.tokens import Token

_NOUNS = {"NN", "NNS", "NNP", "NNPS"}
_BEFORE_NOUN = _NOUNS | {"JJ", "JJR", "JJS", "VBN", "VBG", "POS", "HYPH", "AFX", "CD"}
_TAKEN_AS = {"prisoner", "hostage", "captive"}  # "took 38 soldiers prisoner"
_PARTICLES = {"prep", "prt", "acomp", "oprd", "advmod", "dobj", "xcomp"}
_BREAK = re.compile(r"[,;:]|\band\b")
_CLIMB = 6
_LINE_BREAKS = {ord(c): " " for c in "\n\r\t\u00a0\u2028\u2029"}


@dataclass(frozen=True)
class Line:
    """A sentence with its text, and the text in small letters, of the same length."""

    sentence: TokenSpan
    text: str
    lower: str
    starts: tuple[int, ...]

    def offset(self, i: int) -> int:
        """Where the token with this index of the document begins in the text."""
        at = i - self.sentence.start
        return self.starts[max(at, 0)] if at < len(self.starts) else len(self.text)

    def neighbours(self, start: int, end: int) -> tuple[int, int]:
        """Indices of the last token before a stretch of the text and of the first one after it."""
        doc, first = self.sentence.doc, self.sentence.start
        before = first + bisect_left(self.starts, start) - 1
        after = first + bisect_left(self.starts, end)
        while before >= first and doc[before].is_space:
            before -= 1
        while after < self.sentence.end and doc[after].is_space:
            after += 1
        return before, after


class CountedRow(msgspec.Struct, frozen=True, kw_only=True):
    """The words that make a number count one kind of thing ("killed")."""

    counts: str
    object: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    containers: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    lives: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True)
class CountedWords:
    """The rows turned round: word → what it counts."""

    object: dict[str, str]
    subject: dict[str, str]
    beside: dict[str, str]
    nouns: dict[str, str]
    containers: dict[str, str]
    weak: dict[str, str]
    lives: dict[str, str]
    phrases: dict[str, str]
    phrase_pattern: re.Pattern[str]
    links: frozenset[str]


@dataclass(frozen=True)
class NounPhrase:
    """The noun phrase that a number stands before; `partitive` for "dozens of soldiers".

    `definite` for "12 of the soldiers" and, with `pronoun`, "40 of them": some of those who were named.
    """

    head: Token | None
    modifiers: tuple[Token, ...] = ()
    partitive: bool = False
    definite: bool = False
    pronoun: bool = False
    end: int = 0


def make_line(sentence: TokenSpan, text: str) -> Line:
    """A sentence made ready for looking around a number in it."""
    lower = text.lower().translate(_LINE_BREAKS)
    starts = tuple(token.idx - sentence.start_char for token in sentence)
    return Line(sentence, text, lower if len(lower) == len(text) else text, starts)


def make_counted_words(rows: Iterable[CountedRow], links: Iterable[str]) -> CountedWords:
    """Index the rows by word."""
    rows = tuple(rows)
    phrases = {phrase: row.counts for row in rows for phrase in row.phrases}
    longest_first = sorted(phrases, key=len, reverse=True)
    return CountedWords(
        object={word: row.counts for row in rows for word in row.object},
        subject={word: row.counts for row in rows for word in row.subject},
        beside={word: row.counts for row in rows for word in row.beside},
        nouns={word: row.counts for row in rows for word in row.nouns},
        containers={w: row.counts for row in rows for w in (*row.nouns, *row.containers)},
        weak={word: row.counts for row in rows for word in row.weak},
        lives={word: row.counts for row in rows for word in row.lives},
        phrases=phrases,
        phrase_pattern=re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b"),
        links=frozenset(links),
    )


def find_noun_phrase(sentence: TokenSpan, after: int) -> NounPhrase:
    """The noun phrase that begins with the token at index `after` of the document.

    "29 Syrian soldiers were killed" after "29" → head "soldiers", modifiers ("Syrian",)
    """
    nearby = [sentence.doc[i] for i in range(after, min(after + 14, sentence.end))]
    tokens = [token for token in nearby if not token.is_space]
    i, partitive, definite = 0, False, False
    if tokens and tokens[0].lower_ == "of":
        i, partitive = 1, True
        while i < len(tokens) and tokens[i].tag_ in ("DT", "PRP$", "PDT"):
            i, definite = i + 1, True
        if i < len(tokens) and tokens[i].tag_ in ("PRP", "WP"):
            return _after_pronoun(tokens, i)
    if (
        definite
        and i < len(tokens)
        and tokens[i].dep_ == "pobj"
        and tokens[i].tag_ in ("VBN", "JJ")
    ):
        return NounPhrase(tokens[i], (), True, True, end=tokens[i].i + 1)  # "three of the wounded"
    run = list(_noun_run(tokens[i:]))
    nouns = [k for k, token in enumerate(run) if token.tag_ in _NOUNS and token.text != "-"]
    if not nouns:
        return NounPhrase(None, tuple(run), partitive, definite, end=_end_of(run, tokens, i, after))
    head = nouns[-1]
    return NounPhrase(run[head], tuple(run[:head]), partitive, definite, end=run[head].i + 1)


def _end_of(run: list[Token], tokens: list[Token], i: int, after: int) -> int:
    if run:
        return run[-1].i + 1
    return tokens[i - 1].i + 1 if i else after


def _after_pronoun(tokens: list[Token], i: int) -> NounPhrase:
    """ "40 of them children": the noun after the pronoun says who they are."""
    run = list(_noun_run(tokens[i + 1 :]))
    nouns = [token for token in run if token.tag_ in _NOUNS and token.text != "-"]
    if not nouns:
        return NounPhrase(None, (), True, True, True, end=tokens[i].i + 1)
    before = tuple(t for t in run if t.i < nouns[-1].i)
    return NounPhrase(nouns[-1], before, True, True, True, nouns[-1].i + 1)


def _noun_run(tokens: list[Token]) -> Iterator[Token]:
    """Adjectives and nouns up to the head; a participle belongs to it only before a noun it describes."""
    for i, token in enumerate(tokens):
        following = tokens[i + 1] if i + 1 < len(tokens) else None
        is_joined = following is not None and following.text == "-" and not token.whitespace_
        if (i and token.text == "-") or (is_joined and token.is_alpha):  # "ex-officers"
            yield token
            continue
        if token.tag_ not in _BEFORE_NOUN or (token.tag_ == "CD" and i == 0):
            return
        is_participle = token.tag_ in ("VBN", "VBG", "CD")
        if is_participle and not (
            token.dep_ in ("amod", "compound", "nummod") and token.head.i > token.i
        ):
            return
        yield token
        if token.tag_ in ("NNS", "NNPS") and not _goes_on(token, following):
            return


def _goes_on(token: Token, following: Token | None) -> bool:
    if following is None or following.tag_ not in _NOUNS | {"POS"}:
        return False
    if following.lower_ in _TAKEN_AS:
        return False
    return following.tag_ == "POS" or (
        token.dep_ in ("compound", "nmod") and token.head.i > token.i
    )


def find_counts(
    line: Line, before: int, after: int, phrase: NounPhrase, words: CountedWords
) -> str | None:
    """What a number counts by verb, adjective or noun of harm; None where nothing says so.

    `before` is the index of the token before the number (and its bound), `after` of the first one after it.
    "wounding 60 others" → "injured"; "29 people, among them two nurses, were killed" → "killed"
    """
    named = _by_noun(phrase, words)
    if named is not None and not phrase.definite:
        return named
    doc, start = line.sentence.doc, line.sentence.start
    left = doc[before] if before >= start else None
    end = max(phrase.end, after)
    return (
        _right_of(line, end, words)
        or _phrase_before(line, before, words)
        or _left_of(left, words)
        or _by_parse(_head_of(line, after, phrase), words)
        or _phrase_after(line, end, words)
        or named
    )


def find_counts_of(line: Line, head: Token, words: CountedWords) -> str | None:
    """What befalls somebody who is not numbered: "a policeman was shot dead" → "killed"."""
    return _right_of(line, head.i + 1, words) or _by_parse(head, words)


def _by_noun(phrase: NounPhrase, words: CountedWords) -> str | None:
    """ "12 wounded soldiers", "29 deaths", "40 lives", "30 hurt"."""
    for token in phrase.modifiers:
        if token.lower_ in words.beside:
            return words.beside[token.lower_]
    if phrase.head is None:
        return None
    lemma = phrase.head.lemma_.lower()
    if phrase.head.lower_ in ("life", "lives"):
        return next(iter(words.lives.values()), None)
    return words.nouns.get(lemma) or words.beside.get(phrase.head.lower_)


def _right_of(line: Line, end: int, words: CountedWords) -> str | None:
    """ "12 killed", "29 people were killed", "six feared dead"; not "12 gunmen killed a mayor"."""
    doc, i, last = line.sentence.doc, end, line.sentence.end
    if found := _phrase_at(line, line.offset(i), words):
        return found
    while i < last and i - end < 6 and (doc[i].is_space or doc[i].lower_ in words.links):
        i += 1
    if i >= last:
        return None
    if i > end and (found := _phrase_at(line, line.offset(i), words)):
        return found
    token = doc[i]
    if token.tag_ in ("VBZ", "VBP", "VB") or any(c.dep_ == "dobj" for c in token.children):
        return None
    if token.tag_ == "VBG" and i == end:
        return None
    return words.beside.get(token.lower_)


def _phrase_at(line: Line, start: int, words: CountedWords) -> str | None:
    match = words.phrase_pattern.match(line.lower, start)
    if match is None or _does_it(line, match.start(), match.end()):
        return None
    return words.phrases[match.group()]


def _does_it(line: Line, start: int, end: int) -> bool:
    """ "Gunmen shot dead two officers": a phrase in the active, with an object after it, befalls the object."""
    at = line.sentence.start + bisect_left(line.starts, start)
    verb = line.sentence.doc[min(at, line.sentence.end - 1)]
    if verb.tag_ not in ("VBD", "VBP", "VBZ"):
        return False
    past = line.sentence.start_char + end
    return any(c.dep_ == "dobj" and c.idx >= past for c in verb.rights)


def _left_of(left: Token | None, words: CountedWords) -> str | None:
    """ "killed 12", "wounding 60 others", and "Kills 29" in a headline of capitals."""
    if left is not None and left.text == ":" and left.i > left.sent.start:
        label = left.doc[left.i - 1]
        return words.beside.get(label.lower_) or words.nouns.get(label.lemma_.lower())
    if left is None or left.pos_ == "NOUN":
        return None
    return words.object.get(left.lemma_.lower()) or (
        words.object.get(_stem(left.lower_)) if left.tag_.startswith(("V", "NNP")) else None
    )


def _stem(word: str) -> str:
    for ending in ("ing", "ed", "s"):
        if word.endswith(ending):
            return word.removesuffix(ending)
    return word


def _head_of(line: Line, after: int, phrase: NounPhrase) -> Token | None:
    """The token whose place in the sentence is the number's: the noun, or the number itself."""
    if phrase.head is not None and not phrase.partitive:
        return phrase.head
    return line.sentence.doc[after - 1] if after > line.sentence.start else None


def _by_parse(head: Token | None, words: CountedWords) -> str | None:
    if head is None:
        return None
    return _by_clause(head, words) or _by_governor(head, words)


def _by_clause(head: Token, words: CountedWords) -> str | None:
    """ "29 people killed in the raid", "29 people who died"."""
    for child in head.children:
        if child.i < head.i or child.dep_ not in ("acl", "relcl"):
            continue
        lemma = child.lemma_.lower()
        subjects = {c.dep_ for c in child.children}
        if child.dep_ == "acl" and child.tag_ == "VBN" and lemma in words.object:
            return words.object[lemma]
        if "nsubjpass" in subjects and lemma in words.object:
            return words.object[lemma]
        if lemma in words.subject:
            return words.subject[lemma]
    return None


def _by_governor(head: Token, words: CountedWords) -> str | None:
    token = head
    for _ in range(_CLIMB):
        dep, parent = token.dep_, token.head
        if parent is token:
            return None
        if dep in ("nsubjpass", "dobj"):
            return _as_object(parent, words)
        if dep == "nsubj":
            return _as_subject(parent, words)
        if dep == "pobj" and parent.lower_ == "of":
            container = parent.head
            if counts := _of_harm(container, words):
                return counts
            if container.tag_ not in _NOUNS | {"CD"}:
                return None
            token = container
        elif dep == "pobj" and parent.lower_ in ("to", "among", "against"):
            noun = parent.head.lemma_.lower()
            return words.nouns.get(noun) if parent.head.tag_ in _NOUNS else None
        elif dep in ("conj", "appos", "nummod", "quantmod", "compound", "nmod"):
            token = parent
        else:
            return None
    return None


def _of_harm(noun: Token, words: CountedWords) -> str | None:
    """ "the killing of 12", "claimed the lives of 12"."""
    if noun.lower_ in ("life", "lives"):
        return next(iter(words.lives.values()), None)
    return words.containers.get(noun.lemma_.lower())


def _as_object(verb: Token, words: CountedWords) -> str | None:
    """ "killed 12", "drove 12 from their homes", "rounded 40 up", "left 29 dead"."""
    lemma = verb.lemma_.lower()
    if found := words.object.get(lemma):
        return found
    for child in verb.children:
        if child.dep_ in _PARTICLES and (found := words.object.get(f"{lemma} {child.lower_}")):
            return found
    return _by_complements(verb, words, as_subject=verb.tag_ == "VBN")


def _as_subject(verb: Token, words: CountedWords) -> str | None:
    found = words.subject.get(verb.lemma_.lower())
    if found:
        return found
    is_bare_participle = verb.tag_ == "VBN" and not any(
        c.dep_ in ("aux", "dobj") for c in verb.children
    )
    if is_bare_participle and verb.lemma_.lower() in words.object:
        return words.object[verb.lemma_.lower()]
    return _by_complements(verb, words, as_subject=True)


def _by_complements(verb: Token, words: CountedWords, *, as_subject: bool) -> str | None:
    """ "left 29 dead", "are missing", "were forced to flee", "fell ill and died"."""
    for child in verb.children:
        lemma = child.lemma_.lower()
        if child.dep_ in ("acomp", "oprd", "attr", "ccomp", "xcomp", "advcl") and (
            child.lower_ in words.beside and child.tag_ in ("JJ", "VBN")
        ):
            return words.beside[child.lower_]
        own_subject = any(c.dep_ in ("nsubj", "nsubjpass") for c in child.children)
        if as_subject and child.dep_ in ("xcomp", "conj") and not own_subject:
            if lemma in words.subject:
                return words.subject[lemma]
            if child.tag_ == "VBN" and lemma in words.object and child.dep_ == "xcomp":
                return words.object[lemma]
    return None


def _phrase_before(line: Line, before: int, words: CountedWords) -> str | None:
    """ "Police rounded up 40 men", "killing or wounding 50"."""
    upto = line.offset(before + 1)
    earlier = line.lower[max(0, upto - 40) : upto].rstrip()
    for match in words.phrase_pattern.finditer(earlier):
        if match.end() == len(earlier):
            return words.phrases[match.group()]
    return None


def _phrase_after(line: Line, end: int, words: CountedWords) -> str | None:
    """ "40 men were all, he said, driven from" is too far; "40 of the men lost their lives" is near enough."""
    start = line.offset(end)
    after = line.lower[start : start + 60]
    match = words.phrase_pattern.search(after)
    if match is None or _BREAK.search(after, 0, match.start()):
        return None
    return _phrase_at(line, start + match.start(), words)
