"""Voices: whose words each mention stands in.

Comes in: mentions and attributions. Goes out: the mentions with `voice` set to the innermost attribution whose
content holds them, or left None for the outlet's own words. Framing is counted from this (DESIGN.md §3).
"""

from __future__ import annotations

import msgspec

from sayso.model import Attribution, Mention, Span


def find_voice(span: Span, attributions: tuple[Attribution, ...]) -> Attribution | None:
    """The innermost attribution whose content holds the span; None is the outlet's own voice.

    "Police said the army admitted it shot the boy." → the voice of "shot" is the army's admission, and of "army"
    what police said.
    """
    holding = [a for a in attributions if any(_holds(part, span) for part in a.content)]
    return min(holding, key=_content_length, default=None)


def with_voices(
    mentions: tuple[Mention, ...], attributions: tuple[Attribution, ...]
) -> tuple[Mention, ...]:
    """The same mentions, each with the voice it stands in."""
    return tuple(
        msgspec.structs.replace(mention, voice=voice.id if voice else None)
        for mention in mentions
        for voice in [find_voice(mention.span, attributions)]
    )


def _holds(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _content_length(attribution: Attribution) -> int:
    return sum(part.end - part.start for part in attribution.content)
