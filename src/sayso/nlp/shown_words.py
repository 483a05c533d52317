"""Parse stretches once more with other words shown to the parser: Doc → the same Doc with another tree there.

Comes in: a parsed document, and for token stretches what to show instead of some tokens. Goes out: the same document;
text, tokens and positions stay what they are. What to show is decided in headline_verbs.py, relative_verbs.py
and fraction_bounds.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from spacy.language import Language
from spacy.tokens import Doc

_KEPT = "sayso: words shown"


class Shown(msgspec.Struct, frozen=True):
    """What the parser is shown instead of a token, and the tag that the token itself has."""

    word: str
    tag: str


def parse_again(
    nlp: Language,
    doc: Doc,
    changes: Mapping[tuple[int, int], Mapping[int, Shown]],
    *,
    is_kept: bool = False,
) -> None:
    """Give token stretches, [start, end), the parse of what is shown; positions count from a stretch's start.

    What `is_kept` is shown again where the stretch is parsed once more for another word.
    """
    if not changes:
        return
    kept: dict[int, Shown] = doc.user_data.setdefault(_KEPT, {})
    names: list[int | str] = ["HEAD", "DEP", "TAG"]
    rows: Any = doc.to_array(names)
    unasked = [name for name in ("ner",) if name in nlp.pipe_names]
    with nlp.select_pipes(disable=unasked):
        for (start, end), asked in changes.items():
            before = {at - start: kept[at] for at in kept if start <= at < end}
            shown = {**before, **asked}
            if is_kept:
                kept.update({start + i: instead for i, instead in asked.items()})
            words = [shown[i].word if i in shown else t.text for i, t in enumerate(doc[start:end])]
            spaces = [bool(t.whitespace_) for t in doc[start:end]]
            parsed = nlp(Doc(nlp.vocab, words=words, spaces=spaces))
            rows[start:end] = parsed.to_array(names)
            for i, instead in shown.items():
                rows[start + i, 2] = nlp.vocab.strings.add(instead.tag)
    doc.from_array(names, rows)
