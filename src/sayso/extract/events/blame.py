"""The frames of blame: who a clause holds to have done a deed that has no subject of its own.

Comes in: the token of a deed. Goes out: the tokens of who is held responsible, or none. "blamed the raid on X",
"accused X of the raid", "X denied the raid", "X claimed responsibility for it", "X was behind it", "it was the work of
X". What blame is worth is the claims' business.
"""

from __future__ import annotations

from spacy.tokens import Token

from sayso.extract.attribution.attribution_words import load_attribution_words
from sayso.extract.attribution.owning_up import load_owning_up
from sayso.extract.events.answered_deeds import is_own_death
from sayso.extract.events.argument_words import load_argument_words
from sayso.extract.events.beside_admissions import is_beside_admission
from sayso.extract.events.circumstance_words import load_circumstance_words
from sayso.extract.events.event_lexicon import EventLexicon, StatusFile
from sayso.extract.events.negations import is_negated
from sayso.extract.events.tried_for import involved_in, put_on_trial
from sayso.extract.events.used_deeds import makes_use_of
from sayso.extract.events.verb_statuses import verb_status
from sayso.extract.grammar.clauses import (
    children_of_agent,
    objects_of,
    patients,
    surface_subjects,
    with_conjuncts,
)
from sayso.extract.grammar.relative_clauses import contact_noun
from sayso.extract.grammar.voice import children, climb, is_passive, is_verb
from sayso.nlp.by_phrases import brings_charges

_CLAUSES = frozenset({"acl", "relcl", "ccomp"})
_TRIED_FOR = frozenset({"for", "over"})
_MEANWHILE = frozenset({"as", "while", "before", "until"})
_ABOUT = frozenset({"on", "about", "into", "regarding", "concerning"})
_PRONOUNS = frozenset({"EX", "WP", "WDT", "DT"})
_ON = ("on", "upon", "against", "to")


def held_responsible(token: Token, lexicon: EventLexicon) -> list[Token]:
    """Who the clause holds to have done it, where the deed itself has no subject.

    "blamed Moscow for the shelling", "the shelling was blamed on Moscow", "Moscow denied the shelling" → Moscow
    """
    words, below = lexicon.statuses, token
    if is_beside_admission(token):
        return involved_in(token, lexicon.classes["force"]) or _said_to_answer(token, words)
    if worked := _whose_work(token, lexicon):
        return worked
    if charged := put_on_trial(token, words.object_control) or involved_in(
        token, lexicon.classes["force"]
    ):
        return charged
    if culprits := _culprits(token):
        return culprits
    if _is_penalty(token, words.blames):
        return []
    owner: list[Token] = []
    control = words.object_control
    for up in climb(token):
        lemma = up.lemma_.lower()
        if _is_penalty(up, words.blames):
            below = up.head
            continue
        if makes_use_of(up, below):
            return []
        if is_verb(up):
            if below.dep_ == "prep" and below.lower_ in load_circumstance_words().beforehand:
                return owner  # "denied involvement in an interview hours before his death"
            return _held_by_verb(up, below, lexicon) or owner
        if lemma in words.responsible:
            return children(up, "nsubj") or _subjects_of_adjective(up, control)
        if lemma in words.links and _counts(up):
            return []  # "rejected a claim of 2,000 dead": how many, and not whose deed
        if lemma in words.links:
            # "dismissed reports by villagers that a mosque was shelled": they say so, and did not do it.
            tells = lemma in words.tellings and (
                (is_verb(below) and below.dep_ in _CLAUSES)
                or (
                    below.dep_ == "prep" and below.lower_ in _ABOUT
                )  # "reports by papers on a raid"
            )
            owner = [] if tells else children(up, "poss")
            owner = owner or objects_of(up, ("against",) if tells else ("against", "by"))
            if not owner and lemma in load_argument_words().had_by and below.dep_ == "prep":
                owner = objects_of(up, ("of",))  # "the involvement of troops in the murder"
            owner = [t for t in owner if t.head.lower_ != "by" or not brings_charges(t)]
            if owner and owner[0].pos_ != "PRON":
                return owner
            if lemma in lexicon.statuses.hearsay and is_verb(token) and is_passive(token):
                return owner  # "denied reports that its leader was killed": not that it killed him
        elif up.pos_ == "NOUN" and up.dep_ != "conj":
            return owner or _held_before(up, below, words.penalises)
        below = up
    return owner


def _said_to_answer(deed: Token, words: StatusFile) -> list[Token]:
    """ "admitted that soldiers were responsible for the massacre": they, and not who admits it."""
    adjective = deed.head.head
    is_for = deed.dep_ == "pobj" and deed.head.lower_ == "for" and adjective.dep_ == "acomp"
    if not is_for or adjective.lemma_.lower() not in words.responsible:
        return []
    verb = adjective.head
    if children(verb, "neg") or any(aux.tag_ == "MD" for aux in children(verb, "aux")):
        return []
    return children(verb, "nsubj")


