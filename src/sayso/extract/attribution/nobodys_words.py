"""Drafts whose source says nothing: "Hundreds feared dead", "Pakistan has seen a surge in attacks", "Mohammad Said".

Comes in: a parse and drafts. Goes out: whether a draft is none, because a country underwent something; and drafts in
which those who are feared dead are no longer the ones who fear. Cues decide by their form: a bare participle before a
word for what befell somebody, a perfect with a place or a time for its subject. "Moscow sees it as a threat" stays.
"""

from __future__ import annotations

from sayso.extract.attribution.attribution_words import load_attribution_words
from sayso.extract.attribution.cues import CueLexicon
from sayso.extract.attribution.drafts import Draft, trimmed
from sayso.extract.grammar.trees import SUBJECTS, Tree
from sayso.nlp.apposed_names import load_apposed_names
from sayso.nlp.deaths_in import load_deaths_in
from sayso.nlp.readings import ENTRY_TIME, Reading
from sayso.nlp.supposed import load_supposed

_OWN = frozenset({"its", "their", "his", "her", "our"})
_PLACES_AND_TIMES = frozenset({"GPE", "LOC", "DATE"})
_UNTOLD = frozenset({"VB", "VBG"})
_WHERE = frozenset({"in", "at", "on", "under", "near", "beside", "across", "dead", "wounded"})
_WHOM = frozenset({"him", "her", "them"})
_WITHIN = frozenset({"in", "at", "on", "from", "during"})
_SOMEBODY = frozenset({"he", "she", "they", "who", "we", "i", "people", "others", "patients"})
_ENDS = frozenset({".", ",", ";", "and", "on", "in", "after", "from", "over"})


def is_undergone(tree: Tree, draft: Draft) -> bool:
    """ "Mali has seen a wave of kidnappings": what happened there, and nobody's word."""
    head = draft.head
    subject = tree.child(head, "nsubj")
    if tree.lemmas[head] not in load_attribution_words().undergoing:
        return False
    if subject is None or tree.child(head, "dobj") is None:
        return False
    is_perfect = any(tree.lemmas[c] == "have" and c < head for c in tree.children[head])
    is_clause = any(tree.words[c] in ("as", "that") for c in tree.children[head])
    is_place = tree.entities[subject] in _PLACES_AND_TIMES
    is_place = is_place or tree.lemmas[subject] in load_attribution_words().places
    return is_perfect and not is_clause and is_place


def is_mere_manner(tree: Tree, draft: Draft, cues: CueLexicon) -> bool:
    """ "wantonly bombarded the villages": how it was done, where the lexicon knows no such word of telling."""
    words = [t for start, end in draft.cue for t in range(start, end)]
    is_adverb = bool(words) and all(tree.pos[t] == "ADV" for t in words)
    return is_adverb and not any(
        w in cues.rows for t in words for w in (tree.words[t], tree.lemmas[t])
    )


def _is_let_in(tree: Tree, verb: int) -> bool:
    """ "31 wounded people had been admitted", "He was admitted to hospital"; not "It was admitted that"."""
    subject = tree.child(verb, "nsubjpass")
    if subject is None or tree.child(verb, "ccomp", "agent") is not None:
        return False
    persons = load_apposed_names().persons
    is_somebody = tree.lemmas[subject] in persons or tree.words[subject] in _SOMEBODY
    is_somebody = is_somebody or tree.entities[subject] in ("PERSON", "CARDINAL")
    return is_somebody and tree.child(verb, "xcomp") is None


def _is_of_clause(tree: Tree, draft: Draft, verb: int) -> bool:
    """ "two later died in hospital, which raised the toll to five": no hospital that counts."""
    which = tree.child(verb, "nsubj")
    if which is None or tree.words[which] != "which" or tree.deps[verb] != "relcl":
        return False
    noun = tree.heads[verb]
    is_where = tree.deps[noun] == "pobj" and tree.words[tree.heads[noun]] in _WITHIN
    return is_where and tree.entities[noun] not in ("ORG", "GPE")


def _is_rung(tree: Tree, noun: int) -> bool:
    """ "Calls to the spokesman went unanswered": by phone; not "its calls for calm"."""
    verb = tree.heads[noun]
    if tree.deps[noun] not in ("nsubj", "nsubjpass", "npadvmod"):
        return False
    links = [tree.words[t] for t in tree.children[noun] if tree.deps[t] == "prep"]
    told = {tree.lemmas[verb], *(tree.words[t] for t in tree.children[verb] if t > verb)}
    return "for" not in links and not told.isdisjoint(load_attribution_words().unanswered)


