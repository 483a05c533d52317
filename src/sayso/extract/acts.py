"""Read acts: what a source does with its words, and whom it accuses, for a cue that anybody found.

Comes in: a parse, the stretches of a cue, its source and its content, the lexicon. Goes out: act and stance, and the
stretches of the accused. The cue may come from a rule's frame or from a tagger that knows no lexicon: the row is chosen
by the cue's words and by what its content looks like, and an unknown cue says something. Finds no cues itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from sayso.extract.act_signs import QUOTES, find_responsible, read_signs
from sayso.extract.cues import POS_OF_CUES, CueGroup, CueLexicon, CueRow
from sayso.extract.speakers import head_of, source_kind
from sayso.extract.stances import CueUse, clause_root, find_stance, root_of
from sayso.extract.trees import VERBAL, Stretch, Tree, holds
from sayso.model import Act, SourceKind, Stance

if TYPE_CHECKING:
    from sayso.extract.drafts import Draft

_REACH = 6
_UNREAD: tuple[Act, Stance] = ("says", "asserts")


def read_act(
    tree: Tree,
    cue: Sequence[Stretch],
    source: Sequence[Stretch],
    content: Sequence[Stretch],
    lexicon: CueLexicon,
) -> tuple[Act, Stance]:
    """Act and stance of an attribution by its words.

    "Reuters", "said", "the bridge may have been mined" → reports, suggests
    """
    use = read_cue(tree, cue, content, lexicon)
    return find_act(tree, use, source, lexicon)


def find_act(
    tree: Tree, use: CueUse, source: Sequence[Stretch], lexicon: CueLexicon
) -> tuple[Act, Stance]:
    """The same for a cue whose row of the lexicon is known."""
    act, stance = find_stance(tree, use, lexicon)
    if (act, stance) == (use.group.act, use.group.stance):
        act, stance = read_signs(tree, use, source, lexicon)
    return _passed_on(tree, use, act, stance, source, lexicon)


def _passed_on(
    tree: Tree,
    use: CueUse,
    act: Act,
    stance: Stance,
    source: Sequence[Stretch],
    lexicon: CueLexicon,
) -> tuple[Act, Stance]:
    """ "Reuters said": a medium reports; "unconfirmed reports said": and what nobody confirmed is suggested."""
    if act != "says":
        return act, stance
    kind = source_kind(tree, list(source), lexicon.file)
    is_passed_on = kind == "document" and use.group.pos == "according"
    if kind == "media" or is_passed_on:
        return "reports", stance
    words = [t for start, end in source for t in range(start, end) if tree.is_word(t)]
    if words and tree.words[head_of(tree, words)] in lexicon.file.hearsay:
        return "reports", "suggests" if stance == "asserts" else stance
    return act, stance


def read_cue(
    tree: Tree, cue: Sequence[Stretch], content: Sequence[Stretch], lexicon: CueLexicon
) -> CueUse:
    """The lexicon's row for a cue: of the rows that its words fit, the longest whose frame fits the content.

    "claimed" with content "responsibility for the blast" → claims-credit; with "that it fell" → says
    """
    tokens = tuple(t for start, end in cue for t in range(start, end) if tree.is_word(t))
    shapes = _shapes(tree, tokens, content)
    main = _main_words(tree, tokens, lexicon)
    best: tuple[tuple[int, ...], int, tuple[int, ...], CueGroup] | None = None
    for token in tokens:
        for row, rest in _rows_at(tree, token, tokens, lexicon):
            fit = _fit(tree, token, row.group, shapes, lexicon)
            if fit is None:
                continue
            rank = (token in main, len(rest), *fit)
            if best is None or rank > best[0]:
                best = (rank, token, rest, row.group)
    if best is None:
        head = min(main, default=tokens[0] if tokens else (content[0][0] if content else 0))
        return CueUse(head, tokens, content, _unknown(tree, head, lexicon))
    _, head, rest, group = best
    return CueUse(head, tuple(t for t in tokens if t not in rest), content, group, rest)


def read_drafts(tree: Tree, drafts: Iterable[Draft], lexicon: CueLexicon) -> None:
    """Read act, stance and accused of the drafts that a quotation or a label made: "Q: Where were you?" → asks."""
    for draft in drafts:
        if draft.is_read or draft.outer is not None or (draft.act, draft.stance) != _UNREAD:
            continue
        draft.act, draft.stance = read_act(tree, draft.cue, draft.source, draft.content, lexicon)
        draft.accused = draft.accused or find_accused(tree, draft.cue, draft.content, lexicon)


def act_of_kind(act: Act, kind: SourceKind) -> Act:
    """A medium that says something reports it: "Interfax said" """
    return "reports" if act == "says" and kind == "media" else act


def _main_words(tree: Tree, tokens: tuple[int, ...], lexicon: CueLexicon) -> set[int]:
    """The word of a cue that carries its meaning: "continued to deny", "issued a denial", "was adamant".

    It is the word on which the others hang, unless that is only a helper.
    """
    inside = set(tokens)
    tops = [t for t in tokens if tree.heads[t] not in inside or tree.heads[t] == t]
    found = set(tops)
    for top in tops:
        below = [c for c in tree.children[top] if c in inside and c > top]
        if tree.lemmas[top] in lexicon.file.light_verbs:
            found |= {c for c in below if tree.deps[c] in ("dobj", "nsubjpass")}
        elif tree.lemmas[top] in lexicon.file.aspects:
            found |= {c for c in below if tree.deps[c] in ("xcomp", "ccomp", "advcl")}
        elif tree.pos[top] == "AUX":
            found |= {c for c in below if tree.deps[c] in ("acomp", "attr", "prep")}
        if len(found) > len(tops):
            found.discard(top)
    return found


def _rows_at(
    tree: Tree, token: int, tokens: tuple[int, ...], lexicon: CueLexicon
) -> Iterator[tuple[CueRow, tuple[int, ...]]]:
    for row in _rows_of(tree.lemmas[token], tree.words[token], lexicon):
        rest = _rest_of(tree, token, row.rest, tokens)
        if rest is not None:
            yield row, rest


def _rows_of(lemma: str, word: str, lexicon: CueLexicon) -> list[CueRow]:
    """The rows of a word; where its lemma has none, those of its stem: in headlines the tagger knows no verbs."""
    inflected = lexicon.known.get(word, ()) if word != lemma else ()
    found = [*inflected, *lexicon.known.get(lemma, ())]
    stems = (word.removesuffix(end) for end in ("s", "d", "es", "ed", "ing"))
    stem = next((s for s in stems if s != word and s in lexicon.known), None)
    return found or [*lexicon.known.get(stem or "", ())]


def _rest_of(
    tree: Tree, head: int, words: tuple[str, ...], tokens: tuple[int, ...]
) -> tuple[int, ...] | None:
    """Where a cue's further words stand: in the cue itself, or close behind its words."""
    inside = [_at(tree, word, tokens) for word in words]
    if words and all(t is not None for t in inside):
        return tuple(t for t in inside if t is not None)
    found: list[int] = []
    end = min(max(tokens) + 1 + _REACH, tree.sentence_of(head)[1])
    for word in words:
        near = range((found[-1] if found else head) + 1, end)
        hit = next((t for t in near if word in (tree.lemmas[t], tree.words[t])), None)
        if hit is None or (hit not in tokens and not _belongs(tree, head, found, hit)):
            return None
        found.append(hit)
    return tuple(found)


