"""The words that scripts say, where gettext finds them; a test keeps this list and the scripts alike."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

WORDS = [
    N_("Change keys…"),
    N_("Close"),
    N_("Copied"),
    N_("Keyboard shortcuts"),
    N_("Leave it"),
    N_("Passkeys need the desk's own name and HTTPS (or localhost) in the address."),
    N_("Take it over"),
    N_("Suggestions"),
    N_("That did not work. Reload the page and try again."),
    N_("The desk cannot be reached."),
    N_("The desk cannot be reached. What you wrote is still here; try again."),
    N_("The passkey did not work. Try again or use your password."),
    N_("This passkey is already there."),
    N_("This ticket is no longer here for you."),
    N_("Undo"),
    N_("Your availability was not saved. Try again."),
    N_("{} is answering this ticket right now. Take it over?"),
    N_("{} is writing an answer to this ticket."),
]


def script_words() -> dict[str, str]:
    """Each of them in the reader's language; nothing when that is English."""
    if (get_language() or "en").startswith("en"):
        return {}
    return {word: _(word) for word in WORDS}
