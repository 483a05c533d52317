"""Find cues: the words by which a report hands over to a source ("said", "accused", "reports of").

Comes in: the cue lexicon and a parse. Goes out: candidates, one for each row of the lexicon that fits at a token,
with the words of the cue. Whether a candidate has a content, and so is a cue at all, is decided in contents.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec

from sayso.extract.attribution.attribution_words import load_attribution_words
from sayso.extract.grammar.trees import SUBJECTS, Tree
from sayso.lexicon import LexiconHeader, read_lexicon
from sayso.model import Act, Stance

CuePos = Literal["verb", "noun", "adjective", "adverb", "according"]
ObjectRole = Literal["content", "addressee", "accused", "nothing"]
SourceRole = Literal["subject", "patient", "none"]

POS_OF_CUES: dict[str, tuple[str, ...]] = {
    "verb": ("VERB", "AUX"),
    "noun": ("NOUN",),
    "adjective": ("ADJ", "VERB"),
    "adverb": ("ADV",),
    "according": ("VERB", "ADP", "ADV", "SCONJ", "NOUN", "PROPN"),
}
_BEFORE_VERB = frozenset({"aux", "auxpass", "neg", "advmod"})
_GAP = 6


class Measured(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a group did on training data: found `seen` times, with the right content and source in this share."""

    seen: int
    right: float


