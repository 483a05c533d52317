"""Find who says what a headline says: "Jets hit clinic – ministry", "Jets hit clinic: UN", "…, says May".

Comes in: a reading, its parse, the drafts so far. Goes out: drafts for headlines that end in a dash or colon and a
source, that begin with a quotation and a colon, or whose verb of speech the parse misread; a draft that only has
them wrong is mended. Headlines are short paragraphs without a full stop. Labels before a colon are in labels.py.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from sayso.extract.attribution.cues import CueLexicon
from sayso.extract.attribution.drafts import Draft, trimmed
from sayso.extract.attribution.layout_words import load_layout_words
from sayso.extract.attribution.quotation_marks import find_quoted
from sayso.extract.grammar.trees import Stretch, Tree, without
from sayso.nlp.readings import Reading

_LONGEST = 30
_LONGEST_SOURCE = 5
_DASHES = frozenset({"-", "–", "—", "--"})
_CLOSING = frozenset({'"', "”", "''", "»", "’", "'", "“", "«", ")", "]"})


def is_headline(tree: Tree, paragraph: Stretch) -> bool:
    """Whether a paragraph is short and ends without a full stop."""
    start, end = paragraph
    if not 0 < end - start <= _LONGEST:
        return False
    last = end - 1
    while last > start and tree.words[last] in _CLOSING:
        last -= 1
    return tree.words[last][-1:] not in (".", "!", "…", ",", ";")


def find_headline_sources(
    reading: Reading, tree: Tree, drafts: list[Draft], cues: CueLexicon
) -> list[Draft]:
    """Find the sources of headlines, and mend drafts that have them wrong.

    "Kyiv shelled the prison – ministry" → source "ministry", cue "–", content "Kyiv shelled the prison"
    """
    found: list[Draft] = []
    heads = sorted({d.head for d in drafts})
    by_head = {d.head: d for d in drafts}
    inside = {t for d in drafts for s, e in d.content for t in range(s, e)}
    for start, end in reading.paragraphs:
        paragraph = bisect_left(tree.starts, start), bisect_left(tree.starts, end)
        if reading.is_boilerplate(start) or not is_headline(tree, paragraph):
            continue
        here = heads[bisect_left(heads, paragraph[0]) : bisect_left(heads, paragraph[1])]
        own = [by_head[head] for head in here]
        for told in own:
            _say_what_follows(tree, paragraph, told, cues)
            _end_before_meanwhile(tree, paragraph, told)
        leading = _leading_quote(reading, tree, (start, end), own)
        if leading is not None and leading.head not in by_head:
            found.append(leading)
            continue
        draft = (
            _closing_verb(tree, paragraph, own, cues)
            or _last_verb(tree, paragraph, own, cues)
            or _closing_label(tree, paragraph, cues)
        )
        if draft is None:
            draft = _opening_verb(tree, paragraph, own, cues)
        is_new = draft is not None and draft.head not in by_head and draft.head not in inside
        if draft is not None and is_new and draft.content:
            found.append(draft)
    return found


def _leading_quote(
    reading: Reading, tree: Tree, characters: tuple[int, int], drafts: list[Draft]
) -> Draft | None:
    """ "‘They shot at us’: Survivors recall raid": the quotation is theirs; before "Inside the siege" nobody's."""
    quoted = find_quoted(reading.document.text, [characters])
    if not quoted or quoted[0].start != characters[0] or not quoted[0].closed:
        return None
    quote = bisect_right(tree.ends, quoted[0].start), bisect_left(tree.starts, quoted[0].end)
    colon, end = quote[1], bisect_left(tree.starts, characters[1])
    if colon >= end or tree.words[colon] not in (":", *_DASHES):
        return None
    _keep_within(quote, drafts)
    if tree.words[colon] != ":":
        return _draft(tree, [(colon + 1, end)], colon, [quote]) if end - colon <= _LONGEST else None
    teller = next((d for d in drafts if colon < d.head < end and d.source), None)
    if teller is not None:
        rest = [s for s in without(teller.content, [quote]) if s[0] > colon]
        held = any(s < quote[1] for s, _ in teller.content)
        if held:
            teller.content = [quote, *rest]
            return None
    subject = next((t for t in range(colon + 1, end) if tree.deps[t] == "nsubj"), None)
    source = [tree.subtree(subject)] if subject is not None and tree.first[subject] > colon else []
    return _draft(tree, source, colon, [quote])


