"""What chat, API and console share of contact details: the words, and the way to them."""

from __future__ import annotations

from collections.abc import Mapping

from bot.answers.wording import Wording
from bot.store.contact import KeptContact
from bot.store.retention import Retention
from bot.triage.contacts import Contacts
from bot.web.service import Service

_OF_CONSENT = (
    "contact.what_for",
    "contact.who",
    "contact.kept_for",
    "contact.kept_longer",
    "contact.take_back_how",
)
_HELD = {
    "name": "contact.holds_name",
    "email": "contact.holds_email",
    "phone": "contact.holds_phone",
}
KINDS = tuple(_HELD)
_FAULTS = {
    "name_long": "contact.name_long",
    "email_wrong": "contact.email_wrong",
    "phone_wrong": "contact.phone_wrong",
    "no_way": "contact.no_way",
    "no_consent": "contact.no_consent",
}


def contacts_of(service: Service) -> Contacts:
    """Give what keeps contact details."""
    return Contacts(service.engine, service.desk.audit, service.settings.secret_key)


def consent_words(service: Service) -> list[str]:
    """List the sentences that somebody agrees to."""
    retention = Retention(service.settings.retention_days)
    days = {
        "retention_days": retention.ordinary_days,
        "safeguarding_days": retention.safeguarding_days,
    }
    return [service.library.wording.say(key, **days) for key in _OF_CONSENT]


def faults_in_words(wording: Wording, faults: Mapping[str, str]) -> dict[str, str]:
    """Say by field what was wrong."""
    return {name: wording.say(_FAULTS[fault]) for name, fault in faults.items()}


def kinds_held(kept: KeptContact) -> list[str]:
    """List of which kind the details are, and never the details: others may use that screen."""
    return [kind for kind in KINDS if kept.details and getattr(kept.details, kind)]


def held_in_words(wording: Wording, kept: KeptContact) -> list[str]:
    """Say of which kind the details are."""
    return [wording.say(_HELD[kind]) for kind in kinds_held(kept)]
