"""The status of a deed: happened, ongoing, attempted, planned, demanded, threatened, hypothetical, negated, historical.

Comes in: a trigger, the attributions whose content holds it, the lexicon. Goes out: one status, as its teller gives it.
Dates are left to the events stage (what lies more than thirty days back becomes historical there).
"""

from __future__ import annotations

from spacy.tokens import Token

from sayso.extract.attribution.voices import tells_instead
from sayso.extract.events.event_lexicon import EventLexicon
from sayso.extract.events.triggers import Trigger
from sayso.extract.grammar.clauses import (
    children,
    climb,
    is_gerund_before_object,
    is_passive,
    is_subject,
    is_told_before,
    is_verb,
    measured,
)
from sayso.model import Attribution, Status

_TOLD = frozenset({"happened", "ongoing"})
_AFTER = frozenset({"after", "since", "following"})
_UNDONE = frozenset({"planned", "demanded", "threatened", "hypothetical"})
_FLIPS = frozenset({"planned", "demanded", "threatened", "attempted"})
_BY_ACT: dict[str, Status] = {
    "denies": "negated",
    "clears": "negated",
    "demands": "demanded",
    "orders": "demanded",
    "asks": "demanded",
    "threatens": "threatened",
    "promises": "planned",
    "intends": "planned",
    "expects": "planned",
    "doubts": "hypothetical",
}
_CORE = frozenset(
    {
        "ccomp",
        "xcomp",
        "pcomp",
        "pobj",
        "prep",
        "dobj",
        "conj",
        "acl",
        "nsubj",
        "nsubjpass",
        "attr",
        "agent",
        "ROOT",
        "dative",
    }
)
_OWN_OBJECTS = frozenset({"dobj", "xcomp", "ccomp"})
_CHARGED_WITH = frozenset({"of", "for", "with"})
_TOLD_CLAUSES = frozenset({"ccomp", "conj"})
_HARMED = frozenset({"kill", "die", "hurt", "injure", "wound", "harm", "arrest", "detain"})
_JOINED = 4  # joined nouns: "forbids attacks, the occupation of hospitals and the looting of aid"
_JOINING = frozenset({"and", "or", "nor", "&"})
_CLOSING_MARKS = 3  # of a sentence: "?”)"
_WHO = frozenset({"that", "which", "who"})
_HAVE = frozenset({"has", "have", "'ve", "’ve", "'s", "’s"})
_PRESENT_BE = frozenset({"is", "are", "'s", "'re", "am", "’s", "’re"})


def find_status(trigger: Trigger, within: list[Attribution], lexicon: EventLexicon) -> Status:
    """Tell the status of a deed.

    "Rebels threatened to attack the port" → threatened; "the army did not shell the camp" → negated
    """
    if trigger.kind.status is not None:
        return trigger.kind.status
    status = _status_of_words(trigger, lexicon)
    if status == "planned" and within and _is_announced(trigger, lexicon):
        return "threatened"
    if status == "hypothetical" and within and _is_any(trigger) and within[-1].stance == "denies":
        status = "happened"  # "denied that any fighting had taken place"
    if status not in _TOLD or not within:
        return status
    if any(
        _is_denial_of_reports(outer, within[k + 1 :])
        and _is_core(trigger.token, within[-1], lexicon.statuses.shares)
        for k, outer in enumerate(within[:-1])
    ):
        return "negated"
    if _is_object_of_another(trigger, within[-1], lexicon):
        return status
    if _is_charged_beside(within):
        return status
    act = _BY_ACT.get(within[-1].act)
    if within[-1].stance == "denies":
        act = None if tells_instead(within[-1]) else "negated"
    if act is None or not _is_core(trigger.token, within[-1], lexicon.statuses.shares):
        return status
    if act != "negated" and _is_past(trigger):
        return status
    return act


def _is_any(trigger: Trigger) -> bool:
    """Whether a deed is supposed by nothing but its "any"."""
    return trigger.is_noun and any(
        child.lower_ == "any" for child in children(trigger.token, "det")
    )


