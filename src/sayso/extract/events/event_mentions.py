"""The actors' mentions that stand where the parse has a role: from tokens to arguments and actor ids.

Comes in: tokens that fill roles, and the mentions of a report. Goes out: arguments with the id of their mention, and
the ids of the actors. A weapon does nothing by itself: its owner acts ("a Russian missile"). Resolves no names itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import islice

from spacy.tokens import Token

from sayso.extract.actors.actor_words import load_actor_words
from sayso.extract.actors.owners import is_backer
from sayso.extract.events.argument_words import is_somebody, load_argument_words
from sayso.extract.events.arguments import stands_at
from sayso.extract.events.concerned import TOPICS, further_recipients
from sayso.extract.events.event_lexicon import Kind, Pattern, StatusFile
from sayso.extract.grammar.clauses import belongs_to, objects_of, with_conjuncts
from sayso.extract.grammar.trees import read_tree
from sayso.extract.grammar.voice import children, is_gerund_before_object, is_perfect, is_verb
from sayso.model import Actor, Argument, ArgumentRole, Mention, Place, Span
from sayso.nlp.readings import Reading

_TARGET_PARTS = frozenset(
    {"det", "amod", "compound", "nummod", "poss", "nmod", "quantmod", "punct", "advmod"}
)
TALKING = frozenset({"AGREE", "CONSULT"})
_FORCES = frozenset({"armed_force", "armed_group", "police"})
_DESCRIBING = frozenset({"amod", "compound", "nmod", "poss"})
OWN = ("its ", "his ", "her ", "their ")
_HARMING = frozenset({"ASSAULT", "COERCE"})
_OF = frozenset({"of", "in", "from"})
# Kinds of a name that nothing else is known of.
_NOBODY_KNOWN = frozenset({"other", "person"})

_ARMED = frozenset({"armed_force", "armed_group"})


class MentionIndex:
    """Mentions by the token of their head, and by the tokens they cover."""

    def __init__(
        self,
        reading: Reading,
        mentions: Iterable[Mention],
        actors: Iterable[Actor] = (),
        places: Iterable[Place] = (),
    ) -> None:
        actors = tuple(actors)
        self.country_of = {actor.id: actor.country for actor in actors}
        self.kind_of = {actor.id: actor.kind for actor in actors}
        self.places = {place.span.start: place for place in places if place.country}
        self.by_id: dict[str, Mention] = {}
        self.by_head: dict[int, Mention] = {}
        self.covering: dict[int, Mention] = {}
        starts = self.starts = reading.token_at
        ends = {end: i for i, end in enumerate(read_tree(reading).ends)}
        for mention in mentions:
            self.by_id[mention.id] = mention
            head = starts.get(mention.head.start)
            if head is not None:
                self.by_head[head] = mention
            first = starts.get(mention.span.start)
            if first is None:
                continue
            last = ends.get(mention.span.end, first)
            for i in range(first, last + 1):
                self.covering.setdefault(i, mention)

    def at(self, token: Token, weapons: Set[str] = frozenset()) -> Mention | None:
        """The mention that a token heads, or that owns or describes it: "Russian missile" → Russian.

        Of a weapon only who owns it, never its make: "Iskander missiles" → None.
        """
        is_weapon = token.lemma_.lower() in weapons
        found = self.by_head.get(token.i) or self._named_behind(token)
        if (
            is_weapon
            and found is not None
            and (found.actor is None or found.actor.startswith("doc:"))
        ):
            return self._owner_of(token, weapons) or self._force_of(token)
        if (
            found is None
            and (inside := self.covering.get(token.i)) is not None
            and inside.used_as == "actor"
            and not self._describes_another(token, inside)
        ):
            found = inside
        if found is not None and found.actor is not None:
            return found
        owner = self._owner_of(token, weapons if is_weapon else frozenset())
        owner = owner or (self._force_of(token) if is_weapon else None)
        return owner or found or self._quantity_of(token)

    def _named_behind(self, token: Token) -> Mention | None:
        """ "supporters of the jailed [preacher] Ali Musa": he is the preacher, and they are not."""
        name = token.head
        if token.dep_ != "compound" or name.pos_ != "PROPN" or token.pos_ != "NOUN":
            return None
        mention = self.by_head.get(name.i)
        is_whole = mention is not None and mention.span.start <= token.idx < mention.span.end
        return mention if mention is not None and is_whole and mention.kind == "person" else None

    def _describes_another(self, token: Token, mention: Mention) -> bool:
        """ "The victims of the Musakhail attack": the name is the attack's, and stands for no victims.

        Nor do the attack itself ("survivors of the bombing that killed 20") and what they come of: "casualties from the
        strike" are not who struck.
        """
        noun = token.head
        if token.dep_ == "pobj" and noun.lower_ == "from":
            return self.starts.get(mention.head.start) == noun.head.i
        if token.dep_ == "pobj" and self.starts.get(mention.head.start) in _owning_nouns(token):
            return _is_told_apart(token)
        if token.dep_ not in _DESCRIBING or self.starts.get(mention.head.start) == noun.i:
            return False
        return self.covering.get(noun.i) is mention

    def joined_to(self, mention: Mention) -> Iterator[Mention]:
        """Further owners of one noun: "Turkish and Iraqi troops" are Turkey's, too, not Iraq's alone.

        "Russian or Syrian jets" may be either's.
        """
        if mention.actor is None:
            return
        first, head = self.starts.get(mention.span.start), self.starts.get(mention.head.start)
        for i in range(first, head) if first is not None and head is not None else ():
            other = self.by_head.get(i)
            if other is None or other.actor is None or other.actor == mention.actor:
                continue
            words = f" {_between(other, mention)} "
            if other.kind == mention.kind and (" and " in words or " or " in words):
                yield other

    def joined_behind(self, noun: Token) -> Iterator[Mention]:
        """Further owners behind a plural: "the ministers of France and Germany" are Germany's, too."""
        if noun.tag_ not in ("NNS", "NNPS"):
            return
        for owner in objects_of(noun, ("of", "from")):
            for other in owner.conjuncts:
                first, found = self.by_head.get(owner.i), self.by_head.get(other.i)
                if first is not None and found is not None and found.kind == first.kind == "state":
                    yield found

    def speakers(self, source: Sequence[Span], actors: Sequence[str]) -> tuple[str, ...]:
        """The actors of a source, with those who own its noun together: "Hungarian and Romanian officials" are two."""
        inside = [
            mention
            for mention in self.by_id.values()
            if mention.actor in actors
            and any(s.start <= mention.span.start and mention.span.end <= s.end for s in source)
        ]
        joined = [other.actor for mention in inside for other in self.joined_to(mention)]
        return tuple(dict.fromkeys([*actors, *(actor for actor in joined if actor)]))

    def is_actor(self, argument: Argument) -> bool:
        """Whether an argument's mention is used as an actor, not as a place."""
        mention = self.by_id.get(argument.of or "")
        return mention is not None and mention.used_as == "actor"

    def is_person_before(self, argument: Argument, deed: Token) -> bool:
        """ "condemned the Navalny arrest": he was arrested, and arrested nobody."""
        mention = self.by_id.get(argument.of or "")
        if mention is None or self.kind_of.get(mention.actor or "") != "person":
            return False
        return argument.span.end + 1 == deed.idx and deed.i > 0 and deed.nbor(-1).tag_ == "NNP"

    def is_weapon(self, argument: Argument, reading: Reading, weapons: Set[str]) -> bool:
        """ "Two drones were launched": what it was done with."""
        mention = self.by_id.get(argument.of or "")
        at = reading.token_at.get(mention.head.start) if mention is not None else None
        return at is not None and reading.tokens[at].lemma_.lower() in weapons

    def is_of_arms(self, argument: Argument, reading: Reading, words: StatusFile) -> bool:
        """ "fired Iranian missiles at Mocha": who made them is not whom they hit."""
        mention = self.by_id.get(argument.of or "")
        at = reading.token_at.get(mention.head.start) if mention is not None else None
        maker = reading.tokens[at] if at is not None else None
        if maker is None or maker.dep_ not in ("amod", "compound", "nmod"):
            return False
        arms = maker.head
        is_wielded = arms.dep_ == "dobj" and arms.head.lemma_ in words.wields
        return is_wielded and arms.lemma_.lower() in words.weapons

    def owns_scene(self, argument: Argument, reading: Reading) -> bool:
        """ "killed nine in Yemen's Mawza district": whose the place is where it was done."""
        mention = self.by_id.get(argument.of or "")
        at = reading.token_at.get(mention.head.start) if mention is not None else None
        owner = reading.tokens[at] if at is not None else None
        if owner is None or owner.dep_ != "poss":
            return False
        return stands_at(owner.head) or owner.head.lemma_.lower() in load_argument_words().edges

    def owns_deed(
        self, argument: Argument, reading: Reading, deeds: Mapping[str, Sequence[Pattern]]
    ) -> bool:
        """ "20 injured in an Israeli strike": whose the strike was is not whom it injured."""
        mention = self.by_id.get(argument.of or "")
        at = reading.token_at.get(mention.head.start) if mention is not None else None
        owner = reading.tokens[at] if at is not None else None
        if owner is None or owner.dep_ not in _DESCRIBING:
            return False
        deed = owner.head
        if (
            deed.dep_ == "compound"
        ):  # "a suspected [Turkish] drone strike", parsed as of a Turkish drone
            deed = deed.head
        kinds = (pattern.kind for pattern in deeds.get(deed.lemma_.lower(), ()))
        is_in = deed.dep_ == "pobj" and deed.head.lower_ == "in"
        return is_in and any(kind.type == "ASSAULT" for kind in kinds)

    def is_of_harm(
        self, argument: Argument, reading: Reading, deeds: Mapping[str, Sequence[Pattern]]
    ) -> bool:
        """ "an inquiry into the shooting of two miners": to whom the deed was done is not looked into.

        Nor is he who is besieged asked for "an end to the siege of Taiz".
        """
        return any(kind.type in _HARMING for kind in self._deeds_done_to(argument, reading, deeds))

    def is_of_release(
        self, argument: Argument, reading: Reading, deeds: Mapping[str, Sequence[Pattern]]
    ) -> bool:
        """ "demanded the release of two nuns": of somebody else than those who are held."""
        kinds = self._deeds_done_to(argument, reading, deeds)
        return any(kind.family == "release" for kind in kinds)

    def _deeds_done_to(
        self, argument: Argument, reading: Reading, deeds: Mapping[str, Sequence[Pattern]]
    ) -> list[Kind]:
        """The deeds that a noun may mean which was done to somebody: "the shooting of two miners"."""
        mention = self.by_id.get(argument.of or "")
        at = reading.token_at.get(mention.head.start) if mention is not None else None
        if at is None:
            return []
        noun = reading.tokens[at]
        while noun.dep_ == "conj":
            noun = noun.head
        is_of = noun.dep_ == "pobj" and noun.head.lower_ == "of"
        if not is_of and (noun.dep_ != "poss" or objects_of(noun.head, ("of",))):
            return []
        deed = noun.head.head if is_of else noun.head
        return [pattern.kind for pattern in deeds.get(deed.lemma_.lower(), ())]

    def is_seat(
        self, argument: Argument, reading: Reading, deeds: Mapping[str, Sequence[Pattern]]
    ) -> bool:
        """ "agreed to a truce in Gaza", "a deal at talks in Bern": where it is or was made; not "invest in Egypt"."""
        mention = self.by_id.get(argument.of or "")
        at = reading.token_at.get(mention.head.start) if mention is not None else None
        place = reading.tokens[at] if at is not None else None
        if place is None or place.dep_ != "pobj" or place.head.lower_ != "in":
            return False
        kinds = (pattern.kind for pattern in deeds.get(place.head.head.lemma_.lower(), ()))
        return any(kind.family == "truce" or kind.type in TALKING for kind in kinds)

    def is_unnamed_force(self, argument: Argument) -> bool:
        """ "massed troops along the border", "sent 200 fighters there": these are the actor's own."""
        mention = self.by_id.get(argument.of or "")
        if mention is None or mention.kind not in _ARMED:
            return False
        return (mention.actor or "doc:").startswith("doc:")

    def is_sent(self, argument: Argument, reading: Reading) -> bool:
        """ "threatened to send soldiers into Afrin", "vowed to deploy 200 fighters": his own, and no threat to them."""
        mention = self.by_id.get(argument.of or "")
        at = reading.token_at.get(mention.head.start) if mention is not None else None
        if at is None or not self.is_unnamed_force(argument):
            return False
        sent = reading.tokens[at]
        return sent.dep_ == "dobj" and sent.head.lemma_ in load_argument_words().sends

    def unnamed_band(self, token: Token) -> Mention | None:
        """Armed men without a name, whom the report tells of again by "the attackers" or "they"."""
        mention = self.by_head.get(token.i)
        if mention is None or not (mention.actor or "").startswith("doc:"):
            return None
        if token.tag_ == "NNPS":
            return None  # "the Maoists": that is a name
        return mention if self.kind_of.get(mention.actor or "") == "armed_group" else None

    def described_by(self, token: Token, actors: Sequence[str]) -> Place | None:
        """The country that describes a thing, if it is not the actors' own: "German" in "against German goods"."""
        own = {self.country_of.get(actor) for actor in actors}
        near = [token, *(c for c in token.children if c.dep_ in _DESCRIBING)]
        found = (self.places.get(one.idx) for one in near)
        return next((p for p in found if p is not None and p.country not in own), None)

    def _owner_of(self, token: Token, makes: Set[str] = frozenset()) -> Mention | None:
        owners = [c for c in token.children if c.dep_ in (*_DESCRIBING, "appos", "npadvmod")]
        # "One of my friends died": not I; "the bishop's cook was shot": no bishop.
        if is_somebody(token):
            owners = [c for c in owners if c.dep_ != "poss"]
        owners += [deep for c in owners if c.dep_ == "compound" for deep in c.children]
        kinds = load_actor_words().craft_kinds if makes else ()
        for owner in owners:
            if owner.lemma_.lower() in makes:
                continue
            inner = self.by_head.get(owner.i) or self.covering.get(owner.i)
            if owner.lower_ in kinds:
                continue  # "a fighter jet": the thing itself
            if inner is not None and inner.actor is not None and not self.is_backer(owner):
                return inner
        return None

    def is_backer(self, token: Token) -> bool:
        """ "a Red Cross-backed clinic": whose name tells who is behind it; what is done to it is not done to them."""
        inner, last = self.covering.get(token.i), token
        while inner is not None and self.covering.get(last.i + 1) is inner:
            last = last.nbor()
        return is_backer(last)

    def _force_of(self, token: Token) -> Mention | None:
        """ "tanks of the army", "belonging to the militia": the force whose a thing is, not what else it is of."""
        found = objects_of(token, ("of",)) if token.tag_ != "VBG" else []
        found += [t for clause in token.children if (t := belongs_to(clause)) is not None]
        named = (self.by_head.get(t.i) for t in found)
        return next((m for m in named if m is not None and m.kind in _FORCES), None)

    def _quantity_of(self, token: Token) -> Mention | None:
        """ "a group of diplomats" may be one mention with "group" for its head; "survivors of the raid" are no raid."""
        if not _is_told_apart(token) and token.dep_ == "pobj" and token.head.lower_ == "of":
            return self.by_head.get(token.head.head.i)
        return None


