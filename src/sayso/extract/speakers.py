"""Who the speakers are: kinds of sources, and the actors mentioned at their words.

Comes in: stretches of tokens, the mentions. Goes out: a source kind ("a ministry spokesman" is a role, "residents" a
group), and actor ids, by the head of the phrase, its apposition, or what a relative pronoun stands for.
"""

from __future__ import annotations

from sayso.extract.cues import CueFile
from sayso.extract.trees import Stretch, Tree
from sayso.model import Mention, SourceKind

_NAMES = frozenset({"PERSON", "ORG", "GPE"})
_RELATIVE = frozenset({"who", "which", "that", "whom"})
_PRONOUNS = frozenset(
    {"he", "she", "they", "we", "i", "you", "it", "his", "her", "their", "our", "my", "its"}
)


def source_kind(tree: Tree, source: list[Stretch], kinds: CueFile) -> SourceKind:
    """What kind of source: "police" group? "a ministry spokesman" role, "a report" document, "Reuters" media."""
    tokens = [t for start, end in source for t in range(start, end) if tree.is_word(t)]
    if not tokens:
        return "none"
    words = " ".join(tree.words[t] for t in tokens)
    if any(phrase in words for phrase in kinds.hidden):
        return "anonymous"
    head = antecedent(tree, head_of(tree, tokens))
    lemma = tree.lemmas[head]
    if lemma in kinds.documents:
        return "document"
    if lemma in kinds.media or _is_news_agency(tree, head) or tree.words[head] in kinds.outlets:
        return "media"
    if tree.pos[head] == "PROPN" or tree.entities[head] in _NAMES or tree.words[head] in _PRONOUNS:
        return "named"
    if any(tree.entities[t] == "PERSON" for t in tokens if tree.heads[t] == head):
        return "named"
    return _common_kind(tree, head, kinds)


def _is_news_agency(tree: Tree, head: int) -> bool:
    return tree.lemmas[head] == "agency" and any(
        tree.words[c] == "news" for c in tree.children[head]
    )


def _common_kind(tree: Tree, head: int, kinds: CueFile) -> SourceKind:
    lemma = tree.lemmas[head]
    if lemma in kinds.anonymous:
        return "anonymous"
    if lemma in kinds.roles:
        return "role"
    if lemma in kinds.organs:
        return "named"
    return "group" if lemma in kinds.groups_of_people or tree.tags[head] == "NNS" else "role"


def antecedent(tree: Tree, head: int) -> int:
    """What a relative pronoun stands for: "the army, which denies it" → army."""
    if tree.words[head] not in _RELATIVE:
        return head
    verb = head
    while tree.deps[verb] != "relcl":
        if tree.heads[verb] == verb:
            return head
        verb = tree.heads[verb]
    return tree.heads[verb]


def head_of(tree: Tree, tokens: list[int]) -> int:
    """The word that governs a run of tokens: the one whose own head lies outside."""
    inside = set(tokens)
    return next((t for t in tokens if tree.heads[t] not in inside or tree.heads[t] == t), tokens[0])


def index_mentions(mentions: tuple[Mention, ...]) -> dict[int, str]:
    """The actor of each mention, by where its head word starts."""
    return {m.head.start: m.actor for m in mentions if m.actor}


def find_actors_at(tree: Tree, stretches: list[Stretch], actors: dict[int, str]) -> tuple[str, ...]:
    """The actors that are mentioned at these words: by the head of the phrase first, else those inside it."""
    if not actors:
        return ()
    found: list[str] = []
    for start, end in stretches:
        tokens = [t for t in range(start, end) if tree.is_word(t)] or [start]
        head = antecedent(tree, head_of(tree, tokens))
        named = [_actor_named(tree, joint, actors) for joint in _coordinated(tree, head)]
        inside = (actors[tree.starts[t]] for t in tokens if tree.starts[t] in actors)
        found += [actor for actor in named if actor] or [*inside][:1]
    return tuple(dict.fromkeys(found))


def _actor_named(tree: Tree, head: int, actors: dict[int, str]) -> str | None:
    """The actor at a word, or at its apposition where that one is known: "his counterpart, Vladimir Putin"."""
    words = [head, *(c for c in tree.children[head] if tree.deps[c] == "appos")]
    found = [actors[tree.starts[t]] for t in words if tree.starts[t] in actors]
    return next((a for a in found if not a.startswith("doc:")), found[0] if found else None)


def _coordinated(tree: Tree, head: int) -> list[int]:
    """A head and what is joined to it by "and"."""
    found = [head]
    for child in tree.children[head]:
        if tree.deps[child] == "conj":
            found += _coordinated(tree, child)
    return found
