"""Actors: who is meant by the mentions of a report.

Comes in: mentions in chains, and the actor lexicon. Goes out: each actor once, and the mentions with its id.
A chain with a known member is that actor; others get "doc:<document>#<n>" and keep their words. Does not decide
which mentions belong together (nlp/coref.py).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from msgspec.structs import replace

from sayso.extract.actors.actor_words import load_actor_words
from sayso.extract.actors.known_actors import ActorLexicon, Role, load_actor_lexicon
from sayso.extract.actors.opening_places import find_home, find_opening_countries, part_chains
from sayso.model import Actor, ActorKind, CountryBasis, Mention, Place
from sayso.nlp.chains import deed_that_tells
from sayso.nlp.readings import Reading

__all__ = ["ActorLexicon", "find_actors", "load_actor_lexicon"]

# Sector role of those who work across borders: whoever works for them has not their country.
_ACROSS_BORDERS = "INT"


def find_actors(
    reading: Reading,
    mentions: tuple[Mention, ...],
    lexicon: ActorLexicon,
    places: tuple[Place, ...] = (),
) -> tuple[tuple[Actor, ...], tuple[Mention, ...]]:
    """Resolve mentions to actors.

    "Kenyan police arrested a Somali man. They …" → KEN.COP (twice), doc:…#1
    """
    openings = find_opening_countries(reading, places, lexicon.words.armies_in)
    mentions = part_chains(mentions, reading, openings, lexicon.iso3_of)
    resolver = _Resolver(reading, mentions, lexicon, find_home(places), openings)
    ids = resolver.ids()
    found = tuple(replace(m, actor=ids[m.id]) for m in mentions if _is_kept(m, ids))
    used = dict.fromkeys(m.actor for m in found if m.actor)
    return tuple(resolver.actors[actor] for actor in used), found


def _is_kept(mention: Mention, ids: dict[str, str | None]) -> bool:
    """A pronoun for a thing that means nobody we know is no mention of an actor."""
    return ids[mention.id] is not None or mention.kind != "other" or not mention.is_pronoun


@dataclass(frozen=True)
class _Described:
    """What a provisional id says: the owner, the role, the role before it."""

    owner: str
    role: Role | None
    modifier: Role | None


class _Resolver:
    """The actors of one report, in the making."""

    def __init__(
        self,
        reading: Reading,
        mentions: tuple[Mention, ...],
        lexicon: ActorLexicon,
        home: str | None,
        openings: Mapping[int, tuple[str, str]],
    ) -> None:
        self.home = home
        self.openings = openings
        self.document = reading.document
        self.reading = reading
        self.mentions = mentions
        self.lexicon = lexicon
        self.day = (reading.document.published or "")[:10] or None
        self.chains = _chains(mentions)
        self.chain_at = {
            m.head.start: chain for chain, members in self.chains.items() for m in members
        }
        self.starts = [0, *(s.start_char for s in reading.doc.sents)]
        coalitions = {m.actor for m in mentions if m.actor and m.actor.startswith(_COALITION)}
        self.coalition = coalitions.pop() if len(coalitions) == 1 else None
        self.persons = {m.actor for m in mentions if m.actor and m.actor.startswith("person:")}
        self.actors: dict[str, Actor] = {}
        self.known: dict[str, str | None] = {}
        self.unknown = 0

    def ids(self) -> dict[str, str | None]:
        """The actor id of each mention; None for pronouns that mean nobody we know."""
        for chain in self.chains:
            self._known_of(chain, depth=0)
        first = self._first_met()
        for chain in [chain for chain, actor in self.known.items() if actor is None]:
            self.known[chain] = self._only_organ(self.chains[chain], first)
        made: dict[str, str] = {}
        # Whose things they are comes first: "warplanes belonging to the army" are named before the army is.
        for chain in sorted(self.chains, key=self._is_somebodys_thing):
            members = self.chains[chain]
            if self.known[chain] is None and not all(m.is_pronoun for m in members):
                made[chain] = self._owning_force(members, made) or self._new_actor(members)
        return {
            m.id: self._spoken_for(m, chain) or self.known[chain] or made.get(chain)
            for chain, members in self.chains.items()
            for m in members
        }

    def _spoken_for(self, mention: Mention, chain: str) -> str | None:
        """ "We did not bomb it," said the Kremlin's spokesman": Russia did not, whoever says so."""
        if not mention.is_pronoun or mention.head.exact.lower() not in _WE:
            return None
        body = self._body_of(chain)
        made = self.lexicon.actor(body) if body else None
        if body is None or made is None:
            return None
        self.actors[body] = made
        return body

    def _body_of(self, chain: str) -> str | None:
        """The body that somebody speaks for, by office or by the words for what he is: "a Taliban spokesman"."""
        known = self.known[chain]
        if known is not None:
            return self.lexicon.seat_of(known, self.day) if known.startswith("person:") else None
        printed = [m.actor for m in self.chains[chain] if (m.actor or "").startswith("role:")]
        bodies = (self._body_in(self._described(one)) for one in printed if one)
        return next((body for body in bodies if body), None)

    def _body_in(self, described: _Described) -> str | None:
        """ "a Kenyan police spokesman" → KEN.COP; a Kenyan refugee speaks for nobody."""
        role, owner = described.role, described.owner
        speaks = self.lexicon.words.speaks_for
        if role is None or role.key not in speaks or not owner or owner[0] in "@~%":
            return None
        country = self.lexicon.country_of(owner)
        force = next((sector for sector in role.sectors[:1] if sector in _FORCE_SECTORS), None)
        return f"{owner}.{force}" if force and country and owner == country.id else owner

    def _owning_force(self, members: list[Mention], made: dict[str, str]) -> str | None:
        """ "The military said its troops had fired": the troops are the military, whichever it is."""
        for mention in members:
            owner, role, force = self._printed(mention)
            if role is None or not role.force:
                continue
            if role.equipment and force is not None and force.force:
                return self._only_force(force, made)
            if _is_plural(mention) and (named := self._by_letters(mention, made)) is not None:
                return named
            if not owner.startswith("@"):
                continue
            chain = self.chain_at.get(int(owner[1:]), "")
            kinds = {m.kind for m in self.chains.get(chain, ())}
            is_whole = role.collective or role.equipment or _is_plural(mention)
            is_whole = is_whole and not _is_allied(mention)
            if chain in made and kinds & _FORCES and is_whole:
                return made[chain]
        return None

    def _by_letters(self, mention: Mention, made: dict[str, str]) -> str | None:
        """ "The Morales Patriotic Front (FPM) … FPM fighters took a bridge": the Front did; two of its men did not."""
        words = self.document.text[mention.span.start : mention.head.start].split()
        letters = [word for word in words if word.lower() not in _ARTICLES]
        if len(letters) != 1 or not letters[0].isupper() or len(letters[0]) < _FEWEST_LETTERS:
            return None
        for chain, actor in made.items():
            if any(m.span.exact.split()[-1] == letters[0] for m in self.chains[chain]):
                return actor
        return None

    def _printed(self, mention: Mention) -> tuple[str, Role | None, Role | None]:
        """The owner, the role and the role before it that a provisional id holds, as the phrase tells them."""
        owner, _, rest = (mention.actor or "").removeprefix("role:").partition("|")
        role, _, modifier = rest.partition("|")
        return owner, self.lexicon.roles.get(role), self.lexicon.roles.get(modifier)

    def _is_somebodys_thing(self, chain: str) -> bool:
        roles = (self._printed(m)[1] for m in self.chains[chain])
        return any(role is not None and role.equipment for role in roles)

    def _only_force(self, force: Role, made: dict[str, str]) -> str | None:
        """ "The army denied it. An army helicopter …": the army's, if the report speaks of only one."""
        found = {
            made[chain]
            for chain in made
            if any(
                self._printed(m)[1] == force and m.span.exact.lower().startswith("the ")
                for m in self.chains[chain]
            )
        }
        return found.pop() if len(found) == 1 else None

    def _known_of(self, chain: str, depth: int) -> str | None:
        if chain not in self.known:
            self.known[chain] = None  # a chain that owns itself ends here
            members = self.chains[chain]
            by_office = not any(self._is_named_anew(m) for m in members)
            ids = [self._known_id(m, depth) for m in members if by_office or not _is_office(m)]
            counts = Counter(i for i in ids if i)
            self.known[chain] = counts.most_common(1)[0][0] if counts else None
        return self.known[chain]

    def _is_named_anew(self, mention: Mention) -> bool:
        """ "Its leader, Momcilo Krajisnik": somebody by a name that no known holder of the office has."""
        is_name = mention.head.exact[:1].isupper() and mention.kind == "person"
        return is_name and mention.actor is None and not mention.is_pronoun

    def _known_id(self, mention: Mention, depth: int) -> str | None:
        """The id that one mention alone gives, if it is a known one; makes its actor."""
        actor = mention.actor
        if actor is None:
            return None
        if actor.startswith("role:"):
            actor = self._by_rule(self._described(actor, depth), mention)
        if actor is None or (made := self.lexicon.actor(actor)) is None:
            return None
        self.actors[actor] = made
        return actor

    def _described(self, provisional: str, depth: int = 9) -> _Described:
        owner, role, modifier = provisional.removeprefix("role:").split("|")
        if owner.startswith("@"):
            owner = self._owner_of_pronoun(int(owner[1:]), depth)
        if owner[:1] in ("", "~") and self.coalition and "coalition" in (role, modifier):
            owner = (
                self.coalition
            )  # "coalition investigators", where the report knows one coalition
        return _Described(owner, self.lexicon.roles.get(role), self.lexicon.roles.get(modifier))

    def _owner_of_pronoun(self, position: int, depth: int) -> str:
        """ "Russia said its forces …" → the owner of "its" is RUS."""
        chain = self.chain_at.get(position)
        known = (
            self._known_of(chain, depth + 1) if chain and depth < 3 else self.known.get(chain or "")
        )
        if known is None:
            return self._owner_described(self.chains.get(chain or "", []))
        if known.startswith("person:"):
            return self.lexicon.seat_of(known, self.day) or ""
        return known

    def _owner_described(self, members: list[Mention]) -> str:
        """ "A Russian spokesman said our jets …" → RUS: whose the speaker is, "our" jets are."""
        owners = (
            m.actor.removeprefix("role:").split("|")[0]
            for m in members
            if m.actor and m.actor.startswith("role:")
        )
        return next((o for o in owners if o and o[0] not in "@~"), "")

    def _by_rule(self, described: _Described, mention: Mention) -> str | None:
        """Owners that only the chains could tell: "its army" is the army of whom "its" means."""
        role, owner = described.role, described.owner
        if role is None or not owner or owner.startswith("~"):
            return None
        country = self.lexicon.country_of(owner)
        if role.equipment and country is not None and _is_armed(owner):
            return owner
        if role.office and described.modifier is None and not _is_one_of_many(mention):
            of = owner.removesuffix(".GOV")
            return self.lexicon.holder_among(of, role.office, self.persons)
        by_pronoun = "role:@" in (mention.actor or "")
        if not (role.collective or role.equipment or (by_pronoun and _is_plural(mention))):
            return None
        if country is None:
            return owner if role.force else None
        if role.organ and owner.startswith(f"{country.id}.{role.organ}."):
            return owner  # "its brigades", of a force that has its own name
        return None if role.organ is None else f"{country.id}.{role.organ}".rstrip(".")

    def _first_met(self) -> dict[str, int]:
        """Where each known actor is met first, as an actor or as a place."""
        first: dict[str, int] = {}
        for mention in self.mentions:
            if (actor := self.known[mention.chain or mention.id]) is not None:
                first.setdefault(actor, mention.span.start)
        return first

    def _only_organ(self, members: list[Mention], first: dict[str, int]) -> str | None:
        """ "The army" alone is the one army of the sentences before, if it is at home where the report plays: SYR.MIL.

        "Syria denied it. The army said Israeli jets had killed five" → nobody known: the jets come later, and it would
        turn an accusation into an admission.
        """
        organs = {organ for m in members if (organ := self._organ_of(m))}
        if len(organs) != 1:
            return None
        organ = f".{organs.pop()}"
        sentence = self._sentence_start(members[0].span.start)
        before = [actor for actor, start in first.items() if start < sentence]
        sides = {c.id for actor in before if (c := self.lexicon.country_of(actor)) is not None}
        fitting = [actor for actor in before if actor.endswith(organ)]
        opening = self.openings.get(self.reading.paragraph_at(members[0].span.start))
        if opening is not None and (here := self._government_of(opening[0], organ)) is not None:
            return here
        if not fitting:
            return self._at_home(organ, first)
        country = self.lexicon.country_of(fitting[0])
        is_abroad = opening is not None and country is not None and country.iso3 not in opening
        if len(fitting) > 1 or is_abroad:
            return None
        is_home = country is not None and country.iso3 == self.home
        return fitting[0] if is_home or (self.home is None and len(sides) == 1) else None

    def _government_of(self, country: str, organ: str) -> str | None:
        """ "In Tehran, the government admitted": Iran's; "In Gaza, the army said" may be another's."""
        made = self.lexicon.actor(f"{country}{organ}") if organ == _GOVERNMENT else None
        if made is not None:
            self.actors[made.id] = made
        return made.id if made is not None else None

    def _at_home(self, organ: str, known: Iterable[str]) -> str | None:
        """ "Nigerian troops killed ten men in Kaduna, the military said": no other state is told of.

        "Israeli troops killed ten men in Tyre, the military said" → nobody known; in Gaza the military is Israel's.
        """
        if self.home is None or organ not in self.lexicon.words.told_by_forces:
            return None
        army = self.lexicon.words.armies_in.get(self.home, self.home)
        states = {c.iso3: c for actor in known if (c := self.lexicon.country_of(actor)) is not None}
        country = states.get(army)
        has_forces = any(".MIL" in actor for actor in known)
        if not has_forces or country is None or not {self.home, army}.issuperset(states):
            return None
        actor = f"{country.id}{organ}"
        made = self.lexicon.actor(actor)
        if made is not None:
            self.actors[actor] = made
        return actor if made is not None else None

    def _sentence_start(self, position: int) -> int:
        return self.starts[bisect_right(self.starts, position) - 1]

    def _organ_of(self, mention: Mention) -> str | None:
        actor = mention.actor or ""
        if not actor.startswith(("role:|", "role:~")) or self._is_told_by_deed(mention):
            return None
        described = self._described(actor)
        role = described.role
        if role is not None and role.equipment:
            role = described.modifier  # "an army helicopter" is the army's, however many it has
        elif not mention.span.exact.lower().startswith(("the ", "government ", "regime ")):
            return None
        return role.organ or None if role and role.collective else None

    def _is_told_by_deed(self, mention: Mention) -> bool:
        """ "the troops who burned it" may be anybody's."""
        head = self.reading.tokens[self.reading.token_at[mention.head.start]]
        return deed_that_tells(head) is not None

    def _new_actor(self, members: list[Mention]) -> str:
        self.unknown += 1
        actor = f"doc:{self.document.id}#{self.unknown}"
        kind = _kind(members)
        alike = [
            m
            for m in members
            if not m.is_pronoun
            and (m.kind in (kind, _tagged_as(m, kind)) or _may_be_named_so(m, kind))
        ]
        named = max(alike, key=_telling)
        roles = [m.actor for m in members if m.actor and m.actor.startswith("role:")]
        facts = [self._described(role) for role in roles]
        thing = next((f.modifier for f in facts if f.role is not None and f.role.equipment), None)
        told = sorted(facts, key=lambda described: described.owner.startswith("~"))
        self.actors[actor] = Actor(
            id=actor,
            name=_owner_in(named, thing) or " ".join(named.span.exact.split()),
            kind=self._kind_of(members, facts),
            country=next((c for f in told if (c := self._country(f))), None),
            country_by=next((_basis(f) for f in told if self._country(f)), None),
            roles=next((r for f in facts if (r := self._sectors(f))), ()),
        )
        return actor

    def _kind_of(self, members: list[Mention], facts: list[_Described]) -> ActorKind:
        """The kind of an unknown actor; a panel or mission of the UN is the UN's, whoever sits in it.

        Officials of an armed group or a party are no government: "Houthi officials" accuse as a party to the war.
        """
        kind = _kind(members)
        if kind == "armed_force" and any(_is_rebel(fact) for fact in facts):
            return "armed_group"
        owners = (
            self.lexicon.actor(f.owner) for f in facts if f.owner and f.role and f.role.member
        )
        kinds = {owner.kind for owner in owners if owner is not None}
        if kind == "government":
            return next((k for k in _NOT_STATES if k in kinds), kind)
        return "igo" if kind == "group" and "igo" in kinds else kind

    def _country(self, described: _Described) -> str | None:
        if not described.owner:
            return None
        country = self.lexicon.country_of(described.owner.removeprefix("~"))
        if country is not None:
            return country.iso3
        owner = self.lexicon.actor(described.owner)
        return owner.country if owner and _ACROSS_BORDERS not in owner.roles else None

    def _sectors(self, described: _Described) -> tuple[str, ...]:
        role = described.role
        owner = self.lexicon.actor(described.owner) if described.owner else None
        if _is_of_armed_group(described):
            return described.modifier.sectors if described.modifier else ()
        if role is not None and (role.member or role.force) and owner and owner.kind in _BODIES:
            return owner.roles
        if role is not None and role.sectors:
            return (*owner.roles, *role.sectors) if owner and owner.kind == "igo" else role.sectors
        if described.modifier is not None and described.modifier.sectors:
            return described.modifier.sectors
        if owner is not None and owner.kind == "state":
            return ("GOV",) if role is not None and role.member else ()
        return owner.roles if owner else ()


