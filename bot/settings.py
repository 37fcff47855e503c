"""Read the settings: the only module that looks at environment variables.

Every setting has a safe default; the README lists them all, and a test compares the two.
"""

from __future__ import annotations

import ipaddress
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import SettingsError

ROOT = Path(__file__).resolve().parents[1]
CONTENT_FOLDER = ROOT / "content"
MODEL_FOLDER = ROOT / "models"
_DEFAULT_DATABASE = f"sqlite:///{ROOT / 'var' / 'bot.sqlite3'}"
_SHORTEST_SECRET = 32
_FRAME_ANCESTOR = re.compile(r"^('self'|'none'|https?://[A-Za-z0-9*.-]+(:\d+)?)$")
# Plain HTTP on this machine alone: nobody may change on the way what the provider says of a person.
_ISSUER = re.compile(
    r"^(https://[^\s?#]+|http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(/[^\s?#]*)?)$"
)
_RATE = re.compile(r"^[1-9]\d*/(second|minute|hour)$")


@dataclass(frozen=True)
class Settings:
    """All settings, read once and checked."""

    host: str
    port: int
    database_url: str
    secret_key: str
    public_url: str
    frame_ancestors: tuple[str, ...]
    trusted_proxies: tuple[str, ...]
    rate_limit: str | None
    retention_days: int
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = field(default="", repr=False)

    @property
    def has_single_sign_on(self) -> bool:
        """Tell whether staff may come in through an OpenID provider."""
        return bool(self.oidc_issuer)

    @property
    def database_file(self) -> Path | None:
        """Give the file of a SQLite database, or None for a server."""
        prefix = "sqlite:///"
        is_file = self.database_url.startswith(prefix)
        return Path(self.database_url[len(prefix) :]) if is_file else None


def read_settings(env: Mapping[str, str] = os.environ) -> Settings:
    """Read and check all settings.

    Raises SettingsError with every fault at once.
    """
    faults: list[str] = []
    database_url = env.get("DATABASE_URL") or _DEFAULT_DATABASE
    if not database_url.startswith(("sqlite:///", "postgresql://")):
        faults.append(
            "DATABASE_URL: expected sqlite:///path or postgresql://…; "
            "set one of these or leave it out for a file under var/"
        )
    port = _whole_number(env, "PORT", 8000, 1, 65535, faults)
    host = env.get("HOST") or "127.0.0.1"
    settings = Settings(
        host=host,
        port=port,
        database_url=database_url,
        secret_key=_secret(env, database_url, faults),
        public_url=(env.get("PUBLIC_URL") or f"http://{host}:{port}").rstrip("/"),
        frame_ancestors=_frame_ancestors(env, faults),
        trusted_proxies=_networks(env, faults),
        rate_limit=_rate(env, faults),
        retention_days=_whole_number(env, "RETENTION_DAYS", 90, 1, 3650, faults),
        **_single_sign_on(env, faults),
    )
    if faults:
        raise SettingsError(faults)
    return settings


def environment_for(settings: Settings) -> dict[str, str]:
    """Give the environment in which another process of ours has the same database and secret."""
    ours = {"DATABASE_URL": settings.database_url, "SECRET_KEY": settings.secret_key}
    return {**os.environ, **ours}


def taught_file(database_url: str | None = None) -> Path:
    """Give where the examples that staff taught are kept for training; it need not be there.

    Beside a database that is a file; else under `var/`, a folder for each database. Without an
    address DATABASE_URL counts.
    """
    url = database_url or os.environ.get("DATABASE_URL") or _DEFAULT_DATABASE
    prefix = "sqlite:///"
    if url.startswith(prefix):
        return Path(url[len(prefix) :]).parent / "taught" / "examples.yml"
    name = re.sub(r"\W", "_", url.rpartition("/")[2].partition("?")[0])
    return ROOT / "var" / f"taught-{name}" / "examples.yml"


def _words(env: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(env.get(name, "").replace(",", " ").split())


def _frame_ancestors(env: Mapping[str, str], faults: list[str]) -> tuple[str, ...]:
    """Read who may frame the pages; the value goes into a header as it is."""
    found = _words(env, "FRAME_ANCESTORS")
    faults += [
        f"FRAME_ANCESTORS: expected 'self', 'none' or an origin such as https://www.example.org; "
        f"found {each!r}"
        for each in found
        if not _FRAME_ANCESTOR.match(each)
    ]
    return found


def _networks(env: Mapping[str, str], faults: list[str]) -> tuple[str, ...]:
    """Read the proxies whose word on a client's address is taken."""
    found = _words(env, "TRUSTED_PROXIES")
    for each in found:
        try:
            ipaddress.ip_network(each, strict=False)
        except ValueError:
            faults.append(
                "TRUSTED_PROXIES: expected an address or a network such as 10.0.0.0/8; "
                f"found {each!r}"
            )
    return found


def _single_sign_on(env: Mapping[str, str], faults: list[str]) -> dict[str, str]:
    """Read where staff log in: all three settings or none."""
    names = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
    found = {name.lower(): env.get(name, "").strip() for name in names}
    missing = [name for name in names if not found[name.lower()]]
    if 0 < len(missing) < len(names):
        faults.append(f"{', '.join(names)}: give all three or none; missing: {', '.join(missing)}")
    issuer = found["oidc_issuer"]
    if issuer and not _ISSUER.match(issuer):
        faults.append(
            f"OIDC_ISSUER: expected an address that begins with https://; found {issuer!r}"
        )
    return found


def _whole_number(  # noqa: PLR0913, PLR0917  all of them belong to one setting
    env: Mapping[str, str], name: str, default: int, least: int, most: int, faults: list[str]
) -> int:
    text = env.get(name) or str(default)
    if text.isdecimal() and least <= int(text) <= most:
        return int(text)
    faults.append(f"{name}: expected a whole number from {least} to {most}, found {text!r}")
    return default


def _rate(env: Mapping[str, str], faults: list[str]) -> str | None:
    text = env.get("RATE_LIMIT") or "30/minute"
    if text == "off":
        return None
    if not _RATE.match(text):
        faults.append(f"RATE_LIMIT: expected a rate such as 30/minute, or off; found {text!r}")
    return text


def _secret(env: Mapping[str, str], database_url: str, faults: list[str]) -> str:
    """Take the given secret, or make one and keep it beside the database."""
    given = env.get("SECRET_KEY")
    if given:
        if len(given) < _SHORTEST_SECRET or len(set(given)) < _SHORTEST_SECRET // 4:
            faults.append(
                f"SECRET_KEY: too weak; give at least {_SHORTEST_SECRET} random characters, "
                "or leave it out to have one made"
            )
        return given
    if not database_url.startswith("sqlite:///"):
        faults.append("SECRET_KEY: needed with a database server, so that all workers share it")
        return ""
    return _kept_secret(Path(database_url[len("sqlite:///") :]).parent / "secret_key")


def _kept_secret(file: Path) -> str:
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
            handle.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return file.read_text()
