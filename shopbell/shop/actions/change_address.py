"""Sending an order elsewhere than it said, before it leaves."""

from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from pydantic import Field, field_validator

from shopbell.core.errors import Refused

from ..address import PARTS, country_as_named
from ..place_words import needs_postcode, postcode_word
from ..policies.fact import Facts
from ..policies.terms import Terms
from .action import Action, Parameters
from .facts import scene_facts
from .preview import Plan
from .refusal import refuse
from .run import ActionRun
from .scene import Scene


class AddressParameters(Parameters):
    """A postal address. A name that is not given stays as it was."""

    name: str = Field(default="", max_length=200)
    line1: str = Field(min_length=1, max_length=200)
    line2: str = Field(default="", max_length=200)
    city: str = Field(min_length=1, max_length=120)
    region: str = Field(default="", max_length=120)
    postcode: str = Field(default="", max_length=20)
    country: str = Field(min_length=2, max_length=60)

    as_rules_name_it = field_validator("country", mode="before")(country_as_named)

    def parts(self, before: dict[str, Any]) -> dict[str, str]:
        name = self.name or before.get("name", "")
        return {part: getattr(self, part) for part in PARTS} | {"name": name}

    def check_postcode(self) -> None:
        """Raises ActionRefused for an address without one in a country where nothing is delivered so."""
        if needs_postcode(self.country) and not self.postcode.strip():
            word = postcode_word(self.country)
            raise refuse("no-postcode", _t("Something is missing: %(parts)s.") % {"parts": word})


class ChangeAddress(Action[AddressParameters]):
    name = "change_address"
    label = _("Change the address")
    is_about_lines = False
    Parameters = AddressParameters

    def facts(self, scene: Scene, p: AddressParameters) -> Facts:
        return Facts(scene_facts(scene) | {"address.country": p.country})

    def plan(self, scene: Scene, p: AddressParameters, terms: Terms) -> Plan:
        p.check_postcode()
        before = scene.bought.address
        address = before | p.parts(before)
        if address == before:
            raise refuse("same-address", _t("It goes to this address already."))
        return Plan(data={"address": address, "address_before": before})

    def carry_out(self, scene: Scene, p: AddressParameters, plan: Plan, run: ActionRun) -> None:
        run.before["address"] = scene.bought.address
        scene.bought.address = plan.data["address"]
        scene.bought.save(update_fields=["address"])

    def take_back(self, scene: Scene, run: ActionRun) -> None:
        if scene.bought.address != run.effects["data"]["address"]:
            raise Refused(_t("The address was changed again since."))
        scene.bought.address = run.before["address"]
        scene.bought.save(update_fields=["address"])
