"""Verbs joined to the wrong verb: "fired tear gas to disperse them and | arrested | three men".

Comes in: a parsed document with lemmas. Goes out: the same document, in which a verb in the past is joined to no
infinitive and to no verb behind "could": whoever fired arrested three men, and "said nothing could justify it and
called for calm" is one who said and called. In "but the minister, Jon Poe, | blamed | jihadists" the minister blames
them; the parser makes them "blamed jihadists", another word for him. "Qatar is | mediating |" tells what Qatar does,
and not what it is; "called the US | strike | a violation" has a strike in it, and no striking; who "denied on Friday |
shelling | it" denies the shelling; and "unrest, | in which nine died |" tells of the unrest.
"""

from __future__ import annotations

from functools import lru_cache

from spacy.tokens import Doc, Token

from sayso.lexicon import LexiconHeader, read_lexicon
from sayso.nlp.apposed_names import load_apposed_names
from sayso.nlp.relative_verbs import load_relative_verbs
from sayso.nlp.word_places import find_valued, find_words

_OWN = frozenset({"nsubj", "nsubjpass", "aux", "auxpass", "mark", "csubj"})
_BELOW = frozenset({"xcomp", "advcl", "ccomp", "acl", "conj", "relcl"})
_MOST_STEPS = 4
_QUOTES = frozenset({'"', "”", "''"})
_HAS = frozenset({"has", "have"})
_IS = frozenset({"is", "are", "was", "were"})


class MisjoinedVerbs(LexiconHeader, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file `misjoined-verbs.yaml`; see the file for each row's meaning."""

    deeds: frozenset[str]
    calls: frozenset[str]
    takes_gerund: frozenset[str]
    promises: frozenset[str]
    sayings: frozenset[str]


@lru_cache(maxsize=1)
def load_misjoined_verbs() -> MisjoinedVerbs:
    """Read the words, once."""
    return read_lexicon("misjoined-verbs", MisjoinedVerbs)


def mend_misjoined(doc: Doc) -> None:
    """Join "arrested" to "fired", and let the minister blame jihadists."""
    words = load_misjoined_verbs()
    for verb in find_valued(doc, "DEP", {"conj"}):
        if verb.tag_ == "VBD" and verb.lemma_ != verb.lower_ and _is_unfinished(verb.head):
            _rejoin(verb)
        elif verb.tag_ == "VBN" and verb.head.tag_ == "VBD":
            _rejoin_perfect(verb)
        elif verb.lower_ in words.promises:
            _rejoin_speech(verb)
    for verb in find_valued(doc, "DEP", {"attr"}):
        if verb.tag_ == "VBG" and verb.i:
            _make_main(verb)
    for saying in find_words(doc, words.sayings):
        if saying.dep_ == "advcl" and saying.i > 2 and saying.nbor(-1).text == ",":
            _hang_on_answer(saying)
    for old in find_words(doc, ("old",)):
        if old.tag_ == "JJ" and old.dep_ == "appos":
            _make_speaker(old)
    for which in find_words(doc, ("which",)):
        if which.dep_ == "pobj" and which.i > 2:
            _hang_on_noun(which)
    for deed in find_words(doc, words.deeds):
        if deed.tag_ in ("VB", "VBP") and deed.i > 1:
            _make_noun(deed, words)
    for verb in find_words(doc, words.takes_gerund):
        _take_gerund(verb)
    for verb in find_words(doc, load_relative_verbs().speech):
        if verb.dep_ == "amod" and 1 < verb.i < verb.head.i:
            _give_speaker(verb)


def _make_main(verb: Token) -> None:
    """ "Qatar | is | mediating": of somebody by name that is what he does; "the aim is killing" says what it is."""
    be = verb.nbor(-1)
    subject = next((c for c in be.lefts if c.dep_ == "nsubj"), None)
    if subject is None or subject.tag_ not in ("NNP", "NNPS") or subject.right_edge.i != be.i - 1:
        return
    if be != verb.head or be.lower_ not in _IS:
        return
    verb.head, verb.dep_ = (verb, "ROOT") if be.head == be else (be.head, be.dep_)
    for child in [c for c in be.children if c != verb]:
        child.head = verb
        if child.dep_ == "pobj":  # "which Egypt is mediating"
            child.dep_ = "dobj"
    be.head, be.dep_ = verb, "aux"


def _make_noun(deed: Token, words: MisjoinedVerbs) -> None:
    """ "called the US | strike | a violation": a strike is called so, and nothing strikes."""
    whose, call = deed.nbor(-1), deed.head
    is_object = whose.dep_ == "dobj" and whose.head == call and whose.pos_ in ("PROPN", "ADJ")
    if (
        not is_object
        or call.lemma_ not in words.calls
        or deed.dep_ not in ("oprd", "xcomp", "ccomp")
    ):
        return
    deed.dep_, deed.tag_, deed.pos_, deed.lemma_ = "dobj", "NN", "NOUN", deed.lower_
    for child in [c for c in whose.lefts if c.dep_ == "det"]:
        child.head = deed
    whose.head, whose.dep_ = deed, "compound"
    for child in [c for c in deed.rights if c.dep_ in ("dobj", "attr", "oprd")]:
        child.head, child.dep_ = call, "oprd"


def _take_gerund(verb: Token) -> None:
    """ "denied on Friday | shelling | a hospital": what is denied, and not what he did meanwhile."""
    if verb.pos_ != "VERB" or any(c.dep_ in ("dobj", "ccomp", "xcomp") for c in verb.rights):
        return
    doing = next((c for c in verb.rights if c.dep_ == "advcl" and c.tag_ == "VBG"), None)
    if doing is None or doing.left_edge != doing:
        return
    between = verb.doc[verb.i + 1 : doing.i]
    is_day = bool(between) and all(
        t.ent_type_ in ("DATE", "TIME") or t.pos_ == "ADP" for t in between
    )
    if is_day:
        doing.dep_ = "xcomp"


def _hang_on_answer(saying: Token) -> None:
    """ "accused him of theft, which he denied, | saying | he had paid": he says so, who denied it."""
    last = saying.nbor(-2)
    answer = next(
        (t for t in (last, *last.ancestors) if t.dep_ == "relcl" and t.right_edge == last), None
    )
    if answer is None or answer.lower_ not in load_relative_verbs().speech:
        return
    has_subject = any(c.dep_ == "nsubj" and c.tag_ not in ("WDT", "WP") for c in answer.lefts)
    if has_subject and saying.head.is_ancestor(answer):
        saying.head = answer


def _make_speaker(old: Token) -> None:
    """' "They shot my brother," | a 24-year-old from Goma | said ': who says so, and not the brother."""
    end = old.right_edge.i + 1
    verb = old.doc[end] if end < len(old.doc) else old
    deps = {child.dep_ for child in old.lefts}
    is_age = "det" in deps and any(c.lower_ == "year" for c in old.lefts)
    is_quoted = old.left_edge.i > 0 and old.doc[old.left_edge.i - 1].text in _QUOTES
    if not (is_age and is_quoted) or verb.tag_ not in ("VBD", "VBZ") or verb == old:
        return
    if not any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.children):
        old.head, old.dep_, old.tag_, old.pos_ = verb, "nsubj", "NN", "NOUN"