def _is_charged_beside(within: list[Attribution]) -> bool:
    """ "accused the militia of killing herders, which it denies": the deed is what the one charges, too."""
    if len(within) < 2 or within[-1].stance != "denies":
        return False
    outer = within[-2]
    return outer.act == "accuses" and outer.stance == "asserts" and within[-1].via != outer.id


def _is_announced(trigger: Trigger, lexicon: EventLexicon) -> bool:
    """ "We will bomb the camps again, its president said": what is announced so is a threat, whoever announces it."""
    if trigger.is_noun or trigger.kind.type not in lexicon.statuses.threats_announced:
        return False
    verb = trigger.token
    return any(
        child.tag_ == "MD" and lexicon.modal_status.get(child.lower_) in ("planned", "hypothetical")
        for child in children(verb, "aux")
    )


def _is_object_of_another(
    trigger: Trigger, attribution: Attribution, lexicon: EventLexicon
) -> bool:
    """ "denied breaking the truce": what is denied is the breaking, the truce was."""
    carrier = trigger.carrier
    if not trigger.is_noun or carrier is None or _carries(trigger.token, carrier, lexicon):
        return False
    if any(cue.start <= carrier.idx < cue.end for cue in attribution.cue):
        return False
    return trigger.token.head == carrier and trigger.token.dep_ in ("dobj", "nsubjpass")


def _is_denial_of_reports(outer: Attribution, inner: list[Attribution]) -> bool:
    """ "rejected accusations that it bombed": the accusers are nobody in particular, the denial is what is told."""
    if outer.stance != "denies":
        return False
    return all(a.act in ("accuses", "says", "reports", "suggests") and not a.source for a in inner)


def _status_of_words(trigger: Trigger, lexicon: EventLexicon) -> Status:
    if not trigger.is_noun:
        status = verb_status(trigger.token, lexicon)
        return "planned" if is_pledge(trigger, lexicon) and status in _TOLD else status
    return _noun_status(trigger, lexicon)


def is_pledge(trigger: Trigger, lexicon: EventLexicon) -> bool:
    """ "pledged 20 million euros": what is given so is still to be given."""
    return trigger.token.lemma_ in lexicon.statuses.pledges and trigger.kind.type == "AID"


def _noun_status(trigger: Trigger, lexicon: EventLexicon) -> Status:
    noun, carrier = trigger.token, trigger.carrier
    if is_gerund_before_object(noun):
        return _from_governor(noun, lexicon) or "happened"
    if _is_only_discussed(trigger, lexicon):
        return "hypothetical"
    first = _first_joined(noun)
    carried = carrier if carrier is not None and _carries(first, carrier, lexicon) else None
    if carried is not None and is_negated(carried, lexicon):
        # "Nobody has claimed the bombing", "the army has not admitted the killing": it was done for all that.
        return "happened" if carried.lemma_ in lexicon.statuses.admits else "negated"
    if first != noun and _from_modifiers(first, lexicon) == "negated":
        return "negated"
    own = (
        _from_modifiers(noun, lexicon) or _from_noun_governor(noun, lexicon) or _from_distance(noun)
    )
    if own is not None:
        return own
    if any(_is_to_come(clause, lexicon) for clause in children(noun, "relcl")):
        return "planned"
    if _is_on(noun):
        return "ongoing"
    if (
        carrier is not None
        and is_subject(noun)
        and (expected := _from_expectation(carrier, lexicon)) is not None
    ):
        return expected
    if carried is None:
        return "happened"
    status = verb_status(carried, lexicon)
    return "happened" if status == "hypothetical" and _is_held_for(noun, lexicon) else status


def _is_held_for(noun: Token, lexicon: EventLexicon) -> bool:
    """ "Rebels may be behind the blast": a guess at who did it, and none at whether it was."""
    return noun.dep_ == "pobj" and noun.head.lower_ in lexicon.statuses.responsible


