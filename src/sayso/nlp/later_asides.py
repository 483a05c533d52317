"""Main clauses that are none: "Shells killed nine, a monitor said, less than a day after the Council demanded a truce."

Comes in: a parsed document. Goes out: the same document, in which what stands behind "after" or "before" with a measure
of time hangs on what was said, and what was said on who said it. Else the Council demands that shells kill nine.
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from sayso.nlp.word_places import find_valued

_LATER = frozenset({"after", "before"})
_TIMES = frozenset({"DATE", "TIME"})


def mend_asides(doc: Doc) -> None:
    """Hang the clause behind "a day after" on the deed that it dates."""
    for said in find_valued(doc, "DEP", {"parataxis"}):
        main = said.head
        if said.dep_ != "parataxis" or main.dep_ != "ROOT" or said.i > main.i:
            continue
        deed = next((c for c in main.children if c.dep_ == "ccomp" and c.i < said.i), None)
        has_speaker = any(child.dep_ == "nsubj" for child in said.children)
        if deed is None or not has_speaker or not _is_dated_by(main, said):
            continue
        said.head, said.dep_ = said, "ROOT"
        deed.head = said
        main.head, main.dep_ = deed, "advcl"


def _is_dated_by(verb: Token, said: Token) -> bool:
    """Whether a verb stands behind "a day after", with nothing but that between who spoke and its clause."""
    marks = (c for c in verb.children if c.dep_ == "mark" and c.lower_ in _LATER)
    mark = next((m for m in marks if said.i < m.i < verb.i), None)
    return mark is not None and mark.nbor(-1).ent_type_ in _TIMES
