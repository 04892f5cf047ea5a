"""The files that our own articles show: they lie in `pictures/` and `films/`, and the Markdown names them there.

Each is kept as an editor's file is, once, whichever articles and languages show it: its key is made of its name, so a
language that comes later shows the same file. One that was swept since is kept again.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

from django.core.files.base import File

from shopbell.accounts.agent import Agent

from ..article_files import ADDRESS
from ..help_file import HelpFile
from ..keeping_files import keep_help_file, keep_own_picture
from .drawings import FILMS, PICTURES

BESIDE = re.compile(r"\.\./\.\./(?:pictures|films)/([\w.-]+)\Z")


def key_of(name: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"https://shopbell.example/starter/{name}")


def placed(tag: str, name: str, value: str) -> str:
    """The address of a file that Markdown names, for `to_body`; any other value as it is."""
    found = BESIDE.match(value)
    return HelpFile(pk=key_of(found[1]), name=found[1]).address if found else value


def keep_pictures(bodies: Iterable[str], *, by: Agent) -> None:
    """Keep the files that `bodies` show and that the help centre has not yet."""
    ours = {str(key_of(file.name)): file for folder in (PICTURES, FILMS) for file in folder.iterdir()}
    shown = {key for body in bodies for key in ADDRESS.findall(body)} & ours.keys()
    there = {str(key) for key in HelpFile.objects.filter(pk__in=shown).values_list("pk", flat=True)}
    for key in sorted(shown - there, key=lambda key: ours[key].name):
        _keep(ours[key], UUID(key), by)


def _keep(file: Path, key: UUID, by: Agent) -> None:
    """A picture as it is: it was drawn in the kind and size that are kept, and is none of a stranger's."""
    if file.suffix == ".webp":
        keep_own_picture(file.read_bytes(), file.name, by=by, known_as=key)
        return
    with file.open("rb") as source:
        keep_help_file(File(source), file.name, file.stat().st_size, by=by, known_as=key)
