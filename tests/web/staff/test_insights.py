"""The insights page and its files: what is in them, for whom, and what the public is not told."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from typing import Any

import pytest

from bot.store.audit import entries
from bot.store.case_tables import READINGS
from bot.store.database import utc_now
from bot.triage.insights import Period
from bot.web.service import Service
from bot.web.staff.insights import HIDDEN, whole_months
from tests.triage.recorded import Recorded, reading
from tests.web.staff.conftest import Enter
from tests.web.staff.officer import Officer, text_of


@pytest.fixture
def recorded(service: Service) -> Recorded:
    return Recorded(service.engine)


@pytest.fixture
def viewer(enter: Enter) -> Officer:
    return enter("viewer")


def last_month() -> tuple[dt.date, dt.date]:
    last = utc_now().date().replace(day=1) - dt.timedelta(days=1)
    return last.replace(day=1), last


def rows_of(response: Any) -> list[list[str]]:
    assert response.headers["content-type"].startswith("text/csv")
    assert response.headers["content-disposition"].startswith("attachment")
    text = response.content.decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.lstrip("\ufeff"), newline="")))


def exported(service: Service) -> list[tuple[str, dict[str, Any]]]:
    with service.engine.begin() as connection:
        found = [each for each in entries(connection) if each.action == "insights.exported"]
    return [(each.subject_id, json.loads(each.detail)) for each in found]


def test_the_page_shows_each_chart_with_its_table_and_file(
    recorded: Recorded, viewer: Officer
) -> None:
    for number in range(3):
        recorded.say(f"web-{number}", "what is being done for autism?")
    recorded.say("web-9", "hm", reading("clarify"))
    response = viewer.get("/staff/insights")
    page = response.text
    assert response.status_code == 200
    assert "4 questions" in text_of(page)
    for name in ("questions", "outcomes", "workstreams"):
        assert f'aria-labelledby="{name}-t {name}-d"' in page
        assert f'<caption id="{name}-c">' in page
        assert f'href="/staff/insights/{name}.csv?from=' in page
    assert "what is being done for autism?" in page


def test_what_parents_write_is_no_markup(recorded: Recorded, viewer: Officer) -> None:
    recorded.say("web-1", "<img src=x onerror=alert(1)>")
    assert "<img" not in viewer.get("/staff/insights").text


def test_days_that_make_no_sense_are_told(viewer: Officer) -> None:
    response = viewer.get("/staff/insights?from=never&to=2026-02-30")
    assert response.status_code == 422
    assert "A date was not understood" in response.text
    swapped = viewer.get("/staff/insights?from=2026-03-02&to=2026-03-01")
    assert "from 1 Mar 2026 to 2 Mar 2026" in text_of(swapped.text)
    long = viewer.get("/staff/insights?from=2001-01-01&to=2026-03-01")
    assert "At most 366 days" in long.text


def test_a_chart_can_be_had_as_a_file_and_that_is_told(
    recorded: Recorded, viewer: Officer, service: Service
) -> None:
    recorded.say("web-1", "what is being done for autism?")
    rows = rows_of(viewer.get("/staff/insights/outcomes.csv"))
    assert rows[:2] == [["Outcome", "Questions"], ["Answered", "1"]]
    ((name, detail),) = exported(service)
    assert name == "outcomes"
    assert set(detail) == {"since", "until"}
    assert viewer.get("/staff/insights/nothing.csv").status_code == 404


def test_what_people_wrote_is_a_file_for_those_who_may_export(
    recorded: Recorded, viewer: Officer, enter: Enter
) -> None:
    for number in range(2):
        recorded.say(f"web-{number}", "=HYPERLINK(1) what about autism?")
    assert "texts/top.csv" not in viewer.get("/staff/insights").text
    assert viewer.get("/staff/insights/texts/top.csv").status_code == 403
    manager = enter("manager")
    assert "texts/top.csv" in manager.get("/staff/insights").text
    rows = rows_of(manager.get("/staff/insights/texts/top.csv"))
    assert rows[1] == ["2", "", "'=HYPERLINK(1) what about autism?"]
    assert manager.get("/staff/insights/texts/nothing.csv").status_code == 404


def test_the_public_is_told_of_whole_months_without_small_numbers(
    recorded: Recorded, viewer: Officer, service: Service
) -> None:
    for number in range(9):
        recorded.say(f"web-{number}", "what is being done for autism?")
    for number in range(6):
        recorded.say(f"sms-{number}", "hm", reading("clarify"))
    for number in range(2):
        recorded.say(f"rest-{number}", "harm", reading("safeguarding"))
    first, last = last_month()
    with service.engine.begin() as connection:
        noon = dt.datetime.combine(first, dt.time(12))
        connection.execute(READINGS.update().values(made_at=noon))
    today = utc_now().date()
    rows = rows_of(viewer.get(f"/staff/insights/public.csv?from={first}&to={today}"))
    month = f"{first:%Y-%m}"
    assert {row[0] for row in rows[1:]} == {month}
    found = {(row[1], row[2]): row[3] for row in rows[1:]}
    assert found["What came of them", "Answered"] == "9"
    assert found["What came of them", "Safeguarding"] == HIDDEN
    assert found["What came of them", "Unsure"] == HIDDEN
    assert found["Questions", "All"] == "17"
    assert "autism" not in " ".join(map(" ".join, rows))
    # Another choice of days gives the same months or none of them.
    part = viewer.get(f"/staff/insights/public.csv?from={first}&to={last - dt.timedelta(days=1)}")
    assert len(rows_of(part)) == 1


def test_only_months_that_are_over_and_kept_in_full_are_public() -> None:
    period = Period(dt.date(2020, 1, 15), dt.date(2020, 4, 29))
    assert whole_months(period, dt.date(2020, 1, 1)) == [dt.date(2020, 2, 1), dt.date(2020, 3, 1)]
    assert whole_months(period, dt.date(2020, 2, 2)) == [dt.date(2020, 3, 1)]
    ahead = Period(utc_now().date().replace(day=1), dt.date(2199, 12, 31))
    assert whole_months(ahead, dt.date(2020, 1, 1)) == []
