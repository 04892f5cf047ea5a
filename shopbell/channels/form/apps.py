from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from ..registry import Channel, register


class FormConfig(AppConfig):
    name = "shopbell.channels.form"
    label = "channel_form"

    def ready(self) -> None:
        register(
            Channel(
                kind="form",
                label=_("Contact form"),  # type: ignore[arg-type]
                icon="clipboard-list",
                answered_by="email",
                settings={"origins": []},
                tools="form/tools.html",
            )
        )
