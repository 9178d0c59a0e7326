"""What is shown where a line names nothing that can be seen: a still life of what it is about."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from aigc.text.picturing.seen import Sight
from aigc.types.article import Language

Scenes = tuple[tuple[str, str], ...]
Motif = tuple[dict[Language, re.Pattern[str]], tuple[Sight, ...]]


def _table(*rows: tuple[str, str, Scenes]) -> tuple[Motif, ...]:
    return tuple(
        (
            {"zh": re.compile(zh), "en": re.compile(rf"\b(?:{en})\b", re.IGNORECASE)},
            tuple(Sight(own=own, english=english) for own, english in scenes),
        )
        for zh, en, scenes in rows
    )


MOTIFS: Final = _table(
    ("利润|收入|营收|价格|价钱|成本|工资|存款|股价|股票|债务|基金|税|利率|赚钱|[万亿]元|降价|涨价|"
     "财报|市值|融资",
     r"profits?|revenues?|prices?|costs?|wages?|salary|salaries|tax(?:es)?|loans?|stocks?|shares|"
     r"funds?|bonds?|inflation|interest|budgets?|saves?|savings|earn\w*|fines?|tariffs?|billions?|sales",
     (("木桌上的账本、几枚硬币和一支钢笔",
       "a ledger, a few coins and a fountain pen on a wooden desk"),
      ("窗边的计算器和一叠叠整齐的硬币", "neat stacks of coins beside a calculator at a window"),
      ("城市金融街的玻璃幕墙高楼", "glass towers of a business district"))),
    ("租房|租金|月租|住房|房价|房贷|房东|租客|楼市|买房|二手房",
     r"rents?|landlords?|tenants?|housing|houses?|homes?|mortgages?",
     (("一排门窗紧闭的联排房屋", "a row of town houses with closed doors"),
      ("木桌上的一串钥匙", "a bunch of keys on a wooden table"),
      ("夜里亮着零星窗户的公寓楼", "an apartment block at night with a few lit windows"))),
    ("人工智能|大模型|算法|数据|软件|程序|代码|AI|算力|互联网|网络",
     r"ai|algorithms?|software|data|codes?|scripts?|networks?|internet|models?|apps?|files?|backups?|rename\w*|"
     r"processors?|memory|chips?",
     (("机房里一排排发着微光的服务器", "rows of softly glowing servers in a data centre"),
      ("深色桌面上的绿色电路板", "a green circuit board with fine copper lines"),
      ("亮着光标的屏幕和键盘", "a screen with a blinking cursor above a keyboard"))),
    ("论文|研究|实验|科学家|团队发现|检测|样本|试验",
     r"stud(?:y|ies)|research\w*|scientists?|experiments?|laborator\w+|trials?|evidence|astronom\w+|discover\w+",
     (("实验台上的玻璃试管和显微镜", "glass flasks and a microscope on a laboratory bench"),
      ("堆着书本和笔记的研究室书桌", "a researcher's desk with notebooks and instruments"),
      ("灯下的放大镜和一本翻开的笔记", "a magnifying glass on an open notebook under a lamp"))),
    ("医院|患者|疾病|血糖|血压|药|疫苗|健康|睡眠|营养|体检|医保|就医|报销",
     r"health\w*|hospitals?|patients?|diseases?|blood|muscles?|vaccines?|medicines?|doctors?|sleep|meals?|"
     r"insulin|diets?",
     (("白色桌面上的听诊器和药瓶", "a stethoscope and a medicine bottle on a white table"),
      ("阳光照进的安静病房走廊", "a quiet hospital corridor in daylight"),
      ("晨光里空着的一排候诊椅", "a row of empty chairs in a clinic in morning light"))),
    ("学校|学生|教育|课程|考试|招生|教师|老师|课堂|脱盲|脱了盲|识字|认字|学习|考到|证书",
     r"schools?|students?|teachers?|class(?:es)?|lessons?|exams?|universit\w+|education|learn\w*|literacy",
     (("空教室里的黑板和木课桌", "an empty classroom with a blackboard and wooden desks"),
      ("灯下摊开的课本和铅笔", "open textbooks and pencils under a lamp"),
      ("操场边的红砖教学楼", "a red-brick school building beside a playground"))),
    ("比赛|决赛|进球|冠军|联赛|球队|球员|奥运|马拉松|主场|选手|训练",
     r"goals?|match(?:es)?|finals?|cups?|leagues?|coach\w*|strikers?|half-time|substitut\w+|debuts?|teams?",
     (("灯光下的空旷球场", "an empty stadium under floodlights"),
      ("草皮上的一只足球", "a football on wet grass"),
      ("坐满人的看台远景", "a packed stand seen from far away"))),
    ("台风|暴雨|气温|降温|寒潮|高温|天气|降水|预警|风力|登陆|防汛|低压",
     r"weather|storms?|temperatures?|heat|rainfall|forecasts?|typhoons?|floods?|climate",
     (("云层压低的城市天际线", "low clouds over a city skyline"),
      ("雨水打湿的街道和路灯", "street lamps over wet pavement"),
      ("田野上空翻涌的云", "rolling clouds above open fields"))),
    ("历史|考古|文物|遗址|古代|唐代|宋代|明代|清代|世纪|王朝|文书|流散",
     r"centur(?:y|ies)|ancient|histor\w+|museums?|archaeolog\w+|wars?|empires?|1[0-8]\d\d",
     (("展柜里的古代陶器", "old pottery in a museum case"),
      ("夕阳下的古城墙", "an old stone wall in evening sun"),
      ("泛黄的古籍和油灯", "yellowed papers beside an oil lamp"))),
    ("旅行|景区|游客|酒店|航班|古镇|出游|民宿",
     r"travel\w*|islands?|tourists?|visitors?|hotels?|trips?|holidays?",
     (("山间蜿蜒的公路", "a winding road between hills"),
      ("晨雾里的古镇屋檐", "roofs of an old town in morning mist"),
      ("窗边打开的行李箱", "an open suitcase beside a window"))),
    ("做法|食材|火候|调料|美食|味道|餐厅|锅|面团|好吃",
     r"recipes?|doughs?|bak\w+|cook\w*|ovens?|ingredients?|tast\w+|flavou?rs?",
     (("灶台上冒着热气的锅", "a steaming pan on a stove"),
      ("案板上切好的新鲜食材", "fresh ingredients on a kitchen table"),
      ("撒着面粉的木案板", "a wooden board dusted with flour"))),
    ("地铁|铁路|交通|线路|通车|客流|高速|公交|物流",
     r"trains?|railways?|traffic|bus(?:es)?|roads?|transport|commut\w+",
     (("驶进站台的列车", "a train entering a platform"),
      ("夜里车灯连成线的高架路", "lights of traffic on a road at night"),
      ("晨雾里伸向远方的铁轨", "railway tracks running into morning mist"))),
    ("能源|电力|光伏|风电|电池|碳|排放|环保|污染",
     r"energy|electric\w*|batter(?:y|ies)|solar|wind farms?|carbon|emissions?|pollution|power",
     (("山坡上一排白色风机", "white wind turbines on a hill"),
      ("阳光下整齐的太阳能板", "rows of solar panels in the sun"),
      ("黄昏里的高压线塔", "power lines across a valley at dusk"))),
    ("工厂|制造|生产|产能|供应链|仓|出口|冷链|关税|贸易",
     r"factor(?:y|ies)|warehouses?|suppl(?:y|ies)|shipping|manufactur\w+|exports?|imports?|trade",
     (("整齐码放货箱的仓库", "a warehouse with neatly stacked crates"),
      ("灯光明亮的工厂流水线", "a brightly lit production line"),
      ("港口堆成彩色方格的集装箱", "coloured shipping containers stacked in a harbour"))),
    ("人口|老龄|养老|退休|高龄|长寿|晚年|照护",
     r"ageing|aging|elderly|pensions?|retire\w*|old age|population",
     (("公园长椅上放着的拐杖和帽子", "a walking stick and a hat on a park bench"),
      ("秋日公园里的一张空长椅", "an empty bench in an autumn park"),
      ("窗台上的老花镜和一杯热茶", "reading glasses and a cup of tea on a windowsill"))),
    ("公平|公正|平等|平衡|权利|公正|正义",
     r"fair\w*|equal\w*|justice|balanced?|rights",
     (("木桌上的一架黄铜天平", "a brass balance scale on a wooden table"),
      ("湖面上一块块叠稳的石头", "stones balanced on one another beside still water"),
      ("并排放着的两张空椅子", "two empty chairs side by side"))),
    ("信任|合作|团结|互助|承诺|友谊|支持|伙伴",
     r"trust\w*|cooperat\w+|together|promises?|friendship|partners?\w*|support\w*|solidarity",
     (("晨雾中的一座绳索桥", "a rope bridge in morning mist"),
      ("两股拧在一起的粗麻绳", "two thick ropes twisted together"),
      ("一张摆好碗筷的圆桌", "a round table laid for many"))),
    ("法律|法院|规定|条例|政策|法规|合同|诉讼|办法|通知|申请|新规|规则|改革|制度",
     r"laws?|rules?|courts?|polic(?:y|ies)|contracts?|councils?|votes?|agreements?|"
     r"ministers?|parliaments?|mayors?|reforms?|government|notice",
     (("石阶上的庄严公共建筑", "stone steps of a public building"),
      ("桌上摊开的文件夹和印台", "a folder of documents and a pen on a table"),
      ("阳光斜照的空会议室长桌", "a long table in an empty meeting room with slanting light"))),
    ("增长|提高|上升|增加|突破|新高|发展|进步|崛起|覆盖|扩大",
     r"grow\w*|grew|increas\w+|rise[sn]?|rising|record|expand\w*|progress|improv\w+|doubled?",
     (("破土而出的一排嫩芽", "a row of seedlings breaking through the soil"),
      ("一直向上的石阶", "stone steps leading upwards"),
      ("清晨山脊上升起的太阳", "the sun rising over a mountain ridge"))),
    ("下降|减少|下跌|下滑|衰退|萎缩|亏损|关闭|失去|消失",
     r"declin\w+|fall(?:s|ing|en)?|fell|decreas\w+|loss(?:es)?|lose[s]?|lost|shrink\w*|closing|vanish\w*",
     (("枯水期裸露的河床", "a dry river bed with cracked mud"),
      ("落叶铺满的空街", "an empty street covered with fallen leaves"),
      ("沙漏里将尽的沙", "the last sand running through an hourglass"))),
    ("风险|危机|威胁|警告|担忧|不确定|挑战|困难|压力",
     r"risks?|cris[ei]s|threat\w*|warn\w*|fears?|uncertain\w*|challenges?|difficult\w*|pressure|gambles?",
     (("乌云压来的海面和一座灯塔", "a lighthouse before dark clouds over the sea"),
      ("悬崖边的一条窄路", "a narrow path along a cliff"),
      ("薄冰覆盖的湖面", "thin ice over a lake"))),
    ("未来|希望|梦想|机会|前景|预计|展望|明年|下一步|继续|计划",
     r"futures?|hopes?|dreams?|opportunit\w+|prospects?|next year|plans?|ahead|begin\w*|recover\w*",
     (("晨光里伸向地平线的公路", "an open road towards a bright horizon"),
      ("一扇半开的门透进的光", "light falling through a half-open door"),
      ("天亮前山脊上的第一道光", "the first light behind a mountain ridge"))),
    ("记忆|回忆|怀念|过去|童年|故乡|传承|传统|纪念",
     r"memor(?:y|ies)|remember\w*|past|childhood|tradition\w*|heritage|legacy",
     (("木桌上的老照片和干花", "old photographs and dried flowers on a wooden table"),
      ("老屋窗边落着光的藤椅", "a wicker chair in the light of an old window"),
      ("阁楼里蒙尘的木箱", "a dusty trunk in an attic"))),
    ("安全|保护|防护|隐私|保障|守护",
     r"safe\w*|secur\w+|protect\w*|privacy|defen[cs]e",
     (("雨中撑开的一把大伞", "a large open umbrella in the rain"),
      ("旧木门上的黄铜锁", "a brass lock on an old wooden door"),
      ("夜海里亮着的灯塔", "a lighthouse shining over a dark sea"))),
    ("等待|分钟|小时|时间|十年|几十年|多年|期限|倒计时|一年",
     r"minutes?|hours?|decades?|years?|wait\w*|deadlines?|time|months?|slow\w*|late",
     (("墙上的一只老时钟", "an old clock on a wall"),
      ("窗台上的沙漏", "an hourglass on a windowsill"),
      ("木地板上缓缓移动的窗影", "the shadow of a window moving over a wooden floor"))),
    ("原因|为什么|问题|如何|怎么|答案|选择|关键|专家|认为",
     r"why|how|questions?|answers?|reasons?|choices?|decisions?|critics?|experts?|secrets?|tricks?",
     (("林中岔开的两条小路", "two paths that part in a wood"),
      ("窗前书桌上摊开的笔记本", "an open notebook on a desk by a window"),
      ("灯下一把钥匙和一只木盒", "a key beside a closed wooden box under a lamp"))),
)  # fmt: skip
"""By what a text speaks of; each subject with scenes that take turns."""
WEAK: Final = 2
"""So many subjects at the end, time and questions, are touched by nearly any text."""

ANY: Final = tuple(
    Sight(own=own, english=english)
    for own, english in (
        ("窗边书桌上摊开的笔记本和一杯水",
         "an open notebook and a glass of water on a desk by a window"),
        ("清晨安静的街道", "a quiet street in the early morning"),
        ("远处起伏的山峦和天空", "distant hills under a wide sky"),
    )
)  # fmt: skip


def motif(text: str, language: Language, turn: int, *, weak: bool = False) -> Sight | None:
    """Return a still life of what ``text`` speaks of most, nothing where no subject is known.

    Equal arguments give equal scenes; the next ``turn`` gives another of the same subject. The
    subjects that nearly any text touches, time and questions, count only where ``weak`` ones may.
    """
    scenes = _subject(text, language, weak)
    return scenes[turn % len(scenes)] if scenes else None


@lru_cache(maxsize=1024)
def _subject(text: str, language: Language, weak: bool) -> tuple[Sight, ...]:
    """Return the scenes of the subject that ``text`` touches most often."""
    table = MOTIFS if weak else MOTIFS[:-WEAK]
    counts = [(sum(1 for _ in words[language].finditer(text)), scenes) for words, scenes in table]
    most, scenes = max(counts, key=lambda one: one[0])
    return scenes if most else ()


def any_scene(turn: int) -> Sight:
    """Return a scene that fits any text."""
    return ANY[turn % len(ANY)]
