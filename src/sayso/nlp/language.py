"""Which language a text is in, and whether it is read: sayso reads English.

Comes in: what ingest made. Goes out: the same with `document.language` set, and a problem (skipped, stage
"language") for what is not English. A language that a record states is trusted. Names and headlines mislead the
statistics of short texts, so a short text is called foreign only when the model is sure of it.

Not done here: the language of single sentences. A quotation in Arabic within an English report stays in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from dataclasses import replace as dataclass_replace
from typing import Any

from msgspec.structs import replace

from sayso.errors import InputError
from sayso.ingest.documents import Ingested
from sayso.model import Document, Problem

READ = "en"
_STATED_ENGLISH = frozenset({"en", "eng", "english"})
# Nigerian Pidgin is the model's second guess for English sentences full of names and months.
_NEAR_ENGLISH = ("en", "pcm")
# Of 4,190 English sentences one in 25 has another language on top, with English at 1 % or more beside it; sentences
# of five words in French, German, Spanish, Russian and Arabic leave English less than that.
_LONG_LETTERS = 200
_SURE_SHARE = 0.006
_FEW_LETTERS = 20
_SAMPLE_CHARACTERS = 20_000


@dataclass(frozen=True)
class Language:
    """An ISO 639 code and the share that the model gives it (0–1)."""

    code: str
    share: float


@dataclass(frozen=True)
class LanguageFinder:
    """The model of languages. Holds a model: make one and keep it."""

    model: Any


def load_language_finder() -> LanguageFinder:
    """Load the model that comes with py3langid (about half a second)."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageFinder(LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True))


def find_language(text: str, finder: LanguageFinder) -> Language:
    """Find the language of a text, English when in doubt.

    "Damascus rejected the charge." → Language("en", 0.97); "Der Rat wies den Vorwurf zurück." → Language("de", 0.99)
    """
    sample = text[:_SAMPLE_CHARACTERS].lower()
    letters = sum(character.isalpha() for character in sample)
    if letters == 0:
        return Language(READ, 0.0)
    shares = dict(finder.model.rank(sample))
    english = sum(shares.get(code, 0.0) for code in _NEAR_ENGLISH)
    best, share = max(shares.items(), key=lambda item: (item[1], item[0]))
    if best in _NEAR_ENGLISH or not _is_sure(english, letters, _is_latin(sample, letters)):
        return Language(READ, english)
    return Language(best, share)


def check_language(document: Document, finder: LanguageFinder) -> Document:
    """The document with its language; another language than English is an `InputError` that skips it."""
    stated = (document.language or "").strip().lower()
    if stated:
        code = stated.replace("_", "-").split("-")[0]
        if code not in _STATED_ENGLISH:
            raise InputError(
                "language",
                f'in "{stated[:40]}" by its own statement: only English is read',
                skipped=True,
            )
        return replace(document, language=READ)
    found = find_language(news_text(document), finder)
    if found.code != READ:
        raise InputError(
            "language",
            f"in {found.code} ({found.share:.0%} sure): only English is read",
            skipped=True,
        )
    return replace(document, language=READ)


def with_languages(
    items: Iterable[Ingested], finder: LanguageFinder | None = None
) -> Iterator[Ingested]:
    """Set the language of everything that was ingested; what is not English gets its problem.

    A text in French → the same Ingested with Problem("language", "in fr (99% sure): …", skipped=True)
    """
    for item in items:
        if item.problem is not None:
            yield item
            continue
        finder = finder or load_language_finder()
        yield _with_language(item, finder)


def news_text(document: Document) -> str:
    """The text without its boilerplate, or all of it when there is nothing else."""
    kept = [document.text[r.start : r.end] for r in document.regions if r.kind != "boilerplate"]
    return "\n".join(kept) or document.text


def _with_language(item: Ingested, finder: LanguageFinder) -> Ingested:
    try:
        document = check_language(item.document, finder)
    except InputError as error:
        problem = Problem(stage=error.stage, reason=error.reason, skipped=error.skipped)
        return dataclass_replace(item, problem=problem)
    return dataclass_replace(item, document=document)


def _is_sure(english: float, letters: int, is_latin: bool) -> bool:
    """Whether a text in which another language leads is foreign beyond doubt."""
    if letters >= _LONG_LETTERS or not is_latin:
        return True
    return letters >= _FEW_LETTERS and english < _SURE_SHARE


def _is_latin(sample: str, letters: int) -> bool:
    """Whether most letters are Latin ones."""
    latin = sum(character.isalpha() and ord(character) < 0x250 for character in sample)
    return latin * 2 >= letters
