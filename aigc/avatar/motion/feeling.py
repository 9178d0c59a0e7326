"""How a text feels, in Chinese and English: words, negation, degree and punctuation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from math import exp
from types import MappingProxyType
from typing import Final

from aigc.avatar.motion.heard import sentences


def _table(text: str) -> Mapping[str, str]:
    """Read lines of ``emotion: word word``; return the emotion of each word."""
    rows = (line.split(":") for line in text.strip().splitlines())
    return MappingProxyType({word: emotion for emotion, words in rows for word in words.split()})


_ZH: Final = _table("""
happy: 开心 高兴 快乐 喜欢 幸福 愉快 欢迎 喜悦 笑 好玩 有趣 祝贺 恭喜 庆祝 满意 乐观 精彩 美好
happy: 好消息 真好 不错 赞
gentle: 温柔 谢谢 感谢 晚安 放心 陪伴 温暖 拥抱 关心 照顾 轻轻 安慰 祝愿 祝福 慢慢来 别怕 别担心
gentle: 亲爱的
excited: 激动 兴奋 太棒 太好了 太酷 哇 万岁 迫不及待 疯狂 震撼 欢呼 热烈 加油 燃 沸腾 好耶 棒极了
excited: 冲啊
proud: 自豪 骄傲 荣幸 成就 冠军 第一名 突破 胜利 光荣 夺冠 领先 了不起 获奖 成功
surprised: 惊讶 惊喜 没想到 居然 竟然 天哪 天啊 不敢相信 想不到 意外 吃惊 出乎意料 不可思议 什么！
surprised: 突然
thinking: 想想 思考 也许 可能 或许 大概 好奇 究竟 为什么 怎么 猜 考虑 琢磨 到底 嗯 如果 不知道
worried: 担心 担忧 害怕 焦虑 紧张 风险 危险 不安 恐惧 隐患 困扰 忧虑 麻烦 警告 危机 怕 慌 恐怕
worried: 谣言
sad: 难过 悲伤 伤心 哭 遗憾 失去 去世 逝世 可惜 孤独 失望 痛苦 心碎 眼泪 想念 离别 遇难 牺牲 哀悼
sad: 绝望 不幸
angry: 生气 愤怒 讨厌 可恶 气死 恼火 抗议 谴责 无耻 过分 恨 骗子 欺骗 受够 抱怨 岂有此理 混蛋 恶劣
angry: 怒
serious: 必须 务必 严重 严格 严肃 重要 注意 禁止 法律 规定 不得 依法 责任 牢记 事故 调查 通报 声明
shy: 害羞 不好意思 脸红 尴尬 羞 难为情 腼腆 偷偷 暗恋
""")
_EN: Final = _table("""
happy: happy glad joy joyful love lovely nice great fun enjoy enjoyed welcome pleased smile
happy: delighted wonderful congratulations cheerful good laugh celebrate hello
gentle: gentle thank thanks warm calm care caring kind soft softly tender comfort dear peace
gentle: peaceful goodnight hug relax gently
excited: excited exciting amazing awesome wow fantastic incredible hooray thrilled brilliant yay
excited: unbelievable epic spectacular superb
proud: proud pride honour honor honoured honored achievement champion victory success successful
proud: won win record triumph accomplished
surprised: surprised surprise surprising suddenly unexpected unexpectedly shocked astonished
surprised: astonishing whoa stunned
thinking: maybe perhaps wonder wondering think consider probably why how curious suppose possibly
thinking: hmm guess question
worried: worried worry afraid fear anxious nervous risk danger dangerous scared concern concerned
worried: concerns trouble threat uneasy warning crisis
sad: sad sorry unhappy cry cried tears lost loss miss lonely grief mourn unfortunately regret died
sad: death tragic disappointed pity heartbroken sadly
angry: angry anger furious hate hated annoyed annoying outrage outrageous rage mad awful
angry: disgusting unfair complained complain unacceptable terrible
serious: must serious seriously important never law strictly warning required attention critical
serious: severe official investigation
shy: shy blush blushing embarrassed embarrassing awkward bashful timid crush
""")
_NOT_ZH: Final = re.compile(
    r"(不|没有|没|别|无|并非|毫无|不再|从不|不会|不要|不是)[很太那么再会是]{0,2}$"
)
_VERY_ZH: Final = re.compile(
    r"(很|非常|特别|十分|极其|极|太|超级|超|真|好|万分|格外|最|真的)[的地]?$"
)
_BIT_ZH: Final = re.compile(r"(有点儿?|有些|稍微|略微?|一点|比较|不太|还算)[的地]?$")
_NOT_EN: Final = frozenset(
    ("not", "no", "never", "without", "hardly", "cannot", "nobody", "nothing", "neither", "nor")
)
_VERY_EN: Final = frozenset(
    (
        "very",
        "so",
        "really",
        "extremely",
        "too",
        "absolutely",
        "incredibly",
        "truly",
        "deeply",
        "totally",
        "such",
        "quite",
    )
)
_BIT_EN: Final = frozenset(
    ("slightly", "somewhat", "bit", "little", "fairly", "rather", "kinda", "mildly")
)
_ZH_WORD: Final = re.compile("|".join(sorted(_ZH, key=lambda word: (-len(word), word))))
_WORD: Final = re.compile(r"[a-z]+(?:['’][a-z]+)?")
_OPPOSITE: Final = {
    "happy": ("sad", 0.6), "excited": ("serious", 0.3), "proud": ("sad", 0.4),
    "gentle": ("serious", 0.3), "worried": ("gentle", 0.5), "sad": ("gentle", 0.5),
    "angry": ("gentle", 0.4), "shy": ("proud", 0.3), "surprised": ("neutral", 0.0),
    "thinking": ("neutral", 0.0), "serious": ("neutral", 0.0),
}  # fmt: skip
_CHEERFUL: Final = frozenset(("happy", "excited", "proud", "gentle"))
_VERY, _BIT, _LEAST = 1.5, 0.55, 0.12
_REACH_EN: Final = 3


def emotion_of(text: str) -> dict[str, float]:
    """Return how strongly a text feels each emotion, together 1 at the most; empty for none.

    >>> max(emotion_of("我真的非常开心！").items(), key=lambda pair: pair[1])[0]
    'happy'
    >>> sorted(emotion_of("I am not happy."))
    ['sad']
    >>> emotion_of("The table has four legs.")
    {}
    """
    found: dict[str, float] = {}
    for emotion, strength in (*_chinese(text), *_english(text.lower())):
        found[emotion] = found.get(emotion, 0.0) + strength
    found = _punctuated(found, text)
    felt = {e: 1 - exp(-s) for e, s in found.items() if e != "neutral" and 1 - exp(-s) > _LEAST}
    best = sorted(felt, key=lambda e: (-felt[e], e))[:2]
    whole = max(1.0, sum(felt[e] for e in best))
    return {e: felt[e] / whole for e in best}


def emotions_of(text: str) -> list[tuple[str, dict[str, float]]]:
    """Return each sentence of a text with what `emotion_of` finds in it."""
    return [(sentence, emotion_of(sentence)) for sentence in sentences(text)]


def _chinese(text: str) -> Iterable[tuple[str, float]]:
    for match in _ZH_WORD.finditer(text):
        before = re.split(r"[，。！？；,.!?;]", text[: match.start()])[-1][-6:]
        strength = 1.0
        if found := _BIT_ZH.search(before):
            strength, before = _BIT, before[: found.start()]
        elif found := _VERY_ZH.search(before):
            strength, before = _VERY, before[: found.start()]
        yield _turned(_ZH[match.group()], strength, bool(_NOT_ZH.search(before)))


def _english(text: str) -> Iterable[tuple[str, float]]:
    for clause in re.split(r"[,.!?;:]|\bbut\b", text):
        words = _WORD.findall(clause)
        for n, word in enumerate(words):
            if word in _EN:
                before = words[max(0, n - _REACH_EN) : n]
                very = any(w in _VERY_EN for w in before)
                bit = any(w in _BIT_EN for w in before)
                strength = _BIT if bit else _VERY if very else 1.0
                denied = any(w in _NOT_EN or w.endswith(("n't", "n’t")) for w in before)
                yield _turned(_EN[word], strength, denied)


def _turned(emotion: str, strength: float, denied: bool) -> tuple[str, float]:
    """Return an emotion, or a weak opposite where it is denied."""
    if not denied:
        return emotion, strength
    opposite, share = _OPPOSITE[emotion]
    return opposite, strength * share


def _punctuated(found: dict[str, float], text: str) -> dict[str, float]:
    """Return strengths as the marks at the end of a text make them."""
    end = re.sub(r"[”’\"'）)\s]+$", "", text)[-3:]
    cried, asked = end.count("!") + end.count("！"), end.count("?") + end.count("？")
    out = {e: s * (1 + 0.25 * min(cried, 2)) for e, s in found.items()}
    if cried and asked:
        out["surprised"] = out.get("surprised", 0.0) + 0.8
    elif asked:
        out["thinking"] = out.get("thinking", 0.0) + 0.4
    elif cried and not found:
        out["happy"] = 0.35
    elif cried and _CHEERFUL & set(found):
        out["excited"] = out.get("excited", 0.0) + 0.3
    if end.endswith(("...", "…")):
        out["thinking"] = out.get("thinking", 0.0) + 0.35
    return out
