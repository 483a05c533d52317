"""Chain sources: "the agency, citing the ministry, said …" has two, one behind the other.

Comes in: drafts. Goes out: the drafts with the inner source as an attribution of its own, whose content is the
outer's. The inner one is what a claim rests on (DESIGN.md §6a, Chain).
"""

from __future__ import annotations

from sayso.extract.attribution.addressees import is_hearer
from sayso.extract.attribution.cues import CueLexicon
from sayso.extract.attribution.drafts import Draft, trimmed
from sayso.extract.grammar.trees import Stretch, Tree, as_stretches, holds, without

_SPEECH_ACTS = frozenset({"says", "reports", "accuses", "confirms", "estimates", "suggests"})


def add_citations(tree: Tree, drafts: list[Draft], cues: CueLexicon) -> list[Draft]:
    """Turn "citing X" beside a cue of speech into the inner attribution of that cue's content.

    "The agency, citing the ministry, said it fell." → the ministry says "it fell", via what the agency said
    """
    found: list[Draft] = []
    for draft in drafts:
        outer = _told_with(tree, draft, drafts, cues)
        if outer is None or any(d.outer is outer for d in found):
            found.append(draft)
        else:
            if _ends_at(tree, outer, draft.head):
                cited = (draft.head - 1, tree.last[draft.head] + 1)
                outer.content = trimmed(tree, without(outer.content, [cited])) or outer.content
            found.append(_inner(tree, draft, outer))
            outer.source = _without_citing(tree, outer.source, draft.head)
            outer.content = _behind_citing(tree, outer, draft.head)
    return [*found, *_quoted_by(tree, found, cues)]


def _quoted_by(tree: Tree, drafts: list[Draft], cues: CueLexicon) -> list[Draft]:
    """ "The army, quoted by state television, said …": the television is the outer source, the army the inner one."""
    made = []
    for draft in drafts:
        if draft.act not in _SPEECH_ACTS or draft.outer is not None:
            continue
        for start, end in draft.source:
            quoted = next((t for t in range(start, end) if _is_quoted(tree, t, cues)), None)
            agent = tree.child(quoted, "agent") if quoted is not None else None
            if quoted is None or agent is None or tree.last[agent] == agent:
                continue
            by = (agent + 1, tree.last[agent] + 1)
            outer = Draft(
                head=quoted,
                cue=as_stretches([quoted]),
                content=list(draft.content),
                source=trimmed(tree, [by]),
                stance=draft.stance,
            )
            draft.source = trimmed(tree, [(start, quoted)])
            draft.outer = outer
            made.append(outer)
    return made


def _is_quoted(tree: Tree, token: int, cues: CueLexicon) -> bool:
    return (
        tree.lemmas[token] in cues.file.citing
        and tree.tags[token] == "VBN"
        and tree.deps[token] == "acl"
    )


def _told_with(tree: Tree, draft: Draft, drafts: list[Draft], cues: CueLexicon) -> Draft | None:
    """The cue of speech that "citing X" or "which cited X" stands beside, if what is cited can speak."""
    if not _is_citing(tree, draft.head, cues):
        return None
    cited = tree.child(draft.head, "dobj")
    if cited is None or not _can_speak(tree, cited, cues):
        return None
    outers = [
        d
        for d in drafts
        if d.act in _SPEECH_ACTS
        and d.head != draft.head
        and tree.sentence[d.head] == tree.sentence[draft.head]
        # "it was alleged that, citing him, they fled": who is cited inside a content is part of what is said.
        and (not d.holds(draft) or _follows(tree, draft.head, d) or _ends_at(tree, d, draft.head))
    ]
    if (named := next((d for d in outers if _ends_at(tree, d, draft.head)), None)) is not None:
        return named
    governor = tree.heads[draft.head]
    by_parse = next((d for d in outers if d.head == governor), None)
    by_parse = _later_clause(draft.head, by_parse, outers) or by_parse
    return by_parse or next((d for d in outers if _is_same_speaker(tree, draft, d)), None)


