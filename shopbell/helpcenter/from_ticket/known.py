"""What the desk knows of the people of a ticket, as patterns over a folded text: in every spelling it will be found."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from shopbell.core.folding import fold

from .kind import Kind

BEGINS, ENDS = r"(?<![^\W_])", r"(?![^\W_])"
OWNED = r"(?:['’]?s)?"
ARABIC_BEGINS = r"(?<![^\W_])(?:[وبلفك]|ال)?"
# as long as people make them: without an end, a page of spaces would be looked through once for each of them
BETWEEN = r"[\s.,\-_/]{0,6}"
IN_NUMBER = r"[\s().\-/_·]{0,6}"
IN_CODE = r"[\s\-_/.#]{0,6}"
PARTICLES = set(
    """
    al am an and at auf bei ben bin bint da das de dei del den der des di die do dos du e el ibn im in la las le les
    los mac mc of san st st. the to und van ter ten vom von vor y zu zum zur
    """.split()
)
HOUSES = {"contact", "hello", "info", "kontakt", "mail", "office", "shop", "support", "team"}
WRITTEN_OUT = {
    "ä": "ae",
    "ö": "oe",
    "ü": "ue",
    "Ä": "Ae",
    "Ö": "Oe",
    "Ü": "Ue",
    "å": "aa",
    "Å": "Aa",
    "ø": "oe",
}
STREET = re.compile(r"(?:strasse|str)$")
MET = (Kind.NAME, Kind.ADDRESS)
FEWEST_DIGITS = 6  # of a phone number's own, without country and area


@dataclass
class Known:
    """Values as the desk keeps them."""

    names: list[str] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    handles: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)  # of orders, parcels, invoices, vouchers
    addresses: list[dict[str, str]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)  # that somebody wants covered besides
    met: list[tuple[Kind, str]] = field(
        default_factory=list
    )  # names and places that the texts themselves tell of

    def patterns(self) -> list[tuple[Kind, re.Pattern[str]]]:
        """Each as a pattern over folded text."""
        told = [
            (Kind.EMAIL, _any(_literal(each) for each in self.emails)),
            (Kind.ADDRESS, _any(each for address in self.addresses for each in _address(address))),
            (Kind.PHONE, _any(each for phone in self.phones for each in _phone(phone))),
            (Kind.HANDLE, _any([*self._handles()])),
            (Kind.NUMBER, _any(each for number in self.numbers for each in _number(number))),
            (Kind.NAME, _any(each for name in self._names() for each in _name(name))),
            (Kind.WORDS, _any(_literal(each) for each in self.words)),
        ]
        return [(kind, pattern) for kind, pattern in told if pattern]

    def met_patterns(self) -> list[tuple[Kind, re.Pattern[str]]]:
        """Each part of what was met; it is meant where it is not written small, since Will and Mark are words too."""
        told = [
            (kind, _any(part for each, name in self.met if each == kind for part in _name(name)))
            for kind in MET
        ]
        return [(kind, pattern) for kind, pattern in told if pattern]

    def _handles(self) -> Iterable[str]:
        """Handles, and what stands before the @ of an address: people are called so elsewhere too."""
        local = [email.partition("@")[0].partition("+")[0] for email in self.emails]
        for handle in [*self.handles, *(each for each in local if len(each) >= 4 and each not in HOUSES)]:
            if len(handle.lstrip("@")) >= 2:
                yield f"@?{_literal(handle.lstrip('@'))}"

    def _names(self) -> Iterable[str]:
        yield from self.names
        yield from (address["name"] for address in self.addresses if address.get("name"))


def _any(patterns: Iterable[str]) -> re.Pattern[str] | None:
    """One pattern of all, the longest first, so that a whole name is found before a part of it."""
    found = sorted({each for each in patterns if each}, key=lambda each: (-len(each), each))
    return re.compile("|".join(found)) if found else None


def _literal(value: str) -> str:
    """`value` with any white space in it, standing by itself."""
    words = [re.escape(word) for word in fold(value).split()]
    if not words:
        return ""
    begins = BEGINS if fold(value).split()[0][0].isalnum() else ""
    ends = ENDS if words[-1][-1].isalnum() else ""
    return begins + r"\s+".join(words) + ends


def _spellings(word: str) -> set[str]:
    """How `word` may be written, folded: Müller, Mueller, Muller."""
    written_out = "".join(WRITTEN_OUT.get(each, each) for each in word)
    folded = {fold(word), fold(written_out)}
    folded |= {re.sub("ae|oe|ue", lambda match: match[0][0], each) for each in list(folded)}
    return {each for each in folded if each}


def _word(word: str) -> str:
    spellings = sorted(_spellings(word), key=lambda each: (-len(each), each))
    return f"(?:{'|'.join(map(re.escape, spellings))})"


def _parts(name: str) -> list[str]:
    return [each for each in re.split(r"[\s,.\-_/()\"“”«»]+", name) if each]


def _name(name: str) -> Iterable[str]:
    """The whole name in either order, with initials before its last part, and each part but particles."""
    parts = _parts(name)
    if not parts:
        return
    begins = ARABIC_BEGINS if "\u0600" <= parts[0][0] <= "\u06ff" else BEGINS
    for order in (parts, parts[::-1]) if len(parts) > 1 else ():
        yield begins + BETWEEN.join(map(_word, order)) + OWNED + ENDS
    initials = "".join({fold(part)[:1] for part in parts})
    for part in parts:
        if len(part) < 2 or fold(part) in PARTICLES or part.isdigit():
            continue
        lead = rf"(?:[{re.escape(initials)}]\.\s?){{0,6}}"
        yield begins + lead + _word(part) + OWNED + ENDS


def _phone(phone: str) -> Iterable[str]:
    """As it is kept (+33612345678), with any signs between its digits, with or without its country."""
    import phonenumbers  # 30 MB of tables, wanted by few processes

    digits = re.sub(r"\D", "", fold(phone))
    if len(digits) < FEWEST_DIGITS:
        return
    country, own = "", digits
    try:
        number = phonenumbers.parse(phone, None)
        country, own = str(number.country_code), str(number.national_number)
    except phonenumbers.NumberParseException:
        pass
    spaced = IN_NUMBER.join(own)
    lead = rf"(?:(?:\+|00){IN_NUMBER}{IN_NUMBER.join(country)}{IN_NUMBER})?" if country else ""
    yield rf"(?<!\d){lead}\(?0?\)?{IN_NUMBER}{spaced}(?!\d)"
    yield rf"(?<!\d)\+?{IN_NUMBER.join(digits)}(?!\d)"


def _number(number: str) -> Iterable[str]:
    """Letters and digits with any signs between them; a short bare one (26) is as likely an amount and needs a mark."""
    plain = [each for each in fold(number) if each.isalnum()]
    if not plain:
        return
    mark = r"(?:[#№]\s?)?" if len(plain) >= 4 or not "".join(plain).isdigit() else r"[#№]\s?"
    yield rf"{mark}{BEGINS}{IN_CODE.join(map(re.escape, plain))}{ENDS}"


def _address(address: dict[str, str]) -> Iterable[str]:
    for part in ("line1", "line2"):
        if line := address.get(part, ""):
            yield BEGINS + r"[\s.,\-/]*".join(map(_street_word, _parts(line))) + ENDS
            yield _street_alone(line)
    for part in ("postcode", "city", "region"):
        words = _parts(address.get(part, ""))
        if words and len("".join(words)) >= 3:
            yield BEGINS + r"[\s\-]*".join(map(_word, words)) + OWNED + ENDS


def _street_alone(line: str) -> str:
    """The street without its house number."""
    words = [word for word in _parts(line) if not any(each.isdigit() for each in word)]
    if len("".join(words)) < 6 or len("".join(words)) == len("".join(_parts(line))):
        return ""
    return BEGINS + r"[\s.,\-]*".join(map(_street_word, words)) + ENDS


def _street_word(word: str) -> str:
    """Hauptstraße, Hauptstrasse, Hauptstr. are one."""
    spellings = [re.escape(each) for each in sorted(_spellings(word), key=lambda each: (-len(each), each))]
    return "(?:" + "|".join(STREET.sub(r"(?:strasse|str\\.?)", each) for each in spellings) + ")"
