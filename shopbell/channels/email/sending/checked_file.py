"""A file that goes out by mail goes out checked, where there is a virus scanner."""

from shopbell.channels.registry import DeliveryError
from shopbell.core.virus_check import check_of
from shopbell.tickets.attachment import Attachment


def require_clean(file: Attachment) -> None:
    """Raise DeliveryError for a file with a virus, for good; for one that nobody has looked at yet, to be tried again.

    What the scanner cannot look into (it is too large) goes out: an agent has chosen it, and no later try would help.
    """
    check = check_of(file.blob)
    if check and check.is_infected:
        raise DeliveryError(
            f"The file “{file.name}” has a virus ({check.virus}). The mail was not sent.", permanent=True
        )
    if check and check.is_waiting:
        raise DeliveryError(f"The file “{file.name}” is still to be checked for viruses.", permanent=False)
