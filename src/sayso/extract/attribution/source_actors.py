"""Give every source an actor: sources that no mention names keep their words ("a leaked memo", "those who fled").

Comes in: a reading with its mentions, actors and attributions. Goes out: the same, with one more actor and mention for
each source that had none; "the report" again is the report before, or whoever wrote it. What has an actor stays so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from msgspec.structs import replace
from spacy.tokens import Token

from sayso.extract.actors.source_words import SourceWords, load_source_words
from sayso.model import Actor, ActorKind, Attribution, Findings, Mention, SourceKind, Span
from sayso.nlp.readings import Reading

_KINDS: dict[SourceKind, ActorKind] = {
    "named": "other",
    "role": "person",
    "group": "group",
    "anonymous": "person",
    "document": "other",
    "media": "media",
    "none": "other",
}
_MANY_TAGS = frozenset({"NNS", "NNPS"})
_DEFINITE = frozenset({"the", "this", "that", "these", "those", "its", "his", "her", "their"})
_NOUNS = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET"})
_RELATIVE = frozenset({"who", "which", "that", "whom"})
_LONGEST_NAME = 120
_MARK = "@"
# By these words two parties stand for one another.
_RIVALS = re.compile(r"\b(?:each|the|one) (other|another)\b")


def name_sources(
    reading: Reading, findings: Findings, words: SourceWords | None = None
) -> Findings:
    """The findings with an actor for every source.

    "A leaked memo says he knew. The memo also names a general." → one actor, "A leaked memo", twice
    """
    namer = _Namer(reading, findings, words or load_source_words())
    attributions = tuple(namer.with_actor(a) for a in findings.attributions)
    if not (namer.actors or namer.mentions) and attributions == findings.attributions:
        return findings
    return replace(
        findings,
        actors=(*findings.actors, *namer.actors),
        mentions=tuple(sorted((*findings.mentions, *namer.mentions), key=_place)),
        attributions=attributions,
    )


def mark_of(span: Span) -> str:
    """What stands for the actor of a span until the actor is made."""
    return f"{_MARK}{span.start}-{span.end}"


def _place(mention: Mention) -> tuple[int, int]:
    return mention.span.start, -mention.span.end


@dataclass
class _Namer:
    """The sources of one report that got an actor of their own, by their head word and their words."""

    reading: Reading
    findings: Findings
    words: SourceWords
    actors: list[Actor] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    by_noun: dict[str, tuple[int, str]] = field(default_factory=dict)
    by_start: dict[int, str] = field(default_factory=dict)
    chains: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, ActorKind] = field(default_factory=dict)
    published: dict[str, list[tuple[int, str]]] | None = None

    def with_actor(self, attribution: Attribution) -> Attribution:
        """The attribution with actors; as it was if it has some, or no source."""
        if any(a.startswith(_MARK) for a in (*attribution.accused, *attribution.addressees)):
            attribution = replace(
                attribution,
                accused=self._named(attribution.accused),
                addressees=self._named(attribution.addressees),
            )
        if attribution.actors:
            self._remember(attribution)
            self._add_rivals(attribution)
            return attribution
        if not attribution.source:
            return attribution
        found = [self._actor_of(span, attribution.source_kind) for span in attribution.source]
        return replace(attribution, actors=tuple(dict.fromkeys(a for a in found if a)))

    def _add_rivals(self, attribution: Attribution) -> None:
        """ "Chad and Sudan accused each other": by these words either of them stands accused."""
        if len(attribution.accused) < 2 or set(attribution.accused) != set(attribution.actors):
            return
        text, last = self.reading.document.text, attribution.content[-1].end
        found = _RIVALS.search(text, attribution.cue[0].end if attribution.cue else last, last)
        if found is None:
            return
        (start, end), head = found.span(), found.start(1)
        for actor in attribution.accused:
            named = next((m for m in self.findings.mentions if m.actor == actor), None)
            if named is not None:
                number = self._highest_mention + len(self.mentions) + 1
                self.mentions.append(
                    replace(
                        named,
                        id=f"m{number}",
                        span=self.reading.span(start, end),
                        head=self.reading.span(head, end),
                        is_pronoun=True,
                    )
                )

    def _named(self, marked: tuple[str, ...]) -> tuple[str, ...]:
        """Actors for those accused or addressed who are marked by their place alone."""
        found = [self._marked(a) if a.startswith(_MARK) else a for a in marked]
        return tuple(dict.fromkeys(actor for actor in found if actor))

    def _marked(self, mark: str) -> str | None:
        start, end = (int(part) for part in mark.removeprefix(_MARK).split("-"))
        return self._actor_of(self.reading.span(start, end), "group")

    def _remember(self, attribution: Attribution) -> None:
        """ "A UN report says … The report adds …": a document whose author is known is that author's."""
        if attribution.source_kind != "document" or len(attribution.actors) != 1:
            return
        head = self._head(attribution.source[0])
        if head is not None:
            self.by_noun[head.lemma_.lower()] = (head.idx, attribution.actors[0])

    def _actor_of(self, span: Span, kind: SourceKind) -> str | None:
        head = self._head(span)
        if head is None:
            return None
        if head.idx in self.by_start:
            return self.by_start[head.idx]
        actor = self._met_before(span, head, kind) or self._new_actor(span, head, kind)
        self._add_mention(span, head, actor)
        self.by_start[head.idx] = actor
        if head.pos_ == "NOUN":
            self.by_noun[head.lemma_.lower()] = (head.idx, actor)
        return actor

    def _head(self, span: Span) -> Token | None:
        """The word of a span that the others hang on, if it can name somebody."""
        doc = self.reading.doc
        tokens = [t for t in self._tokens(span) if not (t.is_punct or t.is_space)]
        inside = {t.i for t in tokens}
        tops = [t for t in tokens if t.head.i not in inside or t.head.i == t.i]
        nominal = [t for t in tops if t.pos_ in _NOUNS] or [t for t in tokens if t.pos_ in _NOUNS]
        return _antecedent(doc[nominal[0].i]) if nominal else None

    def _tokens(self, span: Span) -> Iterator[Token]:
        doc, at = self.reading.doc, self.reading.token_at.get(span.start)
        while at is not None and at < len(doc) and doc[at].idx < span.end:
            yield doc[at]
            at += 1

    def _met_before(self, span: Span, head: Token, kind: SourceKind) -> str | None:
        """The actor of the same noun before ("the report"), or of whoever published it."""
        named = self._named_before(head) or self._paper_before(head)
        if named is not None:
            return named
        noun = head.lemma_.lower()
        first = span.exact.split(maxsplit=1)[0].lower()
        if first not in _DEFINITE or head.pos_ != "NOUN":
            return None
        if noun in self.by_noun and self.by_noun[noun][0] < head.idx:
            return self.by_noun[noun][1]
        return self._publisher(head) if kind == "document" else None

    def _named_before(self, head: Token) -> str | None:
        """ "Viktar Dubin … Dubin, who fled": a person of before by the last name, not known again as a name."""
        if head.pos_ != "PROPN" or any(child.dep_ == "compound" for child in head.children):
            return None
        found = {
            mention.actor: mention
            for mention in self.findings.mentions
            if mention.kind == "person"
            and mention.head.exact == head.text
            and mention.span.start < head.idx
        }
        if len(found) != 1:
            return None
        [(actor, mention)] = found.items()
        if actor is not None and mention.chain is not None:
            self.chains[actor], self.kinds[actor] = mention.chain, mention.kind
        return actor

    def _paper_before(self, head: Token) -> str | None:
        """ "The report cites two majors. It accuses them": the report, where "it" is nobody else."""
        sentence = head.sent
        if head.lower_ != "it" or head.dep_ != "nsubj" or sentence.start == 0:
            return None
        root = head.doc[sentence.start - 1].sent.root
        subject = next((t for t in root.children if t.dep_ == "nsubj"), None)
        known = self.by_noun.get(subject.lemma_.lower()) if subject is not None else None
        return known[1] if known is not None else None

    def _publisher(self, head: Token) -> str | None:
        """ "Amnesty published a report. The report said …": the subject of the verb that the noun was the object of."""
        if self.published is None:
            self.published = self._find_published()
        made = [m for m in self.published.get(head.lemma_.lower(), ()) if m[0] < head.idx]
        return made[-1][1] if made else None

    def _find_published(self) -> dict[str, list[tuple[int, str]]]:
        actors = {m.head.start: m.actor for m in self.findings.mentions if m.actor}
        found: dict[str, list[tuple[int, str]]] = {}
        for token in self.reading.tokens:
            if token.lemma_.lower() not in self.words.documents or token.pos_ != "NOUN":
                continue
            actor = _author(token, actors, self.words)
            if actor is not None:
                found.setdefault(token.lemma_.lower(), []).append((token.idx, actor))
        return found

    def _new_actor(self, span: Span, head: Token, kind: SourceKind) -> str:
        actor = Actor(
            id=f"doc:{self.reading.document.id}#{self._next_number()}",
            name=" ".join(self._name_span(span, head).exact.split()),
            kind=_kind_of(head, kind),
            roles=("MED",) if kind == "media" else (),
        )
        self.actors.append(actor)
        self.chains[actor.id] = f"c{self._highest_chain + len(self.actors)}"
        self.kinds[actor.id] = actor.kind
        return actor.id

    def _next_number(self) -> int:
        made = (a.id for a in reversed(self.actors) if a.id.startswith("doc:"))
        last = next((int(i.rpartition("#")[2]) for i in made), 0)
        return 1 + max(self._highest_known, last)

    # What the report brings along is counted once, however many sources are named.
    @cached_property
    def _highest_chain(self) -> int:
        return _highest([m.chain for m in self.findings.mentions if m.chain])

    @cached_property
    def _highest_mention(self) -> int:
        return _highest([m.id for m in self.findings.mentions])

    @cached_property
    def _highest_known(self) -> int:
        known = (a.id for a in self.findings.actors if a.id.startswith("doc:"))
        return max((int(i.rpartition("#")[2]) for i in known), default=0)

    @cached_property
    def _known_heads(self) -> frozenset[int]:
        return frozenset(m.head.start for m in self.findings.mentions)

    def _add_mention(self, span: Span, head: Token, actor: str) -> None:
        """A mention for a new actor, unless it is a pronoun or one stands there."""
        kind = self.kinds.get(actor)
        if kind is None or head.tag_ in ("PRP", "PRP$"):
            return
        if head.idx in self._known_heads:
            return
        number = self._highest_mention + len(self.mentions) + 1
        self.mentions.append(
            Mention(
                id=f"m{number}",
                span=self._name_span(span, head),
                head=self.reading.span(head.idx, head.idx + len(head)),
                kind=kind,
                actor=actor,
                chain=self.chains[actor],
            )
        )

    def _name_span(self, span: Span, head: Token) -> Span:
        """The words without "’s" and what stands behind a comma; for "which" those that it stands for."""
        if not span.start <= head.idx < span.end:
            return self.reading.span(head.left_edge.idx, head.idx + len(head))
        end = span.end
        for token in self._tokens(span):
            is_aside = token.i > head.i and token.text == ","
            is_possessive = token.tag_ == "POS" and token.i == head.i + 1
            if is_aside or is_possessive or token.idx - span.start > _LONGEST_NAME:
                end = token.idx
                break
        while end > span.start + 1 and self.reading.document.text[end - 1].isspace():
            end -= 1
        return self.reading.span(span.start, max(end, head.idx + len(head)))


