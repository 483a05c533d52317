"""Find sources: who says it, by the frame of the cue.

Comes in: a parse, a cue with its frame. Goes out: stretches of source tokens. A source that stands in another sentence
is found with its quotation (floating.py); what kind of source it is, and which actor, in speakers.py.
"""

from __future__ import annotations

import calendar

from sayso.extract.attribution.attribution_words import load_attribution_words
from sayso.extract.attribution.cues import CueCandidate, CueFile, inverted_subject
from sayso.extract.attribution.frames import Frame
from sayso.extract.grammar.trees import SUBJECTS, Stretch, Tree, without

_DAYS = frozenset(calendar.day_name[i].lower() for i in range(7))
_DASHES = frozenset({"-", "--", "–", "—"})
_OF_OBJECT = frozenset({"as", "of", "for", "from", "with"})


def find_source(tree: Tree, cue: CueCandidate, frame: Frame, kinds: CueFile) -> list[Stretch]:
    """The source of a cue.

    "Police said witnesses told them that …" at "told" → "witnesses"
    """
    if cue.group.pos == "noun":
        found = _noun_source(tree, cue.head, kinds)
    elif cue.group.pos == "according":
        found = _phrase_source(tree, cue)
    elif cue.group.pos == "adverb" or "noun" in cue.group.takes:
        found = []
    else:
        found = _subject_of_speech(tree, cue, frame, kinds)
    return without(found, [(t, t + 1) for t in frame.cue])


def _subject_of_speech(
    tree: Tree, cue: CueCandidate, frame: Frame, kinds: CueFile
) -> list[Stretch]:
    if "condition" in cue.group.takes:
        believed = tree.child(cue.head, *SUBJECTS) or tree.child(tree.heads[cue.head], *SUBJECTS)
        return [tree.subtree(believed)] if believed is not None else []
    if "raised" in cue.group.takes or cue.group.source == "none":
        return _agent(tree, cue.head) if tree.is_passive(cue.head) else []
    head = cue.head
    inverted = inverted_subject(tree, head)
    if inverted is not None:
        return [tree.subtree(inverted)]
    if cue.group.source == "patient":
        patient = tree.child(head, "nsubjpass", "nsubj")
        return [tree.subtree(patient)] if patient is not None else _noun_before(tree, head)
    if cue.group.pos == "adjective" and tree.pos[tree.heads[head]] in ("AUX", "VERB"):
        head = tree.heads[head]
    if tree.is_passive(head) and cue.group.pos == "verb":
        return _agent(tree, head)
    subject = find_subject(tree, head, kinds)
    if subject is None and tree.tags[head] in ("VBD", "VBZ", "VBP"):
        subject = _phrase_before(tree, min(frame.cue))
    return [subject] if subject is not None else []


def _phrase_before(tree: Tree, start: int) -> Stretch | None:
    """The noun phrase right before a finite verb whose subject the parser missed."""
    at = start - 1
    if at >= 0 and tree.words[at] == ",":
        at -= 1
    if at < 0 or tree.sentence[at] != tree.sentence[start]:
        return None
    noun = at
    while start > tree.heads[noun] != noun and tree.pos[tree.heads[noun]] not in ("VERB", "AUX"):
        noun = tree.heads[noun]
    if tree.pos[noun] not in ("NOUN", "PROPN", "PRON") or tree.last[noun] >= start:
        return None
    return tree.first[noun], start


def _noun_before(tree: Tree, verb: int) -> list[Stretch]:
    noun = tree.heads[verb]
    return [(tree.first[noun], verb)] if tree.first[noun] < verb and noun < verb else []


def _agent(tree: Tree, verb: int) -> list[Stretch]:
    for child in tree.children[verb]:
        if tree.deps[child] == "agent" or (
            tree.deps[child] == "prep" and tree.words[child] == "by"
        ):
            noun = tree.child(child, "pobj")
            if noun is not None:
                return [tree.subtree(noun)]
    return []


