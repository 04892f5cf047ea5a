"""Questions of the contact form in the configuration file: told, brought in, and refused."""

import pytest

from shopbell.channels.form.models import FormField
from shopbell.channels.models import Inbox
from shopbell.configuration.form_questions import FORM_QUESTIONS
from shopbell.core.errors import Refused
from shopbell.tickets.models import ContactReason, CustomField

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R5")]
SIZE = {
    "asks": "field",
    "field": "Size",
    "label": "Which size?",
    "labels": {"de": "Welche Größe?"},
    "help": "In the label.",
    "helps": {},
    "choices": {"de": ["Klein"]},
    "required": True,
    "reasons": [["after", "Too small"]],
    "inboxes": ["Trade"],
    "position": 3,
    "in_use": True,
}


@pytest.fixture(autouse=True)
def named(db):
    """What the question names is there."""
    CustomField.objects.create(name="Size", kind="choice", choices=["Small"])
    ContactReason.objects.create(stage="after", name="Too small")
    Inbox.objects.create(channel="form", name="Trade")


def test_a_question_goes_to_another_desk_and_comes_twice_without_a_change(root):
    FORM_QUESTIONS.apply([SIZE, {"asks": "photos"}], by=root)

    told = FORM_QUESTIONS.told()
    assert SIZE in told and len(told) == 2
    assert FORM_QUESTIONS.apply(told, by=root) == []


@pytest.mark.parametrize(
    "wrong",
    [{"asks": "blood"}, {"field": ""}, {"field": "Shoe"}, {"labels": {"de": 3}}, {"inboxes": ["Nowhere"]}],
)
def test_a_question_that_the_page_would_refuse_is_refused(root, wrong):
    with pytest.raises(Refused):
        FORM_QUESTIONS.apply([SIZE | wrong], by=root)

    assert not FormField.objects.filter(label="Which size?", asks="blood").exists()
