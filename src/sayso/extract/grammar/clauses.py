"""Who does what in a clause: subjects and objects of a verb, through passives, participles, control and relatives.

Comes in: tokens of a parse. Goes out: tokens, the heads of the phrases that fill a place. Knows syntax only; what the
words mean is left to the callers. Every walk up the tree is bounded.
"""

from __future__ import annotations

from spacy.tokens import Token

from sayso.extract.grammar.clause_words import load_clause_words
from sayso.extract.grammar.clauses_before import (
    before_inserted_clause,
    clause_before,
    hangs_on_a_place,
    is_told_before,
    told_before,
)
from sayso.extract.grammar.done_for import find_done_for, is_done_with
from sayso.extract.grammar.reactions import is_harm_of_reacted
from sayso.extract.grammar.relative_clauses import (
    RELATIVE_TAGS,
    contact_noun,
    told_without_pronoun,
    whom_told_of,
)
from sayso.extract.grammar.voice import (
    children,
    climb,
    counted_after_had,
    described_by_main,
    is_caused,
    is_described,
    is_gerund_before_object,
    is_passive,
    is_perfect,
    is_verb,
    main_behind,
)
from sayso.nlp.chains import joint_tellers

_MAX_STEPS = 8
_DAYS = frozenset({"DATE", "TIME"})
# "convicted him after hearing", "charged her without naming": the subject's own doing, whomever the verb is about.
_MEANWHILE = frozenset({"after", "before", "since", "while", "when", "without", "upon"})
_AMID = frozenset({"in", "during", "from", "amid"})
_FIRST_PERSONS = frozenset({"we", "i"})


# Prepositions that tell where; what a participle behind their noun tells was done by the verb's own subject.
_WHERE = frozenset({"in", "inside", "outside"})


def measured(noun: Token) -> Token:
    """ "began a series of attacks": what the verb has for its object is the series."""
    of = noun.head
    if noun.dep_ != "pobj" or of.lower_ != "of":
        return noun
    if of.head.lemma_.lower() not in load_clause_words().measures:
        return noun
    return of.head if of.head.dep_ in ("dobj", "nsubjpass", "nsubj") else noun


def _causers(verb: Token, control: frozenset[str]) -> list[Token]:
    """Who had it done; "had his house burned" may as well have befallen him."""
    if not is_caused(verb) or _is_counted_loss(verb):
        return []
    is_his = any(children(thing, "poss") for thing in children(verb, "nsubj"))
    is_charged = verb.head.tag_ == "VBG"  # "accused of having had his deputy murdered"
    return surface_subjects(verb.head, control) if is_charged or not is_his else []


def _is_counted_loss(verb: Token) -> bool:
    """ "We had four killed", "has two nurses wounded": how many befell whoever counts them.

    "Had three officers shot" is told of a general who had it done; "we had him killed" names whom. "Had six men killed
    and nine wounded" counts its losses.
    """
    things, counter = children(verb, "nsubj"), children(verb.head, "nsubj")
    is_number = any(thing.tag_ == "CD" for thing in things)
    is_counted = is_number or any(children(thing, "nummod") for thing in things)
    is_ours = any(child.lower_ in _FIRST_PERSONS for child in counter)
    counted = (t for c in children(verb.head, "conj") for t in children(c, "nsubj"))
    is_ours = is_ours or any(t.tag_ == "CD" for t in counted)
    return is_number or (is_counted and (is_ours or verb.head.tag_ in ("VBP", "VBZ")))


_FINITE = frozenset({"VBP", "VBZ", "VBD", "MD"})


