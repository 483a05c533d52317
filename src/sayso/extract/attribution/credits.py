"""Find credits: whom a quotation is credited to by a dash behind it.

Comes in: a reading, its parse, its quotations, the drafts so far. Goes out: drafts for paragraphs that are a quotation,
a dash and a name, and for quotations whose next paragraph is a dash and a name. Headlines are in headlines.py, labels
before a colon in labels.py.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from sayso.extract.attribution.drafts import Draft, trimmed
from sayso.extract.attribution.quotations import Quotation, Quotations
from sayso.extract.grammar.trees import Stretch, Tree
from sayso.nlp.readings import Reading

_DASHES = ("―", "—", "–", "--", "-")
_MARKS = "\"”“''’»«"
_MOST_WORDS = 12
_CLAUSAL = frozenset({"VERB", "AUX"})


def find_credits(
    reading: Reading, tree: Tree, quotations: Quotations, drafts: Sequence[Draft]
) -> list[Draft]:
    """Find the quotations that a dash and a name follow, and nothing else in the paragraph.

    '“They burned the mill first.” ― Amina Sarr, a refugee' → source "Amina Sarr, a refugee", cue "―"
    """
    paragraphs = [
        (bisect_left(tree.starts, start), bisect_left(tree.starts, end))
        for start, end in reading.paragraphs
    ]
    found = _credits(tree, quotations, paragraphs)
    known = {draft.head for draft in drafts}
    return [draft for draft in found if draft.head not in known]


def _credits(tree: Tree, quotations: Quotations, paragraphs: Sequence[Stretch]) -> Iterator[Draft]:
    for quotation in quotations.found:
        first, end = paragraphs[quotation.paragraph]
        if not quotation.closed or quotation.tokens[0] > first:
            continue
        place = quotation.tokens[1]
        if not any(tree.is_word(t) for t in range(place, end)):
            if quotation.paragraph + 1 == len(paragraphs) or tree.words[place - 1] in _DASHES:
                continue
            place, end = paragraphs[quotation.paragraph + 1]
        draft = _credited(tree, quotation, (place, end))
        if draft is not None:
            yield draft


def _credited(tree: Tree, quotation: Quotation, behind: Stretch) -> Draft | None:
    dash = next((t for t in range(*behind) if tree.pos[t] != "SPACE"), behind[1])
    if dash >= behind[1] or tree.words[dash].lstrip(_MARKS) not in _DASHES:
        return None
    source = trimmed(tree, [(dash + 1, behind[1])])
    if len(source) != 1 or not _is_name(tree, source[0]):
        return None
    return Draft(
        head=dash,
        cue=[(dash, dash + 1)],
        content=trimmed(tree, [quotation.tokens]),
        source=source,
        takes_quotes=True,
    )


def _is_name(tree: Tree, stretch: Stretch) -> bool:
    """A name, or somebody described, without a clause and without another quotation."""
    words = [t for t in range(*stretch) if tree.is_word(t)]
    if not 0 < len(words) <= _MOST_WORDS or any(tree.tags[t] == "POS" for t in words[-1:]):
        return False
    if any(tree.words[t] in ("“", '"', "``", ":") for t in range(*stretch)):
        return False
    finite = (t for t in words if tree.pos[t] in _CLAUSAL and tree.tags[t] not in ("VBN", "VBG"))
    return tree.pos[words[0]] in ("PROPN", "NOUN", "ADJ", "DET") and not any(finite)
