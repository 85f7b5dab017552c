"""Telling bokmål from nynorsk by the words that only one of them has."""

import re

_NN = frozenset(
    """ikkje eit ein ei skal vere vera frå kva korleis kvifor eg dei oss òg også me hjå berre noko
    nokon nokre vart vert blei blir gjere gjer gjera saman sjå tenester tenestene innbyggjarar
    innbyggjarane bustad bustader kommunen mykje meir fleire tiltaka måla strategiar verdiar
    framtida høve utviklinga samfunnet leggje arbeidet følgje gjennom nye auke auka betre eigne
    eigen eige desse dette denne både medan sidan mellom fyrste første annan anna dykkar deira
    sin sitt sine nynorsk naudsynt moglegheit verksemd verksemder born barn ungdomar gode menneske""".split()
)
_NB = frozenset(
    """ikke et en fra hva hvordan hvorfor jeg de bare noe noen ble blir gjøre gjør sammen se tjenester
    tjenestene innbyggere innbyggerne bolig boliger mye mer flere tiltakene målene strategier verdier
    framtiden fremtiden utviklingen legge følge øke bedre egne egen eget disse mens siden
    første annen annet deres nødvendig mulighet virksomhet virksomheter være også hos""".split()
)
_ONLY_NN = _NN - _NB - {"skal", "nye", "gode", "gjennom", "mellom", "både", "dette", "denne", "oss",
                        "samfunnet", "arbeidet", "kommunen", "sin", "sitt", "sine", "barn", "første",
                        "blir", "også", "menneske", "ei", "me", "dei"}  # fmt: skip
_ONLY_NB = _NB - _NN - {"de", "se", "en"}


def language_of(text: str) -> str:
    """Return ``nn`` or ``nb``; a text with no marker words is bokmål.

    >>> language_of("Vi skal vere ein kommune der ingen står åleine, og ikkje berre no.")
    'nn'
    >>> language_of("Vi skal være en kommune der ingen står alene, og ikke bare nå.")
    'nb'
    """
    words = re.findall(r"[a-zæøåòé]+", text.lower())
    nn = sum(word in _ONLY_NN for word in words)
    nb = sum(word in _ONLY_NB for word in words)
    return "nn" if nn > nb else "nb"
