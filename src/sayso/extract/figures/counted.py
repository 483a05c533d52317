"""What a number counts: the noun after it and the verb that governs it.

Comes in: a sentence and where a number stands in it. Goes out: the counted noun phrase ("12 wounded soldiers" →
"soldiers") and what is counted of them ("injured"). Rests on words beside the number first, then on the parse, then
on phrases of the clause: a wrong parse costs less that way. Does not read the number itself.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

import msgspec
from spacy.tokens import Token

from sayso.extract.grammar.noun_phrases import NOUN_TAGS, Line, NounPhrase
from sayso.nlp.apposed_names import load_apposed_names

_PARTICLES = {"prep", "prt", "acomp", "oprd", "advmod", "dobj", "xcomp"}
_BREAK = re.compile(r"[,;:]|\band\b")
_AND_THEN = re.compile(r",? and (?:then |later )?(\w+)")
_SHARES = frozenset(
    (
        "half",
        "third",
        "thirds",
        "quarter",
        "quarters",
        "fifth",
        "percent",
        "cent",
        "majority",
        "most",
        "none",
    )
)
_BEFORE_TOTAL = frozenset(("DT", "PRP$", "POS", "NN", "NNP"))
_RELATIVE = frozenset({"who", "that", "which"})
_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_CLIMB = 6
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})


class CountedRow(msgspec.Struct, frozen=True, kw_only=True):
    """The words that make a number count one kind of thing ("killed")."""

    counts: str
    object: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    containers: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    lives: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    cared: tuple[str, ...] = ()


@dataclass(frozen=True)
class CountedWords:
    """The rows turned round: word → what it counts."""

    object: dict[str, str]
    subject: dict[str, str]
    beside: dict[str, str]
    nouns: dict[str, str]
    containers: dict[str, str]
    weak: dict[str, str]
    lives: dict[str, str]
    phrases: dict[str, str]
    phrase_pattern: re.Pattern[str]
    links: frozenset[str]
    suffered_by: frozenset[str]
    states: frozenset[str]
    cared: dict[str, str]
    cared_otherwise: frozenset[str]
    sentencing: frozenset[str]


def make_counted_words(
    rows: Iterable[CountedRow],
    links: Iterable[str],
    suffered_by: Iterable[str] = (),
    states: Iterable[str] = (),
    cared_otherwise: Iterable[str] = (),
    sentencing: Iterable[str] = (),
) -> CountedWords:
    """Index the rows by word."""
    rows = tuple(rows)
    phrases = {phrase: row.counts for row in rows for phrase in row.phrases}
    longest_first = sorted(phrases, key=len, reverse=True)
    return CountedWords(
        object={word: row.counts for row in rows for word in row.object},
        subject={word: row.counts for row in rows for word in row.subject},
        beside={word: row.counts for row in rows for word in row.beside},
        nouns={word: row.counts for row in rows for word in row.nouns},
        containers={w: row.counts for row in rows for w in (*row.nouns, *row.containers)},
        weak={word: row.counts for row in rows for word in row.weak},
        lives={word: row.counts for row in rows for word in row.lives},
        phrases=phrases,
        phrase_pattern=re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b"),
        links=frozenset(links),
        suffered_by=frozenset(suffered_by),
        states=frozenset(states),
        cared={word: row.counts for row in rows for word in row.cared},
        cared_otherwise=frozenset(cared_otherwise),
        sentencing=frozenset(sentencing),
    )


def find_counts(
    line: Line, before: int, after: int, phrase: NounPhrase, words: CountedWords
) -> str | None:
    """What a number counts by verb, adjective or noun of harm; None where nothing says so.

    `before` is the index of the token before the number (and its bound), `after` of the first one after it.
    "wounding 60 others" → "injured"; "29 people, among them two nurses, were killed" → "killed"
    """
    named = _by_noun(phrase, words)
    if named is not None and not phrase.definite and not _is_state(phrase, named, words):
        return named
    doc, start = line.sentence.doc, line.sentence.start
    if _is_total(line, before):
        return named or _beside(line, after, words)
    head = _head_of(line, after, phrase)
    if _is_meant(head):
        return _phrase_before(line, before, words) or named
    if head is not None and _is_only_whose(head):
        return _by_clause(head, words) or _right_behind(head, words) or named
    left = doc[before] if before >= start else None
    end = max(phrase.end, after)
    is_anothers = _is_anothers(head, words)
    return (
        _by_death(head, words)
        or (None if is_anothers else _right_of(line, end, words))
        or (None if is_anothers else _right_of_joined(line, end, words))
        or _phrase_before(line, before, words)
        or _left_of(left, words)
        or _after_noun(left, words)
        or _by_parse(head, words)
        or (None if is_anothers else _phrase_after(line, end, words))
        or named
    )


def find_counts_of(line: Line, head: Token, words: CountedWords) -> str | None:
    """What befalls somebody who is not numbered: "a policeman was shot dead" → "killed"."""
    if _is_only_whose(head):
        return _by_clause(head, words) or _right_behind(head, words)
    right = None if _is_anothers(head, words) else _right_of(line, head.i + 1, words)
    return right or _by_parse(head, words)


def _is_anothers(head: Token | None, words: CountedWords) -> bool:
    """ "two suspects in the murder of a senator were arrested": the verb behind tells of the suspects.

    So "a man blamed for killing nine farmers was arrested"; not "a group of nine farmers was arrested".
    """
    if head is None:
        return False
    up, is_harmed = head, False
    for _ in range(_CLIMB):
        if up.dep_ in _SUBJECTS:
            return is_harmed and up.head.i > head.i
        if up.dep_ == "ROOT":
            return False
        up = up.head
        is_harmed = is_harmed or (up.tag_ in NOUN_TAGS and up.lemma_.lower() in words.containers)
        is_harmed = is_harmed or (up.tag_ == "VBG" and up.lemma_.lower() in words.object)
    return False


def _is_total(line: Line, before: int) -> bool:
    """ "two of the 15 hostages were killed": what befell two did not befall fifteen."""
    doc, i = line.sentence.doc, before
    while i > line.sentence.start and before - i < 4 and doc[i].tag_ in _BEFORE_TOTAL:
        i -= 1
    if i <= line.sentence.start or doc[i].lower_ != "of":
        return False
    return doc[i - 1].tag_ == "CD" or doc[i - 1].lower_ in _SHARES


def _is_meant(head: Token | None) -> bool:
    """ "Trucks with food for 5,000 people were held": what befell the trucks; "for 5 people held there" is of them."""
    if head is None or head.dep_ != "pobj" or head.head.lower_ != "for":
        return False
    return not any(c.dep_ in ("acl", "relcl", "amod") for c in head.rights)


def _is_only_whose(head: Token) -> bool:
    """ "killed the son of a miller", "the leader of 40 bandits was shot": what befell him befell none of those."""
    if head.dep_ != "pobj" or head.head.lower_ != "of":
        return False
    return head.head.head.lemma_.lower() in load_apposed_names().persons


def _right_behind(head: Token, words: CountedWords) -> str | None:
    """ "the widows of six miners | killed | at Lonmin": the participle is of the nearest noun."""
    is_last = head.i + 1 >= head.sent.end
    return None if is_last else words.beside.get(head.nbor().lower_)


def _by_noun(phrase: NounPhrase, words: CountedWords) -> str | None:
    """ "12 wounded soldiers", "29 deaths", "40 lives", "30 hurt"."""
    for token in phrase.modifiers:
        if token.lower_ in words.beside:
            return words.beside[token.lower_]
    if phrase.head is None:
        return None
    lemma = phrase.head.lemma_.lower()
    if phrase.head.lower_ in ("life", "lives"):
        return next(iter(words.lives.values()), None)
    return words.nouns.get(lemma) or words.beside.get(phrase.head.lower_)


def _is_state(phrase: NounPhrase, named: str, words: CountedWords) -> bool:
    """ "21 captured policemen" were captured before; what became of them the verb says."""
    is_described = any(t.lower_ in words.beside for t in phrase.modifiers)
    return named in words.states and phrase.head is not None and is_described


def _right_of(line: Line, end: int, words: CountedWords) -> str | None:
    """ "12 killed", "29 people were killed", "six feared dead"; not "12 gunmen killed a mayor"."""
    doc, i, last = line.sentence.doc, end, line.sentence.end
    if found := _phrase_at(line, line.offset(i), words):
        return found
    while i < last and i - end < 6 and (doc[i].is_space or doc[i].lower_ in words.links):
        i += 1
    if i >= last:
        return None
    if i > end and (found := _phrase_at(line, line.offset(i), words)):
        return found
    token = doc[i]
    if token.tag_ in ("VBZ", "VBP", "VB") or any(c.dep_ == "dobj" for c in token.children):
        return None
    if token.tag_ == "VBG" and i == end and _is_deed(token, words):
        return None
    return words.beside.get(token.lower_)


def _beside(line: Line, after: int, words: CountedWords) -> str | None:
    """ "fewer than 100 of the 1,500 missing", "four of the 41 injured had died"."""
    token = line.sentence.doc[after] if after < line.sentence.end else None
    if token is None:
        return None
    verb = line.sentence.doc[after + 1] if after + 1 < line.sentence.end else None
    is_state = verb is not None and verb.tag_ in _FINITE
    is_state = is_state or (token.dep_ in ("acl", "amod") and token.head.i == after - 1)
    return words.beside.get(token.lower_) if token.dep_ == "pobj" or is_state else None


def _is_deed(token: Token, words: CountedWords) -> bool:
    """ "12 killing" is a deed of twelve; "3 missing" is what three are."""
    lemma = token.lemma_.lower()
    return lemma in words.object or lemma in words.subject


def _right_of_joined(line: Line, end: int, words: CountedWords) -> str | None:
    """ "200 women and girls were put to death": the number counts both nouns, the verb stands behind the second."""
    doc, last = line.sentence.doc, line.sentence.end
    if end + 1 >= last or doc[end].lower_ != "and":
        return None
    second = end + 2 if doc[end + 1].tag_ in ("CD", "DT", "PRP$") else end + 1
    if second >= last or doc[second].tag_ not in ("NNS", "NNPS", "NN"):
        return None
    return _right_of(line, second + 1, words)


def _phrase_at(line: Line, start: int, words: CountedWords) -> str | None:
    match = words.phrase_pattern.match(line.lower, start)
    if match is None or _does_it(line, match.start(), match.end()):
        return None
    # "rounded up and executed": in the end they were killed
    then = _AND_THEN.match(line.lower, match.end())
    died = words.subject.get("die")
    return died if then and words.beside.get(then[1]) == died else words.phrases[match.group()]


def _does_it(line: Line, start: int, end: int) -> bool:
    """ "Gunmen shot dead two officers": a phrase in the active, with an object after it, befalls the object.

    So "Two men shot and killed a judge", where the parse hangs the judge on the second verb.
    """
    first = line.sentence.start + bisect_left(line.starts, start)
    past = line.sentence.start_char + end
    for verb in line.sentence.doc[first : line.sentence.end]:
        if verb.idx >= past:
            break
        if verb.tag_ in _FINITE and any(c.dep_ == "dobj" and c.idx >= past for c in verb.rights):
            return True
    return False


def _left_of(left: Token | None, words: CountedWords) -> str | None:
    """ "killed 12", "wounding 60 others", and "Kills 29" in a headline of capitals."""
    if left is not None and left.text == ":" and left.i > 0:
        label = left.doc[left.i - 1]
        return words.beside.get(label.lower_) or words.nouns.get(label.lemma_.lower())
    if left is None or left.pos_ == "NOUN":
        return None
    return words.object.get(left.lemma_.lower()) or (
        words.object.get(_stem(left.lower_)) if left.tag_.startswith(("V", "NNP")) else None
    )


def _after_noun(left: Token | None, words: CountedWords) -> str | None:
    """ "the death of three", "injuries to 14 others", "deaths among 12 patients"."""
    if left is None or left.i == 0 or left.lower_ not in ("of", "to", "among"):
        return None
    return _of_harm(left.doc[left.i - 1], words)


def _stem(word: str) -> str:
    for ending in ("ing", "ed", "s"):
        if word.endswith(ending):
            return word.removesuffix(ending)
    return word


def _head_of(line: Line, after: int, phrase: NounPhrase) -> Token | None:
    """The token whose place in the sentence is the number's: the noun, or the number itself."""
    if phrase.head is not None and not phrase.partitive:
        return phrase.head
    return line.sentence.doc[after - 1] if after > line.sentence.start else None


