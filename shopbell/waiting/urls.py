from django.urls import URLPattern, URLResolver, path

from .settings_tables import MEDIA, QUESTIONS
from .views.call import call, call_off, call_offer
from .views.called import called
from .views.file import waiting_file
from .views.meanwhile import meanwhile
from .views.survey import survey

urlpatterns: list[URLPattern | URLResolver] = [
    path("chat/media/<int:medium_id>/<slug:key>", waiting_file, name="waiting-file"),
    path("chat/<str:key>/meanwhile", meanwhile, name="chat-meanwhile"),
    path("chat/<str:key>/survey", survey, name="chat-survey"),
    path("chat/<str:key>/calls", call_offer, name="chat-calls"),
    path("chat/<str:key>/call", call, name="chat-call"),
    path("chat/<str:key>/call-off", call_off, name="chat-call-off"),
    path("desk/tickets/<int:ticket_id>/called/", called, name="ticket-called"),
    *QUESTIONS,
    *MEDIA,
]
