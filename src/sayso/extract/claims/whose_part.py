"""Whose part in a deed a denial denies: "Iran said Hezbollah was not involved" → Hezbollah's, and not Iran's.

Comes in: a denial with the mentions in its words. Goes out: the parties of whom it says that they had no part in what
was told: whom its clause opens with, by name or by a pronoun, else those who deny.
"""

from __future__ import annotations

from sayso.extract.claims.claim_ground import Ground
from sayso.extract.claims.tellings import rules_out, words_of
from sayso.model import Attribution, Mention


def whose_part(attribution: Attribution, ground: Ground) -> tuple[str, ...]:
    """Whose part in a deed is denied: "Police said he was not involved" → his, and not the police's.

    "A spokesman for the rebels said they were not responsible" → the rebels'.
    """
    subject = _subject_word(attribution)
    if subject in ("he", "she"):
        himself = tuple(a for a in attribution.actors if ground.sides.is_person(a))
        return spoken_of(attribution, ground) or himself
    if subject == "they":
        bodies = [b for a in attribution.actors for b in ground.sides.bodies_of(a)]
        return tuple(bodies) or attribution.actors
    return whom_it_clears(attribution, ground) or attribution.actors


def own_part(attribution: Attribution, ground: Ground) -> tuple[str, ...]:
    """ "Soldiers killed 40. A sergeant said he had been on leave that day": his own part, and not the soldiers'."""
    is_one = _subject_word(attribution) in ("he", "she")
    own = set(spoken_of(attribution, ground)).issubset(attribution.actors)
    return attribution.actors if is_one and own and len(attribution.actors) == 1 else ()


def spoken_of(attribution: Attribution, ground: Ground) -> tuple[str, ...]:
    """ "The man's wife insists he spent that week at a funeral": the man, whom a pronoun opens with."""
    if _subject_word(attribution) not in ground.policy.clause_subjects:
        return ()
    first = _first_mention(attribution, ground)
    return (first.actor,) if first is not None and first.is_pronoun and first.actor else ()


def whom_it_clears(attribution: Attribution, ground: Ground) -> tuple[str, ...]:
    """ "The army said the rebels had nothing to do with the attack": the rebels, of whom the clause tells no part."""
    first = _first_mention(attribution, ground)
    if first is None or not first.actor or first.is_pronoun or attribution.stance != "denies":
        return ()
    text, policy = ground.document.text, ground.policy
    # "ruled out | the involvement of | the rebels"
    before = text[attribution.content[0].start : first.span.start].lower().split()
    if before[-1:] in (["of"], ["by"]) and not policy.part_words.isdisjoint(before):
        return (first.actor,) if rules_out(attribution, policy) else ()
    opening = text[attribution.content[0].start : first.span.start].lower().split()
    rest = text[first.span.end : attribution.content[-1].end].lower()
    words = [word.strip(".,;:”“\"'") for word in rest.split()]
    if opening not in ([], ["that"]) or words[:1] == [] or words[0] not in policy.clause_verbs:
        return ()
    parts = policy.part_words - policy.own_words - policy.clause_subjects
    is_of_part = not parts.isdisjoint(words) or any(p in rest for p in policy.part_phrases)
    return (first.actor,) if is_of_part else ()


def _subject_word(attribution: Attribution) -> str:
    """The word that a denial's clause opens with, behind "that"."""
    words = words_of(attribution)
    return next(iter(words[1:2] if words[:1] == ["that"] else words[:1]), "")


def _first_mention(attribution: Attribution, ground: Ground) -> Mention | None:
    """Whom the words of a denial name first, by the longest name: "the rebels' leader", not "the rebels"."""
    inside = (
        mention
        for mention in ground.findings.mentions
        if any(
            p.start <= mention.span.start and mention.span.end <= p.end for p in attribution.content
        )
    )
    return min(inside, key=lambda m: (m.span.start, -m.span.end), default=None)
