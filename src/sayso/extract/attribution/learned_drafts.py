"""Put what the tagger found together with what the rules found: Found and drafts → drafts.

Comes in: the rules' drafts of a report and the tagger's outermost attributions. Goes out: the drafts that stand. The
tagger knows better which words are a cue, and whose words are whose; the rules know what the tagger was never shown:
attributions inside contents, charges and denials whose loss would print an allegation as the outlet's fact.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sayso.extract.actors.source_words import SourceWords
from sayso.extract.attribution.act_vetoes import wants_for_deed
from sayso.extract.attribution.content_elsewhere import find_hidden, mend_contents
from sayso.extract.attribution.cue_branches import Found
from sayso.extract.attribution.cue_uses import QUOTES
from sayso.extract.attribution.cues import CueLexicon, is_of_purpose
from sayso.extract.attribution.drafts import Draft, is_mute
from sayso.extract.attribution.found_drafts import make_draft, without_noun
from sayso.extract.attribution.kept_drafts import (
    Weights,
    finds_bodies,
    is_dealing,
    is_done_to_somebody,
    is_gathering,
    is_name,
    is_silent,
    is_told_of_itself,
    is_withheld,
    is_wordless,
    means_another,
    stays,
)
from sayso.extract.attribution.on_trial import find_trial
from sayso.extract.attribution.taken_over import outside, take_over
from sayso.extract.grammar.trees import Tree, holds, without
from sayso.extract.grammar.trees import merged as merged_stretches

_EMPTY = frozenset({"DET", "ADP", "PUNCT", "SPACE", "PART", "CCONJ", "SCONJ"})
# Acts whose cues are whole constructions, which the rules know and PolNeAR cuts differently.
_FRAMED = frozenset(
    {"accuses", "claims-credit", "clears", "declines", "denies", "rejects", "admits"}
)
# Acts that hang on the frame even where the cue is one word: "put the toll at forty", "refused to say whether".
_OWN_FRAMES = frozenset({"estimates", "declines", "claims-credit"})


def merge_drafts(
    tree: Tree,
    ruled: Sequence[Draft],
    found: Iterable[Found],
    cues: CueLexicon,
    words: SourceWords,
    weights: Weights,
) -> list[Draft]:
    """The tagger's attributions, with the rules' ones inside them and beside them that are to be kept."""
    nouns = [draft for draft in ruled if tree.pos[draft.head] == "NOUN"]
    found = [f for f in found if not _tells_of_trial(tree, f, nouns)]
    parted = [without_noun(tree, f, nouns, cues) for f in found]
    learned = [make_draft(tree, f, cues, words) for f in parted]
    mend_contents(tree, learned, ruled)
    hidden = find_hidden(tree, learned, ruled)
    learned = [d for d in learned if not any(d is named for named, _ in hidden)]
    learned = [d for d in learned if _says_something(tree, d) and not is_name(tree, d, cues)]
    learned = [d for d in learned if not is_silent(tree, d, cues)]
    learned = [d for d in learned if not is_gathering(tree, d)]
    learned = [d for d in learned if not (is_withheld(tree, d) or is_told_of_itself(tree, d))]
    learned = [d for d in learned if not is_of_purpose(tree, d.head)]
    learned = [d for d in learned if not is_done_to_somebody(tree, d, cues)]
    deeds = [d for d in learned if is_wordless(tree, d, weights)]
    learned = [d for d in learned if d not in deeds]
    _give_back(tree, learned, deeds)
    learned = [d for d in learned if not means_another(tree, d, cues)]
    learned = [d for d in learned if not finds_bodies(tree, d, weights.bodies)]
    learned = [d for d in learned if not is_dealing(tree, d)]
    learned = [d for d in learned if not is_mute(tree, d.head, cues.file)]
    learned = [d for d in learned if not _only_helps(tree, d)]
    own = [draft for draft in ruled if _stands_alone(tree, draft, learned)]
    own += [said for _, said in hidden if _find_twin(said, learned) is None]
    for draft in own:
        _leave_to(draft, learned)
    merged, kept = [], list(learned)
    for draft in ruled:
        twin = _find_twin(draft, learned)
        if twin is not None and _is_framed(tree, draft):
            draft.source = draft.source or outside(twin.source, draft)
            merged.append(draft)
            kept = [other for other in kept if other is not twin]
        elif twin is not None and _is_quoted_by(tree, twin, draft):
            merged.append(_quoted(tree, twin, draft))
        elif twin is not None:
            take_over(tree, twin, draft, cues)
        elif (
            draft in own
            or _cites(tree, draft, learned, cues)
            or stays(tree, draft, learned, weights)
        ):
            merged.append(draft)
    ended = _left_to_next(tree, [*merged, *kept])
    return sorted((d for d in ended if d.content), key=lambda d: d.head)


def _tells_of_trial(tree: Tree, found: Found, nouns: Sequence[Draft]) -> bool:
    """ "A colonel went on trial on charges of murder": the rules have the charge, and the colonel says nothing."""
    for noun in nouns:
        trial = find_trial(tree, noun.head)
        if trial is not None:
            told = range(min(trial[0], trial[1][0]), noun.head + 2)
            if all(t in told for t in found.cue):
                return True
    return False


def _left_to_next(tree: Tree, drafts: Sequence[Draft]) -> Sequence[Draft]:
    """ "Gunmen raided it, police said. The governor said fifty | torched it": no words of the governor's are police's.

    Only where nothing is quoted: "'We left,' he said. 'They burned it,' police say".
    """
    speaking = {tree.sentence[d.head] for d in drafts if d.source and d.cue}
    for draft in drafts:
        own = tree.sentence[draft.head]
        draft.content = [
            (start, end)
            for start, end in draft.content
            if tree.sentence[start] <= own
            or tree.sentence[start] not in speaking
            or any(
                tree.words[t] in QUOTES for t in range(max(0, start - 1), min(end + 1, len(tree)))
            )
        ]
    return drafts


def _says_something(tree: Tree, draft: Draft) -> bool:
    """ "admitted carrying out | the | attack", "their": a content of one article or possessive is none."""
    words = (t for start, end in draft.content for t in range(start, end))
    return any(
        tree.deps[t] != "poss"
        and (tree.pos[t] not in _EMPTY or (tree.tags[t] == "DT" and tree.deps[t] != "det"))
        for t in words
    )


def _only_helps(tree: Tree, draft: Draft) -> bool:
    """ "Rebels | must | answer for the raid": by a helper of another verb nobody says anything."""
    words = [t for start, end in draft.cue for t in range(start, end)]
    return all(tree.deps[t] in ("aux", "auxpass") for t in words) and bool(words)


def _stands_alone(tree: Tree, draft: Draft, learned: Sequence[Draft]) -> bool:
    """ "Nine died, the agency says. | France said | it had flown out ten": the tagger may give all to the agency.

    Where subject, verb of speech and what is said stand in one line, and another sentence's draft has only the last.
    """
    if len(draft.source) != 1 or len(draft.content) != 1 or tree.pos[draft.head] != "VERB":
        return False
    in_line = draft.source[0][1] == draft.cue[0][0] and draft.cue[-1][1] == draft.content[0][0]
    return (
        in_line
        and _find_twin(draft, learned) is None
        and any(
            holds(other.content, draft.content[0][0])
            and not holds(other.content, draft.head)
            and tree.sentence[other.head] != tree.sentence[draft.head]
            for other in learned
        )
    )


def _leave_to(draft: Draft, learned: Sequence[Draft]) -> None:
    for other in learned:
        if not holds(other.content, draft.head):
            other.content = without(other.content, draft.content) or other.content


def _give_back(tree: Tree, drafts: Sequence[Draft], deeds: Sequence[Draft]) -> None:
    """ "A court sentenced two | and two more to prison, their lawyers said": the lawyers said all of it."""
    for deed in deeds:
        end = max(stretch[1] for stretch in deed.content)
        beside = (d for d in drafts if tree.sentence[d.head] == tree.sentence[deed.head])
        behind = (
            d for d in beside if d.content and d.content[0][0] in (end, end + 1) and d.head > end
        )
        for draft in behind:
            start = min(stretch[0] for stretch in (*deed.source, *deed.cue, *deed.content))
            draft.content[0] = (start, draft.content[0][1])


def _is_quoted_by(tree: Tree, learned: Draft, ruled: Draft) -> bool:
    """ "The bishop was quoted by the agency as saying that …": the agency quotes, and inside that the bishop says."""
    agent = tree.child(ruled.head, "agent")
    spoken = {t for s, e in ruled.cue for t in range(s, e) if tree.pos[t] == "VERB"} - {ruled.head}
    if agent is None or not spoken or not ruled.source or learned.head != ruled.head:
        return False
    return any(holds(learned.source, t) for t in range(agent, tree.last[agent] + 1))


def _quoted(tree: Tree, learned: Draft, ruled: Draft) -> Draft:
    """What the quoted one says, inside what the medium quotes; the medium's content holds the inner cue whole."""
    spoken = min(
        t
        for start, end in ruled.cue
        for t in range(start, end)
        if tree.pos[t] == "VERB" and t != ruled.head
    )
    learned.cue = [(s, min(e, ruled.head + 1)) for s, e in learned.cue if s <= ruled.head]
    inner = [(s, e) for s, e in ruled.cue if e > ruled.head + 1 and s > ruled.head]
    whole = merged_stretches([*ruled.source, *inner, *ruled.content])
    learned.content = without(whole, [*learned.cue, *learned.source])
    return replace(ruled, head=spoken, cue=[(spoken, spoken + 1)], act="says", stance="asserts")


def _is_framed(tree: Tree, draft: Draft) -> bool:
    """Whether the rules know the whole construction: "claimed responsibility for", "held … responsible"."""
    words = [t for start, end in draft.cue for t in range(start, end) if tree.is_word(t)]
    content_words = {"NOUN", "VERB", "ADJ", "ADV"}
    is_long = sum(tree.pos[t] in content_words for t in words) > 1
    is_long = is_long or wants_for_deed(tree, draft)
    return draft.act in _OWN_FRAMES or (draft.act in _FRAMED and is_long)


def _find_twin(draft: Draft, others: Sequence[Draft]) -> Draft | None:
    """The first draft with the same cue: the head of one stands in the other's."""
    head, cue = draft.head, draft.cue
    for other in others:  # asked a thousand times a report
        if holds(other.cue, head) or holds(cue, other.head):
            return other
    return None


def _cites(tree: Tree, draft: Draft, learned: Sequence[Draft], cues: CueLexicon) -> bool:
    """ "citing the ministry" beside a cue of speech: who is cited comes between (citations.py)."""
    if tree.lemmas[draft.head] not in cues.file.citing:
        return False
    return any(tree.sentence[other.head] == tree.sentence[draft.head] for other in learned)
