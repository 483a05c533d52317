"""What kind of source: "a ministry spokesman" is a role, "residents" a group, "a report" a document.

Comes in: the stretches of a source, the cue lexicon's lists of speakers, and the mentions where they are known. Goes
out: a source kind (DESIGN.md §3). A pronoun is of the kind of whom it means. Does not tell who it is (speakers.py).
"""

from __future__ import annotations

from bisect import bisect_left
from typing import Protocol

from sayso.extract.actors.source_words import SourceWords, load_source_words
from sayso.extract.attribution.attribution_words import load_attribution_words
from sayso.extract.attribution.cues import CueFile
from sayso.extract.grammar.trees import Stretch, Tree, governing_word
from sayso.model import Mention, SourceKind

_NAMES = frozenset({"PERSON", "ORG", "GPE"})
_ADJECTIVES = frozenset({"JJ", "JJS", "VBN", "VBG"})
_FIRST_FEW = 4
_SINGULAR = frozenset({"NN", "NNP"})
_PRONOUNS = frozenset(
    {"he", "she", "they", "we", "i", "you", "it", "his", "her", "their", "our", "my", "its", "him"}
    | {"them", "us", "me", "himself", "herself", "itself", "themselves", "ours", "theirs", "hers"}
)
_MANY = frozenset({"they", "their", "them", "we", "us", "our", "themselves", "ours", "theirs"})


class KnownMentions(Protocol):
    """What is asked of the mentions: who stands at a word, and with whom it forms a chain."""

    @property
    def by_head(self) -> dict[int, Mention]: ...

    @property
    def chains(self) -> dict[str, tuple[Mention, ...]]: ...

    @property
    def media(self) -> frozenset[str | None]: ...

    @property
    def kinds_of_chains(self) -> dict[str, SourceKind | None]: ...


def source_kind(
    tree: Tree, source: list[Stretch], kinds: CueFile, mentions: KnownMentions | None = None
) -> SourceKind:
    """What kind of source: "police" group, "a ministry spokesman" role, "a report" document, "Reuters" media.

    With the mentions, "He" is a role where he is "the general", and "the agency" a medium where it is Reuters.
    """
    tokens = [t for start, end in source for t in range(start, end) if tree.is_word(t)]
    if not tokens:
        return "none"
    words = load_source_words()
    head = governing_word(tree, source[0])
    head = tokens[0] if head is None else head
    if not _is_name(tree, head, kinds, words) and _hides(tree, tokens, kinds, words):
        return "anonymous"
    if tree.words[head] in _PRONOUNS:
        own = mentions.by_head.get(tree.starts[head]) if mentions is not None else None
        if own is not None and not own.is_pronoun:
            return "named"  # "US" in a line of capitals
        return _kind_of_pronoun(tree, own, head, kinds, mentions)
    return _kind_of_noun(tree, head, tokens, kinds, mentions)


def _kind_of_noun(
    tree: Tree, head: int, tokens: list[int], kinds: CueFile, mentions: KnownMentions | None
) -> SourceKind:
    words = load_source_words()
    if _is_people(tree, head, mentions):
        return "group"
    if (whole := _whole_of(tree, head)) is not None:
        return _kind_of_part(tree, head, whole, kinds, words)
    kind = _kind_of_head(tree, head, tokens, kinds, words)
    if kind in ("role", "group") and _is_known_body(tree, head, mentions):
        return "named"
    if kind in ("named", "role") and mentions is not None and _is_medium(tree, head, mentions):
        return "media"
    if kind not in ("role", "group"):
        return kind
    hides = _hides_beside(tree, head, kinds, words) or _hid_before(tree, head, kinds, mentions)
    return "anonymous" if hides else kind


def _hid_before(tree: Tree, head: int, kinds: CueFile, mentions: KnownMentions | None) -> bool:
    """ "A diplomat, who asked not to be named, said … The diplomat added": who hid once stays hidden."""
    own = mentions.by_head.get(tree.starts[head]) if mentions is not None else None
    chain = mentions.chains.get(own.chain or "", ()) if mentions is not None and own else ()
    for mention in chain[:_FIRST_FEW]:
        at = bisect_left(tree.starts, mention.head.start)
        if mention.is_pronoun or at >= len(tree):
            continue
        if _hides(tree, [*range(*tree.subtree(at))], kinds, load_source_words()):
            return True
    return False


