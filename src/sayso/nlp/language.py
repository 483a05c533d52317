"""Which language a text is in, and whether it is read: sayso reads English.

Comes in: a text, and what its record states about its language. Goes out: "en", or an `InputError` of the stage
"language" that skips it. A stated language is trusted. Names and headlines mislead the statistics of short texts, so
a short text in Latin letters is called foreign only when the model is sure of it.

Not done here: the language of single sentences. A quotation in Arabic within an English report stays in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from sayso.errors import InputError

READ = "en"

_STATED_ENGLISH = frozenset({"en", "eng", "english"})
# Nigerian Pidgin is the model's second guess for English sentences full of names and months.
_NEAR_ENGLISH = ("en", "pcm")
# Of 4,190 English sentences one in 25 has another language on top, nearly always with English at 1 % or more beside
# it; sentences of five words in French, German, Spanish, Russian and Arabic leave English less than that.
_LONG_LETTERS = 200
_SURE_SHARE = 0.006
_FEW_LETTERS = 20
_SAMPLE_CHARACTERS = 4_000
_LATIN_END = 0x250


@dataclass(frozen=True)
class Language:
    """An ISO 639 code and the share that the model gives it (0–1)."""

    code: str
    share: float


def find_language(text: str, stated: str | None = None) -> str:
    """Give "en" for a text that is to be read; any other language is an `InputError` that skips it.

    "Damascus rejected the charge." → "en"
    "Der Rat wies den Vorwurf zurück." → InputError("language", "written in de …", skipped=True)
    """
    if stated and stated.strip():
        code = stated.strip().lower().replace("_", "-").split("-")[0]
        if code in _STATED_ENGLISH:
            return READ
        raise InputError(
            "language", f"stated to be in {stated.strip()[:40]}: only English is read", skipped=True
        )
    found = guess_language(text)
    if found.code != READ:
        reason = f"written in {found.code} ({found.share:.0%} sure): only English is read"
        raise InputError("language", reason, skipped=True)
    return READ


def guess_language(text: str) -> Language:
    """Tell the language of a text, English when in doubt.

    "KYIV REJECTED THE CHARGE" → Language("en", …); "Le gouvernement a rejeté l'accusation." → Language("fr", 0.99)
    """
    sample = text[:_SAMPLE_CHARACTERS].lower()
    letters = sum(character.isalpha() for character in sample)
    if letters == 0:
        return Language(READ, 0.0)
    shares: dict[str, float] = dict(_language_model().rank(sample))
    english = sum(shares.get(code, 0.0) for code in _NEAR_ENGLISH)
    best = max(shares, key=lambda code: shares[code])
    if best in _NEAR_ENGLISH or not _is_sure(english, letters, _is_latin(sample, letters)):
        return Language(READ, english)
    return Language(best, shares[best])


@cache
def _language_model() -> Any:
    """The model that comes with py3langid, loaded when the first text is asked about (half a second)."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _is_sure(english: float, letters: int, is_latin: bool) -> bool:
    """Whether a text in which another language leads is foreign beyond doubt."""
    if letters >= _LONG_LETTERS or not is_latin:
        return True
    return letters >= _FEW_LETTERS and english < _SURE_SHARE


def _is_latin(sample: str, letters: int) -> bool:
    """Whether at least half of the letters are Latin ones."""
    latin = sum(character.isalpha() and ord(character) < _LATIN_END for character in sample)
    return latin * 2 >= letters
