"""Phone numbers as shoppers write them: only such as a shop can call without paying a fortune."""

import phonenumbers
from django.utils.translation import gettext as _
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from shopbell.core.errors import Refused
from shopbell.core.phone_in_text import numbers_apart

LONGEST = 40
COSTLY = {
    PhoneNumberType.PREMIUM_RATE,
    PhoneNumberType.SHARED_COST,
    PhoneNumberType.UAN,
    PhoneNumberType.PAGER,
    PhoneNumberType.VOICEMAIL,
}


def checked_number(written: object, country: str = "") -> str:
    """The number as E.164, like +442079460018; without a country code it is one of `country` (GB).

    Raises Refused when it is none, and for numbers that cost whoever calls them.
    """
    text = written.strip() if isinstance(written, str) else ""
    try:
        number = phonenumbers.parse(text[: LONGEST + 1], country or None)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or len(text) > LONGEST or not phonenumbers.is_valid_number(number) or number.extension:
        raise Refused(
            numbers_apart(
                _(
                    "This is no phone number that we can call. Write it with its country code, like +33 1 23 45 67 89."
                )
            )
        )
    if phonenumbers.number_type(number) in COSTLY:
        raise Refused(_("We cannot call this kind of number. Give us a usual one, please."))
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def shown_number(number: str) -> str:
    """As people read it: +44 20 7946 0018."""
    try:
        return phonenumbers.format_number(phonenumbers.parse(number), PhoneNumberFormat.INTERNATIONAL)
    except phonenumbers.NumberParseException:
        return number


def ending_of(number: str) -> str:
    """The last digits, for words that others may read too."""
    return f"…{number[-3:]}"
