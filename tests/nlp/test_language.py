"""English is read, other languages are skipped with a reason, and doubt speaks for English."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.errors import InputError
from sayso.nlp.language import find_language, guess_language

ENGLISH = [
    "Damascus rejected the charge.",
    "Hamas denies attack.",
    "Taiz",
    "12 killed in Kyiv",
    "In September 1969 Ho Chi Minh died in Hanoi.",
    "REBELS SHELLED THE PORT OF HODEIDAH ON TUESDAY, RESIDENTS SAID",
    "Abdullah Abdullah, Ashraf Ghani, Gulbuddin Hekmatyar",
    "Boko Haram burns Dikwa, Gwoza",
    "Zelensky: Russia shelled Chasiv Yar, Kostyantynivka, Druzhkivka",
    "The Zintan, Misrata and Tobruk brigades withdrew.",
    "“Allahu akbar,” he shouted.",
    "2014-07-17",
    "…",
]
FOREIGN = [
    ("fr", "Le gouvernement a rejeté l'accusation."),
    ("de", "Der Rat wies den Vorwurf am Dienstag zurück."),
    ("es", "El gobierno negó el ataque contra el hospital."),
    ("it", "Il governo ha negato gli attacchi contro l'ospedale."),
    ("pt", "O governo negou o ataque contra o hospital da cidade."),
    ("nl", "De regering ontkende de aanval op het ziekenhuis."),
    ("tr", "Hükümet hastaneye yapılan saldırıyı reddetti."),
    ("ru", "Правительство отвергло обвинение."),
    ("uk", "Уряд відкинув звинувачення у нападі на лікарню."),
    ("ar", "رفضت الحكومة الاتهام بقصف المستشفى"),
    ("fa", "دولت این اتهام را رد کرد و گفت که به بیمارستان حمله نکرده است"),
    ("he", "הממשלה דחתה את ההאשמה"),
    ("zh", "政府否认袭击医院的指控"),
    ("id", "Pemerintah membantah serangan terhadap rumah sakit itu."),
]


@pytest.mark.parametrize("text", ENGLISH)
def test_short_english_is_read(text: str) -> None:
    assert find_language(text) == "en"


@pytest.mark.parametrize(("code", "text"), FOREIGN)
def test_short_foreign_sentences_are_skipped(code: str, text: str) -> None:
    with pytest.raises(InputError) as caught:
        find_language(text)
    assert caught.value.skipped
    assert caught.value.stage == "language"
    assert f"written in {code} " in caught.value.reason


def test_long_english_with_a_foreign_quotation_is_read() -> None:
    text = "The ministry said in a statement on Tuesday that it had not shelled the town. " * 5
    assert find_language(text + "“رفضت الحكومة الاتهام,” it said.") == "en"


@pytest.mark.parametrize("stated", ["en", "EN", "en-GB", "en_US", "eng", "English", " en "])
def test_stated_english_is_trusted(stated: str) -> None:
    assert find_language("Der Rat wies den Vorwurf am Dienstag zurück.", stated) == "en"


@pytest.mark.parametrize("stated", ["ar", "fr-FR", "enm", "German"])
def test_stated_other_language_is_trusted(stated: str) -> None:
    with pytest.raises(InputError, match="stated to be in") as caught:
        find_language("The council rejected the charge.", stated)
    assert caught.value.skipped


@pytest.mark.parametrize("stated", [None, "", "  "])
def test_nothing_stated_means_measured(stated: str | None) -> None:
    assert find_language("The council rejected the charge on Tuesday.", stated) == "en"


@given(st.text(max_size=300))
def test_any_text_has_a_language(text: str) -> None:
    found = guess_language(text)
    assert found.code
    assert 0.0 <= found.share <= 1.0 + 1e-6