def find_subject(tree: Tree, verb: int, kinds: CueFile, depth: int = 0) -> Stretch | None:
    """The subject of a verb, its own or the one it shares with the verb that governs it."""
    if depth > 8:
        return None
    labels = ("nsubj", "csubj", "nsubjpass") if depth else ("nsubj", "csubj")
    subject = tree.child(verb, *labels)
    if subject is None and depth:
        subject = inverted_subject(tree, verb)
    if subject is not None:
        return _without_verb(_subject_phrase(tree, verb, subject), verb)
    head, dep = tree.heads[verb], tree.deps[verb]
    if head == verb:
        return None
    if dep == "acl" and any(tree.tags[c] == "TO" for c in tree.children[verb]):
        return _subject_above(tree, head, kinds, depth)
    if dep == "relcl" and _is_whereabouts(tree, verb, head, kinds):
        return _subject_above(tree, head, kinds, depth)
    if dep == "acl" and (sender := _sender(tree, head, verb)) is not None:
        return sender
    if dep == "acl" and tree.tags[verb] == "VBG" and _is_told_with(tree, head, kinds):
        return _subject_above(tree, head, kinds, depth)
    if dep == "advcl" and (teller := _teller_before(tree, verb, head)) is not None:
        return find_subject(tree, teller, kinds, depth + 1)
    controls = dep == "xcomp" and tree.lemmas[head] in kinds.controllers
    if controls and (controller := _controller(tree, head, verb)) is not None:
        return controller
    if dep == "pcomp" and (charged := _charged(tree, head, verb, kinds)) is not None:
        return charged
    if dep == "pcomp" and tree.words[head] in _OF_OBJECT:
        quoted = _controller(tree, tree.heads[head], head)
        if quoted is not None:
            return quoted
    if dep in ("acl", "relcl"):
        return _without_verb((tree.first[head], verb), verb) if tree.first[head] < verb else None
    if dep in (
        "conj",
        "xcomp",
        "advcl",
        "pcomp",
        "prep",
        "ccomp",
        "parataxis",
        "dep",
        "acomp",
        "attr",
        "oprd",
    ):
        return find_subject(tree, head, kinds, depth + 1)
    if tree.pos[head] in ("VERB", "AUX"):
        return find_subject(tree, head, kinds, depth + 1)
    return None


def _teller_before(tree: Tree, verb: int, main: int) -> int | None:
    """ "A strike killed nine, | Kabul said |, accusing Bonn of it": who says the one says the other; no strike does."""
    comma = tree.first[verb] - 1
    if tree.tags[verb] != "VBG" or comma < main or tree.words[comma] != ",":
        return None
    return next(
        (
            t
            for t in tree.children[main]
            if tree.deps[t] == "parataxis"
            and main < t < comma <= tree.last[t] + 1
            and tree.child(t, "nsubj") is not None
        ),
        None,
    )


def _sender(tree: Tree, noun: int, verb: int) -> Stretch | None:
    """ "he got a call from a member of the group claiming the attack": the member claims it, and not who was called."""
    if tree.tags[verb] != "VBG" or tree.deps[noun] != "dobj":
        return None
    links = (c for c in tree.children[noun] if tree.words[c] == "from" and c < verb)
    named = next((tree.child(link, "pobj") for link in links), None)
    if named is None or tree.pos[named] not in ("NOUN", "PROPN") or tree.entities[named] == "GPE":
        return None
    return tree.first[named], min(tree.last[named] + 1, verb)


def _is_told_with(tree: Tree, noun: int, kinds: CueFile) -> bool:
    """ "gave a speech calling for war": the speaker is who gave it, not the speech; but "a man calling for war".

    Nor is it who turns a paper down: "vetoed a resolution condemning the raid".
    """
    if tree.deps[noun] != "dobj" or tree.entities[noun] or tree.pos[noun] != "NOUN":
        return False
    if tree.lemmas[tree.heads[noun]] in load_attribution_words().turns_down:
        return False
    is_one = tree.tags[noun] != "NNS" or tree.lemmas[noun] in load_attribution_words().printed
    return not _is_speaker(tree, noun, kinds) and is_one


def _is_whereabouts(tree: Tree, verb: int, noun: int, kinds: CueFile) -> bool:
    """ "called from an unknown place to claim it": the place claims nothing; "is the first group to claim it" does."""
    is_aim = any(tree.tags[c] == "TO" for c in tree.children[verb])
    if not is_aim or tree.deps[noun] != "pobj" or tree.pos[noun] != "NOUN" or tree.entities[noun]:
        return False
    return not _is_speaker(tree, noun, kinds) and _subject_above(tree, noun, kinds, 0) is not None


def _is_speaker(tree: Tree, noun: int, kinds: CueFile) -> bool:
    people = (*kinds.roles, *kinds.groups_of_people, *kinds.anonymous, *kinds.organs, *kinds.media)
    return tree.lemmas[noun] in people


def _subject_phrase(tree: Tree, verb: int, subject: int) -> Stretch:
    """The subject's words; of several before a verb ("DAMASCUS, May 6 - The king said") the last one."""
    subjects = [c for c in tree.children[verb] if tree.deps[c] == "nsubj" and c < verb]
    subjects = [c for c in subjects if c == subjects[0] or not _is_between_dashes(tree, c, verb)]
    if len(subjects) < 2:
        start, end = tree.subtree(subject)
        # "… on a group; the group condemned it": the parse can join two clauses.
        start = next((t + 1 for t in range(verb, start, -1) if tree.words[t] == ";"), start)
        # "On Wednesday Ukraine accused": the parse makes one name of the day and the speaker.
        return (start + 1, end) if end - start > 1 and tree.words[start] in _DAYS else (start, end)
    start, end = tree.subtree(subjects[-1])
    for other in reversed(subjects[:-1]):
        if tree.last[other] + 1 == start and tree.is_word(start - 1):
            start = tree.first[other]
    return start, end


def _is_between_dashes(tree: Tree, noun: int, verb: int) -> bool:
    """ "The mayor, in an angry speech - his third this week - accused them": an aside, and no second mayor."""
    opens = tree.words[tree.first[noun] - 1] if tree.first[noun] else ""
    return opens in _DASHES and not _DASHES.isdisjoint(tree.words[noun:verb])


