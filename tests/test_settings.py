"""Settings: safe defaults, every fault at once, no weak secret."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import Settings, read_settings

SECRET = "0123456789abcdefghijklmnopqrstuv"


def settings(tmp_path: Path, **env: str) -> Settings:
    return read_settings({"DATABASE_URL": f"sqlite:///{tmp_path}/bot.sqlite3", **env})


def test_defaults_serve_this_machine_alone(tmp_path: Path) -> None:
    found = settings(tmp_path)
    assert (found.host, found.port) == ("127.0.0.1", 8000)
    assert found.public_url == "http://127.0.0.1:8000"
    assert found.rate_limit == "30/minute"
    assert found.frame_ancestors == ()
    assert found.trusted_proxies == ()


def test_the_database_file_is_known_for_sqlite_alone(tmp_path: Path) -> None:
    assert settings(tmp_path).database_file == tmp_path / "bot.sqlite3"
    server = read_settings({"DATABASE_URL": "postgresql://db/bot", "SECRET_KEY": SECRET})
    assert server.database_file is None


def test_a_secret_is_made_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    first = settings(tmp_path).secret_key
    assert len(first) >= 32
    assert settings(tmp_path).secret_key == first
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_a_given_secret_is_taken(tmp_path: Path) -> None:
    assert settings(tmp_path, SECRET_KEY=SECRET).secret_key == SECRET
    assert not (tmp_path / "secret_key").exists()


@pytest.mark.parametrize("weak", ["short", "a" * 64, "ab" * 32])
def test_a_weak_secret_is_refused(tmp_path: Path, weak: str) -> None:
    with pytest.raises(SettingsError, match="SECRET_KEY"):
        settings(tmp_path, SECRET_KEY=weak)


def test_workers_on_a_database_server_need_a_secret_that_they_share() -> None:
    with pytest.raises(SettingsError, match="SECRET_KEY"):
        read_settings({"DATABASE_URL": "postgresql://db/bot"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "70000"),
        ("PORT", "eight"),
        ("RETENTION_DAYS", "-1"),
        ("RATE_LIMIT", "many"),
        ("RATE_LIMIT", "0/minute"),
        ("DATABASE_URL", "mysql://db/bot"),
        ("FRAME_ANCESTORS", "https://a.example;script-src *"),
        ("TRUSTED_PROXIES", "everybody"),
        ("OIDC_ISSUER", "http://login.example"),
        ("OIDC_ISSUER", "https://login.example/?x=1"),
        ("OIDC_CLIENT_ID", "alone"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        settings(tmp_path, **{"SECRET_KEY": SECRET, name: value})


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        settings(tmp_path, PORT="none", RATE_LIMIT="none", SECRET_KEY="none")
    assert len(caught.value.faults) == 3


def test_an_empty_value_means_the_default(tmp_path: Path) -> None:
    assert settings(tmp_path, PORT="", HOST="").port == 8000


def test_the_rate_limit_can_be_switched_off(tmp_path: Path) -> None:
    assert settings(tmp_path, RATE_LIMIT="off").rate_limit is None


def test_lists_are_split_at_commas_and_spaces(tmp_path: Path) -> None:
    found = settings(tmp_path, TRUSTED_PROXIES="10.0.0.1, 10.1.0.0/16")
    assert found.trusted_proxies == ("10.0.0.1", "10.1.0.0/16")


def test_single_sign_on_takes_all_of_its_settings(tmp_path: Path) -> None:
    assert not settings(tmp_path).has_single_sign_on
    found = settings(
        tmp_path,
        OIDC_ISSUER="https://login.example/tenant",
        OIDC_CLIENT_ID="bot",
        OIDC_CLIENT_SECRET="made-up",
    )
    assert found.has_single_sign_on
    assert found.oidc_issuer == "https://login.example/tenant"
    assert "made-up" not in repr(found)
