"""The words that the editor of articles says, where gettext finds them; a test keeps list and scripts alike."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

WORDS = [
    N_("A column after"),
    N_("A row below"),
    N_("Address of the film on YouTube or Vimeo"),
    N_("Bold"),
    N_("Cancel"),
    N_("Captions as WebVTT, for people who cannot hear it"),
    N_("Choose a picture or a film first."),
    N_("Describe the picture"),
    N_("Describe the picture or film"),
    N_("Done"),
    N_("Film"),
    N_("Film of YouTube or Vimeo"),
    N_("Find a product"),
    N_("Formats"),
    N_("Heading"),
    N_("Italic"),
    N_("Link"),
    N_("Link to the reader's orders"),
    N_("List"),
    N_("No product is like that."),
    N_("Numbered list"),
    N_("Pasted as Markdown. To have the bare text, undo this and paste with Shift held down."),
    N_("Picture or file"),
    N_("Pictures are being kept …"),
    N_("Product"),
    N_("Put a product in"),
    N_("Put in a value of a policy"),
    N_("Quote"),
    N_("Redo"),
    N_("Smaller heading"),
    N_("Some pictures could not be taken along. Put them in one by one."),
    N_("Steps"),
    N_("Still picture, until it plays"),
    N_("Table"),
    N_("Take it away"),
    N_("Take the column away"),
    N_("Take the row away"),
    N_("Take the table away"),
    N_("The desk cannot be reached."),
    N_("The desk cannot be reached. What you wrote is still here."),
    N_("This text has parts that the editor does not know. Write it as HTML."),
    N_("Tip"),
    N_("Undo"),
    N_("Warning"),
    N_("What does the picture show? Readers who cannot see it hear this."),
    N_("What the film shows"),
    N_("Where does the link lead? Leave it empty to take it away."),
]


def editor_words() -> dict[str, str]:
    return {word: _(word) for word in WORDS}
