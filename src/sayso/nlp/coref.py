"""Chains: which mentions of a report mean the same actor.

Comes in: a reading and its mentions, some with an actor. Goes out: the same mentions, each with a `chain`.
Rules with more weight on being right than on joining all: known actors, repeated and shortened names, letters in
brackets, appositions, bodies named again ("the ministry"), and pronouns by gender, number, clause and nearness.
Does not know who anybody is (extract/actors/actors.py) and reads no split antecedents ("Ann and Bo … they").
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable

from msgspec.structs import replace
from spacy.tokens import Token

from sayso.model import Mention
from sayso.nlp.chains import (
    SUBJECTS,
    Chain,
    Seen,
    description_of,
    first_names,
    is_bound,
    is_by_name,
    is_counted,
    is_embedded,
    is_subject,
    joint_tellers,
    may_be_same,
    name_keys,
    names_agree,
    noun_of,
    owner_of,
    short_keys,
    speaks_after,
    told_clauses,
    word_forms,
)
from sayso.nlp.coreference_words import CoreferenceWords, load_coreference_words
from sayso.nlp.quoted_words import QuotedWords
from sayso.nlp.readings import Reading

_PLURAL_TAGS = frozenset({"NNS", "NNPS"})
_DASHES = frozenset({"--", "–", "—", "-"})
_DEFINITE = frozenset({"the", "this", "that", "these", "those"})
_INDEFINITE = frozenset({"a", "an", "another", "some", "several", "other", "more"})
_NOBODY = frozenset({"no", "neither"})
_BODIES_OF_MANY = frozenset(
    {
        "police",
        "armed_force",
        "armed_group",
        "civilians",
        "group",
        "government",
        "ngo",
        "party",
        "media",
    }
)
# Bodies of one that are many where their noun is plural: "Prosecutors … They".
_MANY_IN_PLURAL = frozenset({"court", "igo"})
_PLURALS = frozenset({"police", "armed_group"})
_GROUPS = frozenset({"armed_group", "group", "civilians", "party"})
_CHARGED = frozenset({"dobj", "nsubjpass"})
_OFFICES = frozenset({"person", "government"})
_CALLINGS = frozenset({"person", "civilians", "group"})
_HUMANS = frozenset(
    {"civilians", "government", "armed_force", "armed_group", "police", "ngo", "court"}
)
_BODIES_OF_ONE = frozenset(
    {"state", "government", "armed_force", "armed_group", "police", "party", "igo", "ngo", "media"}
    | {"company", "court", "group", "other"}
)
_ARMED = frozenset({"armed_force", "armed_group", "police"})
_UNTOLD = frozenset({"civilians", "armed_group"})
_ORGANS = frozenset({"government", "armed_force", "police", "court", "state", "armed_group"})
# Weights against and for an antecedent; a sentence of distance weighs 2, a subject 2.
_MANY_AS_ONE = 3.5
_ANSWER = 4.0
_WORDS_OF_OTHERS = 2.5
_OWN = 6.0
_CLAUSE = 1.5
_PARALLEL = 2.0
_TELLER = 3.0
_TOLD_OF = 1.0
_CENTRE = 1.5
_FRONTED = 4
_FARTHEST_PRONOUN = 3
_DEEPEST_OFFICE = 5
_FARTHEST_NOUN = 12
# "17:48", "9.05 a.m. GMT" alone on its line.
_ENTRY = re.compile(
    r"^[ \t]*\d{1,2}[:.]\d\d ?(?:[ap]\.?m\.?)?(?: ?[A-Z]{2,4})?[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_NAME_WORD = re.compile(r"[^\W\d_][\w'’-]*")


def link_mentions(
    reading: Reading, mentions: tuple[Mention, ...], words: CoreferenceWords | None = None
) -> tuple[Mention, ...]:
    """Join the mentions into chains.

    "Ann Poe met Kofi Annan. She said the ministry …" → c1: Ann Poe, She; c2: Kofi Annan; c3: the ministry
    """
    linker = _Linker(reading, words or load_coreference_words())
    chains = linker.link(mentions)
    numbers = {id(chain): f"c{n}" for n, chain in enumerate(dict.fromkeys(chains), 1)}
    return tuple(
        replace(mention, chain=numbers[id(chain)])
        for mention, chain in zip(mentions, chains, strict=True)
    )


def _is_its_state(chain: Chain, mention: Mention) -> bool:
    """ "the Socialist Party of Peru": Peru is in the party's name, and not the party."""
    if mention.kind != "state" or chain.last is None:
        return False
    whole = chain.last.mention.span
    return whole.start < mention.span.start and mention.span.end <= whole.end


