"""The publication date that a text prints at its head, and dates that are none."""

from __future__ import annotations

import pytest

from sayso.config import Settings
from sayso.ingest.documents import read_inputs
from sayso.ingest.printed_dates import find_printed_date, is_date_line

BODY = "\n\nA shell hit the market in Dahyan on Monday, residents said."


@pytest.mark.parametrize(
    ("head", "date"),
    [
        ("Shell hits market\nMon May 2, 2016 9:14AM", "May 2, 2016"),
        ("Shell hits market\n\nDate: 15 November 2024", "15 November 2024"),
        ("Shell hits market\n\nBy Ann Lee\n\nPublished 6 Oct 2024", "6 Oct 2024"),
        (
            "Shell hits market\n\nUpdated: 7 Oct 2024, 10:15 GMT\n\nPosted on 6 Oct 2024",
            "6 Oct 2024",
        ),
        ("Shell hits market\n\nLast updated: 7 Oct 2024 at 10:15 (UTC)", "7 Oct 2024"),
        ("Shell hits market\n\n2016-05-02", "2016-05-02"),
    ],
)
def test_dates_on_lines_of_their_own(head: str, date: str) -> None:
    assert find_printed_date(head + BODY) == date


@pytest.mark.parametrize(
    "text",
    [
        "The siege began on 6 October 2024.\n\nIt went on.",
        "On May 2, 2016 a shell hit the market.",
        "May 2016\n\nA shell hit the market.",
        "\n".join(["A line of news that ends."] * 12) + "\nMay 2, 2016",
        "KYIV, Sept 14, 2023 (Reuters) - A shell hit the market.",
    ],
)
def test_no_dates(text: str) -> None:
    assert find_printed_date(text) is None


def test_is_date_line() -> None:
    assert is_date_line("  Published 6 Oct 2024 ")
    assert not is_date_line("Published 6 Oct 2024 by the ministry")


def _read(path: object, settings: Settings | None = None) -> str | None:
    [item] = read_inputs([str(path)], settings)
    return item.document.published


def test_printed_date_yields_to_what_is_told(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("dates") / "report.txt"
    path.write_text("Shell hits market\nMon May 2, 2016 9:14AM" + BODY, encoding="utf-8")
    assert _read(path) == "2016-05-02"
    assert _read(path, Settings(published="2020-01-02")) == "2020-01-02"
    [item] = read_inputs([str(path)])
    assert item.document.title == "Shell hits market"