def _is_of_armed_group(described: _Described) -> bool:
    """ "a guerrilla commander", "the gang's leader" speak for no state, whatever commanders do elsewhere."""
    role, side = described.role, described.modifier
    if role is None or side is None or side.kind != "armed_group":
        return False
    return role.member or (role.kind == "armed_force" and _is_rebel(described))


def _is_rebel(described: _Described) -> bool:
    """ "the rebel Third Brigade", "the Falcons Battalion, a rebel group": whoever rises up is no state's force."""
    rebels = load_actor_words().rebels
    told = (described.role, described.modifier)
    return any(role is not None and role.key in rebels for role in told)


def _is_office(mention: Mention) -> bool:
    return (mention.actor or "").startswith("role:") and mention.kind == "person"


def _basis(described: _Described) -> CountryBasis:
    return "sentence" if described.owner.startswith("~") else "words"


_NOBODY = frozenset({"no", "none", "neither"})
_ARTICLES = frozenset({"the", "a", "an"})
_NAMED_SO = frozenset({"person", "armed_group", "armed_force"})
_BODIES_NAMED = frozenset({"ngo", "company", "party", "media", "group"})
_FORCES = frozenset({"armed_force", "armed_group", "police"})
_FEWEST_LETTERS = 2
_TELLING_KINDS = _FORCES | {"party", "ngo", "company", "government", "media", "court", "igo"}
_FORCE_SECTORS = frozenset({"MIL", "COP"})
_WE = frozenset({"we", "us", "ourselves"})
_BODIES = frozenset({"armed_group", "party", "igo", "ngo"})
_NOT_STATES: tuple[ActorKind, ...] = ("armed_group", "party")
_COALITION = "COALITION:"
_GOVERNMENT = ".GOV"


