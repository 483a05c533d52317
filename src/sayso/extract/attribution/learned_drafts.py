"""Put what the tagger found together with what the rules found: Found and drafts → drafts.

Comes in: the rules' drafts of a report and the tagger's outermost attributions. Goes out: the drafts that stand. The
tagger knows better which words are a cue, and whose words are whose; the rules know what the tagger was never shown:
attributions inside contents, charges and denials whose loss would print an allegation as the outlet's fact.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sayso.extract.actors.source_words import SourceWords
from sayso.extract.attribution.acts import find_accused, read_act, read_cue
from sayso.extract.attribution.addressees import find_addressees
from sayso.extract.attribution.channels import find_channel
from sayso.extract.attribution.cue_branches import Found
from sayso.extract.attribution.cue_uses import QUOTES, has_other_sense, root_of
from sayso.extract.attribution.cues import CueLexicon
from sayso.extract.attribution.drafts import Draft, is_mute, trimmed
from sayso.extract.grammar.trees import (
    Stretch,
    Tree,
    as_stretches,
    holds,
    within,
    without,
)
from sayso.extract.grammar.trees import (
    merged as merged_stretches,
)

# Acts whose cues are whole constructions, which the rules know and PolNeAR cuts differently.
_FRAMED = frozenset(
    {"accuses", "claims-credit", "clears", "declines", "denies", "rejects", "admits"}
)
# Acts whose loss leaves a charge or an answer to it untold, whatever words their content has: "denied the incursion".
_DISPUTING = frozenset({"accuses", "clears", "denies", "rejects", "admits", "claims-credit"})
_FEW = 2
_UNTOLD = frozenset({"we", "you", "i", "that", "which", "who", "what"})
# Acts that hang on the frame even where the cue is one word: "put the toll at forty", "refused to say whether".
_OWN_FRAMES = frozenset({"estimates", "declines", "claims-credit"})
_COUNTING = frozenset({"estimates", "admits"})
# What a clause of another speaker begins behind.
_JOINTS = frozenset({"and", "but", "while", "whereas", ";"})
_BEFORE_NOUN = frozenset({"amod", "compound"})
_NEAR_NOUN = 3
# What goes on in the word that it hangs on.
_OBJECTS = frozenset({"dobj", "pobj", "attr", "oprd", "dative"})
_DESCRIBING = frozenset({"nummod", "compound", "amod", "nmod", "quantmod"})
_WHILE = frozenset({"as", "while", "after", "before", "because", "since", "although", "though"})
_WHERE = frozenset({"where", "which", "who", "whose", "whom", "when"})
_GOING_ON = frozenset({"advcl", "acl", "prep"})
_UNFINISHED = frozenset({"nsubj", "nsubjpass", "amod", "compound", "det", "aux", "auxpass", "poss"})
# From this overlap on the rules and the tagger mean the same content, and the edges of the parse are the cleaner ones.
_SAME_CONTENT = 0.7
# So few tokens the tagger may miss at the start of what it takes in pieces.
_FIRST_WORDS = 3


@dataclass(frozen=True)
class Weights:
    """What speaks for a draft that only the rules have: lemmas of harm or of a charge; tokens that may well be cues.

    Against one that only the tagger has speak the `wordless` verbs, by which nobody says anything, and the `bodies`
    that somebody found.
    """

    grave: frozenset[str]
    wordless: frozenset[str]
    bodies: frozenset[str]
    likely: frozenset[int]


def merge_drafts(
    tree: Tree,
    ruled: Sequence[Draft],
    found: Iterable[Found],
    cues: CueLexicon,
    words: SourceWords,
    weights: Weights,
) -> list[Draft]:
    """The tagger's attributions, with the rules' ones inside them and beside them that are to be kept."""
    nouns = [draft for draft in ruled if tree.pos[draft.head] == "NOUN"]
    parted = [_without_noun(tree, f, nouns, cues) for f in found]
    learned = [_make_draft(tree, f, cues, words) for f in parted]
    learned = [d for d in learned if d.content and not _is_name(tree, d, cues)]
    learned = [d for d in learned if not _is_silent(tree, d, cues)]
    deeds = [d for d in learned if _is_wordless(tree, d, weights)]
    learned = [d for d in learned if d not in deeds]
    _give_back(tree, learned, deeds)
    learned = [d for d in learned if not _means_another(tree, d, cues)]
    learned = [d for d in learned if not _finds_bodies(tree, d, weights.bodies)]
    learned = [d for d in learned if not is_mute(tree, d.head, cues.file)]
    own = [draft for draft in ruled if _stands_alone(tree, draft, learned)]
    for draft in own:
        _leave_to(draft, learned)
    merged, kept = [], list(learned)
    for draft in ruled:
        twin = next((other for other in learned if _share_cue(draft, other)), None)
        if twin is not None and _is_framed(tree, draft):
            draft.source = draft.source or _outside(twin.source, draft)
            merged.append(draft)
            kept = [other for other in kept if other is not twin]
        elif twin is not None and _is_quoted_by(tree, twin, draft):
            merged.append(_quoted(tree, twin, draft))
        elif twin is not None:
            _take_over(tree, twin, draft, cues)
        elif (
            draft in own
            or _cites(tree, draft, learned, cues)
            or _stays(tree, draft, learned, weights)
        ):
            merged.append(draft)
    return sorted([*merged, *kept], key=lambda d: d.head)


def _stands_alone(tree: Tree, draft: Draft, learned: Sequence[Draft]) -> bool:
    """ "Nine died, the agency says. | France said | it had flown out ten": the tagger may give all to the agency.

    Where subject, verb of speech and what is said stand in one line, and another sentence's draft has only the last.
    """
    if len(draft.source) != 1 or len(draft.content) != 1 or tree.pos[draft.head] != "VERB":
        return False
    in_line = draft.source[0][1] == draft.cue[0][0] and draft.cue[-1][1] == draft.content[0][0]
    return (
        in_line
        and not any(_share_cue(draft, other) for other in learned)
        and any(
            holds(other.content, draft.content[0][0])
            and not holds(other.content, draft.head)
            and tree.sentence[other.head] != tree.sentence[draft.head]
            for other in learned
        )
    )


def _leave_to(draft: Draft, learned: Sequence[Draft]) -> None:
    for other in learned:
        if not holds(other.content, draft.head):
            other.content = without(other.content, draft.content) or other.content


def _is_wordless(tree: Tree, draft: Draft, weights: Weights) -> bool:
    """ "Troops faked a clash to murder the peasants": an act, and no telling of it, unless words are quoted.

    So are the attacks of "carried out 97 attacks on our troops".
    """
    quoted = any(tree.words[start] in QUOTES for start, _ in draft.content)
    at = draft.head
    is_deed = (
        tree.pos[at] == "NOUN" and tree.deps[at] == "dobj" and tree.lemmas[at] in weights.grave
    )
    verb = tree.heads[at] if is_deed else at
    return tree.pos[verb] == "VERB" and tree.lemmas[verb] in weights.wordless and not quoted


def _give_back(tree: Tree, drafts: Sequence[Draft], deeds: Sequence[Draft]) -> None:
    """ "A court sentenced two | and two more to prison, their lawyers said": the lawyers said all of it."""
    for deed in deeds:
        end = max(stretch[1] for stretch in deed.content)
        beside = (d for d in drafts if tree.sentence[d.head] == tree.sentence[deed.head])
        behind = (
            d for d in beside if d.content and d.content[0][0] in (end, end + 1) and d.head > end
        )
        for draft in behind:
            start = min(stretch[0] for stretch in (*deed.source, *deed.cue, *deed.content))
            draft.content[0] = (start, draft.content[0][1])


def _means_another(tree: Tree, draft: Draft, cues: CueLexicon) -> bool:
    """ "backed the rebels", "recalled its envoy": by its object the verb has a sense in which nothing is said."""
    use = read_cue(tree, draft.cue, draft.content, cues)
    return tree.pos[draft.head] == "VERB" and has_other_sense(tree, use, cues)


def _is_name(tree: Tree, draft: Draft, cues: CueLexicon) -> bool:
    """ "as troops, Abu Sayyaf clash": no verb that anybody speaks by, but part of a name."""
    words = [t for start, end in draft.cue for t in range(start, end) if tree.is_word(t)]
    return bool(words) and all(
        tree.pos[t] == "PROPN"
        and tree.entities[t] == "PERSON"
        and not {tree.words[t], tree.lemmas[t].lower(), tree.words[t].removesuffix("s")}
        & cues.rows.keys()
        for t in words
    )


def _is_silent(tree: Tree, draft: Draft, cues: CueLexicon) -> bool:
    """ "The PKK, listed as a terrorist organisation by Turkey": who is listed says nothing."""
    head = draft.head
    is_passive = tree.pos[head] == "VERB" and tree.deps[head] == "acl" and tree.is_passive(head)
    if not is_passive or tree.lemmas[head] in cues.rows:
        return False
    return holds(draft.source, tree.heads[head])


def _finds_bodies(tree: Tree, draft: Draft, bodies: frozenset[str]) -> bool:
    """ "Farmers found the bodies of two men who had been kidnapped": what they found, and nothing that they say."""
    found = tree.child(draft.head, "dobj")
    return (
        tree.pos[draft.head] == "VERB"
        and found is not None
        and found > draft.head
        and tree.lemmas[found] in bodies
    )


def _without_noun(tree: Tree, found: Found, nouns: Sequence[Draft], cues: CueLexicon) -> Found:
    """The tagger's "waved away claims | that soldiers shot them" as "waved away | claims that soldiers shot them".

    PolNeAR marks one attribution there. Whose claims they are is an attribution inside the other.
    """
    for noun in nouns:
        first = tree.first[noun.head]
        verbs = [t for t in found.cue if t < first and tree.pos[t] == "VERB"]
        if not verbs or not _is_swallowed(tree, found, noun) or _makes(tree, verbs[-1], noun, cues):
            continue
        phrase = range(first, min(found.content, default=noun.head + 1))
        return replace(
            found,
            cue=tuple(t for t in found.cue if t < first),
            source=tuple(t for t in found.source if t not in phrase),
            content=tuple(sorted({*phrase, *found.content})),
        )
    return found


def _is_swallowed(tree: Tree, found: Found, noun: Draft) -> bool:
    """Whether the tagger has a noun of speech in a verb's cue, or leaves it out between that cue and the content."""
    if not found.content or not holds(noun.content, min(found.content)):
        return noun.head in found.cue and noun.head < min(found.content, default=0)
    return noun.head in found.cue or max(found.cue) < noun.head < min(found.content)


