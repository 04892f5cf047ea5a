"""The label of what a customer sends back: a page of its own to print, behind a signed address that goes to them.

Whoever has the address sees where the parcel comes from and goes to, as whoever sees the parcel does.
"""

import io
from urllib.parse import quote

from django.conf import settings
from django.core import signing
from django.urls import reverse

from shopbell.shop.models import Exchange, Return

SIGNER = signing.Signer(salt="shopbell.label")  # without the moment: the same label has one address


def label_address(number: str) -> str:
    """Where the label of the return or the exchange `number` is printed."""
    return settings.SITE_URL.rstrip("/") + reverse("label", args=[SIGNER.sign_object(number)])


def behind(token: str) -> Return | Exchange | None:
    """Whose label an address of ours shows; None for any other."""
    try:
        number = SIGNER.unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    for table in (Return, Exchange):
        rows = table.objects.select_related("order__customer").prefetch_related("lines__line")
        if found := rows.filter(number=number).first():
            return found
    return None


def code_picture(number: str) -> str:
    """The number as a picture that a scanner reads (QR), an address for `img`."""
    import qrcode  # only here, so that no process carries it that prints none
    from qrcode.image.svg import SvgPathImage

    drawn = io.BytesIO()
    qrcode.make(number, image_factory=SvgPathImage, border=2).save(drawn)
    return "data:image/svg+xml;utf8," + quote(drawn.getvalue())
