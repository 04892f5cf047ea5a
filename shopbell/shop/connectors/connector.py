"""A connector: how one kind of shop system is asked, listened to, and acted in. One class for each kind.

It only speaks with the shop system; what is made of its items (rows, progress, errors, retries) is the same for all
kinds. Every method may raise ShopTrouble, and those that reach out Throttled. An answer that cannot be read is trouble
too, in whichever line a connector stumbles over it.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext as _
from pydantic import ValidationError

from shopbell.core.errors import Refused

from ..actions.preview import Plan
from ..actions.run import ActionRun
from .errors import ShopTrouble
from .item import Broken, Call, Changed, Done, Field, Heard, Item, Page, Shop, Words

if TYPE_CHECKING:
    from .connection import Connection

NOUNS = ("products", "customers", "orders")
UNREADABLE = (ValidationError, LookupError, TypeError, ValueError, AttributeError, ArithmeticError, Refused)
ASKING = ("check", "page", "fetch", "open_hooks", "found", "act", "undo")  # the methods that reach out


class Connector(ABC):
    kind: ClassVar[str]  # at most 12 letters
    label: ClassVar[Words]
    lead: ClassVar[Words]  # what the owner must do there first
    fields: ClassVar[tuple[Field, ...]]
    nouns: ClassVar[tuple[str, ...]] = NOUNS  # in the order of the import
    actions: ClassVar[frozenset[str]] = frozenset()  # what it can do there, of `shop.actions`
    undoes: ClassVar[frozenset[str]] = frozenset()  # which of those it can take back
    instead: ClassVar[Mapping[str, Words]] = {}  # what the agent does in the place of one that it cannot do

    def __init_subclass__(cls, **kwargs: Any):
        super().__init_subclass__(**kwargs)
        for name in ASKING:
            if name in vars(cls):
                setattr(cls, name, _understood(vars(cls)[name]))

    def __init__(self, connection: "Connection"):
        self.connection = connection

    @abstractmethod
    def check(self) -> Shop:
        """Ask the shop who it is, which shows that the keys fit."""

    @abstractmethod
    def page(self, noun: str, *, cursor: str, since: datetime | None) -> Page:
        """A page of all there is, or of what changed `since`; ordered so that a change meanwhile hides nothing."""

    @abstractmethod
    def fetch(self, noun: str, key: str) -> Item | Broken | None:
        """One thing as it is now; None when the shop has it no more."""

    def open_hooks(self, address: str) -> str:
        """Have the shop call `address` on every change, once each however often this is asked.

        Returns the secret that calls are signed with where the desk chose it; empty when nothing is to be kept."""
        return ""

    @abstractmethod
    def hear(self, call: Call) -> Heard | None:
        """Whether the shop itself sent `call`, over its raw bytes; None for one that says nothing, as a first trial.

        Raises NotGenuine. Asks nobody."""

    @abstractmethod
    def told(self, topic: str, body: bytes) -> Sequence[Item | Broken | Changed]:
        """What a genuine webhook says. Asks nobody."""

    def order_address(self, key: str) -> str:
        """Where the shop's own staff see the order; empty when nobody knows."""
        return ""

    @classmethod
    def objection(cls, action: str, plan: Plan) -> str:
        """Why the shop will not do `plan`, in a sentence, as far as the desk knows that itself. Asks nobody."""
        return ""

    def found(self, run: ActionRun) -> Done | None:
        """Whether the shop has done `run` already, as after a crash; asked before each call."""
        return None

    def act(self, run: ActionRun) -> Done:
        """Do `run` there, marked with its key. Raises ShopRefuses when the shop will not; then nothing was done."""
        raise NotImplementedError

    def undo(self, run: ActionRun) -> Done:
        """Take back there what `run` has done; done once however often this is asked. Raises ShopRefuses when the shop
        will not."""
        raise NotImplementedError


def _understood(method: Callable) -> Callable:
    """`method`, for which an answer that cannot be read is a shop in trouble, as one that does not come."""

    @wraps(method)
    def ask(*args: Any, **named: Any) -> Any:
        try:
            return method(*args, **named)
        except UNREADABLE as error:
            raise ShopTrouble(words_of(error)) from error

    return ask


def read_item(noun: str, key: str, read: Callable[[], Item]) -> Item | Broken:
    """What `read` makes of it; a thing that cannot be read does not hold up the others."""
    try:
        return read()
    except UNREADABLE as error:
        return Broken(noun, key, words_of(error))


def words_of(error: Exception) -> str:
    """What is wrong, in one line, without the values: they may be somebody's address."""
    if isinstance(error, ValidationError):
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
    if isinstance(error, Refused):
        return str(error)
    if isinstance(error, LookupError):
        return _("Something is missing: %(what)s") % {"what": str(error)[:80]}
    return _("It is not what the shop system documents (%(what)s).") % {"what": type(error).__name__}
