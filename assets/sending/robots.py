"""A message of a robot in a WeCom or DingTalk group: counts and where to look, over HTTP."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import ssl
from contextlib import closing
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

from assets.sending.message import Message
from assets.sending.outcome import SENT, Outcome, Transmission, refused, unclear
from assets.sending.post import TIMEOUT_SECONDS, Post, RobotKey
from catalog.departments import Robot

PER_MINUTE = 20
"""Messages a robot may send in a minute, at WeCom and at DingTalk."""
TEXT_BYTES = 4096
"""WeCom's bound of a markdown text; DingTalk takes more."""
_ANSWER_BYTES = 64 * 1024


def prepared_robot(message: Message, channel: Robot, post: Post, now: datetime) -> Transmission:
    """The robot's message, ready to go; raises NotConfigured."""
    key, tls = post.robot(channel.robot), post.tls
    text = markdown(message, post.place)
    if channel.kind == "wecom":
        query, said = {"key": key.key}, {"content": text}
    else:
        query, said = {"access_token": key.key, **signature(key, now)}, {"title": message.title, "text": text}
    body = json.dumps({"msgtype": "markdown", "markdown": said}, ensure_ascii=False).encode()
    url = post.urls[channel.kind]

    def transmit() -> Outcome:
        return _transmit(url, query, body, tls)

    return transmit


def markdown(message: Message, place: str) -> str:
    """The text: a heading, a line a paper, where to look; lines in the middle give way to the bound."""
    lines = [f"- {line}" for line in message.lines]
    look = [f"> 请到发件箱查看：{place}/{folder}" for folder in message.places]
    while True:
        text = "\n".join([f"### {message.title}", *lines, "", *look])
        if len(text.encode()) <= TEXT_BYTES or not lines:
            return text
        lines.pop()


def signature(key: RobotKey, now: datetime) -> dict[str, str]:
    """DingTalk's signed time: HMAC-SHA256 of milliseconds, a line break and the secret; nothing without a secret."""
    if key.secret is None:
        return {}
    timestamp = str(round(now.timestamp() * 1000))
    digest = hmac.new(key.secret.encode(), f"{timestamp}\n{key.secret}".encode(), hashlib.sha256).digest()
    return {"timestamp": timestamp, "sign": base64.b64encode(digest).decode()}


def _transmit(url: str, query: dict[str, str], body: bytes, tls: ssl.SSLContext) -> Outcome:
    """One attempt; from the moment the request is under way only an answer says what became of it."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    connection = (
        HTTPSConnection(host, parts.port, timeout=TIMEOUT_SECONDS, context=tls)
        if parts.scheme == "https"
        else HTTPConnection(host, parts.port, timeout=TIMEOUT_SECONDS)
    )
    with closing(connection):
        try:
            connection.connect()
        except OSError as error:
            return refused(f"UNREACHED {type(error).__name__}")
        # a relay may have a query of its own
        target = f"{parts.path or '/'}?{'&'.join(filter(None, (parts.query, urlencode(query))))}"
        headers = {"Content-Type": "application/json; charset=utf-8"}
        try:
            connection.request("POST", target, body, headers)
            answer = connection.getresponse()
            return _meaning(answer.status, answer.read(_ANSWER_BYTES))
        except (OSError, HTTPException) as error:
            return unclear(f"NO_ANSWER {type(error).__name__}")


def _meaning(status: int, content: bytes) -> Outcome:
    """Both services answer 200 to everything they understood; ``errcode`` says whether they did it."""
    if status >= 500:
        return unclear(f"HTTP {status}")
    if status != 200:
        return refused(f"HTTP {status}")
    answer = _document(content)
    code = answer.get("errcode")
    if not isinstance(code, int):
        return unclear("NO_ERRCODE")
    return SENT if code == 0 else refused(f"errcode {code}", str(answer.get("errmsg")))


def _document(content: bytes) -> dict[str, Any]:
    """The answer as an object; anything else says nothing."""
    try:
        answer = json.loads(content)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}
