from django.urls import URLPattern, URLResolver, path

from .views.answer_card import answer_card
from .views.label import label
from .views.product_picture import product_picture
from .views.products import products
from .views.seller import seller
from .views.send_card import ask, cards

TICKET = "desk/tickets/<int:ticket_id>"

urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{TICKET}/products/", products, name="ticket-products"),
    path(f"{TICKET}/cards/", cards, name="ticket-cards"),
    path(f"{TICKET}/actions/<slug:action>/ask/", ask, name="ticket-action-ask"),
    path(f"{TICKET}/orders/<int:order_id>/seller/", seller, name="ticket-seller"),
    path("product-pictures/<int:product_id>/<slug:key>", product_picture, name="product-picture"),
    path("labels/<str:token>/", label, name="label"),
    path("chat/<str:key>/card", answer_card, name="chat-card"),
]
