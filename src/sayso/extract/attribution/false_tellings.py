"""Find what a speaker calls false by the way: "media had spread the false news that soldiers shot the students".

Comes in: a parse and the drafts so far. Goes out: the same, with a denial by the same speaker for each clause that his
words call a lie, and without drafts of nobody in particular for that noun. That others spread it he asserts for all
that. A speaker who denies with his own verb ("the claim that … was a lie") is read in self_denials.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sayso.extract.attribution.attribution_words import load_attribution_words
from sayso.extract.attribution.cues import CueLexicon
from sayso.extract.attribution.drafts import Draft, trimmed
from sayso.extract.grammar.trees import SUBJECTS, Stretch, Tree, as_stretches, holds

_LOOSE = frozenset({"asserts", "suggests"})


def find_false_tellings(tree: Tree, drafts: Sequence[Draft], lexicon: CueLexicon) -> list[Draft]:
    """The drafts, with what somebody calls a lie denied by him.

    "The army said the rebels had spread the lie that soldiers burned it." → the army denies "soldiers burned it"
    """
    made = [*_denials(tree, drafts, lexicon)]
    nouns = {denial.head for denial in made}
    kept = [d for d in drafts if d.source or nouns.isdisjoint(t for s in d.cue for t in range(*s))]
    return [*kept, *made]


def calls_false(tree: Tree, draft: Draft, lexicon: CueLexicon) -> bool:
    """Whether a draft is such a denial: its cue is the noun that calls its content a lie."""
    return draft.stance == "denies" and bool(_false_words(tree, draft.head, lexicon))


def _denials(tree: Tree, drafts: Sequence[Draft], lexicon: CueLexicon) -> Iterator[Draft]:
    for noun, pos in enumerate(tree.pos):
        clause = _clause_of(tree, noun) if pos in ("NOUN", "PROPN") else None
        false = _false_words(tree, noun, lexicon) if clause is not None else []
        teller = _teller(drafts, noun) if false else None
        if clause is None or teller is None or teller.stance not in _LOOSE:
            continue
        yield Draft(
            head=noun,
            cue=as_stretches(sorted({*false, noun})),
            content=trimmed(tree, [clause]),
            source=list(teller.source),
            act="denies",
            stance="denies",
            is_read=True,
            is_sure=True,
        )


def _clause_of(tree: Tree, noun: int) -> Stretch | None:
    """ "the lie [that soldiers burned it]"; not "the lie that they told", "a lie that cost lives"."""
    for verb in tree.children[noun]:
        if verb < noun or tree.deps[verb] not in ("acl", "relcl", "ccomp"):
            continue
        subject = tree.child(verb, *SUBJECTS)
        if tree.words[tree.first[verb]] != "that" or subject in (None, tree.first[verb]):
            continue
        if tree.deps[tree.first[verb]] in ("mark", "nsubj") or tree.child(verb, "dobj") is not None:
            return tree.first[verb], tree.last[verb] + 1
    return None


def _false_words(tree: Tree, noun: int, lexicon: CueLexicon) -> list[int]:
    """The words that say so: "lie" itself, "false" before "news"."""
    words = load_attribution_words()
    if tree.lemmas[noun] in words.falsehoods:
        return [noun]
    told = (lexicon.file.accounts, lexicon.file.charges, words.tidings)
    if not any(tree.lemmas[noun] in names for names in told):
        return []
    before = [c for c in tree.children[noun] if c < noun and tree.deps[c] in ("amod", "compound")]
    return [c for c in before if {tree.words[c], tree.lemmas[c]} & lexicon.file.dismissals]


def _teller(drafts: Sequence[Draft], noun: int) -> Draft | None:
    """Who speaks there: the innermost named source whose words hold the noun."""
    around = [d for d in drafts if d.source and d.outer is None and holds(d.content, noun)]
    return min(around, key=lambda d: sum(e - s for s, e in d.content), default=None)
