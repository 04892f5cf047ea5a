"""Cards as a shopper's browser is told of them, with the words on their buttons, and as an agent sees them."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from shopbell.shop.actions.run import RunStatus
from shopbell.tickets.message import Message

from .card import Answer, CardKind, ChatCard, own_words


def cards_on(messages: Iterable[Message]) -> dict[int, list[ChatCard]]:
    """The cards of these messages by message; only what the desk wrote has some, and nothing is asked without that."""
    ids = [message.pk for message in messages if not message.is_from_customer]
    found: dict[int, list[ChatCard]] = {}
    if ids:
        for card in ChatCard.objects.filter(message__in=ids).select_related("run", "variant").order_by("pk"):
            found.setdefault(card.message_id, []).append(card)
    return found


def more_of(messages: list[Message]) -> dict[int, dict[str, Any]]:
    """What the bubbles of `messages` have besides: their cards, and the text without the cards' words."""
    by_id = {message.pk: message for message in messages}
    return {
        pk: {"text": own_words(by_id[pk].text, cards), "cards": [card_told(card) for card in cards]}
        for pk, cards in cards_on(messages).items()
    }


def card_told(card: ChatCard) -> dict[str, Any]:
    """One card, in the shopper's language where the desk speaks, and as it was sent where it was told."""
    asks = (
        {"yes": _("Yes, I agree"), "no": _("No, please do not")} if card.is_change and not card.answer else {}
    )
    return {
        "id": card.pk,
        **{name: card.face.get(name) or "" for name in ("title", "picture", "page")},
        "lines": card.face.get("lines", []),
        "links": card.face.get("links", []),
        "choices": [
            each | {"is_chosen": each["id"] == card.variant_id} for each in card.face.get("choices", [])
        ],
        "asks": asks,
        "look": _("Look at it in the shop") if card.face.get("page") else "",
        "sold_out": _("sold out"),
        "now": outcome_words(card),
    }


def outcome_words(card: ChatCard) -> str:
    """What became of it, for the shopper; empty while they have said nothing."""
    if card.answer == Answer.DECLINED:
        return _("You declined. Nothing was changed.")
    if card.kind == CardKind.PRODUCT or not card.answer:
        return ""
    run = card.run
    if run is None or run.status == RunStatus.FAILED:
        return _("Thank you. Somebody of us looks into it and tells you here.")
    if run.status == RunStatus.UNDONE:
        return _("It was taken back.")
    if run.status == RunStatus.DONE:
        return _("Done.")
    return _("Thank you. We will tell you as soon as it is done.")


def state_words(card: ChatCard) -> str:
    """What became of it, for an agent."""
    if card.answer == Answer.CHOSEN:
        return _("Chose %(name)s") % {"name": card.variant or _("a variant that is gone")}
    if card.answer == Answer.DECLINED:
        return _("Declined")
    if card.answer == Answer.CONFIRMED:
        done = card.run.get_status_display() if card.run else _("not done")
        return _("Confirmed · %(done)s") % {"done": done}
    return _("Not answered yet") if card.is_change else ""