class _Linker:
    """The chains of one reading, built from left to right."""

    def __init__(self, reading: Reading, words: CoreferenceWords) -> None:
        self.reading = reading
        self.words = words
        self.starts = [s.start_char for s in reading.doc.sents]
        self.near: dict[int, Chain] = {}
        self.by_actor: dict[str, Chain] = {}
        self.by_name: dict[str, Chain] = {}
        self.by_head: dict[int, Chain] = {}
        self.subjects: list[tuple[Seen, Chain]] = []
        self.subjects_of: dict[int, list[int]] = {}
        self.quoted = QuotedWords(reading)
        self.entries = [m.start() for m in _ENTRY.finditer(reading.document.text)]

    def link(self, mentions: tuple[Mention, ...]) -> list[Chain]:
        """The chain of each mention. Those who say "we" come last: the speaker may be named after the quotation."""
        speakers = self.words.pronouns["speaker"]
        late = [
            i for i, m in enumerate(mentions) if m.is_pronoun and m.span.exact.lower() in speakers
        ]
        found: dict[int, Chain] = {}
        for i in [i for i in range(len(mentions)) if i not in set(late)] + late:
            found[i] = self._chain_of(self._seen(mentions[i]))
        return [found[i] for i in range(len(mentions))]

    def _chain_of(self, seen: Seen) -> Chain:
        mention = seen.mention
        chain = self._antecedent_of_pronoun(seen) if mention.is_pronoun else self._antecedent(seen)
        if chain is None or _is_its_state(chain, mention):
            chain = Chain(kind=mention.kind)
        self._add(chain, seen)
        return chain

    def _seen(self, mention: Mention) -> Seen:
        doc, token_at = self.reading.tokens, self.reading.token_at
        head = doc[token_at[mention.head.start]]
        first = doc[token_at[mention.span.start]]
        # The parse can hang the parts of "Bashar al-Assad" on the verb one by one.
        last_words = range(max(first.i, head.i - 2), head.i + 1)
        return Seen(
            mention=mention,
            head=head,
            sentence=bisect_right(self.starts, mention.span.start),
            start=mention.span.start,
            is_subject=any(is_subject(doc[i]) for i in last_words),
            determiner=first.lower_ if first.i != head.i else "",
            capitals=self._capitals(mention),
        )

    def _capitals(self, mention: Mention) -> tuple[str, ...]:
        """The words of a name as the parser read them: the text itself may have no capitals, or only capitals."""
        printed = self.reading.text[mention.span.start : mention.span.end]
        return tuple(w for w in _NAME_WORD.findall(printed) if w[0].isupper())

    def _add(self, chain: Chain, seen: Seen) -> None:
        mention = seen.mention
        chain.size += 1
        chain.last = seen
        chain.led = seen if seen.is_subject else chain.led
        self.near[id(chain)] = chain
        if seen.is_subject and not self.quoted.holds(seen.start):
            self.subjects_of.setdefault(seen.sentence, []).append(len(self.subjects))
            self.subjects.append((seen, chain))
        self.by_head[seen.head.i] = chain
        chain.tells = chain.tells or _tells_behind(seen, self.reading.token_at[mention.span.start])
        if mention.is_pronoun:
            chain.gender = chain.gender or self._gender_of_pronoun(seen.head.lower_)
            return
        chain.words |= {w for word in mention.words for w in word_forms(word)} | {seen.head.lower_}
        forms = {w for word in mention.words for w in word_forms(word)}
        forms |= {self.words.short_titles[w] for w in forms if w in self.words.short_titles}
        chain.roles |= forms - self.words.plain_titles
        chain.gender = chain.gender or self._gender(seen)
        # "Guterres" is tagged as a plural.
        is_surname = mention.kind == "person" and is_by_name(seen)
        is_plural = seen.head.tag_ in _PLURAL_TAGS and not is_surname
        chain.is_plural = chain.is_plural or is_plural
        actor = mention.actor
        if actor is not None and actor.startswith("role:"):
            chain.described.add(description_of(actor))
        elif actor is not None and chain.actor is None:
            chain.actor = actor
            self.by_actor[actor] = chain
        if chain.kind == "other" and mention.kind == "person" and not chain.is_plural:
            chain.kind = "person"  # "Nino, a teacher": a name that the tagger did not know
        if is_by_name(seen):
            chain.is_named = True
            if chain.kind != "person" or mention.kind != "other":
                chain.kind = mention.kind
            for name in (*name_keys(seen), *short_keys(seen, is_whole=True)):
                chain.names.add(name)
                self.by_name[name] = chain
            chain.names |= first_names(seen)

    # names and nouns

    def _antecedent(self, seen: Seen) -> Chain | None:
        mention = seen.mention
        actor = mention.actor
        if (disguised := self._disguised(seen)) is not None:
            return disguised
        if actor is not None and not actor.startswith("role:"):
            return self.by_actor.get(actor) or self._apposition(seen) or self._same_name(seen)
        if is_by_name(seen):
            return self._same_name(seen) or self._right_before(seen) or self._apposition(seen)
        return self._apposition(seen) or self._between_dashes(seen) or self._described_again(seen)

    def _disguised(self, seen: Seen) -> Chain | None:
        """ "gunmen disguised as traders": the traders are the gunmen."""
        doc, token_at = self.reading.doc, self.reading.token_at
        first = token_at[seen.mention.span.start]
        if first < 3 or doc[first - 1].lower_ != "as":
            return None
        if doc[first - 2].lower_ not in self.words.disguises:
            return None
        return self.by_head.get(doc[first - 2].i - 1)

    def _apposition(self, seen: Seen) -> Chain | None:
        """ "Jane Poe, a spokesman for the group," and "the Front (TPLF)" """
        if seen.head.dep_ != "appos":
            return self._name_behind(seen)
        chain = self.by_head.get(seen.head.head.i)
        if chain is None or chain.last is None:
            return self._office_before(seen)
        if self._is_listed(chain, seen) or self._is_behind_colon(seen) or self._is_joined(seen):
            return None
        fits = may_be_same(chain, seen) or self._is_somebody_named(chain, seen)
        return chain if fits else self._office_before(seen)

    def _right_before(self, seen: Seen) -> Chain | None:
        """ "the mayor, Nir Levy, and a doctor, Dana Cohen, said": the parse can hang the second name on the first."""
        doc, first = self.reading.doc, self.reading.token_at[seen.mention.span.start]
        after = seen.head.i + 1
        if seen.mention.kind != "person" or first < 2 or after >= len(doc):
            return None
        if doc[first - 1].text != "," or doc[after].text != ",":
            return None
        chain = self.by_head.get(doc[first - 2].i)
        if chain is None or chain.last is None or chain.last.determiner not in ("a", "an", "the"):
            return None
        return chain if self._is_somebody_named(chain, seen) or self._is_nobody_yet(chain) else None

    def _is_nobody_yet(self, chain: Chain) -> bool:
        """A single person who has no name so far."""
        return chain.kind == "person" and not chain.is_named and not chain.is_plural

    def _is_behind_colon(self, seen: Seen) -> bool:
        """ "Defence Ministry: nine rebels killed": not who the ministry is."""
        between = self.reading.doc[min(seen.head.i, seen.head.head.i) : seen.head.i]
        return any(token.text == ":" for token in between)

    def _is_joined(self, seen: Seen) -> bool:
        """ "the army and the paramilitary Rapid Support Forces": two, whatever the parse makes of them."""
        first = self.reading.token_at[seen.mention.span.start]
        return first > 0 and self.reading.doc[first - 1].tag_ == "CC"

    def _between_dashes(self, seen: Seen) -> Chain | None:
        """ "the Extraditables -- drug traffickers wanted abroad -- said": who they are."""
        doc, sentence = self.reading.tokens, seen.head.sent
        first = self.reading.token_at[seen.mention.span.start]
        if first - 2 < sentence.start or doc[first - 1].text not in _DASHES:
            return None
        chain = self.by_head.get(first - 2)
        is_closed = any(t.text in _DASHES for t in doc[seen.head.i + 1 : sentence.end])
        if chain is None or not is_closed or not (chain.is_named or chain.actor):
            return None
        return chain if chain.kind in _BODIES_OF_ONE and chain.kind == seen.mention.kind else None

    def _is_listed(self, chain: Chain, seen: Seen) -> bool:
        """ "Judge Ann Poe, the lawyer Jon Roe, and", "the embassy, two banks and": the parse makes one of a list."""
        if chain.kind == "person" and chain.is_named and is_by_name(seen):
            return not names_agree(chain, seen)
        is_number = seen.head.tag_ == "NNS" and any(c.dep_ == "nummod" for c in seen.head.children)
        before = seen.head.head
        is_one = chain.kind != seen.mention.kind or before.lower_ not in self.words.collectives
        return is_number and before.tag_ == "NN" and is_one

    def _name_behind(self, seen: Seen) -> Chain | None:
        """ "the news agency SANA said": the parse can make two subjects of a body and its name."""
        first = self.reading.token_at[seen.mention.span.start]
        before = self.reading.doc[first - 1] if first else None
        if before is None or not is_by_name(seen) or before.i not in self.by_head:
            return None
        if before.head.i != seen.head.head.i or before.dep_ != seen.head.dep_:
            return None
        chain = self.by_head[before.i]
        return chain if not chain.is_named and may_be_same(chain, seen) else None

    def _is_somebody_named(self, chain: Chain, seen: Seen) -> bool:
        """ "an official, Howard Ingram," and "Oleh, a farmer,": one person by name and by what he is."""
        is_name, has_name = is_by_name(seen), chain.is_named and not _is_office_only(chain)
        other = seen.mention.kind if has_name else chain.kind
        person = chain.kind if has_name else seen.mention.kind
        if has_name == is_name or person != "person" or other not in _HUMANS:
            return False
        if chain.is_plural or seen.head.tag_ in _PLURAL_TAGS:
            return False
        noun = chain.last.head.lower_ if is_name and chain.last is not None else seen.head.lower_
        return noun not in self.words.collectives

    def _office_before(self, seen: Seen) -> Chain | None:
        """ "The governor of Borno, Babagana Zulum,": the parse hangs the name on the last word of the office."""
        if seen.mention.kind != "person" or not is_by_name(seen):
            return None
        at = seen.head.head
        for _ in range(_DEEPEST_OFFICE):
            if at.dep_ not in {"pobj", "prep", "conj", "appos", "compound", "poss"}:
                return None
            at = at.head
            chain = self.by_head.get(at.i)
            if chain is None or chain.last is None or chain.kind not in {"person", *_HUMANS}:
                continue
            is_office = not chain.is_named and not chain.is_plural and chain.last.head.i == at.i
            fits = may_be_same(chain, seen) or self._is_somebody_named(chain, seen)
            return chain if is_office and fits else None
        return None

    def _same_name(self, seen: Seen) -> Chain | None:
        for name in (*name_keys(seen), *short_keys(seen, is_whole=False)):
            chain = self.by_name.get(name)
            if chain is not None and may_be_same(chain, seen) and names_agree(chain, seen):
                return chain
        return self._same_surname(seen)

    def _same_surname(self, seen: Seen) -> Chain | None:
        """ "Corker" alone, which the tagger took for a body, is "Sen. Bob Corker", and the other way round."""
        if seen.mention.kind == "person":
            chain = self.by_name.get(seen.head.lower_)
        elif seen.mention.kind == "other" and len(seen.capitals) == 1:
            chain = self.by_name.get(f"person {seen.head.text}")
        else:
            return None
        if chain is None or chain.actor is not None or seen.mention.actor is not None:
            return None
        return chain if chain.kind in {"person", "other"} else None

    def _described_again(self, seen: Seen) -> Chain | None:
        if seen.determiner in _INDEFINITE or is_counted(seen.head) or self._is_named_behind(seen):
            return None
        noun = noun_of(seen)
        told = _tells_behind(seen, self.reading.token_at[seen.mention.span.start])
        again = [c for c in self._recent(seen, _FARTHEST_NOUN) if self._is_again(c, seen, noun)]
        if told:
            again = [c for c in again if not _is_in_sentence(c, seen)]
            again.sort(key=lambda c: not c.tells)
        if again:
            return again[0]
        if seen.determiner not in _DEFINITE:
            return None
        if (somebody := self._same_calling(seen, noun) or self._doers_again(seen)) is not None:
            return somebody
        if (formerly := self._former_office(seen)) is not None or owner_of(seen.mention):
            return formerly
        last_word = noun.split()[-1]
        if _is_specified(seen, noun):
            return None
        kinds = {k for a in self.words.anaphors if {noun, last_word} & a.words for k in a.kinds}
        named = [
            c
            for c in self._recent(seen, _FARTHEST_PRONOUN)
            if c.kind in kinds and (c.is_named or c.actor) and self._may_be_called(c, noun)
            if not _is_of_unit(seen, c)
            if not (told and _is_in_sentence(c, seen))
        ]
        return named[0] if len(named) == 1 or (named and kinds != {"person"}) else None

    def _is_named_behind(self, seen: Seen) -> bool:
        """ "The Tigers' chief of relations, Selvarasa Pathmanathan": by his name he is somebody new."""
        if seen.mention.kind != "person" or seen.head.tag_ in _PLURAL_TAGS:
            return False
        names = [t for t in seen.head.rights if t.dep_ == "appos" and t.ent_type_ == "PERSON"]
        return any(f"person {name.text}" not in self.by_name for name in names)

    def _same_calling(self, seen: Seen, noun: str) -> Chain | None:
        """ "Halima Dirie, a midwife, … The midwife said": the only person before whom the same noun described."""
        if seen.mention.kind not in _CALLINGS or owner_of(seen.mention) or seen.determiner != "the":
            return None
        is_many = seen.head.tag_ in _PLURAL_TAGS
        if noun in self.words.collectives or (is_many and noun in self.words.bodies):
            return None
        near = [
            c
            for c in self._recent(seen, _FARTHEST_NOUN)
            if c.kind in _CALLINGS and c.is_plural == is_many and noun in c.words
            if not _is_of_another_kind(seen, c)
        ]
        return near[0] if len(near) == 1 else None

    def _doers_again(self, seen: Seen) -> Chain | None:
        """ "Gunmen raided Dablo. … The attackers": the only armed men before who did something and have no name."""
        if seen.head.tag_ not in _PLURAL_TAGS or seen.head.lemma_.lower() not in self.words.doers:
            return None
        near = [
            c
            for c in self._recent(seen, _FARTHEST_NOUN)
            if c.kind == "armed_group" and c.led is not None
            if c.actor is None and (c.described or not c.is_named)
        ]
        return near[0] if len(near) == 1 else None

    def _former_office(self, seen: Seen) -> Chain | None:
        """ "Jan Egeland … The former UN envoy said": what the one person of the sentence before was or comes from."""
        is_one = seen.mention.kind in _OFFICES and seen.head.tag_ not in _PLURAL_TAGS
        if not is_one or seen.head.dep_ not in SUBJECTS:
            return None
        before = {t.lower_ for t in seen.head.lefts}
        if not before & self.words.once and not any("-old" in w or "-born" in w for w in before):
            return None
        near = [c for c in self._recent(seen, 1) if c.kind == "person" and c.is_named]
        return near[0] if len(near) == 1 and not near[0].roles else None

    def _may_be_called(self, chain: Chain, noun: str) -> bool:
        """ "the minister" is not the spokesman of before; of a bare name it may be the office."""
        if chain.kind != "person" or noun in self.words.general_persons or noun in chain.roles:
            return True
        return not chain.roles and noun not in self.words.mouthpieces

    def _is_again(self, chain: Chain, seen: Seen, noun: str) -> bool:
        actor = seen.mention.actor
        if seen.head.lower_ in self.words.usurpers and seen.head.lower_ not in chain.words:
            return False  # "overthrew the government … The new junta"
        if _is_of_other_desk(seen, chain):
            return False
        if (
            actor
            and description_of(actor) in chain.described
            and (owner_of(seen.mention) or noun in self.words.bodies)
        ):
            same_word = seen.head.lower_ in chain.words
            if self._has_several_callings(actor) and seen.head.tag_ == "NN":
                return same_word and (noun in chain.words or noun == seen.head.lower_)
            if seen.mention.kind in _UNTOLD and seen.determiner not in _DEFINITE:
                return same_word  # "worshippers … its members were victims of banditry"
            if not owner_of(seen.mention) and not same_word and seen.head.tag_ == "NNS":
                return False  # "5,000 sailors … Police and soldiers did not fire"
            return same_word or chain.is_plural == (seen.head.tag_ in _PLURAL_TAGS)
        if (
            owner_of(seen.mention)
            or seen.determiner not in _DEFINITE
            or noun not in self.words.bodies
        ):
            return False
        if chain.kind == "other" and seen.mention.kind == "armed_force":
            return False  # "the National Liberation Army … the army"
        if chain.kind != seen.mention.kind and {chain.kind, seen.mention.kind} <= _ORGANS:
            return False  # "the army-backed government … the army"
        singular = seen.head.tag_ not in _PLURAL_TAGS
        # "the prime minister" is not the information minister of before.
        return noun in chain.words and (
            chain.is_plural != singular or chain.kind == seen.mention.kind
        )

    def _has_several_callings(self, actor: str) -> bool:
        """Whether a role is many offices: "the mayor … the governor", "the interior … the finance minister"."""
        return description_of(actor).split("|")[1] in self.words.several

    def _recent(self, seen: Seen, sentences: int) -> list[Chain]:
        """Chains met in the last sentences, the nearest first."""
        first = seen.sentence - _FARTHEST_NOUN
        self.near = {k: c for k, c in self.near.items() if c.last and c.last.sentence >= first}
        near = [
            c for c in self.near.values() if c.last and seen.sentence - c.last.sentence <= sentences
        ]
        return sorted(near, key=lambda c: -c.last.start if c.last else 0)

    # pronouns

    def _antecedent_of_pronoun(self, seen: Seen) -> Chain | None:
        word = seen.head.lower_
        if word in self.words.pronouns["speaker"]:
            return self._speaker(seen)
        fits = self._pronoun_test(word)
        if fits is None or _is_before_subject(seen.head) or self._is_joint(seen):
            return None
        near = [
            c
            for c in self._recent(seen, _FARTHEST_PRONOUN)
            if not (c.size == 1 and c.last and c.last.determiner in _NOBODY)
            and (fits(c) or self._is_charged(c, seen))
            and not self._is_answerer(c, seen)
            and not self._is_they_before(c, seen)
            and not is_bound(c, seen)
            and not self._is_inside(c, seen)
            and not self._is_entry_before(c, seen)
            and self._may_be_told_of(c, seen)
        ]
        return max(near, key=lambda c: self._salience(c, seen), default=None)

    def _pronoun_test(self, word: str) -> Callable[[Chain], bool] | None:
        pronouns = self.words.pronouns
        if word in pronouns["man"]:
            return lambda c: c.gender != "f" and self._is_human(c)
        if word in pronouns["woman"]:
            return lambda c: c.gender != "m" and self._is_human(c)
        if word in pronouns["group"]:
            return self._may_be_they
        if word in pronouns["thing"]:
            return _is_body
        return None

    def _may_be_told_of(self, chain: Chain, seen: Seen) -> bool:
        """'"He blew himself up," Khan said': not Khan. '"They shot them," said a mother of sons': hardly the sons."""
        quote, last = self.quoted.sentence_at(seen.start), chain.last
        word = seen.head.lower_
        if quote is None or last is None or word in self.words.pronouns["thing"]:
            return True
        beside = self.quoted.speakers_beside(quote)
        if last.head in beside or any(self._is_named_by(chain, token) for token in beside):
            return False
        is_doer = word in self.words.pronouns["group"] and seen.head.dep_ == "nsubj"
        is_inside = quote[0] <= last.start < quote[1]
        is_likely = self._may_have_done(chain, last) or self._is_charged(chain, seen)
        return not is_doer or is_inside or is_likely

    def _is_named_by(self, chain: Chain, token: Token) -> bool:
        """Whether a chain is known by the name that a word is."""
        keys = (f"person {token.text}", token.lower_)
        return token.pos_ == "PROPN" and any(self.by_name.get(key) is chain for key in keys)

    def _may_have_done(self, chain: Chain, last: Seen) -> bool:
        """Whom witnesses tell of as "they": those who bear arms, who did something, or who stand accused of it."""
        does = last.is_subject and last.head.dep_ != "nsubjpass"  # "110 men were locked in a barn"
        return chain.kind in _ARMED or does or self._stands_accused(last)

    def _stands_accused(self, last: Seen) -> bool:
        """ "blamed [the party]", "blamed the opposition, [the Front]"."""
        noun = last.head.head if last.head.dep_ == "appos" else last.head
        return noun.dep_ == "dobj" and noun.head.lemma_ in self.words.charges

    def _may_be_they(self, chain: Chain) -> bool:
        if chain.kind in _MANY_IN_PLURAL:
            return chain.is_plural
        return chain.kind in _BODIES_OF_MANY and (chain.is_plural or self._is_many(chain))

    def _is_many(self, chain: Chain) -> bool:
        """ "the police", "Hamas": singular in form, "they" in speech; not "a police officer", "a gunman"."""
        if chain.kind not in _PLURALS:
            return False
        return (
            chain.actor is not None or chain.is_named or bool(chain.words & self.words.collectives)
        )

    def _is_human(self, chain: Chain) -> bool:
        """One person: by kind, or by a noun such as "a policeman"."""
        if chain.is_plural or chain.kind == "person":
            return not chain.is_plural
        if chain.kind not in _HUMANS or chain.is_named or chain.actor is not None:
            return False
        return bool(chain.described) and not chain.words & self.words.collectives

    def _salience(self, chain: Chain, seen: Seen) -> float:
        last = chain.last
        if last is None:
            return -99.0
        # "The premier said his country had …": the subject of its sentence, though "his" stands later.
        led = chain.led if chain.led and chain.led.sentence == last.sentence else last
        score = -2.0 * (seen.sentence - last.sentence)
        score += 2.0 if led.is_subject else 0.0
        score += 1.0 if chain.is_named or last.mention.is_pronoun else 0.0
        score += min(chain.size, 4) * 0.25
        same_word = self._gender_of_pronoun(seen.head.lower_)
        score += 1.0 if same_word and chain.gender == same_word else 0.0
        score -= 1.5 if last.mention.used_as == "place" else 0.0
        score -= _WORDS_OF_OTHERS if self._are_words_of_others(last, seen) else 0.0
        is_many_as_one = self._is_many_as_one(last, seen)
        score -= _MANY_AS_ONE if is_many_as_one else 0.0
        score -= _TOLD_OF if _is_told_of(led, seen) else 0.0
        is_answer = self._answers(last, seen) or self._is_charged(chain, seen)
        is_answer = is_answer or self._is_why_charged(last, seen)
        score += _ANSWER if is_answer else 0.0
        score += _OWN if _is_own_subjects(last, seen) else 0.0
        score += _PARALLEL if _are_both_charged(last, seen, self.words.charges) else 0.0
        score += _CENTRE if _is_before(led, seen) else 0.0
        score += _CLAUSE if _is_subjects_own(last, seen) else 0.0
        score += _TELLER if _is_tellers(led, seen) and not is_many_as_one else 0.0
        return score - (seen.start - last.start) * 0.001

    def _are_words_of_others(self, last: Seen, seen: Seen) -> bool:
        """Whether somebody was named last in a quotation, and this is said by another."""
        if not self.quoted.holds(last.start, seen.start):
            return False
        return not self.quoted.goes_on(last.start, seen.start)

    def _is_many_as_one(self, last: Seen, seen: Seen) -> bool:
        """ "The Houthis said it had killed them": hardly the Houthis; "the United States said it …": yes."""
        if seen.head.lower_ not in self.words.pronouns["thing"] or last.mention.is_pronoun:
            return False
        word = last.head.lower_
        is_plural = last.head.tag_ in _PLURAL_TAGS or (
            last.determiner == "the" and word[-1:] == "s"
        )
        return (
            is_plural
            and last.mention.kind in _GROUPS
            and word not in self.words.plural_names_of_one
        )

    def _is_joint(self, seen: Seen) -> bool:
        """ "Mexico and Peru said they would attend": both of them, and nobody of before."""
        if seen.head.lower_ not in self.words.pronouns["group"]:
            return False
        return bool(joint_tellers(seen.head))

    def _answers(self, last: Seen, seen: Seen) -> bool:
        """ "Kiir accused Machar of a plot. He denied it": the accused answers, not the accuser."""
        if seen.head.dep_ != "nsubj" or seen.head.head.lemma_ not in self.words.answers:
            return False
        return last.head.dep_ == "dobj" and last.head.head.lemma_ in self.words.charges

    def _is_why_charged(self, last: Seen, seen: Seen) -> bool:
        """ "held Arafat responsible because he had refused to arrest them": it is what the accused did."""
        verb, charge = seen.head.head, last.head.head
        if seen.head.dep_ != "nsubj" or verb.dep_ != "advcl" or last.head.dep_ != "dobj":
            return False
        is_reason = any(c.dep_ == "mark" and c.lower_ == "because" for c in verb.lefts)
        holds = any(c.dep_ == "oprd" and c.lower_ == "responsible" for c in charge.rights)
        return is_reason and verb.head == charge and (holds or charge.lemma_ in self.words.charges)

    def _is_charged(self, chain: Chain, seen: Seen) -> bool:
        """ "The party blamed the council. "They sent thugs," …": whom it blamed."""
        last = chain.last
        if last is None or chain.kind == "person" or not self._is_they_of_others(seen):
            return False
        is_near = seen.sentence - last.sentence == 1
        return is_near and self._stands_accused(last) and not self.quoted.holds(last.start)

    def _is_answerer(self, chain: Chain, seen: Seen) -> bool:
        """ "Activists rejected that. "They shot at us," …": not those whose side the words are."""
        last = chain.last
        if last is None or not last.is_subject or not self._is_they_of_others(seen):
            return False
        verb = next((t for t in last.head.ancestors if t.pos_ == "VERB"), None)
        is_near = seen.sentence - last.sentence == 1
        return is_near and verb is not None and verb.lemma_ in self.words.answers

    def _is_they_before(self, chain: Chain, seen: Seen) -> bool:
        """ "They brought thugs," its secretary said": not the secretary of those who brought them."""
        last = chain.last
        if (
            last is None
            or seen.head.dep_ != "poss"
            or not self.quoted.holds(last.start, seen.start)
        ):
            return False
        is_they = last.head.lower_ in self.words.pronouns["group"]
        return is_they and last.sentence == seen.sentence

    def _is_they_of_others(self, seen: Seen) -> bool:
        """Whether "they" is said in a quotation."""
        is_many = seen.head.lower_ in self.words.pronouns["group"]
        return is_many and self.quoted.holds(seen.start)

    def _speaker(self, seen: Seen) -> Chain | None:
        """Who says "we" or "I": the nearest subject outside the quotation, in its sentence or the one before."""
        is_quoted = self.quoted.holds(seen.start)
        near = [
            (seen.sentence - sentence, is_embedded(other.head), abs(other.start - seen.start), n)
            for sentence in (seen.sentence - 1, seen.sentence)
            for n in self.subjects_of.get(sentence, ())
            for other in (self.subjects[n][0],)
            if is_quoted or speaks_after(other, seen)
        ]
        return self.subjects[min(near)[3]][1] if near else None

    def _is_inside(self, chain: Chain, seen: Seen) -> bool:
        """ "its" is no part of what it describes: "[its] army" is not the army's."""
        last = chain.last
        return last is not None and last.mention.span.start <= seen.start < last.mention.span.end

    def _is_entry_before(self, chain: Chain, seen: Seen) -> bool:
        """Whether a time of day on a line of its own stands between: the next entry of a live page begins there."""
        start = chain.last.start if chain.last is not None else seen.start
        at = bisect_right(self.entries, start)
        return at < len(self.entries) and self.entries[at] < seen.start

    def _gender_of_pronoun(self, word: str) -> str | None:
        pronouns = self.words.pronouns
        return "m" if word in pronouns["man"] else "f" if word in pronouns["woman"] else None

    def _gender(self, seen: Seen) -> str | None:
        words = {w.rstrip(".") for w in seen.mention.words} | {seen.head.lower_}
        if words & self.words.women:
            return "f"
        if words & self.words.men:
            return "m"
        if seen.mention.kind != "person":
            return None
        return "f" if any(w in self.words.first_names for w in seen.capitals[:-1]) else None