def _say_what_follows(tree: Tree, paragraph: Stretch, draft: Draft, cues: CueLexicon) -> None:
    """ "Shell kills seven in queue, U.N. says origin unclear": what follows is said, what stands before is told."""
    verb, end = draft.head, paragraph[1]
    if not draft.source or not _is_speech(tree, verb, cues):
        return
    opens = min(start for start, _ in draft.source)
    behind = [t for t in range(verb + 1, end) if tree.is_word(t)]
    is_joined = opens > paragraph[0] and tree.words[opens - 1] == ","
    if not is_joined or opens > verb or len(behind) < 2 or behind[0] != verb + 1:
        return
    is_said = any(tree.pos[t] in ("VERB", "AUX", "ADJ") for t in behind)
    if is_said and tree.pos[behind[0]] not in ("ADP", "ADV", "SCONJ", "CCONJ"):
        draft.content = trimmed(tree, [(verb + 1, end)])


def _end_before_meanwhile(tree: Tree, paragraph: Stretch, draft: Draft) -> None:
    """ "US blames Damascus for strike | as truce takes hold": what goes on meanwhile is the outlet's own news."""
    clauses = (c for c in tree.children[draft.head] if tree.deps[c] == "advcl" and c > draft.head)
    opens = [c for c in map(tree.first.__getitem__, clauses) if tree.words[c] == "as"]
    if opens and paragraph[0] < opens[0] < paragraph[1]:
        draft.content = trimmed(tree, without(draft.content, [(opens[0], paragraph[1])]))


def _keep_within(quote: Stretch, drafts: list[Draft]) -> None:
    """What is told within a quotation ends with it."""
    for draft in drafts:
        if quote[0] <= draft.head < quote[1]:
            draft.content = [
                (s, min(e, quote[1] - 1)) for s, e in draft.content if s < quote[1] - 1
            ]


def _last_verb(
    tree: Tree, paragraph: Stretch, drafts: list[Draft], cues: CueLexicon
) -> Draft | None:
    """ "Two killed in strike, medics say": where the first part has no verb, the parser sees no clause."""
    start, end = paragraph
    verb = end - 1
    if end - start < 5 or not _is_speech(tree, verb, cues) or any(d.head == verb for d in drafts):
        return None
    marks = [t for t in range(max(start + 2, verb - _LONGEST_SOURCE), verb) if tree.words[t] == ","]
    if not marks or any(tree.pos[t] in ("VERB", "AUX") for t in range(marks[-1], verb)):
        return None
    content = (_after_desk(tree, start, marks[-1]), marks[-1])
    return _draft(tree, [(marks[-1] + 1, verb)], verb, [content])


def _closing_label(tree: Tree, paragraph: Stretch, cues: CueLexicon) -> Draft | None:
    """ "Jets hit clinic – ministry", "Jets hit clinic: UN"."""
    start, end = paragraph
    marks = [
        t
        for t in range(max(start + 1, end - _LONGEST_SOURCE - 1), end - 1)
        if tree.words[t] == ":" or (tree.words[t] in _DASHES and not _is_hyphen(tree, t))
    ]
    if not marks:
        return None
    label, content = (marks[-1] + 1, end), (_after_desk(tree, start, marks[-1]), marks[-1])
    is_colon = tree.words[marks[-1]] == ":"
    if is_colon and not any(tree.pos[t] in ("VERB", "AUX") for t in range(*content)):
        return None
    if not (
        names_speaker(tree, label, cues) or _is_bare_source(tree, label, cues, is_colon=is_colon)
    ):
        return None
    said = sum(1 for t in range(*content) if tree.is_word(t))
    return _draft(tree, [label], marks[-1], [content]) if said >= 3 else None


def _is_hyphen(tree: Tree, token: int) -> bool:
    """ "Case No. 98-77-T": it joins what stands on both sides."""
    is_joined = tree.ends[token - 1] == tree.starts[token]
    return tree.words[token] == "-" and is_joined and tree.ends[token] == tree.starts[token + 1]


def _after_desk(tree: Tree, start: int, end: int) -> int:
    """Behind "Exclusive:"."""
    is_desk = tree.words[start] in load_layout_words().desk
    return start + 2 if is_desk and start + 2 < end and tree.words[start + 1] == ":" else start