def _makes(tree: Tree, verb: int, noun: Draft, cues: CueLexicon) -> bool:
    """ "made the claim that": verb and noun are one cue; a medium that carries a report has two."""
    if tree.lemmas[verb] not in cues.file.light_verbs or tree.child(noun.head, "poss") is not None:
        return False
    return not (tree.lemmas[verb] == "carry" and tree.lemmas[noun.head] in cues.file.accounts)


def _is_quoted_by(tree: Tree, learned: Draft, ruled: Draft) -> bool:
    """ "The bishop was quoted by the agency as saying that …": the agency quotes, and inside that the bishop says."""
    agent = tree.child(ruled.head, "agent")
    spoken = {t for s, e in ruled.cue for t in range(s, e) if tree.pos[t] == "VERB"} - {ruled.head}
    if agent is None or not spoken or not ruled.source or learned.head != ruled.head:
        return False
    return any(holds(learned.source, t) for t in range(agent, tree.last[agent] + 1))


def _quoted(tree: Tree, learned: Draft, ruled: Draft) -> Draft:
    """What the quoted one says, inside what the medium quotes; the medium's content holds the inner cue whole."""
    spoken = min(
        t
        for start, end in ruled.cue
        for t in range(start, end)
        if tree.pos[t] == "VERB" and t != ruled.head
    )
    learned.cue = [(s, min(e, ruled.head + 1)) for s, e in learned.cue if s <= ruled.head]
    inner = [(s, e) for s, e in ruled.cue if e > ruled.head + 1 and s > ruled.head]
    whole = merged_stretches([*ruled.source, *inner, *ruled.content])
    learned.content = without(whole, [*learned.cue, *learned.source])
    return replace(ruled, head=spoken, cue=[(spoken, spoken + 1)], act="says", stance="asserts")


