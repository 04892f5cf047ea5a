"""Previewing and performing an action: once per key, under the lock of the order, all of it or nothing.

The whole of an action is one transaction: the run, the payments with the balances of gift cards, the pieces, the state
of the order, what is the action's own, and the event in the ticket. A crash at any moment leaves none of it, and the
same key asked for again does it then; after the commit the same key only answers what was done.
"""

from copy import deepcopy
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from pydantic import ValidationError

from shopbell.accounts.agent import Agent
from shopbell.core.errors import Refused
from shopbell.customers.customer import Customer
from shopbell.customers.merge import standing
from shopbell.tickets.event import Verb, record
from shopbell.tickets.ticket import Ticket

from ..order import Order
from ..policies.decide import decide
from ..policies.fact import Facts
from ..policies.policy import Outcome
from ..policies.ruling import STATE, WRONG, Ruling, Waived
from ..stock import move_stock
from .action import Action, Parameters
from .backend import backend_of, refuse_plan
from .facts import telling_runs
from .gate import ASKED, DECIDED, NOTED, first_hold
from .hold import Hold
from .key import check_key, fingerprint_of, same_run
from .ledger import move_money
from .preview import Plan, Preview
from .refusal import ActionRefused, WrongParameters, refuse
from .registry import action_named
from .run import ActionRun, RunStatus, Who, who
from .scene import Scene
from .waiver import Waiver


def preview_action(
    name: str,
    *,
    by: Who,
    order: Order | None = None,
    customer: Customer | None = None,
    parameters: dict[str, Any],
    ticket: Ticket | None = None,
    at: datetime | None = None,
    waiver: Waiver | None = None,
) -> Preview:
    """What `perform_action` would do now; nothing is written. A refusal is in its ruling, in the language of the
    customer, who when they act themselves read that of the page."""
    action, p, scene = _prepared(name, by, order, customer, parameters, ticket, at, waiver)
    scene.reads = (translation.get_language() or "") if isinstance(by, Customer) else ""
    action.set_scene(scene, p, locked=False)
    preview = previewed(action, scene, p)
    return preview if preview.is_refused else replace(preview, hold=_hold(scene, preview))


def perform_action(
    name: str,
    *,
    by: Who,
    key: str,
    order: Order | None = None,
    customer: Customer | None = None,
    parameters: dict[str, Any],
    ticket: Ticket | None = None,
    confirmed: bool = False,
    told: str = "",
    at: datetime | None = None,
    waiver: Waiver | None = None,
) -> ActionRun:
    """Do it, once for `key`, or let it wait for approval; the same again returns the same run.

    `customer` is for whom it is done: the ticket's customer unless named, else the order's. Raises ActionRefused with
    the rule, WrongParameters, KeyReused when the key was used for something else; then nothing has changed.
    """
    check_key(key)
    if waiver is not None and not waiver.reason.strip():
        raise Refused(_("Say why the exception is made."))
    action, p, scene = _prepared(name, by, order, customer, parameters, ticket, at, waiver)
    fingerprint = fingerprint_of(action, scene, p)
    try:
        with transaction.atomic():
            action.set_scene(scene, p, locked=True)
            known = ActionRun.objects.filter(key=key).first()
            if known is not None:
                return same_run(known, fingerprint, scene)
            run = ActionRun(
                key=key, fingerprint=fingerprint, action=name, order=scene.order, customer=scene.customer,
                ticket=ticket, team_id=scene.team_id, parameters=p.model_dump(mode="json"), is_confirmed=confirmed,
                told=told, **who(by),
            )  # fmt: skip
            return _begin(action, scene, p, run)
    except IntegrityError:  # the same key at the same moment, for another order
        known = ActionRun.objects.filter(key=key).first()
        if known is None:
            raise
        return same_run(known, fingerprint, scene)


def previewed(action: Action, scene: Scene, p: Parameters) -> Preview:
    """The preview of what stands in `scene`, with the ruling; nothing is written."""
    with translation.override(scene.language):
        facts = action.facts(scene, p)
        ruling, plan = _ruled(action, scene, p, facts)
    return Preview(
        action=action.name,
        order=scene.order,
        customer=scene.customer,
        parameters=p.model_dump(mode="json"),
        plan=plan,
        status_before=str(scene.order.status) if scene.order else "",
        ruling=ruling,
        facts=facts,
    )


def _ruled(action: Action, scene: Scene, p: Parameters, facts: Facts) -> tuple[Ruling, Plan]:
    ruling = decide(action.name, facts, scene.at, language=scene.language)
    waived: list[Waived] = []
    while scene.waiver and ruling.is_waivable and ruling.rule in scene.waiver.rules:
        waived.append(Waived(ruling.rule, ruling.version_id))
        but = [each.rule for each in waived]
        ruling = decide(action.name, facts, scene.at, language=scene.language, but=but)
    ruling = replace(ruling, waived=tuple(waived))
    if ruling.outcome == Outcome.REFUSE:
        return ruling, Plan()
    try:
        _belong_together(scene)
        _is_free(scene)
        # what the shop system cannot do is refused before anybody is told it can
        backend = backend_of(scene.order, action)
        plan = action.plan(scene, p, ruling.terms)
        refuse_plan(backend, action, plan)
        return ruling, plan
    except ActionRefused as refusal:
        return refusal.ruling, Plan()
    except Refused as refusal:
        status = STATE if refusal.status == STATE else WRONG
        return Ruling(Outcome.REFUSE, "impossible", sentence=str(refusal), status=status), Plan()


