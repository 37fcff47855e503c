"""What staff do with a case; each act is one short transaction with its entry in the audit trail.

Each takes the version that the case had when it was shown, and does nothing to a case that has
changed since: a new message, too, changes it. Who may do what is the caller's to check
(`bot.triage.roles`).
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, Row

from bot.answers.answer import Answer, Paragraph
from bot.errors import CaseChanged, CaseNotHeld, CaseTaken, UnknownCase
from bot.store.audit import Audit
from bot.store.case_tables import CASES, NOTES
from bot.store.cases import add_text
from bot.store.database import utc_now
from bot.store.journal import Sent
from bot.store.tables import CONVERSATIONS, OUTBOUND

CLOSE_REASONS = ("answered", "passed_on", "no_reply_needed", "duplicate", "spam")
"""Why staff close a case."""


@dataclass(frozen=True)
class Act:
    """Who acts on which case, and the version of it that they saw."""

    staff_id: int
    case_id: int
    version: int


class CaseActs:
    """Does what staff do. Every method raises UnknownCase and CaseChanged."""

    def __init__(self, engine: Engine, audit: Audit) -> None:
        self._engine = engine
        self._audit = audit

    def assign(self, act: Act, to_staff_id: int) -> None:
        """Give the case to somebody; who held the conversation hands it on with it."""
        with self._changing(act) as (connection, case):
            opened = {} if case.status == "waiting" else _opened()
            _set(connection, case, assigned_to=to_staff_id, **opened)
            self._tell(connection, act, "case.assigned", to=to_staff_id)

    def release(self, act: Act) -> None:
        """Take the case from whoever has it; the bot answers again."""
        with self._changing(act) as (connection, case):
            _let_hold(connection, case, "bot")
            _set(connection, case, assigned_to=None)
            self._tell(connection, act, "case.released")

    def take_over(self, act: Act) -> None:
        """Hold the conversation: the bot is silent. Raises CaseTaken when somebody else does."""
        with self._changing(act) as (connection, case):
            if case.held_by == "person" and case.assigned_to not in (None, act.staff_id):
                raise CaseTaken(case.id, case.assigned_to)
            _let_hold(connection, case, "person")
            _set(connection, case, assigned_to=act.staff_id, **_opened())
            self._tell(connection, act, "case.taken_over")

    def hand_back(self, act: Act) -> None:
        """Let the bot answer again. Raises CaseNotHeld to whoever does not hold it."""
        with self._changing(act) as (connection, case):
            _check_held(case, act)
            _let_hold(connection, case, "bot")
            _set(connection, case)
            self._tell(connection, act, "case.handed_back")

    def reply(self, act: Act, text: str) -> Sent:
        """Write into the conversation; the case waits for the parent then.

        `text` is masked by the caller. Raises CaseNotHeld to whoever does not hold it.
        """
        now = utc_now()
        answer = person_answer(text)
        sent = Sent("m" + secrets.token_hex(12), text, answer, "person")
        with self._changing(act) as (connection, case):
            _check_held(case, act)
            connection.execute(
                OUTBOUND.insert().values(
                    id=sent.id,
                    conversation_id=case.conversation_id,
                    text=text,
                    answer=json.dumps(answer, ensure_ascii=False),
                    sent_at=now,
                    sender="person",
                    staff_id=act.staff_id,
                )
            )
            add_text(connection, case.id, "outbound", text)
            first = case.first_reply_at or now
            changes = {**_opened(), "status": "waiting"}
            _set(connection, case, first_reply_at=first, **changes)
            self._tell(connection, act, "case.replied", message=sent.id)
        return sent

    def note(self, act: Act, text: str) -> None:
        """Add a note for the others; `text` is masked by the caller."""
        with self._changing(act) as (connection, case):
            row = {
                "case_id": case.id,
                "staff_id": act.staff_id,
                "text": text,
                "written_at": utc_now(),
            }
            connection.execute(NOTES.insert().values(row))
            add_text(connection, case.id, "note", text)
            _set(connection, case)
            self._tell(connection, act, "case.noted")

    def close(self, act: Act, reason: str) -> None:
        """Close the case; the bot answers again. `reason` is one of CLOSE_REASONS."""
        if reason not in CLOSE_REASONS:
            raise ValueError(reason)
        with self._changing(act) as (connection, case):
            _let_hold(connection, case, "bot")
            _set(connection, case, status="closed", close_reason=reason, closed_at=utc_now())
            self._tell(connection, act, "case.closed", reason=reason)

    def reopen(self, act: Act) -> None:
        """Open a closed case again."""
        with self._changing(act) as (connection, case):
            _set(connection, case, **_opened())
            self._tell(connection, act, "case.reopened")

    def hold_by_law(self, act: Act, *, is_held: bool) -> None:
        """Keep a case whatever its age, or let it go with the others again."""
        with self._changing(act) as (connection, case):
            _set(connection, case, is_held_by_law=is_held)
            self._tell(connection, act, "case.legal_hold", is_held=is_held)

    @contextmanager
    def _changing(self, act: Act) -> Iterator[tuple[Connection, Row]]:
        """Lock the case of an act, as it was seen, until the act is done."""
        with self._engine.begin() as connection:
            # Writes first: SQLite lets no transaction that has read write beside another one.
            seen = connection.execute(
                CASES.update()
                .where(CASES.c.id == act.case_id, CASES.c.version == act.version)
                .values(version=act.version + 1)
            )
            query = (
                sa.select(CASES, CONVERSATIONS.c.held_by)
                .join(CONVERSATIONS, CONVERSATIONS.c.id == CASES.c.conversation_id)
                .where(CASES.c.id == act.case_id)
            )
            case = connection.execute(query).first()
            if case is None:
                raise UnknownCase(act.case_id)
            if not seen.rowcount:
                raise CaseChanged(act.case_id)
            yield connection, case

    def _tell(
        self, connection: Connection, act: Act, action: str, **detail: str | int | bool
    ) -> None:
        self._audit.record(connection, act.staff_id, action, ("case", act.case_id), detail)


def person_answer(text: str) -> dict[str, Any]:
    """Give what a person wrote as an answer of the message API: its paragraphs and nothing else."""
    parts = [part.strip() for part in text.split("\n\n")]
    return Answer(
        route="human",
        workstreams=(),
        asks=(),
        confidence=1.0,
        safety="none",
        blocks=tuple(Paragraph(part) for part in parts if part),
        sources=(),
        suggestions=(),
    ).as_dict()


def _set(connection: Connection, case: Row, **values: Any) -> None:
    if values:
        connection.execute(CASES.update().where(CASES.c.id == case.id).values(values))


def _let_hold(connection: Connection, case: Row, holder: str) -> None:
    connection.execute(
        CONVERSATIONS.update()
        .where(CONVERSATIONS.c.id == case.conversation_id)
        .values(held_by=holder)
    )


def _check_held(case: Row, act: Act) -> None:
    if case.held_by != "person" or case.assigned_to != act.staff_id:
        raise CaseNotHeld(case.id)


def _opened() -> dict[str, Any]:
    """Give the changes by which a case is open."""
    return {"status": "open", "closed_at": None, "close_reason": None}
