"""The contact reasons every desk begins with, in the shopper's words; admins change them in the console."""

TREE = {
    "before": [
        "Product advice",
        "Price, promotion or stock",
        "Shipping options and times",
        "Payment options",
        "Business or wholesale",
    ],
    "during": ["Checkout or payment problem", "Account and sign-in", "Coupon does not work"],
    "after": [
        "Where is my order",
        "Change or cancel an order",
        "Return",
        "Exchange",
        "Refund status",
        "Damaged, wrong or missing item",
        "Warranty and how-to",
        "Invoice",
        "Subscription",
        "Privacy request",
        "Complaint",
        "Praise",
    ],
}
