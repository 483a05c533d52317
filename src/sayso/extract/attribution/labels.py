"""Find speaker labels: "LAVROV: …", "Q: …", "[00:12] Host: …", and the turns of transcripts.

Comes in: a reading and the drafts so far. Goes out: drafts for paragraphs that open with a speaker and a colon; in a
transcript a turn goes on over paragraphs until the next label. Labels that name no speaker ("Update:", "Photo:",
fields of forms, places of a digest) give nothing. Sources of headlines are found in headlines.py and come along.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from sayso.countries import load_countries
from sayso.extract.attribution.cues import CueLexicon
from sayso.extract.attribution.drafts import Draft, trimmed
from sayso.extract.attribution.headlines import (
    find_headline_sources,
    is_headline,
    names_speaker,
)
from sayso.extract.attribution.layout_words import LayoutWords, load_layout_words
from sayso.extract.grammar.trees import Stretch, Tree, merged
from sayso.nlp.headline_verbs import load_headline_verbs
from sayso.nlp.readings import Reading

# ">> ", "- ", "[00:12:31] ", "12:31 PM – ", "**": what may stand before a label; then the label, "(by phone)", a colon.
_LABEL = re.compile(
    r"(?:>{1,3}\s*|[-–—•*]\s+)?"
    r"(?P<stamp>[\[(]?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?(?:\s?[AaPp]\.?[Mm]\b\.?)?"
    r"(?:\s[A-Z]{2,4}(?=[\])]?\s*[-–—:]))?[\])]?\s*(?:[-–—:]\s*)?)?"
    r"(?:\*\*|__)?(?P<label>[^\W\d_](?:[^:\n*()\[\]]{0,79}[^\s:*()\[\]])?)"
    r"\s*(?P<aside>[\[(][^()\[\]\n]{1,60}[\])]\s*)?(?:\*\*|__)?(?P<colon>:)(?:\*\*|__)?"
    r"(?=\s|\Z|[\"“”'‘«»„`])"
)
_INITIAL = re.compile(r"(?P<stamp>)(?P<aside>)(?P<label>[QA])(?P<colon>\.)(?=\s+[^\W\d_])")
# '"WALLACE: Will he?': each paragraph of a transcript that is quoted opens its own quotation marks.
_QUOTED = re.compile(
    r"[\"“«](?P<stamp>)(?P<aside>)(?P<label>[A-Z][A-Z.'’-]+(?: [A-Z][A-Z.'’-]*){0,4})(?P<colon>:)(?=\s)"
)
_CLOCK = re.compile(r"\d:\d\d")
_FORMS = (_LABEL, _INITIAL, _QUOTED)
# "LAVROV", "Sergei Lavrov", "Ursula von der Leyen", "SPEAKER 1", "Sen. McCain", "The Chair"
_NAME = re.compile(r"(?:[A-Z\u00c0-\u024f\u0400-\u042f][\w.'’-]*|[a-z]{1,3}|\d{1,2})(?:\s+|\Z)")
_DIRECTION = re.compile(r"[\"“«]?[\[(<*#=_-]|(?:END|BREAK|COMMERCIAL)\b")
_LAST_HEADLINE = 2  # below the name of a paper and a kicker
_EXPLAINS = frozenset({"what", "how", "why", "who", "where", "when"})
_FIRST_PERSON = frozenset({"i", "we", "our", "my", "me", "us"})
_PLACES = frozenset({"GPE", "LOC", "FAC", "DATE", "TIME", "CARDINAL"})
_PRONOUNS = frozenset({"PRP", "PRP$"})
_OPENING = ('"', "“", "‘", "«", "„", "``")
_CLOSING = ('"', "”", "’", "'", "»", "''")
_VERBS = ("VERB", "AUX")
_MOST_WORDS = 9
_FEWEST_LABELS = 2
_FEWEST_WORDS = 3
_LEAST_SHARE = 0.3


@dataclass(frozen=True)
class _Label:
    """A paragraph that begins like a label: where the label, its colon and what follows stand."""

    paragraph: int
    name: str
    tokens: Stretch
    colon: int
    content: Stretch
    stamped: bool


def read_labels(reading: Reading, tree: Tree, drafts: list[Draft], cues: CueLexicon) -> list[Draft]:
    """Add the speakers that paragraphs are labelled with and those of headlines; leave out labels that name none.

    "LAVROV: We never had troops there." → source "LAVROV", cue ":", content "We never had troops there"
    """
    paragraphs = [_tokens_of(tree, p) for p in reading.paragraphs]
    words = load_layout_words()
    read = _read_labels(reading, tree, paragraphs)
    below = [x for x in read if x.paragraph or len(read) == 1]  # without a headline's
    alone = below if len(below) == 1 else []
    filed = {x.colon for x in alone if _is_dateline(reading, tree, x) or _is_filed(tree, x, drafts)}
    filed |= {x.colon for x in read if _is_told_of(tree, x, drafts)}
    labels = [x for x in read if x.colon not in filed and not _is_topic(tree, x, words)]
    is_transcript = _is_transcript(tree, labels, words)
    is_digest, is_alone = _is_digest(tree, labels, words), len(labels) == 1
    speaking = {
        label.paragraph: label
        for label in labels
        if _speaks(
            tree,
            label,
            words,
            cues,
            is_alone=is_alone,
            is_transcript=is_transcript,
            is_digest=is_digest,
        )
    }
    topics = {label.colon for label in read} - {label.colon for label in labels}
    silent = topics | {label.colon for label in labels if _is_country(tree, label)}
    if _is_explained(tree, labels, paragraphs, speaking, words):
        silent |= {label.colon for label in speaking.values()}
        speaking = {}
    silent -= {label.colon for label in speaking.values()}
    goes_on = is_transcript and _is_dense(speaking, len(paragraphs))
    found = _turns(reading, tree, paragraphs, speaking, goes_on=goes_on)
    told = silent | {draft.head for draft in found}
    known = [d for d in drafts if not told.intersection(t for s, e in d.cue for t in range(s, e))]
    _give_back(tree, known, [d for d in drafts if filed & {start for start, _ in d.cue}])
    known += found
    return [*known, *find_headline_sources(reading, tree, known, cues)]


def _is_dateline(reading: Reading, tree: Tree, label: _Label) -> bool:
    """ "QUETTA: Gunmen shot …", "KARACHI, June 15: …": where the report was filed speaks to nobody.

    "LAVROV: We have no troops" speaks; in "QUETTA: … A caller said: "We did it"" the caller does.
    """
    if not label.name.split(",")[0].isupper() or _is_personal(tree, _before_quoted(tree, label)):
        return False
    at = reading.document.text.find(label.name, reading.paragraphs[label.paragraph][0])
    regions = (r for r in reading.document.regions if r.kind == "dateline")
    return any(region.start <= at < region.end for region in regions)


def _is_filed(tree: Tree, label: _Label, drafts: Sequence[Draft]) -> bool:
    """ "Raipur: At least 14 Maoists were gunned down on Sunday, police said.": a town, in small letters.

    One word before what somebody else says, who is named at the end.
    """
    start, end = label.content
    if label.tokens[1] - label.tokens[0] != 1 or _is_personal(tree, label.content):
        return False
    if any(tree.words[t][:1] in _OPENING for t in range(start, end)):
        return False
    return any(
        draft.content and draft.content[0][0] <= start < draft.content[0][1] <= draft.head < end
        for draft in drafts
        if draft.head != label.colon and tree.sentence[draft.head] == tree.sentence[start]
    )


def _is_told_of(tree: Tree, label: _Label, drafts: Sequence[Draft]) -> bool:
    """ "Haiti: UN says 1.4 million displaced", "Quetta: 'Over 140 militants' killed in raids": where it is."""
    start, end = label.content
    if label.paragraph or label.tokens[1] - label.tokens[0] != 1:
        return False
    if (
        start < end
        and tree.words[start][:1] in (*_OPENING, "'")
        and _closes_early(tree, label.content)
    ):
        return True
    if _is_country_name(label) and start < end and tree.pos[start] == "NUM":
        return True  # "Colombia: 19 soldiers killed in ten days"
    return _is_country_name(label) and any(
        d.source and d.source[0][0] == start and d.source[0][1] == d.head for d in drafts
    )


def _before_quoted(tree: Tree, label: _Label) -> Stretch:
    """What follows a label, up to the first quotation mark behind its first word."""
    start, end = label.content
    marks = (t for t in range(start + 1, end) if tree.words[t][:1] in _OPENING)
    return start, next(marks, end)


def _give_back(tree: Tree, drafts: Sequence[Draft], filed: Sequence[Draft]) -> None:
    """What a dateline was taken to say is said by whoever says the rest of the sentence."""
    for wrong in filed:
        for draft in drafts:
            if tree.sentence[draft.head] == tree.sentence[wrong.head] and draft.content:
                draft.content = merged([*wrong.content, *draft.content], 1)


def _tokens_of(tree: Tree, characters: tuple[int, int]) -> Stretch:
    return bisect_left(tree.starts, characters[0]), bisect_left(tree.starts, characters[1])


def _read_labels(reading: Reading, tree: Tree, paragraphs: list[Stretch]) -> list[_Label]:
    text = reading.document.text
    labels = []
    for number, (start, end) in enumerate(reading.paragraphs):
        match = next((m for form in _FORMS if (m := form.match(text, start, end))), None)
        if match is None or reading.is_boilerplate(start):
            continue
        name = match["label"]
        if "|" in name:  # a line of fields: "Upper Nile | Reporting period: 24 April"
            continue
        first = bisect_right(tree.ends, match.start("label"))
        last = bisect_left(tree.starts, match.end("label"))
        colon = bisect_right(tree.ends, match.start("colon"))
        if len(name.split()) <= _MOST_WORDS and first < last:
            content = (max(colon + 1, last), paragraphs[number][1])
            stamped = bool(match["stamp"]) or _CLOCK.search(match["aside"] or "") is not None
            labels.append(_Label(number, name, (first, last), colon, content, stamped))
    return labels


def _is_transcript(tree: Tree, labels: list[_Label], words: LayoutWords) -> bool:
    """Whether the labels are those of people who speak in turns: one returns, one asks, or they say "we" and "I"."""
    people = [label for label in labels if not _is_desk(label.name, words) and _is_name(label.name)]
    names = [label.name for label in people]
    if len(names) < _FEWEST_LABELS:
        return False
    returns = Counter(names).most_common(1)[0][1] > 1
    asks = any(_first_word(name) in words.asking for name in names)
    stamped = any(label.stamped for label in people)
    personal = sum(_is_personal(tree, label.content) for label in people)
    told = sum(_is_told(tree, label.content) for label in people)
    evident = asks or stamped or personal * 2 > len(names)
    return told * 2 > len(names) and (returns or evident)


def _is_explained(
    tree: Tree,
    labels: list[_Label],
    paragraphs: list[Stretch],
    speaking: dict[int, _Label],
    words: LayoutWords,
) -> bool:
    """ "Q: Who did it? / Islamists claimed it.": the outlet explains where no one is named who answers or says "we"."""
    asked = {n for n, label in speaking.items() if _first_word(label.name) in words.asking}
    if len(asked) < _FEWEST_LABELS or len(asked) < len(labels):
        return False
    answers = [p for n, p in enumerate(paragraphs) if n > min(asked) and n not in asked]
    return sum(_is_personal(tree, answer) for answer in answers) * 3 <= len(answers)


def _is_told(tree: Tree, content: Stretch) -> bool:
    """Whether what follows a label is a sentence or a short answer, not a number or a name."""
    words = [t for t in range(*content) if tree.is_word(t)]
    return len(words) < 3 or any(tree.pos[t] in ("VERB", "AUX") for t in words)


def _is_name(name: str) -> bool:
    """Whether a label is printed as names and offices are: every word but short ones has a capital."""
    at = 0
    while at < len(name):
        match = _NAME.match(name, at)
        if match is None:
            return False
        at = match.end()
    return name[:1].isupper()


def _is_personal(tree: Tree, content: Stretch) -> bool:
    said = (t for t in range(*content) if tree.words[t] in _FIRST_PERSON)
    return any(tree.tags[t] in _PRONOUNS for t in said)  # "Lashkar-i-Jhangvi" speaks of no "I"


def _first_word(name: str) -> str:
    return name.split()[0].lower().rstrip(".") if name.split() else ""


def _is_desk(name: str, words: LayoutWords) -> bool:
    lower = name.lower().strip()
    return lower in words.desk or lower in words.fields


def _speaks(
    tree: Tree,
    label: _Label,
    words: LayoutWords,
    cues: CueLexicon,
    *,
    is_alone: bool,
    is_transcript: bool,
    is_digest: bool,
) -> bool:
    """Whether a label names a speaker."""
    if _is_desk(label.name, words):
        return is_transcript and label.name.lower() in words.answering | words.asking
    first = _first_word(label.name)
    is_whole = len(first) > 1 or (
        is_transcript and len(label.name) == 1
    )  # not "A colonel denied it: …"
    if first in words.asking | words.answering and is_whole:
        return True
    tokens = range(*label.tokens)
    is_where = all(tree.entities[t] in _PLACES for t in tokens) or _is_country_name(label)
    if not is_transcript and is_where:
        return is_alone and _is_government(tree, label.tokens, label.content, cues)
    if is_digest and not is_transcript and len(label.name.split()) == 1:
        return False
    if _is_of_deed(tree, label, words):
        return False
    if names_speaker(tree, label.tokens, cues, is_name=label.name.isupper()):
        return True
    return _is_name(label.name) and (is_transcript or _is_alone_with(tree, label))


def _is_of_deed(tree: Tree, label: _Label, words: LayoutWords) -> bool:
    """ "Drone attack on premier: six hurt": an attack speaks to nobody; in "Lavrov on Idlib strike: …" Lavrov does."""
    start, end = label.tokens
    heads = (t for t in range(start, end) if not start <= tree.heads[t] < end or tree.heads[t] == t)
    return any(tree.words[t].lower() in words.topics for t in heads)


def _is_topic(tree: Tree, label: _Label, words: LayoutWords) -> bool:
    """ "Cabo Delgado: what we know about the raid": a headline that tells what it is about."""
    start, end = label.content
    if label.paragraph > _LAST_HEADLINE or not start < end or tree.words[start] not in _EXPLAINS:
        return False
    if _first_word(label.name) in words.asking | words.answering or _is_question(
        tree, (start, end)
    ):
        return False
    return is_headline(tree, (label.tokens[0], end))


def _is_digest(tree: Tree, labels: list[_Label], words: LayoutWords) -> bool:
    """ "Odesa: …", "Gao: …": single words, some of which are known for places, say where."""
    named = [label for label in labels if not _is_desk(label.name, words)]
    single = [label for label in named if len(label.name.split()) == 1]
    return len(single) > 1 and any(tree.entities[o.tokens[0]] in _PLACES for o in single)


def _is_alone_with(tree: Tree, label: _Label) -> bool:
    """A bare name that no list has: it speaks if what follows says "we" or "I", or is in quotation marks."""
    if any(tree.entities[t] in _PLACES for t in range(*label.tokens)):
        return False
    start = label.content[0]
    is_quoted = start < len(tree) and tree.words[start][:1] in tuple("\"“'‘«„")
    return is_quoted or _is_personal(tree, label.content)


def _closes_early(tree: Tree, content: Stretch) -> bool:
    """Whether a clause goes on behind a quotation of a few words without a verb."""
    start, end = content
    closing = (t for t in range(start + 1, end) if tree.words[t][-1:] in _CLOSING)
    last = next(closing, end)
    if last + 1 >= end or tree.pos[last + 1] not in _VERBS:
        return False
    return not any(tree.pos[t] in _VERBS for t in range(start, last))


def _is_government(tree: Tree, label: Stretch, content: Stretch, cues: CueLexicon) -> bool:
    """ "Manila: Abu Sayyaf bombed the ferry" speaks; "Manila: 12 dead in fire" and "MANILA: …" say where.

    In "Sudan: Army bombs market", "Liberia: Gunmen loot port" the country is what it is about.
    """
    if label[1] - label[0] != 1 or tree.entities[label[0]] != "GPE":
        return False
    subjects = [
        t for t in range(*content) if tree.deps[t] == "nsubj" and tree.pos[tree.heads[t]] == "VERB"
    ]
    own = (*cues.file.organs, *cues.file.groups_of_people)
    return bool(subjects) and not any(
        tree.pos[t] == "NOUN"
        or tree.words[t] in load_headline_verbs().plurals
        or (tree.first[t] == t and tree.words[t].removesuffix("s") in own)
        for t in subjects[:1]
    )


def _is_country(tree: Tree, label: _Label) -> bool:
    """ "Liberia: Gunmen loot port", "Burkina Faso: Army executed 30" in a headline."""
    is_one = label.tokens[1] - label.tokens[0] == 1 and tree.entities[label.tokens[0]] == "GPE"
    is_one = is_one or _is_country_name(label)
    is_first = label.paragraph <= _LAST_HEADLINE
    return is_one and is_first and is_headline(tree, (label.tokens[0], label.content[1]))


def _is_country_name(label: _Label) -> bool:
    return label.name.strip() in load_countries().by_name


def _turns(
    reading: Reading,
    tree: Tree,
    paragraphs: list[Stretch],
    speaking: dict[int, _Label],
    *,
    goes_on: bool,
) -> list[Draft]:
    """The label and all that is said under it, one stretch a paragraph."""
    found: list[Draft] = []
    last: Draft | None = None
    end_of_last = max(speaking, default=0) + _longest_turn(sorted(speaking))
    for number, (start, end) in enumerate(paragraphs):
        label = speaking.get(number)
        if label is not None:
            draft = _labelled(tree, label)
            content = label.content
            if content[0] >= content[1] and number + 1 not in speaking:
                draft.content = _following(tree, paragraphs, number + 1)
            if _is_said(tree, draft, goes_on=goes_on):
                found.append(draft)
            last = draft
        elif number >= end_of_last or last is None or not goes_on:
            continue
        elif not _is_direction(reading, number):
            said = trimmed(tree, [(start, end)])
            last.content += [s for s in said if not last.content or s[0] > last.content[-1][0]]
    return found


def _longest_turn(numbers: list[int]) -> int:
    """How many paragraphs the longest turn before another has: the last one is hardly longer."""
    return max((after - before for before, after in pairwise(numbers)), default=1)


def _is_dense(speaking: dict[int, _Label], paragraphs: int) -> bool:
    """Whether labels are so many that what stands between them is their speech, not the reporter's."""
    if len(speaking) < _FEWEST_LABELS:
        return False
    between = max(speaking) - min(speaking) + 1
    return len(speaking) >= _LEAST_SHARE * between and between >= _LEAST_SHARE * paragraphs


