"""What the tables hold as short names and times, in the words of officers."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from markupsafe import Markup, escape

from bot.triage.due import OFFICE

REASONS = {
    "is_safeguarding": "Safeguarding",
    "has_safety_line": "Safety line shown",
    "asked_person": "Asked for a person",
    "not_answered": "Not answered",
    "is_unsure": "Unsure",
    "thumbs_down": "Thumbs-down",
}
"""Why a case is in the queue, by the flag of the case."""

RULES = {
    "safeguarding": "a child may be in danger",
    "no_setting": "no school or setting",
    "placement_breakdown": "placement breaking down",
    "exclusion_risk": "risk of exclusion",
    "part_time_timetable": "part-time timetable",
    "moving_county": "moving in or out of the county",
    "address_change": "change of address",
    "missed_deadline": "deadline missed",
    "medical_change": "medical change",
    "coordinator_absent": "coordinator cannot be reached",
}
"""Why a case is urgent, by the rule of `bot/triage/urgency.yml`."""

CHANNELS = {
    "web": "Website",
    "rest": "API",
    "email": "Email",
    "sms": "SMS",
    "whatsapp": "WhatsApp",
    "messenger": "Messenger",
    "slack": "Slack",
    "teams": "Teams",
    "telegram": "Telegram",
}
"""Where a conversation came from, by channel."""

_EXCERPT = 160
_END = 55
"""How many characters of an excerpt are the last words of the text."""
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def channel_name(channel: str) -> str:
    """Give a channel's name; one that has none here is shown by its own."""
    return CHANNELS.get(channel, channel.replace("_", " ").capitalize())


def urgency_words(urgency: str, rule: str | None) -> str:
    """Say how urgent a case is and by which rule, such as "Urgent: no school or setting".

    Empty when nothing makes it urgent.
    """
    if urgency == "normal":
        return ""
    level = "At once" if urgency == "now" else "Urgent"
    return f"{level}: {RULES.get(rule, rule.replace('_', ' '))}" if rule else level


def due_words(due_at: dt.datetime, now: dt.datetime) -> str:
    """Say how long is left, or how long over: "due in 2 hours", "overdue by 1 day"; both in UTC.

    Parts of an hour or a day are left out, so that never more time is promised than there is.
    """
    left_s = (due_at - now).total_seconds()
    if abs(left_s) < _MINUTE:
        return "due now"
    span = _span(int(abs(left_s)))
    return f"due in {span}" if left_s > 0 else f"overdue by {span}"


def clock(time: dt.datetime, now: dt.datetime) -> str:
    """Write a time of the tables by the office's clock: "11:15", or "Wed 25 Nov, 11:15"."""
    here, today = (each.replace(tzinfo=dt.timezone.utc).astimezone(OFFICE) for each in (time, now))
    if here.date() == today.date():
        return f"{here:%H:%M}"
    year = "" if here.year == today.year else f" {here.year}"
    return f"{here:%a} {here.day} {here:%b}{year}, {here:%H:%M}"


def excerpt(text: str, most: int = _EXCERPT) -> str:
    """Give the first and the last words of a text that is longer than `most` characters."""
    plain = " ".join(text.split())
    if len(plain) <= most:
        return plain
    first = _cut(plain[: most - _END])
    last = _cut(plain[: -_END - 1 : -1])[::-1]
    return f"{first} … {last}"


def excerpt_around(text: str, words: Sequence[str], most: int = _EXCERPT) -> Markup:
    """Give the part of a text in which searched words stand, as HTML with the words marked.

    A word is known by its beginning, since a search finds it with any ending.
    """
    plain = " ".join(text.split())
    stems = [re.escape(word[: max(4, len(word) - 3)]) for word in words]
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(stems)})\w*", re.IGNORECASE) if stems else None
    found = pattern.search(plain) if pattern else None
    if pattern is None or found is None:
        return escape(excerpt(text, most))
    begin = max(0, found.start() - most // 3)
    shown = plain[begin : begin + most]
    if begin:
        shown = "… " + shown.partition(" ")[2]
    if begin + most < len(plain):
        shown = _cut(shown) + " …"
    return Markup("").join(
        Markup("<mark>{}</mark>").format(part) if place % 2 else escape(part)
        for place, part in enumerate(re.split(f"({pattern.pattern})", shown, flags=re.IGNORECASE))
    )


def _span(seconds: int) -> str:
    for unit_s, name in ((_DAY, "day"), (_HOUR, "hour"), (_MINUTE, "minute")):
        count = seconds // unit_s
        if count:
            return f"{count} {name}{'' if count == 1 else 's'}"
    return "1 minute"


def _cut(text: str) -> str:
    """Leave out a word that is cut in two at the end, unless the text is one long word."""
    return text.rpartition(" ")[0] or text
