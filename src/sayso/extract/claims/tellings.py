"""Tellings: on whose say-so some words stand.

Comes in: a span and the attributions of its report. Goes out: who claims it, with what stance, through which chain.
The innermost source that somebody named is the claimant; what stands outside every content is the outlet's own.

    "The agency, citing the ministry, said three men had died." → died: claimants (ministry,), via (agency, ministry)

Does not decide what the words claim: see claims.py.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from sayso.extract.attribution.voices import Contents, tells_instead
from sayso.extract.claims.claim_policy import ClaimPolicy
from sayso.model import Act, Attribution, ClaimStance, Document, Span, Stance

# "accused of", but not "are accused of".
_MOST_CUE_WORDS = 2
_SENTENCE_END = re.compile(r"[.?!](?=\s|$)")
UNKNOWN_OUTLET = "outlet:unknown"


@dataclass(frozen=True)
class Telling:
    """Claimants with their stance, and the attributions they are reached through, outermost first.

    `printed` are the claimants' own words in the text; `act` is None for the outlet's own voice. `is_real` is False for
    the content of a demand, plan or threat: it can be planned there, but nobody says that it happened. `is_granted`: a
    denial takes the words for granted, without saying who is to be held to them.
    """

    claimants: tuple[str, ...]
    stance: ClaimStance
    via: tuple[str, ...] = ()
    printed: tuple[str, ...] = ()
    act: Act | None = None
    is_real: bool = True
    is_granted: bool = False


def outlet_id(document: Document) -> str:
    """The claimant id of the outlet's own voice."""
    return f"outlet:{document.outlet.id}" if document.outlet else UNKNOWN_OUTLET


def unnamed_id(document: Document) -> str:
    """The claimant id of a source that the report does not name ("it was alleged")."""
    return f"doc:{document.id}#unnamed"


def find_tellings(
    span: Span, contents: Contents, document: Document, policy: ClaimPolicy
) -> list[Telling]:
    """Everybody on whose say-so a span stands: see `tell_through`."""
    return tell_through(contents.chain(span), document, policy, span.start)


def tell_through(
    chain: Sequence[Attribution], document: Document, policy: ClaimPolicy, at: int | None = None
) -> list[Telling]:
    """Everybody on whose say-so some words stand, by the attributions around them, outermost first; they stand `at`.

    "Syria denied US claims that it bombed the clinic." → bombed: the US asserts it, Syria denies it.
    Nothing is told by words inside a demand or behind a refusal to comment.
    """
    if not chain:
        return [Telling(claimants=(outlet_id(document),), stance="asserts")]
    chain = _charged_beside(_as_condemned(chain), policy)
    teller = _innermost_source(chain, policy)
    outer = chain[:teller]
    told = _telling(chain, teller, document, policy, at)
    outer = [a for a in outer if not _is_put_before(a, chain[teller], document)]
    if any(_takes_back(a, chain[teller], policy) for a in outer):
        return []
    if turns_down(chain[teller], policy) or leaves_open(chain[teller], policy):
        return []
    denials = [
        _denial(chain, i)
        for i, a in enumerate(outer)
        if is_denial(a) and a.actors and not turns_down(a, policy)
    ]
    return [t for t in (told, *denials) if t is not None]


def _as_condemned(chain: Sequence[Attribution]) -> Sequence[Attribution]:
    """ "Kyiv urged the council to condemn Russia for the raid": whoever calls for it charges Russia himself."""
    acts = [(a.act, a.stance) for a in chain[-2:]]
    if acts != [("demands", "asserts"), ("condemns", "asserts")] or not chain[-2].source:
        return chain
    return [*chain[:-2], replace(chain[-2], act="accuses")]


def _charged_beside(chain: Sequence[Attribution], policy: ClaimPolicy) -> Sequence[Attribution]:
    """ "ordered the release of two men | accused of killing him": what describes them is charged, and not ordered."""
    charge = chain[-1]
    is_charge = charge.act in ("accuses", "believes") and charge.stance in ("asserts", "suggests")
    is_charge = is_charge and not charge.source
    if not is_charge or not charge.cue or len(charge.content) < 2:
        return chain
    cue = charge.cue[0].exact.lower().split()
    # … as "that they | be charged with it" would be.
    is_asked = len(cue) > _MOST_CUE_WORDS or not policy.passive_words.isdisjoint(cue)
    if is_asked or charge.cue[0].start - charge.content[0].end > 1:
        return chain
    outer = [a for a in chain[:-1] if not (a.act in policy.unreal_acts or is_denial(a))]
    return [*outer, charge]


def is_denied(attribution: Attribution, at: int | None = None) -> bool:
    """Whether a source says of what its own words tell that it is not so; a rival account is so told."""
    return is_denial(attribution) and not tells_instead(attribution, at)


def is_denial(attribution: Attribution) -> bool:
    """Whether a source says of a content that it is not so: a denial, a rejection, an acquittal."""
    return attribution.stance == "denies" or attribution.act == "clears"


def turns_down(attribution: Attribution, policy: ClaimPolicy) -> bool:
    """ "rebuffed calls for a halt to the bombing", "refused to withdraw its troops": no deed is denied."""
    if attribution.act != "rejects":
        return False
    opening = words_of(attribution)[: policy.opening_words_most]
    return opening[:1] == ["to"] or bool(policy.proposal_words.intersection(opening))


