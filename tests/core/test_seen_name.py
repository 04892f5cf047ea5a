"""Names that nobody can read are refused wherever they are written, and made readable where they come from outside."""

import json

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from shopbell.accounts.models import Team
from shopbell.configuration.document import export_configuration, import_configuration
from shopbell.core.errors import Refused
from shopbell.core.seen_name import made_seen, refuse_unseen, seen
from shopbell.customers.company import save_company
from shopbell.customers.models import Company
from shopbell.promises.business_hours import BusinessHours
from shopbell.promises.goal_policy import GoalPolicy

UNSEEN = ["\u200b", "\u3164", "\u00ad\u2060", "\u0301"]
TURNED = ["abc\u202edef", "\u2066abc"]
SEEN = [
    "Chat",
    "\u0646\u0627\u0645\u0647\u200c\u0647\u0627",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\u5ba2\u670d",
    "A & B",
]


@pytest.mark.parametrize("name", UNSEEN)
def test_a_name_of_nothing_that_is_seen_is_refused(name):
    with pytest.raises(ValidationError, match="Nothing of it can be seen"):
        refuse_unseen(name)
    with pytest.raises(Refused, match="Nothing of it can be seen"):
        seen(name)
    assert made_seen(name) == ""


@pytest.mark.parametrize("name", TURNED)
def test_a_name_that_turns_what_follows_is_refused_or_kept_without_that(name):
    with pytest.raises(ValidationError, match="turns the direction"):
        refuse_unseen(name)
    assert seen(made_seen(name)).startswith("abc")


@pytest.mark.parametrize("name", SEEN)
def test_names_in_any_script_stay_as_they_are(name):
    refuse_unseen(name)
    assert seen(name) == made_seen(name) == name


@given(name=st.text())
def test_what_was_made_readable_is_never_refused(name):
    assert seen(made_seen(name)) == made_seen(made_seen(name))


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["\u200b", "Care\u202e"])
def test_forms_the_configuration_file_and_verbs_refuse_it_alike(client, root, name):
    client.force_login(root)
    hours = {"name": name, "zone": "UTC", "day_0": "9-17"}
    assert client.post("/desk/settings/hours/new/", hours).status_code == 422
    assert client.post("/desk/settings/teams/new/", {"name": name}).status_code == 422
    said = json.loads(export_configuration())
    for section, entry in (("hours", {"zone": "UTC", "week": "Mon 9-17"}), ("goals", {"first_reply": "1 h"})):
        with pytest.raises(Refused, match="direction|can be seen"):
            import_configuration(json.dumps(said | {section: [{"name": name, **entry}]}))
    with pytest.raises(Refused):
        save_company(Company(), name, [])

    assert not Team.objects.filter(name=name).exists() and not BusinessHours.objects.exists()


@pytest.mark.django_db
def test_a_name_that_differs_by_capitals_alone_is_taken(client, root):
    client.force_login(root)
    GoalPolicy.objects.create(name="Wholesale", first_reply_seconds=60)
    said = {"name": "WHOLESALE", "counts": "open", "warn_percent": "75", "position": "1", "is_on": "on"}

    answer = client.post("/desk/settings/goals/new/", said)
    assert answer.status_code == 422 and "“Wholesale” is there already." in answer.content.decode()
    with pytest.raises(Refused, match="“Wholesale” is there already."):
        import_configuration(
            json.dumps(json.loads(export_configuration()) | {"goals": [{"name": "WHOLESALE"}]})
        )
    kept = GoalPolicy.objects.get(name="Wholesale")
    assert (
        client.post(f"/desk/settings/goals/{kept.pk}/", said).status_code == 302
    )  # its own may be written otherwise
