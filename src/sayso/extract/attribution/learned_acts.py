"""Read acts and stances once more, by what was learned from labelled sentences (training/acts/).

Comes in: a parse, drafts with the act and stance that lexicon and rules read, the windows that the tagger's trunk has
read. Changes drafts: where the learned reading is surer of another act than of the rules', by a margin that depends on
what the rules said and on what would come of it, the other act stands. To own up, and to say more than a denial, a
refusal or a hedge did, takes the widest margin. Two experts make the learned reading: a regression over signs
(act_features.py) and a small network over the words (act_branch.py). Finds no attributions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import msgspec
import numpy as np
from numpy.typing import NDArray

from sayso.extract.attribution.accused import find_accused
from sayso.extract.attribution.act_branch import ActBranch, load_act_branch, score_cues
from sayso.extract.attribution.act_features import (
    WordLists,
    read_signs_of,
    read_word_lists,
    words_of,
)
from sayso.extract.attribution.act_vetoes import (
    calls_for,
    denies_no_deed,
    echoes_another,
    is_maxim,
    is_no_credit,
    is_of_no_word,
    is_said_so,
    judges_deed,
    keeps_silent,
    labels_in_passing,
    names_victim,
    only_judges,
    only_names,
    only_warns_of,
    owns_to_captives,
    owns_up_itself,
    tells_findings,
    tells_harm_done,
    tells_of_itself,
    tells_of_own_people,
    tells_own_deed,
    tells_own_doing,
    tells_unclaimed,
    tells_whereabouts,
    wants_for_deed,
)
from sayso.extract.attribution.cue_uses import clause_root
from sayso.extract.attribution.cues import CueLexicon
from sayso.extract.attribution.drafts import Draft
from sayso.extract.attribution.false_tellings import calls_false
from sayso.extract.attribution.held_responsible import is_guess_at_culprit
from sayso.extract.attribution.self_denials import tells_bound
from sayso.extract.attribution.tagger import digest_files
from sayso.extract.attribution.told_deeds import (
    charges_besides,
    charges_nobody,
    find_bare_name,
    find_crime_by,
    find_doer,
    tells_harm,
)
from sayso.extract.grammar.trees import Stretch, Tree
from sayso.model import Act, Stance

if TYPE_CHECKING:
    from sayso.extract.attribution.tagger import Scored

Floats = NDArray[np.float32]

ACTS: tuple[Act, ...] = get_args(Act)
STANCES: tuple[Stance, ...] = get_args(Stance)
_OWN_CREDIT: frozenset[Act] = frozenset({"claims-credit", "admits"})
_NOT = frozenset({"not", "n't", "n’t", "never"})
# Acts that have one stance only.
STANCE_OF: dict[Act, Stance] = {
    "denies": "denies",
    "rejects": "denies",
    "declines": "withholds",
    "doubts": "doubts",
}
# By these acts the rules say that they read nothing in particular.
PLAIN: frozenset[Act] = frozenset({"says", "reports"})
OWNING: frozenset[Act] = frozenset({"admits", "claims-credit", "confirms", "agrees"})
# Acts that charge somebody, or may; by any other act nobody is charged.
_CHARGING: frozenset[Act] = frozenset(
    {"accuses", "condemns", "believes", "suggests", "reports", "says", "demands", "clears"}
)
_DISPUTING: frozenset[Act] = frozenset({"accuses", "denies"})
# Signs that there is something to deny, and signs that something is said not to be so.
_CHARGED_BEFORE = frozenset({"side accused", "before accused", "before accuses", "harm before"})
_ACCUSED_BEFORE = frozenset({"side accused", "before accused", "before accuses"})
_TOLD_OF = "side told of"
_NEGATED = frozenset(
    {
        "any not",
        "root not",
        "subject nobody",
        "denies itself",
        "dismisses",
        "cue negated",
        "holds dismissals",
        "holds denial_words",
    }
)
# Signs of a dispute over a deed.
_DISPUTED = _CHARGED_BEFORE | {
    "root harms",
    "holds harms",
    "holds projectiles",
    "holds atrocities",
    "holds culprits",
    "holds contested",
    "holds blameworthy",
    "before denies",
    "before stance denies",
}
# Acts that make an event of politics: in running news hardly one of ten that were read so was one.
_EVENTFUL: frozenset[Act] = frozenset(
    {
        "promises",
        "threatens",
        "praises",
        "condemns",
        "demands",
        "orders",
        "asks",
        "intends",
        "warns",
    }
)
# What is turned down, or whom it clears, the rules read better.
_ANSWERING: frozenset[Act] = frozenset({"clears", "rejects"})
# Acts whose content may be no more than hinted at.
_HINTING: frozenset[Act] = frozenset({"says", "reports", "accuses"})


class Margins(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """By how much (in nats) the learned reading must be surer of another act than of the one that the rules read.

    plain: the rules read "says" or "reports", and no row of the lexicon says more of the cue. disputing: somebody
    would charge or deny by it. eventful: it would be a demand, promise, threat or praise, an event of its own.
    known: the rules or the row said something else, or somebody would turn down or clear by it. owning: somebody
    would own up, confirm or agree by it. stronger: a denial, refusal or doubt would become another stance, or
    who owns up would charge or deny, or who clears would do anything else. hint:
    the act stays, and an assertion becomes a hint. answer: the network's log-probability from which on an account
    that negates nothing answers a charge told before. certain: the one from which on a negated account of the speaker's
    own deed is a denial ("They had carried cameras, not bombs"), or an account of it by who stands accused.
    """

    plain: float
    disputing: float
    eventful: float
    known: float
    owning: float
    stronger: float
    hint: float
    answer: float = 0.1
    certain: float = -0.16


class ActsFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """weights/acts/acts.json: what the rows of the weights are, the margins, and what was measured.

    mix: how much the log-probabilities of the regression and of the network count.
    """

    signs: tuple[str, ...]
    mix: tuple[float, float]
    margins: Margins
    measured: dict[str, dict[str, float]]


@dataclass(frozen=True)
class ActReader:
    """The weights, loaded once: a row of scores for each sign, then one for each number of the states, and a bias."""

    signs: dict[str, int]
    branch: ActBranch
    mix: tuple[float, float]
    weights: Floats
    bias: Floats
    middle: Floats
    spread: Floats
    margins: Margins
    lexicon: CueLexicon
    lists: WordLists
    digest: str

    def __call__(self, tree: Tree, drafts: Sequence[Draft], windows: Sequence[Scored]) -> None:
        """Change act and stance of the drafts where the learned reading is sure enough.

        "The ministry put the looting down to the militia" (the rules: says) → accuses
        """
        found = list(read_features(tree, drafts, windows, self.lexicon, self.lists))
        asked = [
            is_disputed(signs)
            and not _is_label(tree, draft)
            and not (is_known(signs) and draft.act not in PLAIN)
            for draft, (signs, _) in zip(drafts, found, strict=True)
        ]
        read = score_cues(self.branch, windows, cues_of(drafts), asked.__getitem__)
        for number, (draft, (signs, states)) in enumerate(zip(drafts, found, strict=True)):
            is_sure = calls_false(tree, draft, self.lexicon) or wants_for_deed(tree, draft)
            if is_sure or _is_label(tree, draft):
                continue
            if keeps_silent(tree, draft):
                continue
            scores = mix_scores(score_acts(self, signs, states), read.get(number), self.mix)
            act, stance = decide_act(
                draft.act, draft.stance, scores, self.margins, is_known=is_known(signs)
            )
            if act == "accuses" != draft.act and (
                tells_own_deed(signs)
                or is_guess_at_culprit(tree, draft.content, self.lexicon)
                or tells_of_own_people(tree, draft, self.lexicon)
                or tells_of_itself(tree, draft)
                or owns_up_itself(tree, draft)
                or calls_for(tree, draft)
                or only_warns_of(tree, draft)
                or names_victim(tree, draft)
                or labels_in_passing(tree, draft)
                or charges_nobody(tree, draft.content, self.lexicon)
                or tells_own_doing(tree, draft)
            ):
                continue
            if stance == "suggests" != draft.stance and only_judges(tree, draft):
                continue
            if draft.act == "declines" != act and is_of_no_word(tree, draft, self.lexicon):
                continue
            if act in STANCE_OF and draft.stance == "asserts" and is_maxim(tree, draft):
                continue
            if act in _OWN_CREDIT and act != draft.act and is_no_credit(tree, draft, self.lexicon):
                continue
            if act == "rejects" and draft.act in PLAIN and charges_besides(tree, draft.content):
                continue
            is_turned = STANCE_OF.get(act) == "denies" and draft.act == "condemns"
            if is_turned and _names_crime(tree, draft, self):
                continue
            is_turned = STANCE_OF.get(act) in ("denies", "doubts") and act != draft.act
            if is_turned and (
                self._calls_credible(tree, draft) or judges_deed(tree, draft, self.lexicon)
            ):
                continue
            if STANCE_OF.get(act) == "denies" != draft.stance and any(
                calls_false(tree, o, self.lexicon) and o.source == draft.source and draft.holds(o)
                for o in drafts
            ):
                continue
            is_new_denial = act == "denies" and draft.stance != "denies"
            is_certain = self._is_certain(read.get(number))
            if is_new_denial and (
                (tells_own_deed(signs) and not (is_certain and _is_answerable(signs)))
                or owns_to_captives(tree, draft)
                or only_names(tree, draft)
                or tells_bound(tree, draft.content, self.lexicon)
                or denies_no_deed(tree, draft, self.lexicon)
                or tells_unclaimed(tree, draft, self.lexicon)
                or (
                    signs.isdisjoint(_NEGATED)
                    and (tells_whereabouts(tree, draft) or tells_findings(tree, draft, signs))
                )
                or tells_harm_done(tree, draft, self.lexicon)
                or (
                    signs.isdisjoint(_NEGATED)
                    and _tells_what_befell(tree, draft, signs, self.lexicon)
                )
                or (
                    signs.isdisjoint(_NEGATED)
                    and "side accused" not in signs
                    and not self._is_surely_answer(read.get(number), signs)
                )
                or any(o.stance == "denies" and _is_beside(draft, o) for o in drafts)
                or (signs.isdisjoint(_NEGATED) and _has_owned_up(tree, draft, drafts))
                or not (
                    _has_answer(tree, draft, signs, self.lexicon)
                    or (
                        signs & _NEGATED
                        and (is_certain or _TOLD_OF in signs)
                        and is_said_so(tree, draft)
                    )
                    or (signs & _NEGATED and echoes_another(tree, draft, drafts))
                )
            ):
                continue
            if act != draft.act:
                draft.accused = _accused_by(tree, draft, act, self.lexicon)
            draft.act, draft.stance = act, stance

    def _calls_credible(self, tree: Tree, draft: Draft) -> bool:
        """ "Jakarta called that plausible": who believes it denies nothing."""
        words = [t for start, end in draft.content for t in range(start, end) if tree.is_word(t)]
        credible = self.lexicon.file.credible
        if any(tree.words[t] in _NOT for t in words):
            return False
        if words and tree.lemmas[words[-1]] in credible and tree.lemmas[draft.head] == "call":
            return True  # "called accusations that it had done so credible"
        is_bare = not any(tree.pos[t] == "VERB" for t in words)
        return is_bare and any(tree.lemmas[t] in credible for t in words)

    def _is_certain(self, network: Floats | None) -> bool:
        """Whether the network, if it was asked, takes it for a denial whatever else speaks against it."""
        return network is not None and bool(network[ACTS.index("denies")] >= self.margins.certain)

    def _is_surely_answer(self, network: Floats | None, signs: frozenset[str]) -> bool:
        """ "Prosecutors say he signed it. He was on leave that whole month, he says": nothing is negated there."""
        if network is None or signs.isdisjoint(_CHARGED_BEFORE | {_TOLD_OF}):
            return False
        return bool(network[ACTS.index("denies")] >= self.margins.answer)


def _names_crime(tree: Tree, draft: Draft, reader: ActReader) -> bool:
    """ "condemned as unforgivable the killing of 16 villagers": the killing is condemned, and not denied."""
    crimes = (*reader.lexicon.file.events, *reader.lexicon.file.atrocities)
    words = (t for start, end in draft.content for t in range(start, end))
    first = next((t for t in words if tree.pos[t] == "NOUN"), None)
    return first is not None and tree.lemmas[first] in crimes


def _has_owned_up(tree: Tree, draft: Draft, drafts: Sequence[Draft]) -> bool:
    """ "Its jets had hit a depot, the army said. 'All the dead were fighters,' he added": no denial of that."""
    here = tree.sentence[draft.head]
    return any(
        o.act in _OWN_CREDIT and 0 <= here - tree.sentence[o.head] <= 1 and o.head < draft.head
        for o in drafts
    )


def _is_beside(draft: Draft, other: Draft) -> bool:
    """Whether another attribution stands in this one, or is the first half of what the same words said."""
    return other is not draft and (draft.holds(other) or other.head == draft.head)


def load_act_reader(lexicon: CueLexicon, folder: Path | None = None) -> ActReader:
    """Load the weights (some thousandths of a second)."""
    folder = folder or Path(str(files("sayso") / "weights" / "acts"))
    described = msgspec.json.decode((folder / "acts.json").read_bytes(), type=ActsFile)
    with np.load(folder / "acts.npz") as arrays:
        weights, bias, middle, spread = (
            arrays[name].astype(np.float32) for name in ("weights", "bias", "middle", "spread")
        )
    return ActReader(
        signs={name: place for place, name in enumerate(described.signs)},
        branch=load_act_branch(folder),
        mix=described.mix,
        weights=weights,
        bias=bias,
        middle=middle,
        spread=spread,
        margins=described.margins,
        lexicon=lexicon,
        lists=read_word_lists(lexicon.file),
        digest=digest_acts(folder),
    )


def digest_acts(folder: Path) -> str:
    """The digest of the weights in use."""
    return digest_files(
        *(folder / name for name in ("acts.json", "acts.npz", "acts.onnx", "marks.npy"))
    )


def cues_of(drafts: Sequence[Draft]) -> list[tuple[int, list[int]]]:
    """Head and tokens of each draft's cue, as the network is told them; a quotation without a cue has none."""
    return [
        (d.head if d.cue else -1, [t for start, end in d.cue for t in range(start, end)])
        for d in drafts
    ]


