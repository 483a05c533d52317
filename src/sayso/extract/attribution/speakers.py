"""Who the speakers are: the actors mentioned at the words of a source.

Comes in: stretches of tokens, whoever found them, and the mentions. Goes out: actor ids, by the words that govern each
stretch, their appositions, or what a relative pronoun stands for. A stretch may be somewhat too long or too short. What
kind of source it is, source_kinds.py tells; who is named by no mention, source_actors.py.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast

from sayso.extract.actors.source_words import SourceWords, load_source_words
from sayso.extract.attribution.attribution_words import load_attribution_words
from sayso.extract.attribution.source_kinds import source_kind
from sayso.extract.grammar.trees import Stretch, Tree, antecedent, governing_word, head_of
from sayso.model import Mention, SourceKind

__all__ = [
    "MentionIndex",
    "antecedent",
    "find_actors_at",
    "head_of",
    "index_mentions",
    "source_kind",
]

_NAME_PARTS = frozenset({"compound", "nmod", "appos", "flat", "amod", "poss", "nummod", "det"})
_PLURAL_TAGS = frozenset({"NNS", "NNPS"})
_JOINTS = frozenset({"and", "&", "or", ",", "both", "the", "also", "as", "well"})
_NOUNS = frozenset({"NOUN", "PROPN", "PRON"})
_EACH_OTHER = (["each", "other"], ["one", "another"])
_CAN_NAME = frozenset({"NOUN", "PROPN", "PRON", "NUM", "DET", "ADJ"})


@dataclass(frozen=True, eq=False)
class MentionIndex:
    """The mentions of a report that have an actor, by where they stand. Two are the same if they are one object."""

    by_head: dict[int, Mention]
    ordered: tuple[Mention, ...]
    starts: tuple[int, ...]
    chains: dict[str, tuple[Mention, ...]]
    media: frozenset[str | None]
    kinds_of_chains: dict[str, SourceKind | None] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.ordered)

    def inside(self, start: int, end: int) -> tuple[Mention, ...]:
        """The mentions that begin in [start, end), in text order."""
        return self.ordered[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def around(self, position: int) -> Iterator[Mention]:
        """The mentions whose phrase holds a character, the latest begun first."""
        for mention in reversed(self.ordered[: bisect_right(self.starts, position)][-8:]):
            if mention.span.end > position:
                yield mention


def index_mentions(mentions: tuple[Mention, ...]) -> MentionIndex:
    """The mentions with an actor, by where their head word starts."""
    known = sorted((m for m in mentions if m.actor), key=lambda m: m.span.start)
    linked: dict[str, list[Mention]] = {}
    for mention in known:
        if mention.chain:
            linked.setdefault(mention.chain, []).append(mention)
    return MentionIndex(
        by_head={m.head.start: m for m in known},
        ordered=tuple(known),
        starts=tuple(m.span.start for m in known),
        chains={chain: tuple(found) for chain, found in linked.items()},
        media=frozenset(m.chain for m in known if m.chain and m.kind == "media"),
    )


def find_actors_at(tree: Tree, stretches: list[Stretch], mentions: MentionIndex) -> tuple[str, ...]:
    """The actors that are mentioned at these words, none where their own word is no mention.

    "Russia and Syria" → RUS, SYR; "a report by Amnesty" → Amnesty; "opponents of the Taliban" → nobody known
    """
    if not mentions:
        return ()
    key = (find_actors_at, mentions, tuple(stretches))
    if key not in tree.found:  # the sides of one source are asked for with every draft near it
        tree.found[key] = _find_actors_at(tree, stretches, mentions)
    return cast(tuple[str, ...], tree.found[key])


def _find_actors_at(
    tree: Tree, stretches: list[Stretch], mentions: MentionIndex
) -> tuple[str, ...]:
    words = load_source_words()
    found: list[str] = []
    for stretch in stretches:
        head = governing_word(tree, stretch)
        if head is None:
            continue
        named = [
            actor
            for joint in _joint_heads(tree, head, stretch, mentions)
            if (actor := _actor_at(tree, joint, stretch, mentions, words))
        ]
        found += named or _first_name(tree, stretch, head, mentions)
    return tuple(dict.fromkeys(found))


def _actor_at(
    tree: Tree, head: int, stretch: Stretch, mentions: MentionIndex, words: SourceWords
) -> str | None:
    """The actor at a word, at its apposition, of the name it is part of, or of the document it is."""
    own = mentions.by_head.get(tree.starts[head])
    is_one = tree.tags[head] not in _PLURAL_TAGS
    beside = (
        mentions.by_head.get(tree.starts[c])
        for c in tree.children[head]
        if tree.deps[c] == "appos" and is_one and ":" not in tree.words[head : max(head, c)]
    )
    behind = _name_behind(tree, head, stretch, mentions)
    found = [m.actor for m in (own, *beside, behind) if m is not None and m.actor]
    if found:
        return next((a for a in found if not a.startswith("doc:")), found[0])
    if (named := _whole_name(tree, head, mentions)) is not None:
        return named
    if tree.lemmas[head] in words.documents:
        return _author(tree, head, mentions, words)
    if tree.lemmas[head] in words.media_parts:
        return _medium_of(tree, head, mentions)
    if tree.words[head] in words.wholes:
        return _whole(tree, head, stretch, mentions, words)
    return None


def _name_behind(tree: Tree, head: int, stretch: Stretch, mentions: MentionIndex) -> Mention | None:
    """ "the news agency SANA": the parse can make two subjects of a body and its name."""
    for token in range(head + 1, min(head + 5, stretch[1])):
        if tree.pos[token] != "PROPN" or tree.first[token] != head + 1:
            continue
        if tree.heads[token] == tree.heads[head] and tree.deps[token] == tree.deps[head]:
            return mentions.by_head.get(tree.starts[token])
    return None


def _whole_name(tree: Tree, head: int, mentions: MentionIndex) -> str | None:
    """ "Secretary of State John" of "Secretary of State John Kerry": a stretch that ends too early, or a flat parse."""
    for mention in mentions.around(tree.starts[head]):
        at = bisect_left(tree.starts, mention.head.start)
        if at >= len(tree):
            continue
        is_part = tree.deps[head] in _NAME_PARTS and tree.heads[head] == at
        is_beside = tree.pos[head] == "PROPN" and tree.heads[head] == tree.heads[at] != at
        if is_part or is_beside:
            return mention.actor
    return None


def _medium_of(tree: Tree, part: int, mentions: MentionIndex) -> str | None:
    """ "the BBC's Somali service" is the BBC."""
    for child in tree.children[part]:
        mention = mentions.by_head.get(tree.starts[child])
        is_owner = tree.deps[child] in ("poss", "compound", "nmod")
        if mention is not None and is_owner and mention.kind == "media":
            return mention.actor
    return None


def _author(tree: Tree, noun: int, mentions: MentionIndex, words: SourceWords) -> str | None:
    """Whose a document is: "a report by Amnesty", "a UN report", "a statement issued by the army".

    "A memo seen by Reuters" is not Reuters's own.
    """
    for child in tree.children[noun]:
        if tree.deps[child] in ("poss", "compound", "nmod", "amod"):
            mention = mentions.by_head.get(tree.starts[child])
            if mention is not None:
                return mention.actor
    behind = (c for c in tree.children[noun] if c > noun)
    for child in behind:
        if tree.deps[child] == "acl" and tree.lemmas[child] in words.read_by:
            return None
        by = tree.child(child, "agent", "prep") if tree.deps[child] == "acl" else child
        if by is None or tree.words[by] not in words.authors:
            continue
        author = tree.child(by, "pobj")
        mention = mentions.by_head.get(tree.starts[author]) if author is not None else None
        if mention is not None and mention.used_as == "actor":
            return mention.actor
    return None


def _whole(
    tree: Tree, part: int, stretch: Stretch, mentions: MentionIndex, words: SourceWords
) -> str | None:
    """ "both of the parties", "each of the armies": all of them are meant."""
    preposition = tree.child(part, "prep")
    noun = tree.child(preposition, "pobj") if preposition is not None else None
    if noun is None or tree.words[noun] in words.wholes:
        return None
    return _actor_at(tree, antecedent(tree, noun), stretch, mentions, words)


def _joint_heads(tree: Tree, head: int, stretch: Stretch, mentions: MentionIndex) -> list[int]:
    """A head and what is joined to it: by "and", behind one title ("Presidents A and B"), or in one flat name."""
    found, such_as = _coordinated(tree, head, stretch), load_attribution_words().such_as
    if tree.tags[head] in _PLURAL_TAGS:
        name = tree.child(head, "appos")
        joint = _coordinated(tree, name, stretch) if name is not None else []
        if name is None or not tree.entities[name] or tree.words[tree.first[name]] in such_as:
            joint = []
        elif joint[1:] or tree.first[name] == head + 1:
            return joint
    return [*_joined_before(tree, head, stretch, mentions), *found]


def _coordinated(tree: Tree, head: int, stretch: Stretch) -> list[int]:
    """A head and what is joined to it by "and", within the stretch unless the head itself stands outside."""
    found = [head]
    is_outside = not stretch[0] <= head < stretch[1]
    for child in tree.children[head]:
        is_within = is_outside or stretch[0] <= child < stretch[1]
        if "not" in tree.words[max(tree.first[child] - 1, 0) : child]:
            continue  # "soldiers, and not militiamen, did it"
        if tree.deps[child] == "conj" and is_within and tree.pos[child] in _NOUNS:
            found += _coordinated(tree, child, stretch)
    return found


def _joined_before(tree: Tree, head: int, stretch: Stretch, mentions: MentionIndex) -> list[int]:
    """ "Amnesty International and [Human Rights] Watch": the parse can make one flat name of two."""
    own = mentions.by_head.get(tree.starts[head])
    if own is None or tree.pos[head] != "PROPN":
        return []
    found: list[int] = []
    first = bisect_left(tree.starts, own.span.start)
    for mention in reversed(mentions.inside(tree.starts[stretch[0]], own.span.start)):
        last = bisect_left(tree.starts, mention.span.end)
        between = {tree.words[t] for t in range(last, first)}
        at = bisect_left(tree.starts, mention.head.start)
        joined = between <= _JOINTS and (between & {"and", "&"} or (found and "," in between))
        if not joined or tree.pos[at] != "PROPN" or tree.deps[at] == "conj":
            break
        found.insert(0, at)
        first = bisect_left(tree.starts, mention.span.start)
    return found


def _first_name(tree: Tree, stretch: Stretch, head: int, mentions: MentionIndex) -> list[str]:
    """The first mention of a stretch whose governing word is no noun: the parse went wrong there."""
    if tree.pos[head] in _CAN_NAME and stretch[0] <= head < stretch[1]:
        return []
    inside = mentions.inside(tree.starts[stretch[0]], tree.ends[stretch[1] - 1])
    return [m.actor for m in inside[:1] if m.actor]


def is_pronoun(tree: Tree, stretch: Stretch) -> bool:
    """Whether a stretch names nobody by itself: "it", "each other"."""
    words = [t for t in range(*stretch) if tree.is_word(t)]
    if [tree.words[t] for t in words[:2]] in _EACH_OTHER:
        return True
    return not any(tree.pos[t] in ("NOUN", "PROPN", "NUM") for t in words)
