"""Mend verbs of speech that the parser misread: Tree → Tree.

Comes in: the parse as lists and the cue lexicon. Goes out: the same lists, where "The envoy charged on Monday that …"
has a finite verb and not a participle, "after police allege he fled" a verb and not a noun, and what hangs on the
agent of a passive ("accused by prosecutors of …", "informed by villagers that …") hangs on the verb. Commas and
insertions are mended in insertions.py, coordination in repairs.py.
"""

from __future__ import annotations

from sayso.extract.attribution.cues import CueLexicon, CueRow, rows_at
from sayso.extract.grammar.trees import SUBJECTS, Tree, regrown

_CLAUSES = frozenset({"ccomp", "acl", "relcl"})
_ASIDE = frozenset({"after", "before", "as", "when", "while", "since", "until"})
_PASSIVE = frozenset({"aux", "auxpass", "agent"})


def mend_misreadings(tree: Tree, cues: CueLexicon) -> Tree:
    """Give misread verbs of speech their place.

    "The envoy charged on Monday that Congo had lied." → "charged" is a finite verb, "The envoy" its subject
    """
    heads, deps, pos, tags = list(tree.heads), list(tree.deps), list(tree.pos), list(tree.tags)
    changed = False
    for token, (lemma, word) in enumerate(zip(tree.lemmas, tree.words, strict=True)):
        if lemma not in cues.rows and word not in cues.rows:
            continue
        rows = rows_at(tree, token, cues)
        if not rows:
            continue
        gerund = _blamed_deed(tree, token, rows)
        if gerund is not None:
            heads[gerund - 1], deps[gerund - 1] = gerund, "amod"
            heads[gerund], deps[gerund] = token, "dobj"
            pos[gerund], tags[gerund] = "NOUN", "NN"
            changed = True
            continue
        if not any("clause" in row.group.takes or "of" in row.group.takes for row in rows):
            continue
        moves = (
            _as_finite_verb(tree, token, rows)
            or _as_verb(tree, token, rows)
            or _as_last_verb(tree, token, rows)
            or _from_agent(tree, token, rows)
            or _as_subject(tree, token, rows)
            or _from_place(tree, token)
            or _from_aside(tree, token)
            or _of_owner(tree, token)
        )
        for moved, head, dep in moves:
            heads[moved], deps[moved] = head, dep
            changed = True
        if (
            moves
            and moves[0][0] == token
            and moves[0][2] != "parataxis"
            and tree.tags[token] in ("VBN", "NN", "NNS")
        ):
            pos[token], tags[token] = "VERB", "VBD" if tree.tags[token] == "VBN" else "VBP"
    return regrown(tree, heads, deps, pos, tags) if changed else tree


Move = tuple[int, int, str]


def _from_aside(tree: Tree, token: int) -> list[Move]:
    """ "Shells hit the city, a doctor said, hours after the minister announced a truce": that is not what he said.

    Nor is it in "Shells hit the city, nuns and a doctor told AFP, as fighting went on", which the parser joins.
    """
    subject, main = tree.child(token, "nsubj"), tree.heads[token]
    if subject is None or tree.deps[token] not in ("parataxis", "conj"):
        return []
    is_joined = tree.deps[token] == "conj"
    if is_joined and (
        main > token
        or tree.words[tree.first[subject] - 1] != ","
        or any(tree.deps[c] == "cc" for c in tree.children[main])
    ):
        return []
    asides = [
        clause
        for clause in tree.children[token]
        if tree.deps[clause] == "ccomp" and clause > token
        if tree.words[tree.first[clause]] in _ASIDE
        or any(tree.deps[c] == "mark" and tree.words[c] in _ASIDE for c in tree.children[clause])
    ]
    own = [(token, main, "parataxis")] if is_joined and asides else []
    return [*own, *((clause, main, "advcl") for clause in asides)]