def read_features(
    tree: Tree,
    drafts: Sequence[Draft],
    windows: Sequence[Scored],
    lexicon: CueLexicon,
    lists: WordLists,
) -> Iterator[tuple[frozenset[str], Floats]]:
    """What is learned from: the signs of each draft, and the trunk's states at its cue and in its content."""
    states = _first_states(windows)
    tokens = [t for scored in windows for t in scored.window.tokens[scored.window.firsts].tolist()]
    places = {token: place for place, token in enumerate(tokens)}

    def mean(tokens: Iterable[int]) -> Floats:
        rows = [places[t] for t in tokens if t in places]
        if not rows:
            return np.zeros(states.shape[-1], dtype=np.float32)
        found: Floats = states[rows].sum(0) / np.float32(len(rows))
        return found

    for draft, signs in zip(drafts, read_signs_of(tree, drafts, lexicon, lists), strict=True):
        cue, content = words_of(tree, draft.cue), words_of(tree, draft.content)
        yield signs, np.concatenate([mean(cue or [draft.head]), mean(content)])


def _first_states(windows: Sequence[Scored]) -> Floats:
    """(tokens, width): the trunk's middle states at the first piece of each token, window after window."""
    if not windows:
        return np.zeros((0, 0), dtype=np.float32)
    return np.concatenate([scored.middle[scored.window.firsts] for scored in windows])


