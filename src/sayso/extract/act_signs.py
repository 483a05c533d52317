"""Read the act off what is said where the cue leaves it open: "said" can ask, order, threaten, accuse, own up.

Comes in: a parse, the act by the cue, the source and the content. Goes out: the act that the content shows, or
the one that came in. Only cues that merely say, promise, warn or demand are read so; "denied" stays what it is.
"""

from __future__ import annotations

from collections.abc import Sequence

from sayso.extract.cue_uses import QUOTES, CueUse, clause_root, root_of
from sayso.extract.cues import CueLexicon
from sayso.extract.self_denials import is_ours, is_third_party
from sayso.extract.source_kinds import source_kind
from sayso.extract.trees import Stretch, Tree
from sayso.model import Act, Stance

_CLOSING = frozenset({'"', "”", "''", "'", "’", "»", ")"})
_FUTURE = frozenset({"will", "would", "'ll", "’ll", "shall", "going"})
_MUST = frozenset({"must", "should", "ought"})
_HAND_WORDS = frozenset(
    {"responsible", "behind", "guilty", "accountable", "answerable", "culpable"}
)
_WE = frozenset({"we", "i", "our", "my"})
_IT = frozenset({"we", "i", "our", "my", "it", "its", "they", "their"})
_PLAIN = frozenset({"says", "reports"})


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
    if (
        tree.lemmas[use.head] == "point"
        and source_kind(tree, [*source], lexicon.file) == "document"
    ):
        return "suggests", "suggests"
    return _shown(tree, use, source, lexicon) or act, stance


def _answered(tree: Tree, use: CueUse, lexicon: CueLexicon) -> tuple[Act, Stance]:
    """What a reply is to: mocked stories are denied, backed ones confirmed, offers turned down."""
    act, stance = use.group.act, use.group.stance
    roots = [root_of(tree, start, end) for start, end in use.content[:1]]
    heads = {tree.lemmas[root] for root in roots if root is not None}
    if heads & {"question", "query"}:
        return "declines", "withholds"
    if act == "rejects":
        return act, "asserts" if heads & {*lexicon.file.proposals} else stance
    if not heads & {*lexicon.file.accounts}:
        return act, stance
    if act == "praises":
        return "confirms", stance
    is_mocked = tree.lemmas[use.head] in lexicon.file.mocking
    return ("rejects", "denies") if is_mocked else (act, stance)


def _shown(tree: Tree, use: CueUse, source: Sequence[Stretch], lexicon: CueLexicon) -> Act | None:
    act, lemma = use.group.act, tree.lemmas[use.head]
    root = clause_root(tree, use.content)
    if act in _PLAIN and _is_question(tree, use):
        return "asks"
    if lemma == "want" and not use.rest and (root is None or tree.child(root, "nsubj") is not None):
        return "demands"
    if act == "estimates" and root is not None and not _has_number(tree, use):
        return "believes"
    if act == "promises" and root is not None and _is_past(tree, root):
        return "says"
    if lemma == "assure" and root is not None and _is_coming(tree, root):
        return "promises"
    if act in _PLAIN or act == "demands":
        commanded = _command(tree, use, lexicon)
        if commanded is not None:
            return commanded
    if act in ("promises", "warns", "says") and _does_harm(tree, use, lexicon):
        return "threatens"
    return _said_deed(tree, use, source, lexicon) if act == "says" else None


def _has_number(tree: Tree, use: CueUse) -> bool:
    return any(tree.pos[t] == "NUM" for start, end in use.content for t in range(start, end))


def _is_past(tree: Tree, root: int) -> bool:
    """ "swore that the other had broken it": no promise, what is past."""
    is_bare = not any(tree.tags[c] in ("TO", "MD") for c in tree.children[root])
    has_subject = tree.child(root, "nsubj", "nsubjpass") is not None
    return is_bare and has_subject and tree.tags[root] in ("VBD", "VBN")


def _is_coming(tree: Tree, root: int) -> bool:
    return any(tree.words[c] in _FUTURE for c in tree.children[root])


def _is_question(tree: Tree, use: CueUse) -> bool:
    """Whether the last thing said is a question."""
    start, end = use.content[-1]
    at = end - 1
    while at > start and (tree.words[at] in _CLOSING or tree.pos[at] == "SPACE"):
        at -= 1
    is_last = tree.words[at][-1:] == "?"
    return is_last or (end < len(tree) and tree.words[end] == "?")


def _command(tree: Tree, use: CueUse, lexicon: CueLexicon) -> Act | None:
    """ "told them to leave", "shouted: Drop it!", "insisted Abuja must pay"."""
    lemma = tree.lemmas[use.head]
    root = clause_root(tree, use.content)
    if root is None:
        return None
    if lemma == "tell" and any(tree.tags[c] == "TO" for c in tree.children[root]):
        return "orders"
    if _is_imperative(tree, root, use):
        return "orders" if lemma in lexicon.file.shouting else "demands"
    if lemma == "insist" and any(tree.words[c] in _MUST for c in tree.children[root]):
        return "demands"
    return None


