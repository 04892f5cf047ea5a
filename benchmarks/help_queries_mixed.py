"""What shoppers type who name both the matter and the thing: asked of everything at once, products among it.

Who asks about a lamp that is broken wants to know what to do, and no page that sells a lamp; who only names a lamp
wants to see lamps. Each line as in `help_queries.py`; what is right is an article's slug, `policy:` and `guide:` with
theirs, or `product:` with the number of the shop. `thing` names both, `bare` the thing alone, or with what it should
be like.

Written before the rank was asked one of them. The half whose SHA-1 begins with an even byte may be looked at to change
the rank, the other never.
"""

from hashlib import sha1

from benchmarks.help_queries import Query, read_lines

LINES = """
en|thing|return a lamp|return-something,policy:returns
en|thing|how do i return a lamp|return-something,policy:returns
en|thing|send the rug back|return-large-pieces,return-something,policy:returns
en|thing|my lamp is broken|clocks-and-lamps,defect-after-a-while,arrived-broken,photos-that-help
en|thing|mug arrived broken|arrived-broken,photos-that-help
en|thing|warranty for a lamp|policy:warranty,warranty-what-is-covered
en|thing|is there a guarantee on the kettle|policy:warranty,warranty-what-is-covered
en|thing|cancel my order for a rug|cancel-an-order,policy:orders
en|thing|exchange a cushion for another colour|exchange-something,change-size-or-colour,policy:exchanges
en|thing|swap the mug for the blue one|exchange-something,change-size-or-colour,policy:exchanges
en|thing|where is my chair|track-your-parcel,when-will-it-arrive,guide:my-parcel-has-not-come
en|thing|the blanket has not arrived|when-will-it-arrive,track-your-parcel,guide:my-parcel-has-not-come
en|thing|how long does delivery of a table take|delivery-times,large-pieces,when-will-it-arrive
en|thing|shipping cost for an armchair|shipping-costs,large-pieces,policy:shipping
en|thing|refund for a broken vase|arrived-broken,when-is-the-money-back,replacement
en|thing|money back for the curtains|when-is-the-money-back,return-something,policy:returns
en|thing|wash the cushion cover|linen-and-cotton
en|thing|clean the brass lamp|brass-and-metal
en|thing|iron pan dishwasher|dishwasher-and-oven,cast-iron
en|thing|can the bowl go in the oven|dishwasher-and-oven
en|thing|knife is blunt|knives
en|thing|oil a chopping board|care-of-wood
en|thing|screws missing for the shelf|part-missing,spare-parts
en|thing|i got the wrong mug|wrong-item
en|thing|spare cap for the carafe|spare-parts
en|thing|put the desk together|assemble-furniture
en|thing|samples of the curtain fabric|colour-samples
en|thing|which screws to hang the wall shelf|wall-fixings
en|thing|blanket out of stock when back|back-in-stock
en|thing|change order from small rug to large rug|change-size-or-colour
en|thing|pay for the table by bank transfer|pay-by-transfer
en|thing|invoice for the desk for my company|invoice-for-a-company,invoice
en|thing|wrap the vase as a present|gift-wrap
en|thing|one of the four plates is cracked|arrived-broken,photos-that-help
en|thing|my stool wobbles after a year|defect-after-a-while,warranty-what-is-covered,assemble-furniture
en|thing|how do i pack a teapot for sending back|pack-a-return
en|thing|used candles can they be returned|what-cannot-come-back,policy:returns
en|thing|do you deliver sofas to switzerland|where-we-deliver,large-pieces,policy:shipping,customs
en|thing|kettle left at the neighbour|leave-with-neighbour,delivered-but-not-here
en|thing|compensation for late rug|complaint,policy:shipping,when-will-it-arrive,parcel-does-not-move
en|bare|lamp|product:lamp-curlew,product:lamp-dome,product:lamp-harbour
en|bare|table lamp|product:lamp-curlew,product:lamp-dome
en|bare|blue mug|product:mug-otter
en|bare|wool blanket|product:blanket-moor,wool-and-rugs
en|bare|bread knife|product:knife-bread
en|bare|rug|product:rug-fjord,product:rug-runner,rug-size,wool-and-rugs
en|bare|iron pan|product:pan-iron,cast-iron
en|bare|chair|product:chair-alder,product:chair-nook
en|bare|lamp with linen shade|product:lamp-curlew
en|bare|big vase|product:vase-heron,product:vase-ondine
en|bare|Curlew|product:lamp-curlew
en|bare|espresso cups|product:cup-espresso
en|bare|oak tray|product:tray-oak
en|bare|watering can|product:watering-can
en|bare|mug otter|product:mug-otter
en|bare|baby blanket|product:blanket-baby
de|thing|Lampe zurückgeben|return-something,policy:returns
de|thing|meine Lampe ist kaputt|clocks-and-lamps,defect-after-a-while,arrived-broken
de|thing|Garantie auf den Kessel|policy:warranty,warranty-what-is-covered
de|thing|Teppich umtauschen|exchange-something,policy:exchanges,exchange-for-another-product
de|thing|Vase kam zerbrochen an|arrived-broken,photos-that-help
de|thing|Bestellung mit dem Stuhl stornieren|cancel-an-order,too-late-to-cancel
de|thing|wo bleibt mein Tisch|track-your-parcel,when-will-it-arrive,guide:my-parcel-has-not-come
de|thing|Geld zurück für die Vorhänge|when-is-the-money-back,return-something
de|thing|falsche Tasse bekommen|wrong-item
de|thing|Schrauben für das Regal fehlen|part-missing,spare-parts
de|thing|Versandkosten für einen Sessel|shipping-costs,large-pieces,policy:shipping
de|thing|Decke waschen|wool-and-rugs,linen-and-cotton
ar|thing|إرجاع المصباح|return-something,policy:returns
ar|thing|المزهرية وصلت مكسورة|arrived-broken,photos-that-help
ar|thing|ضمان على الغلاية|policy:warranty,warranty-what-is-covered
ar|thing|أين الكرسي الذي طلبته|track-your-parcel,when-will-it-arrive
"""


def queries_mixed(*, held_out: bool) -> list[Query]:
    """One half of them, or the one that is held out."""
    return [each for each in read_lines(LINES) if bool(sha1(each[2].encode()).digest()[0] % 2) == held_out]
