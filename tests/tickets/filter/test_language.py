"""The language of filters: there and back without loss, forgiving in form, exact in meaning, never an error of ours."""

import json
import os
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopbell.accounts.models import Team
from shopbell.tickets.filter.completion import offers_for
from shopbell.tickets.filter.condition import Asker, Condition, restored, stored
from shopbell.tickets.filter.field import FIELDS
from shopbell.tickets.filter.language import parse, write
from shopbell.tickets.filter.misread import Misread
from shopbell.tickets.filter.query import tickets_of
from shopbell.tickets.models import ContactReason, Tag
from tests.cast import agent

NAUGHTY = Path(__file__).parents[4] / "shared" / "data" / "html" / "naughty-strings.json"
NO_DEADLINE = settings(
    deadline=None,
    max_examples=120,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def asker(bo):
    return Asker.of(bo)


# --- there and back ---------------------------------------------------------------------------------

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=30)
searched = words.filter(lambda text: any(character.isalnum() for character in text))
ages = st.builds(
    lambda n, unit: f"{n}{unit}", st.integers(1, 99), st.sampled_from(["min", "h", "d", "w", "mo", "y"])
)
days = st.dates(
    min_value=timezone.datetime(1950, 1, 1).date(), max_value=timezone.datetime(2150, 1, 1).date()
)
dates = st.one_of(days.map(str), days.map(lambda day: f"{day:%Y-%m}"), days.map(lambda day: f"{day:%Y}"))
compared = st.sampled_from([">", ">=", "<", "<="])
moments = st.one_of(
    st.sampled_from(["today", "yesterday"]),
    dates,
    st.builds(lambda sign, part: sign + part, compared, st.one_of(ages, dates)),
    st.builds(lambda first, last: f"{first}..{last}", dates, dates),
)
numbers = st.one_of(
    st.integers(0, 10**17).map(str), st.builds(lambda s, n: f"{s}{n}", compared, st.integers(0, 10**9))
)
VALUES = {
    "status": st.sampled_from(["unsolved", "new", "open", "pending", "on_hold", "solved", "closed"]),
    "priority": st.sampled_from(["low", "normal", "high", "urgent"]),
    "stage": st.sampled_from(["before", "during", "after"]),
    "is": st.sampled_from(["unread", "unanswered"]),
    "has": st.sampled_from(["attachment", "note"]),
    "channel": st.sampled_from(["email", "chat", "form"]),
    "order-state": st.sampled_from(["shipped", "returned"]),
    "order-value": numbers,
    "tag": st.one_of(st.sampled_from(["none", "any"]), st.integers(1, 10**17)),
    "team": st.one_of(st.sampled_from(["none", "any", "mine"]), st.integers(1, 10**17)),
    "assignee": st.one_of(st.sampled_from(["none", "any", "me"]), st.integers(1, 10**17)),
    "customer": st.one_of(st.integers(1, 10**17), searched),
    "language": st.sampled_from(["de", "pt-BR", "ar", "none"]),
    "order": st.one_of(st.sampled_from(["none", "any"]), st.integers(1, 10**9).map(lambda n: f"#{n}")),
    "created": moments,
    "waiting": st.one_of(st.sampled_from(["none", "any"]), moments),
    "solved": st.one_of(st.sampled_from(["none", "any"]), moments),
    "number": numbers,
    "subject": searched,
}
conditions = st.sampled_from(sorted(VALUES)).flatmap(
    lambda name: st.builds(
        Condition,
        st.just(name),
        st.lists(VALUES[name], min_size=1, max_size=4, unique=True).map(tuple),
        st.booleans(),
    )
)


@NO_DEADLINE
@given(wanted=st.lists(conditions, max_size=5, unique=True).map(tuple))
def test_what_is_written_is_read_as_just_the_same(asker, wanted):
    text = write(wanted, asker)

    assert parse(text, asker) == wanted
    assert restored(json.loads(json.dumps(stored(wanted)))) == wanted


@NO_DEADLINE
@given(
    names=st.lists(words, min_size=1, max_size=3, unique_by=lambda name: name.casefold()),
    with_db=st.just(True),
)
def test_names_of_any_kind_are_written_so_that_they_are_found_again(asker, names, with_db):
    Tag.objects.all().delete()
    tags = [Tag.objects.create(name=name[:60]) for name in names]
    wanted = (Condition("tag", tuple(tag.pk for tag in tags)),)

    assert parse(write(wanted, asker), asker) == wanted


@pytest.mark.parametrize(
    "name", ["none", "any", "#12", "a, b", 'say "hi"', "back\\slash", "-minus", "tag:x", " x ", "ß"]
)
def test_a_name_that_looks_like_the_language_is_put_into_quotes(asker, name):
    tag = Tag.objects.create(name=name)
    wanted = (Condition("tag", (tag.pk,)),)

    assert parse(write(wanted, asker), asker) == wanted


def test_the_same_name_twice_is_written_as_a_number(asker):
    first = ContactReason.objects.create(stage="before", name="Other")
    ContactReason.objects.create(stage="after", name="Other")
    wanted = (Condition("reason", (first.pk,)),)

    assert write(wanted, asker) == f"reason:#{first.pk}"
    with pytest.raises(Misread, match="Several are called “other”"):
        parse("reason:other", asker)


