"""What is shown where a line names nothing that can be seen: a still life of what it is about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from aigc.types.article import Language

Motif = tuple[re.Pattern[str], tuple[str, ...]]


def _table(*rows: tuple[str, tuple[str, ...]]) -> tuple[Motif, ...]:
    return tuple((re.compile(words, re.IGNORECASE), scenes) for words, scenes in rows)


MOTIFS: Final[Mapping[Language, tuple[Motif, ...]]] = MappingProxyType(
    {
        "zh": _table(
            ("利润|收入|营收|价格|价钱|成本|租金|月租|工资|存款|股|债|基金|税|利率|赚钱|[万亿]元|降价|涨价",
             ("木桌上的账本、几枚硬币和一支钢笔", "窗边的计算器和一叠叠整齐的硬币",
              "城市金融街的玻璃幕墙高楼")),
            ("人工智能|大模型|算法|数据|软件|程序|代码|AI|算力|互联网|网络",
             ("机房里一排排发着微光的服务器", "深色桌面上的绿色电路板", "亮着光标的屏幕和键盘")),
            ("论文|研究|实验|科学家|团队发现|检测|样本|试验",
             ("实验台上的玻璃试管和显微镜", "堆着书本和笔记的研究室书桌")),
            ("医院|患者|疾病|血糖|血压|药|疫苗|健康|睡眠|营养|体检",
             ("白色桌面上的听诊器和药瓶", "阳光照进的安静病房走廊", "餐桌上的一盘新鲜蔬果")),
            ("学校|学生|教育|课程|考试|招生|教师|老师|课堂",
             ("空教室里的黑板和木课桌", "操场边的红砖教学楼", "摊开的课本和铅笔")),
            ("比赛|决赛|进球|冠军|联赛|球队|球员|奥运|马拉松|主场",
             ("灯光下的空旷球场", "草皮上的一只足球", "坐满人的看台远景")),
            ("法律|法院|规定|条例|政策|法规|合同|诉讼|办法|通知|申请",
             ("石阶上的庄严公共建筑", "桌上摊开的文件夹和印台")),
            ("台风|暴雨|气温|降温|寒潮|高温|天气|降水|预警",
             ("云层压低的城市天际线", "雨水打湿的街道和路灯")),
            ("历史|朝|考古|文物|遗址|古代|唐代|宋代|明代|清代|世纪",
             ("展柜里的古代陶器", "夕阳下的古城墙", "泛黄的古籍和油灯")),
            ("旅行|景区|游客|酒店|航班|古镇|出游|民宿",
             ("山间蜿蜒的公路", "晨雾里的古镇屋檐", "窗边打开的行李箱")),
            ("做法|食材|火候|调料|美食|味道|餐厅|锅",
             ("灶台上冒着热气的锅", "案板上切好的新鲜食材")),
            ("地铁|铁路|交通|线路|通车|客流|高速|公交",
             ("驶进站台的列车", "夜里车灯连成线的高架路")),
            ("能源|电力|光伏|风电|电池|碳|排放|环保",
             ("山坡上一排白色风机", "阳光下整齐的太阳能板")),
            ("工厂|制造|生产|产能|供应链|物流|仓|出口|冷链",
             ("整齐码放货箱的仓库", "灯光明亮的工厂流水线")),
            ("等待|分钟|小时|时间|十年|多年|期限|倒计时",
             ("墙上的一只老时钟", "窗台上的沙漏")),
            ("原因|为什么|问题|如何|怎么|答案|选择",
             ("岔开的两条小路", "窗前书桌上摊开的笔记本")),
        ),
        "en": _table(
            (r"\b(?:profit|revenue|price|cost|rent|wage|salary|tax|loan|bank|share|stock|fund|bond|"
             r"inflation|interest|budget|save|earn|million|billion|fines?)\b|[$€£¥]\s?\d",
             ("a ledger, a few coins and a fountain pen on a wooden desk",
              "stacks of coins beside a calculator at a window",
              "glass towers of a business district")),
            (r"\b(?:ai|algorithm|software|data|code|script|network|internet|model|app|file|backup|"
             r"rename)s?\b",
             ("rows of softly glowing servers in a data centre",
              "a green circuit board with fine copper lines",
              "a screen with a blinking cursor above a keyboard")),
            (r"\b(?:study|research|researchers|scientists?|experiment|laboratory|trial|evidence|"
             r"astronom\w+|discover\w+)\b",
             ("glass flasks and a microscope on a laboratory bench",
              "a researcher's desk with notebooks and instruments")),
            (r"\b(?:health|hospital|patient|disease|blood|muscle|vaccine|medicine|doctor|sleep|meal|"
             r"insulin|diet)s?\b",
             ("a stethoscope beside a window", "a quiet hospital corridor in daylight",
              "a plate of fresh vegetables on a table")),
            (r"\b(?:school|student|teacher|class|lesson|exam|university|education)s?\b",
             ("an empty classroom with wooden desks", "open textbooks and pencils on a desk")),
            (r"\b(?:goal|match|final|cup|league|coach|striker|half-time|substitut\w+|debut)s?\b",
             ("an empty stadium under floodlights", "a football on wet grass",
              "a packed stand seen from far away")),
            (r"\b(?:law|rule|court|policy|contract|landlord|tenant|council|vote|agreement|minister|"
             r"parliament)s?\b",
             ("stone steps of a public building", "a folder of documents and a pen on a table",
              "a row of town houses with closed doors")),
            (r"\b(?:weather|storm|temperature|heat|rainfall|forecast|typhoon|flood)s?\b",
             ("low clouds over a city skyline", "street lamps over wet pavement")),
            (r"\b(?:century|ancient|history|museum|archaeolog\w+|war|empire)\b|\b1[0-8]\d\d\b",
             ("old pottery in a museum case", "a stone wall in evening sun",
              "yellowed papers beside an oil lamp")),
            (r"\b(?:travel|island|tourist|visitor|hotel|trip|holiday)s?\b",
             ("a winding road between hills", "an open suitcase beside a window")),
            (r"\b(?:recipe|dough|bake|cook|oven|ingredient|taste|flavour)s?\b",
             ("a steaming pan on a stove", "fresh ingredients on a kitchen table")),
            (r"\b(?:train|railway|traffic|bus|road|transport|commut\w+)s?\b",
             ("a train entering a platform", "lights of traffic on a road at night")),
            (r"\b(?:energy|electric|battery|solar|wind farm|carbon|emission)s?\b",
             ("white wind turbines on a hill", "rows of solar panels in the sun")),
            (r"\b(?:factory|warehouse|supply|shipping|manufactur\w+|export)s?\b",
             ("a warehouse with neatly stacked crates", "a brightly lit production line")),
            (r"\b(?:minutes?|hours?|decades?|years?|wait|deadline|time)\b",
             ("an old clock on a wall", "an hourglass on a windowsill")),
            (r"\b(?:why|how|question|answer|reason|choice|risk|gamble|decision|lesson)s?\b",
             ("two paths that part in a wood", "an open notebook on a desk by a window")),
        ),
    }
)  # fmt: skip
"""By what a text speaks of; each subject with scenes that take turns."""
WEAK: Final = 2
"""So many subjects at the end, time and questions, are touched by nearly any text."""

ANY: Final[Mapping[Language, tuple[str, ...]]] = MappingProxyType(
    {
        "zh": ("窗边书桌上摊开的笔记本和一杯水", "清晨安静的街道", "远处起伏的山峦和天空"),
        "en": ("an open notebook and a glass of water on a desk by a window",
               "a quiet street in the early morning", "distant hills under a wide sky"),
    }
)  # fmt: skip


def motif(text: str, language: Language, turn: int, *, weak: bool = False) -> str:
    """Return a still life of what ``text`` speaks of most, empty where no subject is known.

    Equal arguments give equal scenes; the next ``turn`` gives another of the same subject. The
    subjects that nearly any text touches, time and questions, count only where ``weak`` ones may.
    """
    table = MOTIFS[language] if weak else MOTIFS[language][:-WEAK]
    counts = [(sum(1 for _ in words.finditer(text)), scenes) for words, scenes in table]
    most, scenes = max(counts, key=lambda one: one[0])
    return scenes[turn % len(scenes)] if most else ""


def any_scene(language: Language, turn: int) -> str:
    """Return a scene that fits any text."""
    return ANY[language][turn % len(ANY[language])]
