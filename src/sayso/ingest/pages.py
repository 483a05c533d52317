"""HTML page → Draft: the headline and the paragraphs of the article, and what the page says of itself.

Comes in: the bytes of a page. Goes out: a Draft whose `text` is the headline and the blocks that trafilatura takes
for the article, one paragraph each, blank lines between them. Blocks that the extractor rejects (menus, lists of
links, comments, most captions) are not in the text: they stay in the raw bytes, which are kept.

Not done here: fetching (fetch.py), and telling leftover furniture from news (regions.py).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from sayso.errors import InputError
from sayso.ingest.drafts import Draft
from sayso.ingest.encodings import declared_charset, decode_text
from sayso.ingest.markup import bound_attributes
from sayso.ingest.page_facts import one_line, read_page_facts

log = logging.getLogger(__name__)

_BLOCKS = frozenset({"p", "head", "item", "quote", "code", "cell"})
_TOP_BLOCKS = 5
_NO_ARTICLE = "no article text found in this page"


def read_page(data: bytes, charset: str | None = None, url: str | None = None) -> Draft:
    """Read an HTML page; `charset` is what the server declared, `url` where the page came from."""
    html = bound_attributes(decode_text(data, charset or declared_charset(data)))
    if not html.strip():
        raise InputError("ingest", "empty: nothing but white space", skipped=True)
    tree = _parsed(html)
    facts = read_page_facts(tree)
    found = _extracted(tree, url)
    title = facts.title or one_line(found.title)
    blocks = list(_blocks(found.body))
    if not blocks:
        raise InputError("ingest", _NO_ARTICLE)
    return Draft(
        text="\n\n".join(_headed(title, blocks)),
        url=url or facts.url or one_line(found.url),
        outlet=facts.outlet or one_line(found.sitename),
        title=title,
        byline=facts.byline or one_line(found.author),
        published=facts.published or found.date,
        captions=facts.captions,
    )


def _parsed(html: str) -> Any:
    """The page as a tree. A bare fragment is wrapped: the parser takes whole pages only."""
    from trafilatura import load_html

    tree = load_html(html)
    if tree is None or len(tree) == 0:
        tree = load_html(f"<html><body><div>{html}</div><p></p></body></html>")
    if tree is None:
        raise InputError("ingest", "cannot be read as HTML")
    return tree


def _extracted(tree: Any, url: str | None) -> Any:
    """What trafilatura makes of the page. It meets hostile markup, so whatever it raises ends this page alone."""
    from trafilatura import bare_extraction

    try:
        found = bare_extraction(
            tree,
            url=url,
            with_metadata=True,
            include_comments=False,
            include_tables=False,
            # without the extensive search, which takes any date in the text for the page's own
            date_extraction_params={"original_date": True, "extensive_search": False},
        )
    except Exception as error:
        log.debug("trafilatura failed", exc_info=True)
        raise InputError(
            "ingest", f"{_NO_ARTICLE}: {type(error).__name__}: {error}"[:300]
        ) from error
    if found is None:
        raise InputError("ingest", _NO_ARTICLE)
    return found


def _blocks(body: Any) -> Iterator[str]:
    """The text of each innermost block, a line break within it kept as a space."""
    for element in body.iter():
        if element.tag in _BLOCKS and not any(
            inner.tag in _BLOCKS for inner in element.iterdescendants()
        ):
            line = " ".join("".join(_texts(element)).split())
            if line:
                yield line


def _texts(element: Any) -> Iterator[str]:
    for part in element.iter():
        if part.tag == "lb":
            yield " "
        yield part.text or ""
        if part is not element:
            yield part.tail or ""


def _headed(title: str | None, blocks: list[str]) -> list[str]:
    """The headline once, before the body: the extractor keeps it as one of the first blocks, or drops it."""
    if title is None:
        return blocks
    first = [block for block in blocks[:_TOP_BLOCKS] if block.casefold() != title.casefold()]
    return [title, *first, *blocks[_TOP_BLOCKS:]]