def _owning_nouns(token: Token) -> list[int]:
    """Where the nouns stand that a noun is "of": of "families", "victims" in "families of victims of the raid"."""
    found = []
    while token.dep_ == "pobj" and token.head.lower_ in _OF:
        token = token.head.head
        found.append(token.i)
    return found


def _is_told_apart(token: Token) -> bool:
    """Whether "of" does not count a noun: "of the raid", "of violence", not "of men"."""
    return token.pos_ == "NOUN" and (token.tag_ == "NN" or bool(children(token, "det")))


def _between(mention: Mention, outer: Mention) -> str:
    """The words of a phrase from an owner in it to the phrase's head: "and Romanian officials"."""
    exact = outer.span.exact
    return exact[mention.span.end - outer.span.start : outer.head.start - outer.span.start].strip()


def make_arguments(
    reading: Reading,
    role: ArgumentRole,
    tokens: Iterable[Token],
    known: MentionIndex,
    weapons: frozenset[str] = frozenset(),
    vehicles: frozenset[str] = frozenset(),
    mishaps: frozenset[str] = frozenset(),
) -> list[Argument]:
    """One argument for each phrase. A weapon does nothing by itself: whoever owns it acts, if that is said.

    What befalls it nobody does: "an army helicopter crashed, killing nine".
    """
    found = []
    for token in tokens:
        mention = known.at(token, weapons)
        if mention is None and (token.lemma_.lower() in weapons or _is_amount(token, weapons)):
            continue
        if role == "actor" and _is_only_called(token, mention):
            continue
        if token.lemma_.lower() in vehicles and _is_mishap(token, mishaps):
            continue
        if role == "actor" and _is_war_of_two(token):
            continue
        span = mention.span if mention is not None else phrase_of(reading, token)
        found.append(Argument(role=role, span=span, of=mention.id if mention is not None else None))
        joined = [*known.joined_to(mention), *known.joined_behind(token)] if mention else []
        found += [Argument(role=role, span=other.span, of=other.id) for other in joined]
    return found


