"""Make drafts: a cue with its frame, source, quotations, act and stance, still in tokens.

Comes in: a parse, a cue candidate, the quotations. Goes out: a draft, or None where the words are no cue because
nothing is said. Ids, nesting and actors come later (attributions.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sayso.extract.actors.source_words import load_source_words
from sayso.extract.attribution.accused import is_cause
from sayso.extract.attribution.acts import accused_of, find_act
from sayso.extract.attribution.addressees import find_addressees
from sayso.extract.attribution.attribution_words import load_attribution_words
from sayso.extract.attribution.channels import find_channel
from sayso.extract.attribution.contents import find_frame
from sayso.extract.attribution.cue_uses import CueUse, root_of
from sayso.extract.attribution.cues import CueCandidate, CueFile, CueLexicon
from sayso.extract.attribution.quotations import Quotations
from sayso.extract.attribution.sources import find_source
from sayso.extract.attribution.speech import find_quoted_content
from sayso.extract.grammar.trees import (
    SUBJECTS,
    Stretch,
    Tree,
    as_stretches,
    holds,
    merged,
    without,
)
from sayso.model import Act, Stance

_EDGES = frozenset({",", ".", ";", ":", "-", "–", "—", "--", ")", "("})
_MARKS = frozenset({'"', "”", "''", "»", "’", "'"})
_LINKS = frozenset({"by", "from", "among"})
# "the call", "that report": one that was told of before.
_GIVEN = frozenset({"the", "that", "this", "those", "these", "its", "their", "his", "her"})
# No farther before its verb a subject stands surely: "the explosion, which Kyiv calls an accident".
_CLOSE = 4


@dataclass
class Draft:
    """An attribution while it is put together. `outer` is set where the content is the outer's own ("citing X").

    `is_read` tells that act, stance and accused were read from the words, `is_sure` that the rules need no second word
    for it.
    """

    head: int
    cue: list[Stretch]
    content: list[Stretch]
    source: list[Stretch]
    act: Act = "says"
    stance: Stance = "asserts"
    addressees: list[Stretch] = field(default_factory=list)
    accused: list[Stretch] = field(default_factory=list)
    channel: Stretch | None = None
    takes_quotes: bool = False
    outer: Draft | None = None
    is_read: bool = False
    is_sure: bool = False

    def holds(self, other: Draft) -> bool:
        """Whether the other's cue stands in this content."""
        return holds(self.content, other.head)


def make_draft(
    tree: Tree, cue: CueCandidate, cues: CueLexicon, quotations: Quotations
) -> Draft | None:
    """Put together what a cue says of itself; None if it has no content.

    "Moscow denied the charge" at "denied" → source "Moscow", content "the charge", act denies
    """
    frame = find_frame(tree, cue)
    if not frame.cue or is_mute(tree, cue.head, cues.file):
        return None
    source = [_without_marks(tree, s) for s in find_source(tree, cue, frame, cues.file)]
    takes_quotes = "quote" in cue.group.takes
    if takes_quotes:
        frame.content = find_quoted_content(tree, cue, frame, source, quotations)
    content = trimmed(tree, without(merged(frame.content, 1), [*source, *as_stretches(frame.cue)]))
    content = _without_comments(tree, cue.head, content, cues)
    source = trimmed(tree, source)
    content = _without_joints(tree, _without_link(tree, content, source))
    if not content or (cue.group.needs_source and not source):
        return None
    words = load_source_words()
    channel = find_channel(tree, cue.head, content, source, words)
    if channel is not None:
        content = trimmed(tree, without(content, [channel])) or content
    tokens = tuple(t for t in frame.cue if t not in cue.rest)
    use = CueUse(cue.head, tokens, content, cue.group, cue.rest)
    act, stance = find_act(tree, use, source, cues)
    return Draft(
        head=cue.head,
        cue=as_stretches([*_opening_noun(tree, cue, content), *frame.cue]),
        content=content,
        source=source,
        act=act,
        stance=stance,
        addressees=find_addressees(tree, cue.head, content, source, channel, words),
        accused=accused_of(tree, use, cues)
        or [a for a in frame.accused if not (_blames_cause(act, use) or is_cause(tree, a, cues))],
        channel=channel,
        takes_quotes=takes_quotes,
        is_read=True,
        is_sure=frame.sure or cue.group.sure,
    )


