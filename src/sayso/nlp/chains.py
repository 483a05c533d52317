"""Chains and the mentions seen for them: what co-reference knows of somebody so far, and what a phrase tells.

Comes in: mentions with their tokens. Goes out: chains in the making, and answers about a mention: is it a name, a
subject, counted; may it belong to a chain. Which chain a mention joins, coref.py decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from spacy.tokens import Span, Token

from sayso.model import ActorKind, Mention

SUBJECTS = frozenset({"nsubj", "nsubjpass"})
PLURAL_TAGS = frozenset({"NNS", "NNPS"})
# Kinds of which one may be a person, and kinds that may be "it".
HUMANS = frozenset(
    {"civilians", "government", "armed_force", "armed_group", "police", "ngo", "court"}
)
BODIES_OF_ONE = frozenset(
    {"state", "government", "armed_force", "armed_group", "police", "party", "igo", "ngo", "media"}
    | {"company", "court", "group", "other"}
)
# Kinds of those who bear arms.
ARMED: frozenset[ActorKind] = frozenset({"armed_force", "armed_group", "police"})
_EMBEDDED = frozenset({"ccomp", "relcl", "acl", "advcl", "csubj"})
_NUMBERS = frozenset({"dozen", "score", "hundred", "thousand", "million"})
_DEEPEST_CLAUSE = 12
_DESCRIBING = frozenset({"relcl", "appos", "acl"})
_DOES_OR_SUFFERS = SUBJECTS | {"dobj"}
_WHO = frozenset({"WDT", "WP"})


@dataclass(eq=False)
class Chain:
    """One actor so far: what its mentions told of it."""

    kind: ActorKind
    actor: str | None = None
    described: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    heads: set[str] = field(default_factory=set)
    roles: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    creeds: set[str] = field(default_factory=set)  # "separatist", "communist" before their noun
    gender: str | None = None
    # As the actors' list has it: it tells only whom a pronoun cannot mean.
    known_gender: str | None = None
    is_plural: bool = False
    is_named: bool = False
    tells: bool = False  # somebody behind whose words "the group said" stood
    is_harmed: bool = False  # somebody whom something befell
    is_taken: bool = False  # somebody who was arrested, seized or put out of office
    is_some: bool = False  # so many of those who are called so
    are_dead: bool = False  # those, counted dead
    size: int = 0
    last: Seen | None = None
    led: Seen | None = None  # where it was last a subject


@dataclass(frozen=True)
class Seen:
    """One mention with what the parse tells of it."""

    mention: Mention
    head: Token
    sentence: int
    start: int
    is_subject: bool
    determiner: str
    capitals: tuple[str, ...]


def is_subject(token: Token) -> bool:
    """Whether a word is a subject, by itself, by "and", or as a name beside it: "the president, [Jacob Zuma], said".

    So is what a number is "of": "hundreds of [relatives] blocked the road".
    """
    for _ in range(4):
        if token.dep_ in SUBJECTS:
            return True
        if is_counted_part(token):
            token = token.head.head
            continue
        if token.dep_ not in {"conj", "appos"} or token.head.i >= token.i:
            return False
        token = token.head
    return False


def is_counted_part(token: Token) -> bool:
    """ "hundreds of [Serbs]"."""
    if token.dep_ != "pobj" or token.tag_ == "PRP" or token.head.lower_ != "of":
        return False
    number = token.head.head
    return number.tag_ == "CD" or number.lemma_.lower() in _NUMBERS


def is_embedded(token: Token) -> bool:
    """Whether a subject stands in a clause below another: "he said [the army] had fired"."""
    for _ in range(_DEEPEST_CLAUSE):
        if token.dep_ in _EMBEDDED:
            return True
        if token.head.i == token.i:
            return False
        token = token.head
    return True


def sentence_before(token: Token) -> Span | None:
    """The sentence before that of a word, if there is one: made anew for each look, so ask for it last."""
    start = token.sent.start
    return token.doc[start - 1].sent if start else None


def speaks_after(other: Seen, seen: Seen) -> bool:
    """ "Our soldiers did not enter it, [the major] told reporters": who speaks behind words without quotation marks."""
    if other.sentence != seen.sentence or other.start < seen.start:
        return False
    return not is_embedded(other.head)


def is_by_name(seen: Seen) -> bool:
    """Whether somebody is named there: "Riek Machar", not "the minister" nor "the Syrian President"."""
    mention = seen.mention
    if mention.is_pronoun or not seen.head.text[:1].isupper():
        return False
    known = mention.actor is not None and not mention.actor.startswith("role:")
    if known:
        return not any(seen.head.lower_ == word.split()[-1] for word in mention.words)
    return seen.head.tag_ in {"NNP", "NNPS"} or mention.actor is None


def word_forms(word: str) -> tuple[str, str]:
    """ "foreign minister" is a "minister", too."""
    return word.rstrip("."), word.split()[-1]


def noun_of(seen: Seen) -> str:
    """What somebody is called there: "the foreign minister" → "foreign minister"."""
    last = seen.mention.words[-1] if seen.mention.words else ""
    return last if last.endswith(seen.head.lower_) else seen.head.lower_


def owner_of(mention: Mention) -> str:
    """Whose a role is, if the phrase tells it: "Israeli officials" → "ISR"; a guess at where it may be is none."""
    actor = mention.actor or ""
    owner = actor.removeprefix("role:").split("|")[0] if actor.startswith("role:") else ""
    return "" if owner.startswith("~") else owner


def description_of(actor: str) -> str:
    """What describes somebody, without the guess where that may be: "role:~KEN|police|" → "role:|police|"."""
    owner, bar, roles = actor.removeprefix("role:").partition("|")
    return f"role:{'' if owner.startswith('~') else owner}{bar}{roles}"


def is_counted(head: Token) -> bool:
    """Whether only some are meant: "three soldiers"."""
    return any(child.tag_ == "CD" for child in head.lefts)


def name_keys(seen: Seen) -> list[str]:
    """The keys that a name is known again by: a person's last name, a body's words and its initials."""
    words = [w for w in seen.capitals if w != "The"]
    if seen.mention.kind == "person":
        return [f"person {seen.head.text}"]
    letters = "".join(w[0] for w in words)
    body = " ".join(w.removesuffix("'s").removesuffix("’s") for w in words).lower()
    return [key for key in (body, letters.lower() if len(letters) > 2 else "") if key]


def short_keys(seen: Seen, *, is_whole: bool) -> list[str]:
    """ "the Tigers" is short for "the Tamil Tigers", not the other way round."""
    words = [w for w in seen.capitals if w != "The"]
    if seen.mention.kind == "person" or not words or (len(words) > 1) != is_whole:
        return []
    return [f"short {words[-1].lower()}"]


def names_agree(chain: Chain, seen: Seen) -> bool:
    """ "Bashar Assad" and "Rifaat Assad" share a name and are two persons."""
    if seen.mention.kind != "person" or chain.last is None:
        return True
    first = first_names(seen)
    known = {n for n in chain.names if n.startswith("first ")}
    return not first or not known or bool(known & first)


def first_names(seen: Seen) -> set[str]:
    """The names before the last: "Rifaat al-Assad" → {"first Rifaat"}."""
    before = (w for w in seen.capitals if w.lower() not in seen.mention.words)
    return {f"first {w}" for w in before if not w.endswith(seen.head.text)}


def may_be_same(chain: Chain, seen: Seen) -> bool:
    """Whether kinds and known actors allow that a mention belongs to a chain: "the group" is no person."""
    actor = seen.mention.actor
    if actor and not actor.startswith("role:") and chain.actor and chain.actor != actor:
        return False
    return (
        chain.kind == seen.mention.kind
        or "other" in {chain.kind, seen.mention.kind}
        or (
            seen.mention.kind not in {"person", "civilians"}
            and chain.kind not in {"person", "civilians"}
        )
    )


def is_bound(chain: Chain, seen: Seen) -> bool:
    """An object pronoun does not mean the subject of its own clause: "Ann met her", "Ann came and held her guilty".

    Nor does the subject behind a told clause mean anybody who is named in that.
    """
    last = chain.last
    if _is_told_of_before(last, seen):
        return True
    if (
        last is None
        or seen.head.lower_.endswith(("self", "selves"))
        or (seen.head.dep_ in {"poss", "nsubj", "nsubjpass"} and not _is_held_so(seen.head))
    ):
        return False
    if not last.is_subject or last.sentence != seen.sentence or _is_held_so(last.head):
        return False  # "found two guards guilty and fined them": the guards did not find
    subjects_verb = verb_of(last.head)
    return any(verb.i == subjects_verb for verb in _verbs_of_one_subject(seen.head))


def _verbs_of_one_subject(token: Token) -> Iterator[Token]:
    """The verb that a word hangs on, and those before it whose subject that has: "came and [fired on them]".

    So in "pelted them with stones, [forcing them to shoot]".
    """
    verb = token.doc[verb_of(token)]
    yield verb
    for _ in range(_DEEPEST_CLAUSE):
        is_joined = verb.dep_ == "conj" or (verb.dep_ == "advcl" and verb.tag_ == "VBG")
        if not is_joined or any(child.dep_ in SUBJECTS for child in verb.children):
            return
        if verb.tag_ == "VBD" and verb.head.tag_ == "VBG":
            return  # "said Sudan was arming rebels and held it responsible": who said so held it
        verb = verb.head
        yield verb


def _is_held_so(pronoun: Token) -> bool:
    """ "holds it responsible": the object of "holds", and of no verb the subject."""
    state = pronoun.head
    is_small = state.pos_ == "ADJ" and state.dep_ == "ccomp" and state.i > pronoun.i
    return is_small and not any(child.pos_ in {"AUX", "VERB"} for child in state.children)


def is_told_with(inner: Token, outer: Token) -> bool:
    """Whether a name only tells who another is: "the [rebels], who came behind [army] trucks"."""
    for up in (inner, *inner.ancestors):
        if up.head == outer and up != outer:
            return up.dep_ in _DESCRIBING
        if up.head == up:
            break
    return False


def without_told_with(chains: list[Chain]) -> list[Chain]:
    """ "the Lions, an affiliate of the Tigers": without the Tigers, who only tell who the Lions are."""
    heads = [c.last.head for c in chains if c.last is not None]
    return [
        c for c in chains if c.last and not any(is_told_with(c.last.head, other) for other in heads)
    ]


def deed_that_tells(noun: Token) -> Token | None:
    """ "burned" in "the troops that burned it"; None in "the troops, who burned it"."""
    for verb in noun.rights:
        if verb.dep_ == "relcl":
            subject = next((c for c in verb.lefts if c.dep_ == "nsubj"), None)
            if subject is None or subject.tag_ not in _WHO:
                return None
            return verb if subject.nbor(-1).text != "," else None
    return None


def verb_of(token: Token) -> int:
    """Where the verb stands that a word hangs on: "Ann met her" at "her" → at "met"."""
    for _ in range(6):
        token = token.head
        if token.pos_ in {"VERB", "AUX"} or token.head.i == token.i:
            break
    return token.i


def told_clauses(pronoun: Token) -> Iterator[Token]:
    """The verbs of clauses with a pronoun in subject, or its owner, that another clause tells, the inmost first.

    "The envoy said [he would resign]", "said that [his party refused]"
    """
    noun = pronoun.head if pronoun.dep_ == "poss" else pronoun
    if noun.dep_ not in SUBJECTS:
        return
    clause = noun.head
    for _ in range(_DEEPEST_CLAUSE):
        if clause.dep_ == "ccomp" and clause.head.i < pronoun.i:
            yield clause
            return
        if clause.dep_ != "conj" or clause.head.i == clause.i:
            return
        clause = clause.head


def joint_tellers(pronoun: Token) -> list[Token]:
    """ "Mexico and Peru said they would attend": Mexico and Peru, who tell of themselves; [] if one tells alone."""
    for clause in told_clauses(pronoun):
        subjects = [t for t in clause.head.children if t.dep_ in SUBJECTS and t.i < clause.head.i]
        if len(subjects) == 1 and any(t.dep_ == "conj" for t in subjects[0].children):
            return subjects
    return []


def tells_behind(seen: Seen, first: int) -> bool:
    """ "…, the group said", "…, according to the group": whoever is named before in the sentence is told of."""
    head = seen.head
    if head.dep_ == "pobj":
        return head.head.lower_ == "to" and head.head.head.lower_ == "according"
    is_behind = head.dep_ in SUBJECTS and head.head.i == head.i + 1 and first > 0
    return is_behind and head.doc[first - 1].text == "," and first > head.sent.start


def _is_told_of_before(last: Seen | None, seen: Seen) -> bool:
    """ "One soldier was killed, he said": who speaks behind his words is not named in them as doer or sufferer."""
    if last is None or last.mention.is_pronoun or last.sentence != seen.sentence:
        return False
    is_part = is_counted_part(last.head)  # "one of his sons was held, they said"
    if seen.head.dep_ not in SUBJECTS or not (is_part or last.head.dep_ in _DOES_OR_SUFFERS):
        return False
    ups = (up for up in last.head.ancestors if up.head == seen.head.head and up != up.head)
    return any(up.dep_ == "ccomp" and up.i < seen.head.i for up in ups)
