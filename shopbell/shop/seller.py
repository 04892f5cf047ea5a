"""A seller: the third party of an order on a marketplace, who packs and answers for the goods."""

from django.db import models


class Seller(models.Model):
    source = models.CharField(max_length=20, default="built_in")
    external_id = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "external_id"], name="seller_once")]

    def __str__(self) -> str:
        return self.name