def _owner_in(mention: Mention, force: Role | None) -> str:
    """ "an army helicopter" → "army": whoever it belongs to acts, the thing does not."""
    if force is None or not force.force:
        return ""
    words = (*force.words, *force.plurals)
    found = [w for w in words if f" {w} " in f" {mention.span.exact.lower()} "]
    return max(found, key=len, default="")


def _is_armed(actor: str) -> bool:
    """Whether an id is that of a state's army or police, or of a part of them: "LKA.MIL.navy"."""
    return actor.partition(".")[2].startswith(("MIL", "COP"))


def _is_one_of_many(mention: Mention) -> bool:
    """ "a Sikh leader", "a senior minister": not the one who holds the office."""
    return not load_actor_words().of_many.isdisjoint(mention.span.exact.lower().split()[:2])


def _is_plural(mention: Mention) -> bool:
    """ "its soldiers", "its men"; not "its three soldiers" nor "its spokesman"."""
    counted = any(c.isdigit() for c in mention.span.exact)
    return mention.head.exact.endswith(("s", "men")) and not counted


def _chains(mentions: Iterable[Mention]) -> dict[str, list[Mention]]:
    chains: dict[str, list[Mention]] = {}
    for mention in mentions:
        chains.setdefault(mention.chain or mention.id, []).append(mention)
    return chains


