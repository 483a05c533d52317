"""Signs of who is accused in somebody's words: every noun of a content that can act, and what speaks for it.

Comes in: a parse, drafts with act and stance, the mentions, the cue lexicon. Goes out: candidates, each with the names
of its signs: its place in the clause, the deed that it governs or that is told "by" it, what kind of party it is, who
answers. What the signs weigh is learned (accused_scores.py); nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sayso.extract.attribution.attribution_words import load_attribution_words
from sayso.extract.attribution.camps import is_about, sides_of
from sayso.extract.attribution.cue_uses import clause_root, root_of
from sayso.extract.attribution.cues import CueLexicon
from sayso.extract.attribution.disputes import is_of_account
from sayso.extract.attribution.drafts import Draft
from sayso.extract.attribution.self_denials import is_none, is_ours
from sayso.extract.attribution.speakers import MentionIndex
from sayso.extract.grammar.trees import VERBAL, Stretch, Tree, holds

_NOUNS = frozenset({"NOUN", "PROPN"})
_PARTS = frozenset({"compound", "nmod", "amod", "npadvmod", "appos", "conj", "nummod", "quantmod"})
_NO_PARTY = frozenset({"CARDINAL", "ORDINAL", "QUANTITY", "PERCENT", "MONEY", "DATE", "TIME"})
_PREPOSITIONS = frozenset({"by", "from", "of", "on", "at", "to", "with", "against", "for", "in"})
_NOT = frozenset({"not", "n't", "n’t", "never", "neither", "nor", "no"})
_AHEAD = frozenset(
    {"will", "'ll", "’ll", "can", "could", "should", "must", "may", "might", "would"}
)
_PATHS = {"relcl": "relative", "acl": "relative", "advcl": "adverbial", "ccomp": "clause"}
_PATHS |= {"xcomp": "clause", "pcomp": "clause", "conj": "joined"}
# Who does this in what somebody says is not the one whom it charges.
_TELLING = frozenset({"reports", "estimates", "confirms"})
# How many sentences away an answer may stand.
_REACH = 2


@dataclass(frozen=True)
class Candidate:
    """A noun that may name whom a draft accuses, and its signs."""

    noun: int
    signs: tuple[str, ...]


@dataclass(frozen=True)
class Deeds:
    """The lexicon's words of deeds, in three classes: violence, what else is laid at a door, what is done by order."""

    harms: frozenset[str]
    deeds: frozenset[str]
    wrongs: frozenset[str]

    def kind_of(self, tree: Tree, token: int) -> str:
        """ "harm", "deed", "wrong", or "plain" for a word of no deed."""
        lemma = tree.lemmas[token]
        if lemma in self.harms:
            return "harm"
        if lemma in self.deeds:
            return "deed"
        return "wrong" if lemma in self.wrongs else "plain"


def read_deeds(lexicon: CueLexicon) -> Deeds:
    """The words of deeds in the cue lexicon."""
    file = lexicon.file
    return Deeds(
        frozenset({*file.harms, *file.atrocities}),
        frozenset({*file.deeds, *file.perpetrates}),
        frozenset({*file.events, *file.blameworthy}),
    )


def find_candidates(
    tree: Tree,
    draft: Draft,
    drafts: Sequence[Draft],
    mentions: MentionIndex,
    lexicon: CueLexicon,
    deeds: Deeds,
) -> Iterator[Candidate]:
    """The nouns of a content that can name a party, each with its signs.

    "elders said gendarmes tied them up" → gendarmes: subject of a deed's verb, in the main clause, many …
    """
    nouns = [t for start, end in draft.content for t in range(start, end) if _can_act(tree, t)]
    nouns = [t for t in nouns if not _is_what_it_is_called(tree, t, draft.head)]
    nouns = [t for t in nouns if not _is_harmed(tree, t) and not _is_struck(tree, t, draft, deeds)]
    nouns = [t for t in nouns if not _tells_itself(tree, t, draft, drafts)]
    no_party = {*lexicon.file.crimes, *lexicon.file.causes}
    nouns = [t for t in nouns if tree.lemmas[t] not in no_party]
    if not nouns:
        return
    roots = _roots(tree, draft.content)
    first = nouns[0]
    for noun in nouns:
        own = list(_signs_of_place(tree, noun, roots, draft, deeds))
        own += _signs_of_party(tree, noun, draft, mentions, lexicon)
        own += _signs_of_answer(tree, noun, draft, drafts, mentions, lexicon)
        own += ["first"] if noun == first else []
        yield Candidate(noun, tuple(own))


