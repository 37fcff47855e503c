"""Single sign-on at a real provider: who has an account comes in, and a wrong token does not."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import sqlalchemy as sa
from joserfc.jwk import RSAKey
from starlette.testclient import TestClient

from bot.store.staff import NewStaff
from bot.store.staff_tables import AUDIT
from bot.web.service import Service
from tests.web.conftest import Serve, service_behind
from tests.web.staff.officer import add_account
from tests.web.staff.provider import (
    CLIENT_ID,
    CLIENT_SECRET,
    Claims,
    Provider,
    running_provider,
)

# A provider runs for each.
pytestmark = pytest.mark.slow

PUBLIC_URL = "http://testserver"
CALLBACK = f"{PUBLIC_URL}/staff/openid/callback"
EMAIL = "ada@council.example"
ADA: Claims = {"sub": "subject-1", "email": EMAIL, "email_verified": True}


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    # Authlib's server asks for https, which a provider on this machine does not have.
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
    with running_provider(CALLBACK) as provider:
        provider.user = ADA
        yield provider


@pytest.fixture
def client(serve: Serve, provider: Provider) -> TestClient:
    return serve(
        public_url=PUBLIC_URL,
        oidc_issuer=provider.issuer,
        oidc_client_id=CLIENT_ID,
        oidc_client_secret=CLIENT_SECRET,
    )


@pytest.fixture
def service(client: TestClient) -> Service:
    service = service_behind(client)
    service.desk.accounts.add(NewStaff(EMAIL, "Ada", "agent"), None)
    return service


def begin(client: TestClient, then: str = "/staff/account") -> str:
    """Go to the provider; give the address that it leads back to."""
    response = client.get("/staff/openid", params={"next": then}, follow_redirects=False)
    assert response.status_code == 303
    back = httpx.get(response.headers["location"])
    assert back.status_code == 302, back.text
    return back.headers["location"]


def sign_on(client: TestClient, then: str = "/staff/account") -> Any:
    """Go to the provider and come back; do not follow where that leads."""
    return client.get(begin(client, then), follow_redirects=False)


def reason(service: Service) -> str:
    query = sa.select(AUDIT.c.action, AUDIT.c.detail).order_by(AUDIT.c.seq.desc())
    with service.engine.begin() as connection:
        row = connection.execute(query).first()
    assert row.action == "staff.login_failed"
    return str(row.detail)


def is_refused(client: TestClient, response: Any) -> bool:
    home = client.get("/staff/account", follow_redirects=False)
    return bool(response.status_code == 403 and home.status_code == 303)


def test_who_has_an_account_comes_in_and_goes_on(client: TestClient, service: Service) -> None:
    response = sign_on(client, "/staff/account?done=sessions")
    assert (response.status_code, response.headers["location"]) == (
        303,
        "/staff/account?done=sessions",
    )
    assert "Ada" in client.get("/staff/account").text
    found = service.desk.accounts.by_email(EMAIL)
    assert found
    assert found.oidc_subject == "subject-1"


def test_the_provider_is_asked_with_pkce_a_state_and_a_nonce(
    client: TestClient, service: Service, provider: Provider
) -> None:
    for _ in range(2):
        sign_on(client)
    first, second = provider.asked
    assert first["code_challenge_method"] == "S256"
    assert first["scope"] == "openid email"
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name]) >= 43
        assert first[name] != second[name]


def test_a_provider_that_wants_the_secret_in_the_form_gets_it_there(
    client: TestClient, service: Service, provider: Provider
) -> None:
    provider.auth_method = "client_secret_post"
    assert sign_on(client).status_code == 303


def test_the_login_page_offers_it(client: TestClient) -> None:
    page = client.get("/staff/login?next=/staff/audit").text
    assert 'href="/staff/openid?next=/staff/audit"' in page


def test_no_account_is_made_by_it(client: TestClient, service: Service, provider: Provider) -> None:
    provider.user = {"sub": "2", "email": "stranger@council.example", "email_verified": True}
    response = sign_on(client)
    assert is_refused(client, response)
    assert "have no account here" in response.text
    assert len(service.desk.accounts.all()) == 1
    assert reason(service) == '{"reason":"no_account"}'


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_address_that_is_not_verified_does_not_count(
    client: TestClient, service: Service, provider: Provider, verified: object
) -> None:
    provider.user = {**ADA, "email_verified": verified}
    assert is_refused(client, sign_on(client))
    provider.user = {"sub": "subject-1", "email": EMAIL}
    assert is_refused(client, sign_on(client))


def test_once_linked_the_subject_counts_and_not_the_address(
    client: TestClient, service: Service, provider: Provider
) -> None:
    sign_on(client)
    client.cookies.clear()
    provider.user = {"sub": "subject-1", "email": "married@council.example"}
    assert sign_on(client).status_code == 303
    client.cookies.clear()
    provider.user = {**ADA, "sub": "somebody-else-with-her-address"}
    assert is_refused(client, sign_on(client))
    assert reason(service) == '{"reason":"another_subject"}'


def test_a_disabled_account_stays_out(client: TestClient, service: Service) -> None:
    found = service.desk.accounts.by_email(EMAIL)
    assert found
    service.desk.accounts.disable(found.id, None)
    assert is_refused(client, sign_on(client))


SPOILT: dict[str, Claims] = {
    "nonce": {"nonce": "of another login"},
    "no nonce": {"nonce": None},
    "issuer": {"iss": "https://evil.example"},
    "audience": {"aud": ["another-client"]},
    "two audiences, for the other": {"aud": [CLIENT_ID, "other"], "azp": "other"},
    "two audiences, for nobody": {"aud": [CLIENT_ID, "other"]},
    "expired": {"exp": int(time.time()) - 3600},
    "no expiry": {"exp": None},
    "from the future": {"iat": int(time.time()) + 3600},
    "not yet": {"nbf": int(time.time()) + 3600},
    "nobody": {"sub": None},
}


@pytest.mark.parametrize("wrong", SPOILT)
def test_a_wrong_token_is_refused(
    client: TestClient, service: Service, provider: Provider, wrong: str
) -> None:
    provider.spoil = lambda claims: {**claims, **SPOILT[wrong]}
    assert is_refused(client, sign_on(client))
    assert reason(service) == '{"reason":"token_refused"}'


def test_a_token_signed_with_another_key_is_refused(
    client: TestClient, service: Service, provider: Provider
) -> None:
    provider.shown_keys = [provider.key]
    provider.key = RSAKey.generate_key(2048, {"kid": "one"})
    assert is_refused(client, sign_on(client))


def test_a_provider_may_change_its_keys(
    client: TestClient, service: Service, provider: Provider
) -> None:
    sign_on(client)
    client.cookies.clear()
    provider.key = RSAKey.generate_key(2048, {"kid": "two"})
    assert sign_on(client).status_code == 303


def test_a_provider_that_names_another_issuer_is_refused(
    client: TestClient, service: Service, provider: Provider
) -> None:
    provider.claimed_issuer = "https://evil.example"
    response = client.get("/staff/openid", follow_redirects=False)
    assert is_refused(client, response)
    assert "Single sign-on did not work" in response.text


def test_a_code_counts_once(client: TestClient, service: Service) -> None:
    back = begin(client)
    assert client.get(back, follow_redirects=False).status_code == 303
    client.cookies.clear()
    assert client.get(back, follow_redirects=False).status_code == 403


def test_a_return_that_this_browser_did_not_begin_is_refused(
    client: TestClient, service: Service
) -> None:
    stolen = begin(TestClient(client.app))
    response = client.get(stolen, follow_redirects=False)
    assert is_refused(client, response)
    assert reason(service) == '{"reason":"not_begun_here"}'
    begin(client)
    response = client.get(stolen, follow_redirects=False)
    assert is_refused(client, response)
    assert reason(service) == '{"reason":"state_differs"}'


def test_who_says_no_at_the_provider_is_told(
    client: TestClient, service: Service, provider: Provider
) -> None:
    provider.user = None
    response = client.get("/staff/openid", follow_redirects=False)
    state = parse_qs(urlsplit(response.headers["location"]).query)["state"][0]
    refused = client.get(
        f"/staff/openid/callback?error=access_denied&state={state}", follow_redirects=False
    )
    assert is_refused(client, refused)
    assert "Single sign-on did not work" in refused.text


def test_a_provider_that_is_down_is_told_and_a_password_still_works(serve: Serve) -> None:
    from tests.server.server import free_port
    from tests.web.staff.officer import log_in

    client = serve(
        public_url=PUBLIC_URL,
        oidc_issuer=f"http://127.0.0.1:{free_port()}",
        oidc_client_id=CLIENT_ID,
        oidc_client_secret=CLIENT_SECRET,
    )
    add_account(service_behind(client), EMAIL, "agent")
    assert client.get("/staff/openid", follow_redirects=False).status_code == 403
    assert log_in(client, EMAIL).status_code == 303


def test_made_up_returns_are_throttled_by_address(client: TestClient, service: Service) -> None:
    made_up = "/staff/openid/callback?code=x&state=y"
    statuses = [client.get(made_up).status_code for _ in range(31)]
    assert statuses == [403] * 30 + [429]


def test_the_way_on_stays_on_this_site(client: TestClient, service: Service) -> None:
    assert sign_on(client, "https://evil.example").headers["location"] == "/staff"


def test_the_session_is_a_new_one(client: TestClient, service: Service) -> None:
    sign_on(client)
    first = client.cookies["staff"]
    sign_on(client)
    assert client.cookies["staff"] != first
    assert service.desk.sessions.find(first) is None


def test_without_settings_there_is_no_such_page(serve: Serve) -> None:
    client = serve()
    assert client.get("/staff/openid", follow_redirects=False).status_code == 404
    assert "single sign-on" not in client.get("/staff/login").text
