"""The tables of staff: accounts, sessions, failed logins and the audit trail."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, ForeignKey, Integer, String, Table, Text

from bot.store.tables import METADATA

STAFF = Table(
    "staff",
    METADATA,
    Column("id", Integer, primary_key=True),
    # Casefolded, so that two spellings of one address are one account.
    Column("email", String(254), nullable=False, unique=True),
    Column("name", String(100), nullable=False),
    Column("role", String(24), nullable=False),
    # None for an account that comes in by single sign-on alone.
    Column("password_hash", String(255)),
    Column("oidc_subject", String(255), unique=True),
    Column("made_at", DateTime, nullable=False),
    Column("disabled_at", DateTime),
)

# Only a digest of the random id in the cookie is kept: who reads the table cannot use a session.
STAFF_SESSIONS = Table(
    "staff_sessions",
    METADATA,
    Column("digest", String(64), primary_key=True),
    Column("staff_id", ForeignKey("staff.id"), nullable=False, index=True),
    Column("csrf", String(64), nullable=False),
    Column("made_at", DateTime, nullable=False),
    Column("seen_at", DateTime, nullable=False),
    Column("expires_at", DateTime, nullable=False),
    Column("revoked_at", DateTime),
)

# One row for each account tried and for each address tried from, under a keyed digest: what was
# typed into the form is not kept.
LOGIN_ATTEMPTS = Table(
    "login_attempts",
    METADATA,
    Column("digest", String(64), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", DateTime, nullable=False),
    Column("wait_until", DateTime, nullable=False),
)

# Append-only: triggers of the migration refuse UPDATE and DELETE.
AUDIT = Table(
    "audit",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", DateTime, nullable=False),
    # No foreign key to `staff`: the trail stands by itself.
    Column("actor_id", Integer, index=True),
    Column("action", String(48), nullable=False, index=True),
    Column("subject_kind", String(24), nullable=False),
    Column("subject_id", String(64), nullable=False),
    Column("detail", Text, nullable=False),
    Column("previous", String(64), nullable=False, unique=True),
    Column("hash", String(64), nullable=False),
)

# One row: how many entries there are, the newest one's hash, and a seal over both under the
# server's secret, by which entries cut off at the end are missed.
AUDIT_HEAD = Table(
    "audit_head",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("count", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("seal", String(64), nullable=False),
)
