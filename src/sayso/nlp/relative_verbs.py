"""Relative clauses whose verb the parser takes for a participle: parsed once more with a verb it cannot mistake.

Comes in: a parsed document. Goes out: the same document, in which "The militia, which residents accused of looting,
denied it" has the parse of "The militia, which residents told of looting, denied it". Else the residents are the
accused, and in "The hostages, whom rebels seized in May, were freed" it is the rebels who are freed.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from spacy.language import Language
from spacy.tokens import Doc

from sayso.lexicon import LexiconHeader, read_lexicon
from sayso.nlp.shown_words import Shown, parse_again
from sayso.nlp.word_places import find_words

_MOST_WORDS = 10  # of the subject of a relative clause
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_SUBJECT = frozenset({"NN", "NNS", "NNP", "NNPS", "JJ", "CD", "DT", "PRP$", "POS", "CC"})
_NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
_PARTICIPLES = frozenset({"VBN", "VBD"})
_MISREAD = frozenset({"acl", "relcl", "conj", "dep"})
_STOPS = frozenset({",", ";", ":", ".", "–", "—"})


class RelativeVerbs(LexiconHeader, frozen=True, kw_only=True):
    """The file `relative-verbs.yaml`: pronouns, verbs of speech, and the two verbs that are shown."""

    pronouns: frozenset[str]
    speech: frozenset[str]
    nouns: frozenset[str]
    prepositions: frozenset[str]
    listings: frozenset[str]
    told: str
    took: str


@lru_cache(maxsize=1)
def load_relative_verbs() -> RelativeVerbs:
    """Read the verbs, once."""
    return read_lexicon("relative-verbs", RelativeVerbs)


def mend_relatives(nlp: Language, doc: Doc) -> None:
    """Give sentences with a misread relative clause the parse of what they mean."""
    pronouns = load_relative_verbs().pronouns
    changes: dict[tuple[int, int], dict[int, Shown]] = {}
    end = 0
    for pronoun in find_words(doc, pronouns):
        if pronoun.i < end:
            continue  # of the sentence just looked at
        sentence = pronoun.sent
        start, end, tokens = sentence.start, sentence.end, list(sentence)
        shown = find_shown(
            [t.lower_ for t in tokens], [t.tag_ for t in tokens], [t.dep_ for t in tokens]
        )
        if shown:
            changes[start, end] = shown
    parse_again(nlp, doc, changes)


def find_shown(words: Sequence[str], tags: Sequence[str], deps: Sequence[str]) -> dict[int, Shown]:
    """Position → what the parser is shown there; {} where the sentence is parsed as it stands.

    "the militia , which residents accused/acl of looting" → {5: Shown("told", "VBD")}
    """
    lexicon = load_relative_verbs()
    found: dict[int, Shown] = {}
    for pronoun, word in enumerate(words):
        if word in lexicon.pronouns:
            found |= _shown_behind(pronoun, words, tags, deps, lexicon)
    return found


def _shown_behind(
    pronoun: int,
    words: Sequence[str],
    tags: Sequence[str],
    deps: Sequence[str],
    lexicon: RelativeVerbs,
) -> dict[int, Shown]:
    verb = _verb_of(pronoun, words, tags, deps, lexicon)
    if verb is None:
        return {}
    end = next((i for i in range(verb + 1, len(words)) if words[i] in _STOPS), len(words))
    if any(tags[i] in _FINITE and deps[i] != "amod" for i in range(verb + 1, end)):
        return {}  # "which soldiers accused of theft denied": a participle indeed
    speaks = words[verb] in lexicon.speech or words[verb] in lexicon.nouns
    found = {verb: Shown(lexicon.told if speaks else lexicon.took, "VBD")}
    main = end + 1
    is_inserted = words[pronoun - 1] == "," and end < len(words) and words[end] == ","
    if not is_inserted or main >= len(words) - 1 or words[main] == "said":
        return found
    if tags[main] in _PARTICIPLES and deps[main] in _MISREAD:
        found[main] = Shown(lexicon.took, "VBD")
    return found


def _verb_of(
    pronoun: int,
    words: Sequence[str],
    tags: Sequence[str],
    deps: Sequence[str],
    lexicon: RelativeVerbs,
) -> int | None:
    """The misread verb behind a pronoun's noun phrase: a participle, or "accuses" as a noun."""
    if pronoun == 0:
        return None
    is_mark = tags[pronoun] not in ("WDT", "WP") and deps[pronoun] == "mark"
    if is_mark and tags[pronoun - 1] not in _NOUNS:
        return None
    for i in range(pronoun + 2, min(pronoun + 2 + _MOST_WORDS, len(words) - 1)):
        if _is_series_comma(i - 1, words, tags):
            continue
        if tags[i - 1] not in (*_SUBJECT, "VBZ") or words[i - 1] in lexicon.nouns:
            return None
        if words[i] in lexicon.listings and words[i + 1] == "as" and tags[i - 1] in _NOUNS:
            return i
        follows = words[i + 1] in lexicon.prepositions
        if words[i] in lexicon.nouns and tags[i] in _NOUNS and follows:
            return i
        is_behind_noun = tags[i - 1] in (*_NOUNS, "VBZ", "JJ")
        if tags[i] in _PARTICIPLES and is_behind_noun:
            # "in attacks | that residents blamed on it": no clause of telling ends so
            is_told_so = words[i] in lexicon.speech and follows
            return i if deps[i] == "acl" and (is_told_so or not is_mark) else None
    return None


def _is_series_comma(at: int, words: Sequence[str], tags: Sequence[str]) -> bool:
    """ "which Ankara | , | the United States and the Union list as": of several who do it."""
    is_comma = words[at] == "," and tags[at - 1] in ("NNP", "NNPS")
    return is_comma and (tags[at + 1] in ("NNP", "NNPS") or tags[at + 1 : at + 3] == ["DT", "NNP"])
