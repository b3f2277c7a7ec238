"""A page as a browser shows it when its scripts have run."""

from __future__ import annotations

import subprocess
import tempfile
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

ALONE = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--window-size=1600,1000",
)  # fmt: skip
SCRIPTS_MILLISECONDS = 20_000


@dataclass(frozen=True)
class Page:
    """What is on the screen, as HTML and as its separate texts."""

    html: str
    title: str
    words: tuple[str, ...]


class _Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.title = ""
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style", "title"):
            self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if not data.strip():
            return
        if not self.inside:
            self.texts.append(data.strip())
        elif self.inside[-1] == "title":
            self.title = data.strip()


def shown_page(chromium: Path, url: str) -> Page:
    """Open a page of this machine in a fresh profile."""
    with tempfile.TemporaryDirectory(prefix="yiyuan-chromium-") as profile:
        done = subprocess.run(
            [chromium, *ALONE, f"--user-data-dir={profile}", f"--virtual-time-budget={SCRIPTS_MILLISECONDS}",
             "--dump-dom", url],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=True,
        )  # fmt: skip
    parser = _Texts()
    parser.feed(done.stdout)
    return Page(done.stdout, parser.title, tuple(parser.texts))