def _blamed_deed(tree: Tree, token: int, rows: tuple[CueRow, ...]) -> int | None:
    """ "Moscow blames Ukrainian shelling": a deed and whose it is, no Ukrainian who shells."""
    party = tree.child(token, "dobj")
    if party is None or party + 1 >= len(tree) or tree.entities[party] not in ("NORP", "GPE"):
        return None
    is_blame = any(row.group.object == "accused" for row in rows)
    is_bare = tree.tags[party + 1] == "VBG" and tree.heads[party + 1] in (party, token)
    return party + 1 if is_blame and is_bare and not tree.children[party + 1] else None


def _as_finite_verb(tree: Tree, token: int, rows: tuple[CueRow, ...]) -> list[Move]:
    """ "The army, …, admitted that …": no participle, where a clause follows and the noun has no other verb."""
    noun = tree.heads[token]
    if tree.heads[noun] != noun:
        return []
    if tree.deps[token] == "appos" and tree.tags[token] in ("VBD", "VBZ", "VBP"):
        return _as_main_verb(tree, token, noun)
    if tree.tags[token] not in ("VBN", "VBD") or tree.deps[token] != "acl":
        return []
    if not _takes_clauses(rows) or noun > token or tree.pos[noun] not in ("NOUN", "PROPN", "PRON"):
        return []
    if any(tree.deps[c] in _PASSIVE for c in tree.children[token]):
        return []
    said = _clause_after(tree, token, token) or _clause_after(tree, noun, token)
    if said is None:
        return []
    rest = [c for c in tree.children[noun] if c > token and c != said]
    return [
        (token, token, "ROOT"),
        (noun, token, "nsubj"),
        (said, token, "ccomp"),
        *((c, token, tree.deps[c]) for c in rest),
    ]


def _as_main_verb(tree: Tree, token: int, noun: int) -> list[Move]:
    """ "A cable from Lima, dated a month later, names the battalion": a finite verb is no apposition."""
    bare = tree.child(token, *SUBJECTS) is None and noun < token
    if not bare or tree.child(token, "dobj", "ccomp") is None:
        return []
    rest = [c for c in tree.children[noun] if c > token]
    return [
        (token, token, "ROOT"),
        (noun, token, "nsubj"),
        *((c, token, tree.deps[c]) for c in rest),
    ]


def _clause_after(tree: Tree, governor: int, token: int) -> int | None:
    """A clause with a subject of its own that "that" opens, or that is a clause for the parser too."""
    for clause in tree.children[governor]:
        if clause <= token or tree.deps[clause] not in _CLAUSES:
            continue
        subject = tree.child(clause, *SUBJECTS)
        opens = tree.words[tree.first[clause]] == "that" and tree.pos[clause] in ("VERB", "AUX")
        has_own = subject is not None and tree.words[subject] not in ("that", "who", "which")
        if has_own and (opens or tree.deps[clause] == "ccomp"):
            return clause
    return None


def _as_verb(tree: Tree, token: int, rows: tuple[CueRow, ...]) -> list[Move]:
    """ "arrested after police allege he fled": a noun for the parser, a verb by what stands around it."""
    mark, who = tree.heads[token], token - 1
    verb = tree.heads[mark]
    if tree.pos[token] != "NOUN" or tree.words[token] != tree.lemmas[token]:
        return []
    if tree.deps[token] not in ("pobj", "nsubj") or not _takes_clauses(rows):
        return []
    if who < 0 or tree.heads[who] != token or tree.deps[who] not in ("compound", "nmod"):
        return []
    subject = tree.child(verb, *SUBJECTS)
    is_clause = tree.deps[mark] == "mark" and verb > token and subject is not None
    if not is_clause or subject is None or tree.first[subject] != token + 1:
        return []
    return [
        (token, tree.heads[verb] if tree.heads[verb] != verb else token, tree.deps[verb]),
        (who, token, "nsubj"),
        (mark, token, "mark"),
        (verb, token, "ccomp"),
    ]


