"""The language of macros: variables, conditions and a handful of filters, in Jinja's sandbox.

Whoever may configure macros must not be able to stop the desk with one, by mistake or on purpose. So a text is
held against lists of what is allowed: no loops, no calls, no arithmetic, and only filters whose result is about
as long as what they are given. Its size and depth have limits, so reading, compiling and filling it in end at once.
"""

import re
from collections.abc import Container, Mapping
from typing import Any

from django.utils.translation import gettext as _t
from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, Undefined, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from shopbell.core.errors import Refused

MAX_CHARACTERS = 20_000
MAX_NODES, MAX_DEPTH = 2_000, 40
FILTERS = (
    "default d upper lower capitalize title trim first last length count string int truncate replace".split()
)
TESTS = "defined undefined string number none true false eq == ne != lt < gt > le <= ge >= in".split()
NODES = (
    *(
        nodes.Template,
        nodes.Output,
        nodes.TemplateData,
        nodes.Name,
        nodes.Getattr,
        nodes.Const,
        nodes.If,
        nodes.CondExpr,
    ),
    *(nodes.Filter, nodes.Test, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Concat),
    nodes.Keyword,
)
# what a macro may name, with words that stand for it while it is written; floors above add theirs in AppConfig.ready
NAMES: dict[str, dict[str, Any]] = {
    "customer": {"name": "Mina Okafor", "first_name": "Mina"},
    "agent": {"name": "Ada Moreau", "first_name": "Ada"},
    "ticket": {"id": 4711, "subject": "Where is my parcel?"},
    "team": {"name": "Returns"},
}
JINJA_S_OWN = {"self", "super", "caller", "loop", "varargs", "kwargs"}
TOO_DEEP = (RecursionError, MemoryError, SyntaxError)  # Python's own, of a text that is nested without end


def replace(text: object, old: str, new: str) -> str:
    """Jinja's replace, refused where the result would be longer than a macro may be."""
    text, old, new = str(text), str(old), str(new)
    if len(text) + text.count(old) * len(new) > MAX_CHARACTERS:
        raise TooLong
    return text.replace(old, new)


class TooLong(Exception):
    """The text becomes longer than MAX_CHARACTERS."""


# what filling in may raise of a text that asks for what its words cannot do
UNFIT = (
    TemplateError,
    TooLong,
    ArithmeticError,
    TypeError,
    ValueError,
    LookupError,
    AttributeError,
    RecursionError,
)


class Sandbox(ImmutableSandboxedEnvironment):
    """Its dot finds words among words and nothing else: no attribute and no method of Python's."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        if isinstance(obj, Undefined):  # of a word that is missing all parts are: `order.number is defined`
            return obj
        return self.undefined(obj=obj, name=attribute)


SANDBOX = Sandbox(undefined=StrictUndefined, autoescape=False, optimized=False)
SANDBOX.filters = {name: SANDBOX.filters[name] for name in FILTERS} | {"replace": replace}
SANDBOX.tests = {name: SANDBOX.tests[name] for name in TESTS}
SANDBOX.globals.clear()
CONDITION, FILLED = re.compile(r"{%[^{}]*%}|{#[^{}]*#}"), re.compile(r"{{[^{}]*}}")
HTML_SANDBOX = SANDBOX.overlay(autoescape=True)  # whatever is filled in stands there as words


def without_code(text: str) -> str:
    """A macro's text as it is read at a glance: what is filled in is left open, and conditions are left out."""
    return FILLED.sub("…", CONDITION.sub("", text))


def compile_text(text: str, *, is_html: bool = False) -> Template:
    """The template of a macro's text; Refused, with the line, when it is none or does more than a macro may."""
    sandbox = HTML_SANDBOX if is_html else SANDBOX
    if len(text) > MAX_CHARACTERS:
        raise Refused(
            _t("A macro may have up to %(count)s characters. Shorten it.") % {"count": f"{MAX_CHARACTERS:,}"}
        )
    try:
        _check(sandbox.parse(text))
        return sandbox.from_string(text)
    except TemplateSyntaxError as error:  # also an unknown filter
        raise Refused(_syntax_sentence(error)) from None
    except (*TOO_DEEP, TemplateError, ValueError):
        raise Refused(_too_much()) from None


def refuse_unknown_names(text: str, *, without: Container[str] = ()) -> None:
    """Refused, with the line, when a readable text names what no ticket has: an agent would find out too late.

    The names in `without` count as unknown.
    """
    names = {name: parts for name, parts in NAMES.items() if name not in without}
    for line, name in _names(SANDBOX.parse(text)):
        whole, _dot, part = name.partition(".")
        if whole in names and (not part or part in names[whole]):
            continue
        known = ", ".join(f"{first}.{second}" for first in names for second in sorted(names[first]))
        raise Refused(
            _t("Line %(line)s names “%(name)s”, which no ticket has. There are: %(known)s.")
            % {"line": line, "name": name, "known": known}
        )


def _names(tree: nodes.Template) -> list[tuple[int, str]]:
    """Every name in the text with its line, dotted as it stands there, top to bottom."""
    found, waiting = [], [*tree.iter_child_nodes()]
    while waiting:
        node = waiting.pop(0)
        if name := _dotted(node):
            found.append((node.lineno, name))
        else:
            waiting += node.iter_child_nodes()
    return sorted(found)


def _dotted(node: nodes.Node) -> str:
    parts: list[str] = []
    while isinstance(node, nodes.Getattr):
        parts.insert(0, node.attr)
        node = node.node
    return ".".join([node.name, *parts]) if isinstance(node, nodes.Name) else ""


def fill_in(template: Template, words: Mapping[str, Any]) -> str:
    """The text with `words`. Raises TooLong, and what Jinja raises for words that are missing or do not fit."""
    pieces, length = [], 0
    for piece in template.generate(words):
        pieces.append(piece)
        length += len(piece)
        if length > MAX_CHARACTERS:
            raise TooLong
    return "".join(pieces)


def _check(tree: nodes.Template) -> None:
    """Walk the tree without recursion, since it may be as deep as somebody liked to make it."""
    waiting: list[tuple[nodes.Node, int]] = [(tree, 0)]
    count = 0
    while waiting:
        node, depth = waiting.pop()
        count += 1
        if not isinstance(node, NODES) or (isinstance(node, nodes.Name) and node.name in JINJA_S_OWN):
            raise Refused(
                _t("Line %(line)s does more than a macro may. Use variables, {%% if %%} and filters only.")
                % {"line": node.lineno}
            )
        if count > MAX_NODES or depth > MAX_DEPTH:
            raise Refused(_too_much())
        waiting += [(child, depth + 1) for child in node.iter_child_nodes()]


def _too_much() -> str:
    return _t("This is more than a macro can hold, or nested too deeply. Make it simpler.")


def _syntax_sentence(error: TemplateSyntaxError) -> str:
    return _t("Line %(line)s cannot be read: %(error)s. Write variables like {{ customer.first_name }}.") % {
        "line": error.lineno,
        "error": (error.message or "").rstrip("."),
    }
