import io

import pytest
from PIL import Image

from shopbell.channels.email.showing import remote_picture
from shopbell.core.http.guarded import Answer
from shopbell.selling.face import product_face

ADDRESS = "https://cdn.shop.example/vase.png"


@pytest.fixture
def foreign(vase, monkeypatch):
    """The vase, whose picture lies elsewhere; and what was asked for."""
    out, asked = io.BytesIO(), []
    Image.new("RGB", (4, 3), "red").save(out, "PNG")

    def ask(method, address, **how):
        asked.append(address)
        return Answer(200, {}, out.getvalue())

    monkeypatch.setattr(remote_picture, "ask", ask)
    vase.product.picture = ADDRESS
    vase.product.save()
    vase.product.asked = asked
    return vase.product


def test_a_picture_that_lies_elsewhere_comes_through_the_desk_once(client, foreign):
    address = product_face(foreign)["picture"]
    first, again = client.get(address), client.get(address)

    assert address.startswith("/product-pictures/") and "cdn" not in address
    assert (first.headers["Content-Type"], again.status_code) == ("image/png", 200)
    assert foreign.asked == [ADDRESS]


def test_no_other_address_can_be_asked_for(client, foreign, vase):
    assert client.get(f"/product-pictures/{foreign.pk}/0123456789abcdef").status_code == 404
    foreign.picture = "/demo-shop/pictures/vase-ondine.svg"
    foreign.save()
    assert foreign.shown_picture == foreign.picture
    assert client.get(f"/product-pictures/{foreign.pk}/0123456789abcdef").status_code == 404
    assert foreign.asked == []
