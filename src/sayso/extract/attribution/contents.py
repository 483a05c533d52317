"""Find contents: what is said, by the frame of its cue.

Comes in: a parse and a cue candidate. Goes out: the frame of a verb: stretches of content, addressees and accused,
and the preposition that joins the cue ("called for"). Quotations are attached later; a candidate without content is
no cue.
"""

from __future__ import annotations

from sayso.extract.attribution.accused import find_opening_accused
from sayso.extract.attribution.attribution_words import load_attribution_words
from sayso.extract.attribution.cue_uses import has_subject
from sayso.extract.attribution.cues import (
    CueCandidate,
    credits_another,
    cue_start,
    inverted_subject,
    words_for,
)
from sayso.extract.attribution.frames import (
    Frame,
    find_adjective_frame,
    find_condition,
    find_noun_frame,
    find_sentence_frame,
    take_governed,
)
from sayso.extract.grammar.trees import SUBJECTS, Stretch, Tree, as_stretches, merged, without

_CLAUSES = frozenset({"ccomp", "csubj"})
_EXTENDS = frozenset(
    {
        "of",
        "to",
        "for",
        "as",
        "with",
        "about",
        "over",
        "against",
        "from",
        "between",
        "into",
        "toward",
        "towards",
    }
)
_CLOSING = frozenset({".", ";", "--", "—", "!", "?"})
_RELATIVE = frozenset({"which", "that"})
_NEVER_EXTEND = frozenset({"after", "before", "during", "since", "by", "at"})


def find_frame(tree: Tree, cue: CueCandidate) -> Frame:
    """What the cue takes, by its part of speech.

    "accused Kigali of arming rebels" → content "Kigali of arming rebels", accused "Kigali"
    """
    if cue.group.pos == "verb":
        frame = _with_charge(tree, cue, _verb_frame(tree, cue))
        frame = _with_examples(tree, cue, frame)
        frame.content = with_antecedent(tree, cue.head, frame.content)
        return frame
    if cue.group.pos == "noun":
        return find_noun_frame(tree, cue)
    if cue.group.pos == "adjective":
        return find_adjective_frame(tree, cue)
    return find_sentence_frame(tree, cue)


def _verb_frame(tree: Tree, cue: CueCandidate) -> Frame:
    if _is_other_sense(tree, cue):
        return Frame()
    frame = Frame(cue=[*range(cue_start(tree, cue.head), cue.head + 1), *cue.rest])
    frame.cue += [c for c in tree.children[cue.head] if _is_particle(tree, cue.head, c)]
    if "condition" in cue.group.takes:
        return _conditional(tree, cue, frame)
    if "raised" in cue.group.takes:
        return _raised(tree, cue, frame)
    if cue.rest:
        take_governed(tree, cue, frame)
        _take_deed(tree, cue, frame)
    _take_contact(tree, cue, frame)
    source = inverted_subject(tree, cue.head)
    for child in tree.children[cue.head]:
        if child != source:
            _take_child(tree, cue, child, frame)
    _take_noun_accused(tree, cue, frame)
    _take_held(tree, cue, frame)
    _extend_object(tree, cue, frame)
    frame.content += _going_on(tree, cue, frame)
    if not frame.content and "object" in cue.group.takes:
        frame.content = _noun_described(tree, cue)
    if not frame.content and "clause" in cue.group.takes:
        frame.content = _inserted(tree, cue.head) or _below_channel(tree, cue)
        frame.content = frame.content or _unattached(tree, cue, frame)
    if cue.group.object == "accused" and not frame.accused:
        return Frame()
    frame.content = without(merged(frame.content), as_stretches(frame.cue))
    return frame


