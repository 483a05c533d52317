"""Chains in the making: what has been met of a report so far, and by what it is found again.

Comes in: a reading and, one by one, its mentions with the chain that each joins. Goes out: for any mention the chains
near it, by name, by actor, by place in the parse. Which chain a mention joins is decided in coref.py and the modules
that it asks.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping

from sayso.model import Mention
from sayso.nlp.chains import (
    PLURAL_TAGS,
    Chain,
    Seen,
    description_of,
    first_names,
    is_by_name,
    is_subject,
    name_keys,
    short_keys,
    tells_behind,
    word_forms,
)
from sayso.nlp.coreference_words import CoreferenceWords
from sayso.nlp.quoted_words import QuotedWords
from sayso.nlp.readings import Reading

# So many sentences back a pronoun, and a noun, may mean somebody.
FARTHEST_PRONOUN = 3
_WATCHERS = frozenset({"ngo", "igo", "group", "other"})
FARTHEST_NOUN = 12
# "17:48", "9.05 a.m. GMT" alone on its line.
_ENTRY = re.compile(
    r"^[ \t]*\d{1,2}[:.]\d\d ?(?:[ap]\.?m\.?)?(?: ?[A-Z]{2,4})?[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_NAME_WORD = re.compile(r"[^\W\d_][\w'’-]*")


class ChainsSoFar:
    """The chains of one reading, built from left to right, by what they are found again by.

    "Ann Poe met the envoy. She said …": at "She" the chains of Ann Poe and of the envoy, met in the sentence before
    """

    def __init__(
        self, reading: Reading, words: CoreferenceWords, genders: Mapping[str, str]
    ) -> None:
        self.reading = reading
        self.words = words
        self.genders = genders
        self.starts = [s.start_char for s in reading.doc.sents]
        self.near: dict[int, Chain] = {}
        self.by_actor: dict[str, Chain] = {}
        # Bodies without a name by their noun, where one was named first: “a human rights organization said”.
        self.by_body: dict[str, Chain] = {}
        self.by_name: dict[str, Chain] = {}
        self.by_head: dict[int, Chain] = {}
        self.subjects: list[tuple[Seen, Chain]] = []
        self.subjects_of: dict[int, list[int]] = {}
        self.quoted = QuotedWords(reading)
        self.entries = [m.start() for m in _ENTRY.finditer(reading.document.text)]

    def see(self, mention: Mention) -> Seen:
        """A mention with what the parse tells of it."""
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

    def add(self, chain: Chain, seen: Seen) -> None:
        """Join a mention to a chain, which takes on what the mention tells of it."""
        mention = seen.mention
        chain.size += 1
        chain.last = seen
        chain.led = seen if seen.is_subject else chain.led
        self.near[id(chain)] = chain
        if seen.is_subject and not self.quoted.holds(seen.start):
            self.subjects_of.setdefault(seen.sentence, []).append(len(self.subjects))
            self.subjects.append((seen, chain))
        self.by_head[seen.head.i] = chain
        chain.tells = chain.tells or tells_behind(seen, self.reading.token_at[mention.span.start])
        if mention.is_pronoun:
            chain.gender = chain.gender or self.gender_of_pronoun(seen.head.lower_)
            return
        forms = {w for word in mention.words for w in word_forms(word)}
        chain.words |= forms
        chain.words.add(seen.head.lower_)
        chain.heads.add(seen.head.lower_)
        if mention.kind == "armed_group":
            chain.creeds |= {t.lower_ for t in seen.head.lefts} & self.words.creeds
        if seen.determiner in ("a", "an") and seen.is_subject and chain.kind in _WATCHERS:
            self.by_body[seen.head.lower_] = chain
        forms |= {self.words.short_titles[w] for w in forms if w in self.words.short_titles}
        chain.roles |= forms - self.words.plain_titles
        chain.gender = chain.gender or self._gender(seen)
        chain.known_gender = chain.known_gender or self.genders.get(mention.actor or "")
        # "Guterres" is tagged as a plural.
        is_surname = mention.kind == "person" and is_by_name(seen)
        is_plural = seen.head.tag_ in PLURAL_TAGS and not is_surname
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

    def recent(self, seen: Seen, sentences: int) -> list[Chain]:
        """Chains met in the last sentences, the nearest first."""
        first = seen.sentence - FARTHEST_NOUN
        self.near = {k: c for k, c in self.near.items() if c.last and c.last.sentence >= first}
        near = [
            c for c in self.near.values() if c.last and seen.sentence - c.last.sentence <= sentences
        ]
        return sorted(near, key=lambda c: -c.last.start if c.last else 0)

    def gender_of_pronoun(self, word: str) -> str | None:
        """ "he" → "m", "hers" → "f", "they" → None."""
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
