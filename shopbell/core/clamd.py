"""A client of clamd, the daemon of ClamAV: one question, whether a file has a virus.

Its protocol (clamd(8), INSTREAM): the command, then the file in pieces, each behind its length, then a length of zero;
the answer is one line. Forty lines of our own, since the packages for it are asynchronous or old.
"""

import re
import socket
import struct
from collections.abc import Iterable
from contextlib import closing

CONNECT_SECONDS, ANSWER_SECONDS = 5, 120
LONGEST_ANSWER = 4096
PIECE = 64 * 1024
FOUND = re.compile(r"stream: (.+) FOUND")


class Away(Exception):
    """The scanner cannot be asked now, as a sentence; later it may answer."""


class CannotScan(Exception):
    """It will not look at this file, with its own words: it is too large, or broken in a way that it refuses."""


def scan(address: str, chunks: Iterable[bytes]) -> str:
    """The name of the virus in the file whose bytes are `chunks`, empty when there is none.

    `address` is host:port or the path of a socket. Raises Away, CannotScan.
    """
    try:
        with closing(_connect(address)) as line:
            line.sendall(b"zINSTREAM\0")
            _send(line, chunks)
            answer = _answer(line)
    except OSError as error:
        raise Away(f"The virus scanner at {address} does not answer ({error}).") from None
    if answer == "stream: OK":
        return ""
    if found := FOUND.fullmatch(answer):
        return found[1][:200]
    if not answer.endswith("ERROR"):
        raise Away(f"The virus scanner at {address} hung up in the middle.")
    if "limit" in answer.lower():
        raise CannotScan(answer[:300])
    raise Away(f"The virus scanner at {address} says: {answer[:200]}")


def version(address: str) -> str:
    """What the scanner says of itself. Raises Away."""
    try:
        with closing(_connect(address)) as line:
            line.sendall(b"zVERSION\0")
            answer = _answer(line)
    except OSError as error:
        raise Away(f"The virus scanner at {address} does not answer ({error}).") from None
    if not answer:
        raise Away(f"The virus scanner at {address} says nothing.")
    return answer


def _connect(address: str) -> socket.socket:
    if "/" in address:
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(CONNECT_SECONDS)
        try:
            line.connect(address.removeprefix("unix:"))
        except OSError:
            line.close()
            raise
    else:
        host, _, port = address.rpartition(":")
        line = socket.create_connection((host.strip("[]"), int(port)), timeout=CONNECT_SECONDS)
    line.settimeout(ANSWER_SECONDS)
    return line


def _send(line: socket.socket, chunks: Iterable[bytes]) -> None:
    """Send the pieces. It hangs up on a file that is too large, and has said so: that answer is still to be read."""
    try:
        for chunk in chunks:
            for start in range(0, len(chunk), PIECE):
                piece = chunk[start : start + PIECE]
                line.sendall(struct.pack("!I", len(piece)) + piece)
        line.sendall(struct.pack("!I", 0))
    except (BrokenPipeError, ConnectionResetError):
        pass


def _answer(line: socket.socket) -> str:
    said = b""
    while not said.endswith((b"\0", b"\n")) and len(said) < LONGEST_ANSWER:
        part = line.recv(LONGEST_ANSWER)
        if not part:
            break
        said += part
    return said.decode("utf-8", "replace").strip("\0\n ")
