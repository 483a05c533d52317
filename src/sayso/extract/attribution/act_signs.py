"""Read the act off what is said where the cue leaves it open: "said" can ask, order, threaten, accuse, own up.

Comes in: a parse, the act by the cue, the source and the content. Goes out: the act that the content shows, or
the one that came in. Only cues that merely say, promise, warn or demand are read so; "denied" stays what it is.
"""

from __future__ import annotations

from collections.abc import Sequence

from sayso.extract.attribution.attribution_words import load_attribution_words
from sayso.extract.attribution.causes import is_put_down_to_cause, tells_of_strife
from sayso.extract.attribution.commands import read_command
from sayso.extract.attribution.cue_uses import QUOTES, CueUse, clause_root, root_of
from sayso.extract.attribution.cues import CueLexicon
from sayso.extract.attribution.harmed_speakers import befell_own, befell_speaker
from sayso.extract.attribution.held_responsible import find_responsible, is_guess_at_culprit
from sayso.extract.attribution.self_denials import is_ours, is_third_party
from sayso.extract.attribution.source_kinds import source_kind
from sayso.extract.attribution.threats import does_harm, is_coming, is_done
from sayso.extract.attribution.told_deeds import find_crime_by, tells_of_defence
from sayso.extract.grammar.trees import Stretch, Tree
from sayso.model import Act, Stance

_CLOSING = frozenset({'"', "”", "''", "'", "’", "»", ")"})
_THAT = frozenset({"it", "this", "that"})
_BODIES = frozenset({"ORG", "GPE", "NORP"})
_WE = frozenset({"we", "i", "our", "my"})
_IT = frozenset({"we", "i", "our", "my", "it", "its", "they", "their"})
_PLAIN = frozenset({"says", "reports"})
_MINDS = frozenset({"believes", "expects", "estimates"})
_FEW = 14


def read_signs(
    tree: Tree, use: CueUse, source: Sequence[Stretch], lexicon: CueLexicon
) -> tuple[Act, Stance]:
    """Act and stance that a content shows; those of the cue's row where it shows nothing.

    "shouted" with "Drop your weapons!" → orders; "vowed" with "to crush the rebels" → threatens
    """
    act, stance = use.group.act, use.group.stance
    if not use.content:
        return act, stance
    if act in ("condemns", "praises", "rejects"):
        return _answered(tree, use, lexicon)
    if act == "accuses" and (
        is_put_down_to_cause(tree, use, lexicon) or _is_recognised(tree, use, lexicon)
    ):
        return "says", stance
    if act == "asks" and tree.lemmas[use.head] == "question" and not use.rest:
        return ("doubts", "doubts") if _is_no_person(tree, use, lexicon) else (act, stance)
    if act == "claims-credit" and _is_regretted(tree, use, lexicon):
        return "admits", stance
    if act == "declines":
        return _turned_down(tree, use, lexicon)
    is_judged = tree.lemmas[use.head] in lexicon.file.weighing
    if (act in _MINDS or is_judged) and _is_unlikely(tree, use, lexicon):
        return "doubts", "doubts"
    if act in _PLAIN and _allots_time(tree, use.head):
        return "demands", stance
    if act in _PLAIN and _is_claim_of_credit(tree, use, lexicon):
        return "claims-credit", stance
    if act in _PLAIN and _is_silence(tree, use, lexicon):
        return "declines", "withholds"
    if (
        tree.lemmas[use.head] == "point"
        and source_kind(tree, [*source], lexicon.file) == "document"
    ):
        return "suggests", "suggests"
    return _shown(tree, use, source, lexicon) or act, stance


def _allots_time(tree: Tree, verb: int) -> bool:
    """ "gave the troops a month to leave": what somebody is given time for is demanded of him."""
    words = load_attribution_words()
    given = tree.child(verb, "dobj", "npadvmod")
    is_length = given is not None and tree.lemmas[given] in words.lengths
    return is_length and tree.lemmas[verb] in words.allots


def _is_recognised(tree: Tree, use: CueUse, lexicon: CueLexicon) -> bool:
    """ "identified the men as members of a militia": they are not charged with anything by that."""
    return tree.lemmas[use.head] == "identify" and not _names_culprit(tree, use, lexicon)


