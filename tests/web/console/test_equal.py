"""The lead's page of equal treatment, the tickets behind its figures, the file, and who may see it."""

import pytest
from django.utils import timezone

from shopbell.notifications.models import Notification
from shopbell.promises.equal import Spread
from shopbell.promises.unequal import watch_equality
from shopbell.routing.channel_plan import ChannelPlan
from shopbell.web.console import behind
from shopbell.web.console.unequal import WIDTH, percent_place, place_of, spread_words
from tests.promises.test_unequal import MANY, reason, unequal, versions  # noqa: F401 (fixtures)

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R10")]


def test_the_page_marks_an_unequal_need_and_leads_to_its_tickets(desk, ada, unequal, reason):  # noqa: F811
    page = desk(ada).get("/desk/equal/").content.decode()
    assert f'id="need-{reason.pk}" class="is-unequal"' in page
    assert "E-mail waits 4.4 times as long as Chat" in page and "88%" in page and "20%" in page
    assert "is told of shares of 10% and more: a smaller one counts as 10%" in page

    query = {"reason": reason.pk, "channel": "email", "outcome": "kept"}
    tickets = desk(ada).get("/desk/equal/tickets/", query).content.decode()
    assert f"{MANY} tickets<" in tickets
    none = desk(ada).get("/desk/equal/tickets/", query | {"outcome": "reopened"}).content.decode()
    assert "No ticket here" in none


@pytest.mark.parametrize("outcome", ["", "kept", "broken", "waiting", "solved", "reopened", "once"])
def test_of_many_tickets_the_figure_says_how_many_stand_behind_it(
    desk,
    ada,
    unequal,  # noqa: F811
    reason,  # noqa: F811
    outcome,
    monkeypatch,
):
    def headline() -> str:
        query = {"reason": reason.pk, "channel": "email", "outcome": outcome}
        page = desk(ada).get("/desk/equal/tickets/", query).content.decode()
        return page.partition("<h1>")[2].partition("</h1>")[0]

    counted = headline()
    monkeypatch.setattr(behind, "MOST_COUNTED", 1)
    assert headline() == counted and "ticket" in counted


def test_the_page_reads_few_rows_however_many_tickets_there_are(
    desk,
    ada,
    unequal,  # noqa: F811
    django_assert_max_num_queries,
):
    client = desk(ada)
    with django_assert_max_num_queries(30):
        client.get("/desk/equal/")


def test_the_address_of_an_alarm_shows_its_team_alone_and_an_unknown_one_is_not_heeded(
    desk,
    ada,
    unequal,  # noqa: F811
    returns,
):
    page = desk(ada).get(f"/desk/equal/?weeks=4&team={returns.pk}").content.decode()
    assert f"?team={returns.pk}&amp;weeks=13" in page and "All teams" not in page
    assert "is-unequal" in page
    foreign = desk(ada).get("/desk/equal/?team=999999").content.decode()
    assert "is-unequal" in foreign and "?weeks=13" in foreign


def test_whoever_opens_the_page_has_read_its_alarm(desk, ada, unequal):  # noqa: F811
    watch_equality(timezone.now())
    panel = desk(ada).get("/desk/notifications/").content.decode()
    assert "/desk/equal/?weeks=4&amp;team=" in panel and "#need-" in panel and "Equal treatment" in panel
    assert "4.4 times" in desk(ada).get("/desk/profile/notifications/ledger/").content.decode()

    desk(ada).get("/desk/equal/")
    assert not Notification.objects.filter(agent=ada, read_at=None).exists()


def test_the_file_holds_a_line_for_each_need_and_channel(desk, ada, unequal):  # noqa: F811
    answer = desk(ada).get("/desk/equal/file/")

    lines = answer.content.decode().splitlines()
    assert lines[0].startswith("Stage,Need,Channel,Tickets") and len(lines) == 3
    assert lines[1].startswith(f"After purchase,Is it on its way?,Chat,{MANY},12,")


@pytest.mark.requirement("R4")
def test_the_mix_says_what_each_channel_costs(desk, ada, unequal):  # noqa: F811
    ChannelPlan.objects.create(channel="email", cost_cents=350, currency="EUR")

    page = desk(ada).get("/desk/equal/").content.decode()
    assert "Mix of channels" in page and "€3.50" in page and "€87.50" in page


def test_an_agent_without_the_right_is_refused_and_an_empty_desk_says_so(desk, bo, ada):
    assert desk(bo).get("/desk/equal/").status_code == 403
    assert "Nothing to compare yet" in desk(ada).get("/desk/equal/").content.decode()


@pytest.mark.parametrize(
    "query", ["weeks=x", "reason=999999999", "reason=%00", "channel=%00", "outcome=x&page=9"]
)
def test_made_up_addresses_break_nothing(desk, ada, unequal, query):  # noqa: F811
    assert desk(ada).get(f"/desk/equal/?{query}").status_code == 200
    assert desk(ada).get(f"/desk/equal/tickets/?{query}").status_code in (200, 404)


def test_channels_that_wait_alike_are_said_to_wait_as_long():
    assert spread_words(Spread("chat", "email", 1.04, 0.5)) == "Chat waits as long as E-mail"
    assert spread_words(Spread("chat", "email", 1.1, 0.5)) == "Chat waits 1.1 times as long as E-mail"


def test_the_words_of_the_scale_stand_below_its_marks():
    """Whoever waited all of what was promised stands above “100%”, in either direction of writing."""
    for percent in (1, 10, 100, 1000):
        assert percent_place(percent) == pytest.approx(100 * place_of(percent * 10) / WIDTH, abs=0.01)
    assert percent_place(100) == pytest.approx(100 * 296.7 / WIDTH, abs=0.01)  # the line of the promise
