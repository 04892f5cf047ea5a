"""Exceptions to the shop's policies: made knowingly, for a reason and a price; and what goodwill may cost."""
