"""The syllables of Mandarin as pinyin spells them."""

from __future__ import annotations

import re
from functools import cache

_TABLE = """
- a o e ai ei ao ou an en ang eng er yi ya yo ye yao you yan yin yang ying yong wu wa wo wai wei wan
- wen wang weng yu yue yuan yun m n ng
b a o ai ei ao an en ang eng i ie iao ian in ing u
p a o ai ei ao ou an en ang eng i ie iao ian in ing u
m a o e ai ei ao ou an en ang eng i ie iao iu ian in ing u
f a o ei ou an en ang eng u
d a e ai ei ao ou an en ang eng ong i ia ie iao iu ian ing u uo ui uan un
t a e ai ei ao ou an ang eng ong i ie iao ian ing u uo ui uan un
n a e ai ei ao ou an en ang eng ong i ie iao iu ian in iang ing u uo uan un v ve
l a o e ai ei ao ou an ang eng ong i ia ie iao iu ian in iang ing u uo uan un v ve
g a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang
k a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang
h a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang
j i ia ie iao iu ian in iang ing iong u ue uan un
q i ia ie iao iu ian in iang ing iong u ue uan un
x i ia ie iao iu ian in iang ing iong u ue uan un
zh a e i ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang
ch a e i ai ao ou an en ang eng ong u ua uo uai ui uan un uang
sh a e i ai ei ao ou an en ang eng u ua uo uai ui uan un uang
r e i ao ou an en ang eng ong u ua uo ui uan un
z a e i ai ei ao ou an en ang eng ong u uo ui uan un
c a e i ai ao ou an en ang eng ong u uo ui uan un
s a e i ai ao ou an en ang eng ong u uo ui uan un
"""


@cache
def plain_syllables() -> frozenset[str]:
    """Return every syllable without tone, ü as ``v``, without those that 儿 curls."""
    rows = (line.split() for line in _TABLE.strip().splitlines())
    return frozenset(row[0].strip("-") + final for row in rows for final in row[1:])


def spelled(written: str) -> str:
    """Return a syllable as `Reading` has it: small letters, ``v`` for ü, its tone a figure.

    >>> spelled("Lü4"), spelled("huar1"), spelled("de")
    ('lv4', 'huar1', 'de5')

    Raises
    ------
    ValueError
        When it is no syllable of Mandarin.
    """
    plain = written.lower().replace("u:", "v").replace("ü", "v")
    found = re.fullmatch("([a-zv]+?)([0-5]?)", plain)
    sound = found[1] if found else ""
    stem = sound[:-1] if sound.endswith("r") and sound != "er" else sound
    stem = re.sub("^([ln])ue$", r"\1ve", stem)
    if not found or stem not in plain_syllables():
        raise ValueError(written)
    tone = found[2] if found[2] not in ("", "0") else "5"
    return f"{stem}{'r' if stem != sound and not sound.endswith('ue') else ''}{tone}"