def _culprits(deed: Token) -> list[Token]:
    """ "Roa was the perpetrator of the murder", "seek the authors of the attack" → Roa; authors."""
    noun = deed.head.head
    if deed.dep_ != "pobj" or deed.head.lower_ != "of" or noun.pos_ != "NOUN":
        return []
    if noun.lemma_.lower() not in load_argument_words().culprits:
        return []
    verb = noun.head
    if noun.dep_ != "attr" or children(verb, "neg"):
        return [noun] if noun.dep_ != "attr" else []
    return [t for t in children(verb, "nsubj") if t.tag_ not in _PRONOUNS]


def _held_before(noun: Token, link: Token, penalises: frozenset[str]) -> list[Token]:
    """ "questioned a student | over the killing": the parse may hang "over" on whom they hold, question or punish."""
    words, verb = load_attribution_words(), noun.head.lemma_
    if noun.dep_ != "dobj" or link.lower_ not in _TRIED_FOR:
        return []
    is_held = verb in words.held | words.quizzed or (verb in penalises and link.lower_ == "for")
    return [noun] if is_held else []


def _is_penalty(noun: Token, blames: frozenset[str]) -> bool:
    """ "sentenced two men to life imprisonment": that is no deed of theirs."""
    link = noun.head
    return noun.dep_ == "pobj" and link.lower_ == "to" and link.head.lemma_ in blames


def _counts(noun: Token) -> bool:
    """Whether a claim or report is of a number: "a claim of 2,000 dead"."""
    return any(t.pos_ == "NUM" or children(t, "nummod") for t in objects_of(noun, ("of",)))


def _whose_work(token: Token, lexicon: EventLexicon) -> list[Token]:
    """ "the attack was the work of rebels", "was an act of revenge by the army"; not if it may have been."""
    verb, words = token.head, lexicon.statuses
    if token.dep_ != "nsubj" or verb.lemma_ != "be" or children(verb, "neg"):
        return []
    if any(mark.lower_ in ("if", "whether", "unless") for mark in children(verb, "mark")):
        return []
    if any(aux.tag_ == "MD" for aux in children(verb, "aux")):
        return []
    for what in children(verb, "attr"):
        if what.lemma_.lower() in words.works:
            return objects_of(what, ("of",))
        if what.lemma_.lower() in words.works_by:
            return objects_of(what, ("by",)) or [
                t for inner in objects_of(what, ("of",)) for t in objects_of(inner, ("by",))
            ]
    return []


def _held_by_verb(verb: Token, below: Token, lexicon: EventLexicon) -> list[Token]:
    words, lemma = lexicon.statuses, verb.lemma_
    control = words.object_control
    if lemma in words.blames_on and (below.dep_ in ("dobj", "nsubjpass") or is_verb(below)):
        on = objects_of(verb, _ON) or _on_behind(below)
        if on:
            return on
    if lemma == "blame" and verb.dep_ == "xcomp" and verb.head.lemma_ == "be":
        return children(verb.head, "nsubj")  # "the army is to blame for the massacre"
    if lemma in words.blames and below.dep_ in ("prep", "pcomp", "dative"):
        if _is_only_when(below) or below.lower_ == "about" or _are_captives(verb, lexicon):
            return []  # "questioned the minister about the killing": he is asked of it
        return [t for t in patients(verb, control) if t.lemma_.lower() not in words.links]
    if lemma in words.penalises and below.dep_ == "prep":
        return _penalised(verb, below, lexicon)
    if any(_counts(obj) for obj in children(verb, "dobj")):
        return []
    if lemma in load_argument_words().apologises and (
        below.lower_ == "to" or _speaks_for_all(verb, control)
    ):
        return []  # "apologised to the families of those killed": to whom, and not what for
    if below.dep_ == "ccomp" and below.i < verb.i:
        return []  # "Shells hit a church; the army denied responsibility": what the parse has joined
    if (lemma in words.denies or lemma in words.admits) and below.dep_ in (
        "dobj",
        "xcomp",
        "prep",
        "ccomp",
    ):
        if below.lower_ in load_argument_words().times_of_arrest:
            return []  # "The clinic admitted nine patients after the strike"
        if lemma in words.admits and lemma not in words.denies and is_negated(verb, lexicon):
            return []  # "Kyiv has not claimed responsibility for the blast": it is nobody's by that
        if lemma in words.admits and is_own_death(below):
            return []
        if lemma in words.contends and _befell_others(below, lexicon):
            return []  # "The station claimed that two farmers were wounded": by others
        deniers = surface_subjects(verb, control)
        if below.lemma_.lower() in words.hearsay and any(_is_civil(t, lexicon) for t in deniers):
            return []  # "The premier dismissed reports of a kidnapping": that there was one
        deniers = children_of_agent(verb) if is_passive(verb) else deniers
        if lemma in words.admits and below.dep_ == "ccomp" and is_passive(below):
            deniers = [t for t in deniers if t.lemma_.lower() not in load_argument_words().papers]
        return [party for token in deniers for party in _spoken_for(token, lexicon)]
    is_told_of = below.dep_ == "acomp" and below.lemma_.lower() not in load_argument_words().knows
    if lemma == "be" and (below.lower_ == "behind" or is_told_of):
        return surface_subjects(verb, control)  # not who "was aware of the raid"
    return []