def _is_taken_in(tree: Tree, verb: int) -> bool:
    """ "The hospital admitted nine patients with burns"; not "admitted that nine had died", "admitted nine deaths"."""
    whom = tree.child(verb, "dobj")
    if whom is None or tree.child(verb, "ccomp", "xcomp") is not None:
        return False
    words = load_attribution_words()
    described = tree.child(whom, "amod")
    if described is not None and tree.words[described] in words.let_in_never:
        return False
    is_somebody = tree.lemmas[whom] in load_apposed_names().persons | words.let_in_whom
    return is_somebody and tree.child(whom, "acl", "relcl") is None


def is_no_speech(tree: Tree, draft: Draft) -> bool:
    """Whether a cue's form says nothing of anybody's words.

    "The monitors were informed", "established beyond reasonable doubt", "Recall that 27 people died", "He was shot in
    the back"
    """
    words, head = load_attribution_words(), draft.head
    lemma = tree.lemmas[head]
    behind = [part for part in draft.content if part[0] > head]
    if tree.pos[head] == "NOUN":
        link = tree.heads[head]
        return lemma == "doubt" and tree.words[link] in words.beyond
    if tree.pos[head] != "VERB":
        return False
    if [tree.words[t] for part in draft.source for t in range(*part)] == ["nothing"]:
        return True  # "nothing allows us to attribute it to the army"
    if _is_unspoken(tree, head) or _is_outlets_list(tree, head):
        return True
    if _is_asked_what(tree, head) or _is_outlets_report(tree, head):
        return True
    if lemma in words.removes and _is_removed(tree, head):
        return True
    if lemma in words.phones and _is_phoned(tree, draft):
        return True
    if lemma in words.names_so and _is_only_named(tree, head):
        return True
    if lemma in words.grieves and _is_grief(tree, head):
        return True
    if lemma in words.sums and _is_sum(tree, head):
        return True
    if _is_reminder(tree, head) or _is_fight(tree, head) or _is_at_rest(tree, head):
        return True
    if tree.is_passive(head):
        is_told = any(tree.pos[t] in ("VERB", "AUX") for s, e in behind for t in range(s, e))
        is_nobodys = not is_told and tree.child(head, "agent") is None
        if lemma in words.let_in and _is_let_in(tree, head):
            return True
        return lemma in words.suffered or (lemma in words.passed_on and is_nobodys)
    if tree.lemmas[tree.heads[head]] == "let" and tree.deps[head] in ("ccomp", "xcomp"):
        return tree.tags[head] == "VB"  # "Let the government explain who armed them"
    if lemma in words.let_in and _is_taken_in(tree, head):
        return True
    if lemma in words.rung and _is_rung(tree, head):
        return True
    if lemma in words.raises and _is_of_clause(tree, draft, head):
        return True
    is_first = all(not tree.is_word(t) for t in range(tree.sentence_of(head)[0], head))
    return is_first and tree.tags[head] == "VB" and lemma in words.bidden and not draft.source


def _is_fight(tree: Tree, verb: int) -> bool:
    """ "sent to counter the offensive"; not "to counter the claim", nor "countered: the bomb was his"."""
    words, what = load_attribution_words(), tree.child(verb, "dobj")
    if tree.lemmas[verb] not in words.fights or what is None or tree.tags[verb] not in _UNTOLD:
        return False
    return tree.lemmas[what] not in words.countered and tree.child(verb, "ccomp") is None


def _is_at_rest(tree: Tree, verb: int) -> bool:
    """ "is lying in state", "lay on the road": no lie is told. "The blame lies at its door" is a charge."""
    behind, subject = tree.words[verb + 1 : verb + 2], tree.child(verb, "nsubj")
    if tree.lemmas[verb] != "lie" or subject is None or not behind or behind[0] not in _WHERE:
        return False
    rests = load_attribution_words().dead | load_apposed_names().persons
    return tree.lemmas[subject] in rests or tree.entities[subject] == "PERSON"


def _is_unspoken(tree: Tree, verb: int) -> bool:
    """ "called off a strike": the particle makes it another verb."""
    behind = verb + 1
    if behind >= len(tree) or tree.child(behind, "pobj", "pcomp") is not None:
        return False
    return f"{tree.lemmas[verb]} {tree.words[behind]}" in load_attribution_words().unspoken