def _answered(tree: Tree, use: CueUse, lexicon: CueLexicon) -> tuple[Act, Stance]:
    """What a reply is to: mocked stories are denied, backed ones confirmed, offers turned down."""
    act, stance = use.group.act, use.group.stance
    roots = [root_of(tree, start, end) for start, end in use.content[:1]]
    heads = {tree.lemmas[root] for root in roots if root is not None}
    if heads & {"question", "query"}:
        return "declines", "withholds"
    if act == "rejects" and _condemns_crime(tree, use, lexicon):
        return "condemns", "asserts"
    if act == "rejects":
        return ("denies" if heads & lexicon.file.guilt else act), stance
    if not heads & lexicon.file.accounts:
        return act, stance
    if act == "praises":
        return "confirms", stance
    is_mocked = tree.lemmas[use.head] in lexicon.file.mocking
    return ("rejects", "denies") if is_mocked else (act, stance)


def is_called_false(tree: Tree, use: CueUse, lexicon: CueLexicon) -> bool:
    """ "denounced as lies the claim that it bombed a school", "denounced the massacre as a hoax"."""
    words = (t for start, end in use.content for t in range(start, end) if t)
    false = [t for t in words if tree.lemmas[t] in lexicon.file.dismissals]
    return any("as" in tree.words[max(0, t - 2) : t] for t in false)


def _condemns_crime(tree: Tree, use: CueUse, lexicon: CueLexicon) -> bool:
    """ "voiced their repudiation of the murders", "denounced as barbaric the killing of 16": no charge is rejected.

    "Of the allegation that soldiers killed him" is of the allegation; "denounced the massacre as a hoax" denies it.
    """
    words = [t for start, end in use.content for t in range(start, end)]
    cue = (use.head, *use.tokens, *use.rest)
    is_repudiated = any(tree.lemmas[t] in lexicon.file.repudiating for t in cue)
    is_named_so = any(tree.words[t] == "as" for t in (*cue, *words[:1], words[0] - 1))
    if not is_repudiated and not is_named_so:
        return False
    crimes = {*lexicon.file.harms, *lexicon.file.atrocities, "massacre", "killing", "bombing"}
    first = next((t for t in words if tree.pos[t] == "NOUN"), None)
    is_dismissed = any(tree.lemmas[t] in lexicon.file.dismissals for t in words)
    return first is not None and tree.lemmas[first] in crimes and not is_dismissed


def _is_no_person(tree: Tree, use: CueUse, lexicon: CueLexicon) -> bool:
    """ "questioned the count of the dead", "questioned whether …"; not "questioned two drivers"."""
    start, end = use.content[0]
    root = root_of(tree, start, end)
    if root is None or tree.words[start] in QUOTES:
        return False
    people = (*lexicon.file.groups_of_people, *lexicon.file.roles, *lexicon.file.anonymous)
    is_person = tree.lemmas[root] in (*people, "suspect", "detainee", "prisoner", "boy", "girl")
    return not (is_person or tree.pos[root] in ("PROPN", "PRON"))


def _is_claim_of_credit(tree: Tree, use: CueUse, lexicon: CueLexicon) -> bool:
    """ "the Tigers' claim of responsibility": they own up to it, as by the verb."""
    roots = (root_of(tree, start, end) for start, end in use.content[:1])
    is_claim = use.group.pos == "noun" and tree.lemmas[use.head] in lexicon.file.claiming
    return is_claim and any(
        tree.lemmas[root] in lexicon.file.credits for root in roots if root is not None
    )


def _is_regretted(tree: Tree, use: CueUse, lexicon: CueLexicon) -> bool:
    """ "took responsibility for the mistake"."""
    roots = (root_of(tree, start, end) for start, end in use.content[:1])
    return any(tree.lemmas[root] in lexicon.file.faults for root in roots if root is not None)


def _is_silence(tree: Tree, use: CueUse, lexicon: CueLexicon) -> bool:
    """ "said: 'No comment'"."""
    words = [tree.words[t] for s, e in use.content for t in range(s, e) if tree.is_word(t)]
    text = f" {' '.join(words)} "
    return len(words) < _FEW and any(f" {phrase} " in text for phrase in lexicon.file.silences)


