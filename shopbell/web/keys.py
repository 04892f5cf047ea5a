"""The keys of the console: one table, what each agent made of it, and the hints on buttons.

A key is one character, a named key, either with `mod+` (Ctrl or ⌘), `alt+` or `shift+` before it, or two of them one
after the other ("g i"). The base page hands the agent's table to `js/keys.ts`. A name without a handler there
presses the control that carries `{{ key_hint("name", agent) }}`; so a new key is mostly a line here.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup

from shopbell.accounts.agent import Agent
from shopbell.core.errors import Refused


class Key(NamedTuple):
    name: str
    default: str
    words: str | Promise
    where: str
    is_fixed: bool = False


EVERYWHERE, LIST, TICKET, ANSWER = "everywhere", "list", "ticket", "answer"
PLACES = {
    EVERYWHERE: _("Everywhere"),
    LIST: _("In the list"),
    TICKET: _("In a ticket"),
    ANSWER: _("While writing"),
}
KEYS = [
    Key("help", "?", _("Keyboard shortcuts"), EVERYWHERE),
    Key("undo", "z", _("Undo"), EVERYWHERE),
    Key("palette", "mod+k", _("Go to or do"), EVERYWHERE),
    Key("search", "/", _("Search"), EVERYWHERE),
    Key("write", "shift+n", _("New message"), EVERYWHERE),
    Key("give-next", "g t", _("Give me the next ticket"), EVERYWHERE),
    Key("accept-offer", "y", _("Accept the ticket that is offered"), EVERYWHERE),
    Key("go-inbox", "g i", _("Go to the inbox"), EVERYWHERE),
    Key("go-customers", "g c", _("Go to the customers"), EVERYWHERE),
    Key("go-notifications", "g n", _("Open the notifications"), EVERYWHERE),
    Key("go-wall", "g w", _("Go to the wall"), EVERYWHERE),
    Key("go-help", "g h", _("Go to the help centre"), EVERYWHERE),
    Key("go-settings", "g s", _("Go to the settings"), EVERYWHERE),
    Key("next", "j", _("Next ticket"), LIST),
    Key("previous", "k", _("Previous ticket"), LIST),
    Key("open", "enter", _("Open the ticket"), LIST, is_fixed=True),
    Key("filter", "l", _("Filter the list"), LIST),
    Key("select", "x", _("Select the ticket"), LIST),
    Key("select-range", "shift+x", _("Select up to the ticket"), LIST),
    Key("back", "o", _("Back to the list"), TICKET),
    Key("reply", "r", _("Reply"), TICKET),
    Key("reply-all", "shift+r", _("Answer all who take part"), TICKET),
    Key("note", "n", _("Write a note"), TICKET),
    Key("status", "s", _("Status"), TICKET),
    Key("assign", "a", _("Assign"), TICKET),
    Key("take", "shift+a", _("Assign to me"), TICKET),
    Key("macros", "m", _("Macros"), TICKET),
    Key("solve", "e", _("Solve"), TICKET),
    Key("tags", "t", _("Tags"), TICKET),
    Key("transfer", "shift+t", _("Transfer with a brief"), TICKET),
    Key("procedure", "shift+p", _("Start a procedure"), TICKET),
    Key("follow", "f", _("Follow the ticket, or no longer"), TICKET),
    Key("snooze", "h", _("Snooze"), TICKET),
    Key("spam", "!", _("Mark as spam"), TICKET),
    Key("delete", "#", _("Delete"), TICKET),
    Key("unread", "u", _("Go to the first unread message"), TICKET),
    Key("messages-only", "v", _("Messages only, or with events"), TICKET),
    Key("products", "c", _("Find a product"), TICKET),
    Key("files", "p", _("Pictures and files"), TICKET),
    Key("more", ".", _("More that can be done"), TICKET),
    Key("leave", "escape", _("Leave the text, then the ticket"), TICKET, is_fixed=True),
    Key("send", "mod+enter", _("Send"), ANSWER, is_fixed=True),
    Key("send-solve", "mod+shift+enter", _("Send and solve"), ANSWER, is_fixed=True),
]
STEP = re.compile(r"(?:(?:mod|alt|shift)\+)*(?:[^\s+]|\+|enter|escape|home|end|pageup|pagedown|delete)")
OF_THE_BROWSER = {f"mod+{letter}" for letter in "acfhlnopqrstvwxyz"} | {"mod+shift+n", "mod+shift+t"}
MAX_CHARACTERS = 30


def keys_of(agent: Agent) -> dict[str, str]:
    """Name and keys of all that are in force for `agent`."""
    return _in_force(tuple(agent.keys.items()), agent.has_letter_keys)


@lru_cache(maxsize=200)  # every control of every page asks for its hint
def _in_force(changed: tuple[tuple[str, str], ...], has_letter_keys: bool) -> dict[str, str]:
    own = dict(changed)
    chosen = {key.name: own.get(key.name, key.default) for key in KEYS}
    return {name: keys for name, keys in chosen.items() if keys and (has_letter_keys or not is_bare(keys))}


def key_table(agent: Agent | None) -> list[dict[str, str]]:
    """What the scripts know of the keys, in the order of the help; one that is not in force has empty `keys`."""
    if agent is None:
        return []
    force = keys_of(agent)
    return [
        {"name": key.name, "keys": force.get(key.name, ""), "words": str(key.words)}
        | {"where": str(PLACES[key.where])}
        for key in KEYS
    ]


def is_bare(keys: str) -> bool:
    """Whether a single character does it, which speech input and a stray hand press by chance (WCAG 2.1.4)."""
    return any(len(step.removeprefix("shift+")) == 1 for step in keys.split())


def change_keys(agent: Agent, wishes: Mapping[str, str], *, has_letter_keys: bool = True) -> None:
    """Give `agent` other keys, by name; an empty one switches it off, a missing one is the default.

    Raises Refused for what is no key, what the browser keeps for itself, and two actions on one key.
    """
    keys = {
        key.name: key.default if key.is_fixed else read_keys(wishes.get(key.name, key.default))
        for key in KEYS
    }
    _refuse_twins(keys)
    defaults = {key.name: key.default for key in KEYS}
    agent.keys = {name: chosen for name, chosen in keys.items() if chosen != defaults[name]}
    agent.has_letter_keys = has_letter_keys
    agent.save(update_fields=["keys", "has_letter_keys"])


def read_keys(text: str) -> str:
    """`text` as keys are kept: small letters, one space between steps."""
    steps = text.replace("Ctrl", "mod").lower().replace("ctrl+", "mod+").split()
    keys = " ".join(steps)
    if len(steps) > 2 or len(keys) > MAX_CHARACTERS or not all(STEP.fullmatch(step) for step in steps):
        raise Refused(
            _t("“%(keys)s” is no key. Type a letter, two with a space between, or mod+letter.")
            % {"keys": text[:40]}
        )
    if OF_THE_BROWSER.intersection(steps):
        raise Refused(
            _t("The browser keeps %(keys)s for itself. Choose another key.") % {"keys": show_keys(keys)}
        )
    return keys


def _refuse_twins(keys: dict[str, str]) -> None:
    """No key may do two things, nor begin what another needs two keys for."""
    words = {key.name: key.words for key in KEYS}
    used = sorted((chosen, name) for name, chosen in keys.items() if chosen)
    for (first, name), (second, other) in zip(used, used[1:], strict=False):
        if first == second or second.startswith(f"{first} "):
            said = {"keys": show_keys(first), "one": words[name], "other": words[other]}
            raise Refused(
                _t("%(keys)s cannot stand for both “%(one)s” and “%(other)s”. Change one of them.") % said
            )


def show_keys(keys: str) -> str:
    """As people read them: G I, Ctrl+Enter."""
    names = {"mod": "Ctrl"}
    steps = ["+".join(names.get(part, part.capitalize()) for part in _parts(step)) for step in keys.split()]
    return " ".join(steps)


def _parts(step: str) -> list[str]:
    return (
        [*step[:-2].split("+"), "+"]
        if len(step) > 1 and step.endswith("++")
        else step.split("+")
        if len(step) > 1
        else [step]
    )


def key_hint(name: str, agent: Agent) -> Markup:
    """Attributes for the control that does what the key `name` does: the scripts press it, screen readers say it."""
    keys = keys_of(agent).get(name, "")
    said = keys and " " not in keys
    shortcuts = show_keys(keys).replace("Ctrl", "Control") if said else ""
    if "Control" in shortcuts:
        shortcuts += f" {shortcuts.replace('Control', 'Meta')}"
    aria = Markup(' aria-keyshortcuts="{}"').format(shortcuts) if said else Markup("")
    return Markup('data-key="{}"').format(name) + aria


def key_words(name: str, agent: Agent) -> str:
    """The key for a tooltip: " (R)"; nothing where there is none."""
    keys = keys_of(agent).get(name, "")
    return f" ({show_keys(keys)})" if keys else ""


def key_cap(name: str, agent: Agent) -> Markup:
    """The key for the end of a menu's line; nothing where there is none."""
    keys = keys_of(agent).get(name, "")
    return Markup("<kbd>{}</kbd>").format(show_keys(keys)) if keys else Markup("")


def groups_of(agent: Agent) -> list[tuple[str, list[dict[str, Any]]]]:
    """All keys as the agent has them, under the title of where they work, for their page."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for key in KEYS:
        chosen = agent.keys.get(key.name, key.default)
        rows.setdefault(str(PLACES[key.where]), []).append({"key": key, "chosen": chosen})
    return list(rows.items())