def _is_amount(token: Token, weapons: frozenset[str]) -> bool:
    """ "[20 kg] of dynamite exploded": how much of it, and nobody who did it."""
    if not weapons or token.lemma_.lower() not in load_argument_words().measures_of_arms:
        return False
    return any(t.lemma_.lower() in weapons for t in objects_of(token, ("of",)))


def _is_only_called(token: Token, mention: Mention | None) -> bool:
    """ "the Baga massacre", "the Lockerbie bombing": by an unknown name a deed is called, and nobody did it by that."""
    if (
        token.dep_ not in ("compound", "nmod")
        or mention is None
        or mention.head.exact != token.text
    ):
        return False
    return mention.kind in _NOBODY_KNOWN and (mention.actor or "doc:").startswith("doc:")


def _is_war_of_two(war: Token) -> bool:
    """ "The Oran-Zula war has killed 900": neither side of it has by that."""
    if war.lemma_.lower() not in load_argument_words().wars:
        return False
    names = [t for t in war.children if t.dep_ in _DESCRIBING and t.i > 1]
    return any(t.nbor(-1).text in ("-", "–") and t.nbor(-2).text[:1].isupper() for t in names)


def _is_mishap(vehicle: Token, mishaps: frozenset[str]) -> bool:
    """Whether a vehicle crashes or overturns; "gunboats sank a ferry" does something to another."""
    # The parse may hang "overturned" on whose truck it was.
    verbs = [vehicle.head, *(t for t in vehicle.subtree if t.dep_ in ("acl", "amod"))]
    return any(
        verb.lemma_ in mishaps and is_verb(verb) and not children(verb, "dobj") for verb in verbs
    )


