"""Chinese characters to pinyin with tones as they are spoken."""

from __future__ import annotations

import re
from collections.abc import Sequence

_ALONE = {
    "的": "de5", "地": "de5", "得": "de5", "了": "le5", "着": "zhe5", "过": "guo4", "还": "hai2",
    "都": "dou1", "为": "wei4", "只": "zhi3", "长": "chang2", "吗": "ma5", "吧": "ba5",
    "呢": "ne5", "啊": "a5", "和": "he2", "中": "zhong1", "行": "xing2", "好": "hao3",
    "要": "yao4", "更": "geng4", "将": "jiang1", "种": "zhong3", "重": "zhong4", "量": "liang4",
    "率": "lv4", "差": "cha4", "当": "dang1", "应": "ying1", "转": "zhuan3", "与": "yu3",
    "给": "gei3", "降": "jiang4", "空": "kong1", "难": "nan2", "场": "chang3", "数": "shu4",
    "嗯": "en4", "没": "mei2", "那": "na4", "哪": "na3", "这": "zhe4", "个": "ge4", "谁": "shei2",
}  # fmt: skip
_WORDS = {
    "行业": "hang2 ye4", "银行": "yin2 hang2", "行长": "hang2 zhang3", "还有": "hai2 you3",
    "还是": "hai2 shi4", "都是": "dou1 shi4", "因为": "yin1 wei4", "觉得": "jue2 de5",
    "首都": "shou3 du1", "重庆": "chong2 qing4", "重新": "chong2 xin1", "增长": "zeng1 zhang3",
    "长大": "zhang3 da4", "朝阳": "chao2 yang2", "角色": "jue2 se4", "数据": "shu4 ju4",
    "调查": "diao4 cha2", "调整": "tiao2 zheng3", "强调": "qiang2 diao4", "模型": "mo2 xing2",
    "模样": "mu2 yang4", "便宜": "pian2 yi5", "参与": "can1 yu4", "几乎": "ji1 hu1",
    "似乎": "si4 hu1", "尽管": "jin3 guan3", "尽快": "jin3 kuai4", "称为": "cheng1 wei2",
    "成为": "cheng2 wei2", "认为": "ren4 wei2", "作为": "zuo4 wei2", "行为": "xing2 wei2",
    "更新": "geng1 xin1", "更加": "geng4 jia1", "处理": "chu3 li3", "供应": "gong1 ying4",
    "提供": "ti2 gong1", "关系": "guan1 xi4", "系统": "xi4 tong3", "质量": "zhi4 liang4",
}  # fmt: skip
_RESPELL = {
    "xiong": "xong", "qiong": "qong", "jiong": "jong", "r": "er", "n": "en", "ng": "en",
    "m": "mu", "hm": "heng", "hng": "heng", "ê": "ei",
}  # fmt: skip
_FIGURES = "零一二三四五六七八九十百千万亿点幺两"
_DATE_UNITS = "月号日楼层级班"

Syllable = tuple[str, str, int]
"""A character, its syllable without tone, and its tone, 1 to 5."""


def pinyin(text: str) -> str:
    """Return pinyin with tone figures, words apart by spaces, tone sandhi applied.

    ``text`` is Chinese characters only. Words are those of the segmenter; a word's reading comes
    from a phrase dictionary, so that 银行行长 is *yin2hang2 hang2zhang3*.

    >>> pinyin("你好")
    'ni2hao3'
    """
    words = [_read(word) for word in _cut(text)]
    spoken = _third_tones(_yi_and_bu(words))
    return " ".join("".join(f"{_RESPELL.get(s, s)}{t}" for _, s, t in word) for word in spoken)


def _cut(text: str) -> list[str]:
    """Return the words, runs of figures kept together and apart from the rest."""
    from aigc.speech.segment import segment

    pieces = re.findall(rf"[{_FIGURES}]{{2,}}|[^\s]+?(?=[{_FIGURES}]{{2}}|\s|$)", text)
    out: list[str] = []
    for piece in pieces:
        if all(c in _FIGURES for c in piece):
            out += re.findall(r"点[^点]+|[^点]*?亿|[^点]*?万|[^点]+|点", piece)
        else:
            out += segment(piece)
    return out


def _read(word: str) -> list[Syllable]:
    """Return one word's syllables in their dictionary tones."""
    from pypinyin import Style, lazy_pinyin

    if word in _ALONE:
        found = [_ALONE[word]]
    elif word in _WORDS:
        found = _WORDS[word].split()
    else:
        found = lazy_pinyin(word, style=Style.TONE3, neutral_tone_with_five=True)
    if len(found) != len(word):
        found = [s for s in found if re.fullmatch(r"[a-zêü]+[1-5]", s)]
    pairs = zip(word, found, strict=False)
    return [(c, s[:-1], int(s[-1])) for c, s in pairs if s[-1:].isdigit()]


def _yi_and_bu(words: Sequence[Sequence[Syllable]]) -> list[list[Syllable]]:
    """Return the words with the tones of 一 and 不 changed before their neighbours."""
    flat = [syllable for word in words for syllable in word]
    changed: list[Syllable] = []
    for index, (char, sound, tone) in enumerate(flat):
        before = flat[index - 1][0] if index else ""
        after = flat[index + 1] if index + 1 < len(flat) else None
        if char == "不" and sound == "bu":
            tone = 2 if after and after[2] == 4 else 4
        elif char == "一":
            free = after and not _counted(before, after[0])
            tone = 1 if not after or not free else 2 if after[2] in (4, 5) else 4
        changed.append((char, sound, tone))
    pieces = iter(changed)
    return [[next(pieces) for _ in word] for word in words]


def _counted(before: str, after: str) -> bool:
    """Tell whether 一 between two characters is a figure or an ordinal, and keeps its tone."""
    if before == "第" or (before and before in _FIGURES and before not in "百千万亿"):
        return True
    return after in _DATE_UNITS or (after in _FIGURES and after not in "百千万亿两")


def _third_tones(words: Sequence[Sequence[Syllable]]) -> list[list[Syllable]]:
    """Return the words with a third tone before another third tone raised to a second.

    The change runs through a word; a word of one syllable also changes before the next word.
    """
    out = [list(word) for word in words]
    for position, word in enumerate(out):
        following = out[position + 1][:1] if position + 1 < len(out) and len(word) == 1 else []
        line = [*word, *following]
        for index in range(len(line) - 1):
            if line[index][2] == 3 and line[index + 1][2] == 3:
                word[index] = (*line[index][:2], 2)
    return out
