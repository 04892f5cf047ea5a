"""Names of people whom the desk does not know, by the words around them: a title, an introduction, a kinship."""

import re
from collections.abc import Iterator

from .kind import Kind
from .wording import ARABIC, NAME, UP, Span, either

PARTICLE = either("von van de der den del la le di da dos zu bin ibn al el")
MIDDLE = rf"(?:[ \u00a0](?:{PARTICLE}[ -]){{0,4}}(?:{NAME}|[{UP}]\.))"
FULL = rf"(?:[{UP}]\.?[ \u00a0]){{0,4}}{NAME}{MIDDLE}{{0,3}}"
TITLES = either("""
    Mr Mrs Ms Miss Mx Dr Prof Sir Herrn? Frau Hr Fr MM? Mme Mlle Monsieur Madame Mademoiselle [Ss]eñora? Srta? Sra
    Don Doña
""")
CALLED = either("""
    my_(?:full_)?name(?:_is|[’']s|:) i_am_called name: ich_hei(?:ß|ss)e mein_name(?:_ist|:) je_m[’']appelle
    mon_nom(?:_est|:) me_llamo mi_nombre(?:_es|:)
""")
NEAR = either("""
    wife husband son daughter mother mum mom father dad sister brother partner friend neighbou?r colleague boyfriend
    girlfriend flatmate roommate aunt uncle cousin grandmother grandfather boss
    frau mann sohn tochter mutter vater schwester bruder partnerin freund(?:in)? nachbar(?:in|n)? kolleg(?:e|in|en)
    tante onkel oma opa chef(?:in)?
    femme mari fils fille mère père sœur soeur frère amie? voisine? collègue compagne compagnon épouse époux
    mujer marido hij[oa] madre padre herman[oa] pareja amig[oa] vecin[oa] compañer[oa] espos[oa]
""")
DONE_BY = either(r"""
    signed_(?:for_)?by received_by accepted_by attn\\.?:? c/o z\\.\\s?hd\\.(?:_v(?:on|\\.))? unterschrieben_von
    angenommen_von entgegengenommen_von à_l[’']attention_de signé_par réceptionné_par reçu_par a_la_atención_de
    firmado_por recibido_por spoke_(?:to|with) talked_to gesprochen_mit parlé_(?:à|avec) hablé_con chatted_with
""")
ARABIC_TITLES = either("السيدة? الأستاذة? الدكتورة? المهندسة? الآنسة")
ARABIC_NEAR = either("""
    اسمي(?:_هو)? إسمي أدعى معكم? زوجتي زوجي ابني ابنتي أختي أخي أمي أبي والدتي والدي جاري جارتي صديقي صديقتي زميلي
    زميلتي استلمها? استلمه وقع_عليها?
""")
ARABIC_NAME = (
    rf"(?!(?:و?في|لم|من|هذا|هو|هي)\b){ARABIC}(?:\s(?!(?:و?في|لم|من|ولم)\b){ARABIC})?(?:\sال{ARABIC})?"
)
LOWER = r"(?!(?:and|und|et|not|nicht|auf|on|y|i|ich|je|my|mein)\b)[^\W\d_]{2,}"

BEFORE: list[re.Pattern[str]] = [
    re.compile(
        rf"\b{TITLES}\b\.?[ \u00a0]+(?:(?:Dr|Prof)\.?[ \u00a0]{{1,4}}){{0,4}}(?P<it>(?:{PARTICLE}[ ]){{0,4}}{FULL})"
    ),
    re.compile(rf"\b(?i:{CALLED})[ ]+(?P<it>{FULL}|{LOWER}(?:[ ]{LOWER})?)"),
    re.compile(
        rf"\b(?i:i am|i[’']m|this is|ich bin|je suis|soy|hier ist|here is)[ ]+(?P<it>{NAME}{MIDDLE}{{1,3}})"
    ),
    re.compile(
        rf"\b(?i:this is|hier ist|hier spricht|ici)[ ]+(?P<it>{NAME})(?=,?[ ](?:from|of|von|aus|de)\b)"
    ),
    re.compile(
        rf"\b(?i:{NEAR}),?[ ]\(?(?P<it>(?!(?:Ich|Ist|Hat|Und)\b){NAME}{MIDDLE}{{0,2}})(?=[\s,.;:!?)'’]|\Z)"
    ),
    re.compile(rf"\b(?i:{DONE_BY})[ ]+(?:{TITLES}\b\.?[ ])?(?P<it>{FULL})"),
    re.compile(rf"{ARABIC_NEAR}\s+(?:{ARABIC_TITLES}\s+)?(?P<it>{ARABIC_NAME})"),
    re.compile(rf"{ARABIC_TITLES}\s+(?P<it>{ARABIC_NAME})"),
]
NO_NAMES = set("and but so the i it is ist und aber the le la les el los las es".split())


def named(text: str) -> Iterator[Span]:
    for pattern in BEFORE:
        for match in pattern.finditer(text):
            start, end = match.span("it")
            if match["it"].lower() not in NO_NAMES:
                yield start, end, Kind.NAME
