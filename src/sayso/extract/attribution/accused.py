"""Find the accused: whom a charge, a suspicion or an acquittal is about.

Comes in: a parse, the stretches of a cue and its content, whoever found them. Goes out: stretches: the object of
"accused", the subject of its passive, the doer of what is alleged. Which actor that is, is found with the sources.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sayso.extract.attribution.act_signs import read_signs
from sayso.extract.attribution.attribution_words import load_attribution_words
from sayso.extract.attribution.causes import is_nobodys
from sayso.extract.attribution.cue_uses import CueUse, clause_root, read_cue, root_of
from sayso.extract.attribution.cues import CueLexicon
from sayso.extract.attribution.held_responsible import find_hallmarks, find_responsible
from sayso.extract.attribution.on_trial import find_trial
from sayso.extract.attribution.self_denials import is_none
from sayso.extract.attribution.told_deeds import find_crime_by, names_the_dead, tells_who_died
from sayso.extract.grammar.trees import SUBJECTS, VERBAL, Stretch, Tree, holds

_FEW = 4
_DOORS = frozenset({"door", "doorstep", "foot", "feet"})
RIVAL = ["the", "other"]
_RELATIVE = frozenset({"whom", "who", "which", "that"})


def find_accused(
    tree: Tree, cue: Sequence[Stretch], content: Sequence[Stretch], lexicon: CueLexicon
) -> list[Stretch]:
    """Whom a charge, a suspicion or an acquittal is about; nothing for other acts.

    "accused" with "Kigali of arming rebels" → "Kigali"; "alleged" with "that soldiers burned it" → "soldiers"
    """
    return accused_of(tree, read_cue(tree, cue, content, lexicon), lexicon)


def accused_of(tree: Tree, use: CueUse, lexicon: CueLexicon) -> list[Stretch]:
    """The same for a cue whose row of the lexicon is known; "blaming a technical fault" accuses nobody."""
    found = _charged(tree, use, lexicon)
    return [part for part in found if not is_cause(tree, part, lexicon)]


def is_cause(tree: Tree, part: Stretch, lexicon: CueLexicon) -> bool:
    """Whether some words name a mishap, a deed, a day or an account, and nobody: "the weather", "the drill"."""
    root = root_of(tree, *part)
    words = lexicon.file
    if root is not None and tree.entities[root] == "DATE" and tree.pos[root] == "PROPN":
        return True  # "launched a drill on Monday, which Pyongyang denounced"; not "a 24-year-old"
    if root is not None and (is_nobodys(tree, root, lexicon) or is_none(tree, root)):
        return True  # "that no foreigners were involved"
    nobody = (words.events, words.atrocities, words.accounts, words.hallmarks)
    if root is None or tree.entities[root]:
        return False
    return any(tree.lemmas[root] in names for names in nobody)


def _charged(tree: Tree, use: CueUse, lexicon: CueLexicon) -> list[Stretch]:
    content = use.content
    if use.group.act == "accuses" and read_signs(tree, use, (), lexicon)[0] == "says":
        return []
    if use.group.act == "accuses" and names_the_dead(tree, use.head):
        return []
    if use.group.object == "accused" or use.group.accused_after or use.group.subject_accused:
        is_deed_first = use.group.object == "content" and use.group.accused_after is not None
        other = _behind_word(tree, use) if is_deed_first else _first_named(tree, use)
        return _by_frame(tree, use, lexicon) or other
    if "raised" in use.group.takes and tree.lemmas[use.head] in lexicon.file.alleging:
        return _raised(tree, use.head, lexicon) or [*find_responsible(tree, content, lexicon)]
    held = find_responsible(tree, content, lexicon) or find_hallmarks(tree, content, lexicon)
    if held:
        return [*held]
    act, _ = read_signs(tree, use, (), lexicon)
    crime_by = find_crime_by(tree, content, lexicon)
    if (
        act == "accuses"
        and use.group.act == "says"
        and crime_by
        and clause_root(tree, content) is None
    ):
        return [crime_by]
    if act == "reports" and crime_by and _is_record_of_crimes(tree, content, lexicon):
        return [crime_by]
    if act == "accuses" and tree.lemmas[use.head] in ("name", "identify", "describe", "list"):
        return _by_frame(tree, use, lexicon, "accused")
    if act == "accuses" or _is_charge(tree, use, lexicon):
        held = _against(tree, use.head) or _held_on(tree, use.head, lexicon)
        return held or _doers(tree, content)
    if act == "demands":
        return _to_be_tried(tree, content, lexicon)
    if act == "condemns":
        return _condemned(tree, use.head) or _crime_by(tree, use.head, lexicon)
    is_hinted = use.group.if_negated is not None and use.group.if_negated[0] == "suggests"
    if is_hinted or act in ("suggests", "believes"):
        return _suspected(tree, content, lexicon)
    return []


def _is_record_of_crimes(tree: Tree, content: Sequence[Stretch], lexicon: CueLexicon) -> bool:
    """ "documented nineteen executions by the regiment": who counts crimes lays them at a door."""
    root = root_of(tree, *content[0]) if content and clause_root(tree, content) is None else None
    crimes = (*lexicon.file.crimes, "violation", "abuse")
    return root is not None and tree.pos[root] == "NOUN" and tree.lemmas[root] in crimes


def _raised(tree: Tree, head: int, lexicon: CueLexicon) -> list[Stretch]:
    """ "The army is alleged to have thrown them into the river": who is alleged to have done a deed."""
    subject = tree.child(head, "nsubjpass", "nsubj")
    verbs = [c for c in tree.children[head] if tree.deps[c] == "xcomp"]
    deeds = (*lexicon.file.deeds, *lexicon.file.harms, *lexicon.file.perpetrates)
    is_deed = any(tree.lemmas[v] in deeds and not tree.is_passive(v) for v in verbs)
    return [tree.subtree(subject)] if is_deed and subject is not None else []


def _is_charge(tree: Tree, use: CueUse, lexicon: CueLexicon) -> bool:
    return any(tree.words[t] in lexicon.file.charging for t in use.tokens)


def _without_charge(tree: Tree, accused: int, words: Stretch, lexicon: CueLexicon) -> Stretch:
    """ "accused the prosecution | of having bought testimony": the parser makes the charge a part of the name.

    So it does in "the conviction of a baker | for the murder of a guard".
    """
    start, end = words
    crimes = (*lexicon.file.events, *lexicon.file.crimes, *lexicon.file.atrocities)
    for link in tree.children[accused]:
        is_link = tree.deps[link] == "prep" and tree.words[link] in ("of", "for", "over")
        deed = tree.child(link, "pcomp") if is_link else None
        crime = tree.child(link, "pobj") if is_link and tree.words[link] != "of" else None
        if crime is not None and tree.lemmas[crime] in crimes:
            deed = crime
        if deed is not None and start < link:
            end = min(end, link)
    return start, end


def _by_frame(
    tree: Tree, use: CueUse, lexicon: CueLexicon, role: str | None = None
) -> list[Stretch]:
    """The accused where the frame has it: the object, the subject of the passive, what "on" or "to" governs."""
    head, after = use.head, use.group.accused_after
    if use.group.subject_accused:
        subject = tree.child(head, *SUBJECTS)
        return [tree.subtree(subject)] if subject is not None else []
    is_idiom = tree.is_passive(head) and tree.child(head, "nsubjpass") in use.rest
    if use.rest and (use.group.subjects or is_idiom):
        noun = tree.child(use.rest[-1], "pobj")  # "The finger is being pointed at the army"
        party = None if noun is None else _without_charge(tree, noun, tree.subtree(noun), lexicon)
        return [party] if party is not None else []
    if after is not None:
        behind = [t for t in _below(tree, head) if tree.words[t] == after and t > head]
        nouns = [noun for t in behind if (noun := tree.child(t, "pobj")) is not None]
        # "blamed the army on Tuesday for"
        nouns = [noun for noun in nouns if tree.entities[noun] not in ("DATE", "TIME")]
        nouns = [n for n in nouns if tree.lemmas[n] not in _DOORS] or list(_at_door(tree, head))
        if nouns:
            return [tree.subtree(noun) for noun in _joined_with_last(tree, nouns)]
    if tree.is_passive(head) or tree.tags[head] == "VBN":
        subject = tree.child(head, "nsubjpass", "nsubj")
        if subject is not None and tree.is_passive(head):
            return [_antecedent(tree, head, subject)]
        opened = find_opening_accused(tree, head)
        if opened is not None:
            return [opened]
    if tree.is_passive(head):
        noun = tree.heads[head]
        is_before = tree.deps[head] in ("acl", "relcl") and tree.first[noun] < head
        return [(tree.first[noun], min(head, noun + 1))] if is_before else []
    is_object = (role or use.group.object) == "accused"
    found = tree.child(head, "dobj", "dative") if is_object else None
    if found is not None and found not in (*use.tokens, *use.rest):
        owner = tree.child(found, "poss")
        if owner is not None and tree.lemmas[found] in lexicon.file.doings:
            return [tree.subtree(owner)]  # "blamed Azerbaijan's use of cluster munitions"
        if tree.lemmas[found] in lexicon.file.events or tree.lemmas[found] in lexicon.file.charges:
            return []  # "denounced as barbaric the killing of 16 villagers": a deed is accused of nothing
        return [_without_charge(tree, found, _antecedent(tree, head, found), lexicon)]
    hands = [t for t in use.rest if tree.lemmas[t] in ("hand", "fingerprint")]
    owners = [n for t in hands if (n := tree.child(t, "poss")) is not None]
    if owners:
        return [tree.subtree(owners[0])]  # "sees Pakistan's hand in the attack"
    last = max([head, *use.tokens, *use.rest])
    # "a step they denounced as an attack": what it is called stands accused of nothing
    is_preposition = tree.pos[last] in ("ADP", "SCONJ") and tree.words[last] != "as"
    noun = tree.child(last, "pobj") if is_preposition else None
    return [_without_charge(tree, noun, tree.subtree(noun), lexicon)] if noun is not None else []


def _joined_with_last(tree: Tree, nouns: Sequence[int]) -> list[int]:
    """ "blamed the fire on gangs | and on | the police": all that one joins to the other, the last of them at least."""
    last = len(nouns) - 1
    while last and tree.deps[tree.heads[nouns[last]]] == "conj":
        last -= 1
    return [*nouns[last:]]


def _at_door(tree: Tree, head: int) -> Iterator[int]:
    """ "laid the killing at the door of drug gangs"."""
    for word in _below(tree, head):
        door = tree.child(word, "pobj") if tree.words[word] == "at" else None
        if door is not None and tree.lemmas[door] in _DOORS:
            owners = (c for c in tree.children[door] if tree.words[c] == "of")
            yield from (n for c in owners if (n := tree.child(c, "pobj")) is not None)
            yield from (c for c in tree.children[door] if tree.deps[c] == "poss")


def find_opening_accused(tree: Tree, participle: int) -> Stretch | None:
    """ "Accused of poisoning wells, the chief fled": the subject of the verb that the participle opens or ends.

    "Two men went on trial on Monday accused of robbing him": the same.
    """
    verb = tree.heads[participle]
    if tree.deps[participle] != "advcl" or tree.tags[participle] != "VBN":
        return None
    subject = tree.child(verb, "nsubj", "nsubjpass")
    if subject is None or subject > verb:
        return None
    if verb < participle:
        return _accused_before(tree, verb, subject, participle)
    return tree.subtree(subject) if participle < subject else None


def _accused_before(tree: Tree, verb: int, subject: int, participle: int) -> Stretch | None:
    """Who is tried before a participle: the subject, where nobody is arrested or held."""
    is_charge = tree.words[participle + 1 : participle + 2] in (["of"], ["with"], ["for"])
    if not is_charge or tree.child(participle, *SUBJECTS, "agent", "mark") is not None:
        return None
    held = tree.child(verb, "dobj")
    is_held = held is not None and tree.lemmas[held] not in load_attribution_words().trials
    is_relative = tree.words[subject] in _RELATIVE
    return (
        None if is_held or is_relative else (tree.first[subject], min(verb, tree.last[subject] + 1))
    )


def _antecedent(tree: Tree, verb: int, noun: int) -> Stretch:
    """ "the general, whom prosecutors accuse of it": whom the pronoun stands for."""
    before = tree.heads[verb]
    if tree.words[noun] in _RELATIVE and tree.deps[verb] == "relcl" and before < verb:
        return tree.first[before], before + 1
    return _without_deed(tree, noun)


def _without_deed(tree: Tree, noun: int) -> Stretch:
    """ "absolved the peacekeepers | of any blame", "accused both sides | of abuses": the parser hangs it on them."""
    start, end = tree.subtree(noun)
    if tree.words[start : start + 2] == RIVAL:
        return start, start + 2
    nouns = load_attribution_words().charged_with
    for link in range(noun + 1, end):
        governed = tree.child(link, "pobj") if tree.words[link] == "of" else None
        if governed is not None and tree.lemmas[governed] in nouns:
            return start, link
    return start, end


def _below(tree: Tree, head: int) -> Iterator[int]:
    """The prepositions of a verb, and those that the parser hung on its object."""
    for child in tree.children[head]:
        yield child
        if tree.deps[child] in ("dobj", "prep", "prt", "advmod"):
            yield from tree.children[child]


def _behind_word(tree: Tree, use: CueUse) -> list[Stretch]:
    """ "imputed the attack to 'terrorists backed from abroad'": what the last "to" leads to, though no noun phrase."""
    for start, end in use.content[-1:]:
        at = [t for t in range(start, end) if tree.words[t] == use.group.accused_after]
        if at and use.head < at[-1] < end - 1:
            return [(at[-1] + 1, end)]
    return []


def _first_named(tree: Tree, use: CueUse) -> list[Stretch]:
    """The noun phrase with which a content begins: what an accuser names first is whom he accuses."""
    for start, end in use.content:
        if start and tree.words[start - 1] in ("as", "for", "over"):
            continue  # "denounced as an attack", "Blame for the attack"
        noun = next((t for t in range(start, end) if _is_head_noun(tree, t)), None)
        if noun is None or tree.words[start] in ("for", "over", "of", "as"):
            continue
        stops = [c for c in tree.children[noun] if c > noun and tree.deps[c] in ("prep", "acl")]
        return [(start, min([end, max(noun, tree.last[noun]) + 1, *stops]))]
    return []


def _is_head_noun(tree: Tree, token: int) -> bool:
    is_noun = tree.pos[token] in ("NOUN", "PROPN", "PRON")
    return is_noun and tree.deps[token] not in ("compound", "poss", "nmod", "amod", "npadvmod")


def _condemned(tree: Tree, head: int) -> list[Stretch]:
    """ "assailed Turkey for the ramming": who is condemned for a deed is held responsible for it."""
    below = list(_below(tree, head))
    reasons = [t for t in below if tree.words[t] == "for" and tree.child(t, "pobj", "pcomp")]
    at = [n for t in below if tree.words[t] == "at" and (n := tree.child(t, "pobj")) is not None]
    at += [
        n
        for t in below
        for c in tree.children[t]
        if tree.words[c] == "at" and (n := tree.child(c, "pobj")) is not None
    ]
    found = next(iter(at), None) if at else tree.child(head, "dobj")
    reasons += [c for n in at for c in tree.children[n] if tree.words[c] == "for"]
    if found is None or not reasons:
        return []
    start, end = tree.subtree(found)
    return [(start, min([end, *(c for c in reasons if c > found)]))]


def _crime_by(tree: Tree, head: int, lexicon: CueLexicon) -> list[Stretch]:
    """ "denounced a campaign of rape by the militia": whose crime it is, as the words say themselves."""
    found = tree.child(head, "dobj")
    if found is None:
        return []
    words = range(found, tree.last[found] + 1)
    crimes = (*lexicon.file.events, *lexicon.file.blameworthy, *lexicon.file.atrocities)
    if not any(tree.lemmas[t] in crimes for t in words):
        return []
    agents = [
        n
        for t in words
        if tree.words[t] == "by" and (n := tree.child(t, "pobj")) is not None
        if not _is_of_other(tree, tree.heads[t], crimes, lexicon)
    ]
    nouns = [n for n in agents if tree.pos[n] in ("NOUN", "PROPN") and tree.pos[n - 1] != "NUM"]
    return [tree.subtree(nouns[0])] if nouns else []


def _is_of_other(tree: Tree, verb: int, crimes: Sequence[str], lexicon: CueLexicon) -> bool:
    """ "condemned the attack, which endangers the talks | brokered | by Mexico": that is another's doing."""
    if tree.deps[verb] not in ("acl", "relcl", "ccomp"):
        return False
    subject = tree.child(verb, "nsubj", "nsubjpass")
    is_own = subject is not None and tree.words[subject] not in _RELATIVE
    what = subject if subject is not None and is_own else tree.heads[verb]
    deeds = (*lexicon.file.harms, *lexicon.file.atrocities)
    return tree.lemmas[verb] not in deeds and tree.lemmas[what] not in crimes


