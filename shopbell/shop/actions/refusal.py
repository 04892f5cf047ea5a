"""How an action is turned down: by a rule of the shop, for its parameters, or because its key was used otherwise."""

from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from shopbell.core.errors import Refused

from ..policies.policy import Outcome
from ..policies.ruling import STATE, WRONG, Ruling


class ActionRefused(Refused):
    """A rule of the shop says no, and nothing was changed. `ruling` names it."""

    def __init__(self, ruling: Ruling):
        super().__init__(ruling.sentence)
        self.ruling = ruling
        self.status = ruling.status


class KeyReused(Refused):
    status = 409

    def __init__(self) -> None:
        super().__init__(_("This key was used for another request already. Take a new one."))


class WrongParameters(Refused):
    """What was sent is not what the action takes; `errors` says where and why."""

    def __init__(self, error: ValidationError):
        self.errors: list[dict[str, Any]] = [
            {"place": ".".join(str(part) for part in each["loc"]), "sentence": each["msg"]}
            for each in error.errors()
        ]
        first = self.errors[0]
        super().__init__(f"{first['place']}: {first['sentence']}" if first["place"] else first["sentence"])


def refuse(rule: str, sentence: str, *, is_of_state: bool = False) -> ActionRefused:
    """A refusal that no policy can lift: the money, the pieces or the rows are not there."""
    return ActionRefused(
        Ruling(Outcome.REFUSE, rule, sentence=sentence, status=STATE if is_of_state else WRONG)
    )