def surface_subjects(verb: Token, control: frozenset[str], steps: int = _MAX_STEPS) -> list[Token]:
    """Heads of the grammatical subject, inherited where the verb has none of its own.

    "the army denied bombing it": bombing → army; "troops who fired": fired → troops.
    """
    if is_perfect(verb):
        return surface_subjects(verb.head.head, control, steps - 1) if steps else []
    if is_gerund_before_object(verb):
        return _subject_of_gerund(verb.head.head, control, steps - 1) if steps else []
    lost = counted_after_had(verb) or described_by_main(verb)
    if lost is not None:
        return [lost]
    if described_by_main(verb.head) is not None and verb == main_behind(verb.head):
        return children(verb.head, "nsubj")
    own = children(verb, "nsubj", "nsubjpass") or _in_clause_before(verb)
    if own:
        return [_antecedent(verb, token) for token in own]
    if steps == 0 or children(verb, "csubjpass"):
        return []  # a clause that something is done to is nobody, and no teller above it
    inserted = before_inserted_clause(verb)
    if inserted:
        return inserted
    head = verb.head
    if head == verb:
        return []
    if verb.dep_ == "ccomp" and (told := told_without_pronoun(verb)) is not None:
        return [told]
    if verb.dep_ == "conj" and is_verb(head):
        if is_told_before(verb) and is_verb(head.head):
            head = head.head
        if (doer := _starter(verb, head)) is not None:
            return [doer]
        found = surface_subjects(head, control, steps - 1)
        if _is_of_one_of_many(verb, found):
            return surface_subjects(head.head.head, control, steps - 1)
        return [] if _disagree(found, verb) else found
    if verb.dep_ == "ccomp" and verb.i < head.i:
        told_behind = any(t.i > verb.i for t in children(head, "nsubj"))
        if head.lemma_ in load_clause_words().speech or told_behind:
            return []  # "On Thursday shells hit a church; the army denied it": who answers behind it has not hit it
    if verb.dep_ == "ccomp" and any(aux.tag_ in _FINITE for aux in children(verb, "aux")):
        return []  # "went further: "Killers paid by Rome have attacked us": the parse has lost who did
    if _is_foiled(verb):
        return []
    if verb.dep_ in ("xcomp", "ccomp"):
        return [] if is_done_with(verb) else controllers(head, control, steps - 1)
    if is_harm_of_reacted(verb):
        return []
    if verb.dep_ in ("advcl", "auxpass", "aux") and is_verb(head):
        to = next((child for child in verb.children if child.tag_ == "TO"), None)
        if to is not None and (given := _given_to(head) or _called_right_before(to, head)):
            return given
        nearer = told_before(verb) or clause_before(verb)
        return surface_subjects(nearer or head, control, steps - 1)
    if verb.dep_ == "acl" and hangs_on_a_place(verb):
        return surface_subjects(head.head.head, control, steps - 1)
    if verb.dep_ == "acl":
        return _subject_of_modifier(verb, control, steps - 1)
    if verb.dep_ == "pcomp":
        return _subject_of_gerund(head, control, steps - 1)
    return []


def _in_clause_before(verb: Token) -> list[Token]:
    """ "Rebels holding nine nurses freed three": the parse makes a clause of who frees them."""
    held = (clause for clause in children(verb, "csubj") if clause.tag_ == "VBG")
    return [token for clause in held for token in children(clause, "nsubj")]


def _disagree(subjects: list[Token], verb: Token) -> bool:
    """ "The premier accused the party after 30 people, many of them children, were burned": not he who were burned."""
    if not any(child.lower_ == "were" for child in children(verb, "auxpass")):
        return False
    between = verb.doc[verb.head.i + 1 : verb.i]
    is_one = len(subjects) == 1 and subjects[0].tag_ in ("NN", "NNP")
    is_one = is_one and not children(subjects[0], "conj")
    return is_one and any(t.tag_ in ("NNS", "NNPS") and t.dep_ == "pobj" for t in between)


def _is_of_one_of_many(verb: Token, subjects: list[Token]) -> bool:
    """ "Lopez shot two men who blocked his car and was found dead": not the men, who blocked it, but Lopez."""
    clause = verb.head
    if clause.dep_ != "relcl" or not is_verb(clause.head.head):
        return False
    helpers = {child.lower_ for child in children(verb, "aux", "auxpass")}
    is_one = bool(helpers & {"was", "has", "is"})
    return is_one and bool(subjects) and all(t.tag_ in ("NNS", "NNPS") for t in subjects)


def controllers(governor: Token, control: frozenset[str], steps: int = _MAX_STEPS) -> list[Token]:
    """Who does the verb that a governor governs: "urged the rebels to leave" → rebels, "tried to leave" → subject."""
    if not is_verb(governor):
        return (
            surface_subjects(governor, control, steps)
            if governor.pos_ in ("ADJ", "ADV") and steps
            else _owners(governor)
        )
    if governor.lemma_ in control:
        objects = children(governor, "dobj", "nsubjpass", "dative") or _called_upon(governor)
        if objects:
            return [_antecedent(governor, token) for token in objects]
        if (noun := contact_noun(governor)) is not None:
            return [noun]
    return surface_subjects(governor, control, steps)


def _called_upon(governor: Token) -> list[Token]:
    """ "called on the group to free", "appealed to the courts to release": who is to do it."""
    prepositions = load_clause_words().calls.get(governor.lemma_, ())
    found = objects_of(governor, prepositions) if prepositions else []
    if prepositions and not found:  # the parser may take "on" for a particle
        links = (p for p in children(governor, "prt") if p.lower_ in prepositions)
        found = [noun for link in links for noun in children(link, "pobj")]
    return [token for token in found if token.ent_type_ not in _DAYS]


