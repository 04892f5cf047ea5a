"""Defects that agents report: the next agent sees them, and whoever looks after quality counts them."""

import pytest
from django.shortcuts import render
from django.test import RequestFactory

from shopbell.shop.models import Defect
from shopbell.shop.panel import panel_context
from shopbell.shop.product_search import find_products
from shopbell.shop.ticket_order import link_order


@pytest.fixture
def peeling(parcel, vase):
    """Two vases peel, one is cracked; one that was taken back does not count."""
    for kind, is_withdrawn in (("glaze", False), ("glaze", False), ("crack", False), ("glaze", True)):
        defect = Defect.objects.create(
            product=vase.product, variant=vase, order=parcel, kind=kind, words="It peels."
        )
        if is_withdrawn:
            Defect.objects.filter(pk=defect.pk).update(withdrawn_at=defect.noted_at)


@pytest.mark.requirement("R76", "R89")
def test_the_next_agent_sees_that_it_was_reported_before(peeling, late_parcel, parcel, vase, ada):
    link_order(late_parcel, parcel, by=ada)
    request = RequestFactory().get("/")
    request.user = ada

    page = render(request, "shop/_panel.html", {"ticket": late_parcel, **panel_context(late_parcel, ada)})

    assert f'/desk/defects/?product={vase.product.pk}">3 defects reported' in page.content.decode()
    assert find_products("vase", 1)[0].defects_seen == 3


def test_they_are_counted_by_product_and_kind(desk, ada, peeling, vase):
    page = " ".join(desk(ada).get("/desk/defects/").content.decode().split())

    assert 'glaze</span> <b class="figures">2</b>' in page and 'crack</span> <b class="figures">1</b>' in page
    assert page.count("It peels.") == 3 and "#10467" in page


def test_those_of_one_product_stand_alone(desk, ada, peeling, vase, make_order, mina):
    other = vase.product
    other.pk, other.external_id, other.name = None, "cup", "Cup"
    other.save()
    Defect.objects.create(product=other, kind="handle")

    page = desk(ada).get(f"/desk/defects/?product={other.pk}").content.decode()

    assert "handle" in page and "glaze" not in page
