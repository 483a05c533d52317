"""Places and times that events take from elsewhere: when an event was, and what no event may take."""

from __future__ import annotations

import pytest

from sayso.extract.events.scenes import event_time
from tests.conftest import ReadText

pytestmark = pytest.mark.model


def test_an_event_was_when_it_is_told(read_text: ReadText) -> None:
    report = read_text("Shells hit a clinic in Aleppo on Monday.", "2016-05-04")
    [event] = report.events
    when = event_time(event, report)
    assert when is not None
    assert (when.start, when.end, when.basis) == ("2016-05-02", "2016-05-03", "told")


def test_an_event_without_a_time_was_before_the_report_s_day_ended(read_text: ReadText) -> None:
    report = read_text("Shells hit a clinic in Aleppo.", "2016-05-04T10:00:00+02:00")
    [event] = report.events
    when = event_time(event, report)
    assert when is not None
    assert (when.start, when.end, when.grain, when.basis) == (None, "2016-05-05", "day", "report")


def test_without_a_publication_date_nothing_is_known(read_text: ReadText) -> None:
    report = read_text("Shells hit a clinic in Aleppo.", None)
    assert event_time(report.events[0], report) is None


def test_the_outlet_takes_no_place_from_somebody_s_words(read_text: ReadText) -> None:
    text = 'A clinic was bombed. "Jets bombed the clinic in Saraqib," a doctor said.'
    report = read_text(text, "2016-05-04")
    assert report.events[0].place is None


def test_a_place_known_from_another_voice_is_not_claimed(read_text: ReadText) -> None:
    text = "The army entered Manbij at dawn. Residents said soldiers had shot dead three men."
    report = read_text(text, "2016-05-04")
    shot = next(e for e in report.events if e.trigger.exact == "shot dead")
    names = {p.id: p.name for p in report.places}
    assert names.get(shot.place or "") == "Manbij"
    assert not [c for c in report.claims if c.event == shot.id and c.property == "place"]