def _tells_behind(seen: Seen, first: int) -> bool:
    """ "…, the group said", "…, according to the group": whoever is named before in the sentence is told of."""
    head = seen.head
    if head.dep_ == "pobj":
        return head.head.lower_ == "to" and head.head.head.lower_ == "according"
    is_behind = head.dep_ in SUBJECTS and first > head.sent.start
    return is_behind and head.doc[first - 1].text == "," and head.head.i == head.i + 1


def _is_body(chain: Chain) -> bool:
    """What may be "it": no policeman."""
    is_last_one = chain.last is not None and chain.last.head.tag_ not in _PLURAL_TAGS
    is_one = not chain.is_plural or chain.is_named or is_last_one
    return chain.kind in _BODIES_OF_ONE and is_one and chain.gender is None


def _is_office_only(chain: Chain) -> bool:
    """ "Israel's Permanent Representative, Yehuda Lancry,": an office in capitals is no name."""
    last = chain.last
    return chain.size == 1 and last is not None and (last.mention.actor or "").startswith("role:")


def _is_of_another_kind(seen: Seen, chain: Chain) -> bool:
    """ "the protest leaders" are not the leaders of Chad and Niger named before."""
    kinds = {t.lower_ for t in seen.head.lefts if t.dep_ == "compound" and t.pos_ == "NOUN"}
    return bool(kinds) and kinds.isdisjoint(chain.words)


