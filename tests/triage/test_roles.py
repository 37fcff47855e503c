"""What depends on the single case as well as on the role."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bot.triage.roles import (
    ROLES,
    Permission,
    may,
    may_approve,
    may_see_case,
    may_see_contact,
    role_name,
)

SEES_ALL = {"safeguarding_lead", "admin"}


@dataclass(frozen=True)
class Somebody:
    """Somebody of a role."""

    role: str
    id: int = 1


@pytest.mark.parametrize("role", ROLES)
def test_a_safeguarding_case_is_for_the_lead_and_who_is_assigned(role: str) -> None:
    sees = may_see_case(Somebody(role), is_safeguarding=True, assigned_to=2)
    assert sees == (role in SEES_ALL)
    assert may_see_case(Somebody(role), is_safeguarding=True, assigned_to=1)
    assert may_see_case(Somebody(role), is_safeguarding=False, assigned_to=None)


def test_an_unknown_role_may_do_nothing() -> None:
    nobody = Somebody("root")
    assert not any(may("root", each) for each in Permission)
    assert not may_see_case(nobody, is_safeguarding=False, assigned_to=1)
    assert not may_see_contact(nobody, assigned_to=1)


@pytest.mark.parametrize("role", ROLES)
def test_nobody_approves_what_they_proposed(role: str) -> None:
    assert not may_approve(Somebody(role), proposed_by=1)
    assert may_approve(Somebody(role), proposed_by=2) == may(role, Permission.APPROVE_EXAMPLES)


@pytest.mark.parametrize("role", ROLES)
def test_contact_details_are_for_the_holder_alone(role: str) -> None:
    assert not may_see_contact(Somebody(role), assigned_to=2)
    assert not may_see_contact(Somebody(role), assigned_to=None)
    assert may_see_contact(Somebody(role), assigned_to=1) == may(role, Permission.SEE_CONTACT)


def test_roles_are_told_as_words() -> None:
    assert role_name("safeguarding_lead") == "Safeguarding lead"