def _hang_on_noun(which: Token) -> None:
    """ "stormed it during unrest, | in which nine died |": the clause is of the unrest, and of no verb."""
    link, verb = which.head, which.head.head
    noun = which.nbor(-3)
    if link.i != which.i - 1 or verb.dep_ != "advcl" or verb.head.i > link.i:
        return
    if verb.left_edge != link or link.nbor(-1).text != "," or noun.pos_ not in ("NOUN", "PROPN"):
        return
    if verb.head.is_ancestor(noun):
        verb.head, verb.dep_ = noun, "relcl"


def _is_unfinished(verb: Token) -> bool:
    """ "to disperse", "could justify": no verb in the past goes on with it."""
    return verb.tag_ == "VB" and any(
        child.tag_ in ("TO", "MD") and child.i < verb.i for child in verb.lefts
    )


def _rejoin(verb: Token) -> None:
    """Hang a verb in the past on the nearest one above that is in the past, too."""
    if verb.i < verb.head.i or any(child.dep_ in _OWN for child in verb.lefts):
        return
    first = above = verb.head
    for _ in range(_MOST_STEPS):
        if above.tag_ == "VBD":
            break
        if above.dep_ not in _BELOW or above.head.i > above.i or above.head == above:
            return
        above = above.head
    if above.tag_ != "VBD":
        return
    for link in [c for c in first.rights if c.dep_ in ("cc", "punct") and c.i < verb.i]:
        if link.i > first.i and verb.left_edge.i - link.i <= 2:
            link.head = above
    verb.head = above


def _rejoin_perfect(verb: Token) -> None:
    """ "The state | has said | they used bombs, but | has offered | no proof": the state has done both."""
    told, above = verb.head, verb.head.head
    has = next((c for c in verb.lefts if c.dep_ == "aux" and c.lower_ in _HAS), None)
    if has is None or told.dep_ != "ccomp" or above.i > told.i:
        return
    if any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.lefts):
        return
    if any(c.dep_ == "aux" and c.lower_ == has.lower_ for c in above.lefts):
        for link in [c for c in told.rights if c.dep_ in ("cc", "punct") and c.i < verb.i]:
            link.head = above
        verb.head = above


def _rejoin_speech(verb: Token) -> None:
    """ "admitted that mistakes | were made | and | promised | to learn": whoever admits it promises."""
    told, above = verb.head, verb.head.head
    is_passive = any(c.dep_ == "auxpass" for c in told.lefts)
    if (
        not is_passive
        or told.dep_ != "ccomp"
        or above.i > told.i
        or above.tag_ not in ("VBD", "VBN")
    ):
        return
    if any(c.dep_ in _OWN for c in verb.lefts) or not any(c.dep_ == "xcomp" for c in verb.rights):
        return
    for link in [c for c in told.rights if c.dep_ == "cc" and c.i < verb.i]:
        link.head = above
    verb.head, verb.tag_ = above, "VBD"


def _give_speaker(verb: Token) -> None:
    """ "but the minister, Jon Poe, | blamed jihadists |": who is named between commas before a verb of speech."""
    object_, doc = verb.head, verb.doc
    speaker = object_.head
    if object_.dep_ not in ("appos", "conj") or verb.left_edge.i != verb.i:
        return
    if doc[verb.i - 1].text != "," or object_.left_edge.i != verb.i or speaker.dep_ != "conj":
        return
    join, main = doc[speaker.left_edge.i - 1], speaker.head
    is_named = any(c.dep_ == "appos" and c.pos_ == "PROPN" and c.i < verb.i for c in speaker.rights)
    is_person = speaker.lemma_.lower() in load_apposed_names().persons
    if join.dep_ != "cc" or main.pos_ not in ("VERB", "AUX") or not (is_named and is_person):
        return
    verb.head, verb.dep_, verb.tag_, verb.pos_ = main, "conj", "VBD", "VERB"
    speaker.head, speaker.dep_ = verb, "nsubj"
    object_.head, object_.dep_ = verb, "dobj"
    join.head = main
