"""A translation of a guide that lags behind: told to its readers and to those who write, until it is brought up."""

import pytest
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from shopbell.helpcenter.guides.publishing import publish_guide, restore_guide
from shopbell.helpcenter.guides.writing import write_head
from shopbell.helpcenter.stale import StaleFlag, call_still_true, look_over
from shopbell.helpcenter.stale_sign import StaleKind

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R48")]


@pytest.fixture
def publish(parcel, ada):
    def publish():
        parcel.refresh_from_db()
        publish_guide(parcel, by=ada, seen=parcel.revision)
        parcel.refresh_from_db()
        return parcel.shown

    return publish


@pytest.fixture
def german(parcel, ada, change, publish):
    """The guide in German as well: its first question and the ending below it. Published."""
    write_head(parcel, "de", "Mein Paket ist nicht da", "", by=ada, seen=parcel.revision)
    change(parcel, 1, language="de", title="Bewegt sich das Paket?")
    change(parcel, ending(parcel), language="de", title="Zwei Tage warten", text="1. Warten.")
    publish()
    return parcel


def ending(guide):
    return guide.tree.first.choices[0].to


def test_words_that_changed_in_the_first_language_alone_leave_their_translation_behind(
    german, change, publish
):
    change(german, 1, title="Is the parcel moving?")
    assert publish().behind == {"de": {"heading 1": "Does the parcel move?"}}

    change(german, ending(german), title="Give it three days")
    change(german, 1, language="de", title="Ist das Paket in Bewegung?")
    assert publish().behind == {"de": {f"heading {ending(german)}": "Give it two days"}}
    change(german, ending(german), title="Give it two days")
    assert publish().behind == {}


def test_both_that_change_words_that_are_not_there_and_a_version_of_before_are_not_behind(
    german, change, publish, ada
):
    change(german, 1, title="Is it moving?")
    change(german, 1, language="de", title="Bewegt es sich?")
    change(german, german.tree.first.choices[1].to, title="We look for it")
    assert publish().behind == {}

    change(german, 1, title="Anything new?")
    assert publish().behind
    german.refresh_from_db()
    restore_guide(german.versions.get(number=2), by=ada, seen=german.revision)
    assert publish().behind == {}


def test_a_version_that_lagged_behind_lags_again_when_it_is_brought_back(german, change, publish, ada):
    change(german, 1, title="Is it moving?")
    lagging = publish()
    change(german, 1, title="Anything new?")
    change(german, 1, language="de", title="Gibt es etwas Neues?")
    assert publish().behind == {}

    german.refresh_from_db()
    restore_guide(german.versions.get(number=lagging.number), by=ada, seen=german.revision)

    assert publish().behind == lagging.behind


def test_readers_of_it_are_told_where_they_read_such_words(german, change, publish, client):
    german.refresh_from_db()
    way = german.tree.first.choices[0].id
    change(german, ending(german), text="1. Wait three days.")
    publish()

    home = f"guides/{german.slug}/"
    with translation.override("de"):
        assert _("This translation is being brought up to date.") in read(client, f"/help/de/{home}{way}/")
    for page in (f"/help/de/{home}", f"/help/en/{home}{way}/"):
        assert "help-note" not in read(client, page)


def read(client, address):
    return client.get(address).content.decode()


def test_it_is_a_doubt_until_it_is_called_still_true_and_then_readers_are_told_no_more(
    german, change, publish, bo
):
    look_over(timezone.now())
    assert not StaleFlag.objects.exists()
    change(german, 1, title="Is the parcel moving?")
    publish()

    look_over(timezone.now())
    flag = StaleFlag.objects.open().get()
    assert (flag.kind, flag.language, flag.guide) == (StaleKind.BEHIND, "de", german)
    call_still_true(flag, by=bo)
    look_over(timezone.now())
    german.refresh_from_db()
    assert german.shown.behind == {} and not StaleFlag.objects.open().exists()


def test_the_desk_says_it_in_both_lists_and_in_the_editor_where_it_is_said_to_fit(
    german, change, publish, desk, ada
):
    lead, home = desk(ada), f"/desk/help/guides/{german.pk}/"
    change(german, 1, title="Is the parcel moving?")
    before = read(lead, f"{home}?language=de")  # not published yet: it will be
    assert "1 text is behind" in before and "<del>Does " in before and "still fits" not in before
    publish()

    for page in ("/desk/help/guides/", "/desk/help/?state=behind"):
        assert "Translation behind" in read(lead, page)
    assert f'href="{home}"' in read(lead, "/desk/help/?state=behind")
    assert "The translation still fits" in read(lead, f"{home}?language=de")
    german.refresh_from_db()
    lead.post(f"{home}about/", {"follows": "1", "language": "de", "seen": german.revision})
    assert "1 text is behind" not in read(lead, f"{home}?language=de")
    assert f'href="{home}"' not in read(lead, "/desk/help/?state=behind")