def _is_other_sense(tree: Tree, cue: CueCandidate) -> bool:
    """Whether the object shows another sense: "claimed 20 lives", "ordered lunch"."""
    objects = [c for c in tree.children[cue.head] if tree.deps[c] in ("dobj", "nsubjpass")]
    is_relative = any(tree.words[c] in _RELATIVE for c in objects)
    if tree.deps[cue.head] in ("relcl", "acl") and (is_relative or tree.is_passive(cue.head)):
        objects.append(tree.heads[cue.head])
    is_of = "of" in cue.group.only_with
    parts = [
        c for o in objects if is_of or tree.pos[o] in ("PRON", "DET") for c in tree.children[o]
    ]
    parts += [c for c in tree.children[cue.head] if tree.words[c] == "of"]
    wholes = [
        n for c in parts if tree.words[c] == "of" and (n := tree.child(c, "pobj")) is not None
    ]
    # "cleared the town of rebels" has another sense, "cleared the rebels of the attack" has not.
    named = wholes if is_of and wholes else (*objects, *wholes)
    if any(words_for(tree, c).intersection(cue.group.unless) for c in named):
        return True
    if _gives_away(tree, cue) or credits_another(tree, cue.head, cue.rest, cue.group):
        return True
    if cue.group.subjects and not has_subject(tree, cue.head, cue.group.subjects):
        return True
    if cue.group.objects:
        are_numbers = "#" in cue.group.objects and any(tree.pos[c] == "NUM" for c in objects)
        # "stands by its view": the object of the row's own preposition
        beside = [n for t in cue.rest if (n := tree.child(t, "pobj")) is not None]
        lemmas = {tree.lemmas[c] for c in (*objects, *beside)}
        # "put the 12 dead down to the army": the parser makes the number the object
        counts = [c for c in objects if tree.pos[c] == "NUM"]
        lemmas |= {tree.lemmas[a] for c in counts for a in tree.children[c]}
        if not are_numbers and lemmas.isdisjoint(cue.group.objects):
            return True
    needed = cue.group.only_with
    if not needed or ("person" in needed and any(tree.entities[c] == "PERSON" for c in objects)):
        return False
    # "imposed sanctions on nine officers for shelling it": below the object of the row's own preposition
    whom = [n for t in cue.rest[-1:] if (n := tree.child(t, "pobj")) is not None]
    below = [c for o in (*objects, *whom) for c in tree.children[o] if c > o]
    found = (c for c in (*tree.children[cue.head], *below) if tree.words[c] in needed)
    # "attacked the power grid as part of a campaign" is no word
    return not any(tree.words[c : c + 2] not in (["as", "part"], ["as", "well"]) for c in found)


def _gives_away(tree: Tree, cue: CueCandidate) -> bool:
    """ "denied the pilots a clear view", "was denied a passport": withheld, not said to be untrue."""
    found = {tree.deps[c] for c in tree.children[cue.head]}
    is_withheld = "dobj" in found and bool({"dative", "nsubjpass"} & found)
    return cue.row.head == "deny" and is_withheld


def _is_particle(tree: Tree, head: int, child: int) -> bool:
    return tree.deps[child] == "prt" and head < child < head + 3


def _is_audience(tree: Tree, preposition: int) -> bool:
    """ "admitted to Reuters that …": to whom, not what."""
    noun = tree.child(preposition, "pobj")
    if tree.words[preposition] != "to" or noun is None:
        return False
    return tree.entities[noun] in ("ORG", "PERSON") or tree.lemmas[noun] == "reporter"


def _extend_object(tree: Tree, cue: CueCandidate, frame: Frame) -> None:
    """ "decried the call | to leave", "dismissed it | as a lie": what runs on from the object, whatever it hangs on."""
    if cue.group.object != "content" or not frame.content:
        return
    for child in tree.children[cue.head]:
        end = max(e for _, e in frame.content)
        if tree.first[child] != end or child in frame.cue or tree.words[child] in _NEVER_EXTEND:
            continue
        infinitive = any(tree.tags[c] == "TO" for c in tree.children[child])
        gerund = any(tree.deps[c] == "pcomp" for c in tree.children[child])
        shares = load_attribution_words().shares_in
        gerund = gerund or (tree.words[child] == "in" and tree.lemmas[end - 1] in shares)
        extends = tree.deps[child] == "prep" and (tree.words[child] in _EXTENDS or gerund)
        if (extends and not _is_when_or_where(tree, child)) or (
            infinitive and tree.deps[child] in ("xcomp", "advcl", "acl", "ccomp")
        ):
            frame.content.append(tree.subtree(child))


def _is_when_or_where(tree: Tree, preposition: int) -> bool:
    noun = tree.child(preposition, "pobj")
    return noun is not None and tree.entities[noun] in ("DATE", "TIME")


