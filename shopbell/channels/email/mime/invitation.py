"""An invitation: what a calendar part (RFC 5545, RFC 5546) says, as lines that a person reads.

Only what answers "what, when, where, who" is read. A moment in UTC is told in the reader's zone; others stay in the
zone that the sender named: to work them out would need the sender's own table of zones, which is wrong in much mail.
"""

import quopri
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from .charset import decode

LONGEST = 200_000  # characters of a calendar that are read
MOST_EVENTS = 3
MOST_PEOPLE = 10
LONGEST_VALUE = 2000
LONGEST_KEPT = 10_000  # characters of what is kept of a calendar
FOLDED = re.compile(r"\r?\n[ \t]")
LINE = re.compile(r"([A-Za-z0-9-]+)((?:;[^:\";]*(?:\"[^\"]*\"[^:\";]*)*)*):(.*)")
MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z?))?")
ESCAPED = re.compile(r"\\([\\;,nN])")
N_ = str  # marks words for bin/translate: a parser knows no reader, `say` makes the words theirs
METHODS = {
    "REQUEST": N_("Invitation"), "CANCEL": N_("Cancelled"), "REPLY": N_("Answer to an invitation"),
    "COUNTER": N_("Another time proposed"), "DECLINECOUNTER": N_("The other time was declined"),
    "REFRESH": N_("Asks for the invitation again"), "ADD": N_("Added dates"),
}  # fmt: skip
ANSWERS = {
    "ACCEPTED": N_("accepted"), "DECLINED": N_("declined"), "TENTATIVE": N_("tentative"), "DELEGATED": N_("delegated"),
}  # fmt: skip
KINDS = {
    "VEVENT": N_("Event"), "VTODO": N_("Task"), "VJOURNAL": N_("Journal entry"), "VFREEBUSY": N_("Free and busy times"),
}  # fmt: skip
FREQUENCIES = {
    "DAILY": (N_("every day"), N_("every %s days")), "WEEKLY": (N_("every week"), N_("every %s weeks")),
    "MONTHLY": (N_("every month"), N_("every %s months")), "YEARLY": (N_("every year"), N_("every %s years")),
}  # fmt: skip
UNITS = {
    "W": N_("%s weeks"),
    "D": N_("%s days"),
    "H": N_("%s hours"),
    "M": N_("%s minutes"),
    "S": N_("%s seconds"),
}
SHOWN = {
    "SUMMARY", "STATUS", "DTSTART", "DTEND", "DUE", "DURATION", "RRULE", "LOCATION", "COMMENT", "DESCRIPTION",
    "ORGANIZER", "ATTENDEE",
}  # fmt: skip
Say = Callable[[str], str]


@dataclass(frozen=True)
class Property:
    name: str
    parameters: str
    value: str

    def parameter(self, name: str) -> str:
        match = re.search(rf";{name}=(\"[^\"]*\"|[^;:]*)", self.parameters, re.IGNORECASE)
        return match[1].strip('"') if match else ""


def card(calendar: str, say: Say = str, zone: tzinfo | None = None) -> str:
    """The lines of an invitation, or empty when `calendar` says nothing about an event.

    `say` translates its labels; moments in UTC are told in `zone`, if one is given.
    """
    method, events = _read(calendar[:LONGEST])
    cards = [text for kind, event in events[:MOST_EVENTS] if (text := _card(method, kind, event, say, zone))]
    more = len(events) - MOST_EVENTS
    if cards and more > 0:
        cards.append(say(N_("%s more in the calendar file.")) % more)
    return "\n\n".join(cards)


def title_of(calendar: str) -> str:
    """What its first event is called; empty when it has no name."""
    for _kind, event in _read(calendar[:LONGEST])[1]:
        for each in event:
            if each.name == "SUMMARY":
                return " ".join(_text(each).split())[:100]
    return ""


def kept_of(calendar: str) -> str:
    """What of `calendar` makes the same card; empty when that is too much to be kept."""
    method, events = _read(calendar[:LONGEST])
    lines = [f"METHOD:{method}"] if method else []
    for number, (kind, event) in enumerate(events):
        shown = [each for each in event if each.name in SHOWN] if number < MOST_EVENTS else []
        lines += [
            f"BEGIN:{kind}",
            *(f"{each.name}{each.parameters}:{each.value}" for each in shown),
            f"END:{kind}",
        ]
    kept = "\n".join(lines)
    return kept if len(kept) <= LONGEST_KEPT else ""


def _read(calendar: str) -> tuple[str, list[tuple[str, list[Property]]]]:
    """Its method, and the events with their properties; zones and alarms are passed over."""
    method = ""
    events: list[tuple[str, list[Property]]] = []
    inside: list[str] = []
    for line in FOLDED.sub("", calendar).splitlines():
        match = LINE.match(line.strip())
        if not match:
            continue
        each = Property(match[1].upper(), match[2], match[3][:LONGEST_VALUE])
        if each.name == "BEGIN":
            inside.append(each.value.strip().upper())
            if inside[-1] in KINDS:
                events.append((inside[-1], []))
        elif each.name == "END":
            del inside[-1:]
        elif each.name == "METHOD" and not method:
            method = each.value.strip().upper()
        elif events and inside and inside[-1] in KINDS:
            events[-1][1].append(each)
    return method, events


