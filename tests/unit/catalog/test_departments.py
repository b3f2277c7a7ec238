"""Channels of a department: addresses and names, each once, and never a secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.departments import Email, Robot
from catalog.load import CatalogError, load_catalog

HEALTH = "departments:\n  - id: health\n    title: 卫生健康局\n    short_title: 卫健局\n    channels:\n"
SOURCE = """\
title: 献血记录
department:
  title: 红十字会
  short_title: 红会
  channels: [{kind: email, address: office@redcross.example.cn}]
format: csv
mode: full
keys: [[number]]
rows: 10
roles: {self: {entity: event, subject: true, number: number}}
columns:
  - {header: 编号, field: number, required: true}
"""


def load(overlay: Path, *channels: str):
    """The catalog with some channels of the health department."""
    text = HEALTH + "".join(f"      - {channel}\n" for channel in channels)
    (overlay / "departments.yml").write_text(text, encoding="utf-8")
    return load_catalog((overlay,))


def test_a_county_declares_mailboxes_and_robots(tmp_path: Path) -> None:
    catalog = load(tmp_path, "{kind: email, address: a@b.cn, encrypt: true}", "{kind: wecom, robot: group}")
    assert catalog.departments["health"].channels == (
        Email(kind="email", address="a@b.cn", encrypt=True),
        Robot(kind="wecom", robot="group"),
    )
    assert catalog.departments["tax"].channels == (), "the built-in catalog calls nobody"


def test_a_department_that_an_extract_brings_has_channels_as_well(tmp_path: Path) -> None:
    folder = tmp_path / "sources" / "red_cross"
    folder.mkdir(parents=True)
    (folder / "blood_donation.yml").write_text(SOURCE, encoding="utf-8")
    (channel,) = load_catalog((tmp_path,)).departments["red_cross"].channels
    assert channel.key == "email:office@redcross.example.cn"


@pytest.mark.parametrize(
    ("channel", "told"),
    [
        ("{kind: email, address: 王某 <a@b.cn>}", "address"),
        ('{kind: email, address: "a@b.cn\\nBcc: c@d.cn"}', "address"),
        ("{kind: email, address: a@b.cn, password: x}", "password"),
        ("{kind: wecom, robot: 'https://qyapi.weixin.qq.com/send?key=x'}", "robot"),
        ("{kind: dingtalk, robot: group, secret: SECx}", "secret"),
        ("{kind: sms, number: '1'}", "sms"),
    ],
)
def test_what_is_no_address_or_is_a_secret_is_refused_with_its_line(
    tmp_path: Path, channel: str, told: str
) -> None:
    with pytest.raises(CatalogError) as raised:
        load(tmp_path, channel)
    (problem,) = raised.value.problems
    assert told in problem.message and problem.line == 6


def test_a_channel_is_declared_once(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="channels declared twice: wecom:group"):
        load(tmp_path, "{kind: wecom, robot: group}", "{kind: wecom, robot: group}")
