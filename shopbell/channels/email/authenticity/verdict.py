"""The verdict on a mail's sender, with the results that it rests on."""

from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum


class Result(StrEnum):
    """Of one check: the words of RFC 8601 §2.7."""

    PASS = "pass"  # noqa: S105 (no password)
    FAIL = "fail"
    SOFTFAIL = "softfail"
    NEUTRAL = "neutral"
    NONE = "none"
    TEMPERROR = "temperror"
    PERMERROR = "permerror"
    UNKNOWN = "unknown"  # it could not be asked: the mail came by another server


class Standing(StrEnum):
    """Of the sender."""

    VERIFIED = "verified"
    UNVERIFIED = "unverified"
    FORGED = "forged"
    PENDING = "pending"


@dataclass(frozen=True)
class Signature:
    """What became of one signature. `why` is for who looks after mail, in English."""

    domain: str
    selector: str
    result: Result
    why: str = ""
    header_fields: int = 0


@dataclass(frozen=True)
class Verdict:
    """`domain` vouches for the sender when it is verified; `policy` is what the sender's domain asks for otherwise.

    `by`: which check made it verified (dkim, spf, arc). `server` is another mail server whose word was taken.
    """

    standing: Standing
    sender: str = ""
    domain: str = ""
    by: str = ""
    spf: Result = Result.NONE
    spf_domain: str = ""
    spf_why: str = ""
    dmarc: Result = Result.NONE
    policy: str = ""
    arc: Result = Result.NONE
    arc_domain: str = ""
    signatures: list[Signature] = field(default_factory=list)
    server: str = ""

    @property
    def dkim(self) -> Result:
        """The best of its signatures."""
        results = {each.result for each in self.signatures}
        return next((each for each in BEST_FIRST if each in results), Result.NONE)

    @property
    def proves_mailbox(self) -> bool:
        """Whether an answer with our token may verify the sender's address: nothing speaks against the sender."""
        return self.standing in (Standing.VERIFIED, Standing.UNVERIFIED) and self.dmarc != Result.FAIL

    def about(self, sender: str) -> "Verdict":
        """This verdict as it counts for a mail whose author is `sender`: made about another, it proves nothing."""
        if sender == self.sender or not self.proves_mailbox:
            return self
        return replace(self, standing=Standing.UNVERIFIED, dmarc=Result.FAIL)

    def as_data(self) -> dict:
        """As JSON keeps it: what a stranger wrote may hold characters that the database refuses."""
        return _storable(asdict(self))


def _storable(data):
    if isinstance(data, str):
        return data.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(data, list):
        return [_storable(each) for each in data]
    return {name: _storable(each) for name, each in data.items()} if isinstance(data, dict) else data


BEST_FIRST = [Result.PASS, Result.TEMPERROR, Result.FAIL, Result.NEUTRAL, Result.PERMERROR]