def find_concerned(
    reading: Reading,
    token: Token,
    actors: Sequence[str],
    found: Sequence[str],
    known: MentionIndex,
    limit: int | None = None,
) -> list[Argument]:
    """Whom an act concerns, where no plain recipient is an actor ("praised Haiti's efforts")."""
    if any(actor not in actors for actor in found):
        return []
    for place in islice(further_recipients(token), limit):
        heads = [head for one in place for head in with_conjuncts(one) if not known.is_backer(head)]
        arguments = make_arguments(reading, "recipient", heads, known)
        others = [
            a for a in arguments if a.of is not None and _is_other(known.by_id[a.of].actor, actors)
        ]
        if others:
            return others
        described = [near for head in heads if (near := known.described_by(head, actors))]
        if described:
            return [Argument(role="recipient", span=p.span, of=p.id) for p in described]
    return []


def is_told_again(mention: Mention) -> bool:
    """Whether somebody is told of as known: "the attackers", "they"."""
    return mention.is_pronoun or mention.span.exact.lower().startswith(("the ", "these ", "those "))


def is_beside(reading: Reading, argument: Argument, recipient: tuple[str, ...]) -> bool:
    """ "carried out air strikes with France": who takes part, unless one does it with somebody ("clashed with")."""
    before = reading.text[: argument.span.start].split()[-1:]
    return before == ["with"] and "with" not in recipient


