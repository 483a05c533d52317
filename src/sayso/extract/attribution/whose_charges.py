"""Tell whose charges they are from what they are of: "the claims of Amnesty that police had fired", "claims of abuse".

Comes in: a parse and drafts, whoever found them. Changes drafts whose cue is a noun with an "of" behind it that names a
party, and a clause that says what is charged: the party is the source, the clause the content. Without this the party
would stand accused of itself.
"""

from __future__ import annotations

from collections.abc import Iterable

from sayso.extract.attribution.accused import find_accused
from sayso.extract.attribution.acts import read_act
from sayso.extract.attribution.cues import CueLexicon
from sayso.extract.attribution.drafts import Draft
from sayso.extract.attribution.self_denials import is_third_party
from sayso.extract.grammar.trees import Tree

_PARTIES = frozenset({"ORG", "GPE", "NORP", "PERSON"})


def mend_whose_charges(tree: Tree, drafts: Iterable[Draft], lexicon: CueLexicon) -> None:
    """Give charges "of" a party their source.

    "The minister called the claims of Amnesty that police had fired baseless." → Amnesty says "that police had fired"
    """
    told = (*lexicon.file.charges, *lexicon.file.accounts)
    for draft in drafts:
        noun = next((t for s, e in draft.cue for t in range(s, e) if tree.lemmas[t] in told), None)
        if draft.source or noun is None or tree.pos[noun] != "NOUN":
            continue
        links = (c for c in tree.children[noun] if c > noun and tree.words[c] in ("of", "by"))
        party = next((p for c in links if (p := tree.child(c, "pobj")) is not None), None)
        if party is None or not _is_party(tree, party, lexicon):
            continue
        clause = _clause_behind(tree, noun, party)
        if clause is None:
            continue
        draft.cue = [(noun, noun + 1)]
        draft.source = [(tree.first[party], party + 1)]
        draft.content = [(tree.first[clause], tree.last[clause] + 1)]
        draft.act, draft.stance = read_act(tree, draft.cue, draft.source, draft.content, lexicon)
        draft.accused = find_accused(tree, draft.cue, draft.content, lexicon)


def _is_party(tree: Tree, noun: int, lexicon: CueLexicon) -> bool:
    is_named = tree.entities[noun] in _PARTIES
    return is_named or (tree.lemmas[noun] in lexicon.file.roles and is_third_party(tree, noun))


def _clause_behind(tree: Tree, *nouns: int) -> int | None:
    """ "that police had fired", on whichever noun the parser hangs it."""
    for noun in nouns:
        for clause in tree.children[noun]:
            is_clause = tree.deps[clause] in ("acl", "ccomp", "relcl") and clause > nouns[-1]
            if is_clause and tree.words[tree.first[clause]] == "that":
                return clause
    return None