def _first_joined(noun: Token) -> Token:
    """ "there will be no more bombings, kidnappings or murders": what is said of the first noun holds for all.

    A noun with a determiner or number of its own stands for itself: "no raids and two kidnappings", as after "but".
    """
    first = noun
    for _ in range(_JOINED):
        if first.dep_ != "conj" or is_verb(first.head) or children(first, "det", "nummod", "poss"):
            break
        if any(cc.lower_ not in _JOINING for cc in children(first.head, "cc")):
            break
        first = first.head
    return first


def _is_only_discussed(trigger: Trigger, lexicon: EventLexicon) -> bool:
    """ "will discuss sanctions": not imposed by that; "discussed the attack" speaks of one that was."""
    noun = trigger.token
    if trigger.kind.type in ("ASSAULT", "COERCE") or noun.dep_ != "dobj":
        return False
    is_known = any(
        child.dep_ == "poss" or child.lower_ in ("the", "these", "those") for child in noun.children
    )
    return noun.head.lemma_ in lexicon.statuses.discusses and not is_known


def _from_expectation(verb: Token, lexicon: EventLexicon) -> Status | None:
    """ "Talks are due to resume", "the strike was expected to begin": the subject's own event is still to come."""
    if lexicon.governor_status.get(verb.lemma_) == "ongoing" and verb.tag_ != "VBN":
        return "ongoing"
    if verb.lemma_ == "be" and any(c.dep_ == "xcomp" and _has_to(c) for c in verb.children):
        return "planned"
    described = children(verb, "acomp") if verb.lemma_ == "be" else []
    if any(lexicon.governor_status.get(word.lemma_.lower()) == "planned" for word in described):
        return "negated" if is_negated(verb, lexicon) else "planned"
    for word in (verb, *children(verb, "acomp")):
        if any(child.dep_ == "xcomp" and _has_to(child) for child in word.children):
            status = lexicon.governor_status.get(word.lemma_.lower())
            if status in ("planned", "hypothetical", "demanded"):
                return status
    return None


def _is_to_come(clause: Token, lexicon: EventLexicon) -> bool:
    """ "a ceasefire that is to begin on Monday", "talks that will open in May", "that was due to start"."""
    if any(child.lower_ in _WHO for child in children(clause, "nsubj", "nsubjpass")):
        verbs = [clause, *(c for c in children(clause, "xcomp") if _has_to(c))]
        return (
            _from_expectation(clause, lexicon) == "planned"
            or _from_modal(clause, lexicon) == "planned"
            or any(_from_modal(verb, lexicon) == "planned" for verb in verbs)
        )
    return False


def _is_on(noun: Token) -> bool:
    """ "is on a hunger strike", where the strike is the trigger."""
    return noun.dep_ == "pobj" and noun.head.lower_ == "on" and _lasts(noun.head.head)


def _lasts(verb: Token) -> bool:
    """ "has been on hunger strike for 80 days", "are on strike": what somebody is, goes on."""
    if verb.lemma_ != "be":
        return False
    forms = {child.lower_ for child in children(verb, "aux")}
    return verb.lower_ in _PRESENT_BE or (verb.lower_ == "been" and bool(forms & _HAVE))


def _from_distance(noun: Token) -> Status | None:
    """ "Ten years after the war": background."""
    if noun.dep_ != "pobj" or noun.head.lower_ not in ("after", "since"):
        return None
    counted = [child for child in noun.head.children if child.dep_ == "npadvmod"]
    return (
        "historical"
        if any(child.lemma_ in ("year", "decade", "century") for child in counted)
        else None
    )


def _from_modifiers(noun: Token, lexicon: EventLexicon) -> Status | None:
    for child in noun.children:
        if child.i < noun.i and child.dep_ in ("amod", "det", "compound", "nmod", "advmod", "neg"):
            status = lexicon.modifier_status.get(child.lower_)
            if status is not None and child.lower_ not in ("current",):
                return status
    return None