def _take_deed(tree: Tree, cue: CueCandidate, frame: Frame) -> None:
    """ "The bombing bore the hallmarks of al-Qaeda": the subject is what they are suspected of."""
    subject = tree.child(cue.head, *SUBJECTS)
    if cue.group.source != "none" or subject is None or cue.group.subjects:
        return
    if cue.group.subject_accused:
        frame.accused = [tree.subtree(subject)]
    if frame.accused:
        frame.content.append(tree.subtree(subject))


def _take_noun_accused(tree: Tree, cue: CueCandidate, frame: Frame) -> None:
    """ "rebels accused of shelling the town": the noun before the participle is the accused."""
    noun = tree.heads[cue.head]
    if cue.group.object != "accused" or frame.accused:
        return
    opened = find_opening_accused(tree, cue.head)
    if opened is not None and frame.content:
        frame.accused.append(opened)
        frame.content.append(opened)
    if tree.deps[cue.head] != "acl" or not frame.content:
        return
    if tree.tags[cue.head] == "VBN" and tree.first[noun] < cue.head and not frame.accused:
        start = (tree.first[noun], min(cue.head, noun + 1))
        frame.accused.append(start)
        frame.content.append(start)


def _take_contact(tree: Tree, cue: CueCandidate, frame: Frame) -> None:
    """ "shot two men | it accuses | of killing a nurse": whom it accuses, where no pronoun says so."""
    noun = find_contact_noun(tree, cue.head)
    if cue.group.object == "accused" and cue.group.accused_after is None and noun is not None:
        frame.accused.append((tree.first[noun], noun + 1))
        frame.content.append((tree.first[noun], noun + 1))


def find_contact_noun(tree: Tree, verb: int) -> int | None:
    """The noun right before a relative clause with a subject, no pronoun and no object: "the men | they accuse"."""
    noun, subject = tree.heads[verb], tree.child(verb, "nsubj")
    if tree.deps[verb] != "relcl" or subject is None or tree.first[subject] != noun + 1:
        return None
    is_relative = tree.tags[subject] in ("WP", "WDT")
    has_object = tree.child(verb, "dobj", "dative", "nsubjpass") is not None
    return None if is_relative or has_object or tree.is_passive(verb) else noun


def _take_held(tree: Tree, cue: CueCandidate, frame: Frame) -> None:
    """ "holds the army responsible for it": the parser makes the accused the subject of the adjective."""
    if cue.group.object != "accused" or frame.accused or not cue.rest:
        return
    held = tree.child(cue.rest[-1], "nsubj")
    if held is not None and cue.head < held < cue.rest[-1]:
        frame.accused.append(tree.subtree(held))
        frame.content.append(tree.subtree(cue.rest[-1]))


def _conditional(tree: Tree, cue: CueCandidate, frame: Frame) -> Frame:
    """ "If the guard is to be believed, they were shot": who is believed says what follows from it."""
    found = find_condition(tree, cue.head)
    if found is None:
        return Frame()
    clause, frame.content = found
    frame.cue = list(range(min(clause, *frame.cue), cue.head + 1))
    return frame


def _take_child(tree: Tree, cue: CueCandidate, child: int, frame: Frame) -> None:
    dep, takes = tree.deps[child], cue.group.takes
    if child in cue.rest:
        return
    if "doing" in takes:
        if child > cue.head and _tells_doing(tree, child):
            frame.content.append(tree.subtree(child))
        return
    if dep in _CLAUSES and child not in cue.rest:
        if _takes_clause(tree, child, takes) and not (cue.rest and child < cue.head):
            frame.content.append(_charge_before(tree, cue, child) or tree.subtree(child))
    elif dep in ("xcomp", "advcl"):
        if _takes_infinitive(tree, child, takes, dep):
            frame.content.append(tree.subtree(child))
    elif dep in ("dobj", "dative", "nsubjpass"):
        _take_object(tree, cue, child, frame)
    elif dep == "oprd" and "predicate" in takes:
        frame.content.append(tree.subtree(child))
    elif dep in ("prep", "prt", "dative", "agent") and tree.words[child] in takes:
        _take_preposition(tree, cue, child, frame)


