"""What a walk over the parts of a mail has found so far."""

from dataclasses import dataclass, field

from .protection import Protection


@dataclass(frozen=True)
class File:
    """An attachment. `content_id` is how the HTML names it, without its brackets."""

    name: str
    content_type: str
    content: bytes
    content_id: str = ""
    is_inline: bool = False


@dataclass
class Piece:
    """A stretch of the body: text, HTML or both forms of the same words."""

    text: str | None = None
    html: str | None = None


@dataclass
class Tree:
    """What a walk over the parts has found so far."""

    pieces: list[Piece] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    cards: dict[str, str] = field(
        default_factory=dict
    )  # of invitations, each with what is kept of its calendar
    mails: list[bytes] = field(default_factory=list)  # inside this one
    strays: list[str] = field(default_factory=list)  # words outside of all parts
    hints: list[Piece] = field(default_factory=list)  # words to be shown when the mail has no others
    defects: list[str] = field(default_factory=list)
    reaction: str = ""  # the emoji that the mail puts on the one it answers
    protection: Protection | None = None
    armour: list[str] = field(default_factory=list)  # of PGP, taken from around the words
    unwrapped: int = 0  # multiparts that were encoded as a whole; each is another copy of all that is in it

    def protect(self, found: Protection | None) -> None:
        """Note that the mail is signed or encrypted; that it is encrypted weighs more."""
        if found and (self.protection is None or found.is_encrypted):
            self.protection = found