def _is_imperative(tree: Tree, root: int, use: CueUse) -> bool:
    """A bare verb without a subject that opens the content: "Lay down your guns"."""
    if tree.tags[root] not in ("VB", "VBP") or tree.pos[root] != "VERB":
        return False
    labels = {tree.deps[c] for c in tree.children[root]}
    if labels & {"nsubj", "nsubjpass", "expl", "auxpass", "mark", "csubj"}:
        return False
    if any(tree.tags[c] in ("TO", "MD") for c in tree.children[root]):
        return False
    words = [t for t in range(use.content[0][0], root) if tree.is_word(t)]
    return all(tree.words[t] in ("do", "not", "n't", "never", "please", "let") for t in words)


def _does_harm(tree: Tree, use: CueUse, lexicon: CueLexicon) -> bool:
    """ "vowed to crush them", "swore revenge", "warned that any boat would be sunk", "said it would retaliate"."""
    act, root = use.group.act, clause_root(tree, use.content)
    if root is None:
        nouns = [tree.lemmas[t] for start, end in use.content for t in range(start, end)][:4]
        return act != "says" and any(noun in lexicon.file.revenge for noun in nouns)
    if act == "promises" and tree.lemmas[root] in lexicon.file.retorts:
        return tree.child(root, "dobj") is None
    if tree.lemmas[root] not in lexicon.file.harms and not _has_revenge(tree, root, lexicon):
        return False
    if any(tree.words[c] in ("not", "n't", "n’t", "never") for c in tree.children[root]):
        return False
    subject = tree.child(root, "nsubj")
    if act == "promises":
        return True
    is_own = subject is not None and is_ours(tree, subject)
    is_meant = is_own or (act == "warns" and (tree.is_passive(root) or _is_any(tree, root)))
    return is_meant and _is_coming(tree, root)


def _is_any(tree: Tree, root: int) -> bool:
    """ "every settler's roof will burn": a threat to whoever it is."""
    subject = tree.child(root, "nsubj")
    words = range(tree.first[subject], tree.last[subject] + 1) if subject is not None else range(0)
    return any(tree.words[t] in ("every", "any", "anyone", "anybody", "whoever") for t in words)


def _has_revenge(tree: Tree, root: int, lexicon: CueLexicon) -> bool:
    return any(
        tree.deps[c] == "dobj" and tree.lemmas[c] in lexicon.file.revenge
        for c in tree.children[root]
    )


def _said_deed(
    tree: Tree, use: CueUse, source: Sequence[Stretch], lexicon: CueLexicon
) -> Act | None:
    """ "said the militia was responsible" accuses; "the cell said it had derailed the train" claims credit."""
    if find_responsible(tree, use.content, lexicon):
        return "accuses"
    root = clause_root(tree, use.content)
    if root is None or not _is_done(tree, root):
        return None
    if _did_it(tree, root, use, lexicon):
        return "accuses"
    subject, verb = tree.child(root, "nsubj"), tree.lemmas[root]
    if verb not in (*lexicon.file.deeds, *lexicon.file.harms):
        return None
    if subject is None:
        # "claimed to have shot it down": an infinitive has the speaker for its subject.
        is_own = any(tree.tags[c] == "TO" for c in tree.children[root])
        is_harm = verb in lexicon.file.harms and tree.tags[root] == "VBN"
        return "claims-credit" if is_own and is_harm else None
    if tree.lemmas[use.head] in lexicon.file.contested and is_third_party(tree, subject):
        return "accuses"
    is_own = use.group.pos == "verb" and _is_own_deed(tree, use, subject)
    if verb in (*lexicon.file.harms, *lexicon.file.perpetrates) and is_own:
        return "claims-credit" if _is_armed_group(tree, source, lexicon) else "admits"
    return None


def _did_it(tree: Tree, root: int, use: CueUse, lexicon: CueLexicon) -> bool:
    """ "Police did it themselves", "reservists had carried out the killings": the deed is known, the doer is told."""
    subject, found = tree.child(root, "nsubj"), tree.child(root, "dobj")
    if subject is None or found is None or is_ours(tree, subject):
        return False
    if tree.words[subject] in ("who", "which", "that"):
        return False
    lemma = tree.lemmas[root]
    known = tree.words[found] == "it" or any(tree.words[c] == "the" for c in tree.children[found])
    if lemma in ("do", *lexicon.file.perpetrates) and known:
        return tree.words[found] == "it" or tree.lemmas[found] in lexicon.file.events
    own = ("themselves", "himself", "herself", "itself")
    is_deed = lemma in (*lexicon.file.deeds, *lexicon.file.harms)
    return is_deed and any(tree.words[c] in own for c in tree.children[root])


