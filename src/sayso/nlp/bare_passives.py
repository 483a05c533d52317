"""Passives whose "was" is left out, as headlines print them: "Islamists blamed", "12 soldiers slain as troops clash".

Comes in: a parsed document and the token stretches of its headlines. Goes out: the same document, in which the subject
of such a verb is a passive one, and the verb a participle. A participle that the parser does not know for a verb
("slain") is parsed once more as one that it knows, anywhere, and so is a gerund that it takes for a noun ("trading
blame"); what flies and is downed is read so in prose, too, and so
are a passive that goes on without its "were" and the counts of coders' notes ("2 soldiers killed and 5 injured.").
Verbs with an object, or that need none, stay as they are.
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.language import Language
from spacy.tokens import Doc, Token

from sayso.nlp.headline_verbs import HeadlineVerbs, load_headline_verbs
from sayso.nlp.shown_words import Shown, parse_again
from sayso.nlp.word_places import find_valued, find_words

_FORMS = frozenset({"VBD", "VBN"})
_PARTY = frozenset({"NN", "NNS", "NNP", "NNPS", "JJ"})
_ACTIVE = frozenset({"dobj", "aux", "auxpass", "nsubjpass", "prt", "oprd", "dative"})
_NEXT_ONES = frozenset({"second", "third", "fourth", "fifth", "sixth"})
_DAYS = frozenset({"DATE", "TIME"})
_CONTENTS = frozenset({"ccomp", "xcomp"})


def mend_participles(nlp: Language, doc: Doc) -> None:
    """ "were slain near Gao": parsed as "were killed near Gao"; "rebels trading blame" as "rebels exchanging blame".

    "the army and allied Arab militias" is parsed as "the army and friendly Arab militias".
    """
    lexicon = load_headline_verbs()
    words = {**lexicon.participles, **lexicon.gerunds, **lexicon.described}
    changes: dict[tuple[int, int], dict[int, Shown]] = {}
    for token in find_words(doc, words):
        tag = _tag_shown(token, lexicon)
        if tag is not None:
            sentence = token.sent
            shown = changes.setdefault((sentence.start, sentence.end), {})
            shown[token.i - sentence.start] = Shown(words[token.lower_], tag)
    parse_again(nlp, doc, changes, is_kept=True)


def _tag_shown(token: Token, lexicon: HeadlineVerbs) -> str | None:
    """The tag that a misread word has where it is read again; None where it stays."""
    if token.lower_ in lexicon.gerunds:
        return "VBG" if _is_noun_to_the_parser(token) else None
    if token.lower_ in lexicon.described:
        return "JJ" if _is_before_party(token) else None
    return "VBN"


def _is_before_party(word: Token) -> bool:
    """ "and | allied | Arab militias": no verb, for what stands behind it has no article."""
    if word.tag_ not in _FORMS or word.i + 1 >= word.sent.end or word.i == word.sent.start:
        return False
    return word.nbor(-1).lower_ in ("and", ",") and word.nbor(1).tag_ in _PARTY


def _is_noun_to_the_parser(gerund: Token) -> bool:
    """ "the M23 | trading | blame": what describes a word that is traded."""
    is_before = gerund.dep_ == "compound" and gerund.head.i == gerund.i + 1
    return is_before and gerund.head.lower_ in load_headline_verbs().traded


def mend_bare_passives(doc: Doc, stretches: Sequence[tuple[int, int]]) -> None:
    """ "Nine killed in blast, rebels blamed": who is blamed is the subject of a passive."""
    lexicon = load_headline_verbs()
    for start, end in (*stretches, *_find_notes(doc, lexicon)):
        for verb in doc[start:end]:
            if verb.dep_ == "acl" and verb.tag_ == "VBN" and verb.lower_ in lexicon.done_to:
                _join_list(verb)
            if _is_bare_passive(verb, lexicon):
                *others, subject = _subjects(verb)
                subject.dep_ = "nsubjpass"
                verb.tag_ = "VBN"
                for other in others:
                    other.dep_ = "dep"


def _find_notes(doc: Doc, lexicon: HeadlineVerbs) -> list[tuple[int, int]]:
    """Sentences that only count: "2 soldiers killed and 5 others injured.", "Nine killed, 4 abducted." """
    notes = []
    for number in find_valued(doc, "TAG", {"CD"}):
        noun = number.head if number.dep_ == "nummod" else number
        verb = noun.nbor(1) if noun.i + 1 < len(doc) else noun
        if verb.lower_ in ("reportedly", "allegedly") and verb.i + 1 < len(doc):
            verb = verb.nbor(1)
        if verb.lower_ not in lexicon.done_to or noun.left_edge.i != (sentence := noun.sent).start:
            continue
        if verb.i + 1 < sentence.end and verb.nbor(1).lower_ in lexicon.behind_counts:
            _part_counts(verb, noun, lexicon)
            notes.append((sentence.start, sentence.end))
    return notes


def _part_counts(verb: Token, noun: Token, lexicon: HeadlineVerbs) -> None:
    """ "9 civilians killed, 4 abducted.": those killed were not the ones that were abducted."""
    second = noun.head
    number = second.nbor(-1) if second.i else second
    is_parted = (
        verb.dep_ == "acl" and verb.head == noun and verb.i < number.i and number.tag_ == "CD"
    )
    if is_parted and second.lower_ in lexicon.done_to and number.head == second:
        verb.head, verb.dep_ = second, "ccomp"
        noun.head, noun.dep_ = verb, "nsubjpass"
        number.dep_ = "nsubjpass"


def _join_list(verb: Token) -> None:
    """ "15 miners, two guards killed in raid": headlines leave out the "and", and all of them were killed."""
    last, first = verb.head, verb.head.head
    numbers = [any(c.dep_ == "nummod" for c in noun.lefts) for noun in (first, last)]
    if last.dep_ != "appos" or not all(numbers) or last.nbor(1) != verb:
        return
    if first.tag_[:2] == "NN" and last.doc[last.left_edge.i - 1].text == ",":
        last.dep_, verb.head = "conj", first


def mend_gapped(doc: Doc) -> None:
    """ "214 people were arrested and nine officers injured": so were the officers.

    "One guard was killed, two people wounded, and a truck destroyed": the parse may hang the first on the second.
    """
    lexicon = load_headline_verbs()
    for verb in find_valued(doc, "TAG", _FORMS):
        _mend_next_one(verb, lexicon)
        if verb.lower_ in lexicon.done_to:
            _mend_series(verb, lexicon)
        if verb.tag_ == "VBN" and verb.dep_ == "advcl":
            _mend_counted(verb, lexicon)
        if verb.tag_ == "VBN" and verb.dep_ == "acl":
            _mend_joined_noun(verb, lexicon)
        if verb.dep_ == "conj" and verb.lower_ in lexicon.done_to:
            _mend_day(verb)
        is_joined = verb.dep_ == "conj" or any(_is_passive_before(c, verb) for c in verb.children)
        if verb.tag_ in _FORMS and is_joined and _is_joined_passive(verb, lexicon):
            subject = _subjects(verb)[-1]
            subject.dep_ = "nsubjpass"
            verb.tag_ = "VBN"


def _mend_next_one(verb: Token, lexicon: HeadlineVerbs) -> None:
    """ "Two were killed and a third seriously wounded": the third was."""
    if verb.dep_ != "conj" or verb.tag_ not in _FORMS or verb.lower_ not in lexicon.done_to:
        return
    if any(child.dep_ in _ACTIVE or child.dep_ == "nsubj" for child in verb.children):
        return
    for one in [c for left in verb.lefts for c in (left, *left.lefts)]:
        is_next = one.lower_ in _NEXT_ONES and any(c.lower_ == "a" for c in one.lefts)
        if is_next and one.dep_ in ("npadvmod", "advmod", "dep"):
            one.head, one.dep_, one.tag_, verb.tag_ = verb, "nsubjpass", "NN", "VBN"


def _mend_series(verb: Token, lexicon: HeadlineVerbs) -> None:
    """ "in which one person was killed, | four people wounded | and a truck burned": the four have wounded nobody."""
    subjects = _subjects(verb)
    if len(subjects) != 1 or verb.i == 0 or any(_is_active(child, verb) for child in verb.children):
        return
    subject, edge = subjects[0], subjects[0].left_edge.i
    is_counted = subject.tag_ == "CD" or any(child.tag_ == "CD" for child in subject.lefts)
    if not is_counted or verb.nbor(-1) != subject or edge <= verb.sent.start:
        return
    first = verb.doc[edge - 2] if verb.doc[edge - 1].text in (",", "and") else None
    if first is None or first.lower_ not in lexicon.done_to or first.is_ancestor(verb):
        return
    if any(child.dep_ == "auxpass" for child in first.children):
        subject.dep_, verb.tag_ = "nsubjpass", "VBN"
        if verb.head != verb and not verb.is_ancestor(first):
            verb.head, verb.dep_ = first, "conj"


def _mend_day(verb: Token) -> None:
    """ "were abducted on Monday and released | the following day": nobody released a day."""
    above = verb.head
    if not any(child.dep_ in ("auxpass", "nsubjpass") for child in above.children):
        return
    day = next((c for c in verb.rights if c.dep_ == "dobj" and c.ent_type_ in _DAYS), None)
    if day is not None and not any(child.dep_ == "nsubj" for child in verb.lefts):
        day.dep_, verb.tag_ = "npadvmod", "VBN"


def _mend_joined_noun(verb: Token, lexicon: HeadlineVerbs) -> None:
    """ "Five were killed and | nine others | injured in a raid": the others were injured, and are no second verb."""
    noun, above = verb.head, verb.head.head
    is_joined = noun.dep_ == "conj" and noun.i == verb.i - 1 and above.tag_ in _FORMS
    if not is_joined or verb.lower_ not in lexicon.done_to or noun.tag_[:2] != "NN":
        return
    if any(child.dep_ in ("auxpass", "nsubjpass") for child in above.children):
        verb.head, verb.dep_ = above, "conj"
        noun.head, noun.dep_ = verb, "nsubjpass"


def _mend_counted(state: Token, lexicon: HeadlineVerbs) -> None:
    """ "A clinic treated 36 wounded", "received nine bodies and 36 wounded": whom it treated, and no clause."""
    number = state.nbor(-1) if state.i else state
    first = number.head if number.dep_ == "conj" else number
    is_counted = number.tag_ == "CD" and first.dep_ == "dobj" and first.head == state.head
    if is_counted and state.lower_ in lexicon.done_to and not any(state.children):
        state.head, state.dep_ = number.head, number.dep_
        state.tag_, state.pos_ = "NNS", "NOUN"
        number.head, number.dep_ = state, "nummod"


def _is_joined_passive(verb: Token, lexicon: HeadlineVerbs) -> bool:
    subjects = _subjects(verb)
    if not subjects or subjects[-1].tag_ == "CD" or verb.lower_ not in lexicon.done_to:
        return False
    is_next = verb.nbor(-1) in subjects[-1].subtree
    before = [child for child in verb.children if _is_passive_before(child, verb)]
    above = before[0] if before else verb.head
    is_passive = any(child.dep_ in ("auxpass", "nsubjpass") for child in above.children)
    return is_next and is_passive and not any(_is_active(child, verb) for child in verb.children)


def _is_passive_before(clause: Token, verb: Token) -> bool:
    """ "One guard was killed, two people wounded": a passive before a comma, with nothing that says it."""
    is_before = clause.dep_ == "ccomp" and clause.i < verb.i and clause.tag_ == "VBN"
    return is_before and any(child.dep_ == "nsubjpass" for child in clause.children)


def mend_downings(doc: Doc) -> None:
    """ "The air force said nine drones shot down overnight": drones without an object were shot down."""
    lexicon = load_headline_verbs()
    for verb in find_words(doc, {words.split()[0] for words in lexicon.downed}):
        if verb.tag_ not in _FORMS or not _names_downing(verb, lexicon):
            continue
        *_, subject = _subjects(verb) or [verb]
        is_active = any(child.dep_ in _ACTIVE - {"prt"} for child in verb.children)
        if not is_active and subject.lower_ in lexicon.flying:
            subject.dep_ = "nsubjpass"
            verb.tag_ = "VBN"


def _names_downing(verb: Token, lexicon: HeadlineVerbs) -> bool:
    particle = next((child for child in verb.children if child.dep_ == "prt"), None)
    words = verb.lower_ if particle is None else f"{verb.lower_} {particle.lower_}"
    return words in lexicon.downed


def _is_bare_passive(verb: Token, lexicon: HeadlineVerbs) -> bool:
    if verb.tag_ not in _FORMS or verb.dep_ == "relcl" or not _subjects(verb):
        return False
    if is_told_of(verb, lexicon):
        return True
    if verb.lower_ not in lexicon.done_to:
        return False
    below = [verb, *(child for child in verb.children if child.dep_ == "conj")]
    return not any(_is_active(child, one) for one in below for child in one.children)


def is_told_of(verb: Token, lexicon: HeadlineVerbs) -> bool:
    """ "Rebel leader reported killed": he reports nothing."""
    behind = verb.doc[verb.i + 1 : verb.i + 2]
    is_fate = any(t.tag_ == "VBN" for t in behind)
    return verb.lower_ in lexicon.told_of and is_fate and not _has_helper(verb)


def _has_helper(verb: Token) -> bool:
    return any(child.dep_ in ("aux", "auxpass", "dobj") for child in verb.children)


def _is_active(child: Token, verb: Token) -> bool:
    return child.dep_ in _ACTIVE or (child.dep_ in _CONTENTS and child.i > verb.i)


def _subjects(verb: Token) -> list[Token]:
    return [child for child in verb.children if child.dep_ == "nsubj" and child.i < verb.i]
