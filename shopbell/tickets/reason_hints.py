"""What speaks for the contact reasons that every desk begins with: words of customers in several languages, and clues.

Admins change them in the console; `shop/matter/clue.py` says what the clues mean.
"""

HINTS: dict[str, tuple[str, list[str]]] = {
    "Product advice": (
        "recommend, advice, which one, difference between, does it fit, suitable, beratung, empfehlen, "
        "unterschied zwischen, conseil, recommander, quelle différence, consejo, recomendar, qué diferencia",
        ["cart", "product_page", "nothing_bought"],
    ),
    "Price, promotion or stock": (
        "in stock, back in stock, available, price, sale, promotion, cheaper, discount, lieferbar, vorrätig, preis, "
        "rabatt, en stock, prix, promotion, remise, disponible, precio, oferta, descuento",
        ["product_page", "nothing_bought"],
    ),
    "Shipping options and times": (
        "do you ship, do you deliver, shipping cost, delivery time, how long does delivery, versandkosten, lieferzeit, "
        "liefern sie, frais de livraison, délai de livraison, livrez, gastos de envío, plazo de entrega, envían",
        ["cart", "nothing_bought"],
    ),
    "Payment options": (
        "can i pay, payment options, pay by, instalments, zahlungsarten, bezahlen mit, ratenzahlung, moyens de "
        "paiement, payer par, formas de pago, pagar con",
        ["cart", "nothing_bought"],
    ),
    "Business or wholesale": (
        "wholesale, reseller, bulk order, for our company, grosshandel, wiederverkäufer, grossiste, revendeur, "
        "mayorista, revendedor",
        [],
    ),
    "Checkout or payment problem": (
        "checkout, payment failed, card declined, cannot pay, payment was refused, kasse, zahlung fehlgeschlagen, "
        "karte abgelehnt, paiement refusé, carte refusée, pago rechazado, tarjeta rechazada",
        ["cart"],
    ),
    "Account and sign-in": (
        "sign in, log in, login, password, my account, anmelden, passwort, mein konto, connexion, mot de passe, "
        "mon compte, iniciar sesión, contraseña, mi cuenta",
        [],
    ),
    "Coupon does not work": (
        "coupon, voucher, promo code, discount code, gutschein, rabattcode, bon de réduction, code promo, cupón, "
        "código de descuento",
        ["cart"],
    ),
    "Where is my order": (
        "where is my, not arrived, has not come, should have come, still waiting, tracking, parcel, delayed, late, "
        "wo ist, wo bleibt, nicht angekommen, sendung, paket, verspätet, où est, pas arrivé, colis, suivi, en retard, "
        "dónde está, no ha llegado, paquete, seguimiento, retraso",
        ["parcel_stuck", "order_under_way"],
    ),
    "Change or cancel an order": (
        "cancel, change my order, change the address, wrong address, stornieren, bestellung ändern, falsche adresse, "
        "annuler, modifier ma commande, changer l’adresse, cancelar, cambiar mi pedido, cambiar la dirección",
        ["order_pending"],
    ),
    "Return": (
        "return, send back, return label, zurückschicken, rücksendung, retoure, retourner, renvoyer, étiquette de "
        "retour, devolver, devolución",
        ["order_delivered", "return_open"],
    ),
    "Exchange": (
        "exchange, swap, other size, another size, too small, too big, too large, umtauschen, tauschen, andere grösse, "
        "zu klein, zu gross, échanger, autre taille, trop petit, trop grand, cambiar por, otra talla, pequeño, grande",
        ["order_delivered"],
    ),
    "Refund status": (
        "refund, money back, my money, rückerstattung, geld zurück, remboursement, remboursé, reembolso, mi dinero",
        ["return_open"],
    ),
    "Damaged, wrong or missing item": (
        "broken, damaged, cracked, missing, wrong item, scratched, kaputt, beschädigt, fehlt, falscher artikel, cassé, "
        "abîmé, endommagé, manque, mauvais article, roto, dañado, falta, artículo equivocado",
        ["order_delivered"],
    ),
    "Warranty and how-to": (
        "warranty, guarantee, manual, how do i, spare part, garantie, anleitung, ersatzteil, mode d’emploi, notice, "
        "pièce de rechange, garantía, manual, recambio",
        ["order_delivered"],
    ),
    "Invoice": (
        "invoice, receipt, vat, rechnung, beleg, facture, reçu, tva, factura, recibo, iva",
        [],
    ),
    "Subscription": ("subscription, renewal, abo, abonnement, suscripción", []),
    "Privacy request": (
        "gdpr, my data, delete my account, dsgvo, meine daten, rgpd, mes données, mis datos",
        [],
    ),
    "Complaint": (
        "complaint, disappointed, unacceptable, never again, beschwerde, enttäuscht, réclamation, déçu, inadmissible, "
        "queja, decepcionado",
        [],
    ),
    "Praise": (
        "thank you so much, wonderful, well done, great service, vielen dank für, wunderbar, merci beaucoup pour, "
        "bravo, muchas gracias por, maravilloso",
        [],
    ),
}
