"""Whether a denial points back: "denied the charge", "denied it", "we were not there" → something told before.

Comes in: a denial's words. Goes out: whether they stand for what was told before, and not for a doing or a matter that
they name themselves ("denied mistreating prisoners", "denied a role in the elections"). What it is that they point back
to is decided in answered_charges.py; deeds in a denial's own words are found in denied_deeds.py.
"""

from __future__ import annotations

from collections.abc import Sequence

from sayso.extract.claims.claim_ground import Ground
from sayso.extract.claims.claim_policy import ClaimPolicy
from sayso.extract.claims.tellings import rules_out, words_of
from sayso.model import Attribution

# "that a farce", "that an outright lie".
_FEW = 4
_HAS = frozenset({"had", "has", "have"})
_POINTING = frozenset({"the", "this", "these", "those", "such"})
# "the report | that", "the charges | against": what they are of is said there.
_OF_WHAT = frozenset(
    {"that", "of", "which", "who", "against", "about", "over", "by", "from", "on", "made"}
)
_QUOTES = ("'", '"', "“", "‘", "«")


def points_back(attribution: Attribution, ground: Ground) -> bool:
    """Whether a denial is of what was told before: "it", "the charge", "any involvement", "we were not there"."""
    policy, words = ground.policy, words_of(attribution)
    if words[0] == "to":
        return False  # "refused to leave" answers no charge
    if rules_out(attribution, policy) and policy.accusation_words.isdisjoint(words):
        return False  # "ruled out early elections"
    if is_of_else(words, policy):
        return False
    if _names_own_doing(words, policy) or _names_what_was_charged(words, policy):
        return False
    if len(words) <= policy.bare_words_most or _speaks_of_own(words, policy):
        return True
    if _tells_own_part(words, policy):
        return True
    if _tells_of_no_means(words, policy):
        return True
    if tuple(words[1:3]) in policy.elliptic_words:
        return True  # "They had not"
    is_clause = words[0] == "that" and not _is_pronoun(attribution, words, policy)
    is_clause = is_clause or _is_own_clause(words, policy)
    is_gerund = words[0].endswith("ing") and words[0] not in policy.accusation_words
    if (is_gerund or words[0] in policy.clausal_words) and not policy.so_words.intersection(words):
        return False  # "having lost any aircraft": its own words say what is denied
    if _is_about_charge(words, policy):
        return True
    is_short = len(words) <= policy.pointing_words_most
    return is_short and not is_clause and bool(policy.accusation_words.intersection(words))


def is_of_else(words: Sequence[str], policy: ClaimPolicy) -> bool:
    """Whether a denial is of a request, a payment or another matter than what was told: "nobody was paid"."""
    return (
        _is_of_no_such(words, policy)
        or _is_of_state(words, policy)
        or _is_of_other_matter(words, policy)
        or _is_of_payment(words, policy)
        or _is_of_no_link(words, policy)
    )


def _names_own_doing(words: Sequence[str], policy: ClaimPolicy) -> bool:
    """ "mistreating prisoners", "poisoning wells": the denial says itself of what; not "carrying it out"."""
    if len(words) < 2 or not words[0].endswith("ing"):
        return False
    known = policy.accusation_words | policy.so_words | policy.part_words | policy.own_words
    return known.isdisjoint(words) and words[0] not in policy.clausal_words


def _is_of_other_matter(words: Sequence[str], policy: ClaimPolicy) -> bool:
    """ "not involved in the decision", "no role in the elections": no part in something else than the deed told."""
    parts = policy.part_words - policy.own_words - policy.clause_subjects
    links = (
        i
        for i, word in enumerate(words[1:], 1)
        if word in policy.part_links and words[i - 1] in parts
    )
    at = next(links, None)
    if at is None or not words[at + 1 :]:
        return False
    told = policy.so_words | policy.accusation_words | policy.deed_nouns
    return told.isdisjoint(words[at + 1 :])


def _tells_own_part(words: Sequence[str], policy: ClaimPolicy) -> bool:
    """ "that it was involved", "it had played no part in it": his own part in what was told; not "that it was ill"."""
    rest = words[1:] if words[0] == "that" else words
    if len(rest) < 3 or rest[0] not in policy.clause_subjects or rest[1] not in policy.clause_verbs:
        return False
    return not (policy.part_words - policy.own_words - policy.clause_subjects).isdisjoint(rest[2:])


def _tells_of_no_means(words: Sequence[str], policy: ClaimPolicy) -> bool:
    """ "that the group had any drones", "having had mortars in the area": so it cannot have fired them."""
    has = (i for i, word in enumerate(words[:-1]) if word in _HAS)
    return any(
        not policy.means_words.isdisjoint(words[i + 1 : i + _FEW])
        and (words[i + 1] in policy.none_openers or words[i + 1] in policy.means_words)
        for i in has
    )


def _names_what_was_charged(words: Sequence[str], policy: ClaimPolicy) -> bool:
    """ "the suggestion that its officers left the post": it says so itself; not "the charge that it was behind it".

    So do "reports that it had used gas"; not "reports that it had ordered the raid", nor "that he was the killer".
    """
    told = (i for i, word in enumerate(words[:-1]) if word in policy.accusation_words)
    at = next((i for i in told if words[i + 1] == "that"), None)
    if at is None:
        return False
    told_of = policy.so_words | policy.part_words - policy.own_words
    clause = words[at + 2 :]
    if len(clause) > 2 and clause[0] in policy.clause_subjects and _is_doing(clause[1:], policy):
        return (told_of | policy.deed_nouns).isdisjoint(clause[1:])
    return told_of.isdisjoint(clause)