def words_of_party(tree: Tree, noun: int) -> Stretch:
    """The noun phrase without its clauses: "fighters | who had fled"."""
    clauses = [
        tree.first[c]
        for c in tree.children[noun]
        if tree.deps[c] in ("relcl", "appos") and c > noun
    ]
    return tree.first[noun], min([tree.last[noun] + 1, *clauses])


def _is_what_it_is_called(tree: Tree, noun: int, cue: int) -> bool:
    """ "listed the group as a terrorist organisation": the group is accused, not what it is called."""
    link = tree.heads[noun]
    return tree.words[link] == "as" and tree.heads[link] == cue


def _is_harmed(tree: Tree, noun: int) -> bool:
    """ "complained that crimes against Serbs were ignored": against whom they were committed."""
    link = tree.heads[noun]
    return tree.words[link] == "against" and tree.pos[tree.heads[link]] == "NOUN"


def _is_struck(tree: Tree, noun: int, draft: Draft, deeds: Deeds) -> bool:
    """ "the attacks on soldiers", "a war on the cartels", "relations between two states": they have done nothing."""
    link = tree.heads[noun]
    deed, word = tree.heads[link], tree.words[link]
    if tree.deps[noun] != "pobj" or tree.pos[deed] != "NOUN":
        return False
    if word == "between":
        return deeds.kind_of(tree, deed) == "plain"
    words = load_attribution_words()
    is_laid = any(
        tree.lemmas[t] in words.lays_on for start, end in draft.cue for t in range(start, end)
    )
    is_deed = deeds.kind_of(tree, deed) != "plain" or tree.lemmas[deed] in words.waged
    return word in ("on", "upon") and not is_laid and is_deed


def _tells_itself(tree: Tree, noun: int, draft: Draft, drafts: Sequence[Draft]) -> bool:
    """ "said the evidence gathered by the panel showed that": the panel tells it, too, and is not charged with it."""
    return any(
        other is not draft and other.act in _TELLING and draft.holds(other)
        for other in drafts
        if holds(other.source, noun)
    )


def _can_act(tree: Tree, noun: int) -> bool:
    if tree.pos[noun] not in _NOUNS or tree.entities[noun] in _NO_PARTY:
        return False
    return tree.deps[noun] not in _PARTS and not is_none(tree, noun)


def _roots(tree: Tree, content: Sequence[Stretch]) -> set[int]:
    root = clause_root(tree, content)
    found = {root} if root is not None else set()
    return found | {r for part in content if (r := root_of(tree, *part)) is not None}


def _governor(tree: Tree, noun: int) -> tuple[int, str]:
    """The word that a noun hangs on, past its preposition, and how: "subject", "passive", "by" …"""
    dep, head = tree.deps[noun], tree.heads[noun]
    if dep == "pobj":
        word = tree.words[head] if tree.words[head] in _PREPOSITIONS else "preposition"
        above = tree.heads[head]
        is_agent = word == "by" and tree.pos[above] in VERBAL
        return above, "agent" if is_agent else word
    names = {"nsubj": "subject", "nsubjpass": "passive", "dobj": "object", "poss": "owner"}
    return head, names.get(dep, "attribute" if dep in ("attr", "oprd") else "other")


