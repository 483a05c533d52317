"""Parse what is too long for one go in pieces: Docs with tokens → the same Docs, parsed.

Comes in: tokenized Docs. Goes out: each with tags, tree and names, in order. Ordinary reports are parsed in batches as
they are. A text of more than MOST_TOKENS is parsed piece by piece, since the parser takes 16 kB of memory for a token;
a "sentence" of more than LONGEST_SENTENCE tokens is cut and parsed again, since what reads sentences takes the square
of their length. Cuts are made at a paragraph, else after a mark, else where the limit is. No word is left out.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

log = logging.getLogger(__name__)

MOST_TOKENS = 40_000
# The longest in 7,167 sentences of news and history has 148: a list of names and ranks.
LONGEST_SENTENCE = 300
# spaCy's parser walks through a quarter of a batch at a time, one multiplication for all of a step: let it be all.
_QUARTERS = 4
_FEWEST_TOKENS = LONGEST_SENTENCE // 2
_MARKS = (frozenset(".!?"), frozenset(";:"), frozenset(',"”)'))
_FOUND: list[int | str] = ["TAG", "DEP", "HEAD", "ENT_IOB", "ENT_TYPE"]
_GIVEN: list[int | str] = ["NORM", "SENT_START"]


def parse_docs(nlp: Language, docs: Iterable[Doc], batch_size: int) -> Iterator[Doc]:
    """Parse Docs in batches of so many, or of MOST_TOKENS."""
    for batch in _batches(docs, batch_size):
        if len(batch[0]) > MOST_TOKENS:
            yield _parse_long(nlp, batch[0])
            continue
        for doc in nlp.pipe(batch, batch_size=_QUARTERS * batch_size):
            yield _cut_sentences(nlp, doc)


def _batches(docs: Iterable[Doc], batch_size: int) -> Iterator[list[Doc]]:
    batch: list[Doc] = []
    tokens = 0
    for doc in docs:
        if batch and (len(batch) == batch_size or tokens + len(doc) > MOST_TOKENS):
            yield batch
            batch, tokens = [], 0
        batch.append(doc)
        tokens += len(doc)
    if batch:
        yield batch


def _parse_long(nlp: Language, doc: Doc) -> Doc:
    starts = np.flatnonzero(doc.to_array(["SENT_START"]) == 1)
    rows: list[Any] = []
    start = 0
    while start < len(doc):
        end = min(start + MOST_TOKENS, len(doc))
        if end < len(doc):
            before = starts[(starts > start + MOST_TOKENS // 2) & (starts <= end)]
            end = int(before[-1]) if len(before) else end
        rows.append(_parse_pieces(nlp, doc, [(start, end)]))
        start = end
    doc.from_array(_FOUND, _joined(rows))
    return _cut_sentences(nlp, doc)


def _cut_sentences(nlp: Language, doc: Doc) -> Doc:
    """The Doc, each sentence beyond the limit parsed again in parts."""
    starts = [*np.flatnonzero(doc.to_array(["SENT_START"]) == 1).tolist(), len(doc)]
    long = [
        (start, end)
        for start, end in zip([0, *starts], starts, strict=False)
        if end - start > LONGEST_SENTENCE
    ]
    if not long:
        return doc
    log.info("%d sentences of more than %d tokens are read in parts", len(long), LONGEST_SENTENCE)
    parts = [part for start, end in long for part in _parts(doc, start, end)]
    found, at = _parse_pieces(nlp, doc, parts), 0
    rows: Any = _joined([doc.to_array(_FOUND)])
    for start, end in parts:
        rows[start:end] = found[at : at + end - start]
        at += end - start
    doc.from_array(_FOUND, rows)
    return doc


def _parts(doc: Doc, start: int, end: int) -> Iterator[tuple[int, int]]:
    """[start, end) of the parts of an endless sentence, each within the limit."""
    while end - start > LONGEST_SENTENCE:
        cut = start + _cut_in([token.text for token in doc[start : start + LONGEST_SENTENCE]])
        yield start, cut
        start = cut
    yield start, end


def _cut_in(words: list[str]) -> int:
    """After which word to cut: after the last full stop in the second half, else semicolon, comma, or the last word."""
    for marks in _MARKS:
        for at in range(len(words), _FEWEST_TOKENS, -1):
            if words[at - 1] in marks:
                return at
    return len(words)


def _parse_pieces(nlp: Language, doc: Doc, bounds: list[tuple[int, int]]) -> Any:
    """What the parser finds in stretches of a Doc, each by itself."""
    given = doc.to_array(_GIVEN)
    pieces = (_piece(doc, given, start, end) for start, end in bounds)
    return _joined([piece.to_array(_FOUND) for piece in nlp.pipe(pieces, batch_size=64)])


def _joined(rows: list[Any]) -> Any:
    return np.concatenate(rows)


def _piece(doc: Doc, given: Any, start: int, end: int) -> Doc:
    tokens = doc[start:end]
    words, spaces = [t.text for t in tokens], [bool(t.whitespace_) for t in tokens]
    piece = Doc(doc.vocab, words=words, spaces=spaces)
    rows = given[start:end].copy()
    rows[0, 1] = 0
    return piece.from_array(_GIVEN, rows)