def _is_about_charge(words: Sequence[str], policy: ClaimPolicy) -> bool:
    """ "the charge was an insult to a party of peace", "the report biased and one-sided".

    Not "the report that he had fled", nor "the charges against two others".
    """
    rest = words[1:] if words[0] == "that" else words
    if len(rest) < _FEW or rest[0] not in _POINTING:
        return False
    named = policy.said_words | policy.account_nouns
    at = next((i for i, word in enumerate(rest[1:_FEW], 1) if word in named), None)
    if at is None or rest[at + 1 :] == []:
        return False
    behind = rest[at + 1]
    return behind not in _OF_WHAT and behind not in policy.part_links


def _is_doing(words: Sequence[str], policy: ClaimPolicy) -> bool:
    """ "had used gas", "was using gas"; not "was the killer", nor "had been there"."""
    if words[0] in policy.being_words:
        return words[1].endswith("ing")
    return "been" not in words[:2]


def _is_of_no_such(words: Sequence[str], policy: ClaimPolicy) -> bool:
    """ "no such request had been registered": of a request that was told, and of no deed; not "no such attack"."""
    at = next((i for i, word in enumerate(words[:4]) if word == "such"), None)
    if at is None or at + 1 >= len(words) or words[at - 1] not in ("no", "any"):
        return False
    named = words[at + 1]
    return named in policy.asked_words


def _is_of_state(words: Sequence[str], policy: ClaimPolicy) -> bool:
    """ "There is no war": how things stand, and no word on who killed whom."""
    if words[0] != "there" or "no" not in words[1:4]:
        return False
    return not policy.states_of_affairs.isdisjoint(words[words.index("no") + 1 :][:_FEW])


def _is_of_no_link(words: Sequence[str], policy: ClaimPolicy) -> bool:
    """ "that the two were not linked": how things hang together, and who did neither."""
    is_own = bool({words[0], *words[1:2]} & (policy.own_words | policy.clause_subjects))
    return not is_own and "not" in words and words[-1] in policy.linked_words


def _is_of_payment(words: Sequence[str], policy: ClaimPolicy) -> bool:
    """ "Not one kobo changed hands", "nobody was paid anything": of what was paid, and of no deed told before."""
    return not policy.paying_words.isdisjoint(words) and policy.charge_words.isdisjoint(words)


def _is_own_clause(words: Sequence[str], policy: ClaimPolicy) -> bool:
    """ "denied it had ever used the building", "denied the group had men there": what is denied stands there.

    Not "it was involved", "the army had a part in it", "they did so".
    """
    subject = 2 if words[0] in policy.clause_openers else 1
    is_subject = subject == 2 or words[0] in policy.clause_subjects
    if (
        not is_subject
        or words[subject : subject + 1] == []
        or words[subject] not in policy.clause_verbs
    ):
        return False
    rest = {*words[subject + 1 :]}
    return rest.isdisjoint(policy.so_words) and rest.isdisjoint(policy.part_words)


def _speaks_of_own(words: Sequence[str], policy: ClaimPolicy) -> bool:
    """ "we were not there", "none of its jets"; not "that the airliner had strayed from its course"."""
    after = (*words[1:], "")
    own = [(one, then) for one, then in zip(words, after, strict=True) if one in policy.own_words]
    forces = policy.own_forces | policy.own_people | policy.own_words
    return any(one not in policy.own_marks or then in forces for one, then in own)


def is_boast(words: Sequence[str], policy: ClaimPolicy) -> bool:
    """ "that his government does not violate human rights": of no one deed.

    Not "our men do not shell such places", nor "we do not have guns there".
    """
    at = next((i for i, word in enumerate(words) if word in policy.habit_words), None)
    if at is None or policy.own_words.isdisjoint(words[:at]):
        return False
    if not policy.owning_words.isdisjoint(words[at:]):
        return False
    told_of = policy.so_words | policy.deed_nouns | policy.accusation_words
    return told_of.isdisjoint(words[at:])


def _is_pronoun(attribution: Attribution, words: Sequence[str], policy: ClaimPolicy) -> bool:
    """Whether "that" stands for something: "that as fantasy", "that 'a libel on a soldier'", "that is untrue"."""
    if words[1] == "the" and words[2:3] and words[2] in policy.accusation_words:
        return words[3:4] != [] and words[3] in policy.being_words  # "that the charge was absurd"
    second = (attribution.content[0].exact.split()[1:2] or [""])[0]
    first = attribution.content[0].exact.split()[0].lower()
    is_short = first.endswith(("'s", "’s"))
    if words[1] in policy.accusation_words - policy.so_words - {"any"}:
        return True  # "that version 'a cover-up'"
    if attribution.act == "rejects" and words[1] in ("a", "an") and len(words) <= _FEW:
        return True  # "called that a farce", and not "denied that a soldier had shot him"
    return is_short or words[1] in policy.being_words or words[1] == "as" or second[:1] in _QUOTES
