"""Whom somebody is taken for: "Gunmen believed to be bandits killed ten people".

Comes in: a parsed document. Goes out: the same document, in which the gunmen killed ten people, and "believed to be
bandits" describes them. The parser takes "believed" for the main verb, and lets the gunmen believe it, or the bandits
kill. It is shown "Gunmen like some young bandits killed ten people". Likewise "said suspected rebels attacked it",
where nobody suspects that rebels did; and "men apparently belonging to a militia killed ten", whose verb is "killed".
"""

from __future__ import annotations

from functools import lru_cache

from spacy.language import Language
from spacy.tokens import Doc, Token

from sayso.lexicon import LexiconHeader, read_lexicon
from sayso.nlp.shown_words import Shown, parse_again
from sayso.nlp.word_places import find_words

_NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
_PHRASE = frozenset({*_NOUNS, "DT", "JJ", "CD", "PRP$", "POS", "HYPH", "VBG", "IN", "CC"})
_FINITE = frozenset({"VBD", "VBN", "VBZ", "VBP", "MD"})
_MOST_WORDS = 10
_SHOWN = (Shown("like", "VBN"), Shown("some", "TO"), Shown("young", "VB"))
# "believed to belong to the Front": like some men of it; "to be linked to the Front": like some men linked to it.
_SHOWN_OF = (*_SHOWN[:2], Shown("men", "VB"), Shown("of", "IN"))
_SHOWN_LINKED = (*_SHOWN[:2], Shown("men", "VB"))
_LINKS = frozenset({"to", "from", "for", "with"})
_LINK_TAGS = frozenset({"IN", "TO"})
_PARTICIPLES = frozenset({"VBG", "VBN", "VBD"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})


class Supposed(LexiconHeader, frozen=True, kw_only=True):
    """The file `supposed.yaml`."""

    supposes: frozenset[str]
    suspects: frozenset[str]
    tells: frozenset[str]
    shows: frozenset[str]
    purports: frozenset[str]
    hedges: frozenset[str]
    belongs: frozenset[str]


@lru_cache(maxsize=1)
def load_supposed() -> Supposed:
    """Read the verbs, once."""
    return read_lexicon("supposed", Supposed)


def mend_supposed(nlp: Language, doc: Doc) -> None:
    """Let "believed to be …" describe the noun before it, where a verb stands behind."""
    last = len(doc) - 5
    supposes = find_words(doc, load_supposed().supposes)
    found = [t for t in supposes if 0 < t.i < last and _is_misread(t)]
    changes: dict[tuple[int, int], dict[int, Shown]] = {}
    for participle in found:
        start, end = participle.sent.start, participle.sent.end
        shown = changes.setdefault((start, end), {})
        shown |= {participle.i - start + n: word for n, word in enumerate(_shown(participle))}
    suspects = find_words(doc, load_supposed().suspects)
    for adjective in (t for t in suspects if 0 < t.i < len(doc) - 2 and _is_adjective(t)):
        start, end = adjective.sent.start, adjective.sent.end
        changes.setdefault((start, end), {})[adjective.i - start] = Shown("young", "JJ")
    for told in (t for t in supposes if 0 < t.i < len(doc) - 3 and _is_told_to_show(t)):
        start, end = told.sent.start, told.sent.end
        changes.setdefault((start, end), {})[told.i - start] = Shown("purporting", "VBN")
    places = [token.i for token in found]
    parse_again(nlp, doc, changes)
    for adverb in find_words(doc, load_supposed().hedges):
        _give_main_verb(adverb)
    for participle in (t for t in supposes if 0 < t.i < last):
        _give_verb_behind_perfect(participle)
    for at in places:
        _describe(doc[at])
    for joined in (t for t in supposes if 0 < t.i < last and _is_joined(t)):
        joined.head, joined.dep_, joined.tag_ = joined.nbor(-1), "acl", "VBN"


def _is_misread(token: Token) -> bool:
    """Whether a word is "believed" in "[Gunmen] believed to be bandits [killed]", and no participle for the parser."""
    if token.lower_ not in load_supposed().supposes or _noun_before(token) is None:
        return False
    be = token.nbor(2)
    if token.nbor(1).lower_ != "to" or be.i >= token.sent.end - 2:
        return False
    if be.lower_ != "be" and not _belongs(be):
        return False
    is_read = token.dep_ == "acl" and not any(child.dep_ == "ccomp" for child in token.subtree)
    return not is_read and _has_verb_behind(be)


def _give_main_verb(adverb: Token) -> None:
    """ "Men | apparently | belonging to a militia killed ten": "killed" is what they did, and "belonging" describes."""
    if not 0 < adverb.i < len(adverb.doc) - 3 or adverb.nbor(-1).tag_ not in _NOUNS:
        return
    participle = adverb.nbor(1)
    subject = next((c for c in participle.lefts if c.dep_ in _SUBJECTS), None)
    is_read = participle.tag_ not in _PARTICIPLES or participle.dep_ == "acl"
    if (
        is_read
        or subject is None
        or subject.i >= adverb.i
        or participle.nbor(1).tag_ not in _LINK_TAGS
    ):
        return
    if any(child.dep_ in ("aux", "auxpass") for child in participle.children):
        return
    behind = (t for t in participle.subtree if t.i > participle.i and t.tag_ == "VBD")
    verb = next((t for t in behind if _lacks_subject(t)), None)
    if verb is None:
        return
    rest = [child for child in participle.rights if child.i > verb.i]
    is_main = participle.head == participle
    verb.head, verb.dep_ = (verb, "ROOT") if is_main else (participle.head, participle.dep_)
    subject.head = verb
    for child in rest:
        child.head = verb
    participle.head, participle.dep_ = subject, "acl"
    if participle.tag_ == "VBD":
        participle.tag_ = "VBN"


