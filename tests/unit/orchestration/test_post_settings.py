"""Servers, keys and passwords of the channels are read from the environment, and never shown."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from assets.sending.post import DINGTALK, NOBODY, WECOM, Post
from orchestration.cli import main
from orchestration.settings import SettingsError, read_settings

MAIL = {
    "YIYUAN_SMTP_HOST": "mail.example.cn",
    "YIYUAN_SMTP_USER": "u@example.cn",
    "YIYUAN_SMTP_PASSWORD": "secret-1",
}


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Reads the settings of an environment that holds nothing else."""
    for name in [n for n in os.environ if n.startswith("YIYUAN_")]:
        monkeypatch.delenv(name)

    def read(**variables: str) -> Post:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return read_settings(tmp_path).post

    return read


def test_nothing_said_calls_nobody(post) -> None:
    assert post() == NOBODY
    assert dict(post().urls) == {"wecom": WECOM, "dingtalk": DINGTALK}


def test_each_way_to_secure_mail_has_its_port_and_the_user_is_the_sender(post) -> None:
    for security, port in (("starttls", 587), ("ssl", 465), ("none", 25)):
        smtp = post(**MAIL, YIYUAN_SMTP_SECURITY=security).server()
        assert (smtp.security, smtp.port, smtp.sender) == (security, port, "u@example.cn")


def test_keys_and_passwords_are_found_under_their_names(post) -> None:
    read = post(YIYUAN_ROBOT_MY_GROUP_KEY="k-1", YIYUAN_ROBOT_MY_GROUP_SECRET="s-1", YIYUAN_ROBOT_PLAIN_KEY="k-2",
                YIYUAN_ZIP_PASSWORD_CIVIL_AFFAIRS="p-1", YIYUAN_MAIL_LIMIT_MB="5")  # fmt: skip
    assert (read.robot("my_group").key, read.robot("my_group").secret) == ("k-1", "s-1")
    assert (read.robot("plain").key, read.robot("plain").secret) == ("k-2", None)
    assert (read.password("civil_affairs"), read.mail_bytes) == ("p-1", 5 * 1024 * 1024)


def test_no_secret_is_shown(post) -> None:
    read = post(
        **MAIL,
        YIYUAN_ROBOT_A_KEY="secret-2",
        YIYUAN_ROBOT_A_SECRET="secret-3",
        YIYUAN_ZIP_PASSWORD_TAX="secret-4",
    )
    assert "secret" not in repr(read) and "secret" not in repr(read.robots["a"])


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        (MAIL | {"YIYUAN_SMTP_SECURITY": "tls"}, "YIYUAN_SMTP_SECURITY is one of starttls, ssl, none"),
        (MAIL | {"YIYUAN_SMTP_PORT": "smtp"}, "YIYUAN_SMTP_PORT is a whole number"),
        ({"YIYUAN_SMTP_HOST": "mail.example.cn"}, "YIYUAN_SMTP_FROM"),
        (MAIL | {"YIYUAN_SMTP_FROM": "数据局 <u@example.cn>"}, "YIYUAN_SMTP_FROM"),
        ({"YIYUAN_WECOM_URL": "relay/send"}, "YIYUAN_WECOM_URL is an address"),
        ({"YIYUAN_RETRY_SECONDS": "-1"}, "YIYUAN_RETRY_SECONDS is a whole number"),
    ],
)
def test_a_value_that_means_nothing_is_said_in_a_line(
    post, variables: dict[str, str], told: str, tmp_path: Path
) -> None:
    with pytest.raises(SettingsError, match=told):
        post(**variables)
    result = CliRunner().invoke(main, ["status", "--home", str(tmp_path)])
    assert result.exit_code == 1 and told in result.output and "Traceback" not in result.output


def test_a_county_without_channels_sends_nothing_and_says_so(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["send", "--home", str(tmp_path)], catch_exceptions=False)
    assert result.exit_code == 0 and "no department declares a channel" in result.output
    assert not list(tmp_path.iterdir())