def _signs_of_place(
    tree: Tree, noun: int, roots: set[int], draft: Draft, deeds: Deeds
) -> Iterator[str]:
    verb, role = _governor(tree, noun)
    kind = deeds.kind_of(tree, verb)
    if kind == "plain":
        below = (deeds.kind_of(tree, t) for t in _nouns_below(tree, verb, noun))
        kind = "of-deed" if any(k != "plain" for k in below) else "plain"
    is_root = noun in roots
    way = "root" if is_root else "main" if verb in roots else _PATHS.get(tree.deps[verb], "deeper")
    part = "verb" if tree.pos[verb] in VERBAL else "noun"
    if verb == draft.head or not holds(draft.content, verb):
        part = "cue"
    children = {tree.words[c] for c in tree.children[verb]}
    yield f"role={role} {part}"
    yield f"role={role} deed={kind}"
    yield f"role={role} way={way}"
    yield f"deed={kind} way={way}"
    if role == "subject" and tree.child(verb, "dobj") is not None:
        yield f"with object deed={kind}"
    if part == "verb":
        yield f"tag={tree.tags[verb]} role={role}"
    if children & _NOT:
        yield "negated"
    if children & _AHEAD:
        yield "ahead"
    if role == "object" and kind != "plain":
        yield "victim"
    if role == "owner" and _governor(tree, verb)[1] == "subject":
        yield "owner of subject"


def _nouns_below(tree: Tree, verb: int, noun: int) -> Iterator[int]:
    """The nouns that a verb governs, at most two steps down: "was behind the blast", "caused the explosion"."""
    for child in tree.children[verb]:
        if child == noun or tree.deps[child] not in ("dobj", "prep", "pobj", "attr", "acomp"):
            continue
        below = [child, *(c for c in tree.children[child] if tree.deps[c] in ("pobj", "prep"))]
        below += [c for b in below[1:] for c in tree.children[b] if tree.deps[c] == "pobj"]
        yield from (t for t in below if tree.pos[t] in ("NOUN", "VERB"))


def _signs_of_party(
    tree: Tree, noun: int, draft: Draft, mentions: MentionIndex, lexicon: CueLexicon
) -> Iterator[str]:
    mention = mentions.by_head.get(tree.starts[noun])
    kind = mention.kind if mention is not None else "none"
    yield f"kind={kind}"
    yield f"tag={tree.tags[noun]}"
    if mention is not None and mention.used_as == "place":
        yield "place"
    if tree.entities[noun]:
        yield f"entity={tree.entities[noun]}"
    below = range(tree.first[noun], noun + 1)
    is_armed = kind in ("armed_group", "armed_force", "police") or any(
        tree.lemmas[t] in lexicon.file.fighters for t in below
    )
    if is_armed:
        yield "armed"
    if tree.lemmas[noun] in load_attribution_words().bodies:
        yield "body"
    if not load_attribution_words().suspects.isdisjoint(tree.words[t] for t in below):
        yield "hedged"
    if is_ours(tree, noun):
        yield "own side"
    source = sides_of(tree, draft.source, mentions)
    if source & sides_of(tree, [words_of_party(tree, noun)], mentions):
        yield "same side"


def _signs_of_answer(
    tree: Tree,
    noun: int,
    draft: Draft,
    drafts: Sequence[Draft],
    mentions: MentionIndex,
    lexicon: CueLexicon,
) -> Iterator[str]:
    """Whether the party itself answers, denies, or is accused by others, too."""
    party = words_of_party(tree, noun)
    own = sides_of(tree, [party], mentions)
    signs = set()
    for other in drafts:
        away = tree.sentence[other.head] - tree.sentence[draft.head]
        if other is draft or abs(away) > _REACH:
            continue
        if other.holds(draft) and other.stance == "denies":
            signs.add("inside denial")
        if other.source and is_about(tree, other, party, mentions):
            signs.add("denied" if other.stance == "denies" else "answered")
        elif other.stance == "denies" and away >= 0 and is_of_account(tree, other, lexicon):
            signs.add("account denied")
        if other.accused and own & sides_of(tree, other.accused, mentions):
            signs.add("accused elsewhere")
    yield from sorted(signs)