def _belong_together(scene: Scene) -> None:
    """Raises Refused unless the order and the ticket are the customer's own, whatever the policy says and whoever acts:
    nobody is given, or told in their ticket, what belongs to another."""
    customer = standing(scene.customer)
    if customer.erased_at:  # nobody knows any more where their money came from
        raise refuse("customer-erased", _("The customer was erased."), is_of_state=True)
    if scene.order is not None and standing(scene.order.customer) != customer:
        raise refuse("other-customers-order", _("This order is another customer's."))
    if scene.ticket is not None and standing(Ticket.objects.get(pk=scene.ticket.pk).customer) != customer:
        raise refuse("other-customers-ticket", _("This ticket is another customer's."))


def _is_free(scene: Scene) -> None:
    if scene.order and any(run.status == RunStatus.PERFORMING for run in telling_runs(scene.order)):
        raise refuse(
            "under-way",
            _("Something is being done to this order. Wait until it is finished."),
            is_of_state=True,
        )


def _begin(action: Action, scene: Scene, p: Parameters, run: ActionRun) -> ActionRun:
    preview = previewed(action, scene, p)
    if preview.is_refused:
        raise ActionRefused(preview.ruling)
    _note(run, scene, preview)
    if hold := _hold(scene, preview):
        run.status, run.parameters = RunStatus.WAITING, action.pinned(p, preview).model_dump(mode="json")
        run.save()
        for asked in ASKED:
            asked(run, hold)
    else:
        run = go(action, scene, p, preview, run)
    for noted in NOTED:
        noted(run, scene, preview)
    return run


def _hold(scene: Scene, preview: Preview) -> Hold | None:
    if preview.ruling.outcome == Outcome.ASK:
        return Hold(preview.ruling.rule, preview.ruling.sentence)
    return first_hold(scene, preview)


def _note(run: ActionRun, scene: Scene, preview: Preview) -> None:
    ruling = preview.ruling
    run.effects, run.rule, run.version_id = preview.as_dict(), ruling.rule, ruling.version_id
    run.sentence, run.cost_cents, run.currency = ruling.sentence, preview.cost_cents, preview.currency
    if scene.waiver and ruling.waived_rule:
        run.waived_rule, *run.also_waived = ruling.waived_rules
        run.waiver_reason = scene.waiver.reason
    run.facts = asdict(preview.facts)


def go(action: Action, scene: Scene, p: Parameters, preview: Preview, run: ActionRun) -> ActionRun:
    """Write what the preview says, or give it to the shop system that the order came from."""
    backend = backend_of(scene.order, action)
    if backend is not None:
        run.status = RunStatus.PERFORMING
        run.save()
        _decided(run, scene, preview)
        backend.begin(run)
        tell(run, Verb.ACTION_STARTED)
        return run
    run.status, run.settled_at = RunStatus.DONE, scene.at
    levels = {
        str(effect.variant.pk): move_stock(
            effect.variant, effect.pieces, _("%(name)s is sold out.") % {"name": effect.variant},
            back=preview.plan.levels.get(str(effect.variant.pk), {}),
        )
        for effect in preview.stock
        if effect.when == "now"
    }  # fmt: skip
    run.before = {"status": preview.status_before, "levels": levels}
    run.save()
    _decided(run, scene, preview)
    move_money(scene, preview.money, run)
    if scene.order is not None and preview.plan.status:
        scene.order.status = preview.plan.status
        scene.order.save(update_fields=["status"])
    foreseen = deepcopy([run.before, preview.plan.data])
    action.carry_out(scene, p, preview.plan, run)
    if foreseen != [run.before, preview.plan.data]:
        run.effects["data"] = preview.plan.data
        run.save(update_fields=["before", "effects"])
    tell(run, Verb.ACTION_PERFORMED)
    return run


def _decided(run: ActionRun, scene: Scene, preview: Preview) -> None:
    for decided in DECIDED:
        decided(run, scene, preview)


def tell(run: ActionRun, verb: Verb, *, by: Who = None, **data) -> None:
    """Write it into the ticket, if it was done in one."""
    if run.ticket is None:
        return
    order = str(run.order) if run.order else ""
    money = [effect for effect in run.effects["money"] if effect["cents"]]
    record(
        run.ticket, verb, by=by or run.actor, run=run.pk, action=run.action, order=order, money=money, **data
    )


def _prepared(
    name: str, by: Who, order: Order | None, customer: Customer | None, parameters: dict[str, Any],
    ticket: Ticket | None, at: datetime | None, waiver: Waiver | None,
) -> tuple[Action, Parameters, Scene]:  # fmt: skip
    action = action_named(name)
    _may(action, by, order)
    customer = customer or _for_whom(by, ticket, order)
    if customer is None:
        raise Refused(_("Say for which customer."))
    if action.subject == "order" and order is None:
        raise Refused(_("Say on which order."))
    scene = Scene(
        customer=standing(customer), by=by, order=order, ticket=ticket, at=at or timezone.now(), waiver=waiver,
        team_id=ticket.team_id if ticket else None,
    )  # fmt: skip
    return action, parsed(action, parameters), scene


def parsed(action: Action, parameters: dict[str, Any]) -> Parameters:
    """The parameters as the action knows them. Raises WrongParameters."""
    try:
        return action.Parameters.model_validate(parameters)
    except ValidationError as error:
        raise WrongParameters(error) from None


def _may(action: Action, by: Who, order: Order | None) -> None:
    if not isinstance(by, Agent):
        return
    by.require(action.permission)
    if order is not None and not Order.objects.visible_to(by).filter(pk=order.pk).exists():
        raise Refused(_("There is no such order."))


def _for_whom(by: Who, ticket: Ticket | None, order: Order | None) -> Customer | None:
    if isinstance(by, Customer):
        return by
    if ticket is not None:
        return ticket.customer
    return order.customer if order is not None else None
