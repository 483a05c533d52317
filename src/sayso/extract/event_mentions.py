"""The actors' mentions that stand where the parse has a role: from tokens to arguments and actor ids.

Comes in: tokens that fill roles, and the mentions of a report. Goes out: arguments with the id of their mention, and
the ids of the actors. A weapon does nothing by itself: its owner acts ("a Russian missile"). Resolves no names itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from spacy.tokens import Token

from sayso.extract.arguments import further_recipients
from sayso.extract.clauses import is_gerund_before_object, is_perfect, with_conjuncts
from sayso.model import Argument, ArgumentRole, Mention, Span
from sayso.nlp.readings import Reading

_TARGET_PARTS = frozenset(
    {"det", "amod", "compound", "nummod", "poss", "nmod", "quantmod", "punct", "advmod"}
)


class MentionIndex:
    """Mentions by the token of their head, and by the tokens they cover."""

    def __init__(self, reading: Reading, mentions: Iterable[Mention]) -> None:
        self.by_id: dict[str, Mention] = {}
        self.by_head: dict[int, Mention] = {}
        self.covering: dict[int, Mention] = {}
        starts = self.starts = reading.token_at
        ends = {token.idx + len(token): token.i for token in reading.doc}
        for mention in mentions:
            self.by_id[mention.id] = mention
            head = starts.get(mention.head.start)
            if head is not None:
                self.by_head[head] = mention
            first = starts.get(mention.span.start)
            if first is None:
                continue
            last = ends.get(mention.span.end, first)
            for i in range(first, last + 1):
                self.covering.setdefault(i, mention)

    def at(self, token: Token, *, is_weapon: bool = False) -> Mention | None:
        """The mention that a token heads, or that owns or describes it: "Russian missile" → Russian."""
        found = self.by_head.get(token.i)
        if (
            is_weapon
            and found is not None
            and (found.actor is None or found.actor.startswith("doc:"))
        ):
            return self._owner_of(token)
        if (
            found is None
            and (inside := self.covering.get(token.i)) is not None
            and inside.used_as == "actor"
        ):
            found = inside
        if found is not None and found.actor is not None:
            return found
        return self._owner_of(token) or found or self._quantity_of(token)

    def joined_to(self, mention: Mention) -> Iterator[Mention]:
        """Further owners of one noun: "Turkish and Iraqi troops" are Turkey's, too, not Iraq's alone."""
        organ = (mention.actor or "").partition(".")[2]
        if not organ or mention.actor is None or mention.actor.startswith("doc:"):
            return
        first, head = self.starts.get(mention.span.start), self.starts.get(mention.head.start)
        for i in range(first, head) if first is not None and head is not None else ():
            other = self.by_head.get(i)
            if other is None or other.actor is None or other.actor == mention.actor:
                continue
            if other.actor.partition(".")[2] == organ:
                yield other

    def is_actor(self, argument: Argument) -> bool:
        """Whether an argument's mention is used as an actor, not as a place."""
        return argument.of is not None and self.by_id[argument.of].used_as == "actor"

    def _owner_of(self, token: Token) -> Mention | None:
        for child in token.children:
            if child.dep_ in ("compound", "amod", "nmod", "poss", "appos", "npadvmod"):
                inner = self.by_head.get(child.i) or self.covering.get(child.i)
                if inner is not None and inner.actor is not None:
                    return inner
        return None

    def _quantity_of(self, token: Token) -> Mention | None:
        """ "a group of diplomats" may be one mention with "group" for its head."""
        if token.dep_ == "pobj" and token.head.lower_ == "of":
            return self.by_head.get(token.head.head.i)
        return None


def make_arguments(
    reading: Reading,
    role: ArgumentRole,
    tokens: Iterable[Token],
    known: MentionIndex,
    weapons: frozenset[str] = frozenset(),
) -> list[Argument]:
    """One argument for each phrase. A weapon does nothing by itself: whoever owns it acts, if that is said."""
    found = []
    for token in tokens:
        is_weapon = token.lemma_.lower() in weapons
        mention = known.at(token, is_weapon=is_weapon)
        if is_weapon and mention is None:
            continue
        span = mention.span if mention is not None else phrase_of(reading, token)
        found.append(Argument(role=role, span=span, of=mention.id if mention is not None else None))
        joined = known.joined_to(mention) if mention is not None else ()
        found += [Argument(role=role, span=other.span, of=other.id) for other in joined]
    return found


def find_concerned(
    reading: Reading,
    token: Token,
    actors: Sequence[str],
    found: Sequence[str],
    known: MentionIndex,
    limit: int | None = None,
) -> list[Argument]:
    """Whom an act concerns, where no plain recipient is an actor ("praised Haiti's efforts")."""
    if any(actor not in actors for actor in found):
        return []
    for place in islice(further_recipients(token), limit):
        heads = [head for one in place for head in with_conjuncts(one)]
        arguments = make_arguments(reading, "recipient", heads, known)
        others = [
            a for a in arguments if a.of is not None and _is_other(known.by_id[a.of].actor, actors)
        ]
        if others:
            return others
    return []


def _is_other(actor: str | None, actors: Sequence[str]) -> bool:
    """Whether somebody is none of these, nor an organ of one of them ("Turkey … its forces")."""
    return actor is not None and not any(
        actor == one or actor.startswith(one + ".") for one in actors
    )


def actor_ids(arguments: Iterable[Argument], known: MentionIndex) -> tuple[str, ...]:
    ids = [known.by_id[a.of].actor for a in arguments if a.of is not None]
    return tuple(dict.fromkeys(i for i in ids if i is not None))


def phrase_of(reading: Reading, token: Token) -> Span:
    """A noun with what stands before it: "a crowded market"."""
    left = token
    for child in token.lefts:
        if (
            child.dep_ in _TARGET_PARTS
            and not (is_perfect(child) or is_gerund_before_object(child))
            and child.left_edge.i < left.i
        ):
            left = child.left_edge
            break
    return reading.span_of(reading.doc[left.i : token.i + 1])
