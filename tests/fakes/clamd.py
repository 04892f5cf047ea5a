"""A clamd of our own, after its manual: it takes VERSION and INSTREAM, finds what it is told to find, and misbehaves."""

import socket
import struct
import threading

VIRUS = b"a virus of our own, for tests"


class FakeClamd:
    """Listens on a free port. `manner`: fine, away (hangs up at once), dies (in the middle), silent, or odd."""

    def __init__(self, *, most_bytes: int = 100_000):
        self.most_bytes, self.manner, self.seen = most_bytes, "fine", []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self.listener.close()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=[line], daemon=True).start()

    def _answer(self, line: socket.socket) -> None:
        with line, line.makefile("rb") as file:
            if self.manner == "away":
                return
            command = self._command(file)
            if command == b"zVERSION":
                line.sendall(b"ClamAV 1.4.6/27000/Thu Nov 26 2026\0")
            elif command == b"zINSTREAM":
                self._scan(line, file)
            else:
                line.sendall(b"UNKNOWN COMMAND\0")

    def _command(self, file) -> bytes:
        said = b""
        while not said.endswith(b"\0"):
            said += file.read(1)
        return said[:-1]

    def _scan(self, line: socket.socket, file) -> None:
        content = b""
        while (size := struct.unpack("!I", file.read(4))[0]) != 0:
            content += file.read(size)
            if self.manner == "dies":
                return
            if len(content) > self.most_bytes:
                line.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.seen.append(content)
        if self.manner == "silent":
            threading.Event().wait(3)
        elif self.manner == "odd":
            line.sendall(b"stream: Can't allocate memory ERROR\0")
        elif VIRUS in content:
            line.sendall(b"stream: Shopbell.Test.UNOFFICIAL FOUND\0")
        else:
            line.sendall(b"stream: OK\0")