def _from_noun_governor(noun: Token, lexicon: EventLexicon) -> Status | None:
    """ "foiled the attack", "threat of an attack", "the denial of any attack"."""
    head = noun.head
    for _ in range(_JOINED):
        if noun.dep_ in ("conj", "appos") and not is_verb(head):
            noun, head = head, head.head
    if noun.dep_ in ("dobj", "nsubjpass"):
        if is_charged_order(head, lexicon):
            return None
        if head.lemma_ == "call" and not children(head, "prt"):
            return None
        if head.lemma_ in ("reject", "dismiss", "oppose", "dispute") and any(
            d.lower_ == "the" for d in children(noun, "det")
        ):
            return None
        return _governed_by(head, _governs(head, lexicon.noun_governor_status), lexicon)
    if noun.dep_ == "pobj" and head.dep_ in ("prep", "dative"):
        governor = head.head
        if head.lower_ in ("of", "for", "to", "against", "from", "on", "at", "about", "with"):
            status = _governs(governor, lexicon.noun_governor_status, head.lower_)
            if (
                is_verb(governor)
                and status in ("planned", "hypothetical")
                and head.lower_ not in ("for", "of", "about")
            ):
                return None
            if status is not None:
                return _governed_by(governor, status, lexicon)
            lemma = governor.lemma_.lower()
            if lemma in lexicon.statuses.links and lemma not in lexicon.statuses.shares:
                return _from_noun_governor(governor, lexicon)
    return None


def is_charged_order(verb: Token, lexicon: EventLexicon) -> bool:
    """ "accused of ordering the massacre", "denied having approved the raid": who commands a deed answers for it."""
    words = lexicon.statuses
    if verb.lemma_ not in words.commands:
        return False
    if verb.dep_ == "pcomp":
        return verb.head.lower_ in _CHARGED_WITH
    above = words.denies | words.admits
    is_past = verb.tag_ == "VBG" or _is_finite_past(verb)
    return verb.dep_ in ("xcomp", "ccomp") and is_past and verb.head.lemma_ in above


def _governed_by(governor: Token, status: Status | None, lexicon: EventLexicon) -> Status | None:
    if status is None:
        return None
    if is_verb(governor) and is_negated(governor, lexicon):
        return "negated" if status in _FLIPS else "happened"
    return status


def _governs(
    governor: Token, table: dict[str, Status], preposition: str | None = None
) -> Status | None:
    """The status a governing word gives; "called off" and "called for" are two words."""
    lemma = governor.lemma_.lower()
    if preposition is not None and (status := table.get(f"{lemma} {preposition}")) is not None:
        return status
    for particle in children(governor, "prt", "advmod"):
        if (status := table.get(f"{lemma} {particle.lower_}")) is not None:
            return status
    return table.get(lemma)


def _carries(noun: Token, carrier: Token, lexicon: EventLexicon) -> bool:
    words = lexicon.statuses
    if carrier.head == noun:
        return True
    noun = measured(noun)
    lemma = carrier.lemma_
    if noun.dep_ in ("nsubj", "nsubjpass"):
        return (
            lemma in words.occurs
            or lemma in words.carriers_do
            or lemma in ("kill", "wound", "injure", "be")
        )
    if (noun.head.head if noun.dep_ == "pobj" else noun.head) != carrier:
        return False
    return noun.dep_ in ("dobj", "attr", "pobj") and (
        lemma in words.carriers_do or lemma in words.carriers_undergo or lemma == "be"
    )


