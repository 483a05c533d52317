"""Forms of the pages: their fields, and the signature of whoever sends one."""

from __future__ import annotations

from typing import Annotated, Any

from litestar.enums import RequestEncodingType
from litestar.params import Body

from sayso.errors import UsageError
from sayso.serve.who import Who
from sayso.store.deciding import Signature

Form = Annotated[dict[str, Any], Body(media_type=RequestEncodingType.URL_ENCODED)]


def one_field(data: dict[str, Any], name: str) -> str:
    """The value of a field, the last where it came twice; "" where it did not come."""
    values = many_fields(data, name)
    return values[-1] if values else ""


def many_fields(data: dict[str, Any], name: str) -> list[str]:
    """All values of a field that say something."""
    value = data.get(name)
    values = value if isinstance(value, list) else [] if value is None else [value]
    return [str(v).strip() for v in values if str(v).strip()]


def sign_form(data: dict[str, Any], who: Who) -> Signature:
    """The signature of a form: own words before an offered comment; none without a comment."""
    reason = one_field(data, "reason") or one_field(data, "offered")
    if not reason:
        raise UsageError("each step takes a comment: say why in a few words")
    return Signature(who.name, reason)
