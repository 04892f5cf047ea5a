"""The keys of rows as browsers and addresses say them."""

MOST_DIGITS = 18  # what is longer may be more than the database counts to


def row_key(text: str) -> int:
    """The key that `text` says, in the digits of any script; 0, which no row has, where it says none."""
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else 0