def _by_parse(head: Token | None, words: CountedWords) -> str | None:
    if head is None:
        return None
    return _by_clause(head, words) or _by_governor(head, words) or _by_gap(head, words)


def _by_death(head: Token | None, words: CountedWords) -> str | None:
    """ "17 troops who were critically injured have died": in the end they died."""
    if head is None:
        return None
    died = words.subject.get("die")
    counts = words.subject.get(head.head.lemma_.lower()) if head.dep_ == "nsubj" else None
    return counts if counts == died else None


def _by_clause(head: Token, words: CountedWords) -> str | None:
    """ "29 people killed in the raid", "29 people who died"."""
    for child in head.children:
        if child.i < head.i or child.dep_ not in ("acl", "relcl"):
            continue
        lemma = child.lemma_.lower()
        if _is_of_others(child):
            continue
        subjects = {c.dep_ for c in child.children}
        if child.dep_ == "acl" and child.tag_ == "VBN" and lemma in words.object:
            return words.object[lemma]
        if "nsubjpass" in subjects and lemma in words.object:
            return _worst(child, words) or words.object[lemma]
        if lemma in words.subject:
            return words.subject[lemma]
    return None


def _worst(verb: Token, words: CountedWords) -> str | None:
    """ "farmers who had been rounded up and executed": in the end they were killed."""
    died = words.subject.get("die")
    joined = (c for c in verb.rights if c.dep_ == "conj" and c.tag_ == "VBN")
    return died if any(words.object.get(c.lemma_.lower()) == died for c in joined) else None