def _turned_down(tree: Tree, use: CueUse, lexicon: CueLexicon) -> tuple[Act, Stance]:
    """ "refused the truce", "declined to meet the envoy": turned down; "refused to say" withholds."""
    act, stance = use.group.act, use.group.stance
    if tree.lemmas[use.head] not in ("refuse", "decline") or use.rest:
        return act, stance
    answers = load_attribution_words().answers
    if any(tree.lemmas[t] in answers for start, end in use.content for t in range(start, end)):
        return act, stance  # "declined an interview request"
    root = clause_root(tree, use.content)
    if root is None:
        roots = [root_of(tree, start, end) for start, end in use.content[:1]]
        is_offer = any(tree.lemmas[r] in lexicon.file.proposals for r in roots if r is not None)
    else:
        is_offer = tree.lemmas[root] not in lexicon.file.talking
    return ("rejects", "denies") if is_offer else (act, stance)


def _is_unlikely(tree: Tree, use: CueUse, lexicon: CueLexicon) -> bool:
    """ "judged it unlikely that the jets could have flown": doubted, whatever the verb."""
    start, end = use.content[0]
    near = range(start, min(end, start + 4))
    root = clause_root(tree, use.content)
    below = [c for c in tree.children[root] if tree.deps[c] == "acomp"] if root is not None else []
    return any(tree.words[t] in lexicon.file.unlikely for t in (*near, *below))


def _named(tree: Tree, use: CueUse, lexicon: CueLexicon) -> Act | None:
    """ "called it an outrage" condemns, "described them as heroes" praises."""
    if not {"predicate", "as"} & {*use.group.takes}:
        return None
    words = {tree.lemmas[t] for start, end in use.content[-1:] for t in range(start, end)}
    root = clause_root(tree, use.content)
    if tree.pos[use.head] != "VERB" or (root is not None and tree.tags[root] != "VBG"):
        return None
    if words & lexicon.file.blameworthy or tree.lemmas[use.head] == "brand":
        return "condemns"
    return "praises" if words & lexicon.file.admirable else None


def _is_wanted_for(tree: Tree, use: CueUse, lexicon: CueLexicon) -> bool:
    """ "is wanted for the murder of a judge": charged with it; not "volunteers are wanted for the harvest"."""
    deeds = lexicon.file.crimes | lexicon.file.events
    told = (t for start, end in use.content for t in range(start, end))
    return use.group.act == "accuses" and any(tree.lemmas[t] in deeds for t in told)


def _shown(tree: Tree, use: CueUse, source: Sequence[Stretch], lexicon: CueLexicon) -> Act | None:
    act, lemma = use.group.act, tree.lemmas[use.head]
    root = clause_root(tree, use.content)
    if act in _PLAIN and _is_question(tree, use, lexicon):
        return "asks"
    is_wish = lemma == "want" and not use.rest and not _is_wanted_for(tree, use, lexicon)
    if is_wish and (root is None or tree.child(root, "nsubj") is not None):
        return "demands"
    if act == "estimates" and root is not None and not _has_number(tree, use):
        return "believes"
    if act == "believes" and lemma in ("reckon", "confident", "sure", "certain"):
        if root is not None and is_coming(tree, root, ("should",)):
            return "expects"
        return "estimates" if lemma == "reckon" and _has_number(tree, use) else None
    if lemma in ("consider", "contemplate", "weigh") and root is not None and not use.rest:
        is_plan = tree.tags[root] == "VBG" and tree.child(root, "nsubj") is None
        return "intends" if is_plan or tree.words[tree.first[root]] == "whether" else None
    if act == "says" and root is None and _repeats_charge(tree, use, lexicon):
        return "accuses"
    if act in _PLAIN and _shames(tree, use):
        return "condemns"
    if act == "reports" and root is None and find_responsible(tree, use.content, lexicon):
        return "accuses"  # "described it as the work of deserters"
    if act == "says" and root is None and find_crime_by(tree, use.content, lexicon) is not None:
        return "accuses"  # "described it as an attack by border guards"
    if act == "promises" and root is not None and _is_past(tree, root):
        return "says"
    if lemma in ("assure", "swear") and root is not None and is_coming(tree, root):
        return "promises"
    if act in _PLAIN or act in ("demands", "warns"):
        commanded = read_command(tree, use, lexicon)
        if commanded is not None and (act != "warns" or commanded == "threatens"):
            return commanded
    if act in ("promises", "warns", "says") and does_harm(tree, use, lexicon):
        return "threatens"
    if act == "says" and (named := _named(tree, use, lexicon)) is not None:
        return named
    if act == "says" and lemma in lexicon.file.boasting:
        is_ahead = root is not None and is_coming(tree, root)
        return None if is_ahead else "claims-credit"
    return _said_deed(tree, use, source, lexicon) if act == "says" else None