def _is_outlets_list(tree: Tree, verb: int) -> bool:
    """ "What we know about the strike", "Here is what you need to know": the outlet's own words to its readers."""
    asked = tree.child(verb, "dobj")
    is_what = asked is not None and asked < verb and tree.words[asked] == "what"
    return is_what and tree.lemmas[verb] in load_attribution_words().knows


def _is_asked_what(tree: Tree, verb: int) -> bool:
    """ "What will they say of the army, which murdered them?": nothing yet; the murder is the asker's own word."""
    _, last = tree.sentence_of(verb)
    what = tree.child(verb, "dobj", "pobj", "attr")
    is_question = "?" in tree.words[verb:last] and tree.child(verb, "ccomp") is None
    return is_question and what is not None and what < verb and tree.words[what] == "what"


def _is_outlets_report(tree: Tree, verb: int) -> bool:
    """ "We report that two men were shot", "we repeat: two men": the outlet's own words to its readers."""
    subject = tree.child(verb, "nsubj")
    is_ours = subject is not None and tree.words[subject] == "we" and tree.tags[verb] == "VBP"
    return is_ours and tree.lemmas[verb] in load_attribution_words().tells_on


def _is_phoned(tree: Tree, draft: Draft) -> bool:
    """ "called Pashinyan and Aliyev": rang them up; "called Aliyev a liar", "called the claim absurd" say something."""
    words = [t for start, end in draft.content for t in range(start, end) if tree.is_word(t)]
    if any(t < draft.head for t in words) or tree.is_passive(draft.head):
        return False
    names = [t for t in words if tree.pos[t] != "CCONJ"]
    is_named = all(tree.pos[t] == "PROPN" for t in names)
    return is_named and any(tree.entities[t] == "PERSON" for t in names)


def _is_only_named(tree: Tree, participle: int) -> bool:
    """ "a breakaway state called Ambazonia", "a gang named Los Choneros": its name, and nobody's word on it."""
    if tree.tags[participle] != "VBN" or tree.deps[participle] != "acl":
        return False
    name = tree.child(participle, "oprd", "dobj", "attr")
    is_name = name is not None and tree.pos[name] == "PROPN" and tree.entities[name] != "DATE"
    return is_name and tree.child(participle, "agent") is None


def _is_grief(tree: Tree, verb: int) -> bool:
    """ "Kadugli counts its dead", "Village mourns its children": no word of a town's; "counted its 40 dead" is one."""
    lost = tree.child(verb, "dobj")
    if lost is None or tree.child(verb, "ccomp") is not None:
        return False
    if any(tree.pos[t] == "NUM" for t in range(*tree.subtree(lost))):
        return False
    owner = tree.child(lost, "poss")
    is_own = owner is not None and tree.words[owner] in _OWN
    words = load_attribution_words()
    return is_own or (tree.lemmas[verb] in words.tallies and tree.lemmas[lost] in words.lost)


def _is_sum(tree: Tree, verb: int) -> bool:
    """ "Two of the wounded died, raising the toll to nine", "The blast raised the toll": who died counts nobody.

    "Doctors raised the toll to nine" is their count.
    """
    words = load_attribution_words()
    counted, subject = tree.child(verb, "dobj"), tree.child(verb, *SUBJECTS)
    if counted is None or tree.lemmas[counted] not in words.summed:
        return False
    if subject is None:
        is_outcome = tree.deps[verb] in ("advcl", "acl") and tree.heads[verb] < verb
        return is_outcome and tree.tags[verb] == "VBG"
    lost = load_deaths_in()
    return tree.words[subject] in words.additions | lost.losses | lost.deeds


def _is_removed(tree: Tree, verb: int) -> bool:
    """ "The army chief was dismissed": out of office; "dismissed the general as a liar" rejects what he said.

    Nor is anybody out of office in "recalled his neighbour saying it".
    """
    whom, told = tree.child(verb, "dobj", "nsubjpass"), tree.child(verb, "ccomp")
    heard = any(
        tree.deps[c] == "advcl" and tree.tags[c] == "VBG" and whom is not None and c == whom + 1
        for c in tree.children[verb]
    )
    if (
        whom is None
        or told is not None
        or heard
        or any(tree.words[c] == "as" for c in tree.children[verb])
    ):
        return False
    if tree.words[whom] in _WHOM:
        return whom + 1 >= len(tree) or tree.words[whom + 1] in _ENDS  # "has recalled him"
    return tree.entities[whom] == "PERSON" or tree.lemmas[whom] in load_apposed_names().persons