def _is_framed(tree: Tree, draft: Draft) -> bool:
    """Whether the rules know the whole construction: "claimed responsibility for", "held … responsible"."""
    words = [t for start, end in draft.cue for t in range(start, end) if tree.is_word(t)]
    content_words = {"NOUN", "VERB", "ADJ", "ADV"}
    is_long = sum(tree.pos[t] in content_words for t in words) > 1
    return draft.act in _OWN_FRAMES or (draft.act in _FRAMED and is_long)


def _outside(source: Sequence[Stretch], draft: Draft) -> list[Stretch]:
    """A source, unless it lies in the content: who is accused in the passive does not speak."""
    left = without(source, [*draft.cue, *draft.content])
    return left if left == list(source) else []


def _make_draft(tree: Tree, found: Found, cues: CueLexicon, words: SourceWords) -> Draft:
    """A draft of the tagger's tokens, with act, stance and whoever is accused or spoken to."""
    cue = as_stretches(_without_stub(tree, found.cue))
    content = trimmed(tree, _closed(tree, found.content))
    source = trimmed(tree, _closed(tree, found.source))
    source = [part for part in source if not _is_parted(tree, part, cue)]
    source = (
        [_past_semicolon(tree, part, use_from=min(cue)[0]) for part in source] if cue else source
    )
    source = [part for part in source if not _is_further_on(tree, part, [*cue, *content])]
    content = [_up_to_noun(tree, part) for part in content]
    content = trimmed(tree, without(content, [*cue, *source]))
    source, content = _with_own_source(tree, source, cue, content)
    content = _without_other_sentences(tree, cue, content)
    use = read_cue(tree, cue, content, cues)
    if use.group.object == "accused":
        source = [part for part in source if not _is_blamed(tree, use.head, part)]
    act, stance = read_act(tree, cue, source, content, cues)
    channel = find_channel(tree, use.head, content, source, words)
    addressees = find_addressees(tree, use.head, content, source, channel, words)
    return Draft(
        head=use.head,
        cue=cue,
        content=content,
        source=source,
        act=act,
        stance=stance,
        accused=find_accused(tree, cue, content, cues),
        addressees=addressees,
        channel=channel,
        takes_quotes="quote" in use.group.takes,
    )


