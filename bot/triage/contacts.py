"""Contact details for a reply: given and taken back by the person, seen by the case's holder.

Each act is one short transaction with its entry in the audit trail, which names the case alone.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bot.errors import ContactNotYours, NoMessageYet, UnknownCase
from bot.store.audit import Audit
from bot.store.case_tables import CASES
from bot.store.contact import (
    ContactDetails,
    KeptContact,
    forget_contact,
    keep_contact,
    kept_contact,
)
from bot.store.database import utc_now
from bot.triage.recording import record_contact
from bot.triage.roles import Person, may_see_case, may_see_contact


class Contacts:
    """Keeps contact details; `secret_key` is what they are encrypted by."""

    def __init__(self, engine: Engine, audit: Audit, secret_key: str) -> None:
        self._engine = engine
        self._audit = audit
        self._secret_key = secret_key

    def give(self, conversation_id: str, details: ContactDetails) -> None:
        """Keep what somebody gave and agreed to; staff find the case in their queue.

        Raises NoMessageYet.
        """
        with self._engine.begin() as connection:
            case_id = _touched(connection, conversation_id)
            keep_contact(connection, self._secret_key, conversation_id, details)
            record_contact(connection, conversation_id, utc_now())
            self._audit.record(connection, None, "case.contact_given", ("case", case_id))

    def take_back(self, conversation_id: str) -> bool:
        """Erase the details, for the consent is taken back; tell whether there were any.

        Raises NoMessageYet.
        """
        with self._engine.begin() as connection:
            case_id = _touched(connection, conversation_id)
            were_there = forget_contact(connection, conversation_id)
            if were_there:
                self._audit.record(connection, None, "case.contact_taken_back", ("case", case_id))
        return were_there

    def kept(self, conversation_id: str) -> KeptContact | None:
        """Give what is kept, to tell the person of which kind it is. Raises NoMessageYet."""
        with self._engine.begin() as connection:
            query = sa.select(CASES.c.id).where(CASES.c.conversation_id == conversation_id)
            if connection.execute(query).first() is None:
                raise NoMessageYet
            return kept_contact(connection, self._secret_key, conversation_id)

    def see(self, case_id: int, staff: Person) -> KeptContact | None:
        """Show the details to the case's holder, and write down that they were seen.

        Raises UnknownCase, also where this person may not see the case, and ContactNotYours.
        """
        with self._engine.begin() as connection:
            found = self._for_holder(connection, case_id, staff)
            if found is not None:
                self._audit.record(connection, staff.id, "case.contact_seen", ("case", case_id))
        return found

    def are_there(self, case_id: int, staff: Person) -> bool:
        """Tell the case's holder whether there are any. Raises as `see` does."""
        with self._engine.begin() as connection:
            return self._for_holder(connection, case_id, staff) is not None

    def _for_holder(
        self, connection: Connection, case_id: int, staff: Person
    ) -> KeptContact | None:
        # Changes nothing, and nobody can be given the case until this transaction ends.
        mine = CASES.c.id == case_id
        connection.execute(CASES.update().where(mine).values(version=CASES.c.version))
        case = connection.execute(sa.select(CASES).where(mine)).first()
        if case is None or not may_see_case(
            staff, is_safeguarding=case.is_safeguarding, assigned_to=case.assigned_to
        ):
            raise UnknownCase(case_id)
        if not may_see_contact(staff, assigned_to=case.assigned_to):
            raise ContactNotYours(case_id)
        return kept_contact(connection, self._secret_key, case.conversation_id)


def _touched(connection: Connection, conversation_id: str) -> int:
    """Lock the case of a conversation and let its pages see that it changed; give its number.

    A case is there from the first message on. Raises NoMessageYet.
    """
    mine = CASES.c.conversation_id == conversation_id
    connection.execute(CASES.update().where(mine).values(version=CASES.c.version + 1))
    case_id = connection.execute(sa.select(CASES.c.id).where(mine)).scalar()
    if case_id is None:
        raise NoMessageYet
    return int(case_id)