def _opening_noun(tree: Tree, cue: CueCandidate, content: Sequence[Stretch]) -> list[int]:
    """ "| Suspicion | has fallen on the rebels": the noun without which the verb is no cue is a part of it."""
    is_blame = bool(cue.group.subjects) and cue.group.source == "none"
    is_blame = is_blame and cue.group.object == "accused"
    noun = tree.child(cue.head, *SUBJECTS) if is_blame else None
    is_free = noun is not None and not any(start <= noun < end for start, end in content)
    return [noun] if noun is not None and is_free else []


def _without_joints(tree: Tree, content: list[Stretch]) -> list[Stretch]:
    """ "73 were hurt | , according to the ministry, | and": an "and" alone is nobody's word."""
    return [
        p for p in content if any(tree.is_word(t) and tree.pos[t] != "CCONJ" for t in range(*p))
    ]


_RELATIVE = frozenset({"that", "which"})


def is_mute(tree: Tree, head: int, words: CueFile) -> bool:
    """ "as missiles hit the station", "fighting raged": what cannot speak stands right before the verb.

    "Shell said rebels had killed two workers" is the company: what it says must not become the outlet's fact.
    """
    subject = tree.child(head, "nsubj")
    if tree.pos[head] != "VERB" or subject is None or tree.lemmas[head] in words.talking:
        return False
    if tree.words[subject] in _RELATIVE and tree.deps[head] == "relcl":
        # "in a killing that threatens to sink the truce"
        return tree.lemmas[tree.heads[head]] in words.events
    if tree.lemmas[head] in words.likening and tree.lemmas[subject] in words.events:
        return True  # "The bombing recalled a 1983 attack"
    is_name = tree.pos[subject] == "PROPN" or tree.entities[subject] == "ORG"
    return not is_name and tree.lemmas[subject] in words.mute and 0 < head - subject <= _CLOSE


def _without_link(tree: Tree, content: list[Stretch], source: Sequence[Stretch]) -> list[Stretch]:
    """ "claim of | responsibility | by the Tigers": the "by" is no part of what they claim."""
    if len(content) != 1 or not source:
        return content
    start, end = content[0]
    is_link = end == source[0][0] and tree.words[end - 1] in _LINKS
    return [(start, end - 1)] if is_link and end - 1 > start else content


def _blames_cause(act: Act, use: CueUse) -> bool:
    """ "blamed the explosion on a gas leak": a charge by its words, and of nobody."""
    return use.group.act == "accuses" and act == "says"


def is_naming(tree: Tree, draft: Draft) -> bool:
    """ "a commander better known as the Butcher", "the PKK, listed as terrorists by Ankara": nothing is said by him."""
    last = max(end for _, end in draft.cue)
    head = draft.head
    is_named = (
        tree.deps[head] == "acl" and tree.is_passive(head) and "as" in tree.words[head : head + 2]
    )
    if is_named and holds(draft.source, tree.heads[head]):
        return True
    if tree.words[last - 1] != "known":
        return False
    is_marked = any(
        tree.words[c] == "as" and tree.deps[c] in ("mark", "advmod") for c in tree.children[head]
    )  # "gunmen of Viv Ansanm, as the coalition is known"
    return is_marked or (last < len(tree) and tree.words[last] == "as")


def leave_day(tree: Tree, draft: Draft) -> None:
    """ "| agreed on | Friday to withdraw": the day is when they agreed, and nothing that they agreed on."""
    _leave_opening_day(tree, draft)
    last = draft.cue[-1][1] - 1 if draft.cue else -1
    if last < 1 or tree.pos[last] != "ADP" or draft.cue[-1][1] - draft.cue[-1][0] < 2:
        return
    day = tree.child(last, "pobj")
    if day is None or tree.entities[day] not in ("DATE", "TIME") or not holds(draft.content, day):
        return
    rest = trimmed(tree, without(draft.content, [(last, tree.subtree(day)[1])]))
    if rest:
        draft.cue = [*draft.cue[:-1], (draft.cue[-1][0], last)]
        draft.content = rest


