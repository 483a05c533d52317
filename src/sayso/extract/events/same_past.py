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

_DEEDS = frozenset({"ASSAULT", "PROTEST"})
_POINTING = frozenset({"the", "these", "those", "this", "that", "both"})
_HAD = frozenset({"had", "'d", "’d"})


def in_same_past(drafts: Sequence[DeedDraft], scene: Scene) -> list[DeedDraft]:
    """Make history of what goes on with a deed of history.

    "Police shot 20 pupils in June 1976. They had been marching to a stadium." → shot, marching: historical
    """
    told: list[DeedDraft] = []
    paragraph, has_old, has_news = -1, False, False
    for draft in drafts:
        here = _paragraph_of(draft, scene)
        if here != paragraph:
            paragraph, has_old, has_news = here, False, False
        if has_old and not has_news and _goes_on(draft, scene):
            draft = dataclasses.replace(draft, status="historical")
        told.append(draft)
        has_old = has_old or (draft.status == "historical" and draft.time is not None)
        has_news = has_news or draft.status in ("happened", "ongoing")
    return told


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