def verb_status(verb: Token, lexicon: EventLexicon, steps: int = 6) -> Status:
    """The status that auxiliaries, negation, conjunctions and governing words give a verb."""
    if any(
        child.dep_ == "mark" and child.lower_ in lexicon.statuses.conditions
        for child in verb.children
    ):
        return "hypothetical"  # "if the guns were not withdrawn" denies nothing
    if is_negated(verb, lexicon):
        return "negated"
    if _is_imperative(verb):
        return "demanded"
    if _is_rule(verb):
        return "hypothetical"
    if _is_inverted(verb) or _is_asked(verb):
        return "hypothetical"
    related = _from_antecedent(verb, lexicon)
    if related is not None:
        return related
    modal = _from_modal(verb, lexicon)
    if modal is not None:
        return modal
    governed = _from_governor(verb, lexicon) if steps else None
    if governed is not None:
        return governed
    if steps and _shares_clause(verb):
        return verb_status(verb.head, lexicon, steps - 1)
    return "ongoing" if _is_progressive(verb) or _lasts(verb) else "happened"


def _is_rule(verb: Token) -> bool:
    """ "Our forces strike only military targets": what somebody does as a rule, and no deed of some day."""
    if verb.tag_ not in ("VBP", "VBZ") or children(verb, "aux", "auxpass"):
        return False
    near = [*verb.children, *(c for thing in children(verb, "dobj") for c in thing.children)]
    return any(child.lower_ in ("only", "solely", "exclusively") for child in near)


def _is_imperative(verb: Token) -> bool:
    """ "Stop the bombing": a bare verb without a subject."""
    if verb.tag_ != "VB" or verb.dep_ not in ("ROOT", "advcl", "ccomp", "parataxis"):
        return False
    return not children(verb, "aux", "auxpass", "nsubj", "nsubjpass", "mark")


def _is_inverted(verb: Token) -> bool:
    """ "Had the shell landed there, …": a condition without "if"."""
    subjects = children(verb, "nsubj", "nsubjpass")
    before = [child for child in verb.children if child.dep_ in ("aux", "auxpass")]
    return (
        verb.dep_ in ("advcl", "ccomp")
        and bool(subjects)
        and any(aux.lower_ in ("had", "were", "should") and aux.i < subjects[0].i for aux in before)
    )


def _is_asked(verb: Token) -> bool:
    """ "Did Russia bomb the theatre?": who asks tells nothing; an auxiliary stands before the subject, or first."""
    sentence = verb.sent
    if not any(token.text == "?" for token in sentence[-_CLOSING_MARKS:]):
        return False
    subjects = children(verb, "nsubj", "nsubjpass")
    auxiliaries = children(verb, "aux", "auxpass")
    if subjects and any(aux.i < subjects[0].i for aux in auxiliaries):
        return True
    first = next((token for token in sentence if token.is_alpha), verb)
    return first.pos_ == "AUX" and verb.dep_ != "relcl"


def _from_antecedent(verb: Token, lexicon: EventLexicon) -> Status | None:
    """ "the anniversary of the day when troops killed" is past; "it was not his men who shot" denies."""
    clause = verb
    for _ in range(_JOINED):
        if clause.dep_ == "conj" and is_verb(clause.head):
            clause = clause.head
    if clause.dep_ != "relcl":
        return None
    noun = clause.head
    above = noun.head
    if _is_of_anybody(noun, clause, lexicon):
        return "hypothetical"
    if noun.dep_ == "attr" and above.lemma_ == "be" and is_negated(above, lexicon):
        is_cleft = any(child.lower_ == "it" for child in children(above, "nsubj"))
        return "negated" if is_cleft else None
    remembers = lexicon.statuses.remembers
    if noun.lemma_.lower() in remembers or (
        noun.dep_ == "pobj" and above.head.lemma_.lower() in remembers
    ):
        return "historical"
    return None


def _is_of_anybody(noun: Token, clause: Token, lexicon: EventLexicon) -> bool:
    """ "Those who obstruct aid", "officers who break the truce": whoever does, and nobody is said to."""
    is_present = clause.tag_ in ("VBP", "VBZ") and not children(clause, "aux", "auxpass")
    if not is_present or not any(c.lower_ in _WHO for c in children(clause, "nsubj")):
        return False
    if noun.lower_ in lexicon.statuses.anybody or any(
        child.lower_ == "any" for child in children(noun, "det")
    ):
        return True
    is_bare = noun.tag_ == "NNS" and not children(noun, "det", "nummod", "poss", "amod", "nmod")
    verb = next((up for up in noun.ancestors if is_verb(up)), None)
    return is_bare and verb is not None and _from_governor(verb, lexicon) in _UNDONE


