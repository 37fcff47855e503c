"""Ask an OpenID provider who somebody is: authorization code with PKCE, state and nonce.

After OpenID Connect Core 1.0, section 3.1, and OAuth 2.0 Security Best Current Practice (RFC 9700).
"""

from __future__ import annotations

import hmac
import json
import secrets
import time
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote_plus

import httpx
from authlib.common.urls import add_params_to_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from itsdangerous import BadData, URLSafeTimedSerializer
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from bot.errors import LoginFailed
from bot.settings import Settings

CALLBACK = "/staff/openid/callback"
LASTS_S = 600
"""How long somebody may take at the provider."""

_TIMEOUT_S = 10.0
_LEEWAY_S = 60
_METADATA_LASTS_S = 3600.0
_AUTH_METHODS = "token_endpoint_auth_methods_supported"
# Signatures by the provider's own key; never one by a secret that both sides hold, nor none.
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]


@dataclass(frozen=True)
class Pending:
    """What has to be remembered in the browser while its owner is at the provider."""

    state: str
    nonce: str
    verifier: str
    then: str


@dataclass(frozen=True)
class Identity:
    """Who the provider says it is; `email` is empty unless the provider has verified it."""

    subject: str
    email: str


class OpenIdClient:
    """Speaks with one provider, whose addresses and keys are read from its metadata."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._callback = settings.public_url + CALLBACK
        self._signer = URLSafeTimedSerializer(settings.secret_key, salt="openid")
        self._metadata: dict[str, Any] = {}
        self._metadata_until = 0.0

    async def begin(self, then: str) -> tuple[str, str]:
        """Give the provider's address to lead to, and what the browser shall bring back.

        Raises LoginFailed when the provider cannot be reached.
        """
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        pending = Pending(state, nonce, verifier, then)
        asked = {
            "response_type": "code",
            "client_id": self._settings.oidc_client_id,
            "redirect_uri": self._callback,
            "scope": "openid email",
            "state": pending.state,
            "nonce": pending.nonce,
            "code_challenge": create_s256_code_challenge(pending.verifier),
            "code_challenge_method": "S256",
        }
        metadata = await self._provider()
        url = add_params_to_uri(metadata["authorization_endpoint"], list(asked.items()))
        return url, str(self._signer.dumps(asdict(pending)))

    def pending(self, cookie: str, state: str) -> Pending:
        """Read what the browser brought back. Raises LoginFailed unless it began here, just now."""
        try:
            found = Pending(**self._signer.loads(cookie, max_age=LASTS_S))
        except (BadData, TypeError) as exc:
            raise LoginFailed("not_begun_here") from exc
        if not hmac.compare_digest(found.state.encode(), state.encode(errors="replace")):
            raise LoginFailed("state_differs")
        return found

    async def identify(self, code: str, pending: Pending) -> Identity:
        """Change the code for an ID token and read it. Raises LoginFailed.

        An empty code is what comes back when the provider, or the person, said no.
        """
        if not code:
            raise LoginFailed("provider_refused")
        token = await self._token(code, pending.verifier)
        claims = await self._claims(token, pending.nonce)
        is_verified = claims.get("email_verified") is True
        return Identity(str(claims["sub"]), str(claims.get("email", "")) if is_verified else "")

    async def _token(self, code: str, verifier: str) -> dict[str, Any]:
        metadata = await self._provider()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._callback,
            "code_verifier": verifier,
        }
        ourselves = (self._settings.oidc_client_id, self._settings.oidc_client_secret)
        auth = None
        # In the form a secret is spelled in one way; in the header RFC 6749, section 2.3.1, has it
        # encoded first, and not every provider does so.
        if "client_secret_post" in metadata.get(_AUTH_METHODS, ()):
            form |= dict(zip(("client_id", "client_secret"), ourselves, strict=True))
        else:
            auth = httpx.BasicAuth(*map(quote_plus, ourselves))
        return await _json("POST", metadata["token_endpoint"], data=form, auth=auth)

    async def _claims(self, token: dict[str, Any], nonce: str) -> dict[str, Any]:
        """Check the ID token: signature, issuer, audience, times and nonce. Raises LoginFailed."""
        keys = await _json("GET", (await self._provider())["jwks_uri"])
        wanted = {
            "iss": {"essential": True, "value": self._settings.oidc_issuer},
            "aud": {"essential": True, "value": self._settings.oidc_client_id},
            "sub": {"essential": True},
        }
        params = {
            "nonce": nonce,
            "client_id": self._settings.oidc_client_id,
            "access_token": token.get("access_token"),
        }
        registry = JWSRegistry(algorithms=_ALGORITHMS, strict_check_header=False)
        try:
            key_set = KeySet.import_key_set(keys)  # type: ignore[arg-type]  # it checks by itself
            found = jwt.decode(token.get("id_token", ""), key_set, registry=registry)
            claims = CodeIDToken(found.claims, found.header, wanted, params)
            claims.validate(now=int(time.time()), leeway=_LEEWAY_S)
        except (JoseError, ValueError, KeyError, TypeError) as exc:
            raise LoginFailed("token_refused") from exc
        return dict(found.claims)

    async def _provider(self) -> dict[str, Any]:
        """Give the provider's metadata, read again each hour. Raises LoginFailed."""
        if time.monotonic() < self._metadata_until:
            return self._metadata
        issuer = self._settings.oidc_issuer
        found = await _json("GET", issuer.rstrip("/") + "/.well-known/openid-configuration")
        needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        # A provider that names another issuer than it was asked for is not the one we trust.
        if found.get("issuer") != issuer or any(not found.get(name) for name in needed):
            raise LoginFailed("metadata_refused")
        self._metadata, self._metadata_until = found, time.monotonic() + _METADATA_LASTS_S
        return found


async def _json(method: str, url: str, **sent: Any) -> dict[str, Any]:
    """Ask the provider for a JSON object. Raises LoginFailed."""
    try:
        async with httpx.AsyncClient(timeout=_TIMEOUT_S) as client:
            response = await client.request(method, url, **sent)
            response.raise_for_status()
            found = response.json()
    except httpx.HTTPStatusError as exc:
        raise LoginFailed("provider_refused") from exc
    except (httpx.HTTPError, httpx.InvalidURL, json.JSONDecodeError) as exc:
        raise LoginFailed("provider_unreachable") from exc
    if not isinstance(found, dict):
        raise LoginFailed("metadata_refused")
    return found
