"""What the demo shop has decided besides what every desk has: shipping, warranty, what is kept, and how long things go
back."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_noop as N_

from shopbell.shop.policies.place import place_new
from shopbell.shop.policies.policy import Policy

from .shop import CURRENCY

RULES: list[dict[str, Any]] = [
    {
        "about": "shipping", "slug": "shipping-free", "title": N_("Free from a sum on"), "outcome": "allow",
        "conditions": [{"field": "order.total", "op": "at_least", "value": 8000}],
        "terms": {"delivery_days": [2, 4], "fee_cents": 0, "currency": CURRENCY},
        "sentences": {
            "en": "Orders of {limit} and more travel at our expense, and are with you in {delivery_days} working days.",
            "de": "Bestellungen ab {limit} reisen auf unsere Kosten und sind in {delivery_days} Werktagen da.",
            "fr": "À partir de {limit}, l’envoi est à nos frais ; il arrive en {delivery_days} jours ouvrés.",
            "es": "Los pedidos desde {limit} los enviamos a nuestro cargo y llegan en {delivery_days} días laborables.",
            "ar": "نرسل الطلبات من {limit} فأكثر على حسابنا، وتصلك خلال {delivery_days} أيام عمل.",
        },
    },
    {
        "about": "shipping", "slug": "shipping", "title": "Shipping", "outcome": "allow", "conditions": [],
        "terms": {"delivery_days": [2, 4], "fee_cents": 590, "currency": CURRENCY},
        "sentences": {
            "en": "Smaller orders cost {fee} to send, and are with you in {delivery_days} working days.",
            "de": "Kleinere Bestellungen kosten {fee} Versand und sind in {delivery_days} Werktagen da.",
            "fr": "L’envoi des commandes plus petites coûte {fee} ; il arrive en {delivery_days} jours ouvrés.",
            "es": "El envío de pedidos menores cuesta {fee} y llega en {delivery_days} días laborables.",
            "ar": "تكلفة إرسال الطلبات الأصغر {fee}، وتصلك خلال {delivery_days} أيام عمل.",
        },
    },
    {
        "about": "warranty", "slug": "warranty", "title": "Warranty", "outcome": "allow", "conditions": [],
        "terms": {"warranty_months": 24},
        "sentences": {
            "en": "For {warranty_months} months we mend or replace what breaks although it was used as it should be.",
            "de": "{warranty_months} Monate lang reparieren oder ersetzen wir, was bei richtigem Gebrauch kaputtgeht.",
            "fr": "Pendant {warranty_months} mois, nous réparons ou remplaçons ce qui casse malgré un usage normal.",
            "es": "Durante {warranty_months} meses reparamos o cambiamos lo que se rompa con un uso normal.",
            "ar": "لمدة {warranty_months} شهرًا نصلح أو نستبدل ما ينكسر رغم الاستعمال السليم.",
        },
    },
    {
        "about": "privacy",
        "slug": "privacy-kept", "title": N_("How long we keep it"), "outcome": "allow", "conditions": [],
        "terms": {"keep_months": 36},
        "sentences": {
            "en": (
                "What you write to us is kept for {keep_months} months, so that you need not tell it twice. "
                "Ask us at any time for a copy of all that we know of you, or to erase it."
            ),
            "de": (
                "Was Sie uns schreiben, bewahren wir {keep_months} Monate auf, damit Sie nichts zweimal sagen müssen. "
                "Verlangen Sie jederzeit eine Kopie davon, oder dass wir es löschen."
            ),
            "fr": (
                "Nous gardons vos messages {keep_months} mois, pour que vous n’ayez rien à répéter. "
                "Demandez-nous à tout moment une copie de ce que nous savons de vous, ou son effacement."
            ),
            "es": (
                "Guardamos lo que nos escribe {keep_months} meses, para que no tenga que repetirlo. "
                "Pídanos cuando quiera una copia de lo que sabemos de usted, o que lo borremos."
            ),
            "ar": (
                "نحتفظ بما تكتبه إلينا {keep_months} شهرًا، حتى لا تضطر إلى إعادته. "
                "اطلب منا في أي وقت نسخة مما نعرفه عنك، أو حذفه."
            ),
        },
    },
    {
        "about": "return_items", "slug": "return-window", "title": N_("Time to think it over"), "outcome": "refuse",
        "conditions": [{"field": "order.days_since_delivered", "op": "more", "value": 30}], "is_waivable": True,
        "sentences": {
            "en": "Things can be sent back within {limit} days of their arrival.",
            "de": "Sie können Ware innerhalb von {limit} Tagen nach der Ankunft zurücksenden.",
            "fr": "Vous pouvez renvoyer un article dans les {limit} jours après son arrivée.",
            "es": "Puede devolver un artículo en los {limit} días siguientes a su llegada.",
            "ar": "يمكن إرجاع المنتجات خلال {limit} يومًا من وصولها.",
        },
    },
]  # fmt: skip


LABEL = {"carrier": "Swiftlane", "to": "Wexmoor & Pell, Returns\n4 Bell Quay\n9000 Ghent\nBelgium"}


def write_policies(now: datetime) -> None:
    """What the shop has on its own account, as if it had always been so; what is there already stays."""
    for each in RULES:
        rule = dict(each)
        if Policy.objects.filter(slug=rule["slug"]).exists():
            continue
        policy = Policy(
            action=rule.pop("about"), slug=rule.pop("slug"), title=rule.pop("title"), is_public=True
        )
        for name, value in rule.items():
            setattr(policy.draft, name, value)
        policy.draft.effective_from = datetime.fromtimestamp(0, tz=now.tzinfo)
        place_new(policy)
        policy.save()
    for policy in Policy.objects.filter(slug__in=["return", "exchange"]):
        policy.draft.terms |= {"label_carrier": LABEL["carrier"], "return_address": LABEL["to"]}
        policy.draft.effective_from = datetime.fromtimestamp(0, tz=now.tzinfo)
        policy.save()