def _called_right_before(to: Token, governor: Token) -> list[Token]:
    """ "appealed to the court | to free him": the same, where the parse makes a purpose of what is to be done."""
    return [t for t in _called_upon(governor) if t.i < to.i and to.nbor(-1) in t.subtree]


def _starter(verb: Token, main: Token) -> Token | None:
    """ "The war began when | gunmen | crossed the fence, killed 40 and …": they did, and no war."""
    while main.dep_ == "conj" and is_verb(main.head):
        main = main.head
    if main.lemma_ not in load_clause_words().starts or verb.tag_ != "VBD":
        return None
    clauses = [c for c in children(main, "advcl") if main.i < c.i < verb.i]
    doers = [t for c in clauses for t in children(c, "nsubj") if t.pos_ in ("NOUN", "PROPN")]
    return doers[-1] if doers else None


def _antecedent(verb: Token, token: Token) -> Token:
    """The noun that a relative pronoun stands for, or "they" for two who tell of themselves."""
    if token.lower_ == "they" and (joint := joint_tellers(token)):
        return joint[0]
    if token.tag_ in RELATIVE_TAGS and verb.dep_ == "relcl":
        return _beyond_places(verb.head) if token.lower_ == "which" else verb.head
    if token.tag_ in RELATIVE_TAGS and verb.dep_ == "conj" and verb.head.dep_ == "relcl":
        return verb.head.head
    if token.tag_ in RELATIVE_TAGS and verb.dep_ == "ccomp" and verb.head.dep_ == "relcl":
        return whom_told_of(verb.head, token)
    return token


def _beyond_places(noun: Token) -> Token:
    """ "the attack on a house in Qana, in southern Lebanon, which killed 28": the attack did, and no country."""
    at = noun
    for _ in range(_MAX_STEPS):
        is_place = at.ent_type_ in ("GPE", "LOC", "FAC") or at != noun
        if not is_place or at.dep_ != "pobj" or at.head.dep_ != "prep" or is_verb(at.head.head):
            break
        if at == noun and at.head.lower_ not in _WHERE:
            break
        at = at.head.head
    return at


def _subject_of_modifier(verb: Token, control: frozenset[str], steps: int) -> list[Token]:
    noun = verb.head
    if any(child.tag_ == "TO" for child in verb.children):
        owners = _owners(noun) or _given_to(noun.head) or objects_of(noun, ("by",))
        return owners or _subject_of_phrase(noun, control, steps)
    return [noun]


def _given_to(verb: Token) -> list[Token]:
    """ "gave the troops a month to leave", "gave them until Friday to leave": who is given it is to leave."""
    if not is_verb(verb) or verb.lemma_ not in load_clause_words().leaves_to:
        return []
    given = [t for t in children(verb, "dative") if t.tag_ != "IN"]
    is_term = any(child.lower_ == "until" for child in children(verb, "prep"))
    return given or (children(verb, "dobj") if is_term else [])


def _subject_of_gerund(preposition: Token, control: frozenset[str], steps: int) -> list[Token]:
    governor = preposition.head
    if steps == 0 or governor == preposition:
        return []
    if (doer := find_done_for(preposition)) is not None:
        return [_antecedent(governor, doer)]
    if is_verb(governor):
        if preposition.lower_ in _AMID and governor.lemma_ not in load_clause_words().taking_part:
            # "killed in shelling": nobody says who shelled.
            return []
        if preposition.lower_ == "by" and is_passive(governor):
            # "were killed by shelling": not by those whom it killed.
            return []
        if preposition.lower_ in _MEANWHILE and not is_passive(governor):
            return surface_subjects(governor, control, steps)
        return controllers(governor, control, steps)
    if governor.dep_ in ("oprd", "acomp", "ccomp") and governor.pos_ == "ADJ":
        held = children(governor, "nsubj") or children(governor.head, "dobj")
        if held:
            return held  # "held the rebels responsible for shelling it"
    if governor.dep_ in ("dobj", "nsubjpass") and governor.head.lemma_ in control:
        # "accused the rebels of shelling": the parse hangs "of" on the rebels.
        return [governor]
    is_answering = governor.lemma_ in load_clause_words().answering
    if is_answering and (told_of := _whom_it_describes(governor)):
        return told_of
    return _owners(governor) or _subject_of_phrase(governor, control, steps)


