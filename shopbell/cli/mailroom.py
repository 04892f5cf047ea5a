"""The part that takes mail in and watches mailboxes: the e-mail channel's service in threads of its own."""

from .part import Part


class Mailroom(Part):
    name = "mail"

    def start(self) -> None:
        from shopbell.channels.email import service

        self._handle = service.start()

    def stop(self) -> None:
        self._handle.stop()
