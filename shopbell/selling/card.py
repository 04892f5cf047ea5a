"""A chat card: a product, an order, or a change that is asked for, as an agent sends it into a chat.

A card hangs on the message that brought it and goes wherever that goes: taken back, merged, split, deleted. The same
stands in words at the end of the message's text, so that a mail, a transcript, the search and the API have all of it.
What a shopper sees is kept as it was when it was sent: a price that changes later was not what they were told.
"""

from django.db import models
from django.utils.translation import pgettext_lazy

from shopbell.tickets.message import Message


class CardKind(models.TextChoices):
    PRODUCT = "product"
    ORDER = "order"
    CHANGE = "change"  # of an order, which the shopper confirms or declines


class Answer(models.TextChoices):
    CHOSEN = "chosen", pgettext_lazy("card", "Chosen")
    CONFIRMED = "confirmed", pgettext_lazy("card", "Confirmed")
    DECLINED = "declined", pgettext_lazy("card", "Declined")


class ChatCard(models.Model):
    message = models.ForeignKey(Message, models.CASCADE, related_name="cards")
    kind = models.CharField(max_length=10, choices=CardKind)
    product = models.ForeignKey("shop.Product", models.SET_NULL, null=True, related_name="+")
    order = models.ForeignKey("shop.Order", models.SET_NULL, null=True, related_name="+")
    face = models.JSONField(
        default=dict, help_text="what the shopper sees: title, lines, picture, page, choices"
    )
    words = models.TextField(help_text="the same in words; the end of the message's text")
    action = models.CharField(max_length=40, blank=True, help_text="that a change would do")
    parameters = models.JSONField(default=dict)
    effects = models.JSONField(default=dict, help_text="of the action, as the shopper was told")
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    variant = models.ForeignKey("shop.Variant", models.SET_NULL, null=True, related_name="+")
    run = models.OneToOneField("shop.ActionRun", models.SET_NULL, null=True, related_name="card")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]

    @property
    def is_change(self) -> bool:
        return self.kind == CardKind.CHANGE


def own_words(text: str, cards: list[ChatCard]) -> str:
    """What stands above the cards in a message's `text`; all of it when they are not its end."""
    tail = "\n\n".join(card.words for card in cards)
    return text[: -len(tail)].rstrip() if tail and text.endswith(tail) else text
