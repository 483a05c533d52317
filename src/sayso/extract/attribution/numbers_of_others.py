"""Numbers that others gave, told beside another's: "12 deaths, far below the 70 claimed by the opposition".

Comes in: a parse and the drafts so far. Goes out: a draft for each number with a participle and "by" behind it, of
whoever gave it; else the 70 would be theirs who counted twelve. Leaves alone what was counted by whom no cue word
tells, and numbers whose participle is a draft's cue already.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sayso.extract.attribution.attribution_words import load_attribution_words
from sayso.extract.attribution.drafts import Draft
from sayso.extract.grammar.trees import Tree, holds


def find_numbers_of_others(tree: Tree, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """ "far below the 70 claimed by the opposition" → source "the opposition", cue "claimed by", content "the 70"."""
    words = load_attribution_words()
    for verb in range(len(tree)):
        if tree.lemmas[verb] not in words.gives_numbers or tree.tags[verb] != "VBN":
            continue
        if tree.deps[verb] != "acl" or any(holds(d.cue, verb) for d in drafts):
            continue
        link = tree.child(verb, "agent")
        giver = tree.child(link, "pobj") if link is not None else None
        noun = tree.heads[verb]
        if link is None or giver is None or link != verb + 1 or not _is_number(tree, noun):
            continue
        yield Draft(
            head=verb,
            cue=[(verb, link + 1)],
            content=[(tree.first[noun], verb)],
            source=[(tree.first[giver], tree.last[giver] + 1)],
            act="estimates" if tree.lemmas[verb] == "estimate" else "says",
            is_read=True,
        )


def _is_number(tree: Tree, noun: int) -> bool:
    """ "the 70", "19 deaths", "a toll of 40"."""
    if tree.pos[noun] == "NUM" or tree.child(noun, "nummod") is not None:
        return True
    of = tree.child(noun, "prep")
    number = tree.child(of, "pobj") if of is not None else None
    return number is not None and tree.pos[number] == "NUM"
