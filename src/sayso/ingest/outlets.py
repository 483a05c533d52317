"""Outlets: who publishes under a domain or a name, who owns it, and whether a state stands behind it.

Comes in: a host name, a web address or an outlet's name. Goes out: an Outlet; mirror domains of one outlet give
one id. An outlet nobody has listed gets an id from its domain or name and nothing that is not known of it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from urllib.parse import urlsplit

import msgspec

from sayso.lexicon import LexiconHeader, read_lexicon
from sayso.model import Outlet


class OutletRow(msgspec.Struct, frozen=True, kw_only=True):
    """One row of `outlets.yaml`. `domains` holds mirrors, too; `agency` marks wire services.

    A name that is a common word, too ("Dawn"), is not looked for in texts: only its aliases are.
    """

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    country: str | None = None
    state_affiliated: bool | None = None
    owner: str | None = None
    domains: tuple[str, ...] = ()
    agency: bool = False
    common_word: bool = False
    note: str = ""


class OutletFile(LexiconHeader, frozen=True, kw_only=True):
    """The file `outlets.yaml`."""

    outlets: tuple[OutletRow, ...]


@lru_cache(maxsize=1)
def read_outlets() -> tuple[OutletRow, ...]:
    """All outlets of the registry."""
    return read_lexicon("outlets", OutletFile).outlets


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, OutletRow], dict[str, OutletRow]]:
    rows = read_outlets()
    by_domain = {domain: row for row in rows for domain in row.domains}
    by_name = {_key(name): row for row in rows for name in (row.id, row.name, *row.aliases)}
    return by_domain, by_name


def find_outlet(name_or_address: str) -> Outlet | None:
    """The outlet of a web address, a domain or a name; None when there is nothing to go by.

    "https://www.bbc.co.uk/news/x" → bbc; "Press TV" → presstv; "The Nowhere Gazette" → nowhere-gazette
    """
    text = name_or_address.strip()
    if not text:
        return None
    host = _host(text)
    return _outlet_of_host(host) if host else _outlet_of_name(text)


def make_outlet(name: str | None, address: str | None, default: str | None = None) -> Outlet | None:
    """The outlet of an input: by its address when that is in the registry, else by name, else by
    address; `default` (the option `--outlet`) serves input that tells neither.

    make_outlet("AP via Yahoo", "https://www.dawn.com/x") → dawn
    """
    by_address = find_outlet(address) if address else None
    if by_address is not None and by_address.id in _known_ids():
        return by_address
    by_name = find_outlet(name) if name else None
    return by_name or by_address or (find_outlet(default) if default else None)


@lru_cache(maxsize=1)
def _known_ids() -> frozenset[str]:
    return frozenset(row.id for row in read_outlets())


def _outlet_of_host(host: str) -> Outlet:
    by_domain, _ = _tables()
    labels = host.split(".")
    for cut in range(len(labels) - 1):
        row = by_domain.get(".".join(labels[cut:]))
        if row is not None:
            return _outlet(row)
    plain = host.removeprefix("www.")
    return Outlet(id=_key(plain) or plain, name=plain)


def _outlet_of_name(name: str) -> Outlet:
    _, by_name = _tables()
    row = by_name.get(_key(name))
    return _outlet(row) if row else Outlet(id=_key(name) or name, name=name)


def _outlet(row: OutletRow) -> Outlet:
    return Outlet(
        id=row.id,
        name=row.name,
        country=row.country,
        state_affiliated=row.state_affiliated,
        owner=row.owner,
    )


def _host(text: str) -> str | None:
    """The host name in an address, or of a bare domain; None for anything else."""
    if "://" in text:
        try:
            host = urlsplit(text).hostname
        except ValueError:
            return None
        return host.lower().rstrip(".") if host else None
    domain = text.split("/", 1)[0].lower()
    return domain if _DOMAIN.fullmatch(domain) else None


_DOMAIN = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,24}")
_BREAKS = re.compile(r"[^0-9a-z]+")


def _key(name: str) -> str:
    """ "The New York Times" → "new-york-times" """
    letters = name.casefold()
    if not letters.isascii():
        plain = unicodedata.normalize("NFKD", letters)
        letters = "".join(c for c in plain if not unicodedata.combining(c))
    return _BREAKS.sub("-", letters).strip("-").removeprefix("the-")
