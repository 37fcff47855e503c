"""The queue: its order, its tabs, its filters, its pages, and search."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.errors import BadCursor
from bot.store.case_tables import CASES
from bot.store.staff_tables import STAFF
from bot.store.tables import CONVERSATIONS
from bot.triage.cursor import Cursor, cursor_from
from bot.triage.filters import QueueFilter, Viewer
from bot.triage.queue import Queue
from tests.triage.recorded import Recorded, add_staff, reading

HUMAN = reading("human", kind="person")


@pytest.fixture
def recorded(engine: Engine) -> Recorded:
    """Give the way in."""
    return Recorded(engine)


@pytest.fixture
def staff_id(engine: Engine) -> int:
    """Give the id of an account."""
    return add_staff(engine, "ann@example.org")


@pytest.fixture
def queue(engine: Engine, staff_id: int) -> Queue:
    """Give the queue as somebody sees it who may see everything."""
    return Queue(engine, Viewer(staff_id, sees_safeguarding=True))


def texts(rows: Any) -> list[str]:
    return [row.newest_text for row in rows]


def reference_of(engine: Engine, conversation: str) -> str:
    query = sa.select(CONVERSATIONS.c.reference).where(CONVERSATIONS.c.id == conversation)
    with engine.begin() as connection:
        return str(connection.execute(query).scalar_one())


def test_open_cases_come_by_safeguarding_then_urgency_then_due_time(
    recorded: Recorded, queue: Queue
) -> None:
    recorded.say("web-1", "first unsure", reading("clarify"))
    recorded.say("web-2", "second unsure", reading("clarify"))
    recorded.say("web-3", "she is about to be permanently excluded", HUMAN)
    recorded.say("web-4", "harm", reading("safeguarding"))
    recorded.say("web-5", "answered well")
    assert texts(queue.page(QueueFilter()).rows) == [
        "harm",
        "she is about to be permanently excluded",
        "first unsure",
        "second unsure",
    ]


def test_each_tab_shows_and_counts_its_own(
    recorded: Recorded, queue: Queue, engine: Engine, staff_id: int
) -> None:
    recorded.say("web-1", "a", reading("safeguarding"))
    recorded.say("web-2", "b", HUMAN)
    recorded.say("web-3", "c", reading("human", kind="second_miss"))
    recorded.say("web-4", "d", reading("clarify"))
    (sent,) = recorded.say("web-5", "e")
    recorded.journal.give_feedback("web-5", sent.id, "down", None)
    recorded.say("web-6", "f", reading(safety="line"))
    recorded.say("web-7", "g")
    with engine.begin() as connection:
        is_d = CASES.c.id == recorded.case("web-4").id
        connection.execute(CASES.update().where(is_d).values(assigned_to=staff_id))
    shown = {tab: texts(queue.page(QueueFilter(tab=tab)).rows) for tab in queue.counts()}
    assert shown == {
        "safeguarding": ["a"],
        "person": ["b"],
        "unanswered": ["c"],
        "unsure": ["d"],
        "thumbs_down": ["e"],
        "mine": ["d"],
        "all": ["a", "b", "c", "d", "e", "f"],
    }
    assert queue.counts() == {tab: len(rows) for tab, rows in shown.items()}


def test_safeguarding_cases_show_to_who_may_see_them_and_to_whom_they_were_given(
    recorded: Recorded, engine: Engine, staff_id: int
) -> None:
    recorded.say("web-1", "mine", reading("safeguarding"))
    recorded.say("web-2", "not mine", reading("safeguarding"))
    recorded.say("web-3", "ordinary", HUMAN)
    with engine.begin() as connection:
        is_first = CASES.c.id == recorded.case("web-1").id
        connection.execute(CASES.update().where(is_first).values(assigned_to=staff_id))
    queue = Queue(engine, Viewer(staff_id, sees_safeguarding=False))
    assert texts(queue.page(QueueFilter()).rows) == ["mine", "ordinary"]
    assert texts(queue.search("mine").rows) == ["mine"]
    assert texts(queue.quoted(queue.page(QueueFilter()).rows[0].reference)) == ["mine"]
    assert queue.quoted(reference_of(engine, "web-2")) == ()
    assert (queue.counts()["safeguarding"], queue.counts()["all"]) == (1, 2)


def test_pages_follow_each_other_without_a_gap_whatever_comes_in_between(
    recorded: Recorded, queue: Queue
) -> None:
    for number in range(7):
        recorded.say(f"web-{number}", f"text {number}", HUMAN)
    first = queue.page(QueueFilter(), limit=3)
    recorded.say("web-new", "harm", reading("safeguarding"))
    assert first.next
    second = queue.page(QueueFilter(), cursor_from(first.next.as_text()), limit=3)
    third = queue.page(QueueFilter(), second.next, limit=3)
    found = [*texts(first.rows), *texts(second.rows), *texts(third.rows)]
    assert found == [f"text {number}" for number in range(7)]
    assert third.next is None


def test_a_full_last_page_has_no_next_one(recorded: Recorded, queue: Queue) -> None:
    for number in range(3):
        recorded.say(f"web-{number}", "text", HUMAN)
    assert queue.page(QueueFilter(), limit=3).next is None


def test_closed_cases_come_newest_first_in_pages(recorded: Recorded, queue: Queue) -> None:
    for number in range(5):
        recorded.say(f"web-{number}", f"text {number}")
    closed = QueueFilter(status="closed")
    first = queue.page(closed, limit=3)
    rest = queue.page(closed, first.next, limit=3)
    assert texts([*first.rows, *rest.rows]) == [f"text {n}" for n in (4, 3, 2, 1, 0)]
    assert len(queue.page(QueueFilter(status="any")).rows) == 5


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (QueueFilter(workstream="slcn"), ["speech"]),
        (QueueFilter(workstream="autism"), ["autism"]),
        (QueueFilter(channel="sms"), ["autism"]),
        (QueueFilter(confidence_below=0.5), ["speech"]),
        (QueueFilter(since=dt.date(2020, 1, 1)), ["speech", "autism"]),
        (QueueFilter(until=dt.date(2020, 1, 1)), []),
        (QueueFilter(text="speech"), ["speech"]),
        (QueueFilter(text="speech", channel="sms"), []),
        (QueueFilter(tab="unsure", workstream="autism"), []),
    ],
)
def test_filters_narrow_the_queue(
    recorded: Recorded, queue: Queue, filters: QueueFilter, found: list[str]
) -> None:
    recorded.say("web-1", "speech", reading("clarify", workstreams=["slcn"], confidence=0.3))
    recorded.say("sms-1", "autism", reading("human", workstreams=["autism"]), channel="sms")
    assert texts(queue.page(filters).rows) == found


def test_a_day_is_counted_from_its_first_to_its_last_moment(
    recorded: Recorded, queue: Queue, engine: Engine
) -> None:
    recorded.say("web-1", "early", HUMAN)
    recorded.say("web-2", "late", HUMAN)
    day = dt.date(2026, 3, 2)
    for name, time in (("web-1", dt.time.min), ("web-2", dt.time.max)):
        at = dt.datetime.combine(day, time)
        with engine.begin() as connection:
            mine = CASES.c.conversation_id == name
            connection.execute(CASES.update().where(mine).values(opened_at=at))
    assert len(queue.page(QueueFilter(since=day, until=day)).rows) == 2
    before = day - dt.timedelta(days=1)
    assert queue.page(QueueFilter(since=before, until=before)).rows == ()


def test_search_finds_messages_answers_and_closed_cases_newest_first(
    recorded: Recorded, queue: Queue
) -> None:
    recorded.say("web-1", "two exclusions from school", answer="About behaviour.")
    recorded.say("web-2", "something else", answer="An exclusion is looked at.")
    found = queue.search("exclusion")
    assert [row.found_text for row in found.rows] == [
        "An exclusion is looked at.",
        "two exclusions from school",
    ]


def test_search_wants_all_words_in_one_text(recorded: Recorded, queue: Queue) -> None:
    recorded.say("web-1", "speech therapy at school")
    recorded.say("web-2", "speech alone")
    assert texts(queue.search("School, SPEECH").rows) == ["speech therapy at school"]


def test_each_case_is_found_once_over_all_pages(recorded: Recorded, queue: Queue) -> None:
    for number in (1, 2, 3, 1, 2, 1):
        recorded.say(f"web-{number}", "lost apples")
    first = queue.search("apple", limit=2)
    rest = queue.search("apple", first.next, limit=2)
    shown = [row.reference for row in (*first.rows, *rest.rows)]
    assert len(shown) == len(set(shown)) == 3
    assert rest.next is None


def test_a_quoted_reference_finds_its_case_however_it_is_written(
    recorded: Recorded, queue: Queue, engine: Engine
) -> None:
    recorded.say("web-1", "answered and closed")
    recorded.say("web-2", "another", HUMAN)
    reference = reference_of(engine, "web-1")
    for said in (reference, reference.lower(), f" {reference[:4]} {reference[4:]}"):
        assert texts(queue.quoted(said)) == ["answered and closed"]
    assert queue.quoted(reference[:7]) == queue.quoted("%") == queue.quoted("") == ()


@pytest.mark.parametrize(
    "text",
    [
        '"',
        "'",
        'a" OR "b',
        "NOT",
        "body:speech",
        "NEAR(a b)",
        "speech*",
        "^speech",
        "(",
        "a AND",
        "-speech",
        "%",
        "\\",
        "'; DROP TABLE cases; --",
        "a & b | !c <-> d",
        ":*",
        "",
        "   ",
        "é" * 500,
        "word " * 500,
    ],
)
def test_what_is_searched_for_is_never_syntax(recorded: Recorded, queue: Queue, text: str) -> None:
    recorded.say("web-1", "speech")
    assert len(queue.search(text).rows) <= 1


def test_operators_are_words(recorded: Recorded, queue: Queue) -> None:
    recorded.say("web-1", "speech")
    assert queue.search("speech NOT therapy").rows == ()
    assert len(queue.search("speech*").rows) == 1


def test_counts_stop_at_their_limit(
    recorded: Recorded, queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.triage.queue.COUNT_LIMIT", 2)
    for number in range(4):
        recorded.say(f"web-{number}", "text", HUMAN)
    assert queue.counts()["all"] == 2


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "1_2_3",
        "a_20261124T093000.000000_1",
        "1_x_1_1",
        "-1_20261124T093000.000000_1",
        "1_20261124T093000.000000_99999999999999999999",
    ],
)
def test_a_cursor_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadCursor):
        cursor_from(text)


def test_a_cursor_comes_back_from_its_text() -> None:
    cursor = Cursor(2, dt.datetime.fromisoformat("2026-11-24T09:30:00.000017"), 5)
    assert cursor_from(cursor.as_text()) == cursor


@pytest.mark.parametrize("tab", ["safeguarding", "person", "unsure", "all", "mine"])
def test_the_queue_is_read_from_an_index_without_sorting(engine: Engine, tab: Any) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL chooses by the size of the table; the benchmark tells")
    from bot.triage.queue import conditions_of

    conditions = conditions_of(QueueFilter(tab=tab), Viewer(1, sees_safeguarding=True))
    query = sa.select(CASES.c.id).where(*conditions)
    query = query.order_by(CASES.c.rank, CASES.c.due_at, CASES.c.id).limit(51)
    text = str(query.compile(engine, compile_kwargs={"literal_binds": True}))
    with engine.begin() as connection:
        plan = str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}").all())
    assert "USING INDEX ix_cases_" in plan.replace("COVERING ", "")
    assert "TEMP B-TREE" not in plan


def test_a_row_names_who_has_the_case(
    recorded: Recorded, queue: Queue, engine: Engine, staff_id: int
) -> None:
    recorded.say("web-1", "text", HUMAN)
    with engine.begin() as connection:
        connection.execute(CASES.update().values(assigned_to=staff_id))
        connection.execute(STAFF.update().values(name="Ann <b>"))
    (row,) = queue.page(QueueFilter()).rows
    assert (row.assigned_to, row.assigned_name, row.held_by) == (staff_id, "Ann <b>", "bot")


FOLLOWED = {
    "open": QueueFilter(),
    "tab": QueueFilter(tab="person"),
    "any": QueueFilter(status="any"),
    "search": QueueFilter(status="any", text="school"),
}


@pytest.mark.parametrize("name", FOLLOWED)
def test_cases_follow_each_other_as_in_the_list(
    recorded: Recorded, queue: Queue, name: str
) -> None:
    for number in range(3):
        recorded.say(f"web-{number}", f"school {number}", HUMAN)
    recorded.say("web-9", "harm at school", reading("safeguarding"))
    filters = FOLLOWED[name]
    ids: list[int | None] = [row.id for row in queue.page(filters).rows]
    assert [queue.following(filters, each or 0) for each in ids] == [*ids[1:], None]


def test_a_case_that_left_the_list_leads_on_from_its_place(
    recorded: Recorded, queue: Queue, engine: Engine
) -> None:
    for number in range(3):
        recorded.say(f"web-{number}", "a person", HUMAN)
    first, second, third = (row.id for row in queue.page(QueueFilter()).rows)
    with engine.begin() as connection:
        left = CASES.c.id == second
        values = {"status": "closed", "closed_at": CASES.c.opened_at}
        connection.execute(CASES.update().where(left).values(values))
    assert queue.following(QueueFilter(), first) == third
    assert queue.following(QueueFilter(), second) == third


def test_no_case_follows_one_that_is_not_there(queue: Queue) -> None:
    assert queue.following(QueueFilter(), 4711) is None


def test_what_follows_is_what_the_viewer_may_see(recorded: Recorded, engine: Engine) -> None:
    recorded.say("web-1", "harm", reading("safeguarding"))
    recorded.say("web-2", "harm again", reading("safeguarding"))
    recorded.say("web-3", "a person", HUMAN)
    agent = Queue(engine, Viewer(add_staff(engine, "b@example.org"), sees_safeguarding=False))
    harm, person = recorded.case("web-1").id, recorded.case("web-3").id
    assert agent.following(QueueFilter(), harm) == person