def _without_stub(tree: Tree, cue: Sequence[int]) -> Sequence[int]:
    """ "said in a" of "said in a telegram": a determiner without its noun is no cue's, nor what stands before it."""
    if len(cue) < 2 or tree.pos[cue[-1]] != "DET":
        return cue
    rest = cue[:-1]
    return rest[:-1] if len(rest) > 1 and tree.pos[rest[-1]] == "ADP" else rest


def _is_blamed(tree: Tree, verb: int, part: Stretch) -> bool:
    """ "Rebels blamed as bomb kills 40": who is the subject of a passive blames nobody."""
    if not tree.is_passive(verb):
        return False
    subject = tree.child(verb, "nsubjpass")
    if subject is None and tree.deps[verb] == "acl":
        subject = tree.heads[verb]
    return subject is not None and holds([part], subject)


def _up_to_noun(tree: Tree, part: Stretch) -> Stretch:
    """ "blames | Ukrainian | shelling": a content that stops at a word of a noun phrase goes on to its noun."""
    start, end = part
    last = end - 1
    noun = tree.heads[last]
    is_cut = tree.deps[last] in _BEFORE_NOUN and last < noun <= last + _NEAR_NOUN
    return (start, noun + 1) if is_cut and tree.pos[noun] in ("NOUN", "PROPN") else part


def _is_parted(tree: Tree, part: Stretch, cue: Sequence[Stretch]) -> bool:
    """ "Abu Dhabi is accused of arming it; Kigali denies it": who stands behind the semicolon does not accuse."""
    return bool(cue) and ";" in tree.words[cue[-1][1] : part[0]]


def _with_own_source(
    tree: Tree, source: list[Stretch], cue: Sequence[Stretch], content: list[Stretch]
) -> tuple[list[Stretch], list[Stretch]]:
    """ "The army | and the rebels | agreed to it, | the premier | announced": who stands amid it tells nothing.

    Only where somebody else stands right before the cue.
    """
    near = [part for part in source if cue and part[1] == cue[0][0]]
    amid = [
        part
        for part in source
        if near and any(end <= part[0] for _, end in content) and part not in near
        if any(part[1] <= start for start, _ in content)
    ]
    if not amid:
        return source, content
    told = merged_stretches([*content, *amid])
    return [part for part in source if part not in amid], trimmed(tree, told)


def _without_other_sentences(
    tree: Tree, cue: Sequence[Stretch], content: list[Stretch]
) -> list[Stretch]:
    """ "A gunman shot a guard. Two men died, Cairo said": unquoted words of the sentence before are not Cairo's."""
    if not cue:
        return content
    own = tree.sentence[cue[0][0]]
    kept: list[Stretch] = []
    for start, end in content:
        first = start
        while tree.sentence[first] < own and first < end and not _is_quoted_at(tree, start, end):
            first = next(
                (t for t in range(first, end) if tree.sentence[t] > tree.sentence[first]), end
            )
        kept += [(first, end)] if first < end else []
    return kept if any(tree.sentence[start] == own for start, _ in kept) else content


