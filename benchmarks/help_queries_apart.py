"""A hundred further queries, to see whether the rank was fitted to the first ones (`help_queries.py`).

Written by the articles' names alone, after the rank and its numbers stood, and before it was ever asked one of them.
Since then the half of them whose SHA-1 begins with an even byte has helped to choose two numbers (decision 0057); the
other half is never looked at to change the search: who does that has to write others.
"""

from benchmarks.help_queries import Query, read_lines

LINES = """
en|question|can someone else sign for my delivery|leave-with-neighbour,missed-the-driver
en|synonym|courier came while i was at work|missed-the-driver
en|typo|wher is my pacel|track-your-parcel,when-will-it-arrive
en|question|why did only two of my three plates come|several-parcels,part-missing
en|synonym|what does "processed" mean|what-the-states-mean
en|plain|order status explained|what-the-states-mean
en|question|i paid but got no email from you, did it go through?|no-confirmation-mail
en|synonym|tracking has not changed since monday|parcel-does-not-move
en|question|the app says it was handed over but my hallway is empty|delivered-but-not-here
en|typo|cancle my oder|cancel-an-order
en|question|can i still stop it, it was sent this morning|too-late-to-cancel,cancel-an-order
en|synonym|typed the wrong street|change-the-address
en|question|i would rather have it in green|change-size-or-colour,exchange-something
en|synonym|put one more candle into the same box|add-something
en|synonym|duplicate order by mistake|ordered-twice
en|question|can i use another card for the order i just made|change-the-payment
en|plain|return policy days|how-long-to-return
en|question|do i have to keep the original box to send it back|pack-a-return,return-something
en|synonym|qr code instead of printed label|return-label-no-printer
en|question|how do i give back a sofa|return-large-pieces
en|synonym|i changed my mind about the return|withdraw-a-return
en|question|did you get the parcel i sent back last week|where-is-my-return
en|synonym|non refundable items|what-cannot-come-back
en|question|my aunt gave me this vase, can i hand it back without her knowing|return-a-gift
en|typo|send bakc just one chiar|return-part-of-an-order,return-something
en|synonym|reimbursement how many days|when-is-the-money-back
en|question|three weeks and still no money on my account|refund-not-arrived
en|synonym|you kept part of my money|refund-smaller-than-expected
en|question|my old card is closed, where will the refund go|where-does-the-money-go
en|synonym|money taken two times from bank|charged-twice
en|question|can i get store credit instead of cash|gift-card-refund
en|synonym|swap sizes|exchange-something
en|question|the bigger one costs more, what do i owe|exchange-price-difference
en|plain|exchange for different item|exchange-for-another-product
en|synonym|how long until the replacement of my swap ships|when-does-the-new-one-come
en|synonym|glass shattered in transit|arrived-broken
en|question|they sent me somebody else's lamp|wrong-item
en|synonym|screws are not in the carton|part-missing,spare-parts
en|typo|garantee how long|warranty-what-is-covered
en|question|the drawer handle fell off after five months|defect-after-a-while,warranty-what-is-covered
en|synonym|which pictures of the damage should i attach|photos-that-help
en|plain|postage cost|shipping-costs
en|question|do you ship to norway|where-we-deliver
en|synonym|import duty switzerland|customs
en|synonym|next day delivery|express
en|question|can i come to your shop and take it with me|collect-yourself
en|synonym|ship a birthday present to my sister with no price on it|gift-to-another-address,gift-wrap
en|question|will the men carry the wardrobe upstairs|large-pieces
en|synonym|promo code rejected|coupon-does-not-work
en|question|how much money is left on the voucher|gift-card-balance
en|synonym|apple pay or klarna|ways-to-pay
en|question|the price dropped yesterday, do i get the rest back|price-changed
en|synonym|receipt with vat number|invoice-for-a-company,invoice
en|synonym|locked out of my login|cannot-sign-in,new-password
en|synonym|stop sending me advertising|newsletter
en|question|got a strange message with a link, is it a scam|is-this-mail-from-you
en|synonym|rust on skillet|cast-iron
en|synonym|tarnished candlestick|brass-and-metal
en|question|candle burns a tunnel down the middle|candles
en|typo|washin linnen at 60|linen-and-cotton
en|synonym|flickering bedside light|clocks-and-lamps,lamp-bulb
en|question|what carpet fits under a table for six|rug-size
en|synonym|hang a shelf on plasterboard|wall-fixings
en|synonym|fabric swatch|colour-samples
en|synonym|sold out, tell me when you have it|back-in-stock
en|synonym|talk to a human|how-to-reach-us
de|question|wo bleibt mein paket|track-your-parcel,when-will-it-arrive,parcel-does-not-move
de|typo|sendungs verfolung|track-your-parcel
de|synonym|zusteller hat nicht geklingelt|missed-the-driver
de|question|laut sendungsstatus zugestellt, aber nichts da|delivered-but-not-here
de|synonym|bestellung stornieren|cancel-an-order,too-late-to-cancel
de|question|ich habe mich bei der hausnummer vertippt|change-the-address
de|synonym|aus versehen doppelt gekauft|ordered-twice
de|plain|rückgabefrist|how-long-to-return
de|question|wie verpacke ich die rücksendung|pack-a-return
de|synonym|ich besitze keinen drucker|return-label-no-printer
de|question|wann wird mir der betrag erstattet|when-is-the-money-back
de|synonym|zu wenig geld zurückbekommen|refund-smaller-than-expected
de|synonym|doppelte abbuchung|charged-twice
de|question|kann ich die decke gegen eine andere farbe tauschen|exchange-something
de|synonym|teller kam in scherben an|arrived-broken
de|synonym|schrauben fehlen|part-missing,spare-parts
de|typo|garanite|warranty-what-is-covered
de|plain|versandgebühren|shipping-costs
de|question|liefert ihr auch nach österreich|where-we-deliver
de|synonym|gutschein wird nicht angenommen|coupon-does-not-work
de|plain|rechnung mit umsatzsteuernummer|invoice-for-a-company,invoice
de|synonym|werbung abbestellen|newsletter
de|question|pfanne rostet, was tun|cast-iron
de|synonym|tisch ölen|care-of-wood
ar|question|متى سيصل طلبي|when-will-it-arrive
ar|plain|تتبع الشحنة|track-your-parcel
ar|question|كيف ألغي الطلب|cancel-an-order
ar|plain|تكلفة التوصيل|shipping-costs
ar|question|أريد إرجاع المنتج|return-something
ar|question|متى أسترد نقودي|when-is-the-money-back
ar|synonym|وصلت المزهرية مكسورة|arrived-broken
ar|plain|تغيير عنوان التوصيل|change-the-address,change-default-address
ar|synonym|كود الخصم لا يعمل|coupon-does-not-work
ar|plain|الفاتورة|invoice
"""


def queries_apart() -> list[Query]:
    return read_lines(LINES)