def leave_hearer(tree: Tree, draft: Draft) -> None:
    """ "told a fact | -finding | team that shops burned": who is told is no part of what is told, nor of the cue."""
    head = draft.head
    if tree.lemmas[head] in load_source_words().apologises:
        _leave_wronged(tree, draft)
    if tree.lemmas[head] not in load_source_words().always_heard or not draft.content:
        return
    hearer = tree.child(head, "dobj")
    if hearer is None or hearer < head or tree.words[hearer + 1 : hearer + 2] != ["that"]:
        return
    start = draft.content[0][0]
    rest = trimmed(tree, without(draft.content, [(start, hearer + 1)]))
    if head < start <= hearer and rest:
        draft.content = rest
        draft.cue = without(draft.cue, [(tree.first[hearer], hearer + 1)])


def _leave_wronged(tree: Tree, draft: Draft) -> None:
    """ "apologised | to the widow of a man shot by troops | for the shot": to whom somebody is sorry, not for what."""
    for link in tree.children[draft.head]:
        if tree.words[link] != "to" or tree.deps[link] not in ("prep", "dative"):
            continue
        start, end = tree.subtree(link)
        reasons = (t for t in range(start, end) if tree.words[t] == "for" and t > link)
        reason = next((t for t in reasons if tree.deps[t] == "prep"), end)
        draft.content = trimmed(tree, without(draft.content, [(start, reason)]))


def leave_opening_adverb(tree: Tree, draft: Draft) -> None:
    """ "| Earlier, | a Ukrainian official said": when it was said, and no part of who says it."""
    if not draft.source:
        return
    start, end = draft.source[0]
    if tree.pos[start] == "ADV" and start + 2 < end and tree.words[start + 1] == ",":
        draft.source = [(start + 2, end), *draft.source[1:]]


def _leave_opening_day(tree: Tree, draft: Draft) -> None:
    """ "agreed late on | Monday to extend it": so, where what they agreed to is an infinitive behind the day."""
    if not draft.content or tree.pos[draft.head] != "VERB":
        return
    start = draft.content[0][0]
    link = start if tree.pos[start] == "ADP" else start - 1
    day = tree.child(link, "pobj") if link > draft.head and tree.pos[link] == "ADP" else None
    if day is None or day < start or tree.entities[day] not in ("DATE", "TIME"):
        return
    behind = tree.subtree(day)[1]
    if tree.heads[link] != draft.head or behind >= len(tree) or tree.tags[behind] != "TO":
        return
    rest = trimmed(tree, without(draft.content, [(start, behind)]))
    if rest and rest[0][0] == behind:
        draft.content = rest
        cue = ((first, min(end, link) if end == link + 1 else end) for first, end in draft.cue)
        draft.cue = [(first, end) for first, end in cue if first < end]


def leave_dating(tree: Tree, draft: Draft) -> None:
    """ "agreed to talks | a day after Ethiopia launched an offensive": when they did, in the outlet's words.

    So it is behind a comma: "said on Monday that he would not sign it, | two days after police shot dead six".
    """
    if tree.pos[draft.head] != "VERB":
        return
    _leave_length(tree, draft)
    for start, end in draft.content:
        root = root_of(tree, start, end)
        if root is None or tree.pos[root] != "NOUN":
            continue
        for clause in (*tree.children[root], *tree.children[draft.head]):
            dated = _dating_clause(tree, clause)
            if dated is not None and start < dated and tree.last[clause] < end:
                draft.content = trimmed(
                    tree, without(draft.content, [(dated, tree.last[clause] + 1)])
                )


def _leave_length(tree: Tree, draft: Draft) -> None:
    """Leave to the outlet ", two days after …" at the end of what a dated verb of speech tells."""
    if not draft.content or draft.content[-1][0] < draft.head or not _has_day(tree, draft.head):
        return
    start, end = draft.content[-1]
    for link in range(start + 2, end - 1):
        if tree.words[link] not in ("after", "before"):
            continue
        if tree.lemmas[link - 1] not in load_attribution_words().lengths:
            continue
        first = tree.first[link - 1] if tree.deps[link - 1] == "npadvmod" else link - 2
        if tree.words[first - 1] == "," and start < first - 1:
            draft.content = trimmed(tree, [*draft.content[:-1], (start, first - 1)])
            return


