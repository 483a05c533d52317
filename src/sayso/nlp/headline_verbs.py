"""Headlines whose verb the parser takes for a noun: parsed once more with the verb in the past.

Comes in: a parsed document. Goes out: the same document, in which headlines such as "Gunmen attack bus in Sinai, kill
seven" and "Army, rebels trade blame" have the parse of "Gunmen attacked bus in Sinai, killed seven" and "Army and
rebels traded blame"; and, anywhere, a word that the parse has for a verb and the tagger for a noun has the tag of a
verb. Text, tokens and positions stay what they are. A headline that has a verb keeps its parse.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Token

from sayso.lexicon import LexiconHeader, read_lexicon
from sayso.nlp.shown_words import Shown, parse_again

_MOST_WORDS = 25
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_NOMINAL = frozenset({"NN", "NNS", "NNP", "NNPS", "JJ", "CD", "POS", "HYPH", "VBN", "DT", "PRP$"})
_AND = {"and", "&"}
_OBJECT = frozenset({"CD", "DT", "NNS", "NN", "NNP", "NNPS", "JJ", "IN", "RB"})
_BEFORE_NOUN = frozenset({"amod", "compound", "nmod"})
_VERB_TAGS = {"NN": "VBP", "NNS": "VBZ"}
_BASE, _THIRD = "VBP", "VBZ"


class HeadlineVerbs(LexiconHeader, frozen=True, kw_only=True):
    """The file `headline-verbs.yaml`: verbs by their past tense, and what stands around them."""

    verbs: dict[str, str]
    also: dict[str, str]
    nouns: dict[str, str]
    plurals: frozenset[str]
    peoples: dict[str, str]
    light: frozenset[str]
    sure: frozenset[str]
    links: frozenset[str]
    not_before: frozenset[str]
    speaks: frozenset[str]
    inverted: frozenset[str]
    done_to: frozenset[str]
    told_of: frozenset[str]
    participles: dict[str, str]
    gerunds: dict[str, str]
    traded: frozenset[str]
    described: dict[str, str]
    downed: frozenset[str]
    flying: frozenset[str]
    pasts: frozenset[str]
    behind_counts: frozenset[str]


@lru_cache(maxsize=1)
def load_headline_verbs() -> HeadlineVerbs:
    """Read the verbs, once."""
    return read_lexicon("headline-verbs", HeadlineVerbs)


def mend_headlines(nlp: Language, doc: Doc, stretches: Sequence[tuple[int, int]]) -> None:
    """Give headlines at these token stretches, [start, end), the parse of what they mean."""
    changes = {
        (start, end): shown
        for start, end in stretches
        if (
            shown := find_shown(
                [t.lower_ for t in doc[start:end]], [_tag_of(t) for t in doc[start:end]]
            )
        )
    }
    parse_again(nlp, doc, changes)


def _tag_of(token: Token) -> str:
    """The tag; a finite verb that hangs before a noun is none: "Houthis [target] ship" parsed as one phrase."""
    return "NN" if token.tag_ in _FINITE and token.dep_ in _BEFORE_NOUN else token.tag_


def mend_tags(doc: Doc) -> None:
    """ "Rebels target convoys": what has a subject and an object is a verb, though tagged as a noun.

    So "The army retook Kibumba", whose verb the tagger takes for an infinitive.
    """
    if not len(doc):
        return
    strings, lexicon = doc.vocab.strings, load_headline_verbs()
    _, deps, heads = doc.to_array(["TAG", "DEP", "HEAD"]).astype(np.int64).T
    at = heads + np.arange(len(doc))  # spaCy holds a head as the distance to it

    def governors(dep: str) -> set[int]:
        return set(at[deps == np.int64(np.uint64(strings.add(dep)))].tolist())

    for i in sorted(governors("nsubj") & governors("dobj")):
        token = doc[i]
        if token.tag_ in _VERB_TAGS and _stem(token.lower_, lexicon) is not None:
            token.tag_ = _VERB_TAGS[token.tag_]
        elif token.tag_ == "VB" and token.lower_ in lexicon.pasts:
            token.tag_ = "VBD"


def find_shown(words: Sequence[str], tags: Sequence[str]) -> dict[int, Shown]:
    """Position → what the parser is shown there; {} where the headline is parsed as it stands.

    ["gunmen", "attack", "bus"], ["NNS", "NN", "NN"] → {1: Shown("attacked", "VBP")}
    """
    if not 2 < len(words) <= _MOST_WORDS:
        return {}
    lexicon = load_headline_verbs()
    found: dict[int, Shown] = {}
    for start, end in _clauses(words, lexicon):
        found |= _shown_in_clause(words, tags, start, end, lexicon)
    nouns, speech = _shown_nouns(words, tags, lexicon), _shown_speech(words, tags, found, lexicon)
    known = {
        i: Shown(lexicon.participles[w], "VBN")
        for i, w in enumerate(words)
        if w in lexicon.participles
    }
    return found | nouns | speech | known | _shown_as(words, tags, found, lexicon)


def _shown_as(
    words: Sequence[str], tags: Sequence[str], found: dict[int, Shown], lexicon: HeadlineVerbs
) -> dict[int, Shown]:
    """ "Rebels blamed as bomb kills 40": a clause follows, and no role that they have."""
    return {
        start - 1: Shown("when", "IN")
        for start, end in _clauses(words, lexicon)
        if start > 1
        and words[start - 1] == "as"
        and any(tags[i] in _FINITE or i in found for i in range(start + 1, end))
    }


def _shown_speech(
    words: Sequence[str], tags: Sequence[str], found: dict[int, Shown], lexicon: HeadlineVerbs
) -> dict[int, Shown]:
    """ "Israel strikes suburb, says it killed a commander": who strikes says so, and not the suburb.

    "Strikes kill nine, says ministry" has its speaker behind the verb.
    """
    return {
        i - 1: Shown("and", tags[i - 1])
        for i in range(2, len(words) - 1)
        if words[i] in lexicon.speaks
        and words[i - 1] == ","
        and (any(tag in _FINITE for tag in tags[:i]) or any(verb < i for verb in found))
        and (words[i] not in lexicon.inverted or any(tag in _FINITE for tag in tags[i + 1 :]))
    }


def _shown_nouns(
    words: Sequence[str], tags: Sequence[str], lexicon: HeadlineVerbs
) -> dict[int, Shown]:
    """ "market shelling kills dozens": a deed in -ing between a noun and its verb is a noun."""
    return {
        i: Shown(lexicon.nouns[words[i]], "NN")
        for i in range(1, len(words) - 1)
        if words[i] in lexicon.nouns
        and tags[i - 1] in ("NN", "NNP", "JJ", "NNPS")
        and (tags[i + 1] in ("VBZ", "VBD") or _stem(words[i + 1], lexicon) is not None)
    }


def _clauses(words: Sequence[str], lexicon: HeadlineVerbs) -> Iterator[tuple[int, int]]:
    start = 0
    for i, word in enumerate([*words, ";"]):
        if word in lexicon.links:
            yield start, i
            start = i + 1


def _shown_in_clause(
    words: Sequence[str], tags: Sequence[str], start: int, end: int, lexicon: HeadlineVerbs
) -> dict[int, Shown]:
    found: dict[int, Shown] = {}
    verb = next((i for i in range(start, end) if tags[i] in _FINITE), None)
    if verb is None or words[verb - 1] == "," or words[verb - 1] in lexicon.light:
        places = range(start + 1, end - 1 if verb is None else verb)
        noun = next((i for i in places if _is_verb(words, tags, start, i, lexicon)), None)
        if noun is not None:
            found[noun] = _past(words[noun], lexicon)
            verb = noun
            if words[noun - 1] in lexicon.peoples:
                found[noun - 1] = Shown(lexicon.peoples[words[noun - 1]], "NNPS")
    if verb is None:
        return {}
    commas = [i for i in range(start, verb) if words[i] == ","]
    if len(commas) == 1 and _is_list_of_two(words, tags, start, commas[0], verb):
        found[commas[0]] = Shown("and", tags[commas[0]])
    known = lexicon.also | lexicon.verbs
    for i in range(verb + 2, end - 1):
        if words[i - 1] == "," and words[i] in known and tags[i + 1] in _OBJECT:
            found[i] = _past(words[i], lexicon)
    return found


def _is_list_of_two(
    words: Sequence[str], tags: Sequence[str], start: int, comma: int, verb: int
) -> bool:
    """Whether the comma of a headline stands for "and": "Army, rebels clash"."""
    between = [i for i in range(start, verb) if i != comma]
    is_bare = not _AND & {*words[start:verb]} and all(tags[i] in _NOMINAL for i in between)
    return is_bare and start < comma < verb - 1


def _is_verb(
    words: Sequence[str], tags: Sequence[str], start: int, at: int, lexicon: HeadlineVerbs
) -> bool:
    """Whether a word is the verb of a clause that has no other: in the number of the noun before it.

    "Gunmen attack bus" has a verb, "Hospital attack kills four" another, "Hospital attack in Aleppo" none.
    """
    stem = _stem(words[at], lexicon)
    if stem not in lexicon.verbs or not all(
        tags[i] in (*_NOMINAL, ",", "CC") for i in range(start, at)
    ):
        return False
    before, after = words[at - 1], words[at + 1]
    is_base = words[at] in lexicon.verbs
    # "Rebel attack kills three", "Drone strikes hit port": what follows agrees with it as its subject.
    if after in lexicon.verbs or after in lexicon.also:
        if not is_base and stem not in lexicon.sure:
            return False
    elif is_base and _stem(after, lexicon) is not None:
        return False
    is_joined = any(w == "," or w in _AND for w in words[start : at - 1])
    many = lexicon.plurals | lexicon.peoples.keys()
    is_plural = is_joined or before in many or tags[at - 1] in ("NNS", "NNPS")
    if stem not in lexicon.sure:  # a name may end in s: "Hamas claims blast"
        is_plural |= before.endswith("s") and not before.endswith(("ss", "us", "is"))
    if is_base:
        return is_plural
    return (not is_plural or before in many) and after not in lexicon.not_before


def _past(word: str, lexicon: HeadlineVerbs) -> Shown:
    known = lexicon.verbs | lexicon.also
    stem = _stem(word, lexicon)
    return Shown(known[word if word in known else stem or word], _BASE if word in known else _THIRD)


def _stem(word: str, lexicon: HeadlineVerbs) -> str | None:
    """The verb that a word is a present form of: "attack", "attacks" → "attack"."""
    stems = (word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("ies") + "y")
    return next((stem for stem in stems if stem in lexicon.verbs or stem in lexicon.also), None)