def _is_of_unit(seen: Seen, chain: Chain) -> bool:
    """ "the battalion commander" is not the chairman named before: his unit was never told of him."""
    units = {t.lower_ for t in seen.head.lefts if t.dep_ == "compound" and t.pos_ == "NOUN"}
    return chain.kind == "person" and bool(units) and units.isdisjoint(chain.words)


def _is_of_other_desk(seen: Seen, chain: Chain) -> bool:
    """ "the intelligence minister" is not the foreign minister of before, by whatever name."""
    desks = {t.lower_ for t in seen.head.lefts if t.dep_ == "compound" and t.pos_ == "NOUN"}
    told = {word for words in chain.words for word in words.split()}
    return chain.kind == "person" and bool(desks) and desks.isdisjoint(told)


def _is_before_subject(pronoun: Token) -> bool:
    """ "In its 30-year campaign, the PKK has": whose it is, is named behind it; in "In its report, it said" before."""
    if pronoun.dep_ != "poss":
        return False
    sentence = pronoun.sent
    opening = [t for t in sentence[:_FRONTED] if t.is_alpha]
    if not opening or opening[0].lower_ != "in" or pronoun not in opening[:2]:
        return False
    verb = opening[0].head
    subjects = [child for child in verb.children if child.dep_ in SUBJECTS]
    return not any(child.pos_ == "PRON" for child in subjects)


