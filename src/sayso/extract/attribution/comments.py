"""Keep comments apart from what they comment on: "Prodh said 31 had vanished, a figure officials dispute".

Comes in: a parse and drafts. Goes out: the drafts, with a comment in its own words (who denies, what noun) and in
nobody else's. Where a comment stands is found with the parse (nlp/comments.py), which figure or deed it denies with
the claims.
"""

from __future__ import annotations

from collections.abc import Sequence

from sayso.extract.attribution.drafts import Draft, trimmed
from sayso.extract.grammar.trees import Tree, holds, without
from sayso.nlp.comments import Comment, find_comments


def part_comments(tree: Tree, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts with comments parted from what was said before them.

    "Prodh said 31 had vanished, a figure officials dispute" → Prodh "31 had vanished", officials dispute "a figure"
    """
    for comment in find_comments(tree.words, tree.tags):
        drafts = [draft for draft in drafts if draft.head != comment.noun]  # "a claim" is no saying
        for draft in drafts:
            if draft.head == comment.verb or holds(draft.cue, comment.verb):
                _put_in_words(tree, draft, comment)
            elif draft.head < comment.comma:
                _keep_before(tree, draft, comment)
    return [draft for draft in drafts if draft.content]


def _put_in_words(tree: Tree, draft: Draft, comment: Comment) -> None:
    named = [(comment.verb + 1, comment.last + 1)] if comment.last > comment.verb else []
    draft.source = [(comment.start, comment.end)]
    draft.cue = [(comment.end, comment.verb + 1)]
    draft.content = [(comment.comma + 1, comment.noun + 1), *trimmed(tree, named)]


def _keep_before(tree: Tree, draft: Draft, comment: Comment) -> None:
    """Take a comment off what was said before it, and the commenter off who said it."""
    whole = (comment.comma, comment.last + 1)
    if any(start < comment.comma < end for start, end in draft.content):
        draft.content = trimmed(tree, without(draft.content, [whole]))
    subject = tree.child(draft.head, "nsubj")
    if subject is not None and any(holds([whole], start) for start, _ in draft.source):
        draft.source = [tree.subtree(subject)]
