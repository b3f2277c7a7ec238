"""What is handed to whoever installs it agrees with what the code does."""

from __future__ import annotations

import configparser
import os
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from orchestration.instance import instance_config, open_instance
from orchestration.settings import Settings, read_settings

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of an empty home, whatever this process's environment says."""
    for name in [n for n in os.environ if n.startswith("YIYUAN_")]:
        monkeypatch.delenv(name)
    return read_settings(tmp_path / "home")


def test_the_explained_dagster_yaml_is_the_generated_one(settings: Settings):
    explained = yaml.safe_load((DEPLOY / "dagster.yaml").read_text())
    assert explained == instance_config(replace(settings, postgres_url="postgresql://of/a/server"))


def test_without_a_server_only_the_storage_differs(settings: Settings):
    with_server = instance_config(replace(settings, postgres_url="postgresql://of/a/server"))
    without = instance_config(settings)
    assert {name for name in with_server | without if with_server.get(name) != without.get(name)} == {
        "storage"
    }


def test_every_variable_that_is_read_is_explained():
    code = (ROOT / "orchestration" / "settings.py").read_text()
    read = set(re.findall(r"\bYIYUAN_[A-Z_]+\b", code))
    operations = (ROOT / "docs" / "operations.md").read_text()
    # of a variable that has a name in it, what stands before the name
    explained = set(re.findall(r"^\| `(YIYUAN_[A-Z_]+)(?:<[A-Z]+>\w*)?`", operations, re.MULTILINE))
    assert explained == read


def test_the_services_set_only_variables_that_are_explained():
    explained = set(
        re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs" / "operations.md").read_text(), re.MULTILINE)
    )
    said = set(re.findall(r"^([A-Z_]+)=", (DEPLOY / "yiyuan.env").read_text(), re.MULTILINE))
    assert said <= explained


@pytest.mark.parametrize("unit", UNITS, ids=lambda p: p.stem)
def test_a_unit_starts_a_program_that_is_installed_on_files_that_are_there(unit: Path):
    service = _unit(unit)["Service"]
    words = f"{service['ExecStart']} {service.get('ExecStartPre', '')}".split()
    for word in words:
        if word.startswith("/opt/yiyuan/.venv/bin/"):
            assert Path(sys.executable).with_name(Path(word).name).exists(), word
        elif word.startswith("/opt/yiyuan/"):
            assert (ROOT / word.removeprefix("/opt/yiyuan/")).exists(), word


def test_nothing_but_nginx_is_reachable_from_outside():
    web = _unit(DEPLOY / "systemd" / "yiyuan-web.service")["Service"]["ExecStart"]
    host, port = re.search(r"--host (\S+) --port (\d+)", web).groups()
    assert host == "127.0.0.1"
    nginx = (DEPLOY / "nginx.conf").read_text()
    assert re.findall(r"proxy_pass (\S+);", nginx) == [f"http://{host}:{port}"]
    assert "auth_basic_user_file" in nginx
    (server,) = yaml.safe_load((DEPLOY / "workspace.yaml").read_text())["load_from"]
    code = _unit(DEPLOY / "systemd" / "yiyuan-code.service")["Service"]["ExecStart"]
    assert f"--socket {server['grpc_server']['socket']}" in code


def test_telemetry_is_off_in_the_instance(settings: Settings):
    with open_instance(settings) as instance:
        assert not instance.telemetry_enabled


def _unit(path: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, strict=True)
    parser.optionxform = str
    parser.read(path)
    return parser