def _at(tree: Tree, word: str, tokens: tuple[int, ...]) -> int | None:
    return next((t for t in tokens if word in (tree.lemmas[t], tree.words[t])), None)


def _belongs(tree: Tree, head: int, found: list[int], hit: int) -> bool:
    return hit == (found[-1] if found else head) + 1 or tree.heads[hit] in (head, *found)


def _fit(
    tree: Tree, head: int, group: CueGroup, shapes: set[str], lexicon: CueLexicon
) -> tuple[int, int] | None:
    """How well a row fits: its part of speech, its frame; None if it cannot be meant."""
    if group.passive and not tree.is_passive(head):
        return None
    if group.objects and not shapes & {f"={lemma}" for lemma in group.objects}:
        return None
    has_pos = tree.pos[head] in POS_OF_CUES[group.pos]
    if group.passive and "raised" in group.takes:
        return has_pos, 2
    if shapes & {f"={lemma}" for lemma in group.unless}:
        return has_pos, -1
    return has_pos, int(bool(shapes & {*group.takes}) or not group.takes)


def _shapes(tree: Tree, tokens: tuple[int, ...], content: Sequence[Stretch]) -> set[str]:
    """What a content looks like, in the words of `CueGroup.takes`; "=attack" says that its head is an attack."""
    found = {tree.words[t] for t in tokens if tree.pos[t] in ("ADP", "SCONJ")}
    for start, end in content:
        first = next((t for t in range(start, end) if tree.pos[t] != "SPACE"), start)
        if tree.words[first] in QUOTES:
            found |= {"quote", "clause"}
        root = root_of(tree, start, end)
        if root is None:
            continue
        if tree.pos[root] in VERBAL:
            found.add(_clause_shape(tree, root))
        elif tree.pos[root] == "ADP":
            found.add(tree.words[root])
        else:
            found |= {"object", f"={tree.lemmas[root]}"}
            found |= {tree.words[c] for c in tree.children[root] if tree.deps[c] == "prep"}
    return found


