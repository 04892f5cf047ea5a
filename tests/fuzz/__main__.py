"""Fuzzers of all that reads a stranger's bytes, no part of the suite: they look for an error inside, for what is lost, and
for what takes too long.

    pip install --target /tmp/atheris atheris
    PYTHONPATH=.:/tmp/atheris .venv/bin/python -m tests.fuzz mail FOLDER -max_total_time=1800

The first word is one of `target.TARGETS`. It begins with the corpus and keeps in FOLDER, outside of the repository, what
reached new code; it goes on from there the next time. What it finds is written to a file there called `found-…`: mend the
cause, and put the mail into `tests/corpus/mail` with its outcome. Other words are those of libFuzzer.
"""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import atheris

SECONDS = (
    5  # of the processor: beyond these a few kilobytes are a fault, though the fuzzer makes all of it slower
)
WORDS = [  # what a fuzzer would not come upon by itself
    *("Content-Type: ", "multipart/mixed; boundary=", "multipart/report; report-type=", "message/rfc822", "text/html"),
    *("Content-Transfer-Encoding: ", "quoted-printable", "base64", "Content-Disposition: attachment; filename*0*="),
    *("charset=", "utf-7", "iso-2022-jp", "=?utf-8?B?", "=?iso-8859-1?Q?", "?=", "format=flowed; delsp=yes", "\r\n\r\n"),
    *("message/delivery-status", "Action: failed", "Disposition: ", "Final-Recipient: rfc822; ", "BEGIN:VCALENDAR"),
    *("DKIM-Signature: v=1; a=rsa-sha256; ", "ARC-Seal: i=1; ", "Authentication-Results: ", "v=spf1 ", "include:"),
    *("---------- Forwarded message ---------", "-----Original Message-----", "On Mon, 1 Jan 2024 at 10:00, Mina wrote:"),
    *("From: Mina <mina@shopper.example>", "Subject: ", "<blockquote", "<div class=gmail_quote>", "<style>", "{\\\\rtf1"),
]  # fmt: skip

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shopbell.settings")
READ = ["shopbell.channels.email", "shopbell.core.html", "shopbell.core.plain_text", "html.parser"]
with atheris.instrument_imports(include=READ):
    import django

    django.setup()
    from .target import TARGETS


def timed(look: Callable[[bytes], None]) -> Callable[[bytes], None]:
    def looked(data: bytes) -> None:
        begun = time.process_time()
        look(data)
        spent = time.process_time() - begun
        assert spent < SECONDS, f"{spent:.1f} seconds"

    return looked


def main() -> None:
    target, folder = TARGETS[sys.argv[1]], Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in target.seeds():
        (folder / name[:200]).write_bytes(data)
    words = folder.with_suffix(".words")
    words.write_text("".join(f'"{each}"\n'.replace("\r\n", "\\x0d\\x0a") for each in WORDS))
    ours = ["-max_len=8000", "-timeout=60", f"-dict={words}", f"-artifact_prefix={folder}/found-"]
    atheris.Setup([sys.argv[0], *sys.argv[2:], *ours], timed(target.look))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