def _as_last_verb(tree: Tree, token: int, rows: tuple[CueRow, ...]) -> list[Move]:
    """ "Nine were hurt, the regional governor reports.": what has a clause before it and a noun is a verb."""
    who = token - 1
    if tree.tags[token] != "NNS" or who < 0 or not _takes_clauses(rows):
        return []
    is_owner = tree.heads[who] == token and tree.deps[who] in ("compound", "nsubj")
    said = [c for c in tree.children[token] if tree.deps[c] == "ccomp" and c < who]
    if not is_owner or not said or tree.words[tree.first[who] - 1] != ",":
        return []
    return [(token, tree.heads[token], tree.deps[token]), (who, token, "nsubj")]


def _from_agent(tree: Tree, token: int, rows: tuple[CueRow, ...]) -> list[Move]:
    """ "accused by prosecutors of arming them", "told by villagers that he fled": not the agent's, the verb's."""
    agent = tree.child(token, "agent")
    source = tree.child(agent, "pobj") if agent is not None and tree.pos[token] == "VERB" else None
    if source is None:
        return []
    moves: list[Move] = []
    for child in tree.children[source]:
        if child < source:
            continue
        takes = any(tree.words[child] in row.group.takes for row in rows)
        gerund = any(tree.deps[c] == "pcomp" for c in tree.children[child])
        is_charge = any(row.group.object == "accused" for row in rows) and (
            tree.pos[source] == "PROPN" or tree.words[child + 1].endswith("ing")
        )
        if tree.deps[child] == "prep" and takes and (gerund or is_charge):
            moves.append((child, token, "prep"))
        elif child == _clause_after(tree, source, source) and _takes_clauses(rows):
            moves.append((child, token, "ccomp"))
    return moves


def _as_subject(tree: Tree, token: int, rows: tuple[CueRow, ...]) -> list[Move]:
    """ "insisted its vessels | had merely turned": no object of a verb of speech, the subject of what is said."""
    if not _takes_clauses(rows) or tree.pos[token] != "VERB":
        return []
    found, clause = tree.child(token, "dobj"), tree.child(token, "ccomp")
    if found is None or clause is None or tree.last[found] + 1 != tree.first[clause]:
        return []
    opens = tree.first[clause]
    is_helped = opens in tree.children[clause] and tree.deps[opens] in ("aux", "auxpass")
    if (
        not is_helped
        or tree.tags[opens] in ("TO", "VB")
        or tree.child(clause, *SUBJECTS) is not None
    ):
        return []
    passive = any(tree.deps[c] == "auxpass" for c in tree.children[clause])
    return [(found, clause, "nsubjpass" if passive else "nsubj")]


def _from_place(tree: Tree, token: int) -> list[Move]:
    """ "In Lima, guerrillas have been charged": what stands between comma and verb is its subject, not the place's."""
    helpers = [c for c in tree.children[token] if tree.deps[c] in ("aux", "auxpass") and c < token]
    if not helpers or tree.child(token, *SUBJECTS) is not None:
        return []
    at = helpers[0] - 1
    while at > 0 and tree.deps[at] != "appos" and helpers[0] > tree.heads[at] != at:
        at = tree.heads[at]
    named = tree.pos[at] in ("NOUN", "PROPN") and tree.last[at] + 1 == helpers[0]
    if tree.deps[at] != "appos" or not named or tree.words[tree.first[at] - 1] != ",":
        return []
    passive = any(tree.deps[c] == "auxpass" for c in helpers)
    return [(at, token, "nsubjpass" if passive else "nsubj")]


def _of_owner(tree: Tree, token: int) -> list[Move]:
    """ "by the army’s account": with a curly apostrophe the parser makes the owner a noun beside what it owns."""
    mark = token - 1
    if token < 2 or tree.tags[mark] != "POS" or tree.deps[mark] == "case":
        return []
    owner = tree.heads[mark]
    is_beside = owner < mark and tree.heads[owner] == tree.heads[token]
    return [(owner, token, "poss")] if is_beside and tree.pos[token] == "NOUN" else []


def _takes_clauses(rows: tuple[CueRow, ...]) -> bool:
    return any("clause" in row.group.takes and row.group.pos == "verb" for row in rows)
