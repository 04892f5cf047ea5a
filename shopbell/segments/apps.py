from django.apps import AppConfig


class SegmentsConfig(AppConfig):
    name = "shopbell.segments"

    def ready(self) -> None:
        from .fields import register_fields

        register_fields()
