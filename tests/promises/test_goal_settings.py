"""Response goals in the settings: for which tickets, how soon, drawn on the hours, told by their history."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from shopbell.core.settings_history import SettingChange, undo_change
from shopbell.promises.business_hours import BusinessHours
from shopbell.promises.goal_policy import GoalPolicy
from shopbell.promises.rules import empty_rules
from shopbell.tickets.models import Ticket

pytestmark = pytest.mark.django_db
NEW = "/desk/settings/goals/new/"
SAID = {
    "name": "Chat", "text": "channel:chat", "first_reply": "60 s", "next_reply": "1 h 30 min", "solve": "", "counts": "open",
    "warn_percent": "75", "position": "1", "is_on": "on",
}  # fmt: skip


@pytest.fixture
def client(root) -> Client:
    GoalPolicy.objects.all().delete()
    client = Client()
    client.force_login(root)
    return client


@pytest.mark.requirement("R109")
def test_goals_are_written_and_come_back_as_they_were_written(client):
    assert client.post(NEW, SAID).status_code == 302

    kept = GoalPolicy.objects.get()
    assert (kept.first_reply_seconds, kept.next_reply_seconds, kept.solve_seconds) == (60, 5400, None)
    assert kept.conditions == [{"field": "channel", "values": ["chat"]}]
    page = client.get(f"/desk/settings/goals/{kept.pk}/").content.decode()
    assert 'value="1 min"' in page and 'value="1 h 30 min"' in page and "channel:chat" in page


def drawn(client, **said) -> str:
    headers = {"HX-Request": "true", "HX-Target": "preview"}
    return client.post(NEW, SAID | said, headers=headers).content.decode()


NOTHING = {"first_reply": "", "next_reply": "", "solve": ""}


def test_a_policy_that_promises_nothing_says_whom_it_takes_tickets_from(client):
    GoalPolicy.objects.create(name="Late chats", position=5, first_reply_seconds=60).save()
    mail = GoalPolicy(name="Mail", position=6, first_reply_seconds=60)
    mail.conditions = [{"field": "channel", "values": ["email"]}]
    mail.save()

    assert "takes its tickets from what comes later: Late chats." in drawn(client, **NOTHING)
    assert "takes its tickets" not in drawn(client)
    assert "takes its tickets" not in drawn(client, **NOTHING, is_on="")


def test_a_policy_for_a_language_takes_the_tickets_of_its_regions(client):
    british = GoalPolicy(name="British", position=5, first_reply_seconds=60)
    british.conditions = [{"field": "language", "values": ["en-gb"]}]
    british.save()

    assert "from what comes later: British." in drawn(client, **NOTHING, text="language:en")
    assert "takes its tickets" not in drawn(client, **NOTHING, text="language:en-us,de")


def test_a_policy_behind_one_for_every_ticket_is_told_that_it_never_holds(client):
    GoalPolicy.objects.create(name="All", position=0, first_reply_seconds=60)

    assert "“All” comes before it and is for every ticket" in drawn(client)
    GoalPolicy.objects.update(is_on=False)
    assert "comes before it" not in drawn(client)


@pytest.mark.parametrize(
    "wrong, sentence",
    [
        ({"text": "channel:pigeon"}, "“pigeon” is none of the choices here."),
        ({"text": "promise:broken"}, "A goal cannot depend on how promises stand."),
        ({"text": "first-contact:no"}, "A goal cannot depend on how a ticket ended."),
        ({"text": "waiting:>2h"}, "A goal cannot depend on how long somebody waits."),
        ({"text": "assignee:me"}, "This holds whoever looks, so nobody is “me” and nothing is unread."),
        ({"text": "-is:unread"}, "This holds whoever looks, so nobody is “me” and nothing is unread."),
        ({"text": "has:draft"}, "This holds whoever looks, so nobody is “me” and nothing is unread."),
        ({"text": "team:mine"}, "This holds whoever looks, so nobody is “me” and nothing is unread."),
        (
            {"text": "channel:chat -channel:chat"},
            "Nothing can meet all of this: its conditions on “channel:” exclude",
        ),
        (
            {"text": "foo:bar"},
            "There is no field “foo”. Put words with a colon into quotes to look for them.</",
        ),
        ({"first_reply": "400 d"}, "“400 d” is too long. A goal may take up to 366 days."),
        ({"first_reply": "48 h", "solve": "1 h"}, "A ticket is not solved before its first reply"),
        ({"first_reply": "soon"}, "“soon” is not understood. Write a time like"),
    ],
)
def test_what_is_not_understood_is_said_where_it_stands_and_nothing_is_kept(client, wrong, sentence):
    answer = client.post(NEW, SAID | wrong)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not GoalPolicy.objects.exists()


def test_the_list_says_for_how_many_open_tickets_each_holds_now(client, late_parcel, wrong_size):
    client.post(NEW, SAID | {"name": "Everything", "text": "", "position": "2"})
    client.post(NEW, SAID)
    client.post(NEW, SAID | {"name": "Off", "text": "", "position": "0", "is_on": ""})

    page = client.get("/desk/settings/goals/").content.decode()
    rows = [re.findall(r">([^<>]+)</(?:a|td)>", row) for row in page.split("</table>")[0].split("<tr")[2:]]
    assert [(row[0], row[-1]) for row in rows] == [("Off", "0"), ("Chat", "1"), ("Everything", "1")]


def test_an_example_is_drawn_on_the_hours_while_the_form_is_written(client, late_parcel, wrong_size):
    BusinessHours.objects.create(name="Care", is_default=True, rules=empty_rules())
    drawn = {"HX-Request": "true", "HX-Target": "preview"}

    face = client.post(NEW, SAID | {"first_reply": "8 h"}, headers=drawn).content.decode()
    assert "Holds for 1 open ticket now" in face
    assert "Comes shortly before you close" in face and 'class="goal-counted"' in face
    always = client.post(NEW, SAID | {"counts": "always"}, headers=drawn).content.decode()
    assert "Every hour counts" in always and "before you close" not in always
    assert not GoalPolicy.objects.exists()


def test_who_waits_already_is_told_of_before_a_quick_goal_is_saved(client, late_parcel, wrong_size):
    drawn = {"HX-Request": "true", "HX-Target": "preview"}
    said = SAID | {"text": "", "position": "0", "counts": "always"}
    waiting = Ticket.objects.filter(waiting_since__isnull=False).count()
    assert waiting

    quick = client.post(NEW, said | {"first_reply": "1 min"}, headers=drawn).content.decode()
    assert (
        f"{waiting} customer" in quick
        and "in the reports" in quick
        and "once 1 min have counted after you save" in quick
    )
    calm = client.post(
        NEW, said | {"first_reply": "8 h", "next_reply": "8 h"}, headers=drawn
    ).content.decode()
    assert "in the reports" not in calm
    solved = client.post(NEW, said | {"first_reply": "", "next_reply": "", "solve": "1 min"}, headers=drawn)
    assert "in the reports" not in solved.content.decode()

    Ticket.objects.update(first_replied_at=timezone.now())  # they wait for the next reply, which has no goal
    late = client.post(NEW, said | {"first_reply": "1 min", "next_reply": ""}, headers=drawn).content.decode()
    assert "in the reports" not in late


def test_a_goal_that_stays_as_it_is_warns_of_nobody(client, late_parcel, wrong_size):
    said = SAID | {"text": "", "counts": "always"}
    client.post(NEW, said)
    address, drawn = (
        f"/desk/settings/goals/{GoalPolicy.objects.get().pk}/",
        {"HX-Request": "true", "HX-Target": "preview"},
    )

    renamed = client.post(address, said | {"name": "Everything"}, headers=drawn).content.decode()
    assert "Holds for" in renamed and "in the reports" not in renamed
    quicker = client.post(address, said | {"first_reply": "30 s"}, headers=drawn).content.decode()
    assert "in the reports" in quicker


def test_hours_that_never_open_keep_no_promise_and_the_form_says_so(client):
    BusinessHours.objects.create(name="Never", is_default=True, rules=empty_rules() | {"week": [[]] * 7})

    face = client.post(NEW, SAID, headers={"HX-Request": "true", "HX-Target": "preview"}).content.decode()
    assert "It is never due" in face


def test_a_change_is_told_by_the_history_and_put_back_as_a_new_version(client, root):
    client.post(NEW, SAID)
    kept = GoalPolicy.objects.get()
    client.post(f"/desk/settings/goals/{kept.pk}/", SAID | {"first_reply": "2 min", "text": "channel:email"})

    change = SettingChange.objects.latest("pk")
    assert sorted(line[1:3] for line in change.lines) == [
        ("1 min", "2 min"),
        ("channel:chat", "channel:email"),
    ]
    undo_change(change, by=root)
    assert GoalPolicy.objects.get().first_reply_seconds == 60
    assert kept.versions.count() == 3


@pytest.mark.parametrize(
    "conditions, sentence",
    [
        ([{"field": "tag", "values": [4_000_000]}], "What the conditions name as “Tag” was deleted."),
        ([{"field": "segment", "values": [4_000_000]}], "What the conditions name as “Segment” was deleted."),
        (
            [{"field": "field", "values": ["#4000000=Gold"]}],
            "What the conditions name as “Field” was deleted.",
        ),
        ([{"field": "mood", "values": ["bad"]}], "Nothing is known of “mood:” here any more."),
        ([{"field": "created", "values": ["whenever"]}], "Its conditions cannot be read any more."),
        ([{"field": "created"}], "Its conditions cannot be read any more."),
    ],
)
def test_a_policy_that_cannot_be_read_any_more_is_told_of_where_goals_are_set(client, conditions, sentence):
    client.post(NEW, SAID)
    broken = GoalPolicy.objects.create(
        name="Broken", conditions=conditions, first_reply_seconds=60, position=0
    )

    assert sentence in client.get("/desk/settings/goals/").content.decode()
    assert sentence in client.get(f"/desk/settings/goals/{broken.pk}/").content.decode()
    assert client.get(f"/desk/settings/goals/{GoalPolicy.objects.get(name='Chat').pk}/").status_code == 200


def test_the_names_of_the_first_goals_are_read_in_ones_language_until_they_are_renamed(client, root):
    policy = GoalPolicy.objects.create(name="Everything else", first_reply_seconds=60)
    root.language = "de"
    root.save()
    page = f"/desk/settings/goals/{policy.pk}/"
    assert "Alles andere" in client.get("/desk/settings/goals/").content.decode()
    assert 'value="Alles andere"' in client.get(page).content.decode()

    client.post(page, SAID | {"name": "Alles andere"})
    policy.refresh_from_db()
    assert policy.name == "Everything else"

    client.post(page, SAID | {"name": "Der Rest"})
    policy.refresh_from_db()
    assert str(policy) == policy.name == "Der Rest"


@pytest.mark.requirement("R109")
def test_a_lead_sets_goals_and_hours_and_nothing_that_is_not_theirs(ada, bo):
    GoalPolicy.objects.all().delete()
    lead, agent = Client(), Client()
    lead.force_login(ada)
    agent.force_login(bo)

    assert lead.post(NEW, SAID).status_code == 302
    index = lead.get("/desk/settings/").content.decode()
    assert all(
        f"/desk/settings/{page}/" in index for page in ("goals", "hours", "skills", "routing", "capacity")
    )
    assert "/desk/settings/inboxes/" not in index
    assert "Ada" in lead.get("/desk/settings/history/?page=settings-goals").content.decode()
    assert agent.post(NEW, SAID | {"name": "Mine"}).status_code == 403
    assert GoalPolicy.objects.get().name == "Chat"
