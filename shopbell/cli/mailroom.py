"""The part that takes mail in and watches mailboxes: the e-mail channel's service in threads of its own."""

from shopbell.core.embedded_postgres import CannotStart

from .part import Part
from .terminal import say


class Mailroom(Part):
    name = "mail"

    def start(self) -> None:
        from shopbell.channels.email import service

        try:
            self._service = service.start()
        except OSError as error:
            raise CannotStart(
                f"Mail cannot be taken in ({error.strerror or error}): choose other ports with SHOPBELL_SMTP_PORT "
                "and SHOPBELL_LMTP_PORT; 0 switches a listener off."
            ) from error
        for door, port in self._service.ports.items():
            say(f"Mail is taken in by {door.upper()} on port {port}.")

    def stop(self) -> None:
        self._service.stop()