def _is_quoted_at(tree: Tree, start: int, end: int) -> bool:
    """Whether quotation marks stand in a stretch, or right before it."""
    return any(tree.words[t] in QUOTES for t in range(max(0, start - 1), min(end + 1, len(tree))))


def _past_semicolon(tree: Tree, part: Stretch, use_from: int) -> Stretch:
    """ "the government blamed a group; the group, JNIM, | condemned": of two clauses the one with the cue."""
    start, end = part
    marks = [t for t in range(start, end) if tree.words[t] == ";"]
    if not marks:
        return part
    return (marks[-1] + 1, end) if start < use_from else (start, marks[0])


def _is_further_on(tree: Tree, part: Stretch, rest: Sequence[Stretch]) -> bool:
    """ "The army was accused of it. Officers denied it": who speaks in the next sentence has not accused it."""
    return bool(rest) and tree.sentence[part[0]] > max(tree.sentence[end - 1] for _, end in rest)


def _closed(tree: Tree, tokens: Sequence[int]) -> list[Stretch]:
    """Stretches of tokens, gaps of punctuation and white space closed, and those within a noun phrase.

    "More than | 300 gang | members were lynched": what stands between belongs to the members.
    """
    stretches = as_stretches(tokens)
    closed: list[Stretch] = []
    for start, end in stretches:
        gap = range(closed[-1][1], start) if closed else range(0)
        if closed and all(_is_of_phrase(tree, t, start) for t in gap if tree.is_word(t)):
            closed[-1] = (closed[-1][0], end)
        else:
            closed.append((start, end))
    return closed


def _is_of_phrase(tree: Tree, token: int, start: int) -> bool:
    """Whether a word describes the noun that a stretch begins with."""
    is_noun = tree.pos[start] in ("NOUN", "PROPN") and tree.deps[token] in _DESCRIBING
    return is_noun and tree.heads[token] == start


def _share_cue(one: Draft, other: Draft) -> bool:
    return holds(other.cue, one.head) or holds(one.cue, other.head)


def _take_over(tree: Tree, learned: Draft, ruled: Draft, cues: CueLexicon) -> None:
    """What the rules know better of the same cue: where its phrases end, and whom it accuses or speaks to."""
    if ruled.source and _is_turned(tree, learned, ruled):
        learned.source, learned.content = ruled.source, ruled.content
    elif _takes_in_source(tree, learned, ruled):
        learned.source, learned.cue = ruled.source, ruled.cue
    elif not ruled.source:
        learned.source = _outside(learned.source, ruled)
    elif (
        not learned.source
        or _is_elsewhere(tree, learned, ruled)
        or _stands_beside(tree, ruled)
        or _is_anothers_subject(tree, learned, ruled)
        or _alike(learned.source, ruled.source) > 0
    ):
        learned.source = without(ruled.source, learned.cue) or learned.source
    is_turned = ruled.act in _DISPUTING and tree.is_passive(ruled.head)
    is_turned = is_turned or _is_left_behind(tree, learned, ruled)
    is_turned = is_turned or _is_broken_off(tree, learned, ruled)
    is_turned = is_turned or _is_only_its_end(tree, learned, ruled)
    is_turned = is_turned or _has_gaps(tree, learned, ruled)
    if is_turned or _alike(learned.content, ruled.content) >= _SAME_CONTENT:
        if ruled.content != learned.content:
            # "The army denied, its spokesman said, that its men burned it": without "denied" he admits it.
            read = read_act(tree, learned.cue, learned.source, ruled.content, cues)
            learned.act, learned.stance = read
        learned.content = ruled.content
    learned.content = without(learned.content, [*learned.cue, *learned.source])
    learned.accused = learned.accused or ruled.accused
    learned.addressees = learned.addressees or ruled.addressees
    learned.channel = learned.channel or ruled.channel
    learned.takes_quotes = learned.takes_quotes or ruled.takes_quotes


def _takes_in_source(tree: Tree, learned: Draft, ruled: Draft) -> bool:
    """ "the | statement acknowledged": the tagger takes the noun that speaks for a part of the cue."""
    roots = (root_of(tree, start, end) for start, end in ruled.source[:1])
    is_verb = tree.pos[ruled.head] == "VERB"
    return is_verb and any(holds(learned.cue, root) for root in roots if root is not None)