def denies_number(attribution: Attribution, policy: ClaimPolicy) -> bool:
    """Whether a denial is of how many: "rejected a claim of 2,000 dead", "said the toll was not 90"."""
    words = words_of(attribution)
    named = policy.tally_words | policy.count_words
    is_count = not named.isdisjoint(words[: policy.tally_phrase_most - 1])
    return is_count and any(word[0].isdigit() for word in words)


def leaves_open(attribution: Attribution, policy: ClaimPolicy) -> bool:
    """ "would not rule out that rebels had fired it": nothing is said to be so."""
    return attribution.act == "suggests" and rules_out(attribution, policy)


def rules_out(attribution: Attribution, policy: ClaimPolicy) -> bool:
    """ "ruled out a coup": who excludes a thing does not say of himself that he did not do it."""
    words = {word for part in attribution.cue for word in part.exact.lower().split()}
    return not policy.open_words.isdisjoint(words)


def words_of(attribution: Attribution) -> list[str]:
    """The words of a content in small letters, without marks and possessive endings."""
    words = (
        word.strip(".,;:!?'\"”“’‘«»()").lower().removesuffix("’s").removesuffix("'s")
        for part in attribution.content
        for word in part.exact.split()
    )
    return [word for word in words if word]


def _takes_back(outer: Attribution, inner: Attribution, policy: ClaimPolicy) -> bool:
    """Whether what an inner source says was never said, or only demanded.

    "He stopped short of accusing Moscow", "they denied having blamed the army", "she demanded that Paris admit it"
    """
    if outer.act in policy.unreal_acts:
        return True
    is_same_speaker = bool(set(outer.actors) & set(inner.actors))
    return is_same_speaker and (outer.stance == "withholds" or is_denial(outer))


def _is_put_before(question: Attribution, inner: Attribution, document: Document) -> bool:
    """ "Q: Oman says your troops fired. Your response?": that Oman says so is told, and not asked."""
    if question.act != "asks" or not inner.cue or [cue.exact for cue in question.cue] != [":"]:
        return False
    if not inner.source or inner.stance == "withholds":
        return False
    end = _SENTENCE_END.search(document.text, inner.cue[-1].end)
    return end is not None and end.group() == "."


def _innermost_source(chain: Sequence[Attribution], policy: ClaimPolicy) -> int:
    """Index of the innermost attribution with a source, or of hearsay inside it; 0 when none of them names one.

    "The army declined to comment on reports that it had shelled the school": the reports tell it all the same.
    """
    named = next((i for i in reversed(range(len(chain))) if chain[i].source), None)
    if named is None:
        return 0
    is_told = chain[named].stance in ("asserts", "suggests", "withholds")
    inner = (i for i in reversed(range(named + 1, len(chain))) if is_hearsay(chain[i], policy))
    return next(inner, named) if is_told else named


def is_hearsay(attribution: Attribution, policy: ClaimPolicy) -> bool:
    """ "received reports that", "was accused of": what somebody else says, whom nobody names.

    "Bore the hallmarks of", "are believed to", "allegedly" are the hedges of whoever speaks there.
    """
    if attribution.source or attribution.act not in policy.unnamed_acts:
        return False
    words = [word for part in attribution.cue for word in part.exact.lower().split()]
    is_passive = not policy.passive_words.isdisjoint(words)
    is_said = is_passive and not policy.hearsay_verbs.isdisjoint(words)
    return is_said or not policy.hearsay_nouns.isdisjoint(words)


def _telling(
    chain: Sequence[Attribution],
    teller: int,
    document: Document,
    policy: ClaimPolicy,
    at: int | None,
) -> Telling | None:
    inner = chain[teller:]
    stances: set[Stance] = {"asserts" if tells_instead(a, at) else a.stance for a in inner}
    if "withholds" in stances:
        return None
    source = chain[teller]
    if source.act == "clears":
        stances |= {"denies"}
    claimants = _claimants(source, document, policy)
    if claimants == (outlet_id(document),):
        # "Apparently", "reportedly" with nobody named: the outlet hints, it does not say.
        stances |= {"suggests"}
    return Telling(
        claimants=claimants,
        stance=_joined_stance(stances),
        # In "Syria denied claims that it bombed the clinic" the denial is what is told, the claims are nobody's.
        via=tuple(a.id for a in (chain[: teller + 1] if is_denied(source, at) else chain)),
        printed=tuple(part.exact for part in source.source),
        act=source.act,
        is_real=not any(a.act in policy.unreal_acts for a in inner),
    )


def _claimants(source: Attribution, document: Document, policy: ClaimPolicy) -> tuple[str, ...]:
    if source.actors:
        return source.actors
    if source.source or source.act in policy.unnamed_acts:
        return (unnamed_id(document),)
    return (outlet_id(document),)


def _joined_stance(stances: set[Stance]) -> ClaimStance:
    """A denial of an allegation denies; a doubt or a hint anywhere weakens the whole."""
    order: tuple[ClaimStance, ...] = ("denies", "doubts", "suggests")
    return next((stance for stance in order if stance in stances), "asserts")


def _denial(chain: Sequence[Attribution], index: int) -> Telling:
    source = chain[index]
    return Telling(
        claimants=source.actors,
        stance="denies",
        via=tuple(a.id for a in chain[: index + 1]),
        printed=tuple(part.exact for part in source.source),
        act=source.act,
    )