def _is_of_others(clause: Token) -> bool:
    """ "a teacher whose brother was killed": the clause tells of the brother."""
    subjects = [c for c in clause.children if c.dep_ in ("nsubj", "nsubjpass")]
    return clause.dep_ == "relcl" and any(c.lower_ not in _RELATIVE for c in subjects)


def _by_gap(head: Token, words: CountedWords) -> str | None:
    """ "the girls it seized": a relative clause with a subject of its own, without an object."""
    verbs = (c for c in head.rights if c.dep_ == "relcl" and _is_gap(c))
    return next((words.object[v.lemma_] for v in verbs if v.lemma_ in words.object), None)


def _is_gap(verb: Token) -> bool:
    subjects = [c for c in verb.children if c.dep_ == "nsubj"]
    has_own = any(c.lower_ not in _RELATIVE for c in subjects)
    return has_own and not any(c.dep_ in ("dobj", "nsubjpass") for c in verb.children)


def _by_governor(head: Token, words: CountedWords) -> str | None:
    token = head
    for _ in range(_CLIMB):
        dep, parent = token.dep_, token.head
        if parent is token:
            return None
        if dep == "nsubjpass" and _is_cared_for(parent, words):
            return words.cared[parent.lemma_]
        if dep in ("nsubjpass", "dobj"):
            return _as_object(parent, words)
        if dep == "nsubj":
            return _as_subject(parent, words)
        if dep == "pobj" and parent.lower_ == "of":
            container = parent.head
            if counts := _of_harm(container, words):
                return counts
            if container.tag_ not in NOUN_TAGS or container.lower_ in _SHARES:
                return None  # "two of the 15 hostages were killed": not all fifteen
            token = container
        elif dep == "pobj" and parent.lower_ == "per":  # "sixty per cent"
            token = parent.head
        elif dep == "pobj" and parent.lower_ in ("to", "among", "against"):
            noun = parent.head.lemma_.lower()
            return words.nouns.get(noun) if parent.head.tag_ in NOUN_TAGS else None
        elif dep in ("conj", "appos", "nummod", "quantmod", "compound", "nmod"):
            token = parent
        else:
            return None
    return None


