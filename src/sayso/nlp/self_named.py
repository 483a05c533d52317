"""Groups by the names they give themselves: "A group calling itself Sons of the Soil claimed the attack".

Comes in: a parsed document. Goes out: the same document, in which such a name is a body's and stands in apposition to
the noun that says what it is, with "calling itself", "called", "known as" before it or between commas in quotation
marks ("a commando, the “Red Dawn Brigade”,"). Names without such a noun are the entity finder's.
"""

from __future__ import annotations

from spacy.tokens import Doc, Span, Token

from sayso.nlp.apposed_names import load_apposed_names
from sayso.nlp.word_places import find_words

_NAMES = frozenset({"NNP", "NNPS"})
_CLAUSES = frozenset({"acl", "relcl"})
_ITSELF = frozenset({"itself", "themselves"})
# Marks an entity whose name the text gives as such.
GIVEN = "given"


def mend_self_named(doc: Doc) -> None:
    """Hang the name on "group", as what the group is called."""
    lexicon = load_apposed_names()
    for noun in find_words(doc, lexicon.groups | lexicon.bands):
        for behind in noun.rights:
            if behind.dep_ in _CLAUSES and behind.lower_ in lexicon.called:
                name = _name_called(behind)
                if name is not None:
                    name.head, name.dep_ = noun, "appos"
                    _make_body(name)
            elif behind.dep_ == "appos" and behind.tag_ in _NAMES and _is_quoted(behind):
                _make_body(behind)


def _name_called(verb: Token) -> Token | None:
    """ "calling itself | Sons of the Soil", "called the | Red Hand", "known as | Ansar al-Din"."""
    links = [t for t in verb.rights if t.lower_ == "as" and t.dep_ == "prep"]
    heads = [t for t in verb.rights if t.dep_ in ("oprd", "dobj")]
    heads += [t for link in links for t in link.rights if t.dep_ == "pobj"]
    is_active = verb.lower_ in load_apposed_names().calls
    if is_active and not any(t.lower_ in _ITSELF for t in verb.rights):
        return None
    names = [t for t in heads if t.tag_ in _NAMES]
    return names[0] if len(names) == 1 else None


def _is_quoted(name: Token) -> bool:
    """ "the “Red Dawn Brigade”": a quotation mark stands right before the name and right behind it."""
    first, doc = _first_of(name), name.doc
    is_closed = name.i + 1 < len(doc) and doc[name.i + 1].is_quote
    return first > 0 and doc[first - 1].is_quote and is_closed


def _first_of(name: Token) -> int:
    """Where a name begins: behind articles and quotation marks."""
    before = [
        t.i
        for t in name.lefts
        if t.dep_ in ("compound", "poss", "amod", "nmod") and t.text[:1].isupper()
    ]
    starts = [t.left_edge.i for t in name.lefts if t.i in before]
    first = min([name.i, *starts])
    while first < name.i and (name.doc[first].is_quote or name.doc[first].tag_ == "DT"):
        first += 1
    return first


def _make_body(name: Token) -> None:
    doc, first = name.doc, _first_of(name)
    last = max(
        [name.i, *(t.right_edge.i for t in name.rights if t.lower_ == "of" and t.i == name.i + 1)]
    )
    inside = range(first, last + 1)
    kept = [ent for ent in doc.ents if not set(range(ent.start, ent.end)) & set(inside)]
    doc.ents = (*kept, Span(doc, first, last + 1, label="ORG", kb_id=GIVEN))
