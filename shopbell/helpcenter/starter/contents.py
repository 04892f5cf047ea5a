"""The categories of our own articles, by what shoppers want, and the articles in each, the most asked first."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Topic:
    slug: str
    icon: str
    articles: list[str]
    reason: str = ""  # the contact reason, as desks begin with it, that its articles answer
    is_of_goods: bool = False  # its articles are about what one shop sells and another does not

    def reason_of(self, article: str) -> str:
        return OTHER_REASONS.get(article, self.reason)


OTHER_REASONS = {
    "warranty-what-is-covered": "Warranty and how-to",
    "defect-after-a-while": "Warranty and how-to",
    "spare-parts": "Warranty and how-to",
    "charged-twice": "Checkout or payment problem",
    "card-declined": "Checkout or payment problem",
    "invoice": "Invoice",
    "invoice-for-a-company": "Invoice",
    "coupon-does-not-work": "Coupon does not work",
    "price-changed": "Price, promotion or stock",
    "back-in-stock": "Price, promotion or stock",
    "orders-for-companies": "Business or wholesale",
    "delete-my-account": "Privacy request",
    "my-data": "Privacy request",
    "complaint": "Complaint",
}
POLICIES = {
    "withdraw-a-return": ["withdraw-return", "withdraw-exchange"]
}  # stated, and on no page to link to
SAYS_WHAT_A_SHOP_DOES = {  # what is so in one shop and not in another: ways to pay, to collect, to write
    "collect-yourself", "customs", "express", "gift-card-balance", "gift-card-refund", "gift-card-use",
    "gift-to-another-address", "gift-wrap", "how-to-reach-us", "large-pieces", "newsletter", "pay-by-transfer",
    "price-changed", "return-label-no-printer", "return-large-pieces", "spare-parts", "ways-to-pay",
    "what-cannot-come-back", "when-is-the-money-back", "where-does-the-money-go", "which-languages",
}  # fmt: skip


TOPICS = [
    Topic("where-is-my-order", icon="truck", reason="Where is my order", articles="""
        track-your-parcel
        what-the-states-mean
        when-will-it-arrive
        parcel-does-not-move
        delivered-but-not-here
        missed-the-driver
        several-parcels
        no-confirmation-mail
        find-the-order-number
    """.split()),
    Topic("change-or-cancel", icon="pencil", reason="Change or cancel an order", articles="""
        cancel-an-order
        too-late-to-cancel
        change-the-address
        change-size-or-colour
        add-something
        change-the-payment
        ordered-twice
    """.split()),
    Topic("delivery", icon="package", reason="Shipping options and times", articles="""
        shipping-costs
        delivery-times
        where-we-deliver
        express
        collect-yourself
        large-pieces
        customs
        leave-with-neighbour
        gift-to-another-address
    """.split()),
    Topic("returns", icon="undo-2", reason="Return", articles="""
        return-something
        how-long-to-return
        return-label-no-printer
        pack-a-return
        where-is-my-return
        return-part-of-an-order
        return-a-gift
        what-cannot-come-back
        withdraw-a-return
        return-large-pieces
    """.split()),
    Topic("exchanges", icon="repeat-2", reason="Exchange", articles="""
        exchange-something
        exchange-price-difference
        when-does-the-new-one-come
        exchange-for-another-product
    """.split()),
    Topic("broken-or-wrong", icon="shield-alert", reason="Damaged, wrong or missing item", articles="""
        arrived-broken
        wrong-item
        part-missing
        photos-that-help
        defect-after-a-while
        warranty-what-is-covered
        replacement
        spare-parts
    """.split()),
    Topic("refunds", icon="banknote", reason="Refund status", articles="""
        when-is-the-money-back
        where-does-the-money-go
        refund-smaller-than-expected
        refund-not-arrived
        gift-card-refund
        charged-twice
    """.split()),
    Topic("paying", icon="credit-card", reason="Payment options", articles="""
        ways-to-pay
        card-declined
        pay-by-transfer
        invoice
        invoice-for-a-company
        gift-card-use
        gift-card-balance
        coupon-does-not-work
        price-changed
        gift-wrap
    """.split()),
    Topic("choosing", icon="ruler", reason="Product advice", is_of_goods=True, articles="""
        rug-size
        lamp-bulb
        curtain-length
        chair-and-table-height
        wood-oak-or-walnut
        back-in-stock
        colour-samples
        wall-fixings
        orders-for-companies
    """.split()),
    Topic("care", icon="sparkles", reason="Warranty and how-to", is_of_goods=True, articles="""
        care-of-wood
        cast-iron
        knives
        wool-and-rugs
        linen-and-cotton
        dishwasher-and-oven
        brass-and-metal
        candles
        assemble-furniture
        clocks-and-lamps
    """.split()),
    Topic("account", icon="user-round", reason="Account and sign-in", articles="""
        cannot-sign-in
        new-password
        change-email
        two-accounts
        change-default-address
        delete-my-account
        my-data
        newsletter
        is-this-mail-from-you
    """.split()),
    Topic("contact", icon="messages-square", articles="""
        how-to-reach-us
        how-fast-we-answer
        what-to-have-ready
        complaint
        which-languages
    """.split()),
]  # fmt: skip


def to_be_read_first() -> set[str]:
    """The articles that a shop must look at before its shoppers read them: what they say may not be so there."""
    return SAYS_WHAT_A_SHOP_DOES | {slug for topic in TOPICS if topic.is_of_goods for slug in topic.articles}
