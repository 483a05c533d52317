"""The index of names: what is found, and that any text at all is read."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sayso.extract.actors.names import Meaning, NameIndex


def _index() -> NameIndex:
    index = NameIndex(frozenset({"is", "us"}))
    for form in (
        "al-Shabaab",
        "Turkey",
        "US",
        "IS",
        "Bashar al-Assad",
        "Assad",
        "Hurriyet Daily News",
    ):
        index.add(form, Meaning("actor", form))
    index.add("prime minister", Meaning("role", "prime-minister"), any_case=True)
    return index


def _found(text: str) -> list[str]:
    return [text[name.start : name.end] for name in _index().find(text)]


def test_the_longest_form_is_found_whatever_its_hyphens_and_accents() -> None:
    assert _found("Bashar Al Assad, al Shabaab, Hürriyet Daily News") == [
        "Bashar Al Assad",
        "al Shabaab",
        "Hürriyet Daily News",
    ]


def test_capitals_count() -> None:
    assert _found("a turkey gave us what is his; Turkey, US, IS") == ["Turkey", "US", "IS"]


def test_acronyms_are_known_with_full_stops() -> None:
    assert _found("U.S. troops") == ["U.S"]


def test_a_line_of_capitals_does_not_make_small_words_acronyms() -> None:
    assert _found("TURKEY SAYS IT IS BOMBING US POSITIONS THERE") == ["TURKEY"]


def test_a_text_in_small_letters_hides_no_names() -> None:
    text = "bashar al-assad denied that turkey had shelled us, and what is said of u.s. troops is untrue"
    assert _found(text) == ["bashar al-assad", "turkey", "u.s"]


def test_roles_are_found_in_any_case() -> None:
    assert _found("Prime Minister, prime minister") == ["Prime Minister", "prime minister"]


def test_a_comma_ends_a_form() -> None:
    assert _found("the prime, minister") == []


@given(st.text())
def test_any_text_is_read_and_names_lie_in_order_inside_it(text: str) -> None:
    at = 0
    for name in _index().find(text):
        assert at <= name.start < name.end <= len(text)
        at = name.end