def _is_in_sentence(chain: Chain, seen: Seen) -> bool:
    """Whether somebody is named, and not by a pronoun alone, in the sentence."""
    last = chain.last
    return last is not None and last.sentence == seen.sentence and not last.mention.is_pronoun


def _are_both_charged(last: Seen, seen: Seen, charges: frozenset[str]) -> bool:
    """ "acquitted Karic of it. Prosecutors had accused him": who was tried is the one that they accused."""
    one = last.head.head if last.head.dep_ == "appos" else last.head
    is_object = one.dep_ in _CHARGED and seen.head.dep_ in _CHARGED
    return is_object and {one.head.lemma_, seen.head.head.lemma_} <= charges


def _is_tellers(last: Seen, seen: Seen) -> bool:
    """ "The delegate of France said that his government …": whoever tells it speaks of his own.

    So does a pronoun in the subject of what is told, and "the Extraditables, who said they were responsible"; in
    "demanded that Hamas renounce its struggle" the subject stands nearer.
    """
    noun = seen.head.head if seen.head.dep_ == "poss" else seen.head
    if noun.dep_ not in SUBJECTS:
        return False
    verb = noun.head
    is_relative = verb.head.dep_ == "relcl" and any(c.tag_ == "WP" for c in verb.head.lefts)
    if is_relative and verb.dep_ == "ccomp" and verb.head.i < verb.i:
        return verb.head.head in (last.head, last.head.head)
    if not last.is_subject or last.sentence != seen.sentence or last.start > seen.start:
        return False
    return any(told.head.i == last.head.head.i for told in told_clauses(seen.head))