class CueGroup(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Cues that share act, stance and frame.

    takes: clause · quote · to (infinitive) · ing · object · predicate ("called it a crime") · raised ("is said to")
    · sentence ("according to") · within ("in his view")
    · noun ("alleged massacre") · doing ("has him throwing grenades") · condition ("if he is to be believed")
    · a preposition ("of", "for").
    object: what the direct object, or the subject of the passive, is.
    accused_after: the preposition that names the accused ("blamed it on").
    passive: only in the passive. source: where the source stands; "patient" is the subject of the passive ("was
    quoted as saying"). unless: heads of objects that show another sense ("claimed 20 lives"); ORG is any organisation.
    objects: heads of objects without which it is no cue ("claimed the attack"); "#" is a bare number ("counted nine").
    only_with: prepositions, or "person" as object, without which a verb is no speech ("attacked the mayor for lying").
    subjects: heads of subjects without which it is no cue ("suspicion fell on"). subject_accused: the subject is who is
    charged ("stands accused of"). if_negated: what becomes of act and stance where the cue is negated, if not what
    becomes of its act in general ("did not bear out": doubts).
    only_read: no rule looks for these cues; they are known where a tagger finds one. sure: what the rules find with
    them stands, whatever a tagger says.
    A cue of several words is written from its head on: "claim responsibility for".
    """

    pos: CuePos
    act: Act
    cues: tuple[str, ...]
    takes: tuple[str, ...]
    stance: Stance = "asserts"
    object: ObjectRole = "addressee"
    accused_after: str | None = None
    passive: bool = False
    source: SourceRole = "subject"
    unless: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    subject_accused: bool = False
    if_negated: tuple[Act, Stance] | None = None
    only_with: tuple[str, ...] = ()
    needs_source: bool = False
    only_read: bool = False
    sure: bool = False
    note: str = ""
    measured: Measured | None = None


class NegationRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What becomes of act and stance when the cue is negated ("did not confirm")."""

    acts: tuple[Act, ...]
    act: Act
    stance: Stance


class CueFile(LexiconHeader, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file cues.yaml."""

    negated: tuple[NegationRow, ...]
    negators: frozenset[str]
    able: frozenset[str]
    refusers: frozenset[str]
    hedges: frozenset[str]
    denial_words: frozenset[str]
    deeds: frozenset[str]
    bounds: frozenset[str]
    dismissals: frozenset[str]
    charges: frozenset[str]
    channels: frozenset[str]
    hidden: frozenset[str]
    outlets: frozenset[str]
    documents: frozenset[str]
    messages: frozenset[str]
    media: frozenset[str]
    anonymous: frozenset[str]
    groups_of_people: frozenset[str]
    roles: frozenset[str]
    organs: frozenset[str]
    citing: frozenset[str]
    not_cited: frozenset[str]
    light_verbs: frozenset[str]
    controllers: frozenset[str]
    aspects: frozenset[str]
    hearsay: frozenset[str]
    reporting: frozenset[str]
    charging: frozenset[str]
    alleging: frozenset[str]
    harms: frozenset[str]
    revenge: frozenset[str]
    retorts: frozenset[str]
    vows: frozenset[str]
    occurs: frozenset[str]
    forces: frozenset[str]
    events: frozenset[str]
    shouting: frozenset[str]
    contested: frozenset[str]
    perpetrates: frozenset[str]
    masterminding: frozenset[str]
    crimes: frozenset[str]
    owned_deeds: frozenset[str]
    judging: frozenset[str]
    repeating: frozenset[str]
    plain_charges: frozenset[str]
    trying: frozenset[str]
    minds: frozenset[str]
    mocking: frozenset[str]
    fighters: frozenset[str]
    proposals: frozenset[str]
    accounts: frozenset[str]
    bystanders: frozenset[str]
    inquirers: frozenset[str]
    whereabouts: frozenset[str]
    exhibits: frozenset[str]
    talking: frozenset[str]
    reacting: frozenset[str]
    unlikely: frozenset[str]
    weighing: frozenset[str]
    tellers: frozenset[str]
    causes: frozenset[str]
    decisions: frozenset[str]
    credible: frozenset[str]
    errors: frozenset[str]
    admirable: frozenset[str]
    blameworthy: frozenset[str]
    boasting: frozenset[str]
    menaces: frozenset[str]
    own_words: frozenset[str]
    hallmarks: frozenset[str]
    faults: frozenset[str]
    guilt: frozenset[str]
    doings: frozenset[str]
    duties: frozenset[str]
    mute: frozenset[str]
    likening: frozenset[str]
    claiming: frozenset[str]
    credits: frozenset[str]
    by_accident: frozenset[str]
    withstands: frozenset[str]
    callings: tuple[tuple[str, ...], ...]
    shares: frozenset[str]
    comings: frozenset[str]
    projectiles: frozenset[str]
    crafts: frozenset[str]
    launchings: frozenset[str]
    sightings: frozenset[str]
    arms: frozenset[str]
    warnings: frozenset[str]
    positions: frozenset[str]
    owning: frozenset[str]
    prosecuting: frozenset[str]
    hardly: frozenset[str]
    seldom: frozenset[str]
    groundless: frozenset[str]
    own_people: dict[str, frozenset[str]]
    silences: frozenset[str]
    culprits: frozenset[str]
    feats: frozenset[str]
    befalling: frozenset[str]
    protected: frozenset[str]
    atrocities: frozenset[str]
    repudiating: frozenset[str]
    unknown: tuple[CueGroup, ...]
    cues: tuple[CueGroup, ...]


@dataclass(frozen=True)
class CueRow:
    """One cue: its head's lemma, the words that must follow, and its group."""

    head: str
    rest: tuple[str, ...]
    group: CueGroup


@dataclass(frozen=True)
class CueLexicon:
    """The cue lexicon, indexed by the lemma of a cue's head; longer cues come first.

    `rows` are the cues that rules look for, `known` also those that are only read where a tagger finds them.
    """

    rows: dict[str, tuple[CueRow, ...]]
    known: dict[str, tuple[CueRow, ...]]
    negated: dict[Act, tuple[Act, Stance]]
    file: CueFile


@dataclass(frozen=True)
class CueCandidate:
    """A lexicon row that fits at a token: `tokens` are the words of the cue, `rest` those after its head."""

    head: int
    rest: tuple[int, ...]
    row: CueRow

    @property
    def group(self) -> CueGroup:
        """What the row says of act, stance and frame."""
        return self.row.group


def load_cue_lexicon() -> CueLexicon:
    """Read and index lexicons/cues.yaml.

    load_cue_lexicon().rows["accuse"][0].group.act → "accuses"
    """
    file = read_lexicon("cues", CueFile)
    negated = {act: (row.act, row.stance) for row in file.negated for act in row.acts}
    sought = [group for group in file.cues if not group.only_read]
    return CueLexicon(_indexed(sought), _indexed(file.cues), negated, file)


def _indexed(groups: Iterable[CueGroup]) -> dict[str, tuple[CueRow, ...]]:
    rows: dict[str, list[CueRow]] = {}
    for group in groups:
        for cue in group.cues:
            head, *rest = cue.split()
            rows.setdefault(head, []).append(CueRow(head, tuple(rest), group))
    return {head: tuple(sorted(found, key=lambda r: -len(r.rest))) for head, found in rows.items()}


def find_cue_candidates(tree: Tree, token: int, lexicon: CueLexicon) -> Iterator[CueCandidate]:
    """The lexicon rows that fit at a token, longest first.

    "claimed responsibility for the blast" at "claimed" → "claim responsibility for", then "claim"
    """
    if is_of_purpose(tree, token):
        return
    lemma, word = tree.lemmas[token], tree.words[token]
    inflected = lexicon.rows.get(word, ()) if word != lemma else ()
    rows = [*inflected, *lexicon.rows.get(lemma, ())]
    is_passive = bool(rows) and tree.is_passive(token)
    if is_passive:  # "was convinced": a verb whose subject is the source, before the adjective
        rows.sort(key=lambda row: not (row.group.passive and row.group.source == "patient"))
    near = forms_in(tree, range(token + 1, tree.sentence_of(token)[1])) if rows else frozenset()
    for row in rows:
        if not near.issuperset(row.rest):
            continue
        if tree.pos[token] not in POS_OF_CUES[row.group.pos]:
            continue
        if row.group.passive and not is_passive:
            continue
        rest = _find_rest(tree, token, row.rest)
        if rest is not None:
            yield CueCandidate(token, rest, row)


def is_of_purpose(tree: Tree, token: int) -> bool:
    """ "in order to spread fear", "in order that he should leave": no order is given by it."""
    return token > 0 and tree.words[token] == "order" and tree.words[token - 1] == "in"


def rows_at(tree: Tree, token: int, lexicon: CueLexicon) -> tuple[CueRow, ...]:
    """The rows of a token's lemma whose further words stand close behind it, whatever its part of speech.

    "shot" of "shot them" has no row, though "shoot back" is a cue
    """
    found = lexicon.rows.get(tree.lemmas[token]) or lexicon.rows.get(tree.words[token], ())
    if not found:
        return ()
    if not found[0].rest:  # longer ones come first
        return found
    behind = range(token + 1, min(token + 1 + _GAP, len(tree)))
    near = forms_in(tree, behind)
    return tuple(row for row in found if near.issuperset(row.rest))


def forms_in(tree: Tree, stretch: range) -> frozenset[str]:
    """Words and lemmas of a stretch: a row whose further words are not among them needs no closer look."""
    part = slice(stretch.start, stretch.stop)
    return frozenset(tree.words[part]).union(tree.lemmas[part])


def _find_rest(tree: Tree, head: int, words: tuple[str, ...]) -> tuple[int, ...] | None:
    """The tokens of a cue's further words, in order, each within a few tokens of the one before."""
    found: list[int] = []
    at = head
    for word in words:
        end = max(at + 1 + _GAP, tree.last[at] + 2 if found else 0)
        near = range(at + 1, min(end, tree.sentence_of(head)[1]))
        hit = next((i for i in near if word in (tree.lemmas[i], tree.words[i])), None)
        if hit is None or dates_only(tree, hit) or not _hangs_together(tree, head, found, hit):
            return None
        if any(tree.pos[i] == "PUNCT" for i in range(at + 1, hit)):
            return None
        found.append(hit)
        at = hit
    return tuple(found)


def dates_only(tree: Tree, word: int) -> bool:
    """ "insisted | on | Thursday that": when it was said, and nothing that was insisted on."""
    if tree.pos[word] != "ADP":
        return False
    noun = tree.child(word, "pobj")
    return noun is not None and tree.pos[noun] == "PROPN" and tree.entities[noun] == "DATE"


def _hangs_together(tree: Tree, head: int, found: list[int], hit: int) -> bool:
    """Whether a word of a cue belongs to it in the parse: not the "of" in "spoke on condition of anonymity"."""
    if not tree.first[head] <= hit <= tree.last[head]:
        return False
    if tree.pos[hit] not in ("ADP", "SCONJ"):
        return True
    if tree.heads[hit] in (head, *found) or hit == head + 1:
        return True
    between = tree.heads[hit]
    if tree.heads[between] in (head, *found) and tree.deps[between] in ("dobj", "advmod"):
        return True  # "called the figures into question", "put it squarely on them"
    if found and tree.words[hit - 1] in load_attribution_words().squarely:
        return True
    if found and tree.words[hit] == "on" and tree.lemmas[found[-1]] in ("blame", "responsibility"):
        return True  # "cast the blame for the bombing on them"
    if found and tree.deps[hit] == "mark" and tree.pos[hit + 1 : hit + 2] == ["NUM"]:
        return True  # "gave the toll as 23 dead and 60 hurt": the parse makes a clause of it
    number = tree.child(hit, "pobj")
    return bool(found) and number is not None and tree.pos[number] == "NUM"


def words_for(tree: Tree, head: int) -> set[str]:
    """What `objects` and `unless` know a thing by: its lemma, and what a name says of its bearer.

    "the Rapid Support Forces" are a "force" and, by the entity tagger, an "ORG"
    """
    found = {tree.lemmas[head]}
    if tree.pos[head] == "PROPN":
        found |= {tree.words[head].removesuffix("s"), tree.entities[head]}
    return found


def credits_another(tree: Tree, head: int, rest: Sequence[int], group: CueGroup) -> bool:
    """ "The governor said the cartel was behind the killings": the cartel was, and he claims nothing for himself."""
    if group.act != "claims-credit":
        return False
    verbs = (t for t in rest if tree.pos[t] in ("VERB", "AUX"))
    subjects = (tree.child(verb, "nsubj", "nsubjpass") for verb in verbs)
    return any(s is not None and s > head and tree.pos[s] != "PRON" for s in subjects)


def inverted_subject(tree: Tree, verb: int) -> int | None:
    """The source that the parser took for an object: '"Who fired?" asked Mr Sample.'

    Only where the verb has no subject, follows a quotation or comma, and what comes next is a noun phrase.
    """
    if verb == 0 or tree.pos[verb] != "VERB" or tree.tags[verb] not in ("VBD", "VBZ", "VBP"):
        return None
    if tree.child(verb, "nsubj", "nsubjpass") is not None or tree.lemmas[verb] == "tell":
        return None
    if tree.words[verb - 1][-1:] not in ",”\"'’»?!" or _goes_on(tree, verb):
        return None
    for child in tree.children[verb]:
        after = child > verb and tree.first[child] == verb + 1
        if after and tree.deps[child] in ("dobj", "attr", "oprd", "dep", "npadvmod", "appos"):
            return child if tree.pos[child] in ("PROPN", "NOUN", "PRON") else None
    return None


def _goes_on(tree: Tree, verb: int) -> bool:
    """ "The ministry denounced the raid, summoned the envoy and …": the next thing that its subject did."""
    first = tree.heads[verb]
    is_joined = tree.deps[verb] == "conj" and tree.words[verb - 1] == ","
    is_alike = tree.tags[first] == tree.tags[verb]
    return is_joined and is_alike and tree.child(first, *SUBJECTS) is not None


def cue_start(tree: Tree, head: int) -> int:
    """Where a verb's cue begins: with its auxiliaries, negation and adverbs just before it ("has not said")."""
    start = head
    while start > 0 and tree.heads[start - 1] == head and tree.deps[start - 1] in _BEFORE_VERB:
        if tree.tags[start - 1] in ("WRB", "EX") or tree.children[start - 1]:
            break
        start -= 1
    return start
