"""The demo shop. What others ask of it is here."""


def is_demo() -> bool:
    """Whether this desk is the demo shop's."""
    from .shop import is_demo

    return is_demo()


def sign_ins() -> list[tuple[str, str, str]]:
    """E-mail, password and role of every demo agent; empty on a real shop's desk."""
    from .sign_in import sign_ins

    return sign_ins()


def shown_sign_ins() -> list[tuple[str, str, str]]:
    """The same for the sign-in page; empty as soon as a network can reach the desk."""
    from .sign_in import shown_sign_ins

    return shown_sign_ins()
