"""Find speaker labels: "Lavrov: …", "Jets hit clinic – ministry".

Comes in: a reading and the drafts so far. Goes out: drafts for paragraphs that open with a speaker and a colon, and
for headlines that end in a dash and a source. Labels that name no speaker ("Update:", "Photo:") give nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from sayso.extract.cues import CueLexicon
from sayso.extract.drafts import Draft, trimmed
from sayso.extract.trees import Stretch, Tree
from sayso.nlp.readings import Reading

_LONGEST_LABEL = 7
_CAPITALS = re.compile(r"[\"“]?[A-Z][A-Z.'’ -]{1,40}:\s")
_DASHES = frozenset({"-", "–", "—", "--"})


def find_labels(reading: Reading, tree: Tree, drafts: list[Draft], cues: CueLexicon) -> list[Draft]:
    """Find the speakers that paragraphs are labelled with.

    "Kyiv shelled the prison – ministry" → source "ministry", cue "–", content "Kyiv shelled the prison"
    """
    found: list[Draft] = []
    transcript = _is_transcript(reading)
    inside = {t for d in drafts for s, e in d.content for t in range(s, e)}
    for start_character, end_character in reading.paragraphs:
        if reading.is_boilerplate(start_character):
            continue
        paragraph = (
            bisect_left(tree.starts, start_character),
            bisect_left(tree.starts, end_character),
        )
        draft = _opening_label(tree, paragraph, cues, transcript) or _closing_label(
            tree, paragraph, cues
        )
        if draft is not None and draft.head not in inside:
            found.append(draft)
    return found


def _is_transcript(reading: Reading) -> bool:
    """Whether three paragraphs or more open with a name in capitals and a colon."""
    text = reading.document.text
    return sum(_CAPITALS.match(text, start) is not None for start, _ in reading.paragraphs) >= 3


def _opening_label(
    tree: Tree, paragraph: Stretch, cues: CueLexicon, transcript: bool
) -> Draft | None:
    start, end = paragraph
    colon = next(
        (t for t in range(start + 1, min(start + _LONGEST_LABEL + 1, end)) if tree.words[t] == ":"),
        None,
    )
    if colon is None:
        return None
    label = (start, colon)
    if not (
        _names_speaker(tree, label, cues)
        or _is_government(tree, label, (colon + 1, end))
        or (transcript and all(tree.pos[t] in ("PROPN", "PUNCT", "NOUN") for t in range(*label)))
    ):
        return None
    return _labelled(tree, (start, colon), colon, (colon + 1, end))


def _closing_label(tree: Tree, paragraph: Stretch, cues: CueLexicon) -> Draft | None:
    start, end = paragraph
    if end - start > 30 or tree.words[end - 1] in (".", "!", '"', "”"):
        return None
    dashes = [t for t in range(max(start, end - 5), end - 1) if tree.words[t] in _DASHES]
    if not dashes:
        return None
    label = (dashes[-1] + 1, end)
    if not _names_speaker(tree, label, cues) and not _is_name(tree, label, cues):
        return None
    return _labelled(tree, (dashes[-1] + 1, end), dashes[-1], (start, dashes[-1]))


def _labelled(tree: Tree, source: Stretch, mark: int, content: Stretch) -> Draft | None:
    said = trimmed(tree, [content])
    words = sum(1 for s, e in said for t in range(s, e) if tree.is_word(t))
    if words < 3:
        return None
    return Draft(
        head=mark,
        cue=[(mark, mark + 1)],
        content=said,
        source=trimmed(tree, [source]),
        takes_quotes=True,
    )


def _is_name(tree: Tree, label: Stretch, cues: CueLexicon) -> bool:
    """One or two capitalised words that are no outlet: "Israel bombs school – Hamas"."""
    tokens = range(*label)
    if len(tokens) > 2 or any(tree.words[t] in cues.file.outlets for t in tokens):
        return False
    return all(tree.pos[t] == "PROPN" for t in tokens)


def _is_government(tree: Tree, label: Stretch, content: Stretch) -> bool:
    """ "Manila: Rebels bombed the ferry" speaks; "Manila: 12 dead in fire" and "MANILA: …" say where."""
    if label[1] - label[0] != 1 or tree.entities[label[0]] != "GPE":
        return False
    return any(
        tree.deps[t] == "nsubj" and tree.pos[tree.heads[t]] == "VERB" for t in range(*content)
    )


def _names_speaker(tree: Tree, label: Stretch, cues: CueLexicon) -> bool:
    """A name or role: every word capitalised or a known kind of speaker, and no verb among them."""
    tokens = [t for t in range(*label) if tree.is_word(t)]
    if not tokens or any(tree.pos[t] in ("VERB", "AUX") for t in tokens):
        return False
    kinds = cues.file
    last = tree.lemmas[tokens[-1]]
    if last in (
        *kinds.media,
        *kinds.roles,
        *kinds.organs,
        *kinds.anonymous,
        *kinds.groups_of_people,
    ):
        return True
    return any(tree.entities[t] in ("PERSON", "ORG") for t in tokens)
