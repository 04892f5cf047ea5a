import pytest

from shopbell.automation.models import Schedule, Trigger, Webhook
from shopbell.automation.reacting import react
from shopbell.automation.webhook_call import call_webhook
from shopbell.tickets.models import Macro, Tag
from tests.fakes.webhook import running

SECRET = "both of us know this"


@pytest.fixture
def trigger(db):
    """`trigger("Urgent", "opened", {"priority": 4}, "channel:email")`: one that is switched on."""

    def write(name, occasions, steps, text="", **more):
        made = Trigger(
            name=name,
            is_on=more.pop("is_on", True),
            occasions=occasions.split(),
            steps=[{"do": do, "to": to} for do, to in steps.items()],
            **more,
        )
        made.keep(text)
        made.save()
        return made

    return write


@pytest.fixture
def settle():
    """`settle(ticket)`: the reactions to all that happened to it, and to what follows from them, until nothing does."""

    def run(ticket, most=200):
        seen = 0
        for _round in range(most):
            event = ticket.events.filter(pk__gt=seen).order_by("pk").first()
            if event is None:
                ticket.refresh_from_db()
                return ticket
            seen = event.pk
            react(event)
        raise AssertionError("the rules do not come to an end")

    return run


@pytest.fixture
def vip(db):
    return Tag.objects.create(name="vip")


@pytest.fixture
def thanks(db):
    return Macro.objects.create(
        name="Thanks",
        text="Hello {{ customer.first_name }}.",
        texts={"de": "Guten Tag {{ customer.first_name }}."},
    )


@pytest.fixture
def program(settings):
    with running() as fake:
        settings.PRIVATE_SHOPS = {fake.address.removeprefix("http://").removesuffix("/tickets")}
        yield fake


@pytest.fixture
def hook(program):
    return Webhook.objects.create(name="Warehouse", address=program.address, secret=SECRET)


@pytest.fixture
def call(hook, late_parcel):
    return call_webhook(late_parcel, hook, "Tell the warehouse")


@pytest.fixture
def schedule(db):
    def write(since="pended", after_hours=72, text="", steps=None, **more):
        made = Schedule(
            name="Follow up",
            is_on=True,
            since=since,
            after_hours=after_hours,
            steps=steps or [{"do": "priority", "to": 4}],
            **more,
        )
        made.keep(text)
        made.save()
        return made

    return write
