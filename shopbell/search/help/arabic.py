"""What Arabic words share that the stemmer keeps apart: the verb of whoever asks, and the noun of what is done.

Who asks says «أتتبع» (I track) and «أستلم» (I receive), an article «تتبع» (tracking) and «استلام» (receipt). Beside a
stem stand those that are left of it without the letter before an imperfect verb (أ ن ي ت), and without the long vowel
before the last letter, by which the verbal nouns of the derived forms differ from their verbs: إفعال, افتعال,
استفعال, تفعيل (W. Wright, A Grammar of the Arabic Language, I §§ 91 and 202). That is as light as the rules of the
stemmer (Larkey, Ballesteros and Connell, “Improving stemming for Arabic information retrieval”, 2002): no roots are
looked up, and nothing is taken from a word that would leave fewer than three letters.
"""

BEFORE, LONG = frozenset("انيت"), frozenset("اي")
LEAST = 3  # letters: of a root


def kin_of(stem: str) -> list[str]:
    """The stems that a folded `stem` shares with other forms of its verb, without itself."""
    short = _shortened(stem)
    found = [short, _without_person(stem), _without_person(short)]
    return [each for each in dict.fromkeys(found) if each != stem]


def _shortened(stem: str) -> str:
    bare = stem.removesuffix("ء") if stem.endswith("اء") else stem
    if bare != stem:
        bare = bare[:-1]
    elif stem[-2:-1] in LONG:
        bare = stem[:-2] + stem[-1]
    return bare if len(bare) >= LEAST else stem


def _without_person(stem: str) -> str:
    return stem[1:] if stem[:1] in BEFORE and len(stem) > LEAST else stem
