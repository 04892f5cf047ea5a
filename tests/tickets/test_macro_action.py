from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.accounts.models import Role
from shopbell.channels.reply import send_reply
from shopbell.core.errors import Refused
from shopbell.tickets.macro import Macro, render_macro
from shopbell.tickets.macro_action import preview
from shopbell.tickets.macro_form import MacroForm
from shopbell.tickets.models import MacroUse, Snooze, Tag
from shopbell.tickets.note import write_note
from shopbell.tickets.taking_back import take_back_reply
from shopbell.tickets.ticket import Priority


@pytest.fixture
def tag(db):
    return Tag.objects.create(name="refund")


@pytest.fixture
def refunded(tag, advice):
    steps = [
        {"do": "assign", "to": "me"},
        {"do": "team", "to": advice.pk},
        {"do": "tag", "to": tag.pk},
        {"do": "priority", "to": 3},
        {"do": "status", "to": "pending"},
    ]
    return Macro.objects.create(name="Refunded", text="Your money is on its way.", actions=steps)


def state(ticket):
    ticket.refresh_from_db()
    tags = list(ticket.tags.values_list("name", flat=True))
    return ticket.assignee, ticket.team.name, ticket.priority, ticket.status, tags


def test_a_macro_does_its_steps_with_the_send_and_counts(late_parcel, bo, refunded):
    message = send_reply(late_parcel, "Your money.", by=bo, channel="email", macro_ids=[refunded.pk])

    assert state(late_parcel) == (bo, "Product advice", Priority.HIGH, "pending", ["refund"])
    assert MacroUse.objects.get().message == message


def test_taking_the_reply_back_puts_everything_back(late_parcel, bo, refunded):
    send_reply(late_parcel, "We look into it.", by=bo, channel="email")
    before = state(late_parcel)
    message = send_reply(late_parcel, "Your money.", by=bo, channel="email", macro_ids=[refunded.pk])

    draft = take_back_reply(message, by=bo)

    assert state(late_parcel) == before
    assert draft.macro_ids == [refunded.pk] and not MacroUse.objects.exists()


def test_what_somebody_changed_since_stays_when_the_reply_is_taken_back(late_parcel, bo, refunded):
    message = send_reply(late_parcel, "Your money.", by=bo, channel="email", macro_ids=[refunded.pk])
    late_parcel.priority = Priority.URGENT
    late_parcel.save()

    take_back_reply(message, by=bo)

    assert state(late_parcel)[2] == Priority.URGENT


def test_a_second_try_does_the_steps_once(late_parcel, bo, refunded):
    first = send_reply(late_parcel, "Money.", by=bo, channel="email", macro_ids=[refunded.pk])
    send_reply(late_parcel, "Money.", by=bo, client_id=first.client_id, macro_ids=[refunded.pk])

    assert late_parcel.events.filter(verb="tagged").count() == MacroUse.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_step_that_a_rule_refuses_sends_nothing(late_parcel, bo, refunded, monkeypatch):
    def refuse(*args, **kwargs):
        raise Refused("Fill in the carrier first.")

    monkeypatch.setattr("shopbell.tickets.macro_action.set_status", refuse)

    with pytest.raises(Refused, match="carrier"):
        send_reply(late_parcel, "Money.", by=bo, channel="email", macro_ids=[refunded.pk])

    assert not late_parcel.messages.filter(agent=bo).exists()
    assert state(late_parcel)[4] == []


def test_the_preview_says_what_will_be_done_and_nothing_that_may_not_or_cannot(refunded, bo, tag):
    assert preview(refunded.actions, bo) == [
        "Assigns it to Bo Lind",
        "Moves it to Product advice",
        "Adds the tag refund",
        "Sets the priority to High",
        "Sets the status to Pending",
    ]
    tag.delete()
    bo.role = Role.objects.create(name="Writer", permissions=["ticket:update"])
    del bo.permissions
    assert preview(refunded.actions, bo) == ["Sets the priority to High", "Sets the status to Pending"]


def test_a_note_does_the_steps_too(late_parcel, bo, refunded):
    write_note(late_parcel, "Refunded by hand.", by=bo, macro_ids=[refunded.pk])

    assert state(late_parcel)[4] == ["refund"]


@pytest.mark.requirement("R15")
def test_the_ticket_s_language_comes_first(db):
    macro = Macro.objects.create(name="Hi", text="Hello", texts={"de": "Hallo"})

    assert [render_macro(macro, {}, code) for code in ("de-AT", "fr", "")] == ["Hallo", "Hello", "Hello"]


def test_steps_are_chosen_on_the_settings_page_and_shown_there_again(tag, bo, advice):
    data = {"name": "Done", "text": "x", "position": 0, "tags": [tag.pk], "status": "solved", "assign": "me"}
    form = MacroForm({**data, "priority": "3", "to_team": advice.pk, "text_de": "Hallo"})
    assert form.is_valid(), form.errors

    macro = form.save()

    assert {step["do"]: step["to"] for step in macro.actions} == {
        "assign": "me", "team": advice.pk, "tag": tag.pk, "priority": 3, "status": "solved",
    }  # fmt: skip
    assert macro.texts == {"de": "Hallo"}
    assert MacroForm(instance=macro).initial["tags"] == [tag.pk]
    assert "cannot be read" in str(MacroForm({**data, "text_de": "{{ x"}).errors)


def test_favourites_and_what_is_used_most_come_first(desk, late_parcel, bo):
    for name in ("Alpha", "Beta", "Gamma"):
        Macro.objects.create(name=name, text=name)
    beta, gamma = Macro.objects.get(name="Beta"), Macro.objects.get(name="Gamma")
    for _ in range(2):
        send_reply(late_parcel, "x", by=bo, channel="email", macro_ids=[beta.pk])

    answer = desk(bo).post(f"/desk/macros/{gamma.pk}/favourite/").json()
    menu = desk(bo).get(f"/desk/tickets/{late_parcel.pk}/macros/").content.decode()

    assert answer == {"is_favourite": True}
    assert menu.index("Gamma") < menu.index("Beta") < menu.index("Alpha")
    assert "used 2 times this month" in menu


def test_a_macro_snoozes_and_taking_the_reply_back_wakes(late_parcel, bo):
    steps = [{"do": "snooze", "to": "2d"}, {"do": "status", "to": "pending"}]
    macro = Macro.objects.create(name="Wait", text="We ask the carrier.", actions=steps)
    assert preview(steps, bo)[0] == "Snoozes it for two days"

    message = send_reply(late_parcel, "We ask.", by=bo, channel="email", macro_ids=[macro.pk])
    left = Snooze.objects.get(ticket=late_parcel).until - timezone.now()
    assert timedelta(days=1, hours=23) < left < timedelta(days=2, minutes=1)

    take_back_reply(message, by=bo)
    assert not Snooze.objects.exists()


def test_a_macro_that_solves_does_not_snooze(late_parcel, bo):
    steps = [{"do": "status", "to": "solved"}, {"do": "snooze", "to": "writes"}]
    macro = Macro.objects.create(name="Done", text="Done.", actions=steps)

    send_reply(late_parcel, "Done.", by=bo, channel="email", macro_ids=[macro.pk])

    assert not Snooze.objects.exists()


def test_a_snooze_is_chosen_on_the_settings_page(db):
    form = MacroForm({"name": "Wait", "text": "We ask.", "position": 0, "snooze": "writes"})
    assert form.is_valid(), form.errors

    macro = form.save()

    assert macro.actions == [{"do": "snooze", "to": "writes"}]
    assert MacroForm(instance=macro).initial["snooze"] == "writes"
