"""Pages that say no: calm, in one sentence, with a way back, and never a traceback."""

import pytest
from django.http import Http404
from django.template import engines
from django.test import Client, RequestFactory

from shopbell.core.errors import Forbidden, Refused
from shopbell.core.middleware import Headers


def test_an_address_that_is_not_there(desk, ada):
    page = desk(ada).get("/desk/nowhere/")

    assert page.status_code == 404
    assert "There is nothing here" in page.content.decode()


def test_a_form_from_elsewhere_is_turned_down(ada):
    page = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": ada.email})

    assert page.status_code == 403
    assert "This form has expired" in page.content.decode()


def test_a_page_for_others_says_whom_to_ask(desk, bo):
    page = desk(bo).get("/desk/settings/roles/")

    assert page.status_code == 403
    assert "Ask an admin" in page.content.decode()


def test_a_fault_of_ours_is_said_without_the_frame():
    page = engines["jinja2"].get_template("500.html").render({})

    assert "Something broke on our side" in page
    assert "<script" not in page


@pytest.mark.parametrize(
    ("error", "status"), [(Refused("Pick a time in the future."), 422), (Forbidden("Ask an admin."), 403)]
)
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_refusal_is_a_sentence(error, status, headers):
    request = RequestFactory().get("/", headers=headers)
    answer = Headers(lambda request: None).process_exception(request, error)

    assert answer.status_code == status
    assert str(error) in answer.content.decode()
    assert ("<html" in answer.content.decode()) is not bool(headers)


def test_other_errors_are_bugs_and_go_on():
    assert Headers(lambda request: None).process_exception(RequestFactory().get("/"), Http404()) is None


@pytest.mark.parametrize("address", ["/accounts/login/", "/desk/nowhere/", "/first-admin/x/"])
def test_every_page_carries_the_strict_policy(client, db, address):
    policy = client.get(address).headers["Content-Security-Policy"]

    assert "script-src 'self';" in policy and "'unsafe-eval'" not in policy
    assert "object-src 'none'" in policy and "base-uri 'none'" in policy
