from django.urls import URLPattern, URLResolver, path

from .views.continue_link import join, link
from .views.file import file
from .views.hello import hello
from .views.look import look
from .views.messages import messages
from .views.page import continue_, page
from .views.read import read
from .views.send import send
from .views.start import start
from .views.switch import switch
from .views.transcript import back, transcript
from .views.trial import trial
from .views.upload import upload
from .views.visited import visited
from .views.widget import widget

urlpatterns: list[URLPattern | URLResolver] = [
    path("widget.js", widget, name="widget"),
    path("desk/settings/inboxes/<int:inbox_id>/trial/", trial, name="chat-trial"),
    path("desk/tickets/<int:ticket_id>/switch/", switch, name="ticket-switch"),
    path("chat/files/<str:signed>", file, name="chat-file"),
    path("chat/continue/<str:token>/", continue_, name="chat-continue"),
    path("chat/<str:key>/", page, name="chat-page"),
    path("chat/<str:key>/look", look, name="chat-look"),
    path("chat/<str:key>/hello", hello, name="chat-hello"),
    path("chat/<str:key>/start", start, name="chat-start"),
    path("chat/<str:key>/send", send, name="chat-send"),
    path("chat/<str:key>/messages", messages, name="chat-messages"),
    path("chat/<str:key>/read", read, name="chat-read"),
    path("chat/<str:key>/visited", visited, name="chat-visited"),
    path("chat/<str:key>/upload", upload, name="chat-upload"),
    path("chat/<str:key>/transcript", transcript, name="chat-transcript"),
    path("chat/<str:key>/back", back, name="chat-back"),
    path("chat/<str:key>/link", link, name="chat-link"),
    path("chat/<str:key>/join", join, name="chat-join"),
]
