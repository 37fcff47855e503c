"""A conversation of which every table holds something, each with words of its own to look for."""

from __future__ import annotations

import json

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.store.audit import Audit
from bot.store.belongings import EVENTS
from bot.store.contact import ContactDetails, keep_contact
from bot.store.tables import CONVERSATIONS
from bot.triage.case_acts import Act, CaseActs
from bot.triage.case_view import look_at, read_case
from bot.triage.corrections import Corrections
from bot.triage.filters import Viewer
from bot.triage.labels import labels_from
from tests.triage.recorded import Recorded, add_staff, reading

SECRET = "k1Ls9wXyZ-aBc7Qp" * 3
CONTACT = ContactDetails("Ann Other", "ann@example.org", "07700 900123")
WORDS = ("zebrafinch", "quokkamouse", "wombatnose", "axolotlgill", "narwhaltooth", "okapistripe")
"""What was said, answered, replied, noted, given as a reason and understood."""


def make_events_table(engine: Engine) -> None:
    """Make the table of Rasa's events, as Rasa does."""
    from rasa.core.tracker_store import SQLTrackerStore

    SQLTrackerStore.Base.metadata.create_all(engine)


def fill(engine: Engine, conversation: str, words: tuple[str, ...] = WORDS) -> str:
    """Make a conversation of which every table holds something; give its reference."""
    said, answered, replied, noted, reason, understood = words
    recorded = Recorded(engine)
    asked = reading("human", kind="person", workstreams=["autism"], evidence={"read": understood})
    (sent,) = recorded.say(conversation, f"our {said} is ill", asked, f"The {answered}.")
    recorded.journal.give_feedback(conversation, sent.id, "down", f"no {reason}")
    ann = add_staff(engine, f"{conversation}@example.org")
    acts = CaseActs(engine, Audit(SECRET))
    case_id = recorded.case(conversation).id

    def act() -> Act:
        return Act(ann, case_id, recorded.case(conversation).version)

    acts.take_over(act())
    acts.reply(act(), f"Dear {replied}.")
    acts.note(act(), f"Rang {noted}.")
    look_at(engine, case_id, ann)
    with engine.begin() as connection:
        keep_contact(connection, SECRET, conversation, CONTACT)
    (seq,) = [
        each.seq
        for each in read_case(engine, case_id, Viewer(ann, sees_safeguarding=True)).lines
        if each.seq
    ]
    labels = labels_from("human", kind="person")
    Corrections(engine, Audit(SECRET)).propose(
        f"our {said} of {conversation} is ill", labels, ann, seq
    )
    with engine.begin() as connection:
        event = {"event": "user", "text": f"our {said} is ill", "parse_data": {"x": understood}}
        connection.execute(
            sa.text(
                "INSERT INTO events (sender_id, type_name, timestamp, data)"
                " VALUES (:sender, 'user', 1.0, :data)"
            ),
            {"sender": conversation, "data": json.dumps(event)},
        )
        query = sa.select(CONVERSATIONS.c.reference).where(CONVERSATIONS.c.id == conversation)
        return str(connection.execute(query).scalar_one())


def sizes(engine: Engine, tables: list[sa.Table]) -> dict[str, int]:
    """Count the rows of tables, and of Rasa's events."""
    with engine.begin() as connection:
        return {
            table.name: connection.execute(
                sa.select(sa.func.count()).select_from(table)
            ).scalar_one()
            for table in (*tables, EVENTS)
        }
