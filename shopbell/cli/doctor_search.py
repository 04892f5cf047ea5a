"""What the doctor asks of the search."""

from .doctor_finding import Doubt


def search_by_meaning() -> str:
    """Whether what is switched on can be done: its package is optional, and the search goes on without it."""
    from shopbell.search.meaning.encoder import encoder_name
    from shopbell.search.meaning.setting import Meaning

    setting = Meaning.current()
    if not setting.is_on:
        return "off; words alone"
    if not encoder_name():
        raise Doubt(
            "on in Settings › Search by meaning, but its package is not installed, so words alone are looked for. "
            "`bin/setup vectors` installs it; then start the desk again"
        )
    return f"on, by {encoder_name()}, in {', '.join(setting.languages)}"