def _clause_shape(tree: Tree, root: int) -> str:
    children = tree.children[root]
    if any(tree.tags[c] == "TO" for c in children):
        return "to"
    is_bare = not any(tree.deps[c] in ("aux", "nsubj", "mark") for c in children)
    return "ing" if tree.tags[root] == "VBG" and is_bare else "clause"


def _unknown(tree: Tree, head: int, lexicon: CueLexicon) -> CueGroup:
    """What an unknown cue does: by its part of speech; an adverb in -ly hedges, everything else says."""
    pos = tree.pos[head] if head < len(tree) else "VERB"
    found = (group for group in lexicon.file.unknown if pos in POS_OF_CUES[group.pos])
    return next(found, lexicon.file.unknown[0])


def find_accused(
    tree: Tree, cue: Sequence[Stretch], content: Sequence[Stretch], lexicon: CueLexicon
) -> list[Stretch]:
    """Whom a charge, a suspicion or an acquittal is about; nothing for other acts.

    "accused" with "Kigali of arming rebels" → "Kigali"; "alleged" with "that soldiers burned it" → "soldiers"
    """
    return accused_of(tree, read_cue(tree, cue, content, lexicon), lexicon)


def accused_of(tree: Tree, use: CueUse, lexicon: CueLexicon) -> list[Stretch]:
    """The same for a cue whose row of the lexicon is known."""
    content = use.content
    if use.group.object == "accused" or use.group.accused_after:
        return _by_frame(tree, use) or _first_named(tree, use)
    held = find_responsible(tree, content, lexicon)
    if held:
        return held
    act, _ = read_signs(tree, use, (), lexicon)
    if act == "accuses" or _is_charge(tree, use, lexicon):
        return _against(tree, use.head) or _doers(tree, content)
    if act == "condemns":
        return _condemned(tree, use.head)
    return _suspected(tree, content, lexicon) if act in ("suggests", "believes") else []


def _is_charge(tree: Tree, use: CueUse, lexicon: CueLexicon) -> bool:
    return any(tree.words[t] in lexicon.file.charging for t in use.tokens)


