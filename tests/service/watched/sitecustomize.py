"""Imported first by every Python process of a watched service: notes each address that is not of this machine."""

import os
import sys


def _note(event: str, arguments: tuple) -> None:
    if event not in ("socket.connect", "socket.getaddrinfo"):
        return
    host = arguments[0] if event == "socket.getaddrinfo" else arguments[1]
    if isinstance(host, tuple):
        host = host[0]
    elif event == "socket.connect":
        return  # the path of a local socket
    if host not in (None, "", "localhost", "127.0.0.1", "::1", "0.0.0.0"):
        with open(os.environ["CALLS_LOG"], "a") as log:
            log.write(f"{event} {host}\n")


sys.addaudithook(_note)
