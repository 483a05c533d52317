"""The policy by which findings become claims, read from lexicons/claims.yaml."""

from __future__ import annotations

from sayso.lexicon import LexiconHeader, read_lexicon
from sayso.model import Act, ActorKind, EventType, Property, Status


class ClaimPolicy(LexiconHeader, frozen=True, kw_only=True):
    """Which types, statuses, acts and kinds of actor decide what is claimed; see the file for each row's meaning."""

    deed_types: frozenset[EventType]
    blamed_types: frozenset[EventType]
    answered_statuses: frozenset[Status]
    described_statuses: frozenset[Status]
    occurring_statuses: frozenset[Status]
    unreal_acts: frozenset[Act]
    unnamed_acts: frozenset[Act]
    hearsay_nouns: frozenset[str]
    hearsay_verbs: frozenset[str]
    passive_words: frozenset[str]
    authority_kinds: frozenset[ActorKind]
    authority_roles: frozenset[str]
    state_kinds: frozenset[ActorKind]
    state_roles: frozenset[str]
    admitting_acts: frozenset[Act]
    plain_acts: frozenset[Act]
    denying_acts: frozenset[Act]
    answering_acts: frozenset[Act]
    open_words: frozenset[str]
    credit_words: frozenset[str]
    credit_ways: frozenset[str]
    wish_words: frozenset[str]
    own_people: frozenset[str]
    owning_up: frozenset[str]
    bare_endings: tuple[str, ...]
    breach_codes: frozenset[str]
    control_codes: frozenset[str]
    truce_modes: frozenset[str]
    truce_nouns: frozenset[str]
    revising_words: tuple[str, ...]
    tolls: dict[str, Property]
    tally_words: frozenset[str]
    tally_phrase_most: int
    accusation_words: frozenset[str]
    part_links: frozenset[str]
    deed_nouns: frozenset[str]
    clausal_words: frozenset[str]
    so_words: frozenset[str]
    clause_subjects: frozenset[str]
    clause_openers: frozenset[str]
    hiding_words: tuple[str, ...]
    asked_words: frozenset[str]
    clause_verbs: frozenset[str]
    part_words: frozenset[str]
    particular_words: frozenset[str]
    own_part_words: frozenset[str]
    condition_words: frozenset[str]
    plain_cues: frozenset[str]
    own_words: frozenset[str]
    own_marks: frozenset[str]
    own_forces: frozenset[str]
    first_persons: frozenset[str]
    nobody_words: frozenset[str]
    losses: frozenset[str]
    loss_words: frozenset[str]
    matter_types: frozenset[EventType]
    found_words: frozenset[str]
    account_nouns: frozenset[str]
    speech_nouns: dict[str, frozenset[Act]]
    pronouns: frozenset[str]
    belonging_phrases: tuple[str, ...]
    being_words: frozenset[str]
    occurrence_words: frozenset[str]
    harm_words: frozenset[str]
    denial_words: frozenset[str]
    hedging_words: frozenset[str]
    suspects: frozenset[str]
    hedging_adverbs: frozenset[str]
    count_words: frozenset[str]
    dying_words: frozenset[str]
    refusals_ahead: frozenset[str]
    guessing_modals: frozenset[str]
    commissioning_words: frozenset[str]
    blame_frames: tuple[tuple[frozenset[str], frozenset[str]], ...]
    custody_words: frozenset[str]
    custody_links: frozenset[str]
    custody_openings: frozenset[str]
    bare_words: frozenset[str]
    reciprocal_words: tuple[str, ...]
    guessing_words: tuple[str, ...]
    guessed_by: tuple[str, ...]
    hinting_words: tuple[str, ...]
    part_phrases: tuple[str, ...]
    proposal_words: frozenset[str]
    opening_words_most: int
    elliptic_words: frozenset[tuple[str, str]]
    reach_sentences: int
    pointing_words_most: int
    bare_words_most: int


def load_claim_policy() -> ClaimPolicy:
    """Read the policy; a wrong row is named in the error."""
    return read_lexicon("claims", ClaimPolicy)
