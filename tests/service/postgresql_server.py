"""A PostgreSQL server of the test's own, on loopback, with a password, gone at the end."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from running_service import free_port

UNPRIVILEGED = "nobody"
SECRET = "synthetic"


@contextmanager
def postgresql(programs: Path) -> Iterator[str]:
    """The URL of a fresh server while the block lasts; ``programs`` holds ``initdb`` and ``pg_ctl``."""
    # not pytest's folder: only its owner can enter that one, and the server refuses to run as root
    folder = Path(tempfile.mkdtemp(prefix="yiyuan-postgresql-"))
    data, secret, port = folder / "data", folder / "secret", free_port()
    secret.write_text(SECRET)
    if os.geteuid() == 0:
        for path in (folder, secret):
            shutil.chown(path, UNPRIVILEGED)
    try:
        _run(programs / "initdb", "-D", data, "-U", "yiyuan", "-E", "UTF8", "--no-sync", "--auth", "scram-sha-256",
             "--pwfile", secret)  # fmt: skip
        _run(programs / "pg_ctl", "start", "-w", "-t", "60", "-D", data, "-l", folder / "log", "-o",
             f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off")  # fmt: skip
        try:
            yield f"postgresql://yiyuan:{SECRET}@127.0.0.1:{port}/postgres"
        finally:
            _run(programs / "pg_ctl", "stop", "-D", data, "-m", "immediate")
    finally:
        shutil.rmtree(folder)


def _run(*command: str | Path) -> None:
    prefix = ["runuser", "-u", UNPRIVILEGED, "--"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [*prefix, *map(str, command)], cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, text=True, timeout=90, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{command[0]}: {done.stderr}"