def _to_be_tried(tree: Tree, content: Sequence[Stretch], lexicon: CueLexicon) -> list[Stretch]:
    """ "wants the militia leaders tried for the burning of Suai": whoever is to be tried for a deed did it."""
    root = clause_root(tree, content)
    if root is None or tree.lemmas[root] not in lexicon.file.trying:
        return []
    if not any(tree.words[c] in ("for", "over") for c in tree.children[root]):
        return []
    tried = tree.child(root, "nsubjpass", "nsubj") if tree.tags[root] in ("VBN", "VBD") else None
    tried = tried if tried is not None else tree.child(root, "dobj")
    return [tree.subtree(tried)] if tried is not None and tree.pos[tried] != "PRON" else []


def _suspected(tree: Tree, content: Sequence[Stretch], lexicon: CueLexicon) -> list[Stretch]:
    """ "suspect that Asmara supplied the mines", "believe that foreigners were involved": whom a suspicion falls on."""
    root = _held_likely(tree, content) or clause_root(tree, content)
    if root is None:
        return []
    if tree.words[root] == "involved":
        return _involved(tree, root, lexicon)
    takes_part = tree.lemmas[root] == "take" and "part" in tree.words[root : root + 2]
    deeds = (*lexicon.file.deeds, *lexicon.file.harms, *lexicon.file.perpetrates)
    is_taken = tree.lemmas[root] == "take" and "away" in tree.words[root : root + 2]
    if tree.lemmas[root] not in deeds and not takes_part and not is_taken:
        return []
    doer = tree.child(root, "nsubj")
    if tree.is_passive(root):
        agent = tree.child(root, "agent")
        doer = tree.child(agent, "pobj") if agent is not None else None
    if doer is None or tree.tags[root] not in ("VBD", "VBN"):
        return []
    is_named = tree.pos[doer] in ("NOUN", "PROPN") or tree.words[doer] == "those"
    return [tree.subtree(doer)] if is_named else []


