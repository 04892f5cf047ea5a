from django.apps import AppConfig


class ChatConfig(AppConfig):
    name = "shopbell.channels.chat"
    label = "channel_chat"