def _tells_doing(tree: Tree, child: int) -> bool:
    """ "has | the lieutenants hurling grenades": somebody and a participle, however the parser ties them."""
    if tree.deps[child] not in (*_CLAUSES, "xcomp", "dobj"):
        return False
    first, end = tree.subtree(child)
    doing = next((t for t in range(first, end) if tree.tags[t] == "VBG"), None)
    nouns = ("NOUN", "PROPN", "PRON")
    return doing is not None and any(tree.pos[t] in nouns for t in range(first, doing))


def _charge_before(tree: Tree, cue: CueCandidate, child: int) -> Stretch | None:
    """ "…, a charge the army denies": the parser makes all before it the content; only the charge is."""
    subject = tree.child(cue.head, "nsubj")
    if child > cue.head or subject is None or "object" not in cue.group.takes:
        return None
    noun = tree.first[subject] - 1
    if noun < 2 or tree.pos[noun] != "NOUN" or noun < child:
        return None
    start = noun
    while start > 0 and tree.pos[start - 1] in ("DET", "ADJ"):
        start -= 1
    return (start, noun + 1) if tree.words[start - 1] == "," else None


def _takes_clause(tree: Tree, child: int, takes: tuple[str, ...]) -> bool:
    if "clause" in takes:
        return True
    if tree.tags[child] == "VBG":
        return "ing" in takes
    if any(tree.tags[c] == "TO" for c in tree.children[child]):
        return "to" in takes
    return "predicate" in takes and tree.pos[child] not in ("VERB", "AUX")


def _takes_infinitive(tree: Tree, child: int, takes: tuple[str, ...], dep: str) -> bool:
    if any(tree.tags[c] == "TO" for c in tree.children[child]):
        return "to" in takes and (dep == "xcomp" or child > tree.heads[child])
    if dep == "xcomp":
        return ("ing" in takes and tree.tags[child] == "VBG") or "predicate" in takes
    return False


def _take_object(tree: Tree, cue: CueCandidate, child: int, frame: Frame) -> None:
    role, stretch = cue.group.object, tree.subtree(child)
    if tree.deps[child] == "nsubjpass" and tree.words[child] == "it":
        return
    if role == "accused" or (role == "content" and "object" in cue.group.takes):
        frame.content.append(stretch)
    if role == "accused":
        frame.accused.append(stretch)
    elif role == "addressee":
        frame.addressees.append(stretch)


def _take_preposition(tree: Tree, cue: CueCandidate, child: int, frame: Frame) -> None:
    """ "accused X of Y": the content runs on; "spoke of Y": the preposition belongs to the cue."""
    start, end = tree.subtree(child)
    if end <= child + 1 or _is_audience(tree, child):
        return
    if cue.group.accused_after == tree.words[child]:
        frame.accused = [(child + 1, end)]
    if frame.content:
        frame.content.append((start, end))
    else:
        frame.cue.append(child)
        frame.content.append((child + 1, end))


def _noun_described(tree: Tree, cue: CueCandidate) -> list[Stretch]:
    """ "an accusation Kigali denies", "a bombing claimed by rebels": the noun that the clause describes."""
    noun = tree.heads[cue.head]
    is_claimed = tree.deps[cue.head] == "acl" and tree.tags[cue.head] == "VBN"
    if is_claimed and tree.lemmas[noun] in cue.group.objects and tree.child(cue.head, "agent"):
        return [(tree.first[noun], noun + 1)]
    if tree.deps[cue.head] != "relcl" or cue.group.object != "content":
        return []
    if any(tree.deps[t] not in ("prt", "advmod") for t in cue.rest):
        return []  # not so "a tale they laughed off"
    subject = tree.child(cue.head, "nsubj")
    if subject is None or tree.first[subject] != noun + 1:
        return []
    return [(tree.first[noun], noun + 1)]