def _held_likely(tree: Tree, content: Sequence[Stretch]) -> int | None:
    """ "thinks it likely | that the trawler cut it": what is likely."""
    root = root_of(tree, *content[0]) if content else None
    is_likely = root is not None and tree.pos[root] == "ADJ" and tree.words[content[0][0]] == "it"
    return tree.child(root, "ccomp") if root is not None and is_likely else None


def _involved(tree: Tree, verb: int, lexicon: CueLexicon) -> list[Stretch]:
    """ "believe that foreigners were involved"; not "that no foreigners were", nor "cars were involved in a crash"."""
    party = tree.child(verb, "nsubjpass")
    if party is None or tree.pos[party] not in ("NOUN", "PROPN") or is_none(tree, party):
        return []
    if any(tree.deps[c] in ("neg", "agent") for c in tree.children[verb]):
        return []
    crimes = (*lexicon.file.events, *lexicon.file.atrocities, *lexicon.file.crimes)
    links = (c for c in tree.children[verb] if tree.words[c] == "in")
    deeds = [n for c in links if (n := tree.child(c, "pobj")) is not None]
    return [tree.subtree(party)] if all(tree.lemmas[n] in crimes for n in deeds) else []


def _is_bare_name(tree: Tree, root: int, content: Sequence[Stretch]) -> bool:
    """ "Who planted it? Police say the ELN": a party and nothing else."""
    words = sum(tree.is_word(t) for start, end in content for t in range(start, end))
    is_name = tree.pos[root] == "PROPN" or tree.entities[root] in ("ORG", "GPE", "NORP")
    return words <= _FEW and is_name


