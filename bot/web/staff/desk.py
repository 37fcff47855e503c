"""What the staff pages work with: accounts, sessions, failed logins, the audit trail."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from sqlalchemy.engine import Engine

from bot.settings import Settings
from bot.store.audit import Audit
from bot.store.login_attempts import LoginAttempts
from bot.store.staff import StaffAccounts
from bot.store.staff_sessions import StaffSessions
from bot.web.listeners import Listeners
from bot.web.staff.listed import VIEWED, Listed
from bot.web.staff.openid import OpenIdClient


@dataclass(frozen=True)
class Desk:
    """One for the whole process, as `service.desk`; `openid` is None without single sign-on."""

    audit: Audit
    accounts: StaffAccounts
    sessions: StaffSessions
    attempts: LoginAttempts
    openid: OpenIdClient | None
    # Not those of the public: a full chat must not keep staff from hearing of a child in danger.
    listeners: Listeners = field(default_factory=Listeners)
    listed: Listed = field(default_factory=Listed)
    viewed: Listed = field(default_factory=partial(Listed, VIEWED))


def make_desk(settings: Settings, engine: Engine) -> Desk:
    """Make it; nothing is read from the database yet."""
    audit = Audit(settings.secret_key)
    return Desk(
        audit=audit,
        accounts=StaffAccounts(engine, audit),
        sessions=StaffSessions(engine, audit),
        attempts=LoginAttempts(engine, audit, settings.secret_key),
        openid=OpenIdClient(settings) if settings.has_single_sign_on else None,
    )