def with_antecedent(tree: Tree, verb: int, content: list[Stretch]) -> list[Stretch]:
    """ "the bombing, | for which the group claimed responsibility": what the pronoun stands for is what is said."""
    clause = tree.first[verb]
    if tree.deps[verb] not in ("relcl", "parataxis") or not content or clause == 0:
        return content
    first_words = range(clause, min(clause + 2, verb))
    pronoun = next((t for t in first_words if tree.words[t] in _RELATIVE), None)
    if pronoun is None or not (
        tree.deps[pronoun] in ("dobj", "pobj", "nsubjpass") or _is_object_as_mark(tree, pronoun)
    ):
        return content
    is_taken = (pronoun, pronoun + 1) in content or tree.heads[pronoun] == verb
    blame = load_attribution_words().blame
    has_blame = any(tree.lemmas[t] in blame for s, e in content for t in range(s, e))
    end = clause - 1 if tree.words[clause - 1] == "," else clause
    noun = _noun_before(tree, verb, end - 1)
    if noun is None or not (is_taken or (has_blame and tree.words[clause] == "for")):
        return content
    # What follows the clause is the noun's, not the speaker's: "…, which villagers blamed on soldiers, | killed nine".
    last = tree.last[verb] + 1 if tree.deps[verb] == "relcl" else len(tree)
    parts = [(start, min(stop, last)) for start, stop in content if start < last]
    kept = [part for part in parts if part != (pronoun, pronoun + 1)]
    return merged([(tree.first[noun], end), *kept])


def _is_object_as_mark(tree: Tree, pronoun: int) -> bool:
    """ "a bombing | that | the group said it had carried out": what it carried out, wherever the parse hangs "that"."""
    verb = tree.heads[pronoun]
    deed = tree.child(verb, "ccomp")
    is_mark = tree.deps[pronoun] == "mark" and tree.deps[verb] == "relcl"
    return is_mark and deed is not None and tree.child(deed, "dobj", "ccomp", "xcomp") is None


def _noun_before(tree: Tree, verb: int, token: int) -> int | None:
    """The head of the noun phrase that a relative clause describes: "the raid in Homs, which …" is the raid."""
    is_tied = tree.deps[verb] == "relcl" and tree.pos[tree.heads[verb]] in ("NOUN", "PROPN")
    noun = tree.heads[verb] if is_tied else token
    while tree.deps[noun] == "pobj" and tree.pos[tree.heads[tree.heads[noun]]] == "NOUN":
        if is_tied and tree.entities[noun] not in ("GPE", "LOC", "DATE"):
            break
        noun = tree.heads[tree.heads[noun]]
    link = tree.heads[noun]
    if tree.deps[noun] == "pobj" and tree.entities[noun] in ("GPE", "LOC") and link:
        # "struck | a bomb near Kismayo, | which rebels said they had planted": the parse hangs "near" on the verb
        noun = link - 1 if tree.deps[link - 1] == "dobj" else noun
    return noun if tree.pos[noun] in ("NOUN", "PROPN") else None


def _with_charge(tree: Tree, cue: CueCandidate, frame: Frame) -> Frame:
    """ "rejected the charge, made by monitors, that commandos killed them": the charge goes on behind the commas."""
    if not frame.content:
        return frame
    start, end = max(frame.content, key=lambda stretch: stretch[1])
    last = tree.sentence_of(cue.head)[1]
    opens = next((t for t in range(end, min(end + 9, last - 1)) if tree.words[t] == "that"), None)
    if opens is None or tree.words[opens - 1] != "," or tree.words[end] != ",":
        return frame
    charges = load_attribution_words().charges
    if not any(tree.lemmas[t] in charges and tree.deps[t] == "dobj" for t in range(start, end)):
        return frame
    if tree.deps[opens] != "mark":
        return frame
    clause = tree.heads[opens]
    frame.content.remove((start, end))
    frame.content.append((start, max(clause, tree.last[clause]) + 1))
    return frame


def _with_examples(tree: Tree, cue: CueCandidate, frame: Frame) -> Frame:
    """ "accused both sides of breaches, among them air strikes by the army": the examples are said, too."""
    if not frame.content:
        return frame
    start, end = max(frame.content, key=lambda stretch: stretch[1])
    last = tree.sentence_of(cue.head)[1]
    if start <= cue.head or end + 1 >= last or tree.words[end] != ",":
        return frame
    if tree.words[end + 1] not in load_attribution_words().examples:
        return frame
    stop = next((t for t in range(end + 1, last) if tree.words[t] in _CLOSING), last)
    if any(
        tree.pos[t] in ("VERB", "AUX") and tree.deps[t] in ("ROOT", "conj")
        for t in range(end, stop)
    ):
        return frame
    frame.content.remove((start, end))
    frame.content.append((start, stop))
    return frame


