"""The key of a run: what was asked for with it is done once, and nothing else is done by it."""

import hashlib
import json

from django.utils.translation import gettext as _

from shopbell.core.errors import Refused
from shopbell.customers.merge import standing

from .action import Action, Parameters
from .refusal import KeyReused
from .run import ActionRun
from .scene import Scene

LONGEST = 200


def check_key(key: str) -> None:
    if not key or len(key) > LONGEST or "\0" in key:
        raise Refused(_("The key must have 1 to 200 characters."))


def fingerprint_of(action: Action, scene: Scene, p: Parameters) -> str:
    """What was asked for, in 64 letters; not for whom, since customers are merged."""
    order = scene.order.pk if scene.order else None
    asked = [action.name, order, p.model_dump(mode="json")]
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def same_run(known: ActionRun, fingerprint: str, scene: Scene) -> ActionRun:
    """The run of this key. Raises KeyReused when something else was asked for with it, or for somebody else."""
    is_for_them = known.customer is not None and standing(known.customer) == standing(scene.customer)
    if known.fingerprint != fingerprint or not is_for_them:
        raise KeyReused
    return known
