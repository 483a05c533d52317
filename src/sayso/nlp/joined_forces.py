"""Two forces joined by "and" that the parser makes one noun: "The army and M23 rebels clashed."

Comes in: a parsed document. Goes out: the same document, in which the rebels are joined to the army. Else only the
rebels clash, and "army and M23" tells what kind of rebels they are.
"""

from __future__ import annotations

from functools import lru_cache

from spacy.tokens import Doc, Token

from sayso.lexicon import LexiconHeader, read_lexicon

_NAMES = frozenset({"NNP", "NNPS"})


class JoinedForces(LexiconHeader, frozen=True, kw_only=True):
    """The file `joined-forces.yaml`."""

    bodies: frozenset[str]


@lru_cache(maxsize=1)
def load_joined_forces() -> JoinedForces:
    """Read the words, once."""
    return read_lexicon("joined-forces", JoinedForces)


def mend_joined_forces(doc: Doc) -> None:
    """Join "M23 rebels" to "the army": a name between them and a plural behind it are another force."""
    bodies = load_joined_forces().bodies
    for name in doc[2:-1]:
        if name.dep_ != "conj" or name.tag_ not in _NAMES or name.head.lower_ not in bodies:
            continue
        body, men = name.head, name.nbor(1)
        is_told = any(c.i < body.i for c in men.lefts)  # "[the] army", not "army and M23 officers"
        if body.head == men and men.tag_ == "NNS" and name.nbor(-1).lower_ == "and" and is_told:
            _join(body, name, men)


def _join(body: Token, name: Token, men: Token) -> None:
    above, role = men.head, men.dep_
    for child in [c for c in men.lefts if c.i < body.i]:
        child.head = body
    body.head, body.dep_ = (body, "ROOT") if role == "ROOT" else (above, role)
    body.tag_, body.pos_ = "NN", "NOUN"
    men.head, men.dep_ = body, "conj"
    name.head, name.dep_ = men, "compound"
