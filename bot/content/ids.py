"""The ids that code asks the content for by name, and that the model's labels use.

The content must hold an entry for each, so that no look-up can fail while the bot is answering.
"""

from __future__ import annotations

WORKSTREAM_IDS = (
    "autism",
    "behaviour",
    "dspl",
    "ed_psych",
    "exceptional_funding",
    "quality_offer",
    "sensory_physical",
    "special_schools",
    "spld",
    "slcn",
)
"""The ten workstreams, in the page's order."""

SUBJECT_IDS = (
    "ehc_what",
    "ehc_apply",
    "ehc_refused",
    "ehc_late",
    "ehc_review",
    "ehc_problem",
    "ehc_moving",
    "coordinator",
    "transport",
    "appeal",
    "exclusion_rules",
    "diagnosis",
    "waiting_times",
    "mental_health",
    "nhs_therapy",
    "ed_psych_request",
    "sen_support",
    "funding_rules",
    "benefits",
    "short_breaks",
    "early_years",
    "post_16",
    "school_places",
    "bullying",
    "home_education",
    "personal_budget",
    "equipment",
    "holiday_clubs",
    "parent_training",
    "exam_access",
    "attendance",
    "medical_needs",
    "social_care",
    "statistics",
    "personal_advice",
    "other",
)
"""The subjects about SEND that the page does not cover: one signpost each."""

CONTACT_IDS = (
    "emergency_999",
    "childrens_services",
    "childline",
    "nspcc",
    "mental_health",
    "send_duty_line",
    "strategy_team",
    "transport_team",
    "send_team",
    "parents_forum",
    "sendiass",
)
"""The contacts that answers name; the content may hold more."""

DOCUMENT_ASKS = {
    "independent_review": "exceptional_funding",
    "review_summary": "exceptional_funding",
    "accessibility_strategy": "sensory_physical",
}
"""The documents that are asked for by name, each with the workstream that it belongs to."""

TAUGHT_STYLE = "taught"
"""The style of a training example that staff taught."""
