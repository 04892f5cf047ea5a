"""A shop system in the tests, as the contract of connectors wants it."""

from typing import Protocol

from shopbell.shop.connectors.item import Call


class System(Protocol):
    """A shop system in a test: what happens in the shop, and what it says of itself."""

    kind: str

    def access(self) -> tuple[dict[str, str], dict[str, str]]:
        """What the owner writes down: plain, secret."""

    def sell(self, number: int) -> str:
        """An order of 79.90 EUR is placed and paid by card: its key there. Every tenth order is of one customer."""

    def note(self, key: str, words: str) -> None:
        """The shop writes a note to the order, which counts as a change of now."""

    def hook(self, key: str, delivery: str = "") -> Call:
        """The webhook that tells the order as it is now."""

    def throttle(self) -> None:
        """The next question is turned down as too early, once."""

    def go_down(self) -> None:
        """The next question is answered by an error of the shop's own, once."""

    def cut_next_action(self) -> None:
        """What the desk asks the shop to do next is done, and the line is cut before the answer."""

    def forget_keys(self) -> None:
        """The keys are not let in any more."""

    def is_cancelled(self, key: str) -> bool: ...

    def refunds(self, key: str) -> list[int]:
        """In cents."""

    def calls(self) -> int:
        """How many webhooks it was told to send."""
