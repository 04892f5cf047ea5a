"""One of everything that an address can name, for the tests that walk all addresses."""

import secrets
import uuid

import pytest
from django.core import signing
from django.urls import URLPattern

from shopbell.accounts.models import Membership, Role
from shopbell.api.token import make_token
from shopbell.automation.models import Schedule, Trigger, Webhook
from shopbell.channels.chat.models import ChatSession
from shopbell.channels.chat.visitor import find_or_create_visitor
from shopbell.channels.email.models import (
    EmailMessage,
    Likely,
    Mailbox,
    NewQuestion,
    PassedMail,
    PictureSender,
    RawMail,
    SideConversation,
    SigningKey,
    Suppression,
)
from shopbell.channels.form.models import FormField
from shopbell.channels.models import Delivery
from shopbell.configuration.models import Guide
from shopbell.core import blob
from shopbell.core.models import SettingChange
from shopbell.customers.block import block_customer
from shopbell.customers.customer import claim_identity
from shopbell.customers.merge import merge_customers
from shopbell.customers.models import Company, Note, Point, RemovedIdentity
from shopbell.notifications.models import Device
from shopbell.promises.models import BusinessHours, GoalPolicy, VoidedGoals
from shopbell.routing.channel_plan import planned
from shopbell.routing.models import Offer, Skill, TeamRouting
from shopbell.segments.models import Segment
from shopbell.shop.models import (
    ActionRun,
    Approval,
    Authority,
    CarrierAccount,
    CarrierCall,
    Connection,
    ExceptionReason,
    GoodwillBudget,
    Order,
    Policy,
    Procedure,
    Product,
    Seller,
)
from shopbell.shop.policies.rehearsal import start_rehearsal
from shopbell.shop.procedures.progress import start_procedure
from shopbell.tickets.attachment import keep_attachment
from shopbell.tickets.message import add_note
from shopbell.tickets.models import (
    Brief,
    BulkRun,
    Checklist,
    ContactReason,
    CustomField,
    LinkPreview,
    Macro,
    MessageLink,
    Tag,
    Task,
)
from shopbell.tickets.saved_view import save_view
from shopbell.tickets.ticket import prioritize_ticket
from shopbell.waiting.models import Medium, Question
from tests.public_world import community, help_centre, status_page