def _hides(tree: Tree, tokens: list[int], kinds: CueFile, words: SourceWords) -> bool:
    text = " ".join(tree.words[t] for t in tokens)
    return any(phrase in text for phrase in (*kinds.hidden, *words.hidden))


def _hides_beside(tree: Tree, head: int, kinds: CueFile, words: SourceWords) -> bool:
    """ "Speaking on condition of anonymity, an aide said …": the sentence tells that a source hides."""
    start, end = tree.sentence_of(head)
    text = " ".join(tree.words[start:end])
    if not any(phrase in text for phrase in words.hidden_speech):
        return False
    lemma = tree.lemmas[head]
    is_person = lemma in kinds.roles or lemma in kinds.anonymous or lemma in words.groups
    return is_person or lemma in kinds.groups_of_people


def _kind_of_head(
    tree: Tree, head: int, tokens: list[int], kinds: CueFile, words: SourceWords
) -> SourceKind:
    lemma, is_name = tree.lemmas[head], _is_name(tree, head, kinds, words)
    if tree.tags[head] in _ADJECTIVES or tree.words[head] in words.crowds:
        return "group"  # "the wounded", "the crowd"
    if (lemma in kinds.documents or lemma in words.documents) and not is_name:
        return "document"
    if tree.words[head] in kinds.outlets or _is_media_word(tree, head, kinds, words):
        return "media"
    if is_name or _has_name(tree, head, tokens):
        return "named"
    if tree.words[head] in words.some_people and tree.pos[head] != "NOUN":
        return "group"
    return _common_kind(tree, head, kinds, words)


def _is_name(tree: Tree, head: int, kinds: CueFile, words: SourceWords) -> bool:
    """A proper name; not "Neighbours" or "bishop" in a headline, which the tagger takes for one."""
    if tree.pos[head] != "PROPN":
        return tree.entities[head] in _NAMES and tree.tags[head] not in ("NN", "NNS")
    if tree.entities[head] or any(tree.pos[c] == "PROPN" for c in tree.children[head]):
        return True
    lists = (kinds.roles, kinds.groups_of_people, kinds.anonymous, kinds.documents, words.groups)
    return not any(tree.lemmas[head] in some or tree.words[head] in some for some in lists)


def _is_people(tree: Tree, head: int, mentions: KnownMentions | None) -> bool:
    """ "Palestinians", "Pristina's Albanians": a people is a group; "the Houthis" are a body with a name."""
    if tree.entities[head] != "NORP" or tree.tags[head] not in ("NNPS", "NNS"):
        return False
    mention = mentions.by_head.get(tree.starts[head]) if mentions is not None else None
    return mention is None or mention.kind in ("civilians", "group", "state")


def _whole_of(tree: Tree, head: int) -> int | None:
    """The noun of which some are meant: "one of the hostages" → hostages."""
    if tree.pos[head] == "NOUN" and tree.lemmas[head] not in load_attribution_words().parts:
        return None
    if tree.pos[head] == "PROPN":
        return None
    of = next((c for c in tree.children[head] if c > head and tree.words[c] == "of"), None)
    return tree.child(of, "pobj") if of is not None else None


def _kind_of_part(
    tree: Tree, head: int, whole: int, kinds: CueFile, words: SourceWords
) -> SourceKind:
    """ "one of the doctors" is a role, "many of the doctors" are a group, "one of the officials" is anonymous."""
    if tree.lemmas[whole] in kinds.anonymous:
        return "anonymous"
    if tree.words[head] in ("one", "another", "neither", "each"):
        return "role" if tree.words[head] in ("one", "another") else "group"
    return "group"


