"""Deeds of a past that an earlier sentence dated: "Troops shot 30 farmers in May 1982. The soldiers raped girls."

Comes in: the drafts of a report's deeds. Goes out: the same drafts, some of them history now: violence and protest told
in the past, without a day of its own, of somebody or something told before, in a paragraph in which all was history so
far. What a court or the police do about it later is news, and left alone.
"""

from __future__ import annotations

import dataclasses
from bisect import bisect_right
from collections.abc import Sequence

from spacy.tokens import Token

from sayso.extract.attribution.attribution_words import load_attribution_words
from sayso.extract.events.circumstance_words import load_circumstance_words
from sayso.extract.events.circumstances import Scene
from sayso.extract.events.deed_drafts import DeedDraft
from sayso.extract.grammar.voice import children, is_verb
from sayso.model import TimeInterval

_DEEDS = frozenset({"ASSAULT", "PROTEST"})
_POINTING = frozenset({"the", "these", "those", "this", "that", "both"})
# So many characters before the day, at most: "Earlier, in ".
_OPENING = 14
_HAD = frozenset({"had", "'d", "’d"})


def in_same_past(drafts: Sequence[DeedDraft], scene: Scene) -> list[DeedDraft]:
    """Make history of what goes on with a deed of history.

    "Police shot 20 pupils in June 1976. They had been marching to a stadium." → shot, marching: historical
    """
    told: list[DeedDraft] = []
    paragraph, has_old, has_news = -1, False, False
    opening: DeedDraft | None = None
    for draft in drafts:
        here = _paragraph_of(draft, scene)
        if here != paragraph:
            paragraph, has_old, has_news = here, False, False
        is_old = has_old and not has_news and _goes_on(draft, scene)
        if is_old or (opening is not None and _is_in_breath(draft, opening, scene)):
            draft = dataclasses.replace(draft, status="historical")
        if opening is None or opening.trigger.sentence != draft.trigger.sentence:
            opening = draft if _opens_old(draft, scene) else None
        told.append(draft)
        has_old = has_old or (draft.status == "historical" and draft.time is not None)
        has_news = has_news or draft.status in ("happened", "ongoing")
    return told


def _opens_old(draft: DeedDraft, scene: Scene) -> bool:
    """ "[In March last year], rebels hijacked a train; …": a deed of history, dated where its sentence opens."""
    if draft.status != "historical" or draft.time is None:
        return False
    first = scene.reading.doc[draft.trigger.sentence]
    return draft.time.span.start - first.idx <= _OPENING


def _is_in_breath(draft: DeedDraft, opening: DeedDraft, scene: Scene) -> bool:
    """ "…; 31 people were killed before commandos shot the attackers": of that year, dated by nothing else."""
    if draft.trigger.sentence != opening.trigger.sentence or draft.status != "happened":
        return False
    times = [time for _, time in scene.times.get(draft.trigger.sentence, [])]
    if draft.trigger.kind.type not in _DEEDS or any(_is_day(time, opening) for time in times):
        return False
    verb = _verb_of(draft.trigger.token)
    if verb is None or verb.tag_ not in ("VBD", "VBN"):
        return False
    return not any(t.tag_ in ("VBP", "VBZ", "MD") for t in children(verb, "aux"))


def _is_day(time: TimeInterval, opening: DeedDraft) -> bool:
    """Another time of the sentence than that which it opens with; lengths ("a two-day siege") are none."""
    return time.type != "DURATION" and opening.time is not None and time.id != opening.time.id


def _paragraph_of(draft: DeedDraft, scene: Scene) -> int:
    at = draft.trigger.token.idx
    return bisect_right(scene.reading.paragraphs, at, key=lambda p: p[0])


def _goes_on(draft: DeedDraft, scene: Scene) -> bool:
    """Whether a deed is told in the past, dated by nothing, and of somebody or something told before."""
    trigger = draft.trigger
    if draft.status not in ("happened", "ongoing") or trigger.kind.type not in _DEEDS:
        return False
    if scene.times.get(trigger.sentence) or _is_done_anew(trigger.token):
        return False
    verb = _verb_of(trigger.token)
    if verb is None or not _is_past(verb):
        return False
    if trigger.is_noun:
        whose = [n for of in children(trigger.token, "prep") for n in children(of, "pobj")]
        return _points_back(trigger.token) and all(_points_back(noun) for noun in whose)
    return _is_before_past(verb) or any(_points_back(token) for token in draft.roles.actors)


def _verb_of(token: Token) -> Token | None:
    return next((up for up in (token, *token.ancestors) if is_verb(up)), None)


def _is_past(verb: Token) -> bool:
    forms = children(verb, "aux", "auxpass")
    return verb.tag_ == "VBD" or any(t.tag_ == "VBD" for t in forms)


def _is_before_past(verb: Token) -> bool:
    """ "had been marching", "had ambushed a patrol": before what was told."""
    return any(t.lower_ in _HAD for t in children(verb, "aux"))


def _is_done_anew(token: Token) -> bool:
    anew = load_circumstance_words().anew
    return any(t.lower_ in anew for t in token.subtree)


def _points_back(token: Token) -> bool:
    """ "they", "the soldiers"; not "the army", which needs no telling before."""
    if token.pos_ == "PRON":
        return True
    if token.pos_ != "NOUN" or token.lower_ in load_attribution_words().bodies:
        return False
    return any(child.lower_ in _POINTING for child in children(token, "det"))