@pytest.fixture
def world(late_parcel, wrong_size, shop_chat, care, theo, mina, root, ada, bo, returns):
    """One of everything that an address can name, all of it of the team Returns."""
    from tests.cast import customer

    token = secrets.token_urlsafe(32)
    visitor = find_or_create_visitor(token)
    chat = ChatSession.objects.create(ticket=wrong_size, inbox=shop_chat)
    chat.visitors.add(visitor)
    message = late_parcel.messages.get()
    reply = add_note(late_parcel, "Seen", by=bo)[0]
    change = prioritize_ticket(late_parcel, 4, by=bo)
    preview = LinkPreview.objects.create(
        address="https://a.example", fingerprint="f", state="shown", title="A", picture=blob.put(b"x")
    )
    MessageLink.objects.create(message=message, preview=preview)
    file = keep_attachment(iter([b"x"]), name="a.txt", message=message)
    gone = customer("Mina Again")
    merge = merge_customers(mina, gone)
    raw = RawMail.objects.create(
        content=b"Subject: x", size_bytes=10, fingerprint="f", door="smtp", state="quarantined"
    )
    EmailMessage.objects.create(
        message=message, raw=raw, fingerprint="f", from_address="mina@shopper.example"
    )
    PassedMail.objects.create(message=message, agent=bo)
    NewQuestion.objects.create(message=message, why="subject", solved_at=message.created_at)
    Likely.objects.create(message=message, opened=late_parcel, ticket=wrong_size, why="stranger")
    procedure = Procedure.objects.create(name="Lost", steps=[{"title": "Ask"}])
    order = Order.objects.create(
        external_id="1",
        number="1",
        customer=mina,
        currency="EUR",
        seller=Seller.objects.create(external_id="s", name="Potter", email="potter@seller.example"),
    )
    carrier = CarrierAccount.objects.create(name="Colis", hook_secret="secret")
    delivery = Delivery.objects.create(
        message=message, channel="email", recipient="mina@shopper.example", state="failed"
    )
    run = ActionRun.objects.create(
        key="k",
        action="cancel_order",
        ticket=late_parcel,
        order=order,
        customer=mina,
        status="undone",
        actor_kind="agent",
        agent=ada,
        effects={
            "stock": [],
            "money": [],
            "status_before": "pending",
            "status_after": "cancelled",
            "data": {},
        },
    )
    Approval.objects.create(run=run, state="declined", expires_at=run.created_at)
    return {
        "token": token,
        "ticket_id": late_parcel.pk,
        "message_id": message.pk,
        "reply_id": reply.pk,
        "event_id": change.pk,
        "other_id": wrong_size.pk,
        "preview_id": preview.pk,
        "run_id": BulkRun.objects.create(agent=bo, action="status", value="solved", choice="Solved").pk,
        "file_id": file.pk,
        "upload_id": uuid.uuid4(),
        "customer_id": mina.pk,
        "merge_id": merge.pk,
        "order_id": order.pk,
        "action": "cancel_order",
        "carrier": carrier,
        "account_id": carrier.pk,
        "hook_key": carrier.hook_key,
        "call_id": CarrierCall.objects.create(account=carrier, body=b"{}", fingerprint="f").pk,
        "action_run_id": run.pk,
        "authority": Authority.objects.first(),
        "budget": GoodwillBudget.objects.create(currency="EUR", amount=100),
        "exception_reason": ExceptionReason.objects.first(),
        "procedure": procedure,
        "progress_id": start_procedure(late_parcel, procedure, by=bo)[0].pk,
        "place": 0,
        "delivery_id": delivery.pk,
        "connection_id": Connection.objects.create(kind="shopify", source="shopify", name="Wexmoor").pk,
        "source": "shopify",
        "verb": "end",
        "customer_field": CustomField.objects.create(name="Level", about="customer"),
        "identity_id": claim_identity(mina, "email", "m@home.example", source="agent").pk,
        "removed_id": RemovedIdentity.objects.create(customer=mina, kind="email", value="x@home.example").pk,
        "note_id": Note.objects.create(customer=mina, text="Likes tea.").pk,
        "point_id": Point.objects.create(customer=mina, reason="Kind words.").pk,
        "company_id": Company.objects.create(name="Wexmoor").pk,
        "business_hours": BusinessHours.objects.create(name="Care"),
        "goal_policy": (goals := GoalPolicy.objects.create(name="Wholesale")),
        "goal_version_id": VoidedGoals.objects.create(
            version=goals.versions.get(), reason="Wrong"
        ).version_id,
        "schedule": Schedule.objects.create(name="First"),
        "webhook": Webhook.objects.create(name="ERP", address="https://erp.example/", secret="x" * 20),
        "trigger": Trigger.objects.create(name="First", occasions=["opened"]),
        "segment": Segment.objects.create(name="VIP"),
        "channel_plan": planned().first(),
        "question": Question.objects.create(text="Which size do you wear?"),
        "medium": (medium := Medium.objects.create(kind="text", title="New lamps", text="Look.")),
        "medium_id": medium.pk,
        "skill": Skill.objects.create(name="French"),
        "offer_id": Offer.objects.create(ticket=late_parcel, agent=bo, until=message.created_at).pk,
        "routing": TeamRouting.objects.create(team=returns),
        "field_id": (field := CustomField.objects.create(name="Serial number")).pk,
        "field": field,
        "form_question": FormField.objects.create(field=field),
        "task_id": Task.objects.create(ticket=late_parcel, text="Ask").pk,
        "checklist": Checklist.objects.create(name="Lost", tasks=["Ask"]),
        "brief_id": (
            brief := Brief.objects.create(ticket=late_parcel, note=reply, text="Lost", agent=ada)
        ).pk,
        "batch": brief.batch,
        "block_id": block_customer(theo, by=ada)[0].pk,
        "side_id": SideConversation.objects.create(
            ticket=late_parcel, subject="Parcel", recipients=["a@b.example"]
        ).pk,
        "agent_id": bo.pk,
        "product_id": Product.objects.create(external_id="1", name="Boots").pk,
        "token_id": make_token("Portal", ["orders:read"], by=None)[0].pk,
        "device_id": Device.objects.create(agent=bo, fingerprint="f", content="").pk,
        "chat": shop_chat,
        "inbox": care,
        "inbox_id": care.pk,
        "key_id": SigningKey.objects.create(domain="shop.example", selector="s", private="x", record="x").pk,
        "service": "google",
        "mailbox": Mailbox.objects.create(inbox=care, host="127.0.0.1", port=1, user="care", secret="x"),
        "change_id": SettingChange.objects.create(
            page="settings-tags", model="tickets.tag", object_id=1, name="vip", did="deleted"
        ).pk,
        "guide": Guide.objects.create(pk=1),
        "name": "shop",
        "rest": "nothing",
        "raw_id": raw.pk,
        "macro_id": (macro := Macro.objects.create(name="Thanks", text="Thank you.")).pk,
        "macro": macro,
        "suppression": Suppression.objects.create(address="gone@customer.example"),
        "picture_sender": PictureSender.objects.create(address="news@customer.example"),
        "reason": ContactReason.objects.first(),
        "policy": (policy := Policy.objects.get(slug="return")),
        "number": 1,
        "policy_page": "returns",
        "legal_name": "imprint",
        "rehearsal_id": start_rehearsal("return_items", policy.draft, by=root, policy=policy).pk,
        "tag": Tag.objects.create(name="vip"),
        "view_id": save_view("Parcels", [], by=ada, team=returns).pk,
        **help_centre(ada, late_parcel),
        **community(mina, ada),
        **status_page(ada),
        "team": returns,
        "role": Role.objects.get(name="Agent"),
        "membership": Membership.objects.first(),
    }


