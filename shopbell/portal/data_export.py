"""What is kept of a shopper, as they fetch it themselves: a ZIP that a job prepares, for a week.

In it are their data, their questions as they may read them, and the files of those. What agents noted of them stands
there for nobody to fetch without being asked: whoever answers such a question reads it first (`web/console`).
"""

import json
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from shopbell.channels.email.sending.readable import readable
from shopbell.core import blob
from shopbell.core.blob_key import BlobKey
from shopbell.core.rate import count_use
from shopbell.core.virus_check import check_of
from shopbell.customers.customer import Customer
from shopbell.customers.merge import standing
from shopbell.tickets.attachment import Attachment
from shopbell.tickets.message import Message
from shopbell.tickets.ticket import Ticket

from .kept_data import kept_of
from .own_action import orders_of
from .question import tickets_of

PREPARE = "portal.prepare_export"
LASTS = timedelta(days=7)
A_DAY = 3
MOST_FILE_BYTES = 500 << 20  # of files in one ZIP; the others are named


class DataExport(models.Model):
    customer = models.ForeignKey("customers.Customer", models.CASCADE, related_name="+")
    blob = BlobKey(blank=True)
    size_bytes = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    ready_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]

    @property
    def ends_at(self) -> datetime:
        return self.created_at + LASTS


def exports_of(customer: Customer) -> models.QuerySet[DataExport]:
    return DataExport.objects.filter(customer=customer, created_at__gt=timezone.now() - LASTS)


@transaction.atomic
def ask_for_export(customer: Customer) -> DataExport:
    """Have it prepared; one that is being prepared is returned as it is. Raises TooMany after some a day."""
    Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    if under_way := exports_of(customer).filter(ready_at=None).first():
        return under_way
    count_use(f"portal export {customer.pk}", limit=A_DAY, seconds=24 * 3600)
    export = DataExport.objects.create(customer=customer)
    jobs.configure_task(PREPARE, priority=-5).defer(export_id=export.pk)
    return export


def prepare_export(export_id: int) -> None:
    """Write the ZIP of an export; nothing when it is there, or when its customer is gone."""
    export = DataExport.objects.select_related("customer").filter(pk=export_id, ready_at=None).first()
    if export is None or export.customer.erased_at:
        return
    with tempfile.TemporaryFile() as file:
        _write(file, standing(export.customer))
        file.seek(0)
        key, size = blob.put_chunks(iter(lambda: file.read(blob.CHUNK), b""))
    DataExport.objects.filter(pk=export_id).update(blob=key, size_bytes=size, ready_at=timezone.now())


def sweep_exports(now: datetime) -> int:
    """Drop those whose week is over; their files are swept with what nobody names."""
    return DataExport.objects.filter(created_at__lte=now - LASTS).delete()[0]


def _write(file: IO[bytes], customer: Customer) -> None:
    data = kept_of(customer, orders_of(customer).prefetch_related("lines"))
    data["questions"] = [_question(ticket) for ticket in tickets_of(customer)]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        words = json.dumps(data, cls=DjangoJSONEncoder, indent=2, ensure_ascii=False)
        archive.writestr("data.json", words)
        for name, attachment in _files(customer):
            with blob.open_blob(attachment.blob) as source, archive.open(name, "w") as target:
                for chunk in iter(lambda: source.read(blob.CHUNK), b""):
                    target.write(chunk)


def _question(ticket: Ticket) -> dict[str, Any]:
    messages = _readable(Message.objects.filter(ticket=ticket)).select_related("agent")
    return {
        "number": ticket.pk,
        "subject": ticket.subject,
        "status": ticket.status,
        "created_at": ticket.created_at,
        "messages": [
            {
                "from": "you" if each.is_from_customer else each.agent.first_name if each.agent else "shop",
                "at": each.created_at,
                "channel": each.channel,
                "text": each.text,
                "files": [_name(file) for file in each.attachments.all()],
            }
            for each in messages.prefetch_related("attachments").order_by("pk")
        ],
    }


def _readable(messages: models.QuerySet[Message]) -> models.QuerySet[Message]:
    return readable(messages).exclude(held_until__gt=timezone.now())


def _files(customer: Customer) -> Iterator[tuple[str, Attachment]]:
    messages = _readable(Message.objects.filter(ticket__in=tickets_of(customer).values("pk")))
    size = 0
    for each in (
        Attachment.objects.filter(message__in=messages).select_related("message").order_by("created_at", "pk")
    ):
        size += each.size_bytes
        if size > MOST_FILE_BYTES:
            return
        if not _is_infected(each):
            yield _name(each), each


def _is_infected(attachment: Attachment) -> bool:
    check = check_of(attachment.blob)
    return bool(check and check.is_infected)


def _name(attachment: Attachment) -> str:
    """Where it lies in the ZIP: never outside of its folder, whatever the sender called it."""
    plain = attachment.name.replace("\\", "/").rpartition("/")[2].strip(". ") or "file"
    assert attachment.message is not None
    return f"files/{attachment.message.ticket_id}/{attachment.pk.hex[:8]}-{plain}"
