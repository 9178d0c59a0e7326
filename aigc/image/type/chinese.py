"""What binds two Chinese words so that no line should end between them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from aigc.image.type.marks import is_han

BEFORE_PARTICLE, COMPLEMENT, BOUND, LEANING, LOOSE = 5.0, 3.0, 1.7, 1.0, 0.5
"""How much a break costs before a particle, a complement; after an adverb, a preposition, and
after words that only lead on."""
SINGLE = 0.25
"""A single character at the end of a line says little."""
AFTER_DE, TAKING, DESCRIBING = 0.35, 0.7, 0.6
"""After 的, after a measure or a verb that waits for its noun, and after a bare adjective."""

_PARTICLES = frozenset("的了着过们儿吗呢吧啊呀嘛得地之")
_PLACES = frozenset("里中内外前后时间旁")
_TAILS = frozenset("上下等起底边")
_AFTER = "之间 之后 之前 以来 以后 以前 以上 以下 左右 为止 里面 上面 而已 似的"
_TAIL_WORDS = frozenset(_AFTER.split())
_LONG_ADVERBS = "越来越 不再 不太 并不 从不 还不 都不 也不 更加 非常 十分"
_ADVERBS = frozenset("不没未很更最太也都就才再还别只仅已正又却越") | frozenset(
    _LONG_ADVERBS.split()
)
_LONG_PREPOSITIONS = "对于 关于 通过 按照 根据 随着 为了 以及 还有 或者 并且 除了"
_PREPOSITIONS = frozenset("到把被让给在从向往对跟和与及或比为以用将由于至并") | frozenset(
    _LONG_PREPOSITIONS.split()
)
_MODALS = frozenset("能会要想该可敢")
_LEADING_WORDS = (
    "可以 能够 应该 必须 愿意 需要 正在 已经 终于 一直 没有 不是 不能 不会 不要 还是 而是 "
    "就是 只是 因为 如果 但是 所以 虽然 首次 正式 完全 真正 开始"
)
_LEADING = frozenset(_LEADING_WORDS.split())
_DETERMINERS = frozenset("这那每哪各某第本该几两")
_DIRECTION_WORDS = (
    "下来 下去 上来 上去 起来 出来 出去 进来 进去 回来 回去 过来 开来 不到 不了 不起 不住 不来 "
    "不去 不完 得到 得了 得起 得住"
)
_DIRECTIONS = frozenset(_DIRECTION_WORDS.split())
_RESULTS = frozenset("到完掉住成满开见好够懂起上下进出回来去")
_MOVES = frozenset("上下进出回过起坐走跑飞送拿带寄搬传留站躺开")
_TRANSITIVE = frozenset("进到向于成为自给")
_NO_VERB = frozenset(
    "的了着过得地我你他她它这那在把被和与从向对是有就也都还不没很更最人家事水车店城天年月"
)
_REGIONS = frozenset("省市县区乡镇村州旗校院")
_SEATED = frozenset("学院馆局所委厅署会校园社站")
_NOT_SEATED_WORDS = (
    "上学 开学 入学 放学 开会 聚会 开园 入园 住院 出院 进站 出站 学会 机会 上课 全部"
)
_NOT_SEATED = frozenset(_NOT_SEATED_WORDS.split())
_FOLK = frozenset("老大女男工军商亲客家")
_LOOKS = frozenset("旧新老大小高低长短深浅厚薄冷热好坏多少红绿蓝白黑黄空")
_CALLED_WORDS = (
    "老师 先生 女士 教授 医生 同志 师傅 校长 院长 主任 院士 博士 书记 市长 县长 教练 警官 奶奶 "
    "爷爷 阿姨 大爷 大妈"
)
_CALLED = frozenset(_CALLED_WORDS.split())
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏"
    "吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严"
)
_COUNTED = re.compile(
    r"^[一二两三四五六七八九十百千万几这那每某各数半多\d]+"
    r"(?:个|种|位|名|家|所|项|条|座|件|本|张|把|只|支|片|块|间|份|辆|台|部|段|道|棵|颗|头|杯|碗|套|"
    r"批|群|堂|层|扇|场|门|句|袋|股|滴|届|栋|处|点|些|对|双|盏|幅|封|匹|艘|株|朵|面|枚|根|粒|排|串)$"
)


def bond(tokens: Sequence[str], n: int) -> float:
    """Return how strongly word ``n`` holds on to the word before it: 0 for not at all.

    Parameters
    ----------
    tokens : sequence of str
        The words of a text.
    n : int
        Index of the word that would begin a line, at least 1.
    """
    a, b = tokens[n - 1], tokens[n]
    before = tokens[n - 2] if n > 1 else ""
    after = tokens[n + 1] if n + 1 < len(tokens) else ""
    return max(_backward(a, b, after), _forward(a, b, before))


def _backward(a: str, b: str, after: str) -> float:
    """Return how much ``b`` belongs to ``a`` as its particle, complement or place."""
    if b in _PARTICLES or _one_name(a, b):
        return BEFORE_PARTICLE
    if b in _DIRECTIONS and a not in _ADVERBS | _PREPOSITIONS:
        return COMPLEMENT
    if b == "过去" and len(a) == 1 and a not in _NO_VERB and not _COUNTED.match(after):
        return COMPLEMENT
    if b in "来去" and len(a) <= 2 and a[-1] in _MOVES:
        return COMPLEMENT
    if b in _RESULTS and len(a) == 1 and is_han(a) and a not in _NO_VERB:
        return COMPLEMENT
    if b in _PLACES or b in _TAIL_WORDS or (b in "上下" and after in _PARTICLES):
        return BOUND
    return LOOSE if b in _TAILS or after in _PLACES else 0.0


def _one_name(a: str, b: str) -> bool:
    """Tell whether two words name one thing: 镇 and 中学, 老 and 人们, 周桂芳 and 老师."""
    if a in _REGIONS:
        return len(b) > 1 and b[-1] in _SEATED and b not in _NOT_SEATED
    called = b in _CALLED and len(a) <= 4 and a[0] in _SURNAMES
    return called or (b == "人们" and a in _FOLK)


def _forward(a: str, b: str, before: str) -> float:
    """Return how much ``a`` leads on to ``b``."""
    if a in "第每" or (a in _DETERMINERS and len(b) == 1):
        return BEFORE_PARTICLE
    if a in _ADVERBS or a in _DETERMINERS or (a == "得" and len(b) <= 2):
        return BOUND
    if a in _PREPOSITIONS or a in _MODALS:
        return LEANING
    if len(b) == 1 and is_han(b) and _COUNTED.match(a):
        return BOUND
    if (len(a) > 1 and a[-1] in _TRANSITIVE) or _COUNTED.match(a) or _COUNTED.match(before + a):
        return TAKING
    if a in _LEADING or a == "是":
        return LOOSE
    if a == "的":
        return AFTER_DE if len(b) > 1 else LEANING
    if a in _LOOKS and len(b) > 1:
        return DESCRIBING
    return SINGLE if len(a) == 1 and is_han(a) and a not in _PARTICLES else 0.0