def _has_number(tree: Tree, use: CueUse) -> bool:
    return any(tree.pos[t] == "NUM" for start, end in use.content for t in range(start, end))


def _is_past(tree: Tree, root: int) -> bool:
    """ "swore that the other had broken it": no promise, what is past."""
    is_bare = not any(tree.tags[c] in ("TO", "MD") for c in tree.children[root])
    has_subject = tree.child(root, "nsubj", "nsubjpass") is not None
    return is_bare and has_subject and tree.tags[root] in ("VBD", "VBN")


def _repeats_charge(tree: Tree, use: CueUse, lexicon: CueLexicon) -> bool:
    """ "kept repeating the charge that his men had armed them"."""
    if tree.lemmas[use.head] not in lexicon.file.repeating:
        return False
    roots = (root_of(tree, start, end) for start, end in use.content[:1])
    return any(
        tree.lemmas[root] in lexicon.file.plain_charges for root in roots if root is not None
    )


def _shames(tree: Tree, use: CueUse) -> bool:
    """ "Shame on you!"."""
    start, end = use.content[0]
    words = [tree.words[t] for t in range(start, end) if tree.is_word(t)][:2]
    return words == ["shame", "on"]


def _is_question(tree: Tree, use: CueUse, lexicon: CueLexicon) -> bool:
    """Whether the last thing said is a question: not of who first tells what befell him."""
    if _tells_harm_first(tree, use, lexicon):
        return False
    start, end = use.content[-1]
    at = end - 1
    while at > start and (tree.words[at] in _CLOSING or tree.pos[at] == "SPACE"):
        at -= 1
    is_last = tree.words[at][-1:] == "?"
    return is_last or (end < len(tree) and tree.words[end] == "?")


def _tells_harm_first(tree: Tree, use: CueUse, lexicon: CueLexicon) -> bool:
    """'"They shot my husband," she said. "Who else has such guns?"': the first part tells of harm, and asks nothing."""
    if len(use.content) < 2:
        return False
    start, end = use.content[0]
    if "?" in tree.words[start : end + 1]:
        return False
    verbs = (t for t in range(start, end) if tree.pos[t] == "VERB")
    return any(tree.lemmas[t] in lexicon.file.harms for t in verbs)


