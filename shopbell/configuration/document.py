"""The configuration as one readable file: JSON, a section for each table of the settings, names instead of ids.

It holds no secret, no person and no ticket. Importing it adds what is missing and changes what is said otherwise;
it deletes nothing, and a second time does nothing. Whatever it does not know it refuses, with the place.
"""

import json
import re
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.core.bus import publish
from shopbell.core.errors import Refused
from shopbell.core.lock import hold_until_commit

from .section import Change, Entry, Section
from .sections import sections

FORMAT, VERSION = "shopbell_configuration", 1
MOST_CHARACTERS = 1_000_000
KINDS = {
    str: _("a text"),
    int: _("a whole number"),
    bool: _("true or false"),
    list: _("a list"),
    dict: _("a group of keys"),
}
NUL = re.compile(
    r"(?<!\\)(?:\\\\)*\\u0000"
)  # as JSON writes it; behind another backslash it is four words of text


def export_configuration(by=None) -> str:
    """The whole configuration as text. `by` is who may see it all; None for whoever sits at the machine."""
    told = {section.name: section.told() for section in sections(by)}
    return json.dumps({FORMAT: VERSION, **told}, ensure_ascii=False, indent=2) + "\n"


def read_configuration(text: str, by=None) -> dict[str, list[Entry]]:
    """The sections of a file, each key known and of its kind. Raises Refused with the place of what is not."""
    if len(text) > MOST_CHARACTERS:
        raise Refused(_t("This file is too long to be a configuration."))
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused(_t("This is not a configuration file: %(error)s.") % {"error": error}) from None
    if not isinstance(document, dict) or FORMAT not in document:
        raise Refused(
            _t("This is not a configuration file: it does not begin with “%(key)s”.") % {"key": FORMAT}
        )
    if not _is_storable(document):
        raise Refused(_t("This file holds characters that cannot be kept."))
    if document.pop(FORMAT) != VERSION:
        raise Refused(_t("This file was written by another version of Shopbell, which this one cannot read."))
    known = {section.name: section for section in sections(by)}
    for name, entries in document.items():
        if name not in known:
            raise Refused(
                _t("There is no section “%(name)s”. There are: %(known)s.")
                % {"name": name, "known": ", ".join(known)}
            )
        _check_entries(known[name], entries)
    return document


@transaction.atomic
def import_configuration(text: str, by=None) -> list[Change]:
    """Make the desk say what the file does; returns what changed, row by row. Raises Refused, and nothing changed."""
    hold_until_commit("configuration")
    document = read_configuration(text, by)
    changes: list[Change] = []
    for section in sections(by):
        if done := section.apply(document.get(section.name, []), by=by):
            if section.permission and by is not None and not by.may(section.permission):
                raise Refused(
                    _t(
                        "The file changes “%(section)s”, which your role does not allow. Take that section out."
                    )
                    % {"section": section.name}
                )
            changes += done
    if changes:
        publish("queue")  # views and names on open screens
    return changes


def preview_configuration(text: str, by=None) -> list[Change]:
    """What `import_configuration` would do, with nothing done. Raises Refused as it would."""
    with transaction.atomic():
        changes = import_configuration(text, by)
        transaction.set_rollback(True)
    return changes


def _is_storable(document: Any) -> bool:
    """Whether the database can keep every text in it."""
    plain = json.dumps(document, ensure_ascii=False)
    try:
        plain.encode()
    except UnicodeEncodeError:  # half of a character
        return False
    return not NUL.search(plain)


def _check_entries(section: Section, entries: Any) -> None:
    if not isinstance(entries, list):
        raise _wrong(section.name, list)
    for place, entry in enumerate(entries, 1):
        where = f"{section.name} {place}"
        if not isinstance(entry, dict):
            raise _wrong(where, dict)
        if unknown := sorted(set(entry) - section.keys):
            raise Refused(
                _t("%(where)s has a key “%(key)s”, which there is not. There are: %(known)s.")
                % {"where": where, "key": unknown[0], "known": ", ".join(sorted(section.keys))}
            )
        for part in section.parts:
            if part.key in entry and type(entry[part.key]) is not part.kind:
                raise _wrong(f"{where}, {part.key}", part.kind)
        for key in section.identity:
            if key in section.needed and not entry.get(key):
                raise Refused(_t("%(where)s lacks “%(key)s”.") % {"where": where, "key": key})


def _wrong(where: str, kind: type) -> Refused:
    return Refused(_t("%(where)s must be %(kind)s.") % {"where": where, "kind": KINDS[kind]})
