"""A carrier that the desk hears, and Mina's order with a parcel of it."""

import json

import pytest
from django.db import connection

from shopbell.shop.carriers.call import CarrierCall, take_call
from shopbell.shop.models import CarrierAccount
from tests.fakes.carrier import KEY, SECRET, FakeCarrier, running

NUMBER = "6A0241"


@pytest.fixture
def carrier(settings):
    with running(FakeCarrier()) as fake:
        settings.PRIVATE_SHOPS = {fake.address.removeprefix("http://")}
        yield fake


@pytest.fixture
def account(db, carrier):
    """The account of Colis, heard and asked."""
    return CarrierAccount.objects.create(
        name="Colis", carriers="Colis", hook_secret=SECRET, polls=True, api_key=KEY,
        address=f"{carrier.address}/parcels/{{number}}",
    )  # fmt: skip


@pytest.fixture
def shipment(make_order, mina):
    """The parcel of Mina's order 10467, that nobody has scanned."""
    order = make_order(mina, "10467", status="processed", scanned_hours_ago=1)
    shipment = order.shipments.get()
    shipment.scans.all().delete()
    return shipment


@pytest.fixture
def bring(client):
    """`bring(account, body, headers)`: the carrier calls, and the job that follows is done."""

    def call(account, body: bytes, headers: dict[str, str]):
        answer = client.generic("POST", account.hook_path, body, "application/json", headers=headers)
        for pk in CarrierCall.objects.filter(state="waiting").values_list("pk", flat=True):
            take_call(pk)
        return answer

    return call


def jobs_of(task: str) -> list[dict]:
    """The arguments of the jobs that wait for `task`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select args from procrastinate_jobs where task_name = %s and status = 'todo' order by id", [task]
        )
        return [json.loads(args) for (args,) in cursor.fetchall()]
