"""What the parts of an address are called where it is: a ZIP code in the United States, a postcode in Britain.

Which country says which is of libaddressinput's data (`zip_name_type` and `state_name_type`), with Ireland's Eircode,
which is younger than its address formats; the words are ours. A country that is not here says postcode and region.
Where an address needs a postcode is of the same data (`require`).
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

POSTCODES = {
    gettext_lazy("ZIP code"): "US AS FM GU MH MP PR PW UM VI",
    gettext_lazy("PIN code"): "IN",
    gettext_lazy("Eircode"): "IE",
}
REGIONS = {
    pgettext_lazy("address", "State"): "US AS AU BR FM GU IN MH MP MX MY NG PW UM VE VI",
    pgettext_lazy("address", "Province"): "AR CA CN CR ES HN ID IT PA PG PH SV TH TR VN",
    pgettext_lazy("address", "County"): "IE TW",
    pgettext_lazy("address", "Prefecture"): "JP",
    pgettext_lazy("address", "Emirate"): "AE",
    pgettext_lazy("address", "Department"): "CO NI",
    pgettext_lazy("address", "Parish"): "BB JM",
    pgettext_lazy("address", "Island"): "BS CV KI KN KY PF SC TV",
    pgettext_lazy("address", "Oblast"): "RU UA",
}

NEED_POSTCODES = frozenset(
    (
        "AS AT AU AX BE BL BR CA CH CN CZ DE DK EE ES FI FK FM FR GB GF GG GL GP GR GS GU HU IM IN IO IT JE JP KR LI "
        "LT LU LV MF MH MP MQ MX MY NC NL NO NZ PF PL PM PN PR PT PW RE RO RU SE SG SH SJ SK SM TC TR TW UA US VI WF "
        "YT ZA"
    ).split()
)


def needs_postcode(country: str) -> bool:
    """Whether nothing is delivered in `country`, a code, without one."""
    return country.upper() in NEED_POSTCODES


def part_word(name: str, country: str) -> str:
    """What the part `name` of an address (`address.PARTS`) is called in `country`."""
    words = {
        "name": _("Name"), "line1": _("Street and number"), "line2": _("More of the address"), "city": _("City"),
        "region": region_word(country), "postcode": postcode_word(country), "country": _("Country"),
    }  # fmt: skip
    return words.get(name, name)


def part_words(name: str) -> dict[str, str]:
    """What the part `name` is called in each country that says it otherwise, by code; below "" what all others say.
    Empty for a part that is called the same everywhere."""
    words = {"postcode": POSTCODES, "region": REGIONS}.get(name)
    if words is None:
        return {}
    otherwise = {code: str(word) for word, said in words.items() for code in said.split()}
    return {"": part_word(name, "")} | otherwise


def postcode_word(country: str) -> str:
    """What it is called in `country`, a code; for what is none, and where it has no other name, “Postcode”."""
    return _named(POSTCODES, country) or _("Postcode")


def region_word(country: str) -> str:
    """The same of the part of a country that an address names."""
    return _named(REGIONS, country) or _("Region")


def _named(words: dict, country: str) -> str:
    return next(
        (str(word) for word, said in words.items() if country and country.upper() in said.split()), ""
    )
