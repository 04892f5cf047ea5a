import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.channels.reply import send_reply
from shopbell.core.errors import Refused
from shopbell.tickets.assignment import move_to_team
from shopbell.tickets.attachment import keep_attachment, sweep_unsent
from shopbell.tickets.draft import DraftConflict, Words, drafts_of, keep_draft
from shopbell.tickets.draft_sharing import share_draft, take_over_draft
from shopbell.tickets.models import Attachment, Draft
from shopbell.tickets.note import write_note
from shopbell.tickets.taking_back import take_back_reply

pytestmark = pytest.mark.usefixtures("store")


def words(text="Dear Mina", **more):
    return Words(text, channel="email", **more)


def keep(ticket, by, text="Dear Mina", version=0, kind="reply", **more):
    return keep_draft(ticket, kind, words(text, **more), by=by, version=version)


def upload(by, name="scan.pdf"):
    return keep_attachment([b"x"], name=name, uploaded_by=f"agent-{by.pk}")


def test_a_draft_is_kept_per_agent_and_a_note_beside_it(late_parcel, ada, bo):
    keep(late_parcel, bo)
    keep(late_parcel, bo, "The carrier lost it", kind="note")
    keep(late_parcel, ada, "Hello")

    assert {(draft.kind, draft.text) for draft in drafts_of(late_parcel, bo)} == {
        ("reply", "Dear Mina"),
        ("note", "The carrier lost it"),
    }


def test_every_save_is_a_version_and_an_older_one_overwrites_nothing(late_parcel, bo):
    first = keep(late_parcel, bo)
    second = keep(late_parcel, bo, "Dear Mina, yes", version=first.version)

    with pytest.raises(DraftConflict) as conflict:
        keep(late_parcel, bo, "Dear Mina, no", version=first.version)

    assert conflict.value.draft.text == "Dear Mina, yes"
    assert Draft.objects.get().version == second.version == 2


def test_the_same_words_again_are_no_conflict_though_their_answer_was_lost(late_parcel, bo):
    client_id = uuid.uuid4()
    first = keep(late_parcel, bo, client_id=client_id)

    assert keep(late_parcel, bo, client_id=client_id, version=0).version == first.version


def test_a_draft_without_words_and_files_is_none(late_parcel, bo):
    draft = keep(late_parcel, bo)

    assert keep(late_parcel, bo, "  ", version=draft.version) is None
    assert not Draft.objects.exists()


def test_a_sent_reply_ends_its_draft_and_a_late_save_does_not_bring_it_back(late_parcel, bo):
    draft = keep(late_parcel, bo)

    send_reply(late_parcel, "Dear Mina", by=bo, client_id=draft.client_id, draft_version=draft.version)

    assert not Draft.objects.exists()
    with pytest.raises(DraftConflict) as conflict:
        keep(late_parcel, bo, "Dear Mina, and", version=1, client_id=draft.client_id)
    assert conflict.value.is_sent and not conflict.value.is_same


def test_a_reply_of_an_older_version_is_not_sent_while_the_draft_says_more(late_parcel, bo):
    draft = keep(late_parcel, bo)
    keep(late_parcel, bo, "Dear Mina, more", version=1, client_id=draft.client_id)

    with pytest.raises(DraftConflict):
        send_reply(late_parcel, "Dear Mina", by=bo, client_id=draft.client_id, draft_version=1)

    assert not late_parcel.messages.filter(agent=bo).exists()
    assert Draft.objects.get().text == "Dear Mina, more"


def test_a_second_send_with_other_words_is_refused_rather_than_swallowed(late_parcel, bo):
    client_id = uuid.uuid4()
    send_reply(late_parcel, "Dear Mina", by=bo, client_id=client_id)

    with pytest.raises(Refused, match="sent already, with other words"):
        send_reply(late_parcel, "Dear Mina, more", by=bo, client_id=client_id)


def test_a_note_ends_its_draft_too(late_parcel, bo):
    draft = keep(late_parcel, bo, kind="note")

    write_note(late_parcel, "Dear Mina", by=bo, client_id=draft.client_id, draft_version=1)

    assert not Draft.objects.exists()


def test_what_is_taken_back_is_a_draft_again_before_what_was_written_since(late_parcel, bo):
    file = upload(bo)
    sent = send_reply(late_parcel, "It comes today.", by=bo, channel="email", uploads=[file.pk])
    keep(late_parcel, bo, "And another thing")

    draft = take_back_reply(sent, by=bo)

    assert draft.text == "It comes today.\n\nAnd another thing"
    assert (draft.version, list(draft.uploads.all())) == (2, [file])
    assert take_back_reply(sent, by=bo) == draft


def test_files_of_a_draft_are_not_swept(late_parcel, bo):
    kept, dropped = upload(bo), upload(bo, "other.txt")
    keep(late_parcel, bo, uploads=frozenset([kept.pk]))

    assert sweep_unsent(timezone.now() + timedelta(days=9)) == 1
    assert list(Attachment.objects.all()) == [kept] and dropped != kept


def test_a_draft_takes_no_files_of_others(late_parcel, ada, bo):
    keep(late_parcel, bo, uploads=frozenset([upload(ada).pk]))

    assert not Draft.objects.get().uploads.exists()


def test_a_draft_outlives_that_the_ticket_moves(late_parcel, bo, advice):
    keep(late_parcel, bo)

    move_to_team(late_parcel, advice, by=bo)

    assert Draft.objects.get().text == "Dear Mina"


def test_a_shared_draft_is_taken_over_with_its_files(late_parcel, ada, bo):
    file = upload(bo)
    keep(late_parcel, bo, uploads=frozenset([file.pk]))
    shared = share_draft(late_parcel, "reply", is_shared=True, by=bo)
    keep(late_parcel, ada, "Hello.")

    draft = take_over_draft(late_parcel, shared.pk, by=ada)
    send_reply(
        late_parcel,
        draft.text,
        by=ada,
        uploads=[file.pk],
        client_id=draft.client_id,
        draft_version=draft.version,
    )

    assert draft.text == "Hello.\n\nDear Mina"
    assert list(late_parcel.messages.get(agent=ada).attachments.all()) == [file]
    assert not Draft.objects.exists()


def test_a_draft_that_is_not_shared_cannot_be_taken(late_parcel, ada, bo):
    draft = keep(late_parcel, bo)

    with pytest.raises(Refused, match="not shared"):
        take_over_draft(late_parcel, draft.pk, by=ada)
    with pytest.raises(Refused, match="Write something first"):
        share_draft(late_parcel, "note", is_shared=True, by=bo)
