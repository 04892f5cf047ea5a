"""How mail programs introduce a quote ("On … wrote:"), in the languages that people write to shops in.

Words alone are what people write themselves ("On Monday I wrote: …"), so an introduction also needs what a program
puts there: a date, an hour, an address. The more of these, the surer; how sure decides what may be folded below it.
"""

import re
from enum import IntEnum

LONGEST = (
    600  # characters of an introduction; patterns are only let near short lines, so their time is bounded
)
EDGES = " \t*_>-–—=|"
FEW_WORDS = 8


class Sure(IntEnum):
    """How sure it is that words introduce a quote."""

    NO = 0
    WITH_MARKS = 1  # when the lines below are marked as quoted
    ALONE = 2  # also when they are not


STARTS = (  # the words that begin a frame, where the language has some
    r"on|at|in\s+message", r"am|an", r"le", r"el", r"em|no\s+dia", r"il(?:\s+giorno)?|in\s+data", r"op",
    r"w\s+dniu|dnia", r"den|på|kl", r"pe|în\s+data", r"dne", r"dňa|dana|v", r"на", r"στις", r"vào|ngày", r"pada",
    r"בתאריך|ב", r"في|بتاريخ|در", r"在",
)  # fmt: skip
END_VERBS = (  # the frame ends with these
    r"wrote|writes|said|says|sent|has\s+written",
    r"schrieb|geschrieben|schrieben\s+sie",
    r"a\s+[ée]crit|écrivait|nous\s+a\s+dit",
    r"escribi[óo]|ha\s+escrito|escribiu|va\s+escriure|ha\s+escrit|escreveu",
    r"ha\s+scritto|scrisse",
    r"schreef|geschreven",
    r"skrev(?:\s+følgende)?|kirjoitti",
    r"napisał(?:\(a\)|a)?|pisze|napsal(?:\(a\)|a)?|napísal(?:\(a\)|a)?",
    r"je\s+napisa(?:o|la|l|o/la)|napisao(?:/la|\(la\)|\s+je)?",
    r"a\s+scris|(?:ezt|következőt)\s+írta|írta|(?:şunu\s+|şunları\s+)?yazdı|έγραψε",
    r"пишет|пише|писала?|писал\(а\)|написала?|написал\(а\)|написав|написа|напісаў",
    r"parašė|rašė|rakstīja|kirjutas",
    r"đã\s+viết|menulis|เขียนว่า|เขียน|ने\s+लिखा|लिखा",
    r"書きました|写道|寫道|写了|썼습니다",
    r"كتبت?|كتب/ت|כתבה?|כתב/ה|نوشت|نوشته\s+است",
)
JOINED_VERBS = (  # no space before these
    r"(?:は|が)書きました|のメール|のメッセージ|写道|寫道|写了|님이\s*작성|님이\s*쓴\s*글|작성"
)
MIDDLE_VERBS = (  # a name or a date still follows
    r"schrieb(?:en)?|schreef|heeft|skrev|kirjoitti|wrote\s+on|a\s+écrit\s+le|escribió\s+el|ha\s+scritto\s+il|ezt\s+írta|מאת"
)
START = re.compile(rf"^(?:{'|'.join(STARTS)})(?=[\s\d،,:־-])", re.IGNORECASE)
END_VERB = re.compile(
    rf"(?:^|[\s,،、()>\"'”」\dd])(?:{'|'.join(END_VERBS)})$|(?:{JOINED_VERBS})$", re.IGNORECASE
)
MIDDLE_VERB = re.compile(rf"(?:^|[\s>)])(?:{MIDDLE_VERBS})\s+(?P<rest>\S.{{0,200}})$", re.IGNORECASE)
DATE = re.compile(
    r"\d{1,4}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{2,4}|\d{1,4}\s?[年년]|\b(?:19|20)\d\d\b|"
    r"\d{1,2}(?:st|nd|rd|th|[.ºª])?[\s-](?:de\s+)?[^\W\d_]{3,20}|[^\W\d_]{3,20}\.?\s\d{1,2}\b"
)
HOUR = re.compile(
    r"(?<![\d./])\d{1,2}\s?[:.hH時点點시]\s?\d{2}(?![./]\d)|\d\s?[ap]\.?m\b|\d\s?[時点點시]", re.IGNORECASE
)
ADDRESS = re.compile(r"[^\s<>()@]{1,100}@[^\s<>()@]{1,100}")
NAME_AND_ADDRESS = re.compile(r"^[^<>@:]{0,60}<[^<>@\s]{1,100}@[^<>@\s]{1,100}>\s*$")
NAMED_ADDRESS = re.compile(r"[<(\[][^<>()@]{1,100}@[^<>()@]{1,100}[>)\]]\s*[:：]$")
MACHINE = re.compile(r"\bGMT[+-]\d|\svia\s|[\[(<]\s?mailto:", re.IGNORECASE)
QUOTING = re.compile(r"^(?:quoting|zitat\s+von|citando\s+a?|citazione\s+di|cité\s+de)\s", re.IGNORECASE)
POSTED = re.compile(r"^posted by .{1,80} on \d{1,2}/\d{1,2}/\d{4}$", re.IGNORECASE)
ISO = re.compile(r"^(?:19|20)\d\d[-/]\d{1,2}[-/]\d{1,2}\s")
OWN = (  # who writes "I wrote" or "as you said" writes it by hand
    r"i|we|you|he|she|they|me", r"ich|wir|du|ihr|er|sie|mir|uns|ihnen|dir", r"je|j'ai|nous|vous|tu",
    r"yo|usted(?:es)?|eu|nós|você", r"io|lei|mi", r"ik|wij|jij|jullie|mij", r"jag|jeg|mig|vi", r"ja|my|pan|pani",
    r"я|мы|ты|вы", r"我|我们|你|您|私", r"أنا",
)  # fmt: skip
TELLS = re.compile(r"\b(?:dass|folgend\w*|that|following|que|che|dat|att|at)\b", re.IGNORECASE)
OWN_WORDS = re.compile(rf"(?:^|[\s,'’])(?:{'|'.join(OWN)})(?=[\s,:.]|$)", re.IGNORECASE)


