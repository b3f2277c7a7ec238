"""Robots of WeCom and DingTalk over real HTTP: the key, the signature, and what an answer means."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mail_server import free_port
from papers import ADDRESSEE, DINGTALK, WECOM, Passing, message, paper
from robot_server import DINGTALK_KEY, DROP, OK, REFUSED, WECOM_KEY, RobotServer, robot_server

from assets.sending.message import Message, Paper
from assets.sending.outcome import NotConfigured, Outcome, State
from assets.sending.post import Post, RobotKey
from assets.sending.robots import TEXT_BYTES, markdown, prepared_robot
from catalog.departments import Robot


@pytest.fixture(scope="module")
def server() -> Iterator[RobotServer]:
    with robot_server() as running:
        yield running


def attempt(server: RobotServer, channel: Robot, key: RobotKey, url: str | None = None) -> Outcome:
    """Say a receipt; the server's clock is ours."""
    now = Passing().now()
    server.now = now.timestamp() * 1000
    urls = {channel.kind: url} if url else server.urls
    return prepared_robot(message(paper(1)), channel, Post(robots={"health": key}, urls=urls), now)()


@pytest.mark.parametrize(("channel", "key"), [(WECOM, WECOM_KEY), (DINGTALK, DINGTALK_KEY)])
def test_a_robot_says_the_line_and_where_to_look(server: RobotServer, channel: Robot, key: RobotKey) -> None:
    assert attempt(server, channel, key).state is State.sent
    assert server.said[-1] == (
        "### 【一源】慈利县卫生健康局 接收回执\n- receipt 1 第1版\n\n> 请到发件箱查看：outbox/health/receipt"
    )


def test_a_wrong_key_or_a_wrong_signature_is_a_refusal_though_the_status_is_200(server: RobotServer) -> None:
    assert attempt(server, WECOM, RobotKey("other")).reason == "errcode 93000"
    assert attempt(server, DINGTALK, RobotKey(DINGTALK_KEY.key, "other")).reason == "errcode 310000"
    assert attempt(server, DINGTALK, RobotKey(DINGTALK_KEY.key)).reason == "errcode 310000"


@pytest.mark.parametrize(
    ("answer", "state", "reason"),
    [
        (OK, State.sent, None),
        (REFUSED, State.refused, "errcode 310000"),
        ({"errcode": 45009, "errmsg": "api freq out of limit"}, State.refused, "errcode 45009"),
        ("<html>login</html>", State.unclear, "NO_ERRCODE"),
        ("[0]", State.unclear, "NO_ERRCODE"),
        ('{"errcode": "none"}', State.unclear, "NO_ERRCODE"),
        (404, State.refused, "HTTP 404"),
        (302, State.refused, "HTTP 302"),
        (502, State.unclear, "HTTP 502"),
        (DROP, State.unclear, "NO_ANSWER RemoteDisconnected"),
    ],
)
def test_every_answer_has_one_meaning(server: RobotServer, answer, state: State, reason: str | None) -> None:
    server.answers = [answer]
    outcome = attempt(server, WECOM, WECOM_KEY)
    assert (outcome.state, outcome.reason) == (state, reason)


def test_who_is_not_there_was_not_told(server: RobotServer) -> None:
    outcome = attempt(server, WECOM, WECOM_KEY, f"http://127.0.0.1:{free_port()}/send")
    assert (outcome.state, outcome.reason) == (State.refused, "UNREACHED ConnectionRefusedError")


def test_a_robot_without_a_key_names_the_variable() -> None:
    with pytest.raises(NotConfigured, match="YIYUAN_ROBOT_HEALTH_KEY"):
        prepared_robot(message(paper(1)), WECOM, Post(), Passing().now())


@given(st.lists(st.text("报送批次回执\U00020000x", min_size=1, max_size=900), min_size=1, max_size=40))
def test_a_text_keeps_the_services_bound_and_always_says_where_to_look(lines: list[str]) -> None:
    papers = tuple(Paper("receipt", f"r/{i}", "1", line, "health/receipts") for i, line in enumerate(lines))
    text = markdown(Message("health", ADDRESSEE, "receipt", papers), "outbox")
    assert len(text.encode()) <= TEXT_BYTES
    assert text.endswith("> 请到发件箱查看：outbox/health/receipts")