def _is_before(last: Seen, seen: Seen) -> bool:
    """ "The premier blamed Rome. "It breaks the rules," he said": the subject of the sentence before goes on."""
    if seen.head.dep_ not in SUBJECTS or is_embedded(seen.head):
        return False
    is_next = seen.sentence - last.sentence == 1
    return is_next and last.is_subject and not is_embedded(last.head)


def _is_told_of(last: Seen, seen: Seen) -> bool:
    """ "Organisers said police had promised it. They accused …": the organisers go on, not those they told of."""
    if seen.head.dep_ not in SUBJECTS or is_embedded(seen.head) or last.sentence == seen.sentence:
        return False
    return last.is_subject and is_embedded(last.head)


def _is_subjects_own(last: Seen, seen: Seen) -> bool:
    """ "demanded that Hamas renounce its struggle": what the subject of a clause does is sooner done with its own."""
    token = seen.head
    verb = next((up for up in token.ancestors if up.pos_ in ("VERB", "AUX")), None)
    if token.dep_ != "poss" or token.lower_ != "its" or verb is None:
        return False
    return last.head.head == verb and last.head.dep_ in SUBJECTS and token.head.dep_ == "dobj"


def _is_own_subjects(last: Seen, seen: Seen) -> bool:
    """ "the army was bombing its own city": whose own it is is the subject's of that verb."""
    token = seen.head
    if token.i + 1 >= len(token.doc) or token.nbor(1).lower_ != "own" or token.dep_ != "poss":
        return False
    verb = next((up for up in token.ancestors if up.pos_ in ("VERB", "AUX")), None)
    return verb is not None and last.head.head == verb and last.head.dep_ in SUBJECTS


def _is_specified(seen: Seen, noun: str) -> bool:
    """ "the teachers' union", "the taxi drivers union": another one than the union named before."""
    return any(
        child.dep_ in ("poss", "compound")
        and child.tag_ in ("NNS", "NN")
        and child.lower_ not in noun
        for child in seen.head.lefts
    )