def is_negated(verb: Token, lexicon: EventLexicon) -> bool:
    negations = lexicon.statuses.negations
    for child in verb.children:
        if (child.dep_ == "neg" and not _is_number_sign(child)) or (
            child.dep_ in ("advmod", "preconj") and child.lower_ in negations
        ):
            return True
        if child.dep_ in ("nsubj", "nsubjpass") and (
            child.lower_ in ("nobody", "none")
            or any(_is_no(d) for d in children(child, "det", "cc", "preconj"))
        ):
            return True
        if child.dep_ == "dobj" and _is_none(child):
            return True
        if child.dep_ in ("prep", "advmod") and _is_never(child, verb):
            return True
    if verb.dep_ == "pcomp" and verb.head.lower_ == "without":
        return True
    return _is_instead(verb)


def _is_never(phrase: Token, verb: Token) -> bool:
    """ "At no time did they ask", "not once has he apologised": the auxiliary stands before the subject."""
    subjects = children(verb, "nsubj", "nsubjpass")
    auxiliaries = children(verb, "aux", "auxpass")
    if not subjects or not auxiliaries or not phrase.i < auxiliaries[0].i < subjects[0].i:
        return False
    return any(word.lower_ in ("no", "not") for word in phrase.subtree)


def _is_instead(verb: Token) -> bool:
    """ "turned back rather than shell the port", "talks instead of shelling it"."""
    before = [token.lower_ for token in verb.doc[max(0, verb.i - 2) : verb.i]]
    return before in (["rather", "than"], ["instead", "of"])


def _is_no(word: Token) -> bool:
    return word.lower_ in ("no", "neither") and not _is_number_sign(word)


def _is_number_sign(word: Token) -> bool:
    """ "detachment no 4", "unit No. 7": nothing is denied."""
    behind = word.doc[word.i + 1 : word.i + 2]
    return word.lower_ in ("no", "no.") and any(t.is_digit for t in behind)


def _is_none(thing: Token) -> bool:
    """ "has expelled no diplomat", "extradited none of them"; not "no fewer than nine"."""
    if thing.lower_ in ("none", "nobody"):
        return True
    return any(
        _is_no(det) and det.nbor().tag_ not in ("JJR", "RBR") for det in children(thing, "det")
    )


def _from_modal(verb: Token, lexicon: EventLexicon) -> Status | None:
    for child in verb.children:
        if child.dep_ in ("aux", "auxpass") and child.tag_ == "MD":
            if child.lower_ in ("would", "'d") and _is_told_future(verb):
                return "planned"
            return lexicon.modal_status.get(child.lower_)
    if verb.dep_ == "xcomp" and verb.head.lemma_ == "be" and _has_to(verb):
        return "planned"
    if verb.dep_ == "xcomp" and verb.head.lower_ == "going" and _has_to(verb):
        return "planned"
    return None


def _is_told_future(verb: Token) -> bool:
    """ "said that it would withdraw" is "will withdraw", told."""
    if verb.dep_ != "ccomp" or verb.head.tag_ not in ("VBD", "VBN") or children(verb, "advcl"):
        return False
    return not any(child.lower_ == "have" for child in children(verb, "aux"))


def _has_to(verb: Token) -> bool:
    return any(child.dep_ == "aux" and child.tag_ == "TO" for child in verb.children)


