"""What the shop's contact form asks besides, by topic: photos of the damage, and which product it is about."""

from shopbell.channels.form.field import Asks, FormField
from shopbell.tickets.field import About, CustomField, FieldKind
from shopbell.tickets.reason import ContactReason

DAMAGE, ABOUT_PRODUCTS = (
    ["Damaged, wrong or missing item"],
    ["Product advice", "Warranty and how-to", "Exchange"],
)
PRODUCT = {
    "de": "Um welches Produkt geht es?",
    "fr": "De quel produit s’agit-il ?",
    "es": "¿De qué producto se trata?",
    "ar": "ما المنتج المقصود؟",
}
PHOTOS = {"de": "Fotos vom Schaden", "fr": "Photos du dommage", "es": "Fotos del daño", "ar": "صور الضرر"}


def build_questions() -> None:
    kept = CustomField.objects.create(about=About.TICKET, name="Product asked about", kind=FieldKind.TEXT)
    product = FormField(
        asks=Asks.PRODUCT, field=kept, label="Which product is it about?", labels=PRODUCT, position=1
    )
    photos = FormField(asks=Asks.PHOTOS, label="Photos of the damage", labels=PHOTOS, position=2)
    for question, topics in ((product, ABOUT_PRODUCTS), (photos, DAMAGE)):
        question.save()
        question.reasons.set(ContactReason.objects.filter(parent=None, name__in=topics))