def _of_harm(noun: Token, words: CountedWords) -> str | None:
    """ "the killing of 12", "claimed the lives of 12"."""
    if noun.lower_ in ("life", "lives"):
        return next(iter(words.lives.values()), None)
    return words.containers.get(noun.lemma_.lower())


def _as_object(verb: Token, words: CountedWords) -> str | None:
    """ "killed 12", "drove 12 from their homes", "rounded 40 up", "forced 50 to flee", "left 29 dead".

    "hacked 14 to death", too; not "sentenced 14 to death".
    """
    lemma = verb.lemma_.lower()
    ends = [end for link in verb.rights if link.lower_ == "to" for end in link.rights]
    if any(end.lower_ == "death" for end in ends) and lemma not in words.sentencing:
        return words.subject.get("die")
    if found := words.object.get(lemma):
        return found
    for child in verb.children:
        if child.dep_ in _PARTICLES and (found := words.object.get(f"{lemma} {child.lower_}")):
            return found
        if child.dep_ in ("xcomp", "ccomp") and (
            found := words.object.get(f"{lemma} to {child.lemma_.lower()}")
        ):
            return found
    if _is_to_death(verb) and (found := words.object.get(f"{lemma} to death")):
        return found
    return _by_complements(verb, words, as_subject=verb.tag_ == "VBN")


def _is_to_death(verb: Token) -> bool:
    """ "hacked nine people to death": the parse hangs it on the verb, or on the people."""
    objects = [child for child in verb.rights if child.dep_ == "dobj"]
    links = [link for above in (verb, *objects) for link in above.rights if link.lower_ == "to"]
    return any(target.lower_ == "death" for link in links for target in link.rights)


