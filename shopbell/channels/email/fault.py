"""Whose fault an error is: that of one mail, or of what the desk stands on, which works again a little later."""

from django.db import DatabaseError, DataError, IntegrityError, InterfaceError
from procrastinate.exceptions import ConnectorException

from shopbell.core import blob


def is_passing(error: Exception) -> bool:
    """Whether it is no fault of the mail, so that the same mail may well be kept a little later."""
    if isinstance(error, DataError | IntegrityError):
        return False
    passing = OSError | MemoryError | DatabaseError | InterfaceError | ConnectorException | blob.Unreachable
    return isinstance(error, passing)
