"""Find answers told in passing: "Kyiv said drones had hit a school, an accusation rejected by Moscow."

Comes in: a parse and the drafts so far. Goes out: a draft for each participle that answers the charge or account before
it and names who answers. Clauses with a verb of their own ("a charge Moscow rejects") are mended in repairs.py,
and kept out of the words of whom they answer here: that Moscow rejects it is the outlet's own to tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sayso.extract.attribution.acts import read_act
from sayso.extract.attribution.cues import CueLexicon
from sayso.extract.attribution.drafts import Draft, trimmed
from sayso.extract.grammar.trees import Tree, holds, without

_ANSWERS = frozenset({"denies", "rejects", "confirms", "admits", "declines"})


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


def keep_answers_out(tree: Tree, drafts: Sequence[Draft], lexicon: CueLexicon) -> None:
    """Cut an answer in apposition out of the words that it answers.

    "Kyiv accused Moscow of shelling it, a charge that the Kremlin dismissed" → Kyiv's words end before the comma
    """
    told = (*lexicon.file.charges, *lexicon.file.accounts)
    for answer in drafts:
        verb = answer.head
        noun, opens = tree.heads[verb], tree.first[tree.heads[verb]]
        is_aside = answer.act in _ANSWERS and tree.deps[verb] == "relcl" and noun < verb
        if not is_aside or tree.lemmas[noun] not in told or not opens:
            continue
        if tree.words[opens - 1] != ",":
            continue
        for draft in drafts:
            is_other = draft is not answer and draft.head < noun and draft.source != answer.source
            if is_other and holds(draft.content, verb) and holds(draft.content, opens - 1):
                aside = (opens - 1, tree.last[verb] + 1)
                draft.content = trimmed(tree, without(draft.content, [aside])) or draft.content