def _tagged_as(mention: Mention, kind: ActorKind) -> ActorKind:
    """A name that the tagger took for some body, in a person's chain or a group's, is the name of that one.

    "A previously unknown group, the Avengers," → the Avengers
    """
    is_name = mention.actor is None and mention.kind == "other"
    return "other" if is_name and kind in _NAMED_SO | _BODIES_NAMED else kind


def _may_be_named_so(mention: Mention, kind: ActorKind) -> bool:
    """ "The Arakan People's Force (APF), a rebel group,": a force by its words, and the group's name."""
    is_name = mention.head.exact[:1].isupper() and " " in mention.span.exact
    return (
        is_name and kind in _NAMED_SO | {"other"} and mention.kind in _FORCES | {"party", "other"}
    )


def _is_allied(mention: Mention) -> bool:
    """ "the army and its allied militias": others than the army."""
    return not load_actor_words().allied.isdisjoint(mention.span.exact.lower().split())


def _telling(mention: Mention) -> tuple[bool, bool, int]:
    """Names before descriptions, longer before shorter; "no soldiers" names nobody."""
    printed = mention.span.exact.split()
    words = [w for w in printed if w.lower() not in _ARTICLES]
    is_some = printed[0].lower() not in _NOBODY
    return (is_some, mention.head.exact[:1].isupper(), len(" ".join(words)))


def _kind(members: list[Mention]) -> ActorKind:
    kinds = Counter(m.kind for m in members if not m.is_pronoun)
    # "an official, Howard Ingram": whoever has a person's name is one.
    if "person" in kinds:
        return "person"
    # "the APF, a rebel group": a bare name tells less than what it is called.
    told = Counter({kind: n for kind, n in kinds.items() if kind in _TELLING_KINDS})
    return (told or kinds).most_common(1)[0][0]