def _card(method: str, kind: str, event: list[Property], say: Say, zone: tzinfo | None) -> str:
    first = {each.name: each for each in reversed(event)}
    summary = _text(first["SUMMARY"]) if "SUMMARY" in first else ""
    is_cancelled = method == "CANCEL" or (
        "STATUS" in first and first["STATUS"].value.strip().upper() == "CANCELLED"
    )
    label = say(METHODS["CANCEL"] if is_cancelled else METHODS.get(method, KINDS[kind]))
    said = [
        (N_("When: %s"), _when(first, say, zone)),
        (N_("Repeated: %s"), _repeated(first["RRULE"].value, say) if "RRULE" in first else ""),
        (N_("Where: %s"), _text(first["LOCATION"]) if "LOCATION" in first else ""),
        (N_("Who: %s"), _who(event, say)),
        (N_("Comment: %s"), _text(first["COMMENT"]) if "COMMENT" in first else ""),
    ]
    lines = [
        f"{label}: {summary}" if summary else label,
        *(say(words) % value for words, value in said if value),
    ]
    if "DESCRIPTION" in first and (words := _text(first["DESCRIPTION"])):
        lines += ["", words]
    return "\n".join(lines) if len(lines) > 1 or summary else ""


def _text(each: Property) -> str:
    if each.parameter("ENCODING").upper() == "QUOTED-PRINTABLE":  # vCalendar, from old phones
        return decode(
            quopri.decodestring(each.value.encode("utf-8", "replace")), each.parameter("CHARSET")
        ).strip()
    return ESCAPED.sub(lambda m: "\n" if m[1] in "nN" else m[1], each.value).strip()


def _when(first: dict[str, Property], say: Say, zone: tzinfo | None) -> str:
    begin = first.get("DTSTART") or first.get("DUE")
    if begin is None:
        return ""
    start, start_zone = _moment(begin, zone)
    end, end_zone = _moment(first["DTEND"], zone) if "DTEND" in first else ("", "")
    if "DTEND" not in first and "DURATION" in first:
        return say(N_("%(moment)s, for %(duration)s")) % {
            "moment": _joined(start, start_zone),
            "duration": _duration(first["DURATION"].value, say),
        }
    if " " not in start and end:  # whole days; the end is the day after the last
        is_one = _is_next_day(begin.value, first["DTEND"].value)
        return start if is_one else say(N_("%(start)s until before %(end)s")) % {"start": start, "end": end}
    if end and start_zone == end_zone:
        same_day = start[:10] == end[:10] and len(end) > 10
        return _joined(f"{start}–{end[11:]}" if same_day else f"{start} – {end}", start_zone)
    return _joined(start, start_zone) + (f" – {_joined(end, end_zone)}" if end else "")


def _moment(each: Property, zone: tzinfo | None) -> tuple[str, str]:
    """`2026-03-05 10:00` and its zone; what is no moment stays as it is."""
    match = MOMENT.match(each.value.strip())
    if not match:
        return each.value.strip(), ""
    day = f"{match[1]}-{match[2]}-{match[3]}"
    if match[4] is None:
        return day, ""
    if match[7] and zone and (local := _local(f"{day} {match[4]}:{match[5]}", zone)):
        return f"{local:%Y-%m-%d %H:%M}", local.tzname() or ""
    return f"{day} {match[4]}:{match[5]}", "UTC" if match[7] else each.parameter("TZID")


def _local(moment: str, zone: tzinfo) -> datetime | None:
    try:
        return datetime.strptime(moment, "%Y-%m-%d %H:%M").replace(tzinfo=UTC).astimezone(zone)
    except (ValueError, OverflowError):  # the 31st of February, the year 9999
        return None


def _joined(moment: str, zone: str) -> str:
    return f"{moment} ({zone})" if zone else moment


def _is_next_day(start: str, end: str) -> bool:
    try:
        return (
            datetime.strptime(end.strip()[:8], "%Y%m%d") - datetime.strptime(start.strip()[:8], "%Y%m%d")
        ).days == 1
    except ValueError:
        return False


def _duration(value: str, say: Say) -> str:
    found = re.findall(r"(\d{1,6})([WDHMS])", value.upper())
    return " ".join(say(UNITS[unit]) % int(number) for number, unit in found) or value


def _repeated(rule: str, say: Say) -> str:
    parts = dict(part.split("=", 1) for part in rule.strip().upper().split(";") if "=" in part)
    every = FREQUENCIES.get(parts.get("FREQ", ""))
    if not every:
        return rule.strip()
    interval = parts.get("INTERVAL", "1")
    words = [say(every[0]) if interval == "1" else say(every[1]) % interval]
    if "BYDAY" in parts:
        words.append(say(N_("on %s")) % parts["BYDAY"].replace(",", ", "))
    if match := MOMENT.match(parts.get("UNTIL", "")):
        words.append(say(N_("until %s")) % f"{match[1]}-{match[2]}-{match[3]}")
    if "COUNT" in parts:
        words.append(say(N_("%s times")) % parts["COUNT"])
    return " ".join(words)


def _who(event: list[Property], say: Say) -> str:
    organizers = [_person(each) for each in event if each.name == "ORGANIZER"]
    attendees = [_person(each, say) for each in event if each.name == "ATTENDEE"]
    shown = attendees[:MOST_PEOPLE]
    if len(attendees) > MOST_PEOPLE:
        shown.append(say(N_("and %s more")) % (len(attendees) - MOST_PEOPLE))
    return " → ".join(", ".join(people) for people in (organizers[:1], shown) if people)


def _person(each: Property, say: Say | None = None) -> str:
    """A person as they are called, and for whoever `say` is given what they answered."""
    name, value = each.parameter("CN").strip(), each.value.strip()
    address = value[7:] if value.lower().startswith("mailto:") else value
    person = f"{name} <{address}>" if name and name.lower() != address.lower() else address
    answer = ANSWERS.get(each.parameter("PARTSTAT").upper(), "") if say else ""
    return f"{person} ({say(answer)})" if say and answer else person