def _ends_at(tree: Tree, outer: Draft, citing: int) -> bool:
    """ "Gunmen killed two, according to the paper, citing nurses": the paper cites them, and not the gunmen."""
    is_behind = any(end <= citing for _, end in outer.cue) and tree.words[citing - 1] == ","
    source_end = max((end for _, end in outer.source), default=0)
    return is_behind and outer.head < citing and source_end == citing - 1


def _later_clause(citing: int, outer: Draft | None, drafts: list[Draft]) -> Draft | None:
    """ "One agency reported 20 dead, while another put the toll at 31, citing hospitals": the other cites them."""
    if outer is None or outer.head > citing:
        return None
    behind = [d for d in drafts if outer.head < d.head < citing and d.source and not outer.holds(d)]
    behind = [d for d in behind if all(start > outer.head for start, _ in d.source)]
    return max(behind, key=lambda d: d.head, default=None)


def _without_citing(tree: Tree, source: list[Stretch], citing: int) -> list[Stretch]:
    """ "The agency, citing the ministry" → "The agency"."""
    held = [(start, end) for start, end in source if start < citing < end]
    if not held:
        return source
    start = held[0][0]
    cut = next((t for t in range(citing, start, -1) if tree.words[t] == ","), citing)
    return trimmed(tree, [(start, cut)]) or source


def _behind_citing(tree: Tree, outer: Draft, citing: int) -> list[Stretch]:
    """ "said, citing witnesses, that they fled": what is said begins behind the second comma."""
    if not _follows(tree, citing, outer):
        return outer.content
    last = tree.sentence_of(citing)[1]
    comma = next((t for t in range(citing, last) if tree.words[t] == ","), None)
    if comma is None:
        return outer.content
    start = max(end for _, end in outer.cue)
    return trimmed(tree, without(outer.content, [(start, comma + 1)])) or outer.content


def _follows(tree: Tree, citing: int, outer: Draft) -> bool:
    """Whether "citing" stands right behind a cue and its comma."""
    end = max((end for _, end in outer.cue), default=citing + 1)
    return end < citing <= end + 1 and tree.words[end] == ","


def _is_citing(tree: Tree, head: int, cues: CueLexicon) -> bool:
    """A participle, or the verb of a relative clause; "he cited the report" says something by itself."""
    if tree.lemmas[head] not in cues.file.citing:
        return False
    return tree.tags[head] == "VBG" or tree.deps[head] == "relcl"


def _is_same_speaker(tree: Tree, citing: Draft, outer: Draft) -> bool:
    """Whether who cites is who speaks: the same words, or the citing clause stands in the speaker's phrase."""
    if citing.source and citing.source == outer.source:
        return True
    if holds(outer.source, citing.head) or _follows(tree, citing.head, outer):
        return True
    starts = {start for start, _ in outer.source}
    return bool(starts & {start for start, _ in citing.source})


def _can_speak(tree: Tree, token: int, cues: CueLexicon) -> bool:
    if tree.entities[token] in ("PERSON", "ORG", "GPE", "NORP") or tree.pos[token] == "PROPN":
        return True
    kinds = cues.file
    speakers = (
        *kinds.documents,
        *kinds.media,
        *kinds.anonymous,
        *kinds.groups_of_people,
        *kinds.roles,
    )
    if tree.lemmas[token] in speakers or tree.lemmas[token] in kinds.organs:
        return True
    is_thing = tree.lemmas[token] in kinds.not_cited
    return not is_thing and is_hearer(tree, token, tree.subtree(token))


def _inner(tree: Tree, draft: Draft, outer: Draft) -> Draft:
    cited = tree.child(draft.head, "dobj")
    return Draft(
        head=draft.head,
        cue=as_stretches([draft.head]),
        content=list(outer.content),
        source=trimmed(tree, [tree.subtree(cited)]) if cited is not None else [],
        act="says",
        stance=outer.stance,
        outer=outer,
    )