def _antecedent(token: Token) -> Token:
    """What a relative pronoun stands for: "the footage, which shows …" → footage."""
    if token.lower_ not in _RELATIVE:
        return token
    for verb in token.ancestors:
        if verb.dep_ == "relcl":
            return verb.head
    return token


def _kind_of(head: Token, kind: SourceKind) -> ActorKind:
    """ "two insiders" are a group where "an insider" is a person."""
    if head.lower_ in ("he", "she"):
        return "person"
    is_many = head.tag_ in _MANY_TAGS or head.pos_ == "NUM"
    return "group" if _KINDS[kind] == "person" and is_many else _KINDS[kind]


def _highest(ids: list[str]) -> int:
    """The highest number among ids such as "m12" and "c3"."""
    return max((int(i[1:]) for i in ids), default=0)


def _author(noun: Token, actors: dict[int, str], words: SourceWords) -> str | None:
    """Who published a document: the subject of "published a report", the "by" of "a report by"."""
    for child in noun.children:
        if child.dep_ in ("poss", "compound", "nmod") and child.idx in actors:
            return actors[child.idx]
        if child.dep_ == "prep" and child.lower_ in ("by", "from"):
            by = next((t for t in child.children if t.dep_ == "pobj" and t.idx in actors), None)
            if by is not None:
                return actors[by.idx]
    if noun.dep_ == "dobj" and noun.head.lemma_ in words.publishing:
        subject = next((t for t in noun.head.children if t.dep_ == "nsubj"), None)
        return actors.get(subject.idx) if subject is not None else None
    return None