def _following(tree: Tree, paragraphs: list[Stretch], number: int) -> list[Stretch]:
    return trimmed(tree, [paragraphs[number]]) if number < len(paragraphs) else []


def _is_direction(reading: Reading, number: int) -> bool:
    """ "(Applause)", "[END OF TRANSCRIPT]", a share button: nobody says it."""
    start, _ = reading.paragraphs[number]
    text = reading.document.text
    return reading.is_boilerplate(start) or _DIRECTION.match(text, start) is not None


def _is_said(tree: Tree, draft: Draft, *, goes_on: bool) -> bool:
    words = [t for s, e in draft.content for t in range(s, e) if tree.is_word(t)]
    is_news = len(words) > 1 and any(tree.pos[t] == "VERB" for t in words)  # "2,000 killed"
    return len(words) >= (1 if goes_on or is_news else _FEWEST_WORDS)


def _labelled(tree: Tree, label: _Label) -> Draft:
    words = load_layout_words()
    source, addressees = _parted(tree, label.tokens)
    content = trimmed(tree, [_without_direction(tree, label.content)])
    asks = _first_word(label.name) in words.asking and _is_question(tree, label.content)
    return Draft(
        head=label.colon,
        cue=[(label.colon, label.colon + 1)] if label.colon >= label.tokens[1] else [],
        content=content,
        source=trimmed(tree, [source]),
        act="asks" if asks else "says",
        stance="withholds" if asks else "asserts",
        addressees=addressees,
        takes_quotes=True,
    )


def _without_direction(tree: Tree, content: Stretch) -> Stretch:
    """Without the "(inaudible)" at its beginning."""
    start, end = content
    if start < end and tree.words[start] in ("(", "["):
        close = next((t for t in range(start, min(end, start + 8)) if tree.words[t] in ")]"), None)
        return (close + 1, end) if close is not None else content
    return content


def _is_question(tree: Tree, content: Stretch) -> bool:
    return any(tree.words[t] == "?" for t in range(*content))


def _parted(tree: Tree, label: Stretch) -> tuple[Stretch, list[Stretch]]:
    """ "Macron to Putin" speaks to him, "Lavrov on Idlib" of it: speaker and addressees."""
    for token in range(label[0] + 1, label[1] - 1):
        if tree.words[token] in ("to", "on", "about"):
            told = [(token + 1, label[1])] if tree.words[token] == "to" else []
            return (label[0], token), told
    return label, []