def _said_deed(
    tree: Tree, use: CueUse, source: Sequence[Stretch], lexicon: CueLexicon
) -> Act | None:
    """ "said the militia was responsible" accuses; "the cell said it had derailed the train" claims credit."""
    if find_responsible(tree, use.content, lexicon):
        return None if is_guess_at_culprit(tree, use.content, lexicon) else "accuses"
    if _names_culprit(tree, use, lexicon):
        return "accuses"
    root = clause_root(tree, use.content)
    if root is not None and _is_rivals(tree, root):
        return "accuses"
    if root is not None and _is_behind(tree, use, root, source, lexicon):
        return "claims-credit"
    if root is None or not is_done(tree, root):
        return None
    if _did_it(tree, root, use, lexicon):
        return "accuses"
    subject, verb = tree.child(root, "nsubj"), tree.lemmas[root]
    if _is_found_guilty(tree, root, use, lexicon):
        return "accuses"
    if subject is not None and _is_own_error(tree, use, root, subject, lexicon):
        return "admits"
    if (
        verb not in lexicon.file.deeds
        and verb not in lexicon.file.harms
        and verb not in lexicon.file.feats
    ):
        return None
    if any(f"{verb} {tree.lemmas[c]}" in lexicon.file.befalling for c in tree.children[root]):
        return None
    is_contested = tree.lemmas[use.head] in lexicon.file.contested
    if tells_of_defence(tree, use.content, lexicon):
        is_contested = False
    if source_kind(tree, [*source], lexicon.file) == "media":
        is_contested = False  # a broadcaster that claims reports
    if is_contested and tree.is_passive(root) and _agent_of(tree, root) is not None:
        return "accuses"
    if subject is None:
        # "claimed to have shot it down": an infinitive has the speaker for its subject.
        is_own = any(tree.tags[c] == "TO" for c in tree.children[root])
        credited = (*lexicon.file.harms, *lexicon.file.perpetrates, *lexicon.file.feats)
        is_harm = verb in credited and tree.tags[root] == "VBN"
        return "claims-credit" if is_own and is_harm else None
    if is_contested and is_third_party(tree, subject):
        return "accuses"
    is_own = use.group.pos == "verb" and _is_own_deed(tree, use, subject)
    if not is_own or verb not in (
        *lexicon.file.harms,
        *lexicon.file.perpetrates,
        *lexicon.file.feats,
    ):
        return None
    if befell_own(tree, root, subject) or befell_speaker(tree, use.content, source, lexicon):
        return None
    if _is_armed_group(tree, source, lexicon):
        return "claims-credit"
    return "admits" if _is_owned_up(tree, root, lexicon) else "claims-credit"


def _is_behind(
    tree: Tree, use: CueUse, root: int, source: Sequence[Stretch], lexicon: CueLexicon
) -> bool:
    """ "said it was behind the bombing", '"We are behind this operation," it said'; not "an officer said they were"."""
    subject = tree.child(root, "nsubj")
    if subject is None or tree.lemmas[root] != "be" or not _is_own_deed(tree, use, subject):
        return False
    speaker = root_of(tree, *source[0]) if source else None
    if tree.words[subject] == "they" and speaker is not None:
        bodies = (*lexicon.file.organs, *lexicon.file.fighters, *load_attribution_words().bodies)
        is_one = tree.tags[speaker] == "NN" and tree.lemmas[speaker] not in bodies
        if is_one or tree.entities[speaker] == "PERSON":
            return False
    behind = next((c for c in tree.children[root] if tree.words[c] == "behind"), None)
    helped = any(tree.deps[c] in ("neg", "aux") for c in tree.children[root])
    return behind is not None and tree.child(behind, "pobj") is not None and not helped


def _is_rivals(tree: Tree, root: int) -> bool:
    """ "each says the other has them", "say the other's fighter locked its radar on first"."""
    subject = tree.child(root, "nsubj")
    if subject is None or tree.lemmas[root] == "be":
        return False
    owner = tree.child(subject, "poss")
    return "other" in (tree.words[subject], tree.words[owner] if owner is not None else "")


def _is_owned_up(tree: Tree, root: int, lexicon: CueLexicon) -> bool:
    """ "his men had looted it", "its jets had struck a wedding": no boast."""
    if tree.lemmas[root] in (*lexicon.file.atrocities, *lexicon.file.perpetrates):
        return True
    below = range(root, tree.last[root] + 1)
    return any(tree.lemmas[t] in lexicon.file.protected for t in below)


def _names_culprit(tree: Tree, use: CueUse, lexicon: CueLexicon) -> bool:
    """ "named the traders as the suppliers of the bombs"."""
    if tree.lemmas[use.head] not in ("name", "identify", "describe", "list"):
        return False
    for start, end in use.content:
        at = next((t for t in range(start, end) if tree.words[t] == "as"), None)
        if at is not None:
            near = range(at + 1, min(end, at + 6))
            return any(tree.lemmas[t] in lexicon.file.culprits for t in near)
    return False