def test_a_renamed_tag_and_a_gone_one_stay_what_they_were(asker):
    tag = Tag.objects.create(name="vip")
    kept = stored(parse("tag:vip", asker))
    Tag.objects.filter(pk=tag.pk).update(name="gold")
    assert write(restored(kept), asker) == "tag:gold"

    tag.delete()
    assert write(restored(kept), asker) == f"tag:#{kept[0]['values'][0]}"
    assert parse(write(restored(kept), asker), asker) == restored(kept)


def test_two_agents_of_one_name_are_told_apart_by_their_address(asker, bo):
    other = agent("Bo2 Lind", "Agent")
    other.name = "Bo Lind"
    other.save()

    assert write((Condition("assignee", (other.pk,)),), asker) == "assignee:bo2@desk.example"


# --- what is understood -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed, normal",
    [
        ("STATUS:Open", "status:open"),
        ('status:"On hold"', "status:on_hold"),
        ("state:open", "status:open"),
        ("status:open,open,,pending,", "status:open,pending"),
        ("status:open status:open", "status:open"),
        ("-status:solved", "-status:solved"),
        ("where is my order", "where is my order"),
        ('"where is my order', '"where is my order"'),
        ("lost -parcel", "lost -parcel"),
        ("subject:lost", "lost"),
        ("subject:lost,late", "subject:lost,late"),
        ("created:7d", "created:<7d"),
        ("created:7days", "created:<7d"),
        ("waiting:2h", "waiting:>2h"),
        ("waiting:90m", "waiting:>90min"),
        ("created:2026-1-5", "created:2026-01-05"),
        ("created:2026-01..", "created:>=2026-01"),
        ("created:..2026-02", "created:<=2026-02"),
        ("created:Today", "created:today"),
        ("number:#2001", "number:2001"),
        ("number:9..2", "number:2..9"),
        ("order:#W-2611", "order:#w2611"),
        ("10:30", '"10:30"'),
        ("language:German", "language:de"),
        ("assignee:me,none", "assignee:me,none"),
        ("  ", ""),
    ],
)
def test_it_is_forgiving_in_form(asker, typed, normal):
    assert write(parse(typed, asker), asker) == normal
    assert write(parse(normal, asker), asker) == normal


def test_fields_and_fixed_words_are_understood_in_the_reader_s_language(asker):
    with translation.override("de"):
        label = str(FIELDS["priority"].label).lower()
        value = str(FIELDS["priority"].kind.words["high"]).lower()
        assert write(parse(f"{label}:{value}", asker), asker) == "priority:high"


@pytest.mark.parametrize(
    "typed, said",
    [
        (
            "statsu:open",
            "There is no field “statsu”. Put words with a colon into quotes to look for them. Did you mean “status”?",
        ),
        ("status:opne", "“opne” is none of the choices here. Did you mean “open”?"),
        (
            "status:paid",
            "“paid” is none of the choices here. There are: unsolved, new, open, pending, on_hold, solved, closed.",
        ),
        ("tag:vpi", "There is no “vpi” here. Did you mean “vip”?"),
        ("created:soon", "“soon” is no date."),
        ("created:2026-02-30", "“2026-02-30” is no date."),
        ("created:>999999y", "“>999999y” is no date."),
        ("created:", "A value is missing behind “created:”. Write it like created:<7d."),
        ("-team:", "A value is missing behind “team:”."),
        ("number:many", "“many” is no number."),
        ("number:>", "“>” is no number."),
        ("!!!", "“!!!” has no letter and no digit to look for."),
        ("language:klingonish", "“klingonish” is no language."),
        ("a " * 50, "too many conditions"),
        ("x" * 3000, "too long"),
    ],
)
def test_what_means_nothing_is_named_with_the_nearest_that_would(asker, typed, said):
    Tag.objects.create(name="vip")
    if "too many" in said:
        typed = " ".join(f"word{number}" for number in range(50))

    with pytest.raises(Misread) as misread:
        parse(typed, asker)
    assert said in str(misread.value)


# --- never an error of ours -------------------------------------------------------------------------


def read(text, asker):
    """Parse and ask, whatever `text` is; a sentence is as good an answer as tickets."""
    offers_for(text, asker)
    try:
        conditions = parse(text, asker)
    except Misread as misread:
        assert str(misread)
        return
    assert parse(write(conditions, asker), asker) == conditions
    list(tickets_of(conditions, asker)[:2])


@NO_DEADLINE
@given(text=st.text(max_size=60))
def test_any_text_is_a_filter_or_a_sentence(asker, text):
    read(text, asker)


@NO_DEADLINE
@given(name=st.sampled_from(sorted(FIELDS)), value=st.text(max_size=20), sign=st.sampled_from(["", "-"]))
def test_any_value_of_any_field_is_a_filter_or_a_sentence(asker, name, value, sign):
    read(f"{sign}{name}:{value}", asker)
    read(f'{sign}{name}:"{value}"', asker)


@pytest.mark.skipif(
    not NAUGHTY.exists() or os.environ.get("CI") == "true", reason="the shared naughty strings are not here"
)
def test_naughty_strings_are_filters_or_sentences(asker):
    for naughty in json.loads(NAUGHTY.read_text()):
        for text in (
            naughty,
            f"subject:{naughty}",
            f'tag:"{naughty}"',
            f"customer:{naughty}",
            f"created:{naughty}",
        ):
            read(text, asker)


def test_a_filter_asked_by_a_rule_knows_no_me_and_sees_every_name(asker, advice):
    rule = Asker(None, timezone.now(), ZoneInfo("UTC"))

    assert write(parse(f'team:"{Team.objects.get(pk=advice.pk)}"', rule), rule) == 'team:"Product advice"'