def _is_own_deed(tree: Tree, use: CueUse, subject: int) -> bool:
    """Whether the speaker's side did it: "we" in a quotation, "it" or "its gunners" in reported words."""
    first = use.content[0][0]
    is_quoted = tree.words[first] in QUOTES
    owner = tree.child(subject, "poss")
    word = tree.words[owner] if owner is not None else tree.words[subject]
    return word in (_WE if is_quoted else _IT)


def _is_done(tree: Tree, root: int) -> bool:
    """A finite past, not denied: "had shelled", "shelled", "has shelled"."""
    words = [tree.words[c] for c in tree.children[root] if tree.deps[c] in ("aux", "neg", "advmod")]
    if {"not", "n't", "n’t", "never"} & {*words}:
        return False
    if {"will", "would", "may", "might"} & {*words}:
        return False
    # "that NATO mistook them": the tagger takes rare pasts for infinitives.
    is_untagged = tree.tags[root] == "VB" and not words
    return tree.tags[root] in ("VBD", "VBN") or is_untagged


def _is_armed_group(tree: Tree, source: Sequence[Stretch], lexicon: CueLexicon) -> bool:
    return any(
        tree.lemmas[t] in lexicon.file.fighters for start, end in source for t in range(start, end)
    )


def find_responsible(tree: Tree, content: Sequence[Stretch], lexicon: CueLexicon) -> list[Stretch]:
    """Whom a content holds responsible in so many words.

    "that bandits were responsible" → "bandits"; "it was the work of Islamists" → "Islamists"
    """
    root = clause_root(tree, content)
    if root is None:
        return _whose_work(tree, content)
    if any(tree.deps[c] == "neg" for c in tree.children[root]):
        return []
    below = [c for c in tree.children[root] if tree.deps[c] in ("acomp", "attr", "prep", "dobj")]
    subject = tree.child(root, "nsubj")
    if subject is None:
        return []
    if tree.lemmas[root] in ("hold", "blame", "accuse") and is_ours(tree, subject):
        held = [c for c in tree.children[root] if tree.deps[c] == "ccomp"]
        inner = [s for c in held if (s := tree.child(c, "nsubj")) is not None]
        return [tree.subtree(c) for c in (*inner, *below) if tree.deps[c] in ("dobj", "nsubj")]
    if tree.words[subject] == "it" and tree.lemmas[root] == "be":
        return _cleft(tree, below, lexicon)
    for word in below:
        lemma = tree.lemmas[word]
        if lemma in ("work", "doing", "handiwork") and tree.lemmas[root] == "be":
            return _governed(tree, word, "of")
        is_guilt = tree.words[word] in _HAND_WORDS and tree.lemmas[root] == "be"
        is_blame = tree.words[word] == "to" and "blame" in tree.words[word : word + 2]
        has_hand = tree.lemmas[root] == "have" and lemma in ("hand", "role", "part")
        is_burden = lemma in ("responsibility", "blame", "guilt") and tree.lemmas[root] == "bear"
        if (is_guilt or is_blame or is_burden or has_hand) and not is_ours(tree, subject):
            return [tree.subtree(subject)]
    if tree.lemmas[subject] in ("blame", "responsibility", "fault") and tree.lemmas[root] in (
        "lie",
        "rest",
    ):
        return _governed(tree, root, "with")
    return []


def _cleft(tree: Tree, below: Sequence[int], lexicon: CueLexicon) -> list[Stretch]:
    """ "it was the work of rebels", "it was a colleague who tipped them off"."""
    for word in below:
        if tree.lemmas[word] in ("work", "doing", "handiwork"):
            return _governed(tree, word, "of")
        clause = tree.child(word, "relcl")
        deeds = (*lexicon.file.deeds, *lexicon.file.harms)
        if tree.deps[word] == "attr" and clause is not None and tree.lemmas[clause] in deeds:
            return [(tree.first[word], min(tree.last[word] + 1, tree.first[clause]))]
    return []


def _whose_work(tree: Tree, content: Sequence[Stretch]) -> list[Stretch]:
    """ "described it as the work of provocateurs"."""
    for start, end in content:
        for token in range(start + 2, end):
            if (
                tree.lemmas[token] in ("work", "handiwork", "doing")
                and tree.words[token - 1] == "the"
            ):
                return _governed(tree, token, "of") if tree.words[token - 2] == "as" else []
    return []


def _governed(tree: Tree, word: int, preposition: str) -> list[Stretch]:
    for child in tree.children[word]:
        noun = tree.child(child, "pobj") if tree.words[child] == preposition else None
        if noun is not None:
            return [tree.subtree(noun)]
    return []
