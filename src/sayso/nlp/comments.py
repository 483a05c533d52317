"""Comments in apposition, which the parser misreads: "31 people had vanished, a figure officials dispute".

Comes in: a parsed document. Goes out: the same document, in which the commenting verb has its own subject, describes
its noun, and governs nothing that stands before it. The words before the comment are parsed without it, the comment by
itself with its verb in the past ("the army contests" → "the army contested"). Text, tokens and positions stay what
they are. Only comments that end their sentence are looked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Token

from sayso.lexicon import LexiconHeader, read_lexicon
from sayso.nlp.word_places import find_words

_ARTICLES = frozenset({"a", "an", "the", "another", "something"})
_PRONOUNS = frozenset({"that", "which"})
_NOMINAL = frozenset({"NN", "NNS", "NNP", "NNPS", "PRP"})
_WITHIN = _NOMINAL | {"DT", "JJ", "PRP$", "POS", "IN", "CC", "CD", "HYPH"}
_ON_THE_WAY = _WITHIN | {"RB"}  # "a charge Delhi has repeatedly denied"
_BEFORE_NOUN = frozenset({"JJ", "NN", "RB", "NNS"})
_HELPERS = frozenset({"has", "have", "had", "did", "does", "do", "not", "also", "since", "later"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_ENDS = frozenset({".", ";", "!", "?", '"', "”", "''"})
_LONGEST_NAME = 4
_LONGEST_SUBJECT = 10


class CommentWords(LexiconHeader, frozen=True, kw_only=True):
    """The file `comments.yaml`."""

    nouns: frozenset[str]
    tallies: frozenset[str]
    verbs: dict[str, str]
    naming: dict[str, str]


@dataclass(frozen=True)
class Comment:
    """A comment by its tokens: the comma before it, its noun, its subject, [start, end), its verb, its last word."""

    comma: int
    noun: int
    start: int
    end: int
    verb: int
    last: int


@lru_cache(maxsize=1)
def load_comment_words() -> CommentWords:
    """Read the words, once."""
    return read_lexicon("comments", CommentWords)


def find_comments(words: Sequence[str], tags: Sequence[str]) -> Iterator[Comment]:
    """The comments of a text, by its words in small letters and their tags.

    ["nine", "died", ",", "a", "toll", "the", "army", "contests", "."] → noun 4, subject [5, 7), verb 7
    """
    known = load_comment_words()
    for comma, word in enumerate(words):
        if word == "," and comma + 4 < len(words) and words[comma + 1] in _ARTICLES:
            comment = _comment_after(words, tags, comma, known)
            if comment is not None:
                yield comment


def _comment_after(
    words: Sequence[str], tags: Sequence[str], comma: int, known: CommentWords
) -> Comment | None:
    noun = comma + 1 if words[comma + 1] == "something" else None
    for token in range(comma + 2, min(comma + 2 + _LONGEST_NAME, len(words))):
        if noun is None and (words[token] in known.nouns or words[token] in known.tallies):
            noun = token
        if noun is not None or tags[token] not in _BEFORE_NOUN:
            break
    if noun is None:
        return None
    start = noun + 1
    if start < len(words) and words[start] in _PRONOUNS:
        start += 1
    found = _verb_after(words, tags, start, known)
    if found is None:
        return None
    verb, last = found
    end = verb
    while end > start and (words[end - 1] in _HELPERS or tags[end - 1] == "RB"):
        end -= 1
    is_named = any(tags[t] in _NOMINAL for t in range(start, end))
    return Comment(comma, noun, start, end, verb, last) if is_named else None


def _verb_after(
    words: Sequence[str], tags: Sequence[str], start: int, known: CommentWords
) -> tuple[int, int] | None:
    """The verb of a short clause that ends its sentence, and its last word.

    "the army | contests", "officials in Kano | have disputed", "residents | called absurd"
    """
    for token in range(start + 1, min(start + _LONGEST_SUBJECT, len(words) - 1)):
        if words[token + 1] in _ENDS and stem_of(words[token], known.verbs) is not None:
            return token, token
        if stem_of(words[token], known.naming) is not None:
            last = _end_of_name(words, tags, token)
            if last is not None:
                return token, last
        if words[token] not in _HELPERS and tags[token] not in _ON_THE_WAY:
            return None
    return None


def _end_of_name(words: Sequence[str], tags: Sequence[str], verb: int) -> int | None:
    """The last word of what a comment calls it: "called | absurd", 'described as | "a lie"'."""
    for token in range(verb + 1, min(verb + _LONGEST_SUBJECT, len(words) - 1)):
        if words[token] == "," or tags[token] in _FINITE:
            return None
        if words[token + 1] in (".", ";", "!", "?"):
            return token
    return None


def stem_of(word: str, verbs: Mapping[str, str]) -> str | None:
    """The verb that a word is a form of: "contests", "contested" → "contest"."""
    stems = (word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("ies") + "y")
    past = (stem for stem, form in verbs.items() if form == word)
    return next((stem for stem in stems if stem in verbs), None) or next(past, None)


def _may_comment(noun: Token) -> bool:
    """Whether a comma and an article stand before a noun, with few words between: ", a toll"."""
    first = max(0, noun.i - _LONGEST_NAME - 2)
    before = [t.lower_ for t in noun.doc[first : noun.i + 1]]
    return any(word == "," and after in _ARTICLES for word, after in pairwise(before))


def mend_comments(nlp: Language, doc: Doc) -> None:
    """Give sentences that end in a comment the parse of what they mean."""
    known = load_comment_words()
    called = find_words(doc, known.nouns | known.tallies | {"something"})
    if not any(_may_comment(noun) for noun in called):
        return
    found = list(find_comments([t.lower_ for t in doc], [t.tag_ for t in doc]))
    wrong = [comment for comment in found if not _is_right(doc, comment)]
    if not wrong:
        return
    names: list[int | str] = ["HEAD", "DEP", "TAG"]
    rows: Any = doc.to_array(names)
    mended = 0
    for comment in wrong:
        start = max(mended, doc[comment.comma].sent.start)
        if start < comment.comma:
            _mend(nlp, doc, comment, rows, start)
            mended = comment.last + 1
    doc.from_array(names, rows)


def _is_right(doc: Doc, comment: Comment) -> bool:
    noun, verb = doc[comment.noun], doc[comment.verb]
    subjects = [t for t in verb.lefts if t.dep_ == "nsubj"]
    is_own = any(comment.start <= t.i < comment.end for t in subjects)
    is_of_noun = verb.dep_ == "relcl" and verb.head == noun and noun.head.i < comment.comma
    # "a charge that Delhi has denied": not a charge which says that Delhi has
    is_told = comment.start == comment.noun + 2 and doc[comment.noun + 1].dep_ == "mark"
    return is_own and is_of_noun and not is_told


def _mend(nlp: Language, doc: Doc, comment: Comment, rows: Any, start: int) -> None:
    """Write the parse of a comment, and of what its sentence says before it, from `start` on."""
    strings = nlp.vocab.strings
    end = doc[comment.comma].sent.end
    roots = _write(rows, start, _parsed(nlp, doc, range(start, comment.comma), {}))
    root = roots[0]
    for other in roots[1:]:
        _hang(rows, other, root, strings.add("parataxis"))
    _mend_clause(nlp, doc, comment, rows)
    _hang(rows, comment.noun, root, strings.add("appos"))
    _hang(rows, comment.comma, root, strings.add("punct"))
    for i in range(comment.comma + 1, comment.noun):
        _hang(rows, i, comment.noun, rows[i, 1])
    for i in range(comment.last + 1, end):
        if rows[i, 0] == 0:
            _hang(rows, i, root, strings.add("punct"))
        elif start <= i + _offset(rows, i) <= comment.last:
            _hang(rows, i, root, rows[i, 1])


def _mend_clause(nlp: Language, doc: Doc, comment: Comment, rows: Any) -> None:
    """The clause of a comment: it describes the noun, and its verb has its own subject and tag."""
    strings = nlp.vocab.strings
    form = doc[comment.verb].lower_
    known = load_comment_words().verbs | load_comment_words().naming
    past = known[stem_of(form, known) or form]
    clause = _parsed(nlp, doc, range(comment.start, comment.last + 1), {comment.verb: past})
    for root in _write(rows, comment.start, clause):
        _hang(rows, root, comment.verb, strings.add("dep"))
    named = [comment.start + t.i for t in clause if t.dep_ in ("nsubj", "nsubjpass")]
    nouns = [i for i in range(comment.start, comment.end) if doc[i].tag_ in _NOMINAL]
    _hang(rows, (named or nouns)[0], comment.verb, strings.add("nsubj"))
    _hang(rows, comment.verb, comment.noun, strings.add("relcl"))
    if comment.start == comment.noun + 2:  # "a figure that"
        _hang(rows, comment.noun + 1, comment.verb, strings.add("dobj"))
    if form == past and doc[comment.verb].tag_ == "VBN":
        rows[comment.verb, 2] = strings.add("VBN" if comment.end < comment.verb else "VBD")
    elif form != past:
        rows[comment.verb, 2] = strings.add("VBZ" if form.endswith("s") else "VBP")


def _parsed(nlp: Language, doc: Doc, tokens: range, shown: dict[int, str]) -> Doc:
    """Some tokens parsed by themselves, with other words shown in the place of some."""
    words = [shown.get(i, doc[i].text) for i in tokens]
    return nlp(
        Doc(
            nlp.vocab,
            words=[*words, "."],
            spaces=[*(bool(doc[i].whitespace_) for i in tokens), False],
        )
    )


def _write(rows: Any, start: int, parsed: Doc) -> list[int]:
    """Write a parse, but for its added full stop, over the rows from `start` on; the roots there."""
    found: Any = parsed.to_array(["HEAD", "DEP", "TAG"])
    stop = len(parsed) - 1
    rows[start : start + stop] = found[:-1]
    roots = [t.i for t in parsed if t.i < stop and t.head.i in (t.i, stop)]
    for root in roots:
        rows[start + root, 0] = 0
    return [start + root for root in roots]


def _hang(rows: Any, token: int, head: int, dep: int) -> None:
    rows[token, 0] = (head - token) % 2**64
    rows[token, 1] = dep


def _offset(rows: Any, token: int) -> int:
    offset = int(rows[token, 0])
    return offset - 2**64 if offset >= 2**63 else offset
