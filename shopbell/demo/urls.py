from django.urls import URLPattern, URLResolver, path
from django.views.generic import RedirectView

from .views.cart import cart, out
from .views.contact import contact
from .views.picture import picture
from .views.product import front, product
from .views.shopper import into_portal, orders, shop_as

urlpatterns: list[URLPattern | URLResolver] = [
    path("demo-shop", RedirectView.as_view(pattern_name="demo-front")),
    path("demo-shop/", front, name="demo-front"),
    path("demo-shop/products/<slug:slug>/", product, name="demo-product"),
    path("demo-shop/pictures/<slug:slug>.svg", picture, name="demo-picture"),
    path("demo-shop/cart/", cart, name="demo-cart"),
    path("demo-shop/cart/<int:line_id>/out/", out, name="demo-cart-out"),
    path("demo-shop/contact/", contact, name="demo-contact"),
    path("demo-shop/shop-as/", shop_as, name="demo-shoppers"),
    path("demo-shop/orders/", orders, name="demo-orders"),
    path("demo-shop/portal/", into_portal, name="demo-portal"),
]