def _from_governor(verb: Token, lexicon: EventLexicon) -> Status | None:
    governor = _governor(verb, lexicon.statuses.blames)
    if governor is None:
        return None
    if verb.dep_ == "pcomp" and verb.head.lower_ in _AFTER and is_verb(governor):
        # "jailed him after convicting him": done before, unless all of it is still to come
        before = verb_status(governor, lexicon, 2)
        return before if before in _UNDONE else None
    if _is_wanted_of_others(verb, governor, lexicon):
        return "negated" if is_negated(governor, lexicon) else "demanded"
    status = _governs(governor, lexicon.governor_status) or _judged(verb, governor, lexicon)
    if (
        verb.dep_ == "ccomp"
        and status is not None
        and status != "negated"
        and _is_finite_past(verb)
    ):
        return None
    if status is None:
        return _from_purpose(verb, governor, lexicon)
    if is_verb(governor) and is_negated(governor, lexicon):
        return "negated" if status in _FLIPS else "happened"
    if status in _FLIPS and is_verb(governor):
        above = _from_governor(governor, lexicon)
        return "negated" if above == "negated" else status
    if status == "planned" and governor.pos_ == "NOUN":
        # "foiled a plot to blow up a train", "rejected a plan to deport them"
        return _from_noun_governor(governor, lexicon) or _from_fate(governor, lexicon) or status
    return status


def _from_fate(plot: Token, lexicon: EventLexicon) -> Status | None:
    """ "Plot to kill the premier foiled"."""
    fates = [plot.head, *children(plot, "acl")]
    if plot.dep_ not in ("nsubj", "nsubjpass", "ROOT"):
        fates = fates[1:]
    for fate in fates:
        status = lexicon.noun_governor_status.get(fate.lemma_.lower())
        if status == "attempted" and (fate.tag_ == "VBN" or is_verb(fate)):
            return status
    return None


def _is_wanted_of_others(verb: Token, governor: Token, lexicon: EventLexicon) -> bool:
    """ "want the party outlawed", "want the Americans to bomb the bridge"; not "want to leave"."""
    if governor.lemma_ not in lexicon.statuses.wants or verb.dep_ not in ("ccomp", "xcomp"):
        return False
    return bool(children(verb, "nsubj", "nsubjpass"))


def _judged(verb: Token, governor: Token, lexicon: EventLexicon) -> Status | None:
    """ "It is untrue that jets hit it", "it is a lie that …"."""
    if governor.lemma_ != "be" or verb.dep_ != "ccomp":
        return None
    words = children(governor, "acomp", "attr")
    found = [lexicon.governor_status.get(word.lemma_.lower()) for word in words]
    if "negated" in found:
        return "happened" if is_negated(governor, lexicon) else "negated"
    is_true = any(word.lower_ in ("true", "case", "correct") for word in words)
    return "negated" if is_true and is_negated(governor, lexicon) else None


def _governor(verb: Token, blames: frozenset[str]) -> Token | None:
    if is_gerund_before_object(verb):
        return verb.head.head.head
    if verb.dep_ in ("xcomp", "ccomp", "advcl", "acl"):
        if verb.dep_ == "advcl" and not _has_to(verb):
            return None
        if verb.dep_ == "acl" and not (_has_to(verb) or children(verb, "mark")):
            return None
        if verb.dep_ == "ccomp" and _is_cut_off(verb):
            return None
        return verb.head
    if verb.dep_ == "pcomp" and verb.head.dep_ in ("prep", "agent"):
        governor = verb.head.head
        if governor.dep_ in ("dobj", "nsubjpass") and governor.head.lemma_ in blames:
            # "cleared the soldiers of shooting": the parse may hang "of" on the soldiers.
            return governor.head
        return governor
    if verb.dep_ == "pcomp":
        return verb.head.head
    return None


def _is_cut_off(verb: Token) -> bool:
    """ "Washington accused Damascus of it; Damascus rejected it.": for the parser all before ";" is rejected.

    So it is for a headline: "Bombing kills 61, rebels deny role" denies the role, and not the bombing.
    """
    head = verb.head
    if verb.i > head.i:
        return False
    marks = {t.text for t in verb.doc[verb.i : head.i]}
    has_own = any(c.dep_ in _OWN_OBJECTS and c.i > head.i for c in head.children)
    return ";" in marks or ("," in marks and has_own)


