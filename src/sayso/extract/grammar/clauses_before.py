"""What stands before a verb and did what it tells: "postponed the vote after rivals fought, leaving two dead".

Comes in: a verb of a parse. Goes out: the clause that its deed belongs to, or the subject that was told before it,
where the parser hangs the verb on who tells of it, on a place, or on an inserted clause.
"""

from __future__ import annotations

from spacy.tokens import Span, Token

from sayso.extract.grammar.clause_words import load_clause_words
from sayso.extract.grammar.second_verbs import goes_on_with_told
from sayso.extract.grammar.voice import children, is_verb
from sayso.nlp.trailing_harms import is_blow, load_trailing_harms

_BECAUSE = frozenset({"after", "when", "as", "because", "while"})
_WHERE = frozenset({"in", "inside", "outside"})


def told_before(verb: Token) -> Token | None:
    """ "Rounds hit the village, the army said, wounding two": what was told wounds, not whoever tells it."""
    said = verb.head
    if verb.tag_ != "VBG" or verb.i < said.i or verb.lemma_ in load_clause_words().speech:
        return None
    told = [clause for clause in children(said, "ccomp") if clause.i < said.i]
    if said.dep_ == "parataxis" and said.head.i < said.i and is_verb(said.head):
        told.append(said.head)
    return told[-1] if told else None


def clause_before(verb: Token) -> Token | None:
    """ "postponed the vote after rivals fought, leaving two dead": the parse lets the postponement leave them.

    What a deed does to people is done by the verb that stands nearest before it, in a clause of time or cause.
    """
    main = verb.head
    if verb.tag_ != "VBG" or verb.lemma_ not in load_clause_words().harms or verb.i < main.i:
        return None
    between = verb.doc[main.i + 1 : verb.i]
    marks = [t.i for t in between if t.lower_ in _BECAUSE and t.dep_ in ("mark", "prep", "advmod")]
    if not marks:
        return _deed_where(main, between)
    finite = [t for t in between if t.tag_ in ("VBD", "VBN") and t.i > marks[-1] and is_verb(t)]
    if not finite or _struck_meanwhile(main, finite[-1]):
        return None
    return finite[-1]


def _struck_meanwhile(main: Token, nearer: Token) -> bool:
    """ "A second drone struck as rescuers arrived, wounding two": the drone, and no rescuers."""
    words = load_trailing_harms()
    return is_blow(main, words) and not is_blow(nearer, words)


def _deed_where(main: Token, between: Span) -> Token | None:
    """ "The truce does not cover Ica, where rebels shelled a clinic, killing nine": the shelling killed them.

    Not "bombed a market in Ica, where the truce does not apply, killing nine".
    """
    opens = next((t for t in between if t.lower_ == "where" and t.dep_ == "advmod"), None)
    deed = opens.head if opens is not None else None
    if deed is None or deed.dep_ != "relcl" or deed.tag_ != "VBD" or children(deed, "neg"):
        return None
    words = load_clause_words()
    is_harm = deed.lemma_ in words.hurts | words.done_to | words.harms
    return deed if children(main, "neg") or (is_harm and not children(main, "dobj")) else None


def is_told_before(verb: Token) -> bool:
    """ "denied it had bombed the hospital and accused the rebels": the plain past is the denier's, as "denied" is."""
    had = any(child.lower_ == "had" for child in children(verb.head, "aux"))
    is_told = verb.tag_ == "VBD" and verb.head.tag_ == "VBN" and had
    is_speech = verb.lemma_ in load_clause_words().speech
    return is_told and is_speech and not goes_on_with_told(verb)


def hangs_on_a_place(verb: Token) -> bool:
    """ "exploded in the embassy's car park killing two": the parse lets the car park kill, the bomb does."""
    preposition = verb.head.head
    return (
        verb.tag_ == "VBG"
        and verb.head.dep_ == "pobj"
        and preposition.lower_ in _WHERE
        and preposition.dep_ == "prep"
        and is_verb(preposition.head)
    )


def before_inserted_clause(verb: Token) -> list[Token]:
    """ "Israel, said Hezbollah, had bombed it": the parse gives both subjects to "said"."""
    for clause in children(verb, "parataxis", "ccomp"):
        subjects = children(clause, "nsubj")
        if clause.i < verb.i and len(subjects) > 1 and subjects[0].i < clause.i < subjects[1].i:
            return subjects[:1]
    speech = verb.head
    subjects = [s for s in children(speech, "nsubj") if s.i < speech.i < verb.i]
    return subjects[:1] if verb.dep_ in ("ccomp", "conj") and len(subjects) > 1 else []