def _whom_it_describes(adjective: Token) -> list[Token]:
    """ "found two guards guilty of killing him": the guards, not who finds, however the parse hangs "guilty"."""
    noun = adjective.head
    if adjective.dep_ == "amod" and noun.i < adjective.i:
        return [noun]
    if adjective.dep_ in ("acomp", "oprd"):
        return [thing for thing in children(noun, "dobj") if thing.i < adjective.i]
    return children(adjective, "nsubj")


def _is_foiled(verb: Token) -> bool:
    """ "thwarted a plot to blow it up": the parse may hang the plot's infinitive on "thwarted"."""
    head = verb.head
    return (
        verb.dep_ in ("advcl", "xcomp")
        and head.lemma_ in load_clause_words().foiling
        and any(child.tag_ == "TO" for child in verb.children)
        and any(obj.i == verb.i - 2 for obj in children(head, "dobj"))
    )


def _owners(noun: Token) -> list[Token]:
    return children(noun, "poss")


def _subject_of_phrase(noun: Token, control: frozenset[str], steps: int) -> list[Token]:
    """The subject of the verb whose object (or prepositional object) a noun is."""
    below = noun
    for verb in climb(noun):
        if is_verb(verb):
            if verb.lemma_ in load_clause_words().foiling:
                return []
            if below.dep_ == "prep" and verb.lemma_ in control:
                # "convicted three men of murder for shooting it down": the men shot.
                return controllers(verb, control, steps)
            if below.dep_ == "prep" and (tried := _put_on_trial(verb)):
                return tried
            return surface_subjects(verb, control, steps) if steps > 0 else []
        below = verb
    return []


def _put_on_trial(verb: Token) -> list[Token]:
    """ "put two rebels on trial on charges of killing her": the rebels killed, not who puts them there."""
    links = (link for link in children(verb, "prep") if link.lower_ in ("on", "to", "before"))
    courts = [t.lemma_ for link in links for t in children(link, "pobj")]
    is_trial = not load_clause_words().trials.isdisjoint(courts)
    return children(verb, "dobj", "nsubjpass") if is_trial else []


def agents(verb: Token, control: frozenset[str]) -> list[Token]:
    """Who does it: the by-phrase of a passive, else the subject.

    "The clinic was shelled by rebels" → rebels; "jets flattened the village" → jets.
    """
    if is_passive(verb):
        return (
            [target for by in children(verb, "agent") for target in children(by, "pobj", "pcomp")]
            or _shared_agent(verb)
            or _apparent_agent(verb)
            or _causers(verb, control)
        )
    return _behind_gerund(verb) or surface_subjects(verb, control)


def _behind_gerund(verb: Token) -> list[Token]:
    """ "[Shelling] by the militia killed nine": a gerund that has no object of its own is a noun there."""
    if verb.tag_ != "VBG" or children(verb, "aux", "nsubj", "dobj", "prt"):
        return []
    by = [t for t in children(verb, "agent", "prep") if t.lower_ == "by" and t.i == verb.i + 1]
    return [t for one in by for t in children(one, "pobj") if t.ent_type_ not in _DAYS]


def children_of_agent(verb: Token) -> list[Token]:
    """The nouns of a passive's by-phrase."""
    return [obj for by in children(verb, "agent") for obj in children(by, "pobj")]


def _shared_agent(verb: Token) -> list[Token]:
    """ "was attacked and burned by soldiers": the agent of the last verb is the agent of the first.

    Not in "was kidnapped but was rescued by the army", nor in "was kidnapped and later freed by police".
    """
    rescues = load_clause_words().rescues
    return [
        target
        for joined in children(verb, "conj")
        if joined.tag_ == "VBN" and not children(joined, "auxpass")
        if joined.lemma_ not in rescues or verb.lemma_ in rescues
        for by in children(joined, "agent")
        for target in children(by, "pobj")
    ]


def _apparent_agent(verb: Token) -> list[Token]:
    """ "was shot dead on Monday, apparently by guerrillas": the parse takes the agent for a circumstance."""
    return [
        target
        for by in children(verb, "prep")
        if by.lower_ == "by" and children(by, "advmod")
        for target in children(by, "pobj")
        if target.tag_ in ("NNS", "NNP", "NNPS")
        and not target.ent_type_.startswith(("DATE", "TIME"))
    ]