def _befell_others(clause: Token, lexicon: EventLexicon) -> bool:
    """ "claimed that | two farmers were wounded by shelling": a boast only where those who bear arms suffered it."""
    if clause.dep_ != "ccomp" or not is_passive(clause) or children(clause, "agent"):
        return False
    armed = lexicon.classes["force"] | lexicon.classes["fighters"]
    harmed = [t for one in children(clause, "nsubjpass") for t in with_conjuncts(one)]
    return bool(harmed) and all(t.lemma_.lower() not in armed and t.pos_ == "NOUN" for t in harmed)


def _penalised(verb: Token, link: Token, lexicon: EventLexicon) -> list[Token]:
    """ "suspended five soldiers for the killing", "imposed sanctions on Minsk over the hijacking" → soldiers, Minsk.

    "Sacked the minister over the killing" does not make the killing his, nor does "suspended flights for".
    """
    words = lexicon.statuses
    penalties = [t for t in patients(verb, words.object_control) if _is_one_of(t, words.penalties)]
    laid_on = [t for noun in (*penalties, verb) for t in objects_of(noun, ("on", "against"))]
    if penalties:
        return laid_on if link.lower_ in _TRIED_FOR else []
    if verb.lemma_ in words.penalties:
        return patients(verb, words.object_control) if link.lower_ in _TRIED_FOR else []
    return patients(verb, words.object_control) if link.lower_ == "for" else []


def _is_one_of(noun: Token, words: frozenset[str]) -> bool:
    return noun.lemma_.lower() in words


def _is_civil(token: Token, lexicon: EventLexicon) -> bool:
    """ "the prime minister", "Mayor Ana Poe": an office that bears no arms."""
    offices = lexicon.statuses.civil_offices
    return any(t.lemma_.lower() in offices for t in (token, *children(token, "compound")))


def _speaks_for_all(verb: Token, control: frozenset[str]) -> bool:
    """ "The king apologised for the massacre": he did not do it."""
    words = load_owning_up().speaks_for_all
    return any(t.lower_ in words for t in surface_subjects(verb, control))


def _is_only_when(link: Token) -> bool:
    """ "was arrested after the attack", "held in a raid on a house": not for it; "arrested in the killing of" is."""
    words = load_argument_words()
    if link.lower_ in words.times_of_arrest:
        return True
    return link.lower_ == "in" and any(
        t.lemma_.lower() in words.roundups for t in children(link, "pobj")
    )


def _are_captives(verb: Token, lexicon: EventLexicon) -> bool:
    """ "Gunmen held nine hostages in the attack": not they attacked; whom police hold may have."""
    if verb.lemma_ != "hold" or not children(verb, "dobj"):
        return False
    holders = {t.lemma_.lower() for t in children(verb, "nsubj")}
    return not holders.isdisjoint(lexicon.classes["force"] - lexicon.statuses.custodians)


def _on_behind(deed: Token) -> list[Token]:
    """'blamed the killing on "death squads": the parse may hang "on" on the deed."""
    return objects_of(deed, ("on", "upon")) if deed.dep_ == "dobj" else []


def _spoken_for(token: Token, lexicon: EventLexicon) -> list[Token]:
    """ "A spokesman for the police denied that live rounds were used": not by him."""
    if token.lemma_.lower() not in lexicon.statuses.mouthpieces:
        return [token]
    return objects_of(token, ("for", "of")) or children(token, "poss") or [token]


def _subjects_of_adjective(adjective: Token, control: frozenset[str]) -> list[Token]:
    verb = adjective.head
    if not is_verb(verb):
        return []
    if (noun := contact_noun(verb)) is not None and verb.lemma_ != "be":
        return [noun]  # "four men they hold responsible for the raid"
    held = children(verb, "dobj")
    named = [t for t in patients(verb, control) if t.i < verb.i] if held else []
    return named or held or surface_subjects(verb, control)  # "whom they hold responsible"


def is_blame_withheld(token: Token, lexicon: EventLexicon) -> bool:
    """ "did not accuse Kyiv of", "stopped short of blaming Moscow for": nobody is held to have done it."""
    for up in climb(token):
        if is_verb(up):
            return up.lemma_ in lexicon.statuses.accuses and verb_status(up, lexicon) == "negated"
    return False


def is_meanwhile(deed: Token) -> bool:
    """ "said the rebels fired as a cordon was laid": what went on then with a subject of its own, another did."""
    verb = deed if is_verb(deed) else deed.head
    has_own = deed in children(verb, "nsubjpass") or bool(children(verb, "nsubj", "nsubjpass"))
    marks = {mark.lower_ for mark in children(verb, "mark", "advmod")}
    return verb.dep_ == "advcl" and has_own and not marks.isdisjoint(_MEANWHILE)


def is_looked_on_at(deed: Token) -> bool:
    """ "accused the police of looking on while tents were burned": who looks on is charged with that, and no more."""
    idle = deed.head
    has_own = bool(children(deed, "nsubj", "nsubjpass")) and deed.dep_ == "advcl"
    return has_own and idle.lemma_ in load_argument_words().idles