def is_surname(reading: Reading, tree: Tree, draft: Draft) -> bool:
    """ "among them a sub-leader, Mohammad Said.": a name that looks like a verb, capital and all."""
    head = draft.head
    if len(draft.cue) != 1 or draft.cue[0] != (head, head + 1) or head == 0:
        return False
    text = reading.document.text
    word, before = (text[tree.starts[t] : tree.ends[t]] for t in (head, head - 1))
    if not (word.istitle() and before.istitle() and "PERSON" in tree.entities[head - 1 : head + 1]):
        return False
    first, last = tree.sentence_of(head)
    others = [t for t in range(first, last) if tree.is_word(t) and t not in (head, head - 1)]
    capitals = sum(text[tree.starts[t]].isupper() for t in others)
    return capitals * 2 <= len(others)


def is_clock(reading: Reading, tree: Tree, draft: Draft) -> bool:
    """ "2:31pm: Russia denies it": the time of an entry says nothing."""
    text = reading.document.text
    said = " ".join(text[tree.starts[s] : tree.ends[e - 1]] for s, e in draft.source if s < e)
    return ENTRY_TIME.fullmatch(said) is not None


def find_supposed(tree: Tree, drafts: list[Draft]) -> list[Draft]:
    """The drafts with what is feared in headlines: "Hundreds feared dead in market bombing".

    Who is feared dead is part of what is feared, and nobody is named who fears it.
    """
    _mend_supposed(tree, drafts)
    known = {t for draft in drafts for start, end in draft.cue for t in range(start, end)}
    return [*drafts, *(_supposed(tree, t) for t in range(len(tree)) if _is_bare(tree, t, known))]


def _is_bare(tree: Tree, token: int, known: set[int]) -> bool:
    words = load_attribution_words()
    if tree.lemmas[token] not in words.supposed or token in known or not 0 < token < len(tree) - 1:
        return False
    is_participle = tree.tags[token] in ("VBN", "VBD") and not _has_auxiliary(tree, token)
    is_counted = tree.pos[token - 1] in ("NOUN", "NUM", "PROPN")
    is_state = tree.words[token + 1] in words.states and tree.deps[token + 1] != "amod"
    return is_participle and is_counted and is_state


def _has_auxiliary(tree: Tree, token: int) -> bool:
    return tree.child(token, "aux", "auxpass") is not None


def _supposed(tree: Tree, token: int) -> Draft:
    first, last = tree.sentence_of(token)
    content = trimmed(tree, [(first, token), (token + 1, last)])
    return Draft(
        head=token,
        cue=[(token, token + 1)],
        content=content,
        source=[],
        act="believes",
        stance="suggests",
    )


def _mend_supposed(tree: Tree, drafts: list[Draft]) -> None:
    words = load_attribution_words()
    for draft in drafts:
        head = draft.head
        if _is_taken_for(tree, head):
            draft.source = []
            draft.content = [(head + 1, max(head + 3, tree.last[head] + 1))]
            continue
        if tree.lemmas[head] not in words.supposed or not draft.source or head + 1 >= len(tree):
            continue
        is_bare = draft.source[-1][1] == head and tree.words[head + 1] in words.states
        # "a gunman they believe killed three": they do.
        if is_bare and len(draft.cue) == 1 and tree.deps[head] != "relcl":
            draft.content = sorted([*draft.source, *draft.content])
            draft.source = []


def _is_taken_for(tree: Tree, head: int) -> bool:
    """ "Gunmen | believed to be bandits | killed ten", "thought to have crossed": they do not believe it themselves."""
    is_participle = tree.tags[head] == "VBN" and tree.child(head, "nsubj", "auxpass", "aux") is None
    if not is_participle or tree.words[head + 1 : head + 2] != ["to"]:
        return False
    is_supposed = tree.words[head] in load_supposed().supposes
    return tree.words[head + 2 : head + 3] == ["be"] or (
        is_supposed and tree.tags[head + 2] == "VB"
    )


def _is_reminder(tree: Tree, head: int) -> bool:
    """ "It would be recalled that gunmen abducted him", "As you will recall, …": so the outlet reminds its readers."""
    words, lemma = load_attribution_words(), tree.lemmas[head]
    subject = tree.child(head, "nsubjpass", "nsubj")
    if subject is None:
        return False
    if lemma in words.minds and tree.words[subject] in words.readers:
        return any(tree.words[c] == "as" and c < subject for c in tree.children[head])
    is_it = tree.words[subject] == "it" and tree.is_passive(head)
    is_called_for = any(tree.tags[c] == "MD" for c in tree.children[head])
    return is_it and is_called_for and lemma in words.reminds
