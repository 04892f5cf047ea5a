"""The house rules are agreed to before somebody takes part, and kept as they were read."""

import uuid

import pytest

from shopbell.community.models import Joining, Profile, Topic
from shopbell.customers.models import Customer

from .joins import JOIN, NEW, hidden_in, join, link, mark_on, press, question
from .pages import read

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R51")]


def test_house_rules_are_agreed_to_and_kept_as_they_were(client, community):
    community.rules = "Be kind.\nNo advertising."
    community.save()
    assert "No advertising." in read(client, JOIN)
    assert join(client).status_code == 422
    join(client, agreed=mark_on(client))
    there = link()
    community.rules = "Be loud."
    community.save()

    press(client, there)

    profile = Profile.objects.get()
    assert profile.agreed_to == "Be kind.\nNo advertising." and profile.agreed_at


def test_who_said_to_be_a_member_and_is_none_agrees_to_the_rules_at_the_button(client, community):
    community.rules, community.texts = "Be kind.", {"rules_ar": "كن لطيفًا."}
    community.save()
    said = {"email": NEW, "join_id": str(uuid.uuid4()), "is_member": "1", "goes_to": "/community/ar/"}
    client.post("/community/ar/join/", said)
    there = link()
    sent = hidden_in(client.get(there)) | {"pseudonym": "Night owl"}

    refused = client.post("/community/ar/name/", sent)
    assert refused.status_code == 422 and "Night owl" in refused.content.decode()
    assert not Customer.objects.exists()
    client.post("/community/ar/name/", sent | {"agreed": mark_on(client, there)})

    assert Profile.objects.get().agreed_to == "كن لطيفًا."


def test_who_signed_in_by_the_portal_agrees_to_the_rules_when_they_choose_a_name(
    client, lamps, community, minas
):
    community.rules = "Be kind."
    community.save()
    assert "Be kind." in read(minas, "/community/en/name/")
    sent = question()
    asked = minas.post("/community/en/ask/", sent | {"pseudonym": "Firefly"})
    assert asked.status_code == 422 and not Profile.objects.exists()
    assert "Be kind." in asked.content.decode() and 'name="agreed"' in asked.content.decode()

    done = minas.post(
        "/community/en/ask/", sent | {"pseudonym": "Firefly", "agreed": mark_on(minas, "/community/en/name/")}
    )

    assert done.status_code == 302 and Topic.objects.get().title == sent["title"]
    profile = Profile.objects.get()
    assert profile.agreed_to == "Be kind." and profile.agreed_at
    assert "Be kind." not in read(minas, "/community/en/name/")  # another name: agreed already
    assert minas.post("/community/en/name/", {"pseudonym": "Glow worm"}).status_code == 302


def test_house_rules_are_read_and_agreed_to_in_the_language_of_the_page(client, community):
    community.rules, community.texts = "Be kind.", {"rules_ar": "كن لطيفًا."}
    community.save()

    assert "Be kind." in read(client, JOIN) and "Be kind." not in read(client, "/community/ar/join/")
    said = {
        "email": NEW,
        "pseudonym": "Night owl",
        "join_id": str(uuid.uuid4()),
        "agreed": mark_on(client, "/community/ar/join/"),
    }
    client.post("/community/ar/join/", said)
    assert Joining.objects.get().agreed_to == "كن لطيفًا."