def _by_frame(tree: Tree, use: CueUse) -> list[Stretch]:
    """The accused where the frame has it: the object, the subject of the passive, what "on" or "to" governs."""
    head, after = use.head, use.group.accused_after
    if after is not None:
        behind = [t for t in _below(tree, head) if tree.words[t] == after and t > head]
        nouns = [noun for t in behind if (noun := tree.child(t, "pobj")) is not None]
        if nouns:
            return [tree.subtree(nouns[-1])]
    if tree.is_passive(head):
        subject = tree.child(head, "nsubjpass", "nsubj")
        if subject is not None:
            return [tree.subtree(subject)]
        noun = tree.heads[head]
        is_before = tree.deps[head] in ("acl", "relcl") and tree.first[noun] < head
        return [(tree.first[noun], min(head, noun + 1))] if is_before else []
    found = tree.child(head, "dobj", "dative") if use.group.object == "accused" else None
    if found is not None and found not in (*use.tokens, *use.rest):
        return [tree.subtree(found)]
    last = max([head, *use.tokens, *use.rest])
    noun = tree.child(last, "pobj") if tree.pos[last] in ("ADP", "SCONJ") else None
    return [tree.subtree(noun)] if noun is not None else []


def _below(tree: Tree, head: int) -> Iterator[int]:
    """The prepositions of a verb, and those that the parser hung on its object."""
    for child in tree.children[head]:
        yield child
        if tree.deps[child] in ("dobj", "prep"):
            yield from tree.children[child]


def _first_named(tree: Tree, use: CueUse) -> list[Stretch]:
    """The noun phrase with which a content begins: what an accuser names first is whom he accuses."""
    for start, end in use.content:
        noun = next((t for t in range(start, end) if _is_head_noun(tree, t)), None)
        if noun is None or tree.words[start] in ("for", "over", "of"):
            continue
        stops = [c for c in tree.children[noun] if c > noun and tree.deps[c] in ("prep", "acl")]
        return [(start, min([end, max(noun, tree.last[noun]) + 1, *stops]))]
    return []


def _is_head_noun(tree: Tree, token: int) -> bool:
    is_noun = tree.pos[token] in ("NOUN", "PROPN", "PRON")
    return is_noun and tree.deps[token] not in ("compound", "poss", "nmod", "amod", "npadvmod")


def _condemned(tree: Tree, head: int) -> list[Stretch]:
    """ "assailed Turkey for the ramming": who is condemned for a deed is held responsible for it."""
    found = tree.child(head, "dobj")
    if found is None or not any(tree.words[t] == "for" for t in _below(tree, head)):
        return []
    return [tree.subtree(found)]


def _suspected(tree: Tree, content: Sequence[Stretch], lexicon: CueLexicon) -> list[Stretch]:
    """ "suspect that Asmara supplied the mines": whom a suspicion of a deed falls on."""
    root = clause_root(tree, content)
    if root is None or tree.lemmas[root] not in (*lexicon.file.deeds, *lexicon.file.harms):
        return []
    subject = tree.child(root, "nsubj")
    if subject is None or tree.tags[root] not in ("VBD", "VBN"):
        return []
    return [tree.subtree(subject)] if tree.pos[subject] in ("NOUN", "PROPN") else []


def _against(tree: Tree, noun: int) -> list[Stretch]:
    """ "allegations against the mayor": whom a charge names itself."""
    for child in tree.children[noun]:
        if tree.words[child] == "against":
            accused = tree.child(child, "pobj")
            return [tree.subtree(accused)] if accused is not None else []
    return []


def _doers(tree: Tree, content: Sequence[Stretch]) -> list[Stretch]:
    """Who did it by a content's main clause: its subject, or the "by" of a passive or of a deed's noun."""
    root = clause_root(tree, content)
    root = root if root is not None else next((root_of(tree, *part) for part in content), None)
    if root is None:
        return []
    if tree.pos[root] in VERBAL and not tree.is_passive(root):
        subject = tree.child(root, "nsubj")
        return [tree.subtree(subject)] if subject is not None and holds(content, subject) else []
    agent = tree.child(root, "agent") or next(
        (c for c in tree.children[root] if tree.words[c] == "by"), None
    )
    noun = tree.child(agent, "pobj") if agent is not None else tree.child(root, "poss")
    return [tree.subtree(noun)] if noun is not None else []
