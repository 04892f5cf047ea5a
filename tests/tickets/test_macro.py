import pytest
from django.core.exceptions import ValidationError

from shopbell.core.errors import Refused
from shopbell.tickets.macro import Macro, render_macro, words_of

WORDS = {"customer": {"name": "Mina Okafor", "first_name": "Mina"}, "ticket": {"id": 7}}


def rendered(text, **more):
    return render_macro(Macro(name="Late", text=text), {**WORDS, **more})


@pytest.mark.requirement("R15")
def test_a_macro_comes_with_the_words_of_the_ticket(late_parcel, bo):
    macro = Macro.objects.create(
        name="Late",
        text="Hello {{ customer.first_name }}, {{ agent.first_name }} here, about ticket {{ ticket.id }}.",
    )

    words = render_macro(macro, words_of(late_parcel, bo))

    assert words == f"Hello Mina, Bo here, about ticket {late_parcel.pk}."


def test_a_macro_is_plain_text():
    assert rendered("<b>{{ customer.name }}</b> & 'all'") == "<b>Mina Okafor</b> & 'all'"


def test_a_macro_may_do_without_a_word_that_is_missing():
    assert rendered("Hello{% if customer.title is defined %} Dr{% endif %} Mina") == "Hello Mina"
    assert rendered("{{ customer.nick | default('you') }}") == "you"


@pytest.mark.parametrize(
    "text, sentence",
    [
        ("{{ customer.shoe_size }}", "does not exist"),
        ("{{ order.number }}", "this ticket has none"),
        ("{{ customer.name", "cannot be read"),
        ("{% for c in customer %}x{% endfor %}", "more than a macro may"),
        ("{{ 'x' * 10**9 }}", "more than a macro may"),
        ("{{ customer.name.upper() }}", "more than a macro may"),
        ("{{ ''.__class__.__mro__ }}", "does not exist|cannot do"),
        ("{% include 'settings' %}", "more than a macro may"),
        ("{{ 1 / 0 }}", "more than a macro may"),
    ],
)
def test_a_macro_that_cannot_be_filled_in_says_why(text, sentence):
    with pytest.raises(Refused, match=sentence):
        rendered(text)


def test_a_macro_that_cannot_be_read_is_not_saved(db):
    with pytest.raises(ValidationError, match="Line 2"):
        Macro(name="Broken", text="Hello\n{{ customer").full_clean()


def test_a_team_s_macro_is_its_own(ada, cy, advice):
    everyone = Macro.objects.create(name="Hello", text="Hello")
    theirs = Macro.objects.create(name="Advice", text="Take oak", team=advice)

    assert list(Macro.objects.usable_by(ada)) == [everyone]
    assert set(Macro.objects.usable_by(cy)) == {everyone, theirs}
