"""What may go wrong between the desk and a shop system; the words are fit for whoever runs the shop."""

from math import isfinite

from django.utils.translation import gettext as _


class ShopTrouble(Exception):
    """The shop system gave no answer that can be used. `is_lasting`: trying again does not help, somebody must look."""

    def __init__(self, words: str, *, is_lasting: bool = False):
        super().__init__(words)
        self.words, self.is_lasting = words, is_lasting


class Throttled(ShopTrouble):
    """It asks to slow down, and takes the next call after `seconds`."""

    def __init__(self, seconds: float):
        super().__init__(_("The shop system asks to slow down."))
        self.seconds = min(max(seconds if isfinite(seconds) else 10.0, 1.0), 3600.0)


class ShopRefuses(Exception):
    """The shop system will not do what it was asked, and nothing was done; `words` are its own."""

    def __init__(self, words: str):
        super().__init__(words)
        self.words = words


class NotGenuine(Exception):
    """A webhook that the shop system has not signed."""
