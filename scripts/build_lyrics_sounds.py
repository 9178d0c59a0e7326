"""Readings and rhyme tables of Chinese characters, packed for `aigc.lyrics.sound`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from pypinyin.constants import PHRASES_DICT, PINYIN_DICT
from pypinyin.contrib.tone_convert import to_finals, to_tone3

Table = dict[str, dict[str, list[str]]]
"""Part, tone or section, and the characters that a published table lists there."""

BUZZED = {"zhi", "chi", "shi", "ri", "zi", "ci", "si"}
HAN = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000))
NEVER_LEVEL = {"不": "十一尤"}
"""Listed as level only for an archaic question word that verse does not use."""

SPLIT = {
    "十灰": ("第三部", "第五部"), "十贿": ("第三部", "第五部"), "九泰": ("第三部", "第五部"),
    "十一队": ("第三部", "第五部"), "九佳": ("第五部", "第十部"), "十卦": ("第五部", "第十部"),
    "十三元": ("第六部", "第七部"), "十三阮": ("第六部", "第七部"), "十四愿": ("第六部", "第七部"),
}  # fmt: skip
"""Rhymes of 平水韵 that 词林正韵 divides between two parts."""
SECOND_PART = {
    "第五部": {"ai", "uai"},
    "第十部": {"a", "ia", "ua"},
    "第七部": {"an", "ian", "uan", "van"},
}
"""Modern finals that tell the second part of a divided rhyme."""

MORE = {
    "一东": "葱囱荭葓崧蝀矇檬", "二冬": "鬆嗈雝訩醲顒熔摏疼", "三江": "狵",
    "四支": "敧醿䕷犄瀰猕絺鳲搘鳷吱趑谘鸶厘箎芪蚍疧咦", "五微": "騑翬褘旂", "六鱼": "於璵舁葅艅",
    "七虞": "炉蝴癯葡蒭鬚訏嬃橱鄜孵箍菇菩", "八齐": "溪啼鸂鶗恓鷖齯珪樨", "九佳": "厓膎",
    "十灰": "腮隤坯赔", "十一真": "珉駪輴犉闉衠瞤", "十二文": "濆篔蟁忻熉",
    "十三元": "樽旛繙鵾鹍崙囵煊", "十四寒": "獾槃懽拚乾瘫襽", "一先": "燃胭鳊乾旜鸇鱣橼舡攧",
    "二萧": "飚徭颻锹嶢鞗岹镖瞧叼碉幺礁蹻", "三肴": "抄鵁炰餚", "四豪": "廒鞉酕",
    "五歌": "玻菠它坨沲椤睃疴囉蘑麽挲鸵媻", "六麻": "吒耙拿搽騧畲揸嗏铘",
    "七阳": "昂糖糠舱獐嫦瑲璫颺陽膛磺蟑尩鋩罡鹴框", "八庚": "粳綳鶄睁璚騂籝紘",
    "九青": "咛駉頩箳荓帲鞓鴒笭櫺", "十蒸": "姮徵稜髼鬔", "十一尤": "勾篘輶輈雠酧韝鍭餱滺馐锼蟊丢",
    "十二侵": "沉陰嶔槮", "十三覃": "惭坍", "十四盐": "粘恹撏鲇薝", "一董": "捅偬", "二肿": "垅塚",
    "三讲": "讲项港棒蚌耩", "四纸": "檥訿屎芈頍", "五尾": "韡", "六语": "钜鱮", "七麌": "睹坞噳掳",
    "十贿": "睬踩", "十三阮": "巘", "十四旱": "碗疃", "十五潸": "剗", "十六铣": "腼靦墠巘",
    "十七筱": "篠麨瞟", "十八巧": "吵煼", "十九皓": "扫稿擣藁", "二十哿": "躲趓夥麽",
    "二十一马": "鮓傻", "二十二养": "嚷淌晌", "二十三梗": "眚", "二十六寝": "澟碜",
    "二十七感": "紞埯", "一送": "粽", "六御": "觑滤", "七遇": "裤袴", "八霁": "螮揥蓺",
    "九泰": "鲙", "十一队": "珮闠褙", "十三问": "緼", "十四愿": "搵", "十五翰": "熳煅",
    "十七霰": "遍炼鞙骗睍渲镟拚", "十八啸": "窵歗炤", "二十号": "灶扫", "二十一个": "做",
    "二十二祃": "榨醡岔咤吒", "二十三漾": "账幛档", "二十五径": "迳亘秤碇", "二十六宥": "嗅",
    "三十陷": "馅", "一屋": "麴曝袱匊穋", "二沃": "幞騄勗斸", "三觉": "鷟戳矟桌鸑", "四质": "戌蟋",
    "六月": "袜", "七曷": "撒擦靺鶡辣拶", "九屑": "鴂蘖朅桔", "十药": "着椁颚搁胳屩",
    "十一陌": "迹鶺", "十二锡": "皙轣阒", "十三职": "鶒媳", "十五合": "咂砸闒",
    "十六叶": "碟氎摺饁",
}  # fmt: skip
"""Common characters that the published table of 平水韵 leaves out, by hand after 广韵."""

MODERN_LEVEL = "她牠妈咖啡趴妮咪"
"""New characters with open finals that never were entering tones."""
NEVER_ENTERING = {"ai", "uai", "ei", "uei", "ao", "iao", "ou", "iou"}
UNASPIRATED = tuple("bdgjz")
ENTERING = "嘿掰摔"


def packed_readings(tables: dict[str, Table]) -> dict[str, dict[str, str]]:
    """Return the syllable of each character alone, those only in words, and their finals.

    A word's reading counts when pypinyin's phrase dictionary gives it; what its character
    dictionary lists beside the first is left out, for no text is ever read so. Syllables carry
    their tone as a figure, 5 for the neutral tone; ü is v; the final of *zhi* and *zi* is ``-i``.
    """
    alone = {c: _figured(PINYIN_DICT[ord(c)].split(",")[0]) for c in _characters(tables)}
    words: dict[str, set[str]] = defaultdict(set)
    for word, marked in PHRASES_DICT.items():
        for character, readings in zip(word, marked, strict=True):
            words[character].add(_figured(readings[0]))
    others = ((c, s) for c in alone for s in sorted(words[c] - {alone[c]}))
    bases = {s[:-1] for c in alone for s in (*words[c], alone[c])}
    return {
        "alone": _grouped((c, s) for c, s in alone.items()),
        "in_words": _grouped(others),
        "finals": {base: _final(base) for base in sorted(bases) if _final(base)},
    }


def packed_rhymes(tables: dict[str, Table], readings: dict[str, dict[str, str]]) -> dict[str, Any]:
    """Return 平水韵 and 词林正韵, the gaps of either closed from the other and by hand.

    ``pingshui``: tone, rhyme, characters. ``cilin``: part, tone, characters. ``unlisted``: tone of
    common characters that no old book lists, where modern speech leaves no doubt about it.
    """
    spoken = {c: s for s, characters in readings["alone"].items() for c in characters}
    rhymes = _pingshui(tables["Pingshui"])
    parts = _cilin(tables["Cilin"], rhymes, spoken, readings["finals"])
    known = {c for sections in rhymes.values() for cs in sections.values() for c in cs}
    unlisted: dict[str, set[str]] = {"平": set(), "仄": set()}
    for part in parts.values():
        for tone, characters in part.items():
            unlisted[tone] |= set(characters) - known
    listed = known | unlisted["平"] | unlisted["仄"]
    for c in sorted(gb2312() & set(spoken) - listed):
        tone = _certain_tone(c, spoken[c], readings["finals"])
        if tone:
            unlisted[tone].add(c)
    return {
        "pingshui": {t: {r: _sorted(cs) for r, cs in s.items()} for t, s in rhymes.items()},
        "cilin": {p: {t: _sorted(cs) for t, cs in s.items()} for p, s in parts.items()},
        "unlisted": {tone: _sorted(cs) for tone, cs in unlisted.items()},
    }


def _pingshui(table: Table) -> dict[str, dict[str, set[str]]]:
    rhymes: dict[str, dict[str, set[str]]] = {"平": {}, "仄": {}}
    for section, groups in table.items():
        tone = "平" if "平" in section else "仄"
        for rhyme, characters in groups.items():
            name = rhyme.removeprefix("入声")
            if name == "四纸":
                rhymes[tone]["三讲"] = set(MORE["三讲"])
            drop = {c for c, wrong in NEVER_LEVEL.items() if wrong == name}
            rhymes[tone][name] = (_han(characters) | set(MORE.get(name, ""))) - drop
    return rhymes


def _cilin(
    table: Table,
    rhymes: dict[str, dict[str, set[str]]],
    spoken: dict[str, str],
    finals: dict[str, str],
) -> dict[str, dict[str, set[str]]]:
    """Return the parts, with the characters that only 平水韵 lists where its rhyme belongs."""
    parts: dict[str, dict[str, set[str]]] = {}
    for part, tones in table.items():
        for tone, characters in tones.items():
            side = parts.setdefault(part, {}).setdefault("平" if "平" in tone else "仄", set())
            side |= _han(characters)
    known = {c for sides in parts.values() for characters in sides.values() for c in characters}
    for tone, groups in rhymes.items():
        for rhyme, characters in groups.items():
            home = _home(rhyme, characters & known, {p: parts[p].get(tone, set()) for p in parts})
            for c in characters - known:
                final = finals.get(spoken.get(c, "")[:-1], "")
                parts[_part(rhyme, home, final)].setdefault(tone, set()).add(c)
    return parts


def _home(rhyme: str, characters: set[str], parts: dict[str, set[str]]) -> str:
    """Return the part that holds most characters of a rhyme (三讲 is wholly in one)."""
    return max(parts, key=lambda part: len(parts[part] & characters)) if characters else rhyme


def _part(rhyme: str, home: str, final: str) -> str:
    if rhyme not in SPLIT:
        return home
    first, second = SPLIT[rhyme]
    return second if final in SECOND_PART[second] else first


def _certain_tone(character: str, syllable: str, finals: dict[str, str]) -> str:
    """Return the tone of a character unknown to the old books, or nothing where it may be 入声.

    Entering tones became any modern tone; a level modern tone is certain only for finals that
    they never took.
    """
    if syllable[-1] not in "12":
        return "仄"
    final = finals.get(syllable[:-1], "")
    stopped = syllable[-1] == "2" and syllable.startswith(UNASPIRATED)
    open_level = final in NEVER_ENTERING and not stopped and character not in ENTERING
    level = final.endswith(("n", "ng")) or open_level or character in MODERN_LEVEL
    return "平" if level else ""


def gb2312() -> set[str]:
    """Return the 6,763 Chinese characters of GB 2312-80."""
    cells = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    return set("".join(cell.decode("gb2312", errors="ignore") for cell in cells))


def _characters(tables: dict[str, Table]) -> list[str]:
    """Return every character to be read: all of the table, and all Han of the basic plane."""
    listed = {
        c for t in tables.values() for groups in t.values() for cs in groups.values() for c in cs
    }
    wanted = {chr(code) for block in HAN for code in block} | listed | {"〇"}
    return sorted(c for c in wanted if ord(c) in PINYIN_DICT)


def _figured(marked: str) -> str:
    return str(to_tone3(marked, neutral_tone_with_five=True, v_to_u=False)).replace("ü", "v")


def _final(base: str) -> str:
    return "-i" if base in BUZZED else str(to_finals(base, strict=True, v_to_u=False))


def _grouped(pairs: Iterator[tuple[str, str]]) -> dict[str, str]:
    groups: dict[str, list[str]] = defaultdict(list)
    for character, syllable in pairs:
        groups[syllable].append(character)
    return {syllable: "".join(groups[syllable]) for syllable in sorted(groups)}


def _han(characters: list[str]) -> set[str]:
    return {c for c in characters if ord(c) in PINYIN_DICT}


def _sorted(characters: set[str]) -> str:
    return "".join(sorted(characters))
