"""A real HTTP server on loopback that behaves as WeCom and DingTalk do: 200 to all it understood, ``errcode`` for the rest."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from assets.sending.post import RobotKey

WECOM_KEY = RobotKey("wecom-key-439901")
DINGTALK_KEY = RobotKey("dingtalk-token-439901", "SEC-dingtalk-secret-439901")
OK, DROP = {"errcode": 0, "errmsg": "ok"}, "drop"
REFUSED = {"errcode": 310000, "errmsg": "keywords not in content"}
MINUTES = 60 * 60 * 1000


@dataclass
class RobotServer:
    """What was said, what is answered next, and where it listens."""

    url: str = ""
    said: list[str] = field(default_factory=list)
    """Texts that were taken, or may have been: those without a clear refusal."""
    attempts: int = 0
    answers: list[dict | str | int] = field(default_factory=list)
    """An object, another text, a bare status, or ``DROP``: no answer at all; afterwards ``OK``."""
    now: float = 0
    """Milliseconds that a signature is held against."""

    @property
    def urls(self) -> dict[str, str]:
        """Addresses as the settings name them."""
        return {"wecom": f"{self.url}/cgi-bin/webhook/send", "dingtalk": f"{self.url}/robot/send"}

    def answer(self, path: str, body: bytes) -> dict | str | int:
        """The service's answer to one request."""
        self.attempts += 1
        query = {k: v[0] for k, v in parse_qs(urlsplit(path).query).items()}
        if refusal := self._stranger(urlsplit(path).path, query):
            return refusal
        answer = self.answers.pop(0) if self.answers else OK
        if not isinstance(answer, dict) or answer["errcode"] == 0:
            said = json.loads(body)["markdown"]
            self.said.append(said.get("content") or said["text"])
        return answer

    def _stranger(self, path: str, query: dict[str, str]) -> dict | None:
        if path == "/cgi-bin/webhook/send":
            known = query == {"key": WECOM_KEY.key}
            return None if known else {"errcode": 93000, "errmsg": "invalid webhook url"}
        if query.get("access_token") != DINGTALK_KEY.key:
            return {"errcode": 300001, "errmsg": "token is not exist"}
        signed = f"{query.get('timestamp')}\n{DINGTALK_KEY.secret}".encode()
        digest = hmac.new(str(DINGTALK_KEY.secret).encode(), signed, hashlib.sha256).digest()
        fresh = abs(float(query.get("timestamp", 0)) - self.now) < MINUTES
        fits = fresh and base64.b64decode(query.get("sign", "")) == digest
        return None if fits else {"errcode": 310000, "errmsg": "sign not match"}


@contextmanager
def robot_server() -> Iterator[RobotServer]:
    """A server of both kinds of robots."""
    robots = RobotServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            answer = robots.answer(self.path, self.rfile.read(int(self.headers["Content-Length"])))
            if answer == DROP:
                self.close_connection = True
                return
            content = json.dumps(answer) if isinstance(answer, dict) else str(answer)
            self.send_response(answer if isinstance(answer, int) else 200)
            self.end_headers()
            self.wfile.write(content.encode())

        def log_message(self, format: str, *args: object) -> None:
            """Requests carry keys."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        robots.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield robots
        server.shutdown()