def score_acts(reader: ActReader, signs: Iterable[str], states: Floats) -> Floats:
    """The scores of all acts, then of all stances, as logits."""
    rows = [reader.signs[name] for name in signs if name in reader.signs]
    scores: Floats = reader.bias + reader.weights[rows].sum(0)
    if len(states) == len(reader.middle):
        scores += ((states - reader.middle) * reader.spread) @ reader.weights[len(reader.signs) :]
    return scores


def is_disputed(signs: Iterable[str]) -> bool:
    """Whether the words or those just before tell harm, a charge or an answer: else the network is not asked.

    It takes a seventh of the time where it is always asked. Of 91 acts of unseen sentences that it would change, 60
    rightly, it is asked about 52, of which it changes 34 rightly; of windows of running news with a cue, not half.
    """
    return not _DISPUTED.isdisjoint(signs)


def mix_scores(signs: Floats, network: Floats | None, mix: tuple[float, float]) -> Floats:
    """Both experts' log-probabilities, weighed and added; the first alone where the network was not asked."""
    size = len(ACTS)
    normal = np.concatenate([_log_shares(signs[:size]), _log_shares(signs[size:])])
    if network is None:
        return normal
    mixed: Floats = mix[0] * normal + mix[1] * network
    return mixed


def _log_shares(scores: Floats) -> Floats:
    above = scores - scores.max()
    shares: Floats = above - np.log(np.exp(above).sum())
    return shares


