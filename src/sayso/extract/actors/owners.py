"""Whose a role is: "[Israeli] officials", "police in the [Kenyan] capital", "[its] soldiers".

Comes in: the units of a reading (names, entities, role words) and its places. Goes out: for a role, the key of its
owner, and the actor that the two make: an id by rule ("SYR.MIL"), the holder of an office on the day, or a
provisional id. Does not decide what is a mention (mentions.py).
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import takewhile

from spacy.tokens import Span as TokenSpan
from spacy.tokens import Token

from sayso.extract.actors.actor_words import load_actor_words
from sayso.extract.actors.known_actors import ActorLexicon, Role
from sayso.extract.actors.nominals import Unit, left_edge
from sayso.extract.grammar.clauses import belongs_to
from sayso.model import Place

# Those who are mostly at home where they are met; soldiers, officials and media are not.
_LOCALS = frozenset({"civilians", "police", "armed_group", "party", "person", "group", "ngo"})
_ABROAD = frozenset({"armed_force", "court"})
_OF_SOMEBODY = frozenset({"of", "for", "from", "in", "at"})


def is_backer(token: Token) -> bool:
    """Whether a name tells who is behind somebody, and not whose something is.

    "Iran" in "an Iran-backed militia", "Cross" in "the Red Cross-supported clinic" → True; "Iran" in "Iran's" → False
    """
    doc, end = token.doc, token.i + 1
    is_joined = end + 1 < len(doc) and doc[end].text == "-"
    return is_joined and doc[end + 1].lower_ in load_actor_words().sides


def provisional_id(owner: str, role: Role, modifier: Role | None = None) -> str:
    """The id of somebody known by owner and role only, until `find_actors` knows more.

    "Israeli officials" → "role:ISR|official|"; "a rebel spokesman" → "role:|spokesman|rebel"
    """
    return f"role:{owner}|{role.key}|{modifier.key if modifier else ''}"


def _may_be_abroad(role: Role) -> bool:
    """Whether where somebody is tells not whose it is: soldiers in Mali, the embassy in Bamako."""
    return role.kind in _ABROAD or role.key == "embassy"


class Phrases:
    """The noun phrases of one reading: what stands before the head of a unit, and what it says of it."""

    def __init__(self, doc: list[Token], units: list[Unit], lexicon: ActorLexicon) -> None:
        self.doc = doc
        self.lexicon = lexicon
        self.unit_at = {i: unit for unit in units for i in range(unit.start, unit.end)}
        self.left: dict[int, int] = {}

    def left_edge(self, unit: Unit) -> int:
        """Where the noun phrase of a unit begins: "the two [officials]" → at "the"; a title belongs to its person."""
        if unit.start not in self.left:
            self.left[unit.start] = self._find_left_edge(unit)
        return self.left[unit.start]

    def _find_left_edge(self, unit: Unit) -> int:
        before = self.unit_at.get(unit.start - 1)
        if before is not None and self._is_of_people(before, unit):
            return before.start
        role = self.role(before) if before is not None and self.is_person(unit) else None
        if before is None or role is None or role.kind != "person":
            return self._behind_joint_name(unit, left_edge(self.doc, unit))
        return left_edge(self.doc, before)

    def _is_of_people(self, before: Unit, unit: Unit) -> bool:
        """ "killed by Azerbaijani | sniper | fire": the parse makes the fire Azerbaijani, and so is the sniper."""
        first, last = self.doc[before.head], self.doc[unit.head]
        return (
            before.key("adjective") is not None
            and self.role(unit) is not None
            and self.describes(unit)
            and first.head.i == last.head.i
        )

    def _behind_joint_name(self, unit: Unit, start: int) -> int:
        """ "Amnesty International and [Human Rights Watch]": the parse can make one phrase of two names."""
        joint = [u for u in self.units_in(start, unit.start) if self.are_joint_names(u, unit)]
        return unit.start if joint else start

    def are_joint_names(self, unit: Unit, other: Unit) -> bool:
        """Whether two names of bodies are joined by "and", and neither describes the other."""
        if unit.end >= other.start or not (unit.key("actor") and other.key("actor")):
            return False
        between = self.doc[unit.end : other.start]
        return any(t.tag_ == "CC" for t in between) and len(between) <= 2

    def units_in(self, start: int, end: int) -> list[Unit]:
        """The units that begin among these tokens: "[Syrian] [army] [officers]" → three."""
        return [
            u for i in range(start, end) if (u := self.unit_at.get(i)) is not None and u.start == i
        ]

    def before(self, unit: Unit) -> list[Unit]:
        """The units of the same phrase before a unit: "the [Syrian] [army] officers" → two."""
        return self.units_in(self.left_edge(unit), unit.start)

    def left_tokens(self, unit: Unit) -> list[Token]:
        """The tokens of the same phrase before a unit: "[two] [senior] officials" → two."""
        return [self.doc[i] for i in range(self.left_edge(unit), unit.start)]

    def role(self, unit: Unit) -> Role | None:
        """The role that a unit is, if it is nothing more: "officials" → official; "Syria" → None."""
        key = unit.key("role", "roles")
        if key is None or unit.key("actor", "country", "adjective"):
            return None
        return self.lexicon.roles[key]

    def is_person(self, unit: Unit) -> bool:
        """Whether a unit names a person: "Riek Machar", not "the rebels"."""
        actor = unit.key("actor") or ""
        return actor.startswith("person:") or (unit.label == "PERSON" and not unit.meanings)

    def is_counted(self, unit: Unit) -> bool:
        """Whether only some are meant: "five soldiers", "several officials"."""
        return any(
            t.tag_ == "CD" or t.lower_ in {"several", "many", "some", "dozens"}
            for t in self.left_tokens(unit)
        )

    def describes(self, unit: Unit) -> bool:
        """Whether a role only tells what kind of deed it was: "sniper fire", by no one man."""
        token = self.doc[unit.head]
        return token.dep_ == "compound" and token.head.pos_ == "NOUN"

    def is_plural(self, unit: Unit) -> bool:
        """Whether many are meant: "officials", "troops"."""
        return unit.key("roles") is not None or self.doc[unit.head].tag_ in {"NNS", "NNPS"}


def _belongs_to(role: Role, force: Role) -> bool:
    """ "Sri Lankan navy gunboats" are the navy's, and "Kenyan air force officers" no police."""
    are_its_men = role.force and not role.collective and force.collective
    return (role.equipment or are_its_men) and force.force and bool(force.organ)