def _is_found_guilty(tree: Tree, root: int, use: CueUse, lexicon: CueLexicon) -> bool:
    """ "found that the army had massacred them", "concluded that the jet was downed by rebels"."""
    if tree.lemmas[use.head] not in lexicon.file.judging:
        return False
    if tree.lemmas[root] not in (
        *lexicon.file.harms,
        *lexicon.file.perpetrates,
        "violate",
        "breach",
    ):
        return False
    if tree.is_passive(root):
        return tree.child(root, "agent") is not None
    subject = tree.child(root, "nsubj")
    return subject is not None and not is_ours(tree, subject)


def _is_own_error(tree: Tree, use: CueUse, root: int, subject: int, lexicon: CueLexicon) -> bool:
    """ "said its gunner had misread the map", "said they had lost 12 men"."""
    if use.group.pos != "verb" or not _is_own_deed(tree, use, subject):
        return False
    below = {tree.words[t] for t in range(tree.first[root], tree.last[root] + 1)}
    is_slip = (
        bool(below & lexicon.file.by_accident)
        or {"by", "mistake"} <= below
        or {"in", "error"} <= below
    )
    return is_slip or tree.lemmas[root] in lexicon.file.errors


def _did_it(tree: Tree, root: int, use: CueUse, lexicon: CueLexicon) -> bool:
    """ "Police did it themselves", "reservists had carried out the killings": the deed is known, the doer is told."""
    if tree.is_passive(root):
        return _by_themselves(tree, root, lexicon)
    subject, found = tree.child(root, "nsubj"), tree.child(root, "dobj")
    if subject is None or found is None or is_ours(tree, subject):
        return False
    if tree.words[subject] in ("who", "which", "that"):
        return False
    if tree.lemmas[subject] in lexicon.file.bystanders:
        return False  # "Investigators did it to get a clearer picture of the blast"
    lemma = tree.lemmas[root]
    is_that = tree.words[found] in _THAT
    known = is_that or any(tree.words[c] == "the" for c in tree.children[found])
    if lemma in ("do", *lexicon.file.perpetrates) and known:
        return is_that or tree.lemmas[found] in lexicon.file.events
    own = ("themselves", "himself", "herself", "itself")
    is_deed = lemma in lexicon.file.deeds or lemma in lexicon.file.harms
    near = range(root + 1, min(tree.last[root] + 1, root + 6))
    return is_deed and any(tree.words[t] in own for t in near)


def _agent_of(tree: Tree, root: int) -> int | None:
    """Who did it in a passive, if it is a third party."""
    agent = tree.child(root, "agent")
    doer = tree.child(agent, "pobj") if agent is not None else None
    if doer is None or is_ours(tree, doer) or tree.pos[doer] not in ("NOUN", "PROPN"):
        return None
    return doer


def _by_themselves(tree: Tree, root: int, lexicon: CueLexicon) -> bool:
    """ "they had been set alight by the rebels themselves"."""
    agent = tree.child(root, "agent")
    doer = tree.child(agent, "pobj") if agent is not None else None
    if doer is None or tree.lemmas[root] not in (*lexicon.file.deeds, *lexicon.file.harms):
        return False
    own = ("themselves", "himself", "herself", "itself")
    return any(tree.words[t] in own for t in range(doer + 1, tree.last[doer] + 1))


def _is_own_deed(tree: Tree, use: CueUse, subject: int) -> bool:
    """Whether the speaker's side did it: "we" in a quotation, "it" or "its gunners" in reported words.

    In "Doctors say his troops shot nine" they are not the doctors' troops: only one man's are "his".
    """
    if tells_of_strife(tree, use.content):
        return False
    first = use.content[0][0]
    is_quoted = tree.words[first] in QUOTES
    owner = tree.child(subject, "poss")
    word = tree.words[owner] if owner is not None else tree.words[subject]
    if word in (_WE if is_quoted else _IT):
        return True
    speaker = tree.child(use.head, "nsubj")
    is_body = speaker is not None and (
        tree.tags[speaker] in ("NNS", "NNPS") or tree.entities[speaker] in _BODIES
    )
    return owner is not None and word in ("his", "her") and not is_body


def _is_armed_group(tree: Tree, source: Sequence[Stretch], lexicon: CueLexicon) -> bool:
    return any(
        tree.lemmas[t] in lexicon.file.fighters for start, end in source for t in range(start, end)
    )