def is_known(signs: Iterable[str]) -> bool:
    """Whether the cue has a row of the lexicon whose act is more than to say or report."""
    plain = {"row none", *(f"row {act}" for act in PLAIN)}
    return not plain.intersection(signs)


def decide_act(
    act: Act, stance: Stance, scores: Floats, margins: Margins, *, is_known: bool = False
) -> tuple[Act, Stance]:
    """The act and stance that stand: those of the rules, unless the scores are surer of others by the margin.

    `is_known`: the cue's row of the lexicon says more than "says", whatever the rules made of it.
    """
    acts, stances = scores[: len(ACTS)], scores[len(ACTS) :]
    best = ACTS[int(acts.argmax())]
    lead = float(acts.max() - acts[ACTS.index(act)])
    if best != act and lead >= _margin_of(act, stance, best, margins, is_known):
        return best, _stance_with(best, stance, stances)
    if stance == "asserts" and act in _HINTING and _gain(stances) >= margins.hint:
        return act, "suggests"
    return act, stance


def _margin_of(act: Act, stance: Stance, best: Act, margins: Margins, is_known: bool) -> float:
    if stance == "denies" and best == "doubts":
        return float("inf")  # "disputed that figure": what the words deny is not only doubted
    is_wide = is_known or act not in PLAIN or best in _ANSWERING
    needed = [margins.known if is_wide else margins.plain]
    if best in _DISPUTING:
        needed.append(margins.disputing)
    if best in _EVENTFUL:
        needed.append(margins.eventful)
    if best in OWNING:
        needed.append(margins.owning)
    is_turned = stance in ("denies", "withholds", "doubts") and STANCE_OF.get(best) != stance
    if is_turned or act == "clears" or (act in OWNING and best in _DISPUTING):
        needed.append(margins.stronger)
    return max(needed)


