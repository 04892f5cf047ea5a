"""The part that keeps watch over promises: it chooses goals for new tickets and tells of what is at risk or broken."""

from .part import Part


class Promises(Part):
    name = "promises"

    def start(self) -> None:
        from shopbell.promises.watch import Watch

        self._watch = Watch()
        self._watch.start()

    def stop(self) -> None:
        self._watch.stop()