def introduction(words: str) -> Sure:
    """How surely `words` (a line, or a few joined) introduce a quote."""
    if not 6 <= len(words) <= LONGEST:
        return Sure.NO
    bare = words.strip(EDGES)
    frame = bare.rstrip(" :：.\t").rstrip(EDGES)
    is_closed = bare.endswith((":", "：")) or words.rstrip().endswith("--")
    verb = END_VERB.search(frame)
    if verb and verb.start() > 0:
        return _with_verb(frame[: verb.start() + 1], is_closed=is_closed)
    ends_with_address = words.rstrip().endswith(">") and "<" in words
    middle = MIDDLE_VERB.search(frame) if is_closed or ends_with_address else None
    if middle:
        rest = middle["rest"]
        is_told = len(rest.split()) > 2 * FEW_WORDS or OWN_WORDS.search(rest) or TELLS.search(rest)
        return Sure.NO if is_told else _by_facts(frame)
    return _without_verb(bare, frame, is_closed=is_closed)


def _by_facts(frame: str) -> Sure:
    has_date, has_address = DATE.search(frame) is not None, ADDRESS.search(frame) is not None
    if has_date and (has_address or HOUR.search(frame)):
        return Sure.ALONE
    return Sure.WITH_MARKS if has_date or has_address or MACHINE.search(frame) else Sure.NO


def _with_verb(before: str, *, is_closed: bool) -> Sure:
    sure = _by_facts(before)
    if OWN_WORDS.search(before):
        is_frame = START.match(before) is not None and HOUR.search(before) is not None
        return min(sure, Sure.WITH_MARKS) if is_frame or ADDRESS.search(before) else Sure.NO
    if is_closed and NAME_AND_ADDRESS.match(before):
        return Sure.ALONE
    if sure is Sure.ALONE and not is_closed and not ADDRESS.search(before):
        return Sure.WITH_MARKS
    if sure is not Sure.NO:
        return sure
    names = before.split()
    is_name = len(names) <= FEW_WORDS // 2 and not any(name[0].islower() for name in names)
    return Sure.WITH_MARKS if is_closed and is_name else Sure.NO


def _without_verb(words: str, frame: str, *, is_closed: bool) -> Sure:
    """A date and an address are enough for some programs: "пн, 5 мая 2025 г. в 10:00, Ада <ada@…>:"."""
    has_date, has_hour = DATE.search(frame) is not None, HOUR.search(frame) is not None
    has_address = ADDRESS.search(frame) is not None
    if has_date and has_hour and is_closed and NAMED_ADDRESS.search(words) and not OWN_WORDS.search(frame):
        return Sure.ALONE
    if has_date and ((has_address and (is_closed or ISO.match(frame))) or (is_closed and has_hour)):
        return Sure.WITH_MARKS
    is_machine = (
        POSTED.match(frame)
        or (QUOTING.match(frame) and has_address)
        or (ISO.match(frame) and MACHINE.search(frame))
    )
    return Sure.WITH_MARKS if is_machine else Sure.NO


def begins_frame(words: str) -> bool:
    """Whether `words` begin as a program's introduction does: with its first word, or with a figure."""
    words = words.strip(EDGES)
    return words[:1].isdigit() or START.match(words) is not None