def _stance_with(act: Act, stance: Stance, stances: Floats) -> Stance:
    """The stance of a new act: the only one that it has; a hint stays a hint."""
    if act in STANCE_OF:
        return STANCE_OF[act]
    return "suggests" if stance == "suggests" or _gain(stances) > 0 else "asserts"


def _gain(stances: Floats) -> float:
    """By how much a hint is surer than an assertion."""
    return float(stances[STANCES.index("suggests")] - stances[STANCES.index("asserts")])


def _has_answer(tree: Tree, draft: Draft, signs: frozenset[str], lexicon: CueLexicon) -> bool:
    """Whether there is something to deny: a charge or a deed told just before, or one in the negated words themselves.

    "We have some big plans", said the mayor: whatever it sounds like, it denies nothing.
    """
    if not signs.isdisjoint(_CHARGED_BEFORE):
        return True
    is_negated = not signs.isdisjoint(_NEGATED)
    tells_deed = tells_harm(tree, tree.sentence[draft.head], lexicon)
    return is_negated and (tells_deed or "before denies" in signs)


def _tells_what_befell(
    tree: Tree, draft: Draft, signs: frozenset[str], lexicon: CueLexicon
) -> bool:
    """ "Its jets bombed the camp, he said. 'The tunnel was destroyed,' he said": that it was is no denial.

    Who goes on so has no name of his own there; "the mines were left over from the war" is what another side answers.
    """
    root = clause_root(tree, draft.content)
    if root is None or not tree.is_passive(root) or not signs.isdisjoint(_ACCUSED_BEFORE):
        return False
    subject = tree.child(root, "nsubjpass")
    is_thing = subject is not None and tree.pos[subject] == "NOUN"
    below = {tree.deps[c] for c in tree.children[root]}
    if not is_thing or below & {"neg", "advcl", "agent"}:
        return False
    speaker = [t for part in draft.source for t in range(*part) if tree.is_word(t)]
    is_pronoun = [tree.words[t] for t in speaker] in (["he"], ["she"])
    is_role = bool(speaker) and tree.lemmas[speaker[-1]] in lexicon.file.roles
    return is_pronoun or (len(speaker) == 2 and tree.words[speaker[0]] == "the" and is_role)


def _is_answerable(signs: frozenset[str]) -> bool:
    """Who stands accused, or negates, may tell of what his side does: "he hires cane cutters only".

    Not that it killed only fighters: so he owns up to that.
    """
    return "root harms" not in signs and bool(signs & (_ACCUSED_BEFORE | _NEGATED))


def _is_label(tree: Tree, draft: Draft) -> bool:
    """The colon behind a name in a transcript, a question, a quotation without a cue: read by their shape alone."""
    return draft.act == "asks" or not words_of(tree, draft.cue)


def _accused_by(tree: Tree, draft: Draft, act: Act, lexicon: CueLexicon) -> list[Stretch]:
    """Whom a draft charges once its act is another: those found before, or who did what it tells."""
    if act not in _CHARGING:
        return []
    if draft.accused or act != "accuses":
        return draft.accused
    doers = (
        find_crime_by(tree, draft.content, lexicon),
        find_doer(tree, draft.content, lexicon),
        find_bare_name(tree, draft.content),
    )
    found = find_accused(tree, draft.cue, draft.content, lexicon)
    return found or [doer for doer in doers if doer is not None][:1]
