"""Who of the staff may do what: one table of roles and permissions, pure.

Every route of the console names the permission it needs; what depends on the single case as well
is asked of `may_see_case`, `may_approve` and `may_see_contact`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol


class Person(Protocol):
    """Somebody of the staff."""

    @property
    def id(self) -> int:
        """Give the account's id."""
        ...

    @property
    def role(self) -> str:
        """Give the role's id."""
        ...


class Permission(StrEnum):
    """One thing that staff may do."""

    OWN_ACCOUNT = "own_account"
    """See and end one's own sessions, change one's own password."""
    SEE_QUEUE = "see_queue"
    SEE_SAFEGUARDING = "see_safeguarding"
    """See every safeguarding case; who is assigned to one sees it without."""
    REPLY = "reply"
    """Take over, hand back, reply, write notes, close and open again."""
    HOLD_BY_LAW = "hold_by_law"
    """Keep a case whatever its age, and let it go with the others again."""
    ASSIGN = "assign"
    SEE_CONTACT = "see_contact"
    """See contact details, of the cases that one holds oneself."""
    CORRECT_LABELS = "correct_labels"
    APPROVE_EXAMPLES = "approve_examples"
    """Approve what somebody else proposed."""
    TRAIN = "train"
    PROMOTE = "promote"
    """Put a trained model into service, and go back to an earlier one."""
    UPLOAD_BATCH = "upload_batch"
    SEE_INSIGHTS = "see_insights"
    EXPORT = "export"
    """Take the data of a conversation out, or erase it."""
    MANAGE_STAFF = "manage_staff"
    SEE_AUDIT = "see_audit"


P = Permission
_VIEWER = frozenset({P.OWN_ACCOUNT, P.SEE_QUEUE, P.SEE_INSIGHTS})
_AGENT = _VIEWER | {P.REPLY, P.ASSIGN, P.SEE_CONTACT, P.CORRECT_LABELS, P.UPLOAD_BATCH}

PERMISSIONS: dict[str, frozenset[Permission]] = {
    "viewer": _VIEWER,
    "agent": _AGENT,
    "safeguarding_lead": _AGENT | {P.SEE_SAFEGUARDING, P.EXPORT, P.HOLD_BY_LAW},
    "editor": _VIEWER | {P.CORRECT_LABELS, P.APPROVE_EXAMPLES, P.TRAIN, P.UPLOAD_BATCH},
    "manager": _AGENT
    | {P.APPROVE_EXAMPLES, P.TRAIN, P.PROMOTE, P.EXPORT, P.HOLD_BY_LAW, P.SEE_AUDIT},
    "admin": frozenset(Permission),
}
"""What each role may do. A manager sees no safeguarding case as such; an admin may do everything,
and leaves an entry in the audit trail with each view of one."""

ROLES = tuple(PERMISSIONS)


def role_name(role: str) -> str:
    """Give a role's name as words."""
    return role.replace("_", " ").capitalize()


def may(role: str, permission: Permission) -> bool:
    """Tell whether a role holds a permission; an unknown role holds none."""
    return permission in PERMISSIONS.get(role, frozenset())


def may_see_case(staff: Person, *, is_safeguarding: bool, assigned_to: int | None) -> bool:
    """Tell whether somebody (with `id` and `role`) may open a case."""
    if not may(staff.role, Permission.SEE_QUEUE):
        return False
    is_open_to_all = not is_safeguarding or may(staff.role, Permission.SEE_SAFEGUARDING)
    return is_open_to_all or assigned_to == staff.id


def may_approve(staff: Person, *, proposed_by: int) -> bool:
    """Tell whether somebody may approve an example: it takes a second person."""
    return may(staff.role, Permission.APPROVE_EXAMPLES) and proposed_by != staff.id


def may_see_contact(staff: Person, *, assigned_to: int | None) -> bool:
    """Tell whether somebody may see the contact details of a case: who holds it alone."""
    return may(staff.role, Permission.SEE_CONTACT) and assigned_to == staff.id
