from django.urls import URLPattern, path

from . import desk, views

urlpatterns: list[URLPattern] = [
    path("chat/<str:key>/offers", views.chat_offers, name="chat-offers"),
    path("chat/<str:key>/offer", views.chat_offer, name="chat-offer"),
    path("chat/<str:key>/offer-told", views.chat_offer_told, name="chat-offer-told"),
    path("contact/<str:key>/offers", views.form_offers, name="contact-offers"),
    path("contact/<str:key>/offer", views.form_offer, name="contact-offer"),
    path("contact/<str:key>/offer-told", views.form_offer_told, name="contact-offer-told"),
    path("desk/tickets/<int:ticket_id>/answers/", desk.answers, name="ticket-answers"),
    path("desk/tickets/<int:ticket_id>/answers/<slug:key>/", desk.answer, name="ticket-answer"),
    path("desk/tickets/<int:ticket_id>/answers/<slug:key>/told/", desk.told, name="ticket-answer-told"),
]