def _is_left_behind(tree: Tree, learned: Draft, ruled: Draft) -> bool:
    """ "Jets hit a depot, a source said, hours before the sides met": the tagger takes only what stands behind.

    What stands before the comma would be the outlet's.
    """
    if not ruled.source or tree.pos[ruled.head] != "VERB":
        return False
    opens = min(start for start, _ in (*ruled.source, *ruled.cue))
    if opens == 0 or tree.words[opens - 1] != ",":
        return False
    told = [(start, end) for start, end in ruled.content if end <= opens]
    has_verb = any(tree.pos[t] in ("VERB", "AUX") for s, e in told for t in range(s, e))
    behind = min((start for start, _ in learned.content), default=0)
    return has_verb and behind > opens and "," in tree.words[ruled.head : behind]


def _is_broken_off(tree: Tree, learned: Draft, ruled: Draft) -> bool:
    """ "told parliament | that 11 vehicles | had been destroyed": the tagger stops at the subject, or before a noun."""
    if len(learned.content) != 1 or len(ruled.content) != 1:
        return False
    (start, end), (first, last) = learned.content[0], ruled.content[0]
    if start != first or end >= last or tree.sentence[end - 1] != tree.sentence[end]:
        return False
    is_cut = tree.pos[end - 1] == "ADP" and tree.children[end - 1][-1:] >= [end]  # "two of | whom"
    return is_cut or (tree.heads[end - 1] >= end and tree.deps[end - 1] in _UNFINISHED)


def _is_only_its_end(tree: Tree, learned: Draft, ruled: Draft) -> bool:
    """ "Rebels shelled the barracks, | where hostages are held |, witnesses said": the tagger has but the last clause.

    So in "Troops stormed a camp, | beating those who slept |, witnesses said" and in "says Pakistan fired first; | a
    woman was hurt |". What is left out would be the outlet's.
    """
    if len(learned.content) != 1 or not ruled.content:
        return False
    (start, end), whole = learned.content[0], ruled.content
    if tree.sentence[start] != tree.sentence[ruled.head]:
        return False
    is_relative = (
        tree.words[start] in _WHERE | _WHILE and holds(whole, start) and whole[0][0] < start
    )
    is_end = is_relative or _goes_on(tree, (start, end), whole)
    if is_end or _is_fragment(tree, (start, end), whole):
        return end <= ruled.head
    after = max(cue_end for _, cue_end in ruled.cue)
    return after == whole[0][0] and start > whole[0][1] - 1 and ";" in tree.words[after:start]


def _is_fragment(tree: Tree, part: Stretch, whole: Sequence[Stretch]) -> bool:
    """Whether a part is but the object of a verb of the content: "killing | at least 25 people |, a doctor said"."""
    start, end = part
    return any(
        tree.deps[t] in _OBJECTS and tree.heads[t] < start and holds(whole, tree.heads[t])
        for t in range(start, end)
    )


def _goes_on(tree: Tree, part: Stretch, whole: Sequence[Stretch]) -> bool:
    """Whether a part of a content is a clause that hangs on a verb before it: ", beating those who slept"."""
    start, end = part
    hanging = [t for t in range(start, end) if not start <= tree.heads[t] < end]
    return any(
        tree.deps[t] in _GOING_ON
        and tree.heads[t] < start
        and tree.pos[tree.heads[t]] == "VERB"
        and holds(whole, tree.heads[t])
        for t in hanging
    )


def _has_gaps(tree: Tree, learned: Draft, ruled: Draft) -> bool:
    """ "Gunmen stormed | a church in Owo | , killing 38, the agency said": the tagger leaves out the middle."""
    if len(ruled.content) != 1 or len(learned.content) < 2:
        return False
    (start, end), parts = ruled.content[0], learned.content
    is_within = all(start <= s and e <= end for s, e in parts)
    is_one = {tree.sentence[s] for s, _ in parts} == {tree.sentence[ruled.head]}
    is_opened = parts[0][0] - start <= _FIRST_WORDS  # "Gunmen | with explosives"
    return is_within and is_one and is_opened and end <= ruled.head


def _is_elsewhere(tree: Tree, learned: Draft, ruled: Draft) -> bool:
    """ "It claimed to have downed a jet. India denied losing one": the subject beats a noun of the sentence before."""
    subject = tree.child(ruled.head, "nsubj")
    sentences = {tree.sentence[start] for start, _ in learned.source}
    return (
        subject is not None
        and holds(ruled.source, subject)
        and tree.sentence[ruled.head] not in sentences
    )