def is_topic(reading: Reading, a: Argument) -> bool:
    """ "held talks on Syria", "shared intelligence on Iran's rockets": what it is about, and no party to it."""
    before = reading.text[: a.span.start].lower().split()[-2:]
    return bool(TOPICS.intersection([w for w in before if w != "the"][-1:]))


def is_own(a: Argument) -> bool:
    """ "its ambassador", "their consulate": the doer's own."""
    return a.span.exact.lower().startswith(OWN)


def is_where(reading: Reading, argument: Argument, recipient: tuple[str, ...]) -> bool:
    """ "killed three men at Eucalyptus", "the truce in Gaza": where it is, which is not done to the place."""
    before = reading.text[: argument.span.start].split()[-1:]
    return before in (["at"], ["in"]) and before[0] not in recipient


def _is_other(actor: str | None, actors: Sequence[str]) -> bool:
    """Whether somebody is none of these, nor an organ of one of them ("Turkey … its forces")."""
    return actor is not None and not any(
        actor == one or actor.startswith(one + ".") for one in actors
    )


def actor_ids(arguments: Iterable[Argument], known: MentionIndex) -> tuple[str, ...]:
    ids = [known.by_id[a.of].actor for a in arguments if a.of in known.by_id]
    return tuple(dict.fromkeys(i for i in ids if i is not None))


def phrase_of(reading: Reading, token: Token) -> Span:
    """A noun with what stands before it: "a crowded market"."""
    left = token
    for child in token.lefts:
        if (
            child.dep_ in _TARGET_PARTS
            and not (is_perfect(child) or is_gerund_before_object(child))
            and child.left_edge.i < left.i
        ):
            left = child.left_edge
            break
    return reading.span_of(reading.doc[left.i : token.i + 1])
