"""The two ways a wish is turned down. Anything else that is raised is a bug and crashes."""


class Refused(Exception):
    """A rule says no. The text is fit for the person who asked: which rule, and what to do instead."""

    status = 422  # what pages and calls answer
    place = ""  # the id of the element of the screen where it can be mended, if there is one


class TooLarge(Refused):
    """More was sent than is taken in."""

    status = 413


class Forbidden(Exception):
    """The person may not do this at all; pages answer 403."""