def _against(tree: Tree, noun: int) -> list[Stretch]:
    """ "allegations against the mayor": whom a charge names itself."""
    for child in tree.children[noun]:
        if tree.words[child] == "against":
            accused = tree.child(child, "pobj")
            return [tree.subtree(accused)] if accused is not None else []
    return []


def _held_on(tree: Tree, cue: int, lexicon: CueLexicon) -> list[Stretch]:
    """ "was arrested on charges of incitement", "jailed the mayor on a charge of murder": who is held on them."""
    link = tree.heads[cue]
    is_on = tree.deps[cue] == "pobj" and tree.words[link] in ("on", "over", "under")
    if (trial := find_trial(tree, cue)) is not None:
        return [trial[1]]
    verb = tree.heads[link] if is_on else cue
    if tree.lemmas[verb] not in lexicon.file.trying or tree.pos[verb] not in VERBAL:
        return []
    held = tree.child(verb, "nsubjpass") if tree.is_passive(verb) else tree.child(verb, "dobj")
    return [_antecedent(tree, verb, held)] if held is not None else []


def _doers(tree: Tree, content: Sequence[Stretch]) -> list[Stretch]:
    """Who did it by a content's main clause: its subject, or the "by" of a passive or of a deed's noun.

    Nobody in "alleged that two of those killed were boys".
    """
    if tells_who_died(tree, content):
        return []
    root = clause_root(tree, content)
    root = root if root is not None else next((root_of(tree, *part) for part in content), None)
    if root is None:
        return []
    clause = tree.child(root, "acl", "ccomp") if tree.pos[root] == "NOUN" else None
    if clause is not None and holds(content, clause) and tree.words[tree.first[clause]] == "that":
        root = clause  # "repeated the charge that his men had armed them"
    if tree.pos[root] in VERBAL and not tree.is_passive(root):
        subject = tree.child(root, "nsubj")
        return [tree.subtree(subject)] if subject is not None and holds(content, subject) else []
    if _is_bare_name(tree, root, content):
        return [tree.subtree(root)]
    agent = tree.child(root, "agent") or next(
        (c for c in tree.children[root] if tree.words[c] == "by"), None
    )
    noun = tree.child(agent, "pobj") if agent is not None else tree.child(root, "poss")
    return [tree.subtree(noun)] if noun is not None else []
