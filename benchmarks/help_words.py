"""What shoppers were seen to type in vain, and the articles of which one must be among the first three.

Each line: language, the query, and the articles that are right. The words that a desk begins with are made for these
(`shopbell/search/help/starter_words`), so that they measure nothing: `help_queries.py` does.
"""

LINES = """
de|Widerruf|return-something,what-cannot-come-back,how-long-to-return
de|Widerrufsfrist|how-long-to-return
de|Reklamation|arrived-broken,defect-after-a-while,photos-that-help
de|Gewährleistung|warranty-what-is-covered
de|Rückgaberecht|return-something,how-long-to-return,what-cannot-come-back,return-part-of-an-order,return-a-gift
de|Bestellstatus|what-the-states-mean
de|Lieferstatus|what-the-states-mean
de|Auftragsnummer|find-the-order-number
de|Lieferverzögerung|parcel-does-not-move,when-will-it-arrive
de|Anschrift|change-the-address,change-default-address
de|Retourenlabel|return-label-no-printer,return-something
de|Versandgebühren|shipping-costs
de|Auskunft DSGVO|my-data
en|gdpr|my-data
en|dispatch|when-will-it-arrive,what-the-states-mean,several-parcels,no-confirmation-mail
en|pickup|collect-yourself
en|right of withdrawal|return-something,how-long-to-return
en|phone number|how-to-reach-us
en|order status|what-the-states-mean
ar|شكوى|complaint
ar|كوبون|coupon-does-not-work
ar|كفالة|warranty-what-is-covered
en|where is my order|track-your-parcel
en|how do i complain|complaint
de|Beschwerde|complaint
de|Stornierung|cancel-an-order
de|Rückzahlung|when-is-the-money-back,where-does-the-money-go
en|return|return-something
en|returns|return-something
en|retur|return-something
en|how do i return an item|return-something
en|retrun my chiar|return-something
en|send back|return-something
en|refund|when-is-the-money-back,refund-not-arrived
en|contact|how-to-reach-us
en|contact you|how-to-reach-us
en|where is my stuff|track-your-parcel,when-will-it-arrive
en|wheres my order|track-your-parcel,when-will-it-arrive
en|where is my order|track-your-parcel,when-will-it-arrive
en|phone number|how-to-reach-us
en|phone|how-to-reach-us
en|talk to a person|how-to-reach-us
en|call you|how-to-reach-us
en|opening hours|how-to-reach-us,how-fast-we-answer
en|my order is late|when-will-it-arrive,parcel-does-not-move,track-your-parcel
en|late|when-will-it-arrive,parcel-does-not-move,delivery-times
en|arived brocken|arrived-broken
en|damaged|arrived-broken
en|canccel order|cancel-an-order
en|shiping cost|shipping-costs
en|postage|shipping-costs
en|money back|when-is-the-money-back
ar|استرجاع|return-something,how-long-to-return
ar|إرجاع|return-something
ar|طلبي متاخر|when-will-it-arrive,parcel-does-not-move,track-your-parcel
ar|أين طلبي|track-your-parcel,when-will-it-arrive,what-the-states-mean
ar|رقم الهاتف|how-to-reach-us
ar|اتصال|how-to-reach-us
ar|تواصل|how-to-reach-us
ar|ساعات العمل|how-to-reach-us,how-fast-we-answer
ar|مكسور|arrived-broken
ar|استرداد المال|when-is-the-money-back,refund-not-arrived
de|Rückgabe|return-something,how-long-to-return
de|Rücksendung|return-something,pack-a-return
de|Retoure|return-something
de|zurückgeben|return-something,how-long-to-return
de|Kontakt|how-to-reach-us
de|Telefonnummer|how-to-reach-us
de|anrufen|how-to-reach-us
de|Öffnungszeiten|how-to-reach-us,how-fast-we-answer
de|wo ist mein Zeug|track-your-parcel,when-will-it-arrive
de|wo ist meine Bestellung|track-your-parcel,when-will-it-arrive
de|Bestellung verspätet|when-will-it-arrive,parcel-does-not-move
de|kaputt|arrived-broken,defect-after-a-while
de|Geld zurück|when-is-the-money-back
de|Versandkosten|shipping-costs
en|installments|ways-to-pay
en|klarna|ways-to-pay
de|Ratenzahlung|ways-to-pay
ar|تقسيط|ways-to-pay
"""