def _from_purpose(verb: Token, governor: Token, lexicon: EventLexicon) -> Status | None:
    """ "sent troops to storm the town": not yet done; "began to shell it": done."""
    if verb.dep_ == "advcl" and _has_to(verb):
        return "planned"
    if verb.dep_ in ("xcomp", "pcomp") and is_verb(governor) and governor.dep_ != "ROOT":
        above = verb_status(governor, lexicon, 2)
        return above if above != "happened" else None
    if verb.dep_ == "xcomp" and is_verb(governor):
        above = verb_status(governor, lexicon, 2)
        return above if above not in ("happened", "historical") else None
    return "planned" if verb.dep_ == "acl" and _has_to(verb) else None


def _is_finite_past(verb: Token) -> bool:
    return verb.tag_ in ("VBD", "VBN") or any(
        child.dep_ in ("aux", "auxpass") and child.lower_ in ("had", "has", "have", "was", "were")
        for child in verb.children
    )


def _shares_clause(verb: Token) -> bool:
    if verb.dep_ == "conj" and is_verb(verb.head):
        if is_told_before(verb):
            return False
        return not any(
            child.dep_ in ("nsubj", "nsubjpass", "aux", "auxpass") and child.tag_ != "TO"
            for child in verb.children
        )
    return (
        verb.dep_ == "advcl"
        and verb.tag_ == "VBG"
        and not children(verb, "mark", "nsubj")
        and is_verb(verb.head)
    )


def _is_progressive(verb: Token) -> bool:
    """ "are shelling", "have been shelling", "are being called up"."""
    forms = {child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass")}
    if verb.tag_ != "VBG":
        return "being" in forms and bool(forms & _PRESENT_BE)
    return bool(forms & _PRESENT_BE) or (
        "been" in forms and bool(forms & {"has", "have", "'ve", "'s"})
    )


def _is_past(trigger: Trigger) -> bool:
    verb = trigger.token if not trigger.is_noun else trigger.carrier
    return verb is not None and _is_finite_past(verb)


def is_told_perfect(trigger: Trigger) -> bool:
    """ "said that rebels had shelled it and that no raid was planned": it was done, whatever is denied beside it."""
    if trigger.is_noun or trigger.token.tag_ != "VBN" or trigger.token.dep_ not in _TOLD_CLAUSES:
        return False
    return any(
        child.lower_ == "had" and child.tag_ != "MD" for child in children(trigger.token, "aux")
    )


def is_told_as_past(trigger: Trigger) -> bool:
    """Whether the verb of a deed stands in the past: "took effect" does, "takes effect on Monday" does not."""
    return _is_past(trigger)


def _is_setting(preposition: Token) -> bool:
    """ "Nobody was killed in the protests": where somebody was not harmed; they were held for all that."""
    verb = preposition.head
    is_in = preposition.dep_ == "prep" and preposition.lower_ in ("in", "at")
    return is_in and verb.lemma_ in _HARMED and (is_passive(verb) or verb.lemma_ == "die")


def _is_core(token: Token, attribution: Attribution, shares: frozenset[str]) -> bool:
    """Whether the deed is what is said, not something mentioned by the way (a relative clause, "after the attack")."""
    cues = [(span.start, span.end) for span in attribution.cue]
    start = token.head if is_gerund_before_object(token) else token
    for up in (start, *climb(start)):
        if any(start <= up.idx < end for start, end in cues):
            return True
        if up.dep_ not in _CORE or up.lemma_.lower() in shares:
            return False
        if up.dep_ == "prep" and up.lower_ in (
            "after",
            "before",
            "since",
            "during",
            "amid",
            "following",
            "despite",
        ):
            return False
        if _is_setting(up):
            return False
    return True
