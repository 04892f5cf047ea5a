"""The reasons for exceptions that every desk begins with; they are written into the table once."""

from ..policies.default.words import N_

REASONS = [
    N_("Our mistake"),
    N_("The carrier's mistake"),
    N_("A loyal customer"),
    N_("Hardship"),
    N_("Goodwill"),
]