def _is_cared_for(verb: Token, words: CountedWords) -> bool:
    """ "45 were being treated in hospital"; not "were being treated as suspects"."""
    if verb.lemma_ not in words.cared:
        return False
    return not any(child.lower_ in words.cared_otherwise for child in verb.children)


def _as_subject(verb: Token, words: CountedWords) -> str | None:
    found = words.subject.get(verb.lemma_.lower()) or _suffered(verb, words) or _lost(verb, words)
    if found:
        return found
    if _is_to_death(verb) and not any(c.dep_ == "dobj" for c in verb.rights):
        return words.subject.get("die")  # "70 people choked to death"
    is_bare_participle = verb.tag_ == "VBN" and not any(
        c.dep_ in ("aux", "dobj") for c in verb.children
    )
    if is_bare_participle and verb.lemma_.lower() in words.object:
        return words.object[verb.lemma_.lower()]
    return _by_complements(verb, words, as_subject=True)


def _suffered(verb: Token, words: CountedWords) -> str | None:
    """ "one person suffered light injuries"."""
    if verb.lemma_ not in words.suffered_by:
        return None
    nouns = (c.lemma_.lower() for c in verb.rights if c.dep_ == "dobj")
    return next((words.nouns[noun] for noun in nouns if noun in words.nouns), None)


def _lost(verb: Token, words: CountedWords) -> str | None:
    """ "27 people, including three children, lost their lives"."""
    if verb.lemma_ != "lose":
        return None
    lives = (c for c in verb.rights if c.dep_ == "dobj" and c.lower_ in ("life", "lives"))
    is_own = any(child.dep_ == "poss" for life in lives for child in life.children)
    return words.lives.get("lose") if is_own else None


def _by_complements(verb: Token, words: CountedWords, *, as_subject: bool) -> str | None:
    """ "left 29 dead", "are missing", "were forced to flee", "fell ill and died"."""
    has_object = as_subject and any(c.dep_ == "dobj" for c in verb.rights)
    for child in verb.children:
        lemma = child.lemma_.lower()
        if has_object and child.dep_ in ("acomp", "oprd"):
            continue  # "A policeman shot dead two suspects": he is not dead
        own_subject = any(c.dep_ in ("nsubj", "nsubjpass") for c in child.children)
        is_before = child.dep_ == "ccomp" and child.i < verb.i
        if (child.dep_ == "advcl" or is_before) and own_subject:
            continue  # "two states fought a war, when 6,500 people were killed", "A man was killed; six were jailed"
        if child.dep_ in ("acomp", "oprd", "attr", "ccomp", "xcomp", "advcl") and (
            child.lower_ in words.beside and child.tag_ in ("JJ", "VBN")
        ):
            return words.beside[child.lower_]
        if as_subject and child.dep_ in ("xcomp", "conj") and not own_subject:
            if lemma in words.subject:
                return words.subject[lemma]
            if child.tag_ == "VBN" and lemma in words.object and child.dep_ == "xcomp":
                return words.object[lemma]
            if _is_second_passive(verb, child):
                return words.object.get(lemma) or _by_complements(child, words, as_subject=True)
    return None


def _is_second_passive(verb: Token, joined: Token) -> bool:
    """ "Two officers were shot and | wounded", "were ambushed and killed", "fled and were caught"."""
    is_passive = any(c.dep_ == "auxpass" for v in (verb, joined) for c in v.children)
    is_passive = is_passive or (verb.dep_ == "conj" and verb.tag_ == "VBN")
    has_object = any(c.dep_ == "dobj" for c in joined.children)
    return joined.dep_ == "conj" and joined.tag_ == "VBN" and is_passive and not has_object


def _phrase_before(line: Line, before: int, words: CountedWords) -> str | None:
    """ "Police rounded up 40 men", "killing or wounding 50"."""
    upto = line.offset(before + 1)
    earlier = line.lower[max(0, upto - 40) : upto].rstrip()
    for match in words.phrase_pattern.finditer(earlier):
        if match.end() == len(earlier):
            return words.phrases[match.group()]
    return None


def _phrase_after(line: Line, end: int, words: CountedWords) -> str | None:
    """ "40 men were all, he said, driven from" is too far; "40 of the men lost their lives" is near enough."""
    start = line.offset(end)
    after = line.lower[start : start + 60]
    match = words.phrase_pattern.search(after)
    if match is None or _BREAK.search(after, 0, match.start()):
        return None
    return _phrase_at(line, start + match.start(), words)