def patients(verb: Token, control: frozenset[str]) -> list[Token]:
    """What it is done to: the object, or the subject of a passive.

    "Twelve people killed in the raid" → people; "the town that rebels attacked" → town.
    """
    if is_passive(verb):
        if verb.dep_ == "acl" and not children(verb, "nsubjpass"):
            return [verb.head]
        return surface_subjects(verb, control)
    if is_perfect(verb) or is_gerund_before_object(verb) or is_described(verb):
        return [verb.head]
    objects = children(verb, "dobj", "dative")
    if objects:
        return [
            _antecedent(verb, token)
            for token in objects
            if token.dep_ == "dobj" or token.tag_ != "IN"
        ]
    if children(verb, "mark"):
        # "a report that marines had fired on a boat": nobody fired a report.
        return _shared_object(verb) or _counted_objects(verb)
    if verb.dep_ == "relcl" and not any(
        t.tag_ in RELATIVE_TAGS for t in children(verb, "nsubj", "nsubjpass")
    ):
        subjects = children(verb, "nsubj")
        if any(t.tag_ in RELATIVE_TAGS for one in subjects for t in one.subtree):
            return []  # "gunmen, one of whom fired into the air": one of them did
        return [verb.head] if subjects and verb.head.pos_ in ("NOUN", "PROPN") else []
    return _shared_object(verb) or _counted_objects(verb)


def _counted_objects(verb: Token) -> list[Token]:
    """ "kidnapped up to 16 advisers": the parse takes "up" for a particle."""
    return [
        obj
        for up in children(verb, "prt", "advmod")
        if up.lower_ == "up"
        for to in children(up, "prep")
        if to.lower_ == "to"
        for obj in children(to, "pobj")
        if any(child.tag_ == "CD" for child in obj.children)
    ]


def _shared_object(verb: Token) -> list[Token]:
    """ "attacked and burned the village": the object of the second verb is the first one's too."""
    if verb.lemma_ in load_clause_words().undirected:
        return []  # "resigned and fled the country"
    found = [
        obj
        for joined in children(verb, "conj")
        if is_verb(joined)
        for obj in children(joined, "dobj")
    ]
    return found if not children(verb, "prep", "ccomp", "xcomp") else []


def with_conjuncts(token: Token) -> list[Token]:
    """A token and the nouns joined to it."""
    found = [token]
    for known in found:
        if len(found) < 12:
            found += [
                child
                for child in known.children
                if child.dep_ == "conj" and not is_verb(child) and not _is_left_out(child)
            ]
    return found


def _is_left_out(token: Token) -> bool:
    """ "soldiers, and not militiamen": who is named to say that it was not they."""
    if any(child.dep_ == "neg" and child.i < token.i for child in token.children):
        return True
    first = token.left_edge.i
    before = token.doc[first - 1] if first > token.sent.start else None
    return before is not None and before.lower_ == "not" and token.doc[first].lower_ != "only"


def phrase_heads(token: Token, quantities: frozenset[str]) -> list[Token]:
    """What a phrase is about, past quantities, with its conjuncts.

    "dozens of villagers and two nuns" → villagers, nuns
    """
    found = []
    for part in with_conjuncts(token):
        found += list(_past_quantity(part, quantities))
    return found


def _past_quantity(token: Token, quantities: frozenset[str], steps: int = 3) -> list[Token]:
    is_named = any(
        c.pos_ == "NOUN" for c in children(token, "compound")
    )  # "staff members of a charity"
    is_some = token.lemma_ in quantities or token.lower_ in quantities or token.pos_ == "NUM"
    if steps and is_some and not is_named:
        inner = [
            obj for prep in token.children if prep.lower_ == "of" for obj in children(prep, "pobj")
        ]
        if inner:
            return [
                deep
                for one in inner
                for part in with_conjuncts(one)
                for deep in _past_quantity(part, quantities, steps - 1)
            ]
    return [token]


def objects_of(token: Token, prepositions: frozenset[str] | tuple[str, ...]) -> list[Token]:
    """The nouns that stand after these prepositions below a token, nested once ("out of", "on behalf of")."""
    found = []
    for prep in token.children:
        if prep.dep_ in ("prep", "agent", "dative") and prep.lower_ in prepositions:
            found += children(prep, "pobj")
            found += [obj for inner in children(prep, "prep") for obj in children(inner, "pobj")]
    return found


def belongs_to(clause: Token) -> Token | None:
    """Whom the clause behind a noun names as its owner: "belonging to the [army]", "flown by the [coalition]"."""
    word = load_clause_words().belonging.get(clause.lemma_.lower())
    if word is None or clause.dep_ not in ("acl", "relcl", "advcl"):
        return None
    at = next((t for t in clause.rights if t.lower_ == word and t.dep_ in ("prep", "agent")), None)
    return None if at is None else next((t for t in at.rights if t.dep_ == "pobj"), None)