def _subject_above(tree: Tree, noun: int, kinds: CueFile, depth: int) -> Stretch | None:
    """ "They face pressure to say": the subject of the verb that governs the noun."""
    while tree.pos[noun] not in ("VERB", "AUX"):
        if tree.heads[noun] == noun:
            return None
        noun = tree.heads[noun]
    return find_subject(tree, noun, kinds, depth + 1)


def _controller(tree: Tree, governor: int, verb: int) -> Stretch | None:
    """ "urged the army to say": the object of the governing verb speaks."""
    for child in tree.children[governor]:
        if tree.deps[child] == "dobj" and governor < child < verb:
            start, end = tree.subtree(child)
            return (start, min(end, verb))
    return None


def _charged(tree: Tree, preposition: int, verb: int, kinds: CueFile) -> Stretch | None:
    """ "acquitted the prefect of ordering it": who is charged would have ordered, whatever the preposition hangs on."""
    noun = tree.heads[preposition]
    if tree.words[preposition] not in _OF_OBJECT or tree.deps[noun] != "dobj":
        return None
    governor = tree.lemmas[tree.heads[noun]]
    if any(governor in group.cues for group in kinds.cues if group.object == "accused"):
        return tree.first[noun], min(tree.last[noun] + 1, preposition, verb)
    return None


def _without_verb(stretch: Stretch, verb: int) -> Stretch | None:
    start, end = stretch
    if start <= verb < end:
        return (start, verb) if start < verb else None
    return stretch


def _noun_source(tree: Tree, noun: int, kinds: CueFile) -> list[Stretch]:
    """ "Moscow's claim", "claims by residents", "a statement from the army"."""
    owner = tree.child(noun, "poss")
    if owner is not None:
        return [tree.subtree(owner)]
    for child in (*tree.children[noun], *_children_of_guilt(tree, noun, kinds)):
        if (
            tree.deps[child] == "prep"
            and tree.words[child] in ("by", "from", "among")
            and tree.last[child] > child
        ):
            return [_without_clauses(tree, child)]
        # "claims made by residents", and not "reports that men had been hit by a second strike"
        is_made = tree.deps[child] == "acl" and tree.child(child, *SUBJECTS, "mark") is None
        agent = tree.child(child, "agent") if is_made else None
        if agent is not None and tree.last[agent] > agent:
            return [_without_clauses(tree, agent)]
    named = [
        c for c in tree.children[noun] if tree.deps[c] == "amod" and tree.entities[c] == "NORP"
    ]
    if (body := _body_before(tree, noun)) is not None:
        return [body]
    if named and noun > 0:
        return [(named[0], named[0] + 1)]  # "the Russian account of the raid"
    return _light_verb_subject(tree, noun, kinds)


def _body_before(tree: Tree, noun: int) -> Stretch | None:
    """ "a | US military | claim", "| rebel | accusations": the body that a noun of speech is described by."""
    words = load_attribution_words()
    describing = [c for c in tree.children[noun] if tree.deps[c] in ("compound", "nmod", "amod")]
    body = next((c for c in describing if tree.lemmas[c] in words.body_adjectives), None)
    if body is None:
        return None
    own = [c for c in (*describing, *tree.children[body]) if tree.entities[c] in ("GPE", "NORP")]
    return min([body, *(c for c in own if c < body)]), body + 1


def _children_of_guilt(tree: Tree, noun: int, kinds: CueFile) -> list[int]:
    """ "a claim of responsibility by the Tigers": the parse hangs "by" on what they claim."""
    linked = (c for c in tree.children[noun] if tree.words[c] == "of")
    claimed = (c for link in linked for c in tree.children[link] if tree.deps[c] == "pobj")
    return [c for what in claimed if tree.lemmas[what] in kinds.guilt for c in tree.children[what]]


def _light_verb_subject(tree: Tree, noun: int, kinds: CueFile) -> list[Stretch]:
    """ "The minister made the claim that …": who makes it."""
    verb = tree.heads[noun]
    if tree.deps[noun] != "dobj" or tree.lemmas[verb] not in kinds.light_verbs:
        return []
    subject = find_subject(tree, verb, kinds) if not tree.is_passive(verb) else None
    return [subject] if subject is not None else _agent(tree, verb)


def _without_clauses(tree: Tree, preposition: int) -> Stretch:
    """ "by the opposition that soldiers looted": the noun phrase alone."""
    noun = tree.child(preposition, "pobj")
    end = tree.last[preposition] + 1
    if noun is not None:
        clauses = (
            c for c in tree.children[noun] if c > noun and tree.deps[c] in ("acl", "relcl", "ccomp")
        )
        end = min([end, *(tree.first[c] for c in clauses)])
    return preposition + 1, max(end, preposition + 2)


def _phrase_source(tree: Tree, cue: CueCandidate) -> list[Stretch]:
    last = cue.rest[-1] if cue.rest else cue.head
    if tree.last[last] <= last:
        return []
    return [(last + 1, tree.last[last] + 1)]