# So far behind an office its holder's name stands, and so long it is.
_NAME_REACH = 7


class Owners:
    """Who owns the roles of one reading."""

    def __init__(self, phrases: Phrases, places: dict[int, Place], day: str | None) -> None:
        self.phrases = phrases
        self.places = places
        self.place_starts = sorted(places)
        self.day = day

    def actor_of(self, unit: Unit, role: Role, owner: str, is_counted: bool) -> str:
        """The actor that a role of an owner is: by rule, by office and date, or a provisional id.

        ("SYR", army) → "SYR.MIL"; ("SYR", president) in 2016 → "person:bashar-al-assad"
        """
        lexicon = self.phrases.lexicon
        modifier = self._modifier_role(unit, role)
        if not owner or owner[0] in "@~%":
            return provisional_id(owner, role, modifier)
        country = lexicon.country_of(owner)
        if modifier is not None and _belongs_to(role, modifier):
            role, modifier = modifier, None
        is_one = not modifier and not self._is_former(unit) and not self.phrases.is_plural(unit)
        is_one = is_one and not self._is_one_of_many(unit)
        if (
            role.office and is_one and not self._heads_part(unit, owner)
        ):  # "JNIM's leaders" are several
            holder = lexicon.office_holder(owner.removesuffix(".GOV"), role.office, self.day)
            if holder is not None and not self._is_named_otherwise(unit, holder):
                return holder
        is_whole = (
            role.collective
            or role.equipment
            or (self.phrases.is_plural(unit) and not is_counted)
            or (role.force and self.phrases.describes(unit))
            or self._names_whole_group(unit)
        )
        if country is None and self._stands_apart(unit):
            return provisional_id(owner, role, modifier)
        if country is None and (role.force or role.anaphor) and is_whole:
            return owner
        if owner.startswith("armed-group:") and self._are_allies(unit):
            return owner
        if country is not None and role.organ is not None and is_whole:
            return f"{country.id}.{role.organ}".rstrip(".")
        return provisional_id(owner, role, modifier)

    def _names_whole_group(self, unit: Unit) -> bool:
        """ "the Islamic State terrorist group": all of it; "a Boko Haram group" is some of its men."""
        words = load_actor_words()
        is_body = self.phrases.doc[unit.head].lemma_.lower() in words.whole_groups
        left = {t.lower_ for t in self.phrases.left_tokens(unit)}
        return is_body and words.some_of.isdisjoint(left)

    def _stands_apart(self, unit: Unit) -> bool:
        """ "an al-Qaeda-linked group", "a Boko Haram splinter group": another than the one named.

        "The Iran-aligned Houthi group" is the Houthis.
        """
        words, doc = load_actor_words().apart, self.phrases.doc
        before = self.phrases.before(unit)
        named = before[-1].start if before and self.key_of(before[-1]) else unit.start
        return any(
            t.lower_ in words and not (t.i < named and t.i > 0 and doc[t.i - 1].text == "-")
            for t in self.phrases.left_tokens(unit)
        )

    def _are_allies(self, unit: Unit) -> bool:
        """ "Rwanda and its M23 allies": the M23, whose allies they are is said by "its"."""
        is_ally = self.phrases.doc[unit.head].lower_ in load_actor_words().allied
        return is_ally and any(t.tag_ == "PRP$" for t in self.phrases.left_tokens(unit))

    def _heads_part(self, unit: Unit, owner: str) -> bool:
        """ "the head of the Hamas delegation", "the leader of the Russian opposition": not the one of all of it."""
        doc = self.phrases.doc
        words = load_actor_words()
        is_state = self.phrases.lexicon.country_of(owner) is not None
        wholes = words.whole_states if is_state else words.whole_groups
        for link in doc[unit.head].rights:
            target = next((t for t in link.rights if t.dep_ == "pobj"), None)
            if link.lower_ != "of" or target is None:
                continue
            named = self.phrases.unit_at.get(target.i)
            is_whole = named is not None and bool(self.key_of(named))
            return not is_whole and target.lemma_.lower() not in wholes
        before = self.phrases.before(unit)
        between = doc[before[-1].end : unit.start] if before and self.key_of(before[-1]) else ()
        return any(t.tag_ in ("NN", "NNS") and t.lower_ not in wholes for t in between)

    def _is_named_otherwise(self, unit: Unit, holder: str) -> bool:
        """ "The head of the UN Verification Mission, Carlos Ruiz Massieu,": who it is, stands behind the comma.

        Or before it: "Carlos Ruiz Massieu, the head of the mission".
        """
        doc = self.phrases.doc
        start = self.phrases.left_edge(unit)
        if start > 1 and doc[start - 1].text == "," and doc[start - 2].ent_type_ == "PERSON":
            before = (t for t in reversed(doc[max(0, start - _NAME_REACH) : start - 1]))
            named = [t.lower_ for t in takewhile(lambda t: t.ent_type_ == "PERSON", before)]
            return not any(word in holder for word in named)
        after = range(unit.end, min(unit.end + _NAME_REACH, len(doc) - 1))
        comma = next((i for i in after if doc[i].text == ","), None)
        if comma is None or doc[comma + 1].ent_type_ != "PERSON":
            return False
        name = [t.lower_ for t in doc[comma + 1 : comma + 1 + _NAME_REACH]]
        name = name[: name.index(",")] if "," in name else name[:1]
        return not any(word in holder for word in name)

    def _modifier_role(self, unit: Unit, role: Role) -> Role | None:
        before = (u for u in self.phrases.before(unit) if not self._is_side(u))
        roles = [r for u in before if (r := self.phrases.role(u)) is not None]
        if not roles and role.equipment:
            roles = self._forces_within(unit)
        return roles[-1] if roles and roles[-1].key != role.key else None

    def _forces_within(self, unit: Unit) -> list[Role]:
        """ "a [military] plane": the force that the name of a thing begins with; a "fighter jet" is no rebels'."""
        lexicon, kinds = self.phrases.lexicon, load_actor_words().craft_kinds
        first = self.phrases.doc[unit.start].text if unit.end > unit.start + 1 else ""
        keys = (m.key for n in lexicon.names.find(first) for m in n.meanings if m.use == "role")
        return [role for key in keys if key not in kinds and (role := lexicon.roles[key]).force]

    def force_of(self, unit: Unit, role: Role) -> Role | None:
        """Whose weapon or vehicle it is, if its own words say so: "an [army] helicopter", "[rebel] tanks".

        So with a unit: "the [rebel] Third Brigade" is no state's.
        """
        modifier = self._modifier_role(unit, role)
        if modifier is None or not modifier.force:
            return None
        is_rebel = role.kind == "armed_force" and modifier.key in load_actor_words().rebels
        return modifier if role.equipment or is_rebel else None

    def _is_former(self, unit: Unit) -> bool:
        return any(
            t.lower_ in {"former", "ex", "late", "ousted", "deposed"}
            for t in self.phrases.left_tokens(unit)
        )

    def _is_one_of_many(self, unit: Unit) -> bool:
        """ "killed a Hamas leader", "the local Hezbollah commander": not the one who leads all of it."""
        words = load_actor_words().of_many
        return any(t.lower_ in words for t in self.phrases.left_tokens(unit))

    def owners_of(self, unit: Unit) -> tuple[str, list[Unit]]:
        """Whose the role is: the key of the nearest owner, and further owners joined to it by "and"."""
        if people := self._people_of(unit):
            return people, []
        before = [u for u in self.phrases.before(unit) if self.key_of(u) and not self._is_side(u)]
        if before:
            joined = [u for u in before[:-1] if self._is_joined(u, before[-1])]
            return self.key_of(before[-1]) or "", joined
        return self.owner_of(unit), []

    def owner_of(self, unit: Unit) -> str:
        """Whose one role is: "the Syrian army" → "SYR", "his men" → "@<where the pronoun stands>", else ""."""
        before = [
            k for u in self.phrases.before(unit) if not self._is_side(u) and (k := self.key_of(u))
        ]
        if before:
            return before[-1]
        pronoun = next((t for t in self.phrases.left_tokens(unit) if t.tag_ == "PRP$"), None)
        pronoun = pronoun or self._named_again(unit)
        if pronoun is not None:
            return f"@{pronoun.idx}"
        found = (self.owner_behind(unit, child) for child in self.phrases.doc[unit.head].rights)
        return next((owner for owner in found if owner), "")

    def _named_again(self, unit: Unit) -> Token | None:
        """ "the [group]'s fighters": whose they are is whoever "the group" means."""
        for other in reversed(self.phrases.before(unit)):
            role = self.phrases.role(other)
            is_possessor = other.end < unit.start and self.phrases.doc[other.end].tag_ == "POS"
            if role is not None and role.anaphor and is_possessor:
                return self.phrases.doc[other.head]
        return None

    def _people_of(self, unit: Unit) -> str:
        """ "Serb forces": whose they are is no state's; the people, marked as such ("%serb")."""
        role, words = self.phrases.role(unit), self.phrases.lexicon.words.ethnic_adjectives
        if role is None or not role.force:
            return ""
        for token in self.phrases.left_tokens(unit):
            named = self.phrases.unit_at.get(token.i)
            is_alone = named is None or named.end - named.start == 1
            people = token.lower_.removesuffix("s")
            if is_alone and people in words and not self._is_within(token, words[people]):
                return f"%{people}"
        return ""

    def _is_within(self, token: Token, country: str) -> bool:
        """ "Serb forces killed three in southeastern Serbia": all places of the sentence are of their own country."""
        told = self.places_told(token.sent)
        return bool(told) and told == {country}

    def places_told(self, sentence: TokenSpan) -> set[str]:
        """The countries of the places of a sentence."""
        first = bisect_left(self.place_starts, sentence.start_char)
        last = bisect_left(self.place_starts, sentence.end_char)
        near = (self.places[start] for start in self.place_starts[first:last])
        return {p.country for p in near if p.country and p.used_as in {"place", "modifier"}}

    def _force_behind(self, role: Role | None, target: Token) -> str | None:
        """ "warplanes of the [army]", "gunboats belonging to the Sri Lankan [navy]": marked as a mention of its own."""
        named = self.phrases.unit_at.get(target.i)
        owner = self.phrases.role(named) if named is not None else None
        if role is None or not role.equipment or owner is None or not owner.force:
            return None
        return f"@{target.idx}"

    def owner_behind(self, unit: Unit, preposition: Token) -> str | None:
        """The owner behind a role: "president of Syria", "police in the Kenyan capital"."""
        word = preposition.lower_
        role = self.phrases.role(unit)
        target = belongs_to(preposition)
        if target is None and preposition.dep_ == "prep" and word in _OF_SOMEBODY:
            target = next((t for t in preposition.rights if t.dep_ == "pobj"), None)
        if target is None or (word in {"in", "at"} and (role is None or _may_be_abroad(role))):
            return None
        if force := self._force_behind(role, target):
            return force
        if target.tag_ == "NNP" and target.lemma_.lower() in self.phrases.lexicon.words.houses:
            return self._where(target)
        named = self.phrases.unit_at.get(target.i)
        if named is not None and (key := self.key_of(named)):
            return key
        phrase = self.phrases.doc[target.left_edge.i : target.i + 1]
        places = [p for t in reversed(phrase) if (p := self.places.get(t.idx)) and p.country]
        if places:
            return places[0].country
        units = self.phrases.units_in(target.left_edge.i, target.i)
        return next((k for u in reversed(units) if (k := self.key_of(u))), None)

    def _where(self, house: Token) -> str | None:
        """ "a nurse at the Saudi Hospital in Bamako": Mali's, and nobody's of Saudi Arabia."""
        inside = [t for p in house.rights if p.lower_ == "in" for t in p.rights if t.dep_ == "pobj"]
        found = (self.places.get(t.idx) for t in inside)
        return next((place.country for place in found if place is not None), None)

    def home_of(self, unit: Unit, key: str) -> str:
        """Where a people lives: "the Albanians of Serbia" in Serbia, "ethnic Turks" nobody knows where.

        "Syrians" → "SYR"
        """
        found = (
            self.owner_behind(unit, child)
            for child in self.phrases.doc[unit.head].rights
            if child.lower_ == "of"
        )
        if of := next((owner for owner in found if owner), ""):
            return of
        return "" if self._is_ethnic(unit) else key

    def _is_ethnic(self, unit: Unit) -> bool:
        """ "ethnic Albanian rebels" are not Albania's."""
        return unit.start > 0 and self.phrases.doc[unit.start - 1].lower_ == "ethnic"

    def whereabouts(self, role: Role, head: Token) -> str:
        """ "Gunmen killed a priest in Beirut": the only country of the sentence, marked as a guess ("~LBN").

        Where no place is named the police tell it, who are at home: "Egyptian police arrested twelve demonstrators";
        or the people that somebody belongs to: "Tamil separatists".
        """
        if role.kind not in _LOCALS:
            return ""
        sentence = head.sent
        countries = self.places_told(sentence)
        countries = countries or self._at_home(sentence) or self._of_minority(head)
        return f"~{countries.pop()}" if len(countries) == 1 else ""

    def _of_minority(self, head: Token) -> set[str]:
        """ "Tamil separatists": where a people without a state of its own mostly lives."""
        minorities = self.phrases.lexicon.words.minorities
        words = (token.text.lower() for token in head.lefts)
        return {minorities[word] for word in words if word in minorities}

    def _at_home(self, sentence: TokenSpan) -> set[str]:
        """The countries whose police a sentence names."""
        units = self.phrases.units_in(sentence.start, sentence.end)
        police = [
            u for u in units if (r := self.phrases.role(u)) is not None and r.kind == "police"
        ]
        found = (self.phrases.lexicon.country_of(self.owner_of(unit)) for unit in police)
        return {country.id for country in found if country is not None}

    def key_of(self, unit: Unit) -> str | None:
        """The owner that a unit names: a country, a government, a group, a body."""
        if actor := self.phrases.lexicon.choose_actor(unit.keys("actor"), self.day):
            if actor.startswith("person:"):
                return self.phrases.lexicon.seat_of(actor, self.day)
            return actor
        if key := unit.key("seat"):
            return f"{key}.GOV"
        return (
            unit.key("country", "adjective", "people", "member", "capital") or unit.country or None
        )

    def _is_joined(self, unit: Unit, other: Unit) -> bool:
        between = self.phrases.doc[unit.end : other.start]
        return 0 < len(between) <= 2 and all(t.lower_ in {"and", ",", "or"} for t in between)

    def _is_side(self, unit: Unit) -> bool:
        """ "Iranian-backed", "pro-Russian", "anti-Taliban": not the owner of what follows."""
        doc, end = self.phrases.doc, unit.end
        if self._is_ethnic(unit):
            return True
        words = load_actor_words()
        is_joined = end + 1 < len(doc) and doc[end].text == "-"
        if is_joined and doc[end + 1].lower_ in words.sides | words.makers:
            return True
        if end < len(doc) and doc[end].lower_ in words.sides:
            return True
        return (
            unit.start > 1
            and doc[unit.start - 1].text == "-"
            and doc[unit.start - 2].lower_ in {"pro", "anti"}
        )
