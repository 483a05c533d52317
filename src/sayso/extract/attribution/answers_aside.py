"""Find answers told in passing: "Kyiv said drones had hit a school, an accusation rejected by Moscow."

Comes in: a parse and the drafts so far. Goes out: a draft for each participle that answers the charge or account before
it and names who answers. Clauses with a verb of their own ("a charge Moscow rejects") are mended in repairs.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sayso.extract.attribution.acts import read_act
from sayso.extract.attribution.cues import CueLexicon
from sayso.extract.attribution.drafts import Draft
from sayso.extract.grammar.trees import Tree


def find_answers_aside(tree: Tree, drafts: Sequence[Draft], lexicon: CueLexicon) -> Iterator[Draft]:
    """A draft for each charge "denied by" somebody.

    "…, a claim denied by the Kremlin" → source "the Kremlin", cue "denied", content "a claim" (denies)
    """
    heads = {draft.head for draft in drafts}
    told = (*lexicon.file.charges, *lexicon.file.accounts)
    for verb, dep in enumerate(tree.deps):
        noun = tree.heads[verb]
        is_answer = dep == "acl" and tree.tags[verb] == "VBN" and tree.lemmas[noun] in told
        agent = tree.child(verb, "agent") if is_answer and verb not in heads else None
        by = tree.child(agent, "pobj") if agent is not None else None
        if by is None or noun > verb:
            continue
        cue, source, content = (verb, verb + 1), tree.subtree(by), (tree.first[noun], noun + 1)
        act, stance = read_act(tree, [cue], [source], [content], lexicon)
        if stance == "denies":
            yield Draft(
                head=verb,
                cue=[cue],
                content=[content],
                source=[source],
                act=act,
                stance=stance,
                is_read=True,
                is_sure=True,
            )
