"""Find who stands behind a statement that is taken back: "The guerrillas killed him, or so his family is convinced."

Comes in: a parse and the drafts so far. Goes out: drafts whose content is what stands before "or so" and whose source
and cue stand behind it. A cue that was read already, as "or so the army says" is, gets none. Without this the deed
would be the outlet's own fact.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sayso.extract.attribution.acts import find_accused, read_act
from sayso.extract.attribution.cues import CueLexicon
from sayso.extract.attribution.drafts import Draft
from sayso.extract.grammar.trees import Stretch, Tree

_LONGEST_TAIL = 14
_BEFORE = frozenset({",", "-", "–", "—", "--", "("})


def find_or_so(tree: Tree, drafts: Sequence[Draft], lexicon: CueLexicon) -> Iterator[Draft]:
    """A draft for each "or so" with a source and a verb of saying or thinking behind it.

    "…, or so his family believes." → source "his family", cue "believes", content what stands before
    """
    for start, end in tree.sentences:
        for token in range(start + 2, end - 2):
            is_or_so = tree.words[token] == "or" and tree.words[token + 1] == "so"
            if not is_or_so or tree.words[token - 1] not in _BEFORE:
                continue
            tail = (token + 2, min(end, token + 2 + _LONGEST_TAIL))
            if any(tail[0] <= draft.head < tail[1] for draft in drafts):
                continue
            cue = _cue_in(tree, tail, lexicon)
            if cue is not None and cue[0] > tail[0]:
                yield _made(tree, cue, (tail[0], cue[0]), (start, token - 1), lexicon)


def _cue_in(tree: Tree, tail: Stretch, lexicon: CueLexicon) -> Stretch | None:
    """The verb of the tail, with its adjective: "believes", "is convinced"; none if no row of the lexicon has it."""
    verb = next((t for t in range(*tail) if tree.pos[t] in ("VERB", "AUX")), None)
    if verb is None:
        return None
    last = verb
    while last + 1 < tail[1] and tree.pos[last + 1] in ("VERB", "AUX", "ADJ", "ADV"):
        last += 1
    known = any(
        tree.lemmas[t] in lexicon.rows or tree.words[t] in lexicon.rows
        for t in range(verb, last + 1)
    )
    return (verb, last + 1) if known else None


def _made(
    tree: Tree, cue: Stretch, source: Stretch, content: Stretch, lexicon: CueLexicon
) -> Draft:
    act, stance = read_act(tree, [cue], [source], [content], lexicon)
    return Draft(
        head=cue[1] - 1,
        cue=[cue],
        content=[content],
        source=[source],
        act=act,
        stance=stance,
        accused=find_accused(tree, [cue], [content], lexicon),
        is_read=True,
        is_sure=True,
    )
