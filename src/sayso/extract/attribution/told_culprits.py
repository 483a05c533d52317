"""Find the culprit where a content lays a deed at a door without saying that anybody did it.

Comes in: a parse, the content and the verb of its main clause. Goes out: the words of whoever is meant: where the
shells came from, who alone has such jets, whom the finger points to. Words that say it outright ("was behind it") are
in held_responsible.py, deeds with their doers in told_deeds.py.
"""

from __future__ import annotations

from collections.abc import Sequence

from sayso.extract.attribution.attribution_words import load_attribution_words
from sayso.extract.attribution.cue_uses import root_of
from sayso.extract.attribution.cues import CueLexicon
from sayso.extract.attribution.self_denials import is_none, is_ours, is_third_party
from sayso.extract.attribution.told_deeds import plain_phrase, tells_harm
from sayso.extract.attribution.whose_arms import holders, means_arms, whose_arms
from sayso.extract.grammar.trees import Stretch, Tree

_PARTIES = frozenset({"ORG", "GPE", "NORP", "PERSON"})


def find_hinted_culprit(
    tree: Tree, content: Sequence[Stretch], root: int, lexicon: CueLexicon
) -> list[Stretch]:
    """Whom a main clause means.

    "The shells came from Serb positions" → "Serb"; "only the army has such guns" → "the army"
    """
    if any(tree.deps[c] == "neg" for c in tree.children[root]):
        return []
    return (
        _came_from(tree, root, lexicon)
        or whose_arms(tree, root, lexicon)
        or _only_they(tree, content, root, lexicon)
        or _pointed_at(tree, root)
    )


def _came_from(tree: Tree, root: int, lexicon: CueLexicon) -> list[Stretch]:
    """ "The rockets were fired from army lines", "the order to shoot came from the minister".

    In "was launched from Crimea by the fleet" it is told who did it, and from where.
    """
    subject = tree.child(root, "nsubj", "nsubjpass")
    if subject is None or tree.lemmas[root] not in lexicon.file.comings:
        return []
    if tree.child(root, "agent") is not None:
        return []
    is_arms = means_arms(tree, subject, lexicon)
    is_order = tree.lemmas[subject] == "order" and tree.lemmas[root] == "come"
    if not is_arms and not is_order:
        return []
    origins = (tree.child(c, "pobj") for c in tree.children[root] if tree.words[c] == "from")
    for noun in origins:
        if noun is None or is_ours(tree, noun) or is_none(tree, noun):
            continue
        if held := holders(tree, noun):
            return held
        if tree.lemmas[noun] in lexicon.file.positions:
            return _whose(tree, noun, lexicon)
        is_somebody = tree.entities[noun] in ("ORG", "NORP", "PERSON")
        is_somebody = is_somebody or tree.lemmas[noun] in (
            *lexicon.file.roles,
            *lexicon.file.organs,
        )
        return [plain_phrase(tree, noun)] if is_somebody else []
    return []


def _whose(tree: Tree, noun: int, lexicon: CueLexicon) -> list[Stretch]:
    """ "Serb positions", "the army's lines", "positions held by the militia": whoever is there."""
    for child in tree.children[noun]:
        if tree.deps[child] == "poss":
            return [] if tree.pos[child] == "PRON" else [plain_phrase(tree, child)]
        owner = tree.child(child, "pobj") if tree.words[child] == "of" else None
        if owner is not None:
            return [plain_phrase(tree, owner)] if is_third_party(tree, owner) else []
    bodies = (*lexicon.file.organs, *lexicon.file.fighters, *load_attribution_words().bodies)
    for child in reversed(tree.children[noun]):
        is_before = child < noun and tree.deps[child] in ("compound", "amod", "nmod")
        if is_before and (tree.entities[child] in _PARTIES or tree.lemmas[child] in bodies):
            return [(child, child + 1)]
    for child in tree.children[noun]:
        agent = tree.child(child, "agent") if tree.lemmas[child] in ("hold", "control") else None
        holder = tree.child(agent, "pobj") if agent is not None else None
        if holder is not None:
            return [plain_phrase(tree, holder)]
    return []


def _only_they(
    tree: Tree, content: Sequence[Stretch], root: int, lexicon: CueLexicon
) -> list[Stretch]:
    """ "Only the air force flies helicopters there", "who else but the junta would bomb a monastery"."""
    words = [t for start, end in content[:1] for t in range(start, end) if tree.is_word(t)]
    opening = [tree.words[t] for t in words[:3]]
    if opening == ["who", "else", "but"] and len(words) > 3:
        noun = next((t for t in words[3:7] if tree.pos[t] in ("NOUN", "PROPN")), None)
        return [(words[3], noun + 1)] if noun is not None else []
    subject = tree.child(root, "nsubj")
    if opening[:1] != ["only"] or subject is None or subject > root:
        return []
    owns = tree.lemmas[root] in lexicon.file.owning
    is_party = is_third_party(tree, subject) and not is_ours(tree, subject)
    return [(words[1], subject + 1)] if owns and is_party and subject >= words[1] else []


def _pointed_at(tree: Tree, root: int) -> list[Stretch]:
    """ "The finger of suspicion points to the security service"."""
    subject = tree.child(root, "nsubj")
    if subject is None or tree.lemmas[root] != "point":
        return []
    if tree.lemmas[subject] not in ("finger", "suspicion", "clue", "trail"):
        return []
    for child in tree.children[root]:
        noun = tree.child(child, "pobj") if tree.words[child] in ("to", "at", "towards") else None
        if noun is not None and (is_third_party(tree, noun) or tree.pos[noun] == "NOUN"):
            return [plain_phrase(tree, noun)]
    return []


def find_pointed(
    tree: Tree, head: int, content: Sequence[Stretch], lexicon: CueLexicon
) -> Stretch | None:
    """Whom a source points at after a deed of violence.

    "A bomb killed eight. Officials pointed to Baloch separatists." → "Baloch separatists"; not "to the dead"
    """
    if tree.lemmas[head] != "point" or len(content) != 1:
        return None
    start, end = content[0]
    noun = root_of(tree, start, end)
    if noun is None or tree.pos[noun] not in ("NOUN", "PROPN") or tree.first[noun] < start:
        return None
    here = tree.sentence[head]
    if not any(tells_harm(tree, near, lexicon) for near in range(max(0, here - 1), here + 1)):
        return None
    people = (*lexicon.file.fighters, *lexicon.file.forces, *load_attribution_words().bodies)
    is_party = tree.entities[noun] in _PARTIES or tree.lemmas[noun] in people
    has_clause = any(tree.deps[c] in ("relcl", "acl") for c in tree.children[noun])
    return plain_phrase(tree, noun) if is_party and not has_clause else None