def _has_name(tree: Tree, head: int, tokens: list[int]) -> bool:
    """ "the governor, Babagana Zulum", "spokesman Ned Price", "two residents, Musa Ali and Hauwa Bello"."""
    if tree.tags[head] not in _SINGULAR:
        return any(
            tree.heads[t] == head
            and (tree.entities[t], tree.deps[t]) == ("PERSON", "appos")
            and tree.words[tree.first[t] - 1] == ","
            for t in tokens
        )
    for token in tokens:
        is_name = tree.entities[token] == "PERSON" or tree.pos[token] == "PROPN"
        if not is_name or token == head or tree.entities[token] in ("GPE", "NORP", "DATE"):
            continue
        is_person = tree.entities[token] == "PERSON" or tree.deps[token] == "appos"
        if tree.heads[token] == head and is_person and tree.deps[token] not in ("poss", "pobj"):
            return True
        if tree.words[tree.first[token] - 1] == "," and tree.deps[token] == "appos":
            return token > head
    return False


def _is_media_word(tree: Tree, head: int, kinds: CueFile, words: SourceWords) -> bool:
    lemma = tree.lemmas[head]
    if lemma in kinds.media or (lemma in words.media and tree.pos[head] == "NOUN"):
        return True
    if lemma not in ("agency", "service", "organisation", "organization", "group", "company"):
        return False
    return any(tree.words[c] in words.newsy for c in tree.children[head])


def _common_kind(tree: Tree, head: int, kinds: CueFile, words: SourceWords) -> SourceKind:
    lemma = tree.lemmas[head]
    is_many = tree.tags[head] not in _SINGULAR
    people = lemma in kinds.groups_of_people or lemma in words.groups
    if lemma in kinds.anonymous:
        return "anonymous"
    if people and (is_many or lemma == "police"):
        return "group"
    if lemma in kinds.roles:
        return "role"
    if lemma in kinds.organs or lemma in words.bodies:
        return "named"
    if people:
        return "role"
    return "group" if tree.tags[head] == "NNS" else "role"


def _is_medium(tree: Tree, head: int, mentions: KnownMentions) -> bool:
    """Whether the actor named there is a medium: "the agency" that is Reuters, "The New York Times"."""
    mention = mentions.by_head.get(tree.starts[head])
    if mention is None or mention.actor is None:
        return False
    is_media = mention.kind == "media" or mention.chain in mentions.media
    return is_media or mention.actor.startswith("outlet:")


def _is_known_body(tree: Tree, head: int, mentions: KnownMentions | None) -> bool:
    """ "Save the Children", "Doctors Without Borders": a name made of common nouns, known to the lexicon."""
    own = mentions.by_head.get(tree.starts[head]) if mentions is not None else None
    if own is None or own.actor is None or own.actor.startswith("doc:"):
        return False
    return own.kind in ("ngo", "igo", "company", "party") and own.head.exact[:1].isupper()


def _kind_of_pronoun(
    tree: Tree, own: Mention | None, head: int, kinds: CueFile, mentions: KnownMentions | None
) -> SourceKind:
    """The kind of whom a pronoun means: named where any mention of the chain is a name."""
    kind = None
    if mentions is not None and own is not None and own.chain:
        # A long report asks for the same chain hundreds of times.
        known = mentions.kinds_of_chains
        if own.chain not in known:
            chain = mentions.chains.get(own.chain, ())
            known[own.chain] = _kind_of_chain(tree, chain, kinds, mentions)
        kind = known[own.chain]
    return kind or ("group" if tree.words[head] in _MANY else "named")


def _kind_of_chain(
    tree: Tree, chain: tuple[Mention, ...], kinds: CueFile, mentions: KnownMentions
) -> SourceKind | None:
    """The kind of whoever a chain names or describes; None where it has pronouns only."""
    found: list[SourceKind] = []
    for mention in chain:
        at = bisect_left(tree.starts, mention.head.start)
        if mention.is_pronoun or at >= len(tree):
            continue
        tokens = [*range(bisect_left(tree.starts, mention.span.start), at + 1)]
        is_name = tree.words[at] in _PRONOUNS
        found.append("named" if is_name else _kind_of_noun(tree, at, tokens, kinds, mentions))
    return "named" if "named" in found else next(iter(found), None)
