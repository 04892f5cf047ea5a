"""What no help centre of a shop answers: questions about something else, idle words, and keys that were hit.

A search that finds something for these tells the shop nothing of what is missing. Nothing was fitted to the second
half of each language, which begins at the stroke.
"""

NONSENSE = {
    "en": """
xylophone lessons for my hamster
what is the capital of mongolia
recipe for lasagne with spinach
who won the world cup in 1998
how tall is the eiffel tower
is there life on mars
symptoms of a broken collarbone
how to train a puppy to sit
lyrics of yellow submarine
asdfgh qwertz
lorem ipsum dolor sit amet
hello
tell me a joke about penguins
why is the sky blue
learn to play chess openings
how do bees make honey
best time to plant tulips
translate good morning into japanese
what time is it in sydney
square root of two hundred
|
how far away is the moon
who wrote war and peace
cure for hiccups
weather tomorrow in lisbon
how do volcanoes erupt
jobs for nurses in dublin
exercise for a sore back
zzzz kkkk wwww
what does the fox say
history of the roman empire
how to fix a flat bicycle tyre
are dolphins mammals
cheap flights to tenerife
can cats see in the dark
names for a baby girl
difference between alligator and crocodile
how many bones has a shark
poem about autumn leaves
python list comprehension
blah blah blah
""",
    "de": """
xylophonunterricht für meinen hamster
was ist die hauptstadt der mongolei
rezept für lasagne mit spinat
wer gewann die weltmeisterschaft 1998
wie hoch ist der eiffelturm
warum ist der himmel blau
witz über pinguine
asdfgh qwertz
|
wie weit ist der mond entfernt
wer schrieb krieg und frieden
mittel gegen schluckauf
wetter morgen in lissabon
wie brechen vulkane aus
sind delfine säugetiere
gedicht über herbstlaub
bla bla bla
""",
    "ar": """
دروس عزف للهامستر
ما هي عاصمة منغوليا
وصفة لازانيا بالسبانخ
من فاز بكأس العالم
كم يبلغ ارتفاع برج إيفل
لماذا السماء زرقاء
|
كم يبعد القمر
من كتب الحرب والسلام
علاج الحازوقة
الطقس غدا في لشبونة
كيف تثور البراكين
هل الدلافين ثدييات
""",
}


def nonsense(language: str, *, apart: bool = False) -> list[str]:
    """The questions of one language; with `apart` those that nothing was fitted to."""
    return NONSENSE[language].split("|")[apart].strip().splitlines()
