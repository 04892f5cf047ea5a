"""What the customer is to hear of an action that was done: the sentence of the rule, and what they need for what comes
next, which is the number and the way of sending something back, the code of a voucher, or where a parcel is followed.
"""

from collections.abc import Callable
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from shopbell.core.moment import day as day_words
from shopbell.core.reader import language_of_words

from ..address import address_line
from ..carriers.page import CarrierPages
from ..policies.terms import Terms
from ..policies.wording import money, sentence_of
from .run import ActionRun
from .sending_back import instructions_in

LABEL_PAGES: list[
    Callable[[str], str]
] = []  # where a label of this number is printed; the floor above says so


def words_to_tell(run: ActionRun) -> str:
    """Paragraphs in the customer's language; empty for what is not done."""
    if run.status != "done":
        return ""
    return "\n\n".join(filter(None, [run.sentence, words_of_next(run)]))


def words_to_read(run: ActionRun) -> str:
    """The same on a page, in its language, without the label, which it shows. What is not done yet has its sentence,
    and what failed nothing."""
    if run.status == "failed":
        return ""
    reads = translation.get_language() or "en"
    sentence = sentence_of(run.version, reads, run.facts.get("values", {})) if run.version else run.sentence
    if run.status != "done":
        return sentence
    told = instructions_in(reads, _terms(run), run.settled_at or run.created_at) if _instructed(run) else ""
    return "\n\n".join(filter(None, [sentence, *_address(run), told, *_parcel(run)]))


def _instructed(run: ActionRun) -> bool:
    return bool(run.version and run.effects.get("data", {}).get("instructions"))


def _terms(run: ActionRun) -> Terms:
    return Terms.model_validate(run.version.terms if run.version else {})


def words_of_next(run: ActionRun) -> str:
    """The same without the sentence of the rule; empty where nothing comes next."""
    language = run.customer.language if run.customer else ""
    with translation.override(language_of_words(language)):
        parts = [*_address(run), *_sent_back(run), *_voucher(run), *_parcel(run)]
    return "\n\n".join(part for part in parts if part)


def label_page(number: str) -> str:
    """The address of the page with the label of a return or an exchange; empty when there is none."""
    return LABEL_PAGES[0](number) if LABEL_PAGES else ""


def _address(run: ActionRun) -> list[str]:
    if run.action != "change_address":
        return []
    return [_("It goes to: %(address)s") % {"address": address_line(run.effects["data"]["address"])}]


def _sent_back(run: ActionRun) -> list[str]:
    data = run.effects.get("data", {})
    label = data.get("label")
    if not label:
        return []
    number, carrier = label.get("code", ""), label.get("carrier", "")
    words = _("Number on the label: %(number)s") % {"number": number}
    page = label_page(number)
    printed = _("Label to print: %(address)s") % {"address": page} if page else ""
    return [
        "\n".join(filter(None, [f"{words} ({carrier})" if carrier else words, printed])),
        data.get("instructions", ""),
    ]


def _voucher(run: ActionRun) -> list[str]:
    data = run.effects.get("data", {})
    if not data.get("code"):
        return []
    amount = money(run.parameters["amount_cents"], run.parameters["currency"])
    words = _("Your voucher: %(code)s, worth %(amount)s") % {"code": data["code"], "amount": amount}
    if not data.get("expires_on"):
        return [words]
    day = day_words(date.fromisoformat(data["expires_on"]))
    return [_("%(voucher)s, good until %(day)s") % {"voucher": words, "day": day}]


def _parcel(run: ActionRun) -> list[str]:
    told = [run.parameters.get(name, "") for name in ("carrier", "tracking_number")]
    page = CarrierPages().at(*told)
    parcel = " ".join(filter(None, [*told, page]))
    return [_("Your parcel: %(parcel)s") % {"parcel": parcel}] if parcel else []
