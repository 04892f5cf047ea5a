"""An invitation: what a calendar part (RFC 5545, RFC 5546) says, as lines that a person reads.

Only what answers "what, when, where, who" is read, and times are shown in the zone that the sender named: working them
out for each reader would need the sender's own table of zones, which is wrong in much real mail.
"""

import quopri
import re
from dataclasses import dataclass
from datetime import datetime

from .charset import decode

LONGEST = 200_000  # characters of a calendar that are read
MOST_EVENTS = 3
MOST_PEOPLE = 10
LONGEST_VALUE = 2000
FOLDED = re.compile(r"\r?\n[ \t]")
LINE = re.compile(r"([A-Za-z0-9-]+)((?:;[^:\";]*(?:\"[^\"]*\"[^:\";]*)*)*):(.*)")
MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z?))?")
ESCAPED = re.compile(r"\\([\\;,nN])")
METHODS = {
    "REQUEST": "Invitation", "CANCEL": "Cancelled", "REPLY": "Answer to an invitation",
    "COUNTER": "Another time proposed", "DECLINECOUNTER": "The other time was declined",
    "REFRESH": "Asks for the invitation again", "ADD": "Added dates",
}  # fmt: skip
ANSWERS = {"ACCEPTED": "accepted", "DECLINED": "declined", "TENTATIVE": "tentative", "DELEGATED": "delegated"}
KINDS = {"VEVENT": "Event", "VTODO": "Task", "VJOURNAL": "Journal entry", "VFREEBUSY": "Free and busy times"}
FREQUENCIES = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}


@dataclass(frozen=True)
class Property:
    name: str
    parameters: str
    value: str

    def parameter(self, name: str) -> str:
        match = re.search(rf";{name}=(\"[^\"]*\"|[^;:]*)", self.parameters, re.IGNORECASE)
        return match[1].strip('"') if match else ""


def card(calendar: str) -> str:
    """The lines of an invitation, or empty when `calendar` says nothing about an event."""
    method, events = _read(calendar[:LONGEST])
    cards = [text for kind, event in events[:MOST_EVENTS] if (text := _card(method, kind, event))]
    more = len(events) - MOST_EVENTS
    if cards and more > 0:
        cards.append(f"{more} more in the calendar file.")
    return "\n\n".join(cards)


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


def _card(method: str, kind: str, event: list[Property]) -> str:
    first = {each.name: each for each in reversed(event)}
    summary = _text(first["SUMMARY"]) if "SUMMARY" in first else ""
    is_cancelled = method == "CANCEL" or (
        "STATUS" in first and first["STATUS"].value.strip().upper() == "CANCELLED"
    )
    label = "Cancelled" if is_cancelled else METHODS.get(method, KINDS[kind])
    lines = [f"{label}: {summary}" if summary else label]
    lines += [f"When: {when}" for when in [_when(first)] if when]
    lines += [f"Repeated: {_repeated(first['RRULE'].value)}"] if "RRULE" in first else []
    lines += (
        [f"Where: {_text(first['LOCATION'])}"] if "LOCATION" in first and _text(first["LOCATION"]) else []
    )
    lines += [f"Who: {who}" for who in [_who(event)] if who]
    if "COMMENT" in first:
        lines.append(f"Comment: {_text(first['COMMENT'])}")
    if "DESCRIPTION" in first and (words := _text(first["DESCRIPTION"])):
        lines += ["", words]
    return "\n".join(lines) if len(lines) > 1 or summary else ""


def _text(each: Property) -> str:
    if each.parameter("ENCODING").upper() == "QUOTED-PRINTABLE":  # vCalendar, from old phones
        return decode(
            quopri.decodestring(each.value.encode("utf-8", "replace")), each.parameter("CHARSET")
        ).strip()
    return ESCAPED.sub(lambda m: "\n" if m[1] in "nN" else m[1], each.value).strip()


def _when(first: dict[str, Property]) -> str:
    begin = first.get("DTSTART") or first.get("DUE")
    if begin is None:
        return ""
    start, zone = _moment(begin)
    end, end_zone = _moment(first["DTEND"]) if "DTEND" in first else ("", "")
    if "DTEND" not in first and "DURATION" in first:
        return _joined(start, zone) + f", for {_duration(first['DURATION'].value)}"
    if " " not in start and end:  # whole days; the end is the day after the last
        return start if _is_next_day(begin.value, first["DTEND"].value) else f"{start} until before {end}"
    if end and zone == end_zone:
        same_day = start[:10] == end[:10] and len(end) > 10
        return _joined(f"{start}–{end[11:]}" if same_day else f"{start} – {end}", zone)
    return _joined(start, zone) + (f" – {_joined(end, end_zone)}" if end else "")


def _moment(each: Property) -> tuple[str, str]:
    """`2026-03-05 10:00` and its zone; what is no moment stays as it is."""
    match = MOMENT.match(each.value.strip())
    if not match:
        return each.value.strip(), ""
    day = f"{match[1]}-{match[2]}-{match[3]}"
    if match[4] is None:
        return day, ""
    return f"{day} {match[4]}:{match[5]}", "UTC" if match[7] else each.parameter("TZID")


def _joined(moment: str, zone: str) -> str:
    return f"{moment} ({zone})" if zone else moment


def _is_next_day(start: str, end: str) -> bool:
    try:
        return (
            datetime.strptime(end.strip()[:8], "%Y%m%d") - datetime.strptime(start.strip()[:8], "%Y%m%d")
        ).days == 1
    except ValueError:
        return False


def _duration(value: str) -> str:
    units = {"W": "weeks", "D": "days", "H": "hours", "M": "minutes", "S": "seconds"}
    found = re.findall(r"(\d{1,6})([WDHMS])", value.upper())
    return " ".join(f"{int(number)} {units[unit]}" for number, unit in found) or value


def _repeated(rule: str) -> str:
    parts = dict(part.split("=", 1) for part in rule.strip().upper().split(";") if "=" in part)
    unit = FREQUENCIES.get(parts.get("FREQ", ""))
    if not unit:
        return rule.strip()
    interval = parts.get("INTERVAL", "1")
    words = [f"every {unit}" if interval == "1" else f"every {interval} {unit}s"]
    if "BYDAY" in parts:
        words.append(f"on {parts['BYDAY'].replace(',', ', ')}")
    if match := MOMENT.match(parts.get("UNTIL", "")):
        words.append(f"until {match[1]}-{match[2]}-{match[3]}")
    if "COUNT" in parts:
        words.append(f"{parts['COUNT']} times")
    return " ".join(words)


def _who(event: list[Property]) -> str:
    organizers = [_person(each) for each in event if each.name == "ORGANIZER"]
    attendees = [_person(each, with_answer=True) for each in event if each.name == "ATTENDEE"]
    shown = attendees[:MOST_PEOPLE]
    if len(attendees) > MOST_PEOPLE:
        shown.append(f"and {len(attendees) - MOST_PEOPLE} more")
    return " → ".join(", ".join(people) for people in (organizers[:1], shown) if people)


def _person(each: Property, *, with_answer: bool = False) -> str:
    name, value = each.parameter("CN").strip(), each.value.strip()
    address = value[7:] if value.lower().startswith("mailto:") else value
    person = f"{name} <{address}>" if name and name.lower() != address.lower() else address
    answer = ANSWERS.get(each.parameter("PARTSTAT").upper(), "") if with_answer else ""
    return f"{person} ({answer})" if answer else person
