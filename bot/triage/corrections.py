"""Corrections: what somebody of the staff says a message means, and what a second person thinks.

A proposed example goes into no model before somebody else has approved it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, Row

from bot.errors import (
    ExampleDecided,
    ExampleRefused,
    NotSecondPerson,
    UnknownExample,
)
from bot.held_out import is_held_out
from bot.store.audit import Audit
from bot.store.case_tables import CASES, READINGS
from bot.store.database import utc_now
from bot.store.staff_tables import STAFF
from bot.store.tables import INBOUND, OUTBOUND
from bot.store.taught import IN_SERVICE, LEAVING
from bot.store.teaching_tables import PROPOSED_EXAMPLES
from bot.triage.example_text import example_text
from bot.triage.filters import Viewer
from bot.triage.labels import Labels

REJECT_REASONS = ("labels", "personal", "unclear", "needs_context")
"""Why an approver rejects: other labels are right, somebody can be recognised, it says too little,
or it cannot be understood without what was said before."""
WITHDRAWN = "withdrawn"
"""The reason of one that its proposer took back."""

_MOST_SHOWN = 200


@dataclass(frozen=True)
class Example:
    """A proposed example as staff see it, with what the bot made of the message and answered.

    `took` is {route, workstreams, asks, confidence}; it and `answer` are None for an example that
    came out of no conversation, or whose conversation is past its time.
    """

    id: int
    text: str
    labels: dict[str, Any]
    state: str
    proposed_by: int
    proposed_by_name: str
    proposed_at: dt.datetime
    decided_by_name: str | None
    decided_at: dt.datetime | None
    reason: str | None
    case_id: int | None
    is_of_safeguarding: bool
    took: dict[str, Any] | None
    answer: str | None


class Corrections:
    """Proposes examples and decides on them; each act is one short transaction."""

    def __init__(
        self,
        engine: Engine,
        audit: Audit,
        is_kept_out: Callable[[str], bool] = is_held_out,
    ) -> None:
        self._engine = engine
        self._audit = audit
        self._is_kept_out = is_kept_out

    def propose(
        self, text: str, labels: Labels, staff_id: int, inbound_seq: int | None = None
    ) -> int:
        """Propose an example; give its number. Whether they may see the message is the caller's.

        Raises ExampleRefused with a sentence.
        """
        prepared = example_text(text)
        if self._is_kept_out(prepared):
            raise ExampleRefused(
                "This is, or nearly is, one of the messages that the bot is measured by. "
                "It must not learn from those: put it in other words."
            )
        with self._engine.begin() as connection:
            if connection.execute(_of_same_text(prepared)).first():
                raise ExampleRefused("This sentence has been proposed before.")
        values = {
            "inbound_seq": inbound_seq,
            "text": prepared,
            "labels": labels.as_dict(),
            "state": "proposed",
            "proposed_by": staff_id,
            "proposed_at": utc_now(),
        }
        with self._engine.begin() as connection:
            made = connection.execute(PROPOSED_EXAMPLES.insert().values(values))
            example_id = int(made.inserted_primary_key[0])
            self._tell(connection, staff_id, "example.proposed", example_id, route=labels.route)
        return example_id

    def approve(self, example_id: int, viewer: Viewer) -> None:
        """Approve what somebody else proposed.

        Raises UnknownExample, NotSecondPerson and ExampleDecided.
        """
        self._decide(example_id, viewer, ("approved", None), _proposed_by(viewer, is_own=False))

    def reject(self, example_id: int, viewer: Viewer, reason: str) -> None:
        """Reject what somebody else proposed, or what was approved and is in no model in service.

        `reason` is one of REJECT_REASONS.

        Raises UnknownExample, NotSecondPerson and ExampleDecided.
        """
        if reason not in REJECT_REASONS:
            raise ExampleRefused("Choose why it is rejected.")
        is_approved = PROPOSED_EXAMPLES.c.state == "approved"
        may_be = _proposed_by(viewer, is_own=False) | is_approved
        self._decide(example_id, viewer, ("rejected", reason), may_be)

    def withdraw(self, example_id: int, viewer: Viewer) -> None:
        """Take back what one proposed oneself. Raises UnknownExample and ExampleDecided."""
        mine = _proposed_by(viewer, is_own=True)
        self._decide(example_id, viewer, ("rejected", WITHDRAWN), mine, is_own=True)

    def take_out(self, example_id: int, viewer: Viewer) -> None:
        """Let the next candidate be trained without an example that is in service.

        Raises UnknownExample and ExampleDecided.
        """
        is_in_service = PROPOSED_EXAMPLES.c.state == IN_SERVICE
        self._decide(example_id, viewer, (LEAVING, "taken_out"), is_in_service)

    def in_state(self, viewer: Viewer, *states: str) -> list[Example]:
        """List the newest examples of some states, as far as this viewer may see them."""
        query = (
            _shown(viewer)
            .where(PROPOSED_EXAMPLES.c.state.in_(states))
            .order_by(PROPOSED_EXAMPLES.c.id.desc())
            .limit(_MOST_SHOWN)
        )
        with self._engine.begin() as connection:
            rows = connection.execute(query).all()
            answers = _answers(connection, [row.inbound_seq for row in rows])
        return [_example(row, answers.get(row.inbound_seq)) for row in rows]

    def count_waiting(self, viewer: Viewer) -> int:
        """Count what this viewer could decide on."""
        query = _shown(viewer).where(
            PROPOSED_EXAMPLES.c.state == "proposed",
            PROPOSED_EXAMPLES.c.proposed_by != viewer.staff_id,
        )
        with self._engine.begin() as connection:
            counting = sa.select(sa.func.count()).select_from(query.subquery())
            return int(connection.execute(counting).scalar_one())

    def of_messages(self, seqs: Sequence[int]) -> dict[int, str]:
        """Give the state of the newest example of each message that has one."""
        columns = (PROPOSED_EXAMPLES.c.inbound_seq, PROPOSED_EXAMPLES.c.state)
        query = (
            sa.select(*columns)
            .where(PROPOSED_EXAMPLES.c.inbound_seq.in_(list(seqs)))
            .order_by(PROPOSED_EXAMPLES.c.id)
        )
        with self._engine.begin() as connection:
            return {row.inbound_seq: row.state for row in connection.execute(query)}

    def _decide(
        self,
        example_id: int,
        viewer: Viewer,
        outcome: tuple[str, str | None],
        condition: Any,
        *,
        is_own: bool = False,
    ) -> None:
        table = PROPOSED_EXAMPLES
        visible = sa.select(_shown(viewer).subquery().c.id)
        state, reason = outcome
        values = {
            "state": state,
            "reason": reason,
            "decided_by": viewer.staff_id,
            "decided_at": utc_now(),
        }
        with self._engine.begin() as connection:
            changed = connection.execute(
                table.update()
                .where(table.c.id == example_id, condition, table.c.id.in_(visible))
                .values(values)
            )
            if not changed.rowcount:
                self._explain(connection, example_id, viewer, is_own=is_own)
            self._tell(connection, viewer.staff_id, f"example.{state}", example_id, reason=reason)

    @staticmethod
    def _explain(connection: Connection, example_id: int, viewer: Viewer, *, is_own: bool) -> None:
        query = _shown(viewer).where(PROPOSED_EXAMPLES.c.id == example_id)
        row = connection.execute(query).first()
        if row is None or (is_own and row.proposed_by != viewer.staff_id):
            raise UnknownExample(example_id)
        if row.state != "proposed":
            raise ExampleDecided(example_id)
        raise NotSecondPerson(example_id)

    def _tell(
        self, connection: Connection, staff_id: int, action: str, example_id: int, **detail: Any
    ) -> None:
        told = {name: value for name, value in detail.items() if value is not None}
        self._audit.record(connection, staff_id, action, ("example", example_id), told)


def _proposed_by(viewer: Viewer, *, is_own: bool) -> Any:
    mine = PROPOSED_EXAMPLES.c.proposed_by == viewer.staff_id
    return (PROPOSED_EXAMPLES.c.state == "proposed") & (mine if is_own else ~mine)


def _of_same_text(text: str) -> Any:
    table = PROPOSED_EXAMPLES
    return sa.select(table.c.id).where(table.c.text == text, table.c.state != "rejected").limit(1)


def _shown(viewer: Viewer) -> Any:
    """Select examples; those of safeguarding cases only for whoever may see the case."""
    decider = STAFF.alias("decider")
    query = (
        sa.select(
            PROPOSED_EXAMPLES,
            STAFF.c.name.label("proposed_by_name"),
            decider.c.name.label("decided_by_name"),
            CASES.c.id.label("case_id"),
            CASES.c.is_safeguarding,
            READINGS.c.route,
            READINGS.c.workstreams,
            READINGS.c.asks,
            READINGS.c.confidence,
        )
        .join(STAFF, STAFF.c.id == PROPOSED_EXAMPLES.c.proposed_by)
        .outerjoin(decider, decider.c.id == PROPOSED_EXAMPLES.c.decided_by)
        .outerjoin(INBOUND, INBOUND.c.seq == PROPOSED_EXAMPLES.c.inbound_seq)
        .outerjoin(CASES, CASES.c.conversation_id == INBOUND.c.conversation_id)
        .outerjoin(READINGS, READINGS.c.inbound_seq == PROPOSED_EXAMPLES.c.inbound_seq)
    )
    if viewer.sees_safeguarding:
        return query
    return query.where(
        sa.or_(
            CASES.c.id.is_(None),
            CASES.c.is_safeguarding == sa.false(),
            CASES.c.assigned_to == viewer.staff_id,
        )
    )


def _answers(connection: Connection, seqs: Sequence[int | None]) -> dict[int, str]:
    """Give what was said to each of the messages."""
    query = sa.select(OUTBOUND).where(OUTBOUND.c.inbound_seq.in_([s for s in seqs if s]))
    found: dict[int, str] = {}
    for row in connection.execute(query.order_by(OUTBOUND.c.seq)):
        found[row.inbound_seq] = "\n\n".join(filter(None, (found.get(row.inbound_seq), row.text)))
    return found


def _example(row: Row, answer: str | None) -> Example:
    took = None
    if row.route is not None:
        took = {name: getattr(row, name) for name in ("route", "workstreams", "asks", "confidence")}
    return Example(
        id=row.id,
        text=row.text,
        labels=dict(row.labels),
        state=row.state,
        proposed_by=row.proposed_by,
        proposed_by_name=row.proposed_by_name,
        proposed_at=row.proposed_at,
        decided_by_name=row.decided_by_name,
        decided_at=row.decided_at,
        reason=row.reason,
        case_id=row.case_id,
        is_of_safeguarding=bool(row.is_safeguarding),
        took=took,
        answer=answer,
    )
