"""A real OpenID provider on this machine: Authlib's server, over HTTP, with signed tokens.

It knows one client and lets whoever `user` is in without asking. `spoil` changes a token's claims
before it is signed, to see whether a wrong one is refused.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, ClientMixin, grants
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import UserInfo
from authlib.oidc.core.grants import OpenIDCode
from flask import Flask, Response, jsonify
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server

CLIENT_ID, CLIENT_SECRET = "help-bot", "made-up-secret-of-client-and-provider"
Claims = dict[str, Any]


class Client(ClientMixin):  # type: ignore[misc]  # no types
    """The one client."""

    def __init__(self, redirect_uri: str, auth_method: str) -> None:
        self._redirect_uri = redirect_uri
        self._auth_method = auth_method

    def get_client_id(self) -> str:
        return CLIENT_ID

    def get_default_redirect_uri(self) -> str:
        return self._redirect_uri

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri == self._redirect_uri

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == CLIENT_SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == self._auth_method

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass
class Code(AuthorizationCodeMixin):  # type: ignore[misc]  # no types
    """A code that was given out."""

    user: Claims
    redirect_uri: str
    scope: str
    nonce: str
    code_challenge: str
    code_challenge_method: str

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str:
        return self.nonce

    def get_auth_time(self) -> None:
        return None

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


@dataclass
class Provider:
    """What the provider knows and gives; a test changes it."""

    issuer: str = ""
    user: Claims | None = None
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    shown_keys: list[RSAKey] = field(default_factory=list)
    spoil: Callable[[Claims], Claims] = lambda claims: claims
    claimed_issuer: str = ""
    auth_method: str = "client_secret_basic"
    codes: dict[str, Code] = field(default_factory=dict)
    asked: list[Claims] = field(default_factory=list)


def _grants(provider: Provider) -> tuple[type, list[Any]]:
    class CodeGrant(grants.AuthorizationCodeGrant):  # type: ignore[misc]  # no types
        TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "client_secret_post")

        def save_authorization_code(self, code: str, request: Any) -> None:
            asked = request.payload.data
            provider.asked.append(dict(asked))
            provider.codes[code] = Code(
                request.user,
                request.payload.redirect_uri,
                request.payload.scope,
                asked["nonce"],
                asked["code_challenge"],
                asked["code_challenge_method"],
            )

        def query_authorization_code(self, code: str, client: Client) -> Code | None:
            return provider.codes.get(code)

        def delete_authorization_code(self, authorization_code: Code) -> None:
            provider.codes = {k: v for k, v in provider.codes.items() if v != authorization_code}

        def authenticate_user(self, authorization_code: Code) -> Claims:
            return authorization_code.user

    class IdToken(OpenIDCode):  # type: ignore[misc]  # no types
        def exists_nonce(self, nonce: str, request: Any) -> bool:
            return any(code.nonce == nonce for code in provider.codes.values())

        def resolve_client_private_key(self, client: Client) -> RSAKey:
            return provider.key

        def get_client_claims(self, client: Client) -> Claims:
            return {"iss": provider.issuer}

        def encode_id_token(self, token: Any, request: Any) -> str:
            own = self.get_compatible_claims(request)
            own |= self.get_authorization_code_claims(request.authorization_code)
            # What this gives is put in last, so that what is spoilt here stays spoilt.
            self._told = provider.spoil({**own, **request.user})
            return str(super().encode_id_token(token, request))

        def generate_user_info(self, user: Claims, scope: str) -> UserInfo:
            return UserInfo(self._told)

    return CodeGrant, [IdToken(require_nonce=True), CodeChallenge(required=True)]


def _app(provider: Provider, redirect_uri: str) -> Flask:
    app = Flask(__name__)

    def known(client_id: str) -> Client | None:
        return Client(redirect_uri, provider.auth_method) if client_id == CLIENT_ID else None

    server = AuthorizationServer(app, known, lambda _token, _request: None)
    grant, extensions = _grants(provider)
    server.register_grant(grant, extensions)

    @app.get("/.well-known/openid-configuration")
    def metadata() -> Response:
        return jsonify(
            issuer=provider.claimed_issuer or provider.issuer,
            authorization_endpoint=f"{provider.issuer}/authorize",
            token_endpoint=f"{provider.issuer}/token",
            jwks_uri=f"{provider.issuer}/keys",
            token_endpoint_auth_methods_supported=[provider.auth_method],
        )

    @app.get("/keys")
    def keys() -> Response:
        shown = provider.shown_keys or [provider.key]
        return jsonify(keys=[each.as_dict(private=False) for each in shown])

    @app.get("/authorize")
    def authorize() -> Any:
        asked = server.get_consent_grant(end_user=provider.user)
        return server.create_authorization_response(grant_user=provider.user, grant=asked)

    @app.post("/token")
    def token() -> Any:
        return server.create_token_response()

    return app


@contextmanager
def running_provider(redirect_uri: str) -> Iterator[Provider]:
    """Run a provider for the time of a test."""
    provider = Provider()
    server = make_server("127.0.0.1", 0, _app(provider, redirect_uri), threaded=True)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
