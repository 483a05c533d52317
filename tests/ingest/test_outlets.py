"""The outlet registry: one id for an outlet, its mirrors and its names."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.countries import load_countries
from sayso.ingest.outlets import find_outlet, make_outlet, read_outlets
from sayso.model import Outlet


def _find(text: str) -> Outlet:
    outlet = find_outlet(text)
    assert outlet is not None
    return outlet


def test_the_registry_is_whole() -> None:
    rows = read_outlets()
    countries = load_countries().by_id
    assert len(rows) >= 80
    assert len({row.id for row in rows}) == len(rows)
    domains = [domain for row in rows for domain in row.domains]
    assert len(set(domains)) == len(domains)
    for row in rows:
        assert re.fullmatch(r"[a-z0-9-]+", row.id), row.id
        assert row.country is None or row.country in countries, row.id
        assert all(re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", d) for d in row.domains), row.id


@pytest.mark.parametrize(
    ("text", "outlet"),
    [
        ("https://www.bbc.co.uk/news/world-1", "bbc"),
        ("http://BBC.com:80/x", "bbc"),
        ("urmedium.com", "presstv"),
        ("https://german.xinhuanet.com/x.htm", "xinhua"),
        ("Press TV", "presstv"),
        ("presstv", "presstv"),
        ("the new york times", "new-york-times"),
        ("Hürriyet", "hurriyet"),
        ("The Nowhere Gazette", "nowhere-gazette"),
        ("https://blog.nowhere.example/a", "blog-nowhere-example"),
    ],
)
def test_addresses_mirrors_and_names_find_the_outlet(text: str, outlet: str) -> None:
    assert _find(text).id == outlet


def test_a_similar_domain_is_another_outlet() -> None:
    assert _find("https://notbbc.com/x").id != "bbc"
    assert _find("https://bbc.com.example.org/x").id != "bbc"


def test_state_affiliation_is_told_only_where_known() -> None:
    assert _find("tass.com").state_affiliated is True
    assert _find("Reuters").state_affiliated is False
    assert _find("The Nowhere Gazette").state_affiliated is None


def test_a_known_address_outweighs_a_name_and_the_option_comes_last() -> None:
    known = make_outlet("World desk", "https://www.dawn.com/x", "bbc")
    named = make_outlet("Reuters", "https://nowhere.example/x")
    given_by_user = make_outlet(None, None, "BBC News")
    assert known is not None and known.id == "dawn"
    assert named is not None and named.id == "reuters"
    assert given_by_user is not None and given_by_user.id == "bbc"
    assert make_outlet(None, None) is None


@given(st.text())
def test_any_text_is_taken(text: str) -> None:
    outlet = find_outlet(text)
    assert (outlet is None) == (not text.strip())
    assert outlet is None or outlet.id
