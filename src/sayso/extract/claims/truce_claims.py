"""What a truce lays down and how long it is to last: its `terms`, and durations and ends as `time`.

Comes in: a truce's event and the ground of claims. Goes out: claims on the say-so of whoever tells the words. Works on
the words of the sentence around the truce ("a 48-hour ceasefire", "was extended by 72 hours", "under the truce, …").
When it began is the event's own time (event_claims.py), who broke it is a breach of its own. Not handled: terms told in
a later sentence ("It also provides for …"), and "accepted a truce", where the acceptance is the only event.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sayso.extract.claims.claim_ground import Ground, make_claim, tellings_of
from sayso.model import Claim, Event, Property, Span, TimeInterval, Value, make_span

_REACH = 80
# "at 7 p.m. and last 72 hours" is one sentence.
_STOP = re.compile(r"(?<![ap]\.m)[.;!?](?=\s|$)|(?<=[ap]\.m)\.(?=\s+[^\sa-z]|$)|\n")
# So many characters back a sentence's start is looked for first.
_SENTENCE = 500
_CLOCK = re.compile(r"\b([ap])\.m\.")
_TO_LAST = re.compile(r"\b(?:and|to|will|would|should) last (?!of\b)[^,]*$")
_WHICH = re.compile(r"^, (?:which|that) ")
_BEFORE = re.compile(r"[\s-][\"“‘']?(?:\w+[\s-][\"“‘']?){0,2}")
_LASTS = re.compile(
    r"[^.;,]{0,60}?\b(?:of|for|by|last|lasts|lasting|lasted|hold|held)\s"
    r"(?:(?:another|a further|an additional|about|around|at least|up to|some|only|just|the next|the first) )*"
)
_UNDER = re.compile(
    r"\b(?:under|as part of|according to) (?:the|a|this|that|its) "
    r"(?:(?:terms|provisions|conditions) of (?:the|a|this) )?(?:\w+(?:-\w+){0,4}[ -]){0,3}$",
    re.IGNORECASE,
)
_DEAL = r"(?: (?:deal|agreement|accord|plan|proposal|pact))?"
_SPECIFIES = re.compile(
    _DEAL
    + r"(?: (?:in|between|for) [^.;,]{1,40}?)?,?(?: (?:which|that))?(?: (?:also|will|would|is to))? "
    r"(?:calls? for|called for|provides? for|provided for|includes?|included|requires?|required|stipulates?(?: that)?|"
    r"stipulated(?: that)?|obliges?|obliged|allows?(?: for)?|allowed(?: for)?|envisages?|envisaged|foresees?|foresaw|"
    r"involves?|involved|bans?|banned|prohibits?|prohibited|commits?|committed) "
)
_WHEREBY = re.compile(
    _DEAL + r"(?: (?:in|between|for) [^.;,]{1,40}?)?,? "
    r"(?:under which|by which|whereby|on condition that|in exchange for|in return for|to allow|to let) "
)
_SAYS = re.compile(
    r",\s(?:[\w’'-]+\s){1,8}?(?:said|says|announced|reported|told)\b|,\saccording to\b"
)


def make_truce_claims(event: Event, ground: Ground) -> Iterator[Claim]:
    """Terms and length of a truce.

    "A 48-hour ceasefire took effect." → time PT48H; "Under the truce, prisoners will be freed." → terms "prisoners will
    be freed"
    """
    if not _is_truce(event, ground):
        return
    noun = event.trigger
    start, end = _sentence_around(ground.document.text, noun)
    for time in ground.findings.times:
        if (
            start <= time.span.start < end
            and time.id != event.time
            and _measures(noun, time, ground)
        ):
            yield from _told(event, "time", Value(time=time.id), time.span, ground)
    for terms in _terms(noun, start, end, ground):
        yield from _told(event, "terms", Value(text=terms.exact), terms, ground)


def _is_truce(event: Event, ground: Ground) -> bool:
    """By its mode, or by its noun where it is only agreed."""
    is_named = event.trigger.exact.lower().split()[-1] in ground.policy.truce_nouns
    return is_named or bool(ground.policy.truce_modes.intersection(event.modes))


def _sentence_around(text: str, span: Span) -> tuple[int, int]:
    starts: list[int] = []
    first, back = span.start, _SENTENCE
    while not starts and first > 0:
        first = max(0, span.start - back)
        starts = [m.end() for m in _STOP.finditer(text, first, span.start)]
        back *= 4
    stop = _STOP.search(text, span.end)
    return (starts[-1] if starts else 0), (stop.start() if stop else len(text))


def _measures(trigger: Span, time: TimeInterval, ground: Ground) -> bool:
    """ "48-hour ceasefire", "truce of two days", "extended by 72 hours", "until Friday"."""
    text = ground.document.text
    if time.span.end <= trigger.start:
        gap = text[time.span.end : trigger.start]
        return time.type == "DURATION" and len(gap) < _REACH and bool(_BEFORE.fullmatch(gap))
    gap = text[trigger.end : time.span.start]
    if len(gap) > _REACH or _is_another_between(trigger, time.span.start, ground):
        return False
    if time.direction == "until":
        return "," not in gap
    gap = _WHICH.sub(" ", _CLOCK.sub(r"\1m", gap))
    if _TO_LAST.search(gap + time.span.exact.lower()):
        gap += "last "  # a verb, whatever the time's own words are
    return time.type == "DURATION" and bool(_LASTS.fullmatch(gap))


def _is_another_between(trigger: Span, before: int, ground: Ground) -> bool:
    """Whether a deed stands between the truce and the time: "the truce, shelling it for two days"."""
    return any(
        trigger.end <= other.trigger.start < before and other.type in ("ASSAULT", "COERCE")
        for other in ground.findings.events
    )


def _terms(trigger: Span, start: int, end: int, ground: Ground) -> Iterator[Span]:
    text = ground.document.text
    if _UNDER.search(text, start, trigger.start) and (
        comma := re.compile(_DEAL + r",\s").match(text, trigger.end, end)
    ):
        yield from _cut(text, comma.end(), end)
        return
    for pattern in (_SPECIFIES, _WHEREBY):
        if match := pattern.match(text, trigger.end, end):
            yield from _cut(text, match.end(), end)
            return


def _cut(text: str, start: int, end: int) -> Iterator[Span]:
    """The words up to the end of the sentence, or to who says so."""
    said = _SAYS.search(text, start, end)
    end = said.start() if said else end
    end = start + len(text[start:end].rstrip(' ,"”'))
    if end > start:
        yield make_span(text, start, end)


def _told(
    event: Event, property_: Property, value: Value, span: Span, ground: Ground
) -> Iterator[Claim]:
    for telling in tellings_of(event, event.trigger, ground):
        if telling.stance != "denies":
            yield make_claim(ground, event, property_, value, telling, [event.trigger, span])
