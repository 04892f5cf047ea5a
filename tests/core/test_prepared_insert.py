from django.db.models import Value
from django.db.models.functions import Lower

from shopbell.channels.delivery import Delivery
from shopbell.customers.models import Identity
from shopbell.tickets.message import Message, receive_message


def test_a_row_is_kept_whole_the_first_time_and_the_next(late_parcel, mina, django_assert_num_queries):
    for text in ("Where is it?", "And now?", 'Quotes " and % and \\ too'):
        with django_assert_num_queries(1):
            written = Message.objects.create(ticket=late_parcel, channel="email", customer=mina, text=text)

        kept = Message.objects.get(pk=written.pk)
        columns = [field.attname for field in Message._meta.concrete_fields]
        assert [getattr(kept, each) for each in columns] == [getattr(written, each) for each in columns]
        assert kept.text == text


def test_what_the_database_computes_is_left_to_it(mina):
    Identity.objects.create(customer=mina, kind="email", value=Lower(Value("MINA@WORK.example")))

    assert mina.identities.filter(value="mina@work.example").exists()


def test_a_second_row_like_one_that_is_there_is_not_written(late_parcel, mina):
    message, _ = receive_message(late_parcel, "Hello", customer=mina, channel="email")
    first, second = (
        Delivery(message=message, channel="email", recipient="mina@shopper.example") for _ in "12"
    )

    assert first.insert_unless_there() is True and first.pk and not first._state.adding
    assert second.insert_unless_there() is False and second.pk is None
    assert Delivery.objects.get(message=message).pk == first.pk
    assert Delivery.objects.get(pk=first.pk).created_at == first.created_at
