"""The mail service of one process: listeners and mailbox threads, started and stopped together."""

from dataclasses import dataclass

from .imap.watch import Fetchers
from .smtp.keeper import Keeper
from .smtp.listener import Listener, start_listeners


@dataclass
class Service:
    keeper: Keeper
    listeners: list[Listener]
    fetchers: Fetchers

    @property
    def ports(self) -> dict[str, int]:
        """Door → port, for the words that the command prints."""
        return {str(listener.door): listener.port for listener in self.listeners}

    def stop(self) -> None:
        """Take no more mail; returns when all that was accepted is kept."""
        for listener in self.listeners:
            listener.stop()
        self.fetchers.stop()
        self.keeper.stop()


def start() -> Service:
    """Begin to take mail in. OSError when a port is taken; then nothing is left running."""
    keeper = Keeper()
    keeper.start()
    try:
        listeners = start_listeners(keeper)
    except BaseException:
        keeper.stop()
        raise
    return Service(keeper, listeners, Fetchers().start())
