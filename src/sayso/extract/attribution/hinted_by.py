"""Who hints where a thing would: "Rome said a jet of the alliance had been seen, suggesting that it was behind it."

Comes in: a parse, drafts and the cue lexicon. Changes drafts whose participle ("suggesting") stands behind what
somebody says of a thing or a deed: no jet suggests anything, and whoever tells of it does.
"""

from __future__ import annotations

from collections.abc import Sequence

from sayso.extract.attribution.cues import CueLexicon
from sayso.extract.attribution.drafts import Draft
from sayso.extract.grammar.trees import Tree, governing_word, holds


def mend_hints(tree: Tree, drafts: Sequence[Draft], lexicon: CueLexicon) -> None:
    """Give hints that a thing seems to drop to whoever tells of the thing.

    "a plane of the alliance … suggesting", inside what Rome said → source "Rome"
    """
    file = lexicon.file
    things = {*file.projectiles, *file.arms, *file.positions, *file.events}
    for draft in drafts:
        is_participle = tree.tags[draft.head] == "VBG" and tree.deps[draft.head] == "advcl"
        if draft.act != "suggests" or not is_participle or len(draft.source) != 1:
            continue
        noun = governing_word(tree, draft.source[0])
        around = [d for d in drafts if d is not draft and holds(d.content, draft.head) and d.source]
        if noun is not None and tree.lemmas[noun] in things and around:
            draft.source = list(max(around, key=lambda d: d.head).source)
