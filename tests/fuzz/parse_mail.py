"""A fuzzer of the mail parser, no part of the suite: it looks for bytes that make an error inside, or take too long.

    pip install --target /tmp/atheris atheris
    PYTHONPATH=.:/tmp/atheris .venv/bin/python -m tests.fuzz.parse_mail FOLDER -max_total_time=1800

It begins with the corpus and keeps in FOLDER what reached new code. What it finds is written to a file that it names;
mend the parser and put the mail into the corpus.
"""

import os
import sys
import time
from pathlib import Path

import atheris

OWN = Path(__file__).resolve().parents[1] / "corpus/mail"
SECONDS = 20  # beyond these a mail of a few kilobytes is a fault

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shopbell.settings")
with atheris.instrument_imports(
    include=["shopbell.channels.email", "shopbell.core.html", "html.parser", "html2text"]
):
    import django

    django.setup()
    from shopbell.channels.email.parse import parse


def look(raw: bytes) -> None:
    """Raises when the parser does, when an error was caught inside, or when it took too long."""
    begun = time.process_time()
    inbound = parse(raw)
    faults = [each for each in inbound.defects if "Error" in each]
    assert not faults, faults
    assert time.process_time() - begun < SECONDS


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for path in OWN.rglob("*.eml"):
        (folder / f"{path.parent.name}-{path.stem}"[:200]).write_bytes(path.read_bytes())
    atheris.Setup([*sys.argv, "-max_len=8000", "-timeout=60", f"-artifact_prefix={folder}/found-"], look)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
