"""What asks a customer for something, and what says that they said it before: example sentences in five languages."""

import pytest

from shopbell.promises.explaining import asks_for, says_it_was_said

pytestmark = pytest.mark.requirement("R103")


@pytest.mark.parametrize(
    "text, things",
    [
        ("Hello Mina, could you send me your order number?", {"order"}),
        ("Please give us your full name and e-mail address.", {"name", "email"}),
        ("What’s your order no? And can you attach a photo, please?", {"order", "photo"}),
        ("Guten Tag, bitte nennen Sie mir Ihre Bestellnummer.", {"order"}),
        ("Könnten Sie uns ein Foto der Vase schicken?", {"photo"}),
        ("Wie lautet Ihre E-Mail-Adresse?", {"email"}),
        ("Wie ist Ihr vollständiger Name?", {"name"}),
        ("Pourriez-vous m’indiquer votre numéro de commande ?", {"order"}),
        ("Veuillez nous envoyer une photo du colis.", {"photo"}),
        ("Quelle est votre adresse mail ?", {"email"}),
        ("Quel est votre nom complet ?", {"name"}),
        ("¿Podría indicarme el número de pedido?", {"order"}),
        ("Por favor, envíenos una foto del daño.", {"photo"}),
        ("¿Cuál es su correo electrónico y su nombre completo?", {"email", "name"}),
        ("هل يمكنك إرسال رقم الطلب؟", {"order"}),
        ("يرجى إرسال صورة للمنتج.", {"photo"}),
        ("ما هو بريدك الإلكتروني؟", {"email"}),
        ("من فضلك، ما هو اسمك؟", {"name"}),
    ],
)
def test_a_request_is_known_by_its_thing(text, things):
    assert asks_for(text) == things


@pytest.mark.parametrize(
    "text",
    [
        "Thank you for the photo. It will be replaced.",
        "We have sent the label to your e-mail address.",
        "I see your order number, and the parcel arrives tomorrow.",
        "Your order number is 20400. Please wait a little.",
        "Danke für das Foto! Bitte haben Sie noch etwas Geduld.",
        "Wir haben die Rechnung an Ihre E-Mail-Adresse geschickt.",
        "Merci pour la photo.",
        "Nous vous envoyons l’étiquette à votre adresse mail.",
        "Gracias por la foto.",
        "Hemos enviado la etiqueta a su correo electrónico.",
        "شكرًا على الصورة.",
        "سنرسل الملصق إلى بريدك الإلكتروني.",
        "Please come again.",
        "",
    ],
)
def test_what_tells_of_a_thing_requests_nothing(text):
    assert asks_for(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "I already told your colleague that it is broken.",
        "As I said, it is the blue one.",
        "I've already sent the photo!",
        "Das habe ich schon Ihrer Kollegin erklärt.",
        "Wie bereits geschrieben: die Vase ist kaputt.",
        "Ich habe Ihnen das bereits gesagt.",
        "J’ai déjà tout expliqué à votre collègue.",
        "Comme je vous l’ai déjà dit, le colis est perdu.",
        "Ya se lo dije a su compañera.",
        "Ya he enviado la foto.",
        "لقد أخبرت زميلك بذلك.",
        "سبق أن أرسلت الصورة.",
        "I already gave your colleague my order number.",
        "Das Foto habe ich Ihnen geschickt, wie bereits geschrieben.",
        "Ich habe Ihnen schon ein Foto geschickt.",
        "Ich habe die Bestellnummer bereits geschickt.",
        "J’ai déjà envoyé la photo.",
        "Je vous ai déjà donné mon numéro de commande.",
    ],
)
def test_who_said_it_before_is_heard(text):
    assert says_it_was_said(text)


@pytest.mark.parametrize(
    "text",
    [
        "I told my sister about your shop.",
        "Is it already on its way?",
        "Ist es schon da?",
        "Le colis est déjà arrivé.",
        "Ya llegó, gracias.",
        "هل وصل الطلب؟",
        "I have already sent the lamp back.",
        "I've already sent the parcel to the number on the label.",
        "We already gave it to a neighbour.",
        "Ich habe das Paket bereits geschickt.",
        "Ich habe das Paket mit der Bestellnummer bereits geschickt.",
        "J'ai déjà envoyé le colis.",
        "J’ai déjà donné la lampe à ma sœur.",
        "Ya he enviado el paquete.",
        "Ya le envié la lámpara al número nueve.",
        "سبق أن أرسلت المصباح.",
        "أرسلت الطرد بالفعل.",
        "",
    ],
)
def test_other_words_are_no_complaint(text):
    assert not says_it_was_said(text)