def arguments(name: str, pattern: URLPattern, world: dict) -> dict:
    """What the address needs, from `world`."""
    rows = {
        "teams": "team",
        "roles": "role",
        "tags": "tag",
        "reasons": "reason",
        "macros": "macro",
        "suppressions": "suppression",
        "picture": "picture_sender",
        "policies": "policy",
        "policy": "policy",
    }
    rows |= {
        "community": "community_board",
        "status": "status_part",
        "fields": "field",
        "form": "form_question",
        "checklists": "checklist",
        "procedures": "procedure",
        "segments": "segment",
        "channel": "channel_plan",
        "questions": "question",
        "media": "medium",
        "skills": "skill",
        "routing": "routing",
        "hours": "business_hours",
        "goals": "goal_policy",
        "triggers": "trigger",
        "webhooks": "webhook",
        "schedules": "schedule",
        "carriers": "carrier",
        "customer": "customer_field",
        "authority": "authority",
        "budgets": "budget",
        "exceptions": "exception_reason",
    }
    given = {}
    for key, converter in pattern.pattern.converters.items():
        table_name = name.removeprefix("settings-").split("-")[0]
        if name.startswith("settings-help-"):
            given[key] = world[name.split("-")[2]]
        elif key == "row_id" and table_name in rows:
            given[key] = world[rows[table_name]].pk
        elif key == "field_id" and name == "customer-field":
            given[key] = world["customer_field"].pk
        elif name == "help-file":
            given |= {"file_id": world["help_file"], "name": "a.png"}
        elif key == "file_id" and name == "help-desk-article-file":
            given[key] = world["help_file"]
        elif name == "chat-trial":
            given[key] = world["chat"].pk
        elif key in world:
            given[key] = world[key]
        elif key == "key" and name != "portal-mail-end":
            given[key] = world["chat"].public_key
        elif key in {"slug", "provider", "kind"}:
            given[key] = "open"
        elif key == "channel":
            given[key] = "email"
        elif key == "form":
            given[key] = "rules"
        else:
            given[key] = 1 if "Int" in type(converter).__name__ else signing.dumps("x")
    return given
