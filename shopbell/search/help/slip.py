"""Whether a word is likely a slip of the finger for another that is one change away, or another word.

The dictionary knows words that are right (`dictionary.py`); of all others this goes by how people slip: the first
letter is mostly right, and where it is not, a key beside it was hit. A “couch” is no “touch”.
"""

ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn")
BESIDE = {frozenset(pair) for row in ROWS for pair in zip(row, row[1:], strict=False)}


def is_slip(typed: str, meant: str) -> bool:
    """Of two folded words. Letters that no such keyboard has may stand for any."""
    first = typed[:1] + meant[:1]
    if len(typed) != len(meant) or first[:1] == first[1:] or typed[1:] != meant[1:] or not first.isascii():
        return True
    return frozenset(first) in BESIDE


def is_doubled(typed: str, meant: str) -> bool:
    """Whether `typed` is `meant` with one of its letters twice: “lampp” is sooner a “lamp” than “lamps”."""
    twice = (at for at in range(1, len(typed)) if typed[at] == typed[at - 1])
    return any(typed[:at] + typed[at + 1 :] == meant for at in twice)
