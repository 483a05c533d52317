"""Mentions: every place in a report where an actor is named, described or meant by a pronoun.

Comes in: a reading, its places, the actor lexicon. Goes out: mentions in text order, each a whole noun phrase
without clauses. Where the phrase alone tells who it is, `actor` is set; where it tells an owner and a role
("Israeli officials") it holds a provisional id (see `provisional_id`), which `find_actors` replaces.
Does not join mentions into chains (nlp/coref.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spacy.tokens import Token

from sayso.extract.actors.acting import first_conjunct, is_referring, leads_to_actor
from sayso.extract.actors.actor_words import load_actor_words
from sayso.extract.actors.bearers import Bearers
from sayso.extract.actors.known_actors import ActorLexicon, Role, RoleFile
from sayso.extract.actors.nominals import Unit, find_units, is_premodifier, right_edge
from sayso.extract.actors.owners import Owners, Phrases, provisional_id
from sayso.extract.actors.peoples_arms import is_before_gerund, is_said_of_arms
from sayso.extract.actors.round_ups import RoundUps
from sayso.extract.actors.source_words import load_source_words
from sayso.extract.grammar.trees import read_tree
from sayso.extract.places.place_uses import find_datelines
from sayso.model import ActorKind, Mention, Place, Span
from sayso.nlp.readings import Reading

_INTO = frozenset({"in", "inside", "into", "from", "outside", "to"})
_NOUN_TAGS = frozenset({"NN", "NNS", "NNP", "NNPS"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "agent"})
_OBJECTS = frozenset({"dobj", "dative", "iobj", "obj", "attr", "oprd"})
_PERSON_PRONOUNS = frozenset({"he", "him", "his", "himself", "she", "her", "hers", "herself"})
_GROUP_PRONOUNS = frozenset(
    {"they", "them", "their", "theirs", "themselves", "we", "us", "our", "ours"}
)
_SPEAKER_PRONOUNS = frozenset({"i", "me", "my", "mine", "myself"})
_THING_PRONOUNS = frozenset({"it", "its", "itself"})
_OWNING_PEOPLE = frozenset({"person", "civilians"})
_SPEAKER_DEPS = frozenset({"nsubj", "appos"})
_PRONOUN_TAGS = frozenset({"PRP", "PRP$"})
_ARMED = frozenset({"armed_force", "armed_group"})


def find_mentions(
    reading: Reading, places: tuple[Place, ...], lexicon: ActorLexicon
) -> tuple[Mention, ...]:
    """Find the mentions of actors.

    "Syrian officials said Russia's jets left." → "Syrian officials" (provisional), "Russia" (RUS),
    "Russia's jets" (RUS.MIL)
    """
    finder = _Finder(reading, places, lexicon)
    found = sorted(finder.find_all(), key=lambda m: (m.span.start, -m.span.end, m.head.start))
    distinct = {(m.span.start, m.head.start): m for m in reversed(found)}
    ordered = [m for m in found if distinct.get((m.span.start, m.head.start)) is m]
    return tuple(_numbered(ordered))


def _numbered(mentions: Iterable[Mention]) -> Iterator[Mention]:
    for number, mention in enumerate(mentions, 1):
        yield Mention(
            id=f"m{number}",
            span=mention.span,
            head=mention.head,
            kind=mention.kind,
            actor=mention.actor,
            used_as=mention.used_as,
            words=mention.words,
            is_pronoun=mention.is_pronoun,
        )


_SPEAKER_REACH = 3  # tokens behind a group's name


class _Finder:
    """The mentions of one reading. Holds what each step needs: the phrases, their owners, the places by offset."""

    def __init__(self, reading: Reading, places: tuple[Place, ...], lexicon: ActorLexicon) -> None:
        self.reading = reading
        self.doc: list[Token] = reading.tokens
        self.lexicon = lexicon
        self.day = (reading.document.published or "")[:10] or None
        self.phrases = Phrases(self.doc, find_units(reading, self.doc, lexicon), lexicon)
        self.places = {place.span.start: place for place in places}
        self.owners = Owners(self.phrases, self.places, self.day)
        self.round_ups = RoundUps(self.phrases, self.owners, self.places)
        self.bearers = Bearers(self.phrases, self.owners, self.places, lexicon)
        self.datelines = find_datelines(reading)
        self.speakers = load_source_words()

    def find_all(self) -> Iterator[Mention]:
        doc, tree = self.doc, read_tree(self.reading)
        for sentence in self.reading.sentences:
            for at in range(sentence.start, sentence.end):
                unit = self.phrases.unit_at.get(at)
                is_asked = tree.tags[at] in _PRONOUN_TAGS or tree.deps[at] in _SPEAKER_DEPS
                if unit is None and not is_asked:
                    continue
                if any(start <= tree.starts[at] < end for start, end in self.datelines):
                    continue  # "BAGHDAD (Reuters) -" says where the report was written, not who acts
                if unit is not None and self._is_platform(unit):
                    continue
                if unit is not None and unit.start == at:
                    yield from self._of_unit(unit)
                elif unit is None and tree.tags[at] in _PRONOUN_TAGS:
                    yield from self._of_pronoun(doc[at])
                elif unit is None and self._is_unknown_speaker(doc[at]):
                    yield from self._of_speaker(doc[at])

    def _is_platform(self, unit: Unit) -> bool:
        """ "wrote on Twitter": where it was said, and nobody."""
        before = self.doc[unit.start - 1].lower_ if unit.start else ""
        is_one = unit.end - unit.start == 1
        is_named = is_one and self.doc[unit.start].lower_ in self.speakers.platforms
        return is_named and before in ("on", "via", "through")

    def _of_unit(self, unit: Unit) -> Iterator[Mention]:
        ids = unit.keys("actor")
        namesake_of = self.bearers.owner_of_namesake(unit, ids)
        if namesake_of:
            kind = self.lexicon.actors[ids[0]].kind
            yield self._mention(unit, kind, f"role:{namesake_of}||")
        elif actor := self.lexicon.choose_actor(self.bearers.fitting(unit, ids), self.day):
            yield from self._of_actor(unit, self._by_initials(unit) or actor)
        elif key := unit.key("country"):
            yield from self._of_country(unit, key)
        elif key := unit.key("seat", "capital"):
            yield from self._of_capital(unit, key)
        elif key := unit.key("adjective", "people", "member"):
            yield from self._of_people(unit, key)
        elif key := unit.key("role", "roles"):
            yield from self._of_role(unit, self.lexicon.roles[key])
        else:
            yield from self._of_entity(unit)

    # names

    def _by_initials(self, unit: Unit) -> str | None:
        """ "the People's Liberation Army (EPL)": Colombia's, by its initials, though China's army is called so, too."""
        at = unit.end
        if at + 2 >= len(self.doc) or self.doc[at].text != "(" or self.doc[at + 2].text != ")":
            return None
        initials = self.phrases.unit_at.get(at + 1)
        ids = initials.keys("actor") if initials is not None else []
        own = self.lexicon.actors.get(ids[0]) if len(ids) == 1 else None
        return ids[0] if own is not None and own.kind in _ARMED else None

    def _of_actor(self, unit: Unit, actor: str) -> Iterator[Mention]:
        above = is_premodifier(self.doc, unit)
        known = self.lexicon.actors.get(actor)
        if above is not None and self._is_absorbed(unit, above):
            if known is not None and self._is_spoken_for(unit, known.kind):
                yield self._mention(unit, known.kind, actor, whole=False)
            return
        if known is not None and known.kind == "person" and self._is_part_of_place(unit):
            return
        kind: ActorKind = known.kind if known else "media"
        yield self._mention(unit, kind, actor, whole=above is None or self._is_possessor(unit))

    def _of_country(self, unit: Unit, key: str) -> Iterator[Mention]:
        above = is_premodifier(self.doc, unit)
        if above is not None:
            if self._is_absorbed(unit, above) or not self._is_deed_of(unit, above):
                return
            yield self._mention(unit, "state", key, whole=False)
            return
        used_as = "actor" if self._acts(unit, is_capital=False) else "place"
        yield self._mention(unit, "state", key, used_as=used_as)

    def _of_capital(self, unit: Unit, key: str) -> Iterator[Mention]:
        above = is_premodifier(self.doc, unit)
        if above is not None:
            if self._is_absorbed(unit, above) or not self._is_deed_of(unit, above):
                return
        elif not self._acts(unit, is_capital=unit.key("seat") is None):
            return
        yield self._mention(unit, "government", f"{key}.GOV", whole=above is None)

    def _of_people(self, unit: Unit, key: str) -> Iterator[Mention]:
        above = is_premodifier(self.doc, unit)
        is_member = unit.key("adjective", "people") is None
        if above is not None:
            is_absorbed = self._is_absorbed(unit, above)
            if (is_member and is_absorbed and self._is_spoken_for(unit, self._kind_of(key))) or (
                not is_absorbed and self._is_deed_of(unit, above)
            ):
                yield self._mention(unit, self._kind_of(key), key, whole=False)
            return
        if is_before_gerund(unit, self.phrases):
            yield self._mention(unit, self._kind_of(key), key, whole=False)
            return
        if is_said_of_arms(unit, self.phrases):
            yield self._mention(unit, self._kind_of(key), key)
            return
        if self.doc[unit.head].tag_ in _NOUN_TAGS or self._has_article(unit):
            actor = key if is_member else f"role:{self.owners.home_of(unit, key)}|people|"
            yield self._mention(unit, self._kind_of(key) if is_member else "civilians", actor)

    def _of_entity(self, unit: Unit) -> Iterator[Mention]:
        above = is_premodifier(self.doc, unit)
        if above is not None and self._is_absorbed(unit, above):
            return
        is_plain = self._is_plain_place(unit) and not self._is_taken_for_place(unit)
        if is_plain or self._is_deed(self.doc[unit.head]):
            return
        if self.doc[unit.start].lower_ in load_actor_words().nobodys_names:
            return
        if above is not None and unit.label == "ORG" and not self._is_possessor(unit):
            return
        if unit.label == "PERSON":
            whole = above is None or self._is_possessor(unit)
            yield self._mention(unit, "person", self._owned_title(unit), whole=whole)
        elif unit.label == "ORG":
            actor = f"role:{unit.country}||" if unit.country else None
            is_media = any(
                r.kind == "media" for u in self.phrases.before(unit) if (r := self.phrases.role(u))
            )
            kind: ActorKind = "media" if is_media else "other"
            yield self._mention(unit, kind, actor, whole=above is None)
        elif unit.label == "NORP" and above is None and self.doc[unit.head].tag_ in _NOUN_TAGS:
            yield self._mention(unit, "group", None)
        elif unit.label == "GPE" and above is None and self._is_actor_place(unit):
            yield self._mention(unit, "government", None)

    def _owned_title(self, unit: Unit) -> str | None:
        """ "Kenyan Foreign Minister Jane Doe" → "role:KEN|foreign-minister|"; a bare name → None.

        "Commander Robot of the Abu Sayyaf" is theirs.
        """
        before = self.phrases.before(unit)
        roles = [r for u in before if (r := self.phrases.role(u)) is not None]
        if not roles:
            return None
        behind = self.doc[unit.head].rights if roles[-1].member else ()
        found = [
            *(self.owners.key_of(u) for u in before),
            *(self.owners.owner_behind(unit, child) for child in behind),
        ]
        owner = next((owner for owner in found if owner), "")
        return provisional_id(owner, roles[-1], roles[-2] if len(roles) > 1 else None)

    # roles

    def _of_role(self, unit: Unit, role: Role) -> Iterator[Mention]:
        head = self.doc[unit.head]
        above = is_premodifier(self.doc, unit)
        is_noun = head.tag_ in _NOUN_TAGS or (
            above is not None
            and (role.kind == "armed_group" or self._is_force_of_named(unit, role, above))
        )
        if self._is_title(unit, role) or (role.equipment and self._is_civil(unit)):
            return
        if _is_room(head):
            return
        if role.not_of and not role.not_of.isdisjoint(_of_what(head)):
            return
        if not is_noun and not (head.tag_ == "JJ" and head.dep_ in _SUBJECTS):
            return
        if above is not None and not self._is_possessor(unit):
            is_deed = self._is_deed(above) or self._is_deed_of_two(above)
            if not self._is_absorbed(unit, above) and is_deed and not role.equipment:
                owner = self.owners.owner_of(unit) or self._owner_beside(unit, above)
                actor = self.owners.actor_of(unit, role, owner, is_counted=False)
                yield self._mention(unit, role.kind, actor)
            return
        if head.dep_ == "npadvmod":
            return
        if role.flagged and not (head.dep_ == "nsubj" and self._has_flag(unit)):
            return  # "a ship" is nobody; what "a Chinese ship" does China does
        is_bare = not role.flagged and not self._has_determiner(unit)
        if (role.organ == "" or role.determined) and is_bare:
            return  # "Borno state" is no state, and "by force" no force
        if role.owned and any(t.tag_ == "PRP$" for t in self.phrases.left_tokens(unit)):
            role = self.lexicon.roles[role.owned]
        owner, others = self.owners.owners_of(unit)
        owner = owner or self.round_ups.owner_at_head(unit, role)
        owner = owner or self.owners.whereabouts(role, head)
        counted = self.phrases.is_counted(unit)
        is_group = role.kind == "person" and self.phrases.is_plural(unit)
        force = self.owners.force_of(unit, role) or role
        kind: ActorKind = "group" if is_group else force.kind
        bodies = load_actor_words().plain_bodies
        is_of_bodies = role.collective and force is role and not bodies.isdisjoint(_of_what(head))
        if is_of_bodies or (role.anaphor and force is role and self._is_some_body(unit)):
            plain = provisional_id(owner, self.lexicon.roles["group"])
            yield self._mention(unit, "group", plain, with_after=True)
            return
        yield self._mention(
            unit, kind, self.owners.actor_of(unit, role, owner, counted), with_after=True
        )
        for other in others:
            key = self.owners.key_of(other) or ""
            yield self._mention(
                other, role.kind, self.owners.actor_of(unit, role, key, counted), whole=False
            )

    def _is_some_body(self, unit: Unit) -> bool:
        """ "the Police Reforms Working [Group]", "a doctors' [group]": bodies of some kind, and no armed ones."""
        left = self.phrases.left_tokens(unit)
        is_named = self.doc[unit.head].text[:1].isupper() and any(t.tag_ == "NNP" for t in left)
        is_armed = any(t.lower_ in load_actor_words().armed_names for t in left)
        if is_named:
            return not is_armed
        civil = load_actor_words().civil_bodies | load_actor_words().plain_bodies
        return any(t.lemma_.lower() in civil for t in left)

    def _is_title(self, unit: Unit, role: Role) -> bool:
        """ "the spokesman" in "the spokesman Turki al-Malki" belongs to the name."""
        after = self.phrases.unit_at.get(unit.end)
        return role.kind == "person" and after is not None and self.phrases.is_person(after)

    def _has_determiner(self, unit: Unit) -> bool:
        return any(t.tag_ in {"DT", "PRP$"} for t in self.phrases.left_tokens(unit))

    def _owner_beside(self, unit: Unit, above: Token) -> str:
        """ "a [Ukrainian] air defence missile": the parse hangs whose it is on the missile."""
        before = self.phrases.unit_at.get(unit.start - 1)
        beside = (above, above.head) if above.dep_ == "compound" else (above,)
        is_beside = before is not None and is_premodifier(self.doc, before) in beside
        return (self.owners.key_of(before) or "") if before is not None and is_beside else ""

    def _has_flag(self, unit: Unit) -> bool:
        """Whether a country's adjective stands before: "Chinese vessels", not "Chinese-owned vessels"."""
        flags = (u for u in self.phrases.before(unit) if self.doc[u.end].text != "-")
        keys = (self.owners.key_of(u) for u in flags)
        return any(key is not None and len(key) == 3 and key.isupper() for key in keys)

    def _is_civil(self, unit: Unit) -> bool:
        return any(t.lower_ in self.lexicon.words.civil for t in self.phrases.left_tokens(unit))

    # pronouns

    def _of_pronoun(self, token: Token) -> Iterator[Mention]:
        word = token.lower_
        kind: ActorKind
        if word in _PERSON_PRONOUNS or word in _SPEAKER_PRONOUNS:
            kind = "person"
        elif word in _GROUP_PRONOUNS:
            kind = "group"
        elif word in _THING_PRONOUNS and is_referring(token, self.lexicon.words):
            kind = "other"
        else:
            return
        span = self._span(token.i, token.i + 1)
        yield Mention(id="", span=span, head=span, kind=kind, is_pronoun=True)

    # those whom no lexicon knows

    def _is_unknown_speaker(self, token: Token) -> bool:
        """ "the organisers said", "one of them, a butcher, said": who speaks is somebody, if a noun for people."""
        words, lemma = self.speakers, token.lemma_.lower()
        subject = token.head if token.dep_ == "appos" and token.head.tag_ == "CD" else token
        if subject.dep_ != "nsubj" or subject.head.lemma_ not in words.speaks:
            return False
        if token.tag_ == "NNP":
            is_free = token.ent_type_ in {"", "LOC", "FAC", "PRODUCT", "WORK_OF_ART", "LAW"}
            return is_free and token.text[0].isupper() and len(token) > 2
        if token.tag_ not in {"NN", "NNS"} or lemma in words.documents or lemma in words.media:
            return False
        if lemma in words.bodies:
            return token.tag_ == "NN"  # "the observatory said …": whom "it" means after that
        return lemma in words.groups or lemma.endswith(words.somebody_endings)

    def _of_speaker(self, token: Token) -> Iterator[Mention]:
        unit = Unit(token.i, token.i + 1, token.i)
        kinds: dict[str, ActorKind] = {"NN": "person", "NNS": "group"}
        is_body = token.lemma_.lower() in self.speakers.bodies
        kind = "other" if is_body else kinds.get(token.tag_, "other")
        yield self._mention(unit, kind, None, with_after=True)

    # around a unit

    def _mention(
        self,
        unit: Unit,
        kind: ActorKind,
        actor: str | None,
        *,
        whole: bool = True,
        with_after: bool = False,
        used_as: str = "actor",
    ) -> Mention:
        doc = self.doc
        start = self.phrases.left_edge(unit) if whole else unit.start
        end = max(unit.end, right_edge(doc, unit)) if with_after else unit.end
        return Mention(
            id="",
            span=self._span(start, end),
            head=self._span(unit.head, unit.head + 1),
            kind=kind,
            actor=actor,
            used_as="place" if used_as == "place" else "actor",
            words=self._words(start, unit),
        )

    def _span(self, start: int, end: int) -> Span:
        last = self.doc[end - 1]
        return self.reading.span(self.doc[start].idx, last.idx + len(last))

    def _words(self, start: int, unit: Unit) -> tuple[str, ...]:
        """The describing words of a phrase, as printed but in small letters; none of a person who owns it.

        "the police chief's brother" → "brother"
        """
        described = [
            u
            for u in self.phrases.units_in(start, unit.end)
            if (role := self.phrases.role(u)) is not None
            if u is unit or role.kind not in _OWNING_PEOPLE or not self._is_possessor(u)
        ]
        titles = [
            self.doc[i].lower_
            for i in range(max(0, start - 1), unit.start)
            if i not in self.phrases.unit_at
            and self.doc[i].lower_.rstrip(".") in self.lexicon.titles
        ]
        return (*titles, *(self._span(u.start, u.end).exact.lower() for u in described))

    def _kind_of(self, key: str) -> ActorKind:
        known = self.lexicon.actors.get(key)
        return known.kind if known else "state"

    def _is_absorbed(self, unit: Unit, above: Token) -> bool:
        """Whether a name only tells whose the next role is: "Hamas" in "Hamas fighters"."""
        other = self.phrases.unit_at.get(above.i)
        if other is None or other is unit or self._is_possessor(unit):
            return False
        if self.phrases.are_joint_names(unit, other) or self._is_weapon_of_deed(other):
            return False
        return (
            self.phrases.role(other) is not None
            or other.label in {"PERSON", "ORG"}
            or bool(other.key("actor"))
        )

    def _is_weapon_of_deed(self, unit: Unit) -> bool:
        """ "a suspected Turkish [drone] strike": the parse may hang whose strike it is on the drone."""
        role = self.phrases.role(unit)
        deed = is_premodifier(self.doc, unit) if role is not None and role.equipment else None
        return deed is not None and self._is_deed(deed)

    def _is_spoken_for(self, unit: Unit, kind: ActorKind) -> bool:
        """ "[Taliban] spokesman Zabihullah Mujahid": the group, which "the group" may mean after that."""
        if kind != "armed_group":
            return False
        after = self.phrases.units_in(unit.end, min(unit.end + _SPEAKER_REACH, len(self.doc)))
        roles = (self.phrases.role(other) for other in after[:2])
        return any(r is not None and r.key in self.lexicon.words.speaks_for for r in roles)

    def _is_possessor(self, unit: Unit) -> bool:
        after = self.doc[unit.end] if unit.end < len(self.doc) else None
        return after is not None and after.tag_ == "POS"

    def _is_deed_of(self, unit: Unit, above: Token) -> bool:
        if self._is_possessor(unit) or unit.key("actor", "member"):
            return True
        if self._is_modifier_place(unit):
            return False
        is_deed = self._is_deed(above) or (above.dep_ == "compound" and self._is_deed(above.head))
        return is_deed and not self._is_told_by_next(unit)

    def _is_deed_of_two(self, first: Token) -> bool:
        """ "an army [air strike]": the parse may hang the army on the first word; not "the army [bus bomb]"."""
        both = f"{first.lower_} {first.head.lemma_.lower()}"
        return first.dep_ == "compound" and both in self.lexicon.words.deeds

    def _is_force_of_named(self, unit: Unit, role: Role, above: Token) -> bool:
        """ "a Sudanese [military] air strike", "a [junta] air strike": an adjective to the parse, and who did it.

        "A military strike on the dam" tells what kind of strike it was, and nobody's.
        """
        if self.doc[unit.head].tag_ != "JJ":
            return False
        is_owned = bool(self.owners.owner_of(unit) or self._owner_beside(unit, above))
        return role.kind == "government" or (role.force and is_owned)

    def _is_deed(self, token: Token) -> bool:
        return token.lemma_.lower() in self.lexicon.words.deeds

    def _is_told_by_next(self, unit: Unit) -> bool:
        """ "Israeli" in "an Israeli army raid" only tells whose army raids."""
        after = self.phrases.unit_at.get(unit.end)
        role = self.phrases.role(after) if after is not None else None
        return role is not None and not role.equipment

    def _has_article(self, unit: Unit) -> bool:
        return unit.start > 0 and self.doc[unit.start - 1].lower_ == "the"

    def _is_plain_place(self, unit: Unit) -> bool:
        """The places stage knows better than the model's guess at a person or body."""
        place = self.places.get(self.doc[unit.start].idx)
        return place is not None and place.used_as != "actor"

    def _is_taken_for_place(self, unit: Unit) -> bool:
        """ "kidnapped Montoya": a person by what is told of him, whatever the parser takes the name for."""
        return unit.label == "PERSON" and self.doc[unit.head].ent_type_ in ("GPE", "ORG")

    def _is_part_of_place(self, unit: Unit) -> bool:
        """ "a house in Sadr City": the name of a place is not whom it was named after."""
        place, last = self.places.get(self.doc[unit.start].idx), self.doc[unit.end - 1]
        return place is not None and place.span.end > last.idx + len(last)

    def _is_modifier_place(self, unit: Unit) -> bool:
        """ "the Baghdad bombing", "the Syria strike": where it was, not who did it."""
        place = self.places.get(self.doc[unit.start].idx)
        return place is not None and place.used_as == "modifier"

    def _is_actor_place(self, unit: Unit) -> bool:
        place = self.places.get(self.doc[unit.start].idx)
        return place is not None and place.used_as == "actor"

    def _follows_date(self, unit: Unit) -> bool:
        """ "On Wednesday Ukraine accused": the parse takes both names for the object of "on"."""
        doc = self.doc
        if not unit.start > 0 or unit.end >= len(doc):
            return False
        return doc[unit.start - 1].ent_type_ == "DATE" and doc[unit.end].tag_ in {
            "VBD",
            "VBZ",
            "MD",
        }

    def _is_before_colon(self, unit: Unit) -> bool:
        """ "Manila: rebels bombed ferry": a headline's speaker."""
        doc = self.doc
        starts = unit.start == 0 or bool(doc[unit.start].is_sent_start)
        return starts and unit.end < len(doc) and doc[unit.end].text == ":"

    def _acts(self, unit: Unit, *, is_capital: bool) -> bool:
        """Whether a country or capital does or undergoes something as a state does."""
        if self._is_actor_place(unit):
            return True
        if self._follows_date(unit) or self._is_before_colon(unit):
            return True
        head = first_conjunct(self.doc[unit.head])
        above = head.head
        words = self.lexicon.words
        if head.dep_ in _SUBJECTS:
            does = head.dep_ == "nsubj" and above.lemma_ not in words.undergoes
            return not is_capital or does or _has_part(head, words)
        if head.dep_ in _OBJECTS:
            return not is_capital or above.lemma_ in words.addresses
        if head.dep_ == "pobj":
            return leads_to_actor(above, self.lexicon, is_capital)
        return head.dep_ == "ROOT" and not is_capital


def _has_part(capital: Token, words: RoleFile) -> bool:
    """ "said [Belgrade] had not been involved", "was behind it": a government; "was shelled" is told of a town."""
    verb = capital.head
    if capital.dep_ == "nsubjpass":
        return verb.lemma_ in words.done_to_governments
    return verb.lemma_ == "be" and any(t.lower_ in words.of_somebody for t in verb.rights)


def _of_what(noun: Token) -> set[str]:
    """ "a regime of calm" → calm: lemmas of what a noun is "of"."""
    return {
        inner.lemma_.lower()
        for of in noun.children
        if of.lower_ == "of"
        for inner in of.children
        if inner.dep_ == "pobj"
    }


def _is_room(noun: Token) -> bool:
    """ "died in their cells", "from a cell": where somebody is kept, and no cell of fighters."""
    link = noun.head
    is_in = noun.dep_ == "pobj" and link.lower_ in _INTO
    is_room = is_in and noun.lemma_.lower() in load_actor_words().rooms
    return is_room and all(child.dep_ in ("det", "poss", "nummod") for child in noun.children)
