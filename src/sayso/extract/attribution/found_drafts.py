"""What the tagger found, as a draft: Found → Draft.

Comes in: a tree, the tagger's tokens of one attribution, the cues. Goes out: a draft with its stretches closed and
trimmed, its act and stance read off the cue, and whoever is accused or spoken to. Whether it stands beside the rules'
drafts is decided in learned_drafts.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sayso.extract.actors.source_words import SourceWords
from sayso.extract.attribution.acts import find_accused, read_act, read_cue
from sayso.extract.attribution.addressees import find_addressees
from sayso.extract.attribution.channels import find_channel
from sayso.extract.attribution.cue_branches import Found
from sayso.extract.attribution.cue_uses import QUOTES, clause_root
from sayso.extract.attribution.cues import CueLexicon
from sayso.extract.attribution.drafts import Draft, trimmed
from sayso.extract.attribution.sources import find_subject
from sayso.extract.grammar.trees import SUBJECTS, Stretch, Tree, as_stretches, holds, without
from sayso.extract.grammar.trees import merged as merged_stretches
from sayso.nlp.deaths_in import load_deaths_in

_BEFORE_NOUN = frozenset({"amod", "compound"})
_IN_NOUN = _BEFORE_NOUN | {"npadvmod", "nmod"}
_NEAR_NOUN = 3
# Into fewer pieces a content may be parted by what somebody else says or by an aside.
_PIECES = 3
# So soon behind its subject or helper a verb stands.
_SOON = 3
_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_DESCRIBING = frozenset({"nummod", "compound", "amod", "nmod", "quantmod"})


def make_draft(tree: Tree, found: Found, cues: CueLexicon, words: SourceWords) -> Draft:
    """A draft of the tagger's tokens, with act, stance and whoever is accused or spoken to.

    "The ministry | accused | rebels of it" → act accuses, accused rebels
    """
    cue = as_stretches(_with_helper(tree, found, _without_stub(tree, found.cue)))
    content = trimmed(tree, _closed(tree, found.content))
    source = trimmed(tree, _closed(tree, found.source))
    source = [part for part in source if not _is_parted(tree, part, cue)]
    source = (
        [_past_semicolon(tree, part, use_from=min(cue)[0]) for part in source] if cue else source
    )
    source = [part for part in source if not _is_further_on(tree, part, [*cue, *content])]
    content = [_with_occasion(tree, _up_to_noun(tree, part)) for part in content]
    content = trimmed(tree, without(content, [*cue, *source]))
    source, content = _with_own_source(tree, source, cue, content)
    source = [part for part in _with_owner(tree, source, cue) if not _is_nobody(tree, part)]
    source, content = _with_agent(tree, source, cue, content)
    content = _without_other_sentences(tree, cue, content)
    content = _to_end_of_clause(tree, [*cue, *source], content)
    content = _to_end_of_deeds(tree, cue, source, content, cues)
    use = read_cue(tree, cue, content, cues)
    content = _with_undergoer(tree, use.head, source, cue, content)
    content = _without_next_verb(tree, use.head, content)
    content = _without_holes(tree, use.head, [*cue, *source], content)
    source = _with_subject(tree, use.head, source, content, cues)
    if use.group.object == "accused":
        content = _without_telling_before(tree, use.head, source, content)
        content = trimmed(tree, without(content, _meanwhile(tree, use.head)))
    if use.group.object == "accused" or tree.lemmas[use.head] in words.heard_by:
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
    """ "said in a" of "said in a telegram": a determiner without its noun is no cue's, nor what stands before it.

    Nor is "a fact" of "told a fact-finding team".
    """
    while len(cue) > 1 and tree.deps[cue[-1]] in _IN_NOUN and tree.heads[cue[-1]] > cue[-1]:
        cue = cue[:-1]
    if len(cue) < 2 or tree.pos[cue[-1]] != "DET":
        return cue
    rest = cue[:-1]
    return rest[:-1] if len(rest) > 1 and tree.pos[rest[-1]] == "ADP" else rest


def _with_helper(tree: Tree, found: Found, cue: Sequence[int]) -> Sequence[int]:
    """ "It was | alleged | that rebels fired": the helper right before a verb is a part of the cue."""
    before = cue[0] - 1
    is_helper = before >= 0 and tree.deps[before] in ("aux", "auxpass")
    is_free = before not in found.source and before not in found.content
    is_own = is_helper and tree.heads[before] == cue[0] and tree.pos[before] == "AUX"
    return (before, *cue) if is_own and is_free else cue


def _is_blamed(tree: Tree, verb: int, part: Stretch) -> bool:
    """ "Rebels blamed as bomb kills 40", "Togo was warned": who is the subject of a passive blames or warns nobody."""
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


def _with_occasion(tree: Tree, part: Stretch) -> Stretch:
    """ "confirmed the death of nine soldiers | in an attack by rebels": in what they died is told, too."""
    start, end = part
    if end >= len(tree) or tree.deps[end] != "prep":
        return part
    loss, deed, words = tree.heads[end], tree.child(end, "pobj"), load_deaths_in()
    is_of_loss = start <= loss < end and tree.words[loss] in words.losses
    if not is_of_loss or deed is None or tree.words[deed] not in words.deeds:
        return part
    return (start, tree.last[end] + 1)


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


def _is_nobody(tree: Tree, part: Stretch) -> bool:
    """ "| Initial | reports that five had died", "| The | fishing community": what describes a noun names nobody."""
    words = [t for t in range(*part) if tree.is_word(t)]
    if len(words) == 1 and tree.deps[words[0]] in ("quantmod", "advmod"):
        return tree.words[words[0]] in (
            "some",
            "about",
            "around",
        )  # "Some 30 people are feared dead"
    return all(
        tree.pos[t] in ("ADJ", "DET") and not tree.entities[t] and tree.heads[t] not in words
        for t in words
    ) and any(tree.deps[t] in ("amod", "det") for t in words)


def _with_owner(tree: Tree, source: list[Stretch], cue: Sequence[Stretch]) -> list[Stretch]:
    """ "| Chad |'s claim that it shot down two jets was denied by Khartoum": whose it is stands before the noun."""
    words = [t for start, end in cue for t in range(start, end)]
    nouns = [t for t in words if tree.pos[t] == "NOUN"]
    owner = tree.child(nouns[0], "poss") if nouns and len(nouns) == len(words) else None
    if owner is None or tree.entities[owner] in ("DATE", "TIME"):
        return source
    if (
        tree.pos[owner] == "PRON" and source
    ):  # "His reply was short: 'We did not fire.'" has no other
        return source
    own = tree.subtree(owner)
    # Whoever speaks by another verb stands elsewhere.
    is_elsewhere = all(part[1] <= own[0] or part[0] >= own[1] for part in source)
    return [own] if is_elsewhere else source


def _with_undergoer(
    tree: Tree, verb: int, source: list[Stretch], cue: Sequence[Stretch], content: list[Stretch]
) -> list[Stretch]:
    """ "| The allegation that soldiers shot | two men | was rejected by the ministry": all of it was."""
    subject = tree.child(verb, "nsubjpass") if tree.is_passive(verb) else None
    if subject is None or tree.pos[subject] != "NOUN" or holds([*content, *source], subject):
        return content
    whole = tree.subtree(subject)
    is_inside = all(whole[0] <= start and end <= whole[1] for start, end in content)
    return trimmed(tree, without([whole], [*cue, *source])) if content and is_inside else content


def _with_subject(
    tree: Tree,
    verb: int,
    source: list[Stretch],
    content: list[Stretch],
    cues: CueLexicon,
) -> list[Stretch]:
    """ "A band freed nine, among | them two military | observers, but vowed to fight": a phrase cut in two is none.

    Where the verb has a subject, it is that.
    """
    last = [part[1] - 1 for part in source]
    is_cut = any(
        tree.deps[t] in _DESCRIBING
        and tree.heads[t] >= part[1]
        and tree.pos[tree.heads[t]] == "NOUN"
        for part, t in zip(source, last, strict=True)
    )
    if len(source) != 1 or not is_cut or tree.pos[verb] != "VERB" or tree.is_passive(verb):
        return source
    subject = find_subject(tree, verb, cues.file)
    return source if subject is None or holds(content, subject[0]) else [subject]


def _without_telling_before(
    tree: Tree, verb: int, source: list[Stretch], content: list[Stretch]
) -> list[Stretch]:
    """ "Gunmen kill lawmaker, | Tigers | blame | government": the outlet tells of the killing."""
    whom = tree.child(verb, "dobj")
    if whom is None or not source or not holds(content, whom) or not holds(content, verb + 1):
        return content
    first = min(start for start, _ in source)
    behind = [part for part in content if part[0] > verb]
    is_told = any(
        tree.pos[t] == "VERB" for start, end in content if end <= first for t in range(start, end)
    )
    return behind if is_told and first < verb else content


def _meanwhile(tree: Tree, verb: int) -> list[Stretch]:
    """ "accuses the RSF | as flights are halted": what goes on meanwhile is no part of the charge."""
    clauses = [c for c in tree.children[verb] if tree.deps[c] == "advcl" and c > verb]
    return [
        tree.subtree(c)
        for c in clauses
        if any(tree.words[m] == "as" and tree.deps[m] == "mark" for m in tree.children[c])
    ]


def _with_agent(
    tree: Tree, source: list[Stretch], cue: Sequence[Stretch], content: list[Stretch]
) -> tuple[list[Stretch], list[Stretch]]:
    """ "They are listed as terrorists | by the United States": whose word it is stands behind what is said of them."""
    verb = next((t for start, end in cue for t in range(start, end) if tree.is_passive(t)), None)
    if verb is None:
        return source, content
    said_of = [
        noun
        for link in tree.children[verb]
        if tree.words[link] == "as" and (noun := tree.child(link, "pobj")) is not None
    ]
    said_of += [c for c in tree.children[verb] if tree.deps[c] in ("oprd", "attr")]
    agents = [
        agent
        for noun in said_of
        for link in tree.children[noun]
        if tree.words[link] == "by" and (agent := tree.child(link, "pobj")) is not None
    ]
    if not agents:
        return source, content
    own = tree.subtree(agents[0])
    return [own], trimmed(tree, without(content, [(own[0] - 1, own[1])]))


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


def _without_next_verb(tree: Tree, head: int, content: list[Stretch]) -> list[Stretch]:
    """ "denied involvement | and threatened war |": what he did next is no part of a noun that he denied."""
    if tree.child(head, "dobj") is None or tree.child(head, "ccomp", "xcomp") is not None:
        return content
    for verb in tree.children[head]:
        is_next = verb > head and tree.deps[verb] == "conj" and tree.tags[verb] in _FINITE
        if is_next and tree.child(verb, *SUBJECTS) is None:
            start = tree.first[verb]
            while start > head and tree.deps[start - 1] in ("cc", "punct"):
                start -= 1
            kept = trimmed(tree, without(content, [(start, tree.last[verb] + 1)]))
            content = kept or content
    return content


def _without_holes(
    tree: Tree, head: int, taken: Sequence[Stretch], content: list[Stretch]
) -> list[Stretch]:
    """ "said about 50 | fighters | torched | a clinic": a clause that the tagger took in pieces is said as a whole.

    So is one of which it took no verb or no subject: "said raiders torched | a clinic".
    """
    clause = tree.child(head, "ccomp")
    said = clause_root(tree, content)
    if clause is None or (said not in (None, clause) and tree.deps[said or 0] == "ccomp"):
        return content  # "would have us believe | that they fled": a clause, if not the first one
    subject = tree.child(clause, *SUBJECTS)
    told = [clause] if subject is None or holds(taken, subject) else [clause, subject]
    if len(content) < _PIECES and all(holds(content, t) for t in told):
        return content
    whole = (tree.first[clause], tree.last[clause] + 1)
    is_inside = all(whole[0] <= start and end <= whole[1] for start, end in content)
    if not is_inside or _is_quoted_at(tree, *whole):
        return content
    return trimmed(tree, without([whole], taken))


def _to_end_of_deeds(
    tree: Tree,
    cue: Sequence[Stretch],
    source: Sequence[Stretch],
    content: list[Stretch],
    cues: CueLexicon,
) -> list[Stretch]:
    """ "said rebels attacked the base | , burned cars and looted food": said in the same words."""
    root = clause_root(tree, content)
    if root is None or not cue or not content or _is_quoted_at(tree, *content[-1]):
        return content
    start, end = content[-1]
    if not start <= root < end or min(cue)[0] > end:
        return content
    taken = {t for s, e in (*cue, *source) for t in range(s, e)}
    for deed in _next_deeds(tree, root):
        joint = range(end, tree.first[deed])
        if deed < end or any(tree.is_word(t) and tree.pos[t] != "CCONJ" for t in joint):
            continue
        last = tree.last[deed] + 1
        if tree.lemmas[deed] in cues.rows:
            break  # "said the claim was false and blamed pirates": who said it blames them
        if taken.intersection(range(end, last)) or tree.sentence[deed] != tree.sentence[root]:
            break
        end = last
    return trimmed(tree, [*content[:-1], (start, end)])


def _to_end_of_clause(
    tree: Tree, taken: Sequence[Stretch], content: list[Stretch]
) -> list[Stretch]:
    """ "Nine died, the ministry said, and eight guards were | hurt": no clause ends before its verb."""
    if not content or _is_quoted_at(tree, *content[-1]):
        return content
    start, end = content[-1]
    verb = _verb_ahead(tree, end - 1)
    if verb is None:
        return content
    last = tree.last[verb] + 1
    if tree.sentence[verb] != tree.sentence[start] or holds(taken, verb):
        return content
    if any(holds(taken, t) for t in range(end, last)):
        return content
    if any(tree.heads[t] == verb and tree.pos[t] == "NOUN" for s, e in taken for t in range(s, e)):
        return content  # "Chad's claim that it shot down two jets | was denied by Khartoum"
    return trimmed(tree, [*content[:-1], (start, last)])


def _verb_ahead(tree: Tree, token: int) -> int | None:
    """The verb that a helper or subject right before it leads to, or an "and" before its clause."""
    verb = tree.heads[token]
    if tree.deps[token] == "cc":
        joined = (c for c in tree.children[verb] if tree.deps[c] == "conj" and c > token)
        verb = next((c for c in joined if tree.first[c] == token + 1), token)
        return verb if tree.pos[verb] == "VERB" and tree.child(verb, *SUBJECTS) else None
    is_led_to = tree.deps[token] in ("aux", "auxpass", *SUBJECTS)
    return verb if is_led_to and token < verb <= token + _SOON else None


def _next_deeds(tree: Tree, verb: int) -> Iterator[int]:
    """The verbs joined to a verb that share its subject, one after the other."""
    for child in tree.children[verb]:
        is_next = tree.deps[child] == "conj" and tree.pos[child] in ("VERB", "AUX") and child > verb
        if is_next and tree.child(child, *SUBJECTS) is None:
            yield child
            yield from _next_deeds(tree, child)


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


def without_noun(tree: Tree, found: Found, nouns: Sequence[Draft], cues: CueLexicon) -> Found:
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
