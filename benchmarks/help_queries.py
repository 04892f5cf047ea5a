"""What shoppers type, and the article that answers it: written apart from the articles, by their names alone.

Each line: language, how it is typed (`plain`, `question`, `typo`, `synonym`: other words than the title's, `other`: in
another language than the article is shown in), the query, and the articles that are right, the best first, parted by
commas. Used by benchmarks/help_search.py; nothing in the search is made for these lines.
"""

LINES = """
en|plain|track my parcel|track-your-parcel
en|plain|where is my order|track-your-parcel,when-will-it-arrive
en|question|when will my order come?|when-will-it-arrive
en|typo|trak my parcle|track-your-parcel
en|synonym|tracking code package|track-your-parcel
en|synonym|shipment stuck no update for days|parcel-does-not-move
en|plain|parcel does not move|parcel-does-not-move
en|question|it says delivered but i have nothing|delivered-but-not-here
en|synonym|package stolen from the porch|delivered-but-not-here
en|typo|deliverd but not recieved|delivered-but-not-here
en|plain|missed delivery driver|missed-the-driver
en|synonym|nobody home courier left a card|missed-the-driver
en|plain|order number|find-the-order-number
en|question|where do i find my order number|find-the-order-number
en|typo|ordr nubmer|find-the-order-number
en|synonym|no email after buying|no-confirmation-mail
en|plain|confirmation mail not received|no-confirmation-mail
en|question|why did only half of my order arrive?|several-parcels
en|synonym|two boxes split shipment|several-parcels
en|question|what does "in preparation" mean|what-the-states-mean
en|plain|order status meaning|what-the-states-mean
en|plain|return something|return-something
en|synonym|send back a lamp i do not like|return-something
en|question|how do i send something back?|return-something
en|typo|retrun policy|how-long-to-return,return-something
en|plain|how long can I return|how-long-to-return
en|synonym|deadline for sending back|how-long-to-return
en|plain|return label without printer|return-label-no-printer
en|synonym|i cannot print the label qr code|return-label-no-printer
en|typo|retrun lable printer|return-label-no-printer
en|plain|pack a return|pack-a-return
en|synonym|original box thrown away|pack-a-return
en|plain|return a gift|return-a-gift
en|synonym|got it as a present and do not want it|return-a-gift
en|plain|return a sofa|return-large-pieces
en|synonym|collect wardrobe pickup furniture|return-large-pieces
en|plain|return only one item of the order|return-part-of-an-order
en|question|can i keep one and send the other back|return-part-of-an-order
en|plain|items that cannot be returned|what-cannot-come-back
en|synonym|non-refundable custom made|what-cannot-come-back
en|question|did my return arrive?|where-is-my-return
en|synonym|rma state|where-is-my-return
en|question|i want to keep it after all|withdraw-a-return
en|synonym|cancel my return|withdraw-a-return
en|plain|exchange something|exchange-something
en|synonym|swap for another size|exchange-something,change-size-or-colour
en|plain|exchange for another product|exchange-for-another-product
en|question|do i pay the difference when i exchange|exchange-price-difference
en|question|when do i get the replacement of an exchange|when-does-the-new-one-come
en|plain|refund when|when-is-the-money-back
en|question|how many days until I have my money?|when-is-the-money-back
en|synonym|reimbursement time|when-is-the-money-back
en|plain|refund not arrived|refund-not-arrived
en|typo|refudn not arived|refund-not-arrived
en|plain|refund smaller than expected|refund-smaller-than-expected
en|synonym|you gave me back less than I paid|refund-smaller-than-expected
en|plain|charged twice|charged-twice
en|synonym|double payment on my credit card statement|charged-twice
en|typo|chargd twise|charged-twice
en|plain|refund to gift card|gift-card-refund
en|question|which account is the money sent to|where-does-the-money-go
en|synonym|my card has expired refund to which card|where-does-the-money-go
en|plain|cancel order|cancel-an-order
en|typo|cancle my oder|cancel-an-order
en|synonym|i do not want it any more stop the order|cancel-an-order
en|question|is it too late to cancel|too-late-to-cancel
en|plain|change delivery address|change-the-address
en|synonym|i moved house parcel goes to the wrong street|change-the-address
en|typo|chnage adress|change-the-address
en|plain|add an item to my order|add-something
en|synonym|forgot something include in same parcel|add-something
en|plain|change colour of an order|change-size-or-colour
en|plain|change payment method after ordering|change-the-payment
en|plain|ordered twice by mistake|ordered-twice
en|synonym|duplicate order|ordered-twice
en|plain|shipping costs|shipping-costs
en|synonym|postage fee free shipping from|shipping-costs
en|typo|shiping cost|shipping-costs
en|plain|delivery times|delivery-times
en|question|how long does delivery take|delivery-times,when-will-it-arrive
en|plain|express delivery|express
en|synonym|need it by tomorrow overnight|express
en|plain|customs duty|customs
en|synonym|import tax vat switzerland|customs
en|question|do you ship to norway?|where-we-deliver
en|synonym|countries worldwide international shipping|where-we-deliver
en|plain|collect in the shop|collect-yourself
en|synonym|click and collect pick up in store|collect-yourself
en|plain|leave parcel with neighbour|leave-with-neighbour
en|synonym|safe place drop off permission|leave-with-neighbour
en|plain|deliver a sofa|large-pieces
en|synonym|carry upstairs two man delivery freight|large-pieces
en|plain|send a gift to another address|gift-to-another-address
en|plain|pay by bank transfer|pay-by-transfer
en|plain|ways to pay|ways-to-pay
en|synonym|paypal klarna visa|ways-to-pay
en|plain|card declined|card-declined
en|typo|credit crad declind|card-declined
en|synonym|payment failed bank refused|card-declined
en|plain|coupon does not work|coupon-does-not-work
en|synonym|promo code invalid discount voucher|coupon-does-not-work
en|plain|gift card balance|gift-card-balance
en|question|how much is left on my gift card|gift-card-balance
en|plain|redeem gift card|gift-card-use
en|plain|invoice|invoice
en|synonym|receipt bill pdf|invoice
en|plain|invoice with vat number for company|invoice-for-a-company
en|plain|gift wrapping|gift-wrap
en|question|it is cheaper now can i get the difference|price-changed
en|synonym|price drop after purchase|price-changed
en|plain|arrived broken|arrived-broken
en|synonym|smashed cracked damaged in transit|arrived-broken
en|typo|arived brokn|arrived-broken
en|plain|wrong item|wrong-item
en|question|you sent me something i did not order|wrong-item
en|plain|part missing|part-missing
en|synonym|screws not in the box|part-missing,assemble-furniture
en|plain|defect after some months|defect-after-a-while
en|synonym|stopped working after half a year|defect-after-a-while
en|plain|warranty|warranty-what-is-covered
en|synonym|guarantee covered wear and tear|warranty-what-is-covered
en|typo|waranty|warranty-what-is-covered
en|plain|spare parts|spare-parts
en|synonym|buy a new shade for an old lamp|spare-parts
en|plain|photos of the damage|photos-that-help
en|plain|replacement for a broken piece|replacement
en|plain|care of wood|care-of-wood
en|synonym|oil oak table scratches water stain|care-of-wood
en|plain|cast iron pan|cast-iron
en|synonym|rust skillet seasoning|cast-iron
en|plain|dishwasher safe|dishwasher-and-oven
en|question|can the bowl go into the microwave or oven|dishwasher-and-oven
en|plain|sharpen knives|knives
en|plain|wash linen|linen-and-cotton
en|synonym|laundry temperature tablecloth bedding shrink|linen-and-cotton
en|plain|clean a wool rug|wool-and-rugs
en|synonym|red wine on the carpet|wool-and-rugs
en|plain|brass tarnish|brass-and-metal
en|synonym|polish copper|brass-and-metal
en|plain|candle care|candles
en|synonym|wick smoke soot|candles
en|plain|clock stopped|clocks-and-lamps
en|plain|assemble furniture|assemble-furniture
en|synonym|building instructions put together shelf|assemble-furniture
en|plain|which bulb for the lamp|lamp-bulb
en|synonym|led e27 watt fitting|lamp-bulb
en|typo|lightbulb sokcet|lamp-bulb
en|plain|rug size|rug-size
en|question|how big should a carpet be under the sofa|rug-size
en|plain|curtain length|curtain-length
en|synonym|drapes measure window|curtain-length
en|plain|chair height for a table|chair-and-table-height
en|plain|colour samples|colour-samples
en|synonym|swatches fabric sample|colour-samples
en|plain|oak or walnut|wood-oak-or-walnut
en|plain|wall fixings|wall-fixings
en|synonym|screws plasterboard drill anchor|wall-fixings
en|plain|back in stock|back-in-stock
en|synonym|sold out notify me when available|back-in-stock
en|plain|orders for companies|orders-for-companies
en|synonym|b2b business bulk discount hotel|orders-for-companies
en|plain|cannot sign in|cannot-sign-in
en|synonym|login fails locked out|cannot-sign-in,new-password
en|plain|forgot password|new-password
en|typo|pasword forgoten|new-password
en|plain|change e-mail address of my account|change-email
en|plain|delete my account|delete-my-account
en|synonym|erase my data gdpr|my-data,delete-my-account
en|plain|newsletter unsubscribe|newsletter
en|synonym|stop advertising mails|newsletter
en|plain|phishing mail|is-this-mail-from-you
en|question|is this mail really from you?|is-this-mail-from-you
en|plain|two accounts|two-accounts
en|synonym|merge accounts|two-accounts
en|plain|default address|change-default-address
en|plain|phone number of the shop|how-to-reach-us
en|synonym|talk to a human hotline|how-to-reach-us
en|plain|complaint|complaint
en|question|how fast do you answer|how-fast-we-answer
en|plain|languages you speak|which-languages
en|plain|what should I have ready when I write|what-to-have-ready
de|plain|Paket verfolgen|track-your-parcel
de|synonym|Sendungsnummer wo ist mein Päckchen|track-your-parcel
de|typo|Sendungsverfolgnug|track-your-parcel
de|question|Wann kommt mein Paket?|when-will-it-arrive
de|question|Zugestellt, aber nichts da|delivered-but-not-here
de|synonym|Lieferung steht seit Tagen|parcel-does-not-move
de|plain|Bestellnummer finden|find-the-order-number
de|typo|Bestelnumer|find-the-order-number
de|synonym|keine Mail nach dem Kauf bekommen|no-confirmation-mail
de|synonym|Zettel im Briefkasten, war nicht zu Hause|missed-the-driver
de|plain|zurückschicken|return-something
de|plain|Rücksendung|return-something
de|synonym|Retoure anmelden|return-something
de|typo|Rüksendung|return-something
de|plain|Rückgabefrist|how-long-to-return
de|question|Wie lange kann ich etwas zurückgeben?|how-long-to-return
de|synonym|Widerruf 14 Tage|how-long-to-return
de|synonym|kein Drucker für das Etikett|return-label-no-printer
de|plain|Geschenk zurückgeben|return-a-gift
de|plain|Sofa zurückgeben abholen|return-large-pieces
de|plain|umtauschen|exchange-something
de|typo|umtaushen|exchange-something
de|question|Wann bekomme ich mein Geld zurück?|when-is-the-money-back
de|synonym|Erstattung dauert|when-is-the-money-back,refund-not-arrived
de|plain|Gutschrift nicht angekommen|refund-not-arrived
de|plain|doppelt abgebucht|charged-twice
de|plain|Bestellung stornieren|cancel-an-order
de|typo|Bestelung stornirren|cancel-an-order
de|synonym|Auftrag abbrechen|cancel-an-order
de|plain|Lieferadresse ändern|change-the-address
de|synonym|bin umgezogen|change-the-address
de|plain|Versandkosten|shipping-costs
de|synonym|Porto ab wann kostenlos|shipping-costs
de|typo|Verandkosten|shipping-costs
de|plain|Lieferzeit|delivery-times
de|plain|Expressversand|express
de|synonym|Zoll Schweiz Einfuhrsteuer|customs
de|synonym|Abholung im Laden|collect-yourself
de|synonym|Abstellgenehmigung Nachbar|leave-with-neighbour
de|plain|Rechnung|invoice
de|synonym|Kassenbon Beleg|invoice
de|plain|Rechnung für Firma mit USt-IdNr|invoice-for-a-company
de|plain|Gutschein funktioniert nicht|coupon-does-not-work
de|synonym|Rabattcode ungültig|coupon-does-not-work
de|plain|Guthaben Geschenkkarte|gift-card-balance
de|plain|Karte abgelehnt|card-declined
de|plain|Überweisung Vorkasse|pay-by-transfer
de|plain|kaputt angekommen|arrived-broken
de|synonym|zerbrochen Transportschaden|arrived-broken
de|plain|falscher Artikel|wrong-item
de|synonym|es fehlen Schrauben|part-missing,assemble-furniture
de|plain|Garantie|warranty-what-is-covered
de|synonym|Gewährleistung|warranty-what-is-covered,defect-after-a-while
de|plain|Ersatzteile|spare-parts
de|synonym|Holztisch ölen Kratzer|care-of-wood
de|plain|Gusspfanne|cast-iron
de|synonym|Rost Bratpfanne einbrennen|cast-iron
de|plain|spülmaschinenfest|dishwasher-and-oven
de|plain|Leinen waschen|linen-and-cotton
de|synonym|Rotweinfleck im Teppich|wool-and-rugs
de|plain|Teppichgröße|rug-size
de|plain|Vorhanglänge|curtain-length
de|synonym|Gardinen ausmessen|curtain-length
de|plain|Glühbirne Fassung|lamp-bulb
de|synonym|Leuchtmittel E27|lamp-bulb
de|plain|Stoffmuster|colour-samples
de|synonym|ausverkauft wieder lieferbar|back-in-stock
de|synonym|Dübel Rigips|wall-fixings
de|plain|Passwort vergessen|new-password
de|typo|Paswort vergesen|new-password
de|plain|Konto löschen|delete-my-account
de|synonym|Auskunft DSGVO|my-data
de|plain|Newsletter abbestellen|newsletter
de|synonym|Betrugsmail Phishing|is-this-mail-from-you
de|plain|Beschwerde|complaint
de|synonym|Hotline Telefonnummer|how-to-reach-us
ar|plain|تتبع الطرد|track-your-parcel
ar|question|أين طلبي؟|track-your-parcel,when-will-it-arrive
ar|question|متى يصل طلبي|when-will-it-arrive
ar|synonym|مكتوب تم التسليم ولم أستلم شيئا|delivered-but-not-here
ar|plain|رقم الطلب|find-the-order-number
ar|plain|إرجاع منتج|return-something
ar|synonym|أريد إعادة المصباح|return-something
ar|typo|ارجاع المنتح|return-something
ar|question|كم يوما لدي للإرجاع|how-long-to-return
ar|synonym|ليس عندي طابعة|return-label-no-printer
ar|plain|استبدال|exchange-something
ar|question|متى أسترد نقودي؟|when-is-the-money-back
ar|synonym|لم يصل المبلغ المسترد|refund-not-arrived
ar|plain|خصم مرتين|charged-twice
ar|plain|إلغاء الطلب|cancel-an-order
ar|typo|الغاء الطلبب|cancel-an-order
ar|plain|تغيير العنوان|change-the-address
ar|plain|تكلفة الشحن|shipping-costs
ar|synonym|توصيل مجاني|shipping-costs
ar|plain|مدة التوصيل|delivery-times
ar|plain|الجمارك|customs
ar|plain|فاتورة|invoice
ar|synonym|كود الخصم لا يعمل|coupon-does-not-work
ar|plain|بطاقة هدية رصيد|gift-card-balance
ar|plain|رفضت البطاقة|card-declined
ar|plain|وصل مكسورا|arrived-broken
ar|plain|منتج خاطئ|wrong-item
ar|plain|قطعة ناقصة|part-missing
ar|plain|الضمان|warranty-what-is-covered
ar|plain|قطع غيار|spare-parts
ar|plain|العناية بالخشب|care-of-wood
ar|synonym|غسل مفرش الكتان|linen-and-cotton
ar|plain|مقاس السجادة|rug-size
ar|plain|نسيت كلمة المرور|new-password
ar|plain|حذف حسابي|delete-my-account
ar|synonym|إلغاء الاشتراك في النشرة|newsletter
ar|plain|شكوى|complaint
ar|synonym|رقم الهاتف للتواصل|how-to-reach-us
de|other|refund|when-is-the-money-back,refund-not-arrived
de|other|tracking|track-your-parcel
de|other|return|return-something
en|other|Rücksendung|return-something
en|other|Versandkosten|shipping-costs
ar|other|refund|when-is-the-money-back,refund-not-arrived
ar|other|track parcel|track-your-parcel
"""


Query = tuple[
    str, str, str, list[str]
]  # language, how it is typed, what is typed, names of the right articles


def queries() -> list[Query]:
    return read_lines(LINES)


def read_lines(lines: str) -> list[Query]:
    rows = [line.split("|") for line in lines.strip().splitlines()]
    return [(language, how, query, right.split(",")) for language, how, query, right in rows]
