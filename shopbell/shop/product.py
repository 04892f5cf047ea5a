"""Products and their variants: what a customer can buy, as the shop system tells it."""

from collections.abc import Callable

from django.db import models
from django.db.models import Func, Value
from django.db.models.functions import Lower, Trim

# a name as it is looked for in what customers write (`matter/suggestion.py`): letters and digits, one space between
PLAIN_NAME = Trim(
    Func(
        Lower("name"), Value("[^[:alnum:]]+"), Value(" "), Value("g"),
        function="regexp_replace", output_field=models.TextField(),
    )
)  # fmt: skip


# where the desk shows a picture that lies elsewhere; the floor above that fetches them says so
PICTURES_HERE: list[Callable[["Product"], str]] = []


class Product(models.Model):
    source = models.CharField(max_length=20, default="built_in", help_text="the connector that owns the row")
    external_id = models.CharField(max_length=80)
    name = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    category = models.CharField(max_length=120, blank=True)
    picture = models.CharField(max_length=300, blank=True, help_text="path on this site or an address")
    pictures = models.JSONField(default=list, blank=True, help_text="more of them, in order")
    warranty_months = models.PositiveIntegerField(
        null=True, blank=True, help_text="null when nothing is said"
    )
    page = models.CharField(
        max_length=300, blank=True, db_index=True, help_text="where a shopper sees it: path or address"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "external_id"], name="product_once")]
        indexes = [models.Index(PLAIN_NAME, name="product_by_plain_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def has_foreign_picture(self) -> bool:
        return self.picture.startswith(("https://", "http://"))

    @property
    def shown_picture(self) -> str:
        """The address of its picture on a page of the desk, which asks no foreign server; empty when there is none."""
        if not self.has_foreign_picture:
            return self.picture
        return PICTURES_HERE[0](self) if PICTURES_HERE else ""


class Variant(models.Model):
    product = models.ForeignKey(Product, models.CASCADE, related_name="variants")
    external_id = models.CharField(max_length=80)
    sku = models.CharField(max_length=80, blank=True)
    options = models.JSONField(default=dict, help_text="option name → value")
    price_cents = models.BigIntegerField(help_text="in the minor unit of the currency")
    currency = models.CharField(max_length=3)
    # over all warehouses (`stock.py`, which owns it where the desk itself moves pieces)
    stock = models.IntegerField(null=True, help_text="pieces; null when the shop does not say")
    told_stock = models.IntegerField(null=True, help_text="as the shop told it last")
    restock_on = models.DateField(null=True, blank=True, help_text="when more pieces are expected")
    is_available = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["product", "external_id"], name="variant_once")]

    def __str__(self) -> str:
        return ", ".join(str(value) for value in self.options.values()) or self.product.name

    def has(self, pieces: int) -> bool:
        """Whether so many can be sold now; a shop that counts none only says whether it is available."""
        return self.is_available and (self.stock is None or self.stock >= pieces)

    @property
    def is_sold_out(self) -> bool:
        """Nobody can buy it now; a shop that counts no pieces only says that it is unavailable."""
        return not self.is_available or self.stock == 0
