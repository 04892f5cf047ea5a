from .run import RuleRun
from .schedule import Schedule
from .trigger import Trigger
from .webhook import Webhook
from .webhook_call import WebhookCall

__all__ = ["RuleRun", "Schedule", "Trigger", "Webhook", "WebhookCall"]
