"""Find attributions: who says, denies, accuses, demands, and what (DESIGN.md §3, §6, §6a).

Comes in: a reading, its mentions and actors, the cue lexicon. Goes out: attributions in text order with exact spans,
the inner ones tied to the outer by `via`. The outlet's own words are no attribution. Nothing is found in boilerplate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from sayso.extract.actors.source_words import load_source_words
from sayso.extract.attribution.according_to_which import read_relative_accounts
from sayso.extract.attribution.accused import RIVAL
from sayso.extract.attribution.accused_scores import (
    is_aimed_at,
    is_harmed,
    leave_origins,
    load_accused_weights,
    name_accused,
)
from sayso.extract.attribution.act_vetoes import read_silence
from sayso.extract.attribution.acts import act_of_kind, read_drafts
from sayso.extract.attribution.addressees import is_hearer
from sayso.extract.attribution.after_deeds import (
    leave_clause_above,
    leave_deed_before,
    leave_known_dead,
)
from sayso.extract.attribution.answers_aside import find_answers_aside, keep_answers_out
from sayso.extract.attribution.as_alleged import mend_as_alleged
from sayso.extract.attribution.asides_by_others import part_asides
from sayso.extract.attribution.asides_of_charged import leave_asides
from sayso.extract.attribution.attribution_words import load_attribution_words
from sayso.extract.attribution.bracketed import find_bracketed
from sayso.extract.attribution.citations import add_citations
from sayso.extract.attribution.comments import part_comments
from sayso.extract.attribution.contents import with_antecedent
from sayso.extract.attribution.credits import find_credits
from sayso.extract.attribution.cues import CueLexicon, find_cue_candidates, load_cue_lexicon
from sayso.extract.attribution.denied_gerunds import to_whole_gerund
from sayso.extract.attribution.denied_parts import part_denials
from sayso.extract.attribution.disputes import read_disputes
from sayso.extract.attribution.drafts import (
    Draft,
    is_naming,
    is_reaction,
    leave_dating,
    leave_day,
    leave_hearer,
    leave_opening_adverb,
    make_draft,
    trimmed,
)
from sayso.extract.attribution.each_side import EACH_OTHER, find_each_side
from sayso.extract.attribution.false_tellings import find_false_tellings
from sayso.extract.attribution.floating import attach_floating
from sayso.extract.attribution.harm_tails import to_end_of_harms
from sayso.extract.attribution.held_for import leave_held
from sayso.extract.attribution.hinted_by import mend_hints
from sayso.extract.attribution.impersonal import read_impersonal
from sayso.extract.attribution.insertions import mend_insertions
from sayso.extract.attribution.kept_drafts import Weights, is_answered, only_searches
from sayso.extract.attribution.labels import read_labels
from sayso.extract.attribution.learned_drafts import merge_drafts
from sayso.extract.attribution.mere_deeds import is_mere_deed
from sayso.extract.attribution.misreadings import mend_misreadings
from sayso.extract.attribution.nesting import nest_drafts, without_ordered, without_refused
from sayso.extract.attribution.nobodys_words import (
    find_supposed,
    is_clock,
    is_mere_manner,
    is_no_speech,
    is_surname,
    is_undergone,
)
from sayso.extract.attribution.numbers_of_others import find_numbers_of_others
from sayso.extract.attribution.or_so import find_or_so
from sayso.extract.attribution.own_side import leave_own_side
from sayso.extract.attribution.parallels import end_denials, part_parallels
from sayso.extract.attribution.pleas import read_pleas
from sayso.extract.attribution.quotations import Quotations, find_quotations
from sayso.extract.attribution.relative_charges import mend_relative_charges
from sayso.extract.attribution.relatives import end_relatives
from sayso.extract.attribution.repairs import mend_speech
from sayso.extract.attribution.second_counts import take_second_count
from sayso.extract.attribution.second_tellers import give_to_told
from sayso.extract.attribution.source_actors import mark_of
from sayso.extract.attribution.speakers import (
    MentionIndex,
    find_actors_at,
    index_mentions,
    is_pronoun,
    source_kind,
)
from sayso.extract.attribution.tagger import Scored, Tagger, find_likely, tag_attributions
from sayso.extract.attribution.told_afterwards import read_told_afterwards
from sayso.extract.attribution.told_where import leave_where_told
from sayso.extract.attribution.whose_charges import mend_whose_charges
from sayso.extract.attribution.wielders import wielders_of
from sayso.extract.grammar.second_verbs import find_second_verbs
from sayso.extract.grammar.trees import Stretch, Tree, governing_word, read_tree, without
from sayso.model import Actor, Attribution, Manner, Mention, Span
from sayso.nlp.readings import Reading

__all__ = ["CueLexicon", "ReadActs", "find_attributions", "load_cue_lexicon"]

# Reads act and stance of drafts once more, by what was learned (learned_acts.py).
ReadActs = Callable[[Tree, Sequence[Draft], Sequence[Scored]], None]


def find_attributions(
    reading: Reading,
    mentions: tuple[Mention, ...],
    actors: tuple[Actor, ...],
    cues: CueLexicon,
    tagger: Tagger | None = None,
    windows: Sequence[Scored] = (),
    acts: ReadActs | None = None,
) -> tuple[Attribution, ...]:
    """Find the attributions of a report, outer before inner; `windows` are what the tagger's trunk has read.

    `acts` has the last word on act and stance, where it is given.

    "Police said witnesses told them that he fled." → police says "witnesses told them that he fled", and via it
    witnesses say "that he fled"
    """
    tree, quotations, drafts = find_drafts(reading, mentions, cues, tagger, windows)
    if acts is not None:
        acts(tree, drafts, windows)
        drafts = read_impersonal(tree, drafts)
        drafts = part_denials(tree, drafts, cues)
    for draft in drafts:
        leave_asides(tree, draft)
    name_accused(tree, drafts, index_mentions(mentions), cues, load_accused_weights())
    leave_origins(tree, drafts)
    leave_own_side(tree, drafts, index_mentions(mentions), cues)
    drafts = without_ordered(tree, without_refused(drafts), cues)
    return _as_attributions(reading, tree, drafts, quotations, mentions, cues)


def find_drafts(
    reading: Reading,
    mentions: tuple[Mention, ...],
    cues: CueLexicon,
    tagger: Tagger | None = None,
    windows: Sequence[Scored] = (),
) -> tuple[Tree, Quotations, list[Draft]]:
    """The attributions of a report in tokens of the mended parse, with act, stance and accused as rules read them."""
    plain = read_tree(reading)
    tree = mend_insertions(mend_misreadings(plain, cues), cues)
    second = reading.once(find_second_verbs)
    tree = mend_speech(tree, cues, second)
    quotations = find_quotations(reading, tree)
    sentences = [(s.start, s.end) for s in reading.sentences]
    drafts = [d for s in sentences for d in _sentence_drafts(tree, s, cues, quotations)]
    if tagger is not None:
        found = tag_attributions(tagger, plain, windows)
        likely = find_likely(tagger, windows)
        weights = Weights(tagger.grave, tagger.wordless, tagger.bodies, likely)
        ruled = [replace(draft) for draft in drafts] if second else []
        drafts = merge_drafts(tree, drafts, found, cues, load_source_words(), weights)
        drafts = give_to_told(drafts, ruled, second)
        for draft in drafts:
            draft.content = with_antecedent(tree, draft.head, draft.content)
    for draft in drafts:
        to_end_of_harms(tree, draft, cues)
        leave_day(tree, draft)
        leave_opening_adverb(tree, draft)
        leave_hearer(tree, draft)
        take_second_count(tree, draft)
        leave_dating(tree, draft)
        leave_deed_before(tree, draft, cues)
        leave_clause_above(tree, draft)
        leave_known_dead(tree, draft)
        leave_where_told(tree, draft)
    drafts = [d for d in drafts if not is_naming(tree, d) and not is_reaction(tree, d, cues)]
    drafts = [d for d in drafts if not (is_surname(reading, tree, d) or is_answered(tree, d))]
    drafts = [d for d in drafts if not (is_undergone(tree, d) or is_no_speech(tree, d))]
    drafts = [d for d in drafts if not is_mere_manner(tree, d, cues)]
    drafts = leave_held(tree, [d for d in drafts if not is_mere_deed(tree, d, cues)])
    drafts = [d for d in drafts if not only_searches(tree, d, cues)]
    drafts = read_relative_accounts(tree, read_impersonal(tree, drafts))
    drafts = find_supposed(tree, drafts)
    drafts = end_relatives(tree, part_comments(tree, drafts), cues)
    drafts = end_denials(tree, part_parallels(tree, drafts, quotations), cues)
    drafts = add_citations(tree, drafts, cues)
    drafts += list(find_or_so(tree, drafts, cues))
    drafts += list(find_answers_aside(tree, drafts, cues))
    drafts += list(find_numbers_of_others(tree, drafts))
    read_told_afterwards(reading, tree, drafts)
    drafts = read_pleas(tree, drafts)
    drafts = read_labels(reading, tree, drafts, cues)
    drafts = [d for d in drafts if not is_clock(reading, tree, d)]
    drafts += find_bracketed(reading, tree)
    drafts += find_credits(reading, tree, quotations, drafts)
    drafts = _apart(tree, attach_floating(tree, quotations, drafts, cues))
    read_drafts(tree, drafts, cues)
    for draft in drafts:
        to_whole_gerund(tree, draft)
    read_silence(tree, drafts)
    drafts = part_denials(tree, drafts, cues)
    drafts = find_false_tellings(tree, drafts, cues)
    keep_answers_out(tree, drafts, cues)
    mend_as_alleged(tree, drafts)
    mend_relative_charges(tree, drafts, cues)
    mend_hints(tree, drafts, cues)
    part_asides(tree, drafts)
    mend_whose_charges(tree, drafts, cues)
    read_disputes(tree, drafts, index_mentions(mentions), cues)
    return tree, quotations, drafts


def _apart(tree: Tree, drafts: list[Draft]) -> list[Draft]:
    """Who speaks stands in no content of his own, even where quotation marks are set so: '" " Host: says May "'."""
    for draft in drafts:
        if without(draft.content, draft.source) != [*draft.content]:
            draft.content = trimmed(tree, without(draft.content, [*draft.cue, *draft.source]))
    return [draft for draft in drafts if draft.content]


def _sentence_drafts(
    tree: Tree, sentence: Stretch, cues: CueLexicon, quotations: Quotations
) -> Iterator[Draft]:
    """One draft for each cue of a sentence: the first (longest) row that has a content there."""
    used: set[int] = set()
    for token in range(*sentence):
        if token in used or not (tree.lemmas[token] in cues.rows or tree.words[token] in cues.rows):
            continue
        candidates = find_cue_candidates(tree, token, cues)
        made = (make_draft(tree, candidate, cues, quotations) for candidate in candidates)
        draft = next((d for d in made if d is not None), None)
        if draft is not None:
            used.update(t for start, end in draft.cue for t in range(start, end))
            yield draft


def _as_attributions(
    reading: Reading,
    tree: Tree,
    drafts: list[Draft],
    quotations: Quotations,
    mentions: tuple[Mention, ...],
    cues: CueLexicon,
) -> tuple[Attribution, ...]:
    drafts = sorted(drafts, key=_place)
    ids = {id(d): f"a{n}" for n, d in enumerate(drafts, 1)}
    outer = nest_drafts(drafts, len(tree))
    heads = index_mentions(mentions)
    kinds = {id(d): source_kind(tree, d.source, cues.file, heads) for d in drafts}
    each = {id(d): find_each_side(tree, d.source, d.head, heads) for d in drafts}
    named = {id(d): each[id(d)] or find_actors_at(tree, d.source, heads) for d in drafts}
    return tuple(
        Attribution(
            id=ids[id(d)],
            source=_spans(reading, tree, d.source),
            actors=named[id(d)],
            source_kind=kinds[id(d)],
            cue=_spans(reading, tree, d.cue),
            content=_spans(reading, tree, d.content),
            manner=_manner(tree, d, quotations),
            act=act_of_kind(d.act, kinds[id(d)]),
            stance=d.stance,
            addressees=_known_or_marked(
                reading, tree, [s for s in d.addressees if _hears(tree, s, d, heads)], heads
            ),
            accused=_accused_of_each(tree, d, named[id(d)], is_each=bool(each[id(d)]))
            or _known_or_marked(
                reading, tree, wielders_of(tree, _charged(tree, d), heads, cues), heads
            ),
            channel=_words(reading, tree, d.channel),
            via=ids[id(around)] if (around := outer[id(d)]) is not None else None,
        )
        for d in drafts
    )


def _accused_of_each(
    tree: Tree, draft: Draft, parties: tuple[str, ...], *, is_each: bool
) -> tuple[str, ...]:
    """ "each accusing the other", "The army and the rebels blamed each other": all of them stand accused.

    So do those who "traded blame for the raid".
    """
    is_rivals = is_each and any(_is_rival(tree, part) for part in draft.accused)
    is_rivals = is_rivals or (is_each and draft.act == "accuses" and _opens_with_rival(tree, draft))
    starts = (draft.head + 1, *(start for start, _ in draft.content))
    ends = (end - 2 for _, end in draft.content)  # "blamed the attack on each other"
    is_mutual = draft.act == "accuses" and (
        any(tuple(tree.words[start : start + 2]) in EACH_OTHER for start in (*starts, *ends))
        or any(
            tree.lemmas[start] in load_attribution_words().exchanges for start, _ in draft.cue[:1]
        )
    )
    return parties if (is_rivals or is_mutual) and len(parties) > 1 else ()


def _opens_with_rival(tree: Tree, draft: Draft) -> bool:
    """ "each hold | the other answerable for it": however the parser reads it."""
    return any(tree.words[start : start + 2] == RIVAL for start, _ in draft.content[:1])


def _charged(tree: Tree, draft: Draft) -> list[Stretch]:
    """The accused; who denies a charge, or says nothing of it, charges nobody, and nobody those who suffered it."""
    if draft.stance not in ("asserts", "suggests"):
        return []
    nouns = ((part, governing_word(tree, part)) for part in draft.accused)
    return [
        part
        for part, noun in nouns
        if noun is None
        or _is_clause_of(tree, draft.head, noun)
        or not (is_harmed(tree, noun) or is_aimed_at(tree, noun))
        if not (_is_rival(tree, part) and _is_of_each(tree, draft))
    ]


def _is_clause_of(tree: Tree, verb: int, noun: int) -> bool:
    """ "shot two men it accuses of murder": who is harmed by one may well stand accused in his own clause.

    So in "a man wanted for murder was shot dead".
    """
    return tree.deps[verb] in ("relcl", "acl") and tree.heads[verb] == noun


def _is_of_each(tree: Tree, draft: Draft) -> bool:
    """ "Hutu and Tutsi groups each blamed the other": either of them by turns, and no third."""
    return bool(draft.source) and tree.words[draft.source[-1][1] - 1] == "each"


def _hears(tree: Tree, stretch: Stretch, draft: Draft, heads: MentionIndex) -> bool:
    """Whether an addressee is a known actor or a noun for somebody: not "urged restraint"."""
    return bool(find_actors_at(tree, [stretch], heads)) or is_hearer(tree, draft.head, stretch)


def _known_or_marked(
    reading: Reading, tree: Tree, stretches: list[Stretch], heads: MentionIndex
) -> tuple[str, ...]:
    """The actors at some words; one that no mention names is marked by its place, and named with the sources."""
    stretches = [part for stretch in stretches for part in _joined(tree, stretch, heads)]
    found = [find_actors_at(tree, [stretch], heads) for stretch in stretches]
    spans = [_spans(reading, tree, [stretch])[0] for stretch in stretches]
    named = [
        actors
        or (() if is_pronoun(tree, stretch) and not _is_rival(tree, stretch) else (mark_of(span),))
        for actors, span, stretch in zip(found, spans, stretches, strict=True)
    ]
    return tuple(dict.fromkeys(actor for actors in named for actor in actors))


def _joined(tree: Tree, stretch: Stretch, heads: MentionIndex) -> list[Stretch]:
    """ "the mayor | and his bodyguard": whom no mention names stands beside who is named."""
    root = governing_word(tree, stretch)
    joined = [] if root is None else [c for c in tree.children[root] if tree.deps[c] == "conj"]
    unnamed = [
        (tree.first[noun], noun + 1)
        for noun in joined
        if stretch[0] <= noun < stretch[1] and tree.pos[noun] == "NOUN"
        if not find_actors_at(tree, [tree.subtree(noun)], heads)
    ]
    return [stretch, *unnamed] if unnamed and find_actors_at(tree, [stretch], heads) else [stretch]


def _is_rival(tree: Tree, stretch: Stretch) -> bool:
    """ "each side accused the other": somebody, though no noun."""
    return tree.words[slice(*stretch)] == RIVAL


def _place(draft: Draft) -> tuple[int, int]:
    """Text order, and an inner citation after the cue that it stands beside."""
    return (draft.outer.head, 1) if draft.outer is not None else (draft.head, 0)


def _spans(reading: Reading, tree: Tree, stretches: list[Stretch]) -> tuple[Span, ...]:
    return tuple(reading.span(tree.starts[s], tree.ends[e - 1]) for s, e in stretches)


def _words(reading: Reading, tree: Tree, stretch: Stretch | None) -> str | None:
    if stretch is None:
        return None
    return reading.span(tree.starts[stretch[0]], tree.ends[stretch[1] - 1]).exact


def _manner(tree: Tree, draft: Draft, quotations: Quotations) -> Manner:
    words = [t for s, e in draft.content for t in range(s, e) if tree.is_word(t)]
    quoted = sum(quotations.holding(t) is not None for t in words) if quotations.found else 0
    if not quoted:
        return "indirect"
    return "direct" if quoted >= 0.9 * len(words) else "mixed"