def _going_on(tree: Tree, cue: CueCandidate, frame: Frame) -> list[Stretch]:
    """ "Ten men died, police said, and 20 were hurt": what goes on after the commas is said, too."""
    head = cue.head
    if "quote" not in cue.group.takes or not any(e <= head for _, e in frame.content):
        return []
    joint = tree.child(head, "cc")
    if joint is None or tree.words[joint] not in ("and", "but") or tree.words[joint - 1] != ",":
        return []
    for clause in tree.children[head]:
        if clause < joint or tree.deps[clause] != "conj" or cue.row.head == tree.lemmas[clause]:
            continue
        subject = tree.child(clause, *SUBJECTS)
        opens = tree.words[joint + 1] not in ("who", "which", "whose", "whom", "where", "when")
        if subject is not None and opens and tree.words[subject] not in ("he", "she", "they"):
            return [(joint, tree.last[clause] + 1)]
    return []


def _inserted(tree: Tree, head: int) -> list[Stretch]:
    """The clause around an inserted cue: "The raid, he said, was a mistake", "As he put it, …" → all but the cue."""
    governor = tree.heads[head]
    if governor == head or tree.child(head, *SUBJECTS) is None:
        return []
    if sum(tree.deps[c] in ("dobj", "oprd", "dative") for c in tree.children[head]) > 1:
        return []  # "Shells fell as rebels held peacekeepers hostage": nobody says anything
    if tree.deps[head] == "parataxis" or (tree.deps[head] == "advcl" and _is_as_clause(tree, head)):
        return without([tree.subtree(governor)], [tree.subtree(head)])
    return []


def _below_channel(tree: Tree, cue: CueCandidate) -> list[Stretch]:
    """ "told him in a telegram that the army will not stop": the parser hangs the content on the telegram."""
    for child in tree.children[cue.head]:
        noun = tree.child(child, "pobj")
        if tree.deps[child] != "prep" or child < cue.head or noun is None:
            continue
        for clause in tree.children[noun]:
            starts_with_that = tree.words[tree.first[clause]] in ("that", "whether")
            if (
                starts_with_that
                and tree.deps[clause] in ("relcl", "acl", "ccomp")
                and clause > noun
            ):
                return [tree.subtree(clause)]
    return []


def _unattached(tree: Tree, cue: CueCandidate, frame: Frame) -> list[Stretch]:
    """The clause right after a finite verb of speech that the parser tied to something else."""
    head = cue.head
    if "quote" not in cue.group.takes or tree.tags[head] not in ("VBD", "VBZ", "VBP"):
        return []
    if tree.child(head, "nsubj") is None or cue.rest:
        return []
    start, end = head + 1, tree.sentence_of(head)[1]
    if start >= end or tree.pos[start] in ("PUNCT", "SPACE", "ADP", "ADV", "PART", "CCONJ"):
        return []
    verb = next((t for t in range(start, end) if tree.pos[t] in ("VERB", "AUX")), None)
    if verb is None or tree.deps[verb] in ("relcl", "acl", "amod"):
        return []
    if any(tree.words[t] in (",", ";", "which", "who") for t in range(start, verb)):
        return []
    stop = next((t for t in range(verb, end) if tree.words[t] in (";", "--", "—")), end)
    return [(start, stop)]


def _is_as_clause(tree: Tree, head: int) -> bool:
    return any(tree.words[c] == "as" for c in tree.children[head])


def _raised(tree: Tree, cue: CueCandidate, frame: Frame) -> Frame:
    """ "The rebels are said to have fled": subject and infinitive are content, the passive is the cue."""
    subject = tree.child(cue.head, "nsubj", "nsubjpass", "expl", "csubj")
    rest = [
        tree.subtree(c)
        for c in tree.children[cue.head]
        if tree.deps[c] in ("xcomp", "ccomp", "oprd", "acomp", "attr") and c > cue.head
    ]
    if not rest:
        return Frame()
    if subject is not None and tree.words[subject] != "it":
        rest.append(tree.subtree(subject))
    frame.content = without(merged(rest), [(t, t + 1) for t in frame.cue])
    return frame