def _give_verb_behind_perfect(participle: Token) -> None:
    """ "Gunmen | thought to have crossed from Libya | killed nine": they killed, and were thought to have crossed."""
    to, have = participle.nbor(1), participle.nbor(2)
    subject = participle.nbor(-1)
    if to.lower_ != "to" or have.lower_ != "have" or have.nbor(1).tag_ not in ("VBN", "VBD"):
        return
    if subject.head != participle or subject.dep_ not in _SUBJECTS:
        return
    behind = [t for t in participle.subtree if t.i > have.i + 1 and t.tag_ in ("VBD", "VBZ")]
    verb = next((t for t in behind if t.dep_ != "relcl" and _lacks_subject(t)), None)
    if verb is None:
        return
    rest = [child for child in participle.rights if child.i > verb.i]
    is_main = participle.head == participle
    verb.head, verb.dep_ = (verb, "ROOT") if is_main else (participle.head, participle.dep_)
    subject.head = verb
    for child in rest:
        child.head = verb
    participle.head, participle.dep_, participle.tag_ = subject, "acl", "VBN"


def _lacks_subject(verb: Token) -> bool:
    is_joined = verb.nbor(-1).dep_ == "cc" or verb.dep_ == "relcl"
    has_object = any(child.dep_ in ("dobj", "prep", "prt") for child in verb.rights)
    return not is_joined and has_object and not any(c.dep_ in _SUBJECTS for c in verb.lefts)


def _is_joined(token: Token) -> bool:
    """ "killed by gunmen | thought | to belong to the Front": joined to "killed" by nothing, it describes them."""
    noun = token.nbor(-1)
    is_object = noun.tag_ in _NOUNS and noun.dep_ in ("pobj", "dobj")
    is_bare = token.dep_ == "conj" and not any(c.dep_ in ("nsubj", "aux") for c in token.children)
    return is_object and is_bare and token.head.i < noun.i and token.nbor(1).lower_ == "to"


def _belongs(verb: Token) -> bool:
    """ "believed to | belong | to the Front", "thought to come from Chad"."""
    return verb.lower_ in load_supposed().belongs and verb.nbor(1).lower_ in _LINKS


def _is_linked(be: Token) -> bool:
    """ "believed to be | linked to | the Front"."""
    is_state = be.lower_ == "be" and be.nbor(1).tag_ in ("VBN", "JJ")
    return is_state and be.i + 2 < be.sent.end and be.nbor(2).lower_ in _LINKS


def _shown(participle: Token) -> tuple[Shown, ...]:
    """What the parser is shown from "believed" on."""
    verb = participle.nbor(2)
    if _belongs(verb):
        return _SHOWN_OF
    return _SHOWN_LINKED if _is_linked(verb) else _SHOWN


def _is_told_to_show(token: Token) -> bool:
    """ "A video | said to show a raid | was taken in 2009": the video says nothing, and was taken."""
    words = load_supposed()
    if token.lower_ not in words.supposes or token.nbor(1).lower_ != "to":
        return False
    noun, shows = token.nbor(-1), token.nbor(2)
    is_picture = noun.tag_ in _NOUNS and noun.sent == token.sent
    return is_picture and shows.lower_ in words.shows and token.dep_ != "acl"


def _is_adjective(token: Token) -> bool:
    """ "said | suspected | rebels attacked it": taken for a verb, right behind one of speech."""
    words = load_supposed()
    if token.lower_ not in words.suspects or token.dep_ == "amod":
        return False
    is_behind = token.nbor(-1).lower_ in words.tells and token.nbor(1).tag_ in (*_NOUNS, "JJ")
    return is_behind and any(child.dep_ == "ccomp" for child in token.rights)


def _has_verb_behind(be: Token) -> bool:
    """Whether the noun phrase behind "to be" is followed by a finite verb, or by a participle with an object."""
    at = be.i + (3 if _is_linked(be) else 2 if _belongs(be) else 1)
    while at < min(be.i + _MOST_WORDS, be.sent.end - 1) and be.doc[at].tag_ in _PHRASE:
        at += 1
    is_noun = at > be.i + 1 and be.doc[at - 1].tag_ in _NOUNS
    if be.doc[at].text == "," and at + 1 < be.sent.end and be.nbor(-3).text == ",":
        at += 1
    return is_noun and be.doc[at].tag_ in _FINITE


def _noun_before(participle: Token) -> Token | None:
    """The noun right before a participle, or before the comma there."""
    noun = participle.nbor(-1)
    if noun.text == "," and participle.i > 1:
        noun = participle.nbor(-2)
    return noun if noun.tag_ in _NOUNS else None


def _describe(participle: Token) -> None:
    noun, to, be = _noun_before(participle), participle.nbor(1), participle.nbor(2)
    if noun is None:
        return
    participle.head, participle.dep_ = noun, "acl"
    be.head, be.dep_ = participle, "xcomp"
    to.head, to.dep_ = be, "aux"
    what = be.nbor(1)
    if _belongs(be):
        what.head, what.dep_ = be, "prep"
        return
    if _is_linked(be):
        what.head, what.dep_ = be, "acomp"
        return
    while what.tag_ in ("DT", "CD", "JJ", "VBG") and what.i + 1 < be.sent.end:
        what = what.nbor(1)
    while what.tag_ in _NOUNS and what.nbor(1).tag_ in _NOUNS:
        what = what.nbor(1)
    if what.tag_ in _NOUNS:
        what.head, what.dep_ = be, "attr"
    elif what.nbor(-1).tag_ == "JJ":
        what.nbor(-1).head, what.nbor(-1).dep_ = be, "acomp"