def _is_bare_source(tree: Tree, label: Stretch, cues: CueLexicon, *, is_colon: bool) -> bool:
    """One or two names that are no outlet ("– Hamas"), or a bare plural ("– monitors")."""
    tokens = range(*label)
    words = load_layout_words()
    if any(tree.words[t] in cues.file.outlets or tree.words[t] in words.desk for t in tokens):
        return False
    if len(tokens) <= 2 and all(tree.pos[t] == "PROPN" for t in tokens):
        return True
    return (
        len(tokens) <= 3
        and tree.tags[label[1] - 1] == "NNS"
        and all(tree.pos[t] in ("NOUN", "ADJ", "PROPN") for t in tokens)
    )


def _closing_verb(
    tree: Tree, paragraph: Stretch, drafts: list[Draft], cues: CueLexicon
) -> Draft | None:
    """ "Russia behind poisoning, says May": all before the comma is said, whoever stands at the end says it."""
    start, end = paragraph
    for verb in range(end - 2, max(start + 2, end - _LONGEST_SOURCE - 2), -1):
        if not _is_speech(tree, verb, cues) or tree.words[verb - 1] not in (
            ",",
            '"',
            "'",
            "’",
            "”",
        ):
            continue
        if any(
            tree.pos[t] in ("VERB", "AUX", "PUNCT", "PRON", "ADP") for t in range(verb + 1, end)
        ):
            return None
        draft = next((d for d in drafts if d.head == verb), None)
        if draft is not None and draft.source and draft.source[0][0] > verb:
            return None
        content = [(_after_desk(tree, start, verb), verb - 1)]
        if tree.words[verb - 1] != ",":
            content = [(content[0][0], verb)]
        mended = _draft(tree, [(verb + 1, end)], verb, content)
        if draft is None or not mended.content:
            return mended
        draft.source, draft.content = mended.source, mended.content
        return None
    return None


def _opening_verb(
    tree: Tree, paragraph: Stretch, drafts: list[Draft], cues: CueLexicon
) -> Draft | None:
    """ "Russia says US downed jet": the parser takes "US downed jet" for a thing."""
    start, end = paragraph
    verb = next((t for t in range(start + 1, end - 2) if _is_speech(tree, t, cues)), None)
    if verb is None or drafts:
        return None
    before = range(start, verb)
    if len(before) > _LONGEST_SOURCE or any(
        tree.pos[t] in ("VERB", "PUNCT", "ADP") for t in before
    ):
        return None
    content = (verb + 1, end)
    has_verb = any(tree.tags[t] in ("VBN", "VBD", "VBZ", "VBP") for t in range(*content))
    return _draft(tree, [(start, verb)], verb, [content]) if has_verb else None


def _is_speech(tree: Tree, token: int, cues: CueLexicon) -> bool:
    rows = cues.rows.get(tree.lemmas[token], ())
    return tree.tags[token] in ("VBZ", "VBP", "VBD") and any(
        row.group.act == "says" and "quote" in row.group.takes and not row.rest for row in rows
    )


def _draft(tree: Tree, source: list[Stretch], mark: int, content: list[Stretch]) -> Draft:
    return Draft(
        head=mark,
        cue=[(mark, mark + 1)],
        content=trimmed(tree, content),
        source=trimmed(tree, source),
        takes_quotes=True,
    )


def names_speaker(tree: Tree, label: Stretch, cues: CueLexicon, *, is_name: bool = False) -> bool:
    """Whether a label is a name or role, with no verb in it: "Sergei Sample, foreign minister", "UN", "Spokesman"."""
    tokens = [t for t in range(*label) if tree.is_word(t)]
    if not tokens or (not is_name and any(tree.pos[t] in ("VERB", "AUX") for t in tokens)):
        return False
    kinds, words = cues.file, load_layout_words()
    last = tree.words[tokens[-1]]
    ends = {tree.lemmas[tokens[-1]], last, last.removesuffix("s")}
    speakers = (kinds.media, kinds.roles, kinds.organs, kinds.anonymous, kinds.groups_of_people)
    if any(ends.intersection(group) for group in (*speakers, words.answering)):
        return True
    return any(tree.entities[t] in ("PERSON", "ORG") for t in tokens)