def _is_anothers_subject(tree: Tree, learned: Draft, ruled: Draft) -> bool:
    """ "a doctor said, hours after the minister, Moussa Koussa, announced it": the verb has a subject of its own."""
    own = tree.child(ruled.head, "nsubj")
    if own is None or not holds(ruled.source, own) or tree.pos[ruled.head] != "VERB":
        return False
    nouns = [t for start, end in learned.source for t in range(start, end)]
    heads = [tree.heads[t] for t in nouns if tree.deps[t] == "nsubj"]
    return bool(heads) and all(h != ruled.head and tree.pos[h] == "VERB" for h in heads)


def _stands_beside(tree: Tree, ruled: Draft) -> bool:
    """ "The ministry counted six, but residents reported eleven": whose subject stands right before the verb."""
    subject = tree.child(ruled.head, "nsubj")
    if subject is None or tree.words[subject] in _UNTOLD or tree.is_passive(ruled.head):
        return False
    is_near = any(end == start for _, end in ruled.source for start, _ in ruled.cue)
    opens = min(start for start, _ in ruled.source)
    is_own = opens > 0 and tree.words[opens - 1] in _JOINTS
    return is_near and is_own and holds(ruled.source, subject)


def _is_turned(tree: Tree, learned: Draft, ruled: Draft) -> bool:
    """Whether the tagger took the wrong noun for the source: before an inserted cue, or the subject of a passive.

    "Israel, said Hezbollah, had bombed the school": it is Hezbollah that speaks
    """
    if not learned.source or _alike(learned.source, ruled.source) > 0:
        return False
    return tree.is_passive(ruled.head) or not _outside(learned.source, ruled)


def _cites(tree: Tree, draft: Draft, learned: Sequence[Draft], cues: CueLexicon) -> bool:
    """ "citing the ministry" beside a cue of speech: who is cited comes between (citations.py)."""
    if tree.lemmas[draft.head] not in cues.file.citing:
        return False
    return any(tree.sentence[other.head] == tree.sentence[draft.head] for other in learned)


def _alike(one: Sequence[Stretch], other: Sequence[Stretch]) -> float:
    """The share of tokens that two lists of stretches have in common (Jaccard)."""
    these, those = (
        {t for start, end in stretches for t in range(start, end)} for stretches in (one, other)
    )
    return len(these & those) / len(these | those) if these & those else 0.0


def _tells_number(tree: Tree, draft: Draft) -> bool:
    """ "a nurse counted nine", "Moscow acknowledged 63": a toll without its teller would be the outlet's."""
    if draft.act not in _COUNTING or not draft.source:
        return False
    return any(tree.pos[t] == "NUM" for start, end in draft.content for t in range(start, end))


def _stays(tree: Tree, draft: Draft, learned: Sequence[Draft], weights: Weights) -> bool:
    """Whether a draft of the rules stays: one inside what the tagger found, one that tells of harm or of a charge, and
    one whose cue the tagger saw without finding what it governs.

    To lose "monitors put the toll at forty" would print the toll as the outlet's fact. One inside says no more than
    what is said around it: its content is cut to the outer's.
    """
    holder = next((other for other in learned if other.holds(draft)), None)
    if holder is None:
        return (
            draft.is_sure
            or _is_dispute(tree, draft)
            or _tells_number(tree, draft)
            or any(t in weights.likely for s, e in draft.cue for t in range(s, e))
            or any(tree.lemmas[t] in weights.grave for s, e in draft.content for t in range(s, e))
        )
    draft.content = within(draft.content, holder.content)
    return bool(draft.content)


def _is_dispute(tree: Tree, draft: Draft) -> bool:
    """Whether a draft charges, denies or admits in its own right: not "to blame the weather", "you can disagree"."""
    is_charge = bool(draft.accused) and draft.act == "suggests"
    words = sum(tree.is_word(t) for start, end in draft.content for t in range(start, end))
    is_charge = is_charge or (draft.act == "confirms" and words <= _FEW)  # "confirmed this"
    if not (draft.act in _DISPUTING or is_charge) or any(
        tree.tags[c] == "TO" for c in tree.children[draft.head]
    ):
        return False
    speakers = {tree.words[start] for start, _ in draft.source}
    return not speakers & _UNTOLD