def _has_day(tree: Tree, verb: int) -> bool:
    """Whether a verb of speech has its own day: "said on Monday that"."""
    links = [c for c in tree.children[verb] if tree.deps[c] in ("prep", "npadvmod", "tmod")]
    days = [c for link in links for c in (link, *tree.children[link])]
    return any(tree.entities[day] == "DATE" for day in days)


def _dating_clause(tree: Tree, clause: int) -> int | None:
    """The first word of "a day after X did"."""
    mark = tree.child(clause, "mark")
    if tree.deps[clause] != "advcl" or mark is None or tree.words[mark] not in ("after", "before"):
        return None
    first = tree.first[clause]
    length = first - 1
    is_length = length > 0 and tree.lemmas[length] in load_attribution_words().lengths
    return tree.first[length] if is_length else first


def is_reaction(tree: Tree, draft: Draft, cues: CueLexicon) -> bool:
    """ "The army responded to the attack with artillery": done, not said; "responded to the charge" is an answer."""
    if tree.lemmas[draft.head] not in cues.file.reacting:
        return False
    if _is_callout(tree, draft, cues):
        return True
    words = [t for start, end in draft.content for t in range(start, end)]
    is_said = any(tree.pos[t] in ("VERB", "AUX") or tree.words[t] in _MARKS for t in words)
    said = (*cues.file.charges, *cues.file.proposals, *cues.file.accounts)
    return not is_said and not any(tree.lemmas[t] in said for t in words)


def _is_callout(tree: Tree, draft: Draft, cues: CueLexicon) -> bool:
    """ "Officers were responding to a call when a man fired at them": where they went, and nothing that they say."""
    words = load_attribution_words()
    links = (c for c in tree.children[draft.head] if tree.words[c] == "to")
    what = next((n for c in links if (n := tree.child(c, "pobj")) is not None), None)
    who = tree.child(draft.head, "nsubj")
    if what is None or who is None or tree.lemmas[who] not in words.rescuers:
        return False
    is_given = any(tree.words[c] in _GIVEN for c in tree.children[what])
    is_told = is_given and tree.lemmas[what] in cues.file.charges
    return tree.lemmas[what] in words.callouts and not is_told


def _without_marks(tree: Tree, source: Stretch) -> Stretch:
    """A source without the quotation mark of the speech before it."""
    start, end = source
    while start < end - 1 and (tree.words[start] in _MARKS or tree.words[start] == ","):
        start += 1
    return start, end


def _without_comments(
    tree: Tree, head: int, content: list[Stretch], cues: CueLexicon
) -> list[Stretch]:
    """Cut what somebody else says of the content: "…, an accusation Kigali denies"."""
    holes = []
    for start, end in content:
        for token in range(start + 1, end - 2):
            if tree.words[token] == "," and _is_comment(tree, token + 1, cues):
                holes.append((token, end))
                break
    return trimmed(tree, without(content, [h for h in holes if h[0] > head])) if holes else content


def _is_comment(tree: Tree, start: int, cues: CueLexicon) -> bool:
    if tree.words[start] not in ("a", "an", "the", "something"):
        return False
    noun = tree.heads[start] if tree.pos[start] == "DET" else start
    if not start <= noun < start + 4 or tree.lemmas[noun] not in cues.file.charges:
        return False
    return any(tree.deps[c] in ("relcl", "acl") and c > noun for c in tree.children[noun])


def trimmed(tree: Tree, stretches: list[Stretch]) -> list[Stretch]:
    """Stretches without commas, stops and spaces at their ends, those without a word left out; quotation marks stay."""
    found = []
    for start, end in stretches:
        while start < end and _is_edge(tree, start):
            start += 1
        while end > start and _is_edge(tree, end - 1):
            end -= 1
        if any(tree.is_word(t) for t in range(start, end)):
            found.append((start, end))
    return found


def _is_edge(tree: Tree, token: int) -> bool:
    return tree.pos[token] == "SPACE" or tree.words[token] in _EDGES
