"""Fields that articles belong to: by which words one is told, and under which tags it is found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from aigc.types.article import Article, Language, Span

_LEAST: Final = 2.5
"""Weight of words that tells a field."""
_IN_TITLE: Final = 2.5
_SECOND: Final = 0.6
"""What a second field must weigh beside the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field with its tags, the best known first, and the words that tell it."""

    zh: tuple[str, ...]
    en: tuple[str, ...]
    zh_cues: re.Pattern[str]
    en_cues: re.Pattern[str]

    def tags(self, language: Language) -> tuple[str, ...]:
        """Return its tags in a language."""
        return self.zh if language == "zh" else self.en

    def cues(self, language: Language) -> re.Pattern[str]:
        """Return the words that tell it in a language."""
        return self.zh_cues if language == "zh" else self.en_cues


def _field(zh: str, en: str, zh_cues: str, en_cues: str) -> Field:
    return Field(
        zh=tuple(zh.split()),
        en=tuple(en.split()),
        zh_cues=re.compile("|".join(zh_cues.split())),
        en_cues=re.compile(rf"\b(?:{'|'.join(en_cues.split())})(?:s|es)?\b", re.I),
    )


FIELDS: Final = (
    _field(
        "美食 做菜",
        "Food Cooking",
        r"""牛腩 豆腐 面团 油锅 小火 大火 中火 盐\d 冷水 食谱 做法 好吃 面粉 酱油 菜谱 食材 炖
        炒 黄豆 磨浆 入味 烘焙""",
        """recipe dough flour yeast oven bake loaf salt bowl crust sauce stir butter chef
        cook dish""",
    ),
    _field(
        "科普 科学",
        "Science Research",
        """研究 论文 科学家 实验 物种 深海 细胞 基因 物理 天文 海洋 观测 科学院 样本 水母
        发光""",
        """researcher scientist experiment biologist trial species journal laborator(?:y|ies)
        evidence hypothesis octopus(?:es)? galax(?:y|ies) bumblebee university""",
    ),
    _field(
        "科技数码 数码 好物",
        "Tech Gadgets Technology",
        """续航 屏幕 芯片 摄像头 上手 体验 处理器 充电 扫地机 主刷 尘盒 电池 耳机 笔记本电脑
        测评 评测 降噪 吸力""",
        """battery screen laptop headphones? tablet keyboard processor review
        noise.cancelling gigabyte pixel""",
    ),
    _field(
        "人工智能",
        "AI",
        "AI 自动化 调度 人工智能 大模型 语言模型 机器学习 算法 GPT 神经网络",
        """artificial.intelligence language.model machine.learning neural.network chatbot
        algorithm AI""",
    ),
    _field(
        "航天",
        "Space",
        "航天 卫星 火箭 月球 空间站 宇航员 望远镜",
        "satellite rocket lunar astronaut orbit telescope spacecraft NASA moon rover",
    ),
    _field(
        "财经 经济",
        "Finance Economy",
        "央行 利率 营收 净利润 通胀 股价 财报 季度 亿元 投资 基金 贷款 毛利率 融资",
        """inflation interest.rates? central.bank revenue profit shares? mortgage economist
        forecast analyst investor""",
    ),
    _field(
        "健康 养生 健康科普",
        "Health Wellness HealthyHabits",
        "健康 血压 睡眠 医生 患者 疾病 症状 运动量 医院 服药 失眠 就诊",
        """blood.pressure doctor patient disease sleep heart medicine symptom exercise health
        blood.sugar glucose meal""",
    ),
    _field(
        "旅行 旅游攻略",
        "Travel TravelGuide",
        "旅行 游客 景区 民宿 古城 徒步 古道 山路 攻略 住宿 门票 行程 古镇 客栈 骑行",
        """island cathedral harbour museum ticket stay slow.days hike guesthouse visitor
        trail ferry day.one walk""",
    ),
    _field(
        "体育 运动",
        "Sports",
        "比赛 冠军 决赛 球队 进球 马拉松 联赛 教练 跑步 半场 训练 夺冠",
        """match goal final coach striker league penalty stadium season scored? team fans?
        championship""",
    ),
    _field(
        "教育",
        "Education",
        "学校 学生 教师 课堂 教育 校园 家长 课程 作业 老师 中学 小学",
        "school pupil teacher classroom curriculum education student lesson",
    ),
    _field(
        "文化 非遗",
        "Culture Heritage",
        """祠堂 戏台 非遗 剧团 闽剧 文物 传统 手艺 古籍 博物馆 庙会 民俗 戏曲 匠人 学徒 师傅
        钟表 修表""",
        """theatre museum heritage tradition gallery folk restoration exhibition Victorian
        dialect recording archive tape speakers?""",
    ),
    _field(
        "历史",
        "History",
        """历史 古代 朝代 清代 明代 唐代 宋代 公元 民国 年间 遗址 考古 康熙 乾隆 光绪 重修
        石桥""",
        r"centur(?:y|ies) abandoned war railway.arrived ancient historian archive 1[789]\d\d",
    ),
    _field(
        "政策 民生",
        "Policy PublicPolicy",
        "政策 新规 条例 施行 办法 规定 人力资源 社保 养老金 补贴 部门 审核 领取 印发",
        """rule law council ban fee regulation polic(?:y|ies) minister tax subsid(?:y|ies)
        permit""",
    ),
    _field(
        "交通 城市",
        "Transport City",
        "地铁 换乘 高铁 公交 客流 站点 号线 通车 末班车 通勤",
        """ferr(?:y|ies) train bus railway passenger station commuter crossing line
        electric.ferr(?:y|ies)""",
    ),
    _field(
        "自然 环保",
        "Nature Environment",
        "珊瑚 生态 环保 湿地 物种 鱼类 候鸟 碳 水母 森林 海水 栖息",
        "bees? bird swan wildlife reef coral insect climate forest fish emission",
    ),
    _field(
        "租房 生活攻略",
        "Renting Housing",
        "租房 房东 租客 合同 押金 房租 中介 物业 水电",
        "landlord tenant rent deposit lease flat housing",
    ),
    _field(
        "社区 城市生活",
        "Community CityLife LocalNews",
        "社区 居民 街道 邻居 市民 广场 志愿者",
        """council neighbour volunteer campaign street pavement playground town local
        signatures""",
    ),
    _field(
        "天气",
        "Weather",
        "台风 暴雨 气象 预警 降温 风力 登陆 降雨 寒潮",
        "storm typhoon hurricane forecast rainfall wind.speed flood heatwave",
    ),
    _field(
        "乡村 乡村生活",
        "RuralLife Farming",
        "村民 村里 县城 返乡 农户 合作社 乡村 亩 务工 农民",
        "farmer village crop harvest barn rural",
    ),
    _field(
        "创业 商业",
        "Business",
        "门店 店主 创业 租金 顾客 开店 品牌 加盟 老板",
        "company customer shop startup sales retailer owner robot",
    ),
    _field(
        "阅读 读书",
        "Reading Books",
        "图书馆 藏书 读者 书店 阅读 借阅 小说 作家",
        "librar(?:y|ies) reader novel bookshop author reading",
    ),
    _field(
        "编程 程序员 效率",
        "Coding Programming Productivity",
        "数据库 查询 版本 全文搜索 索引 博客 部署 代码 脚本 编程 程序员 函数 开源 命令行",
        "script code backup rename file programmer folder software",
    ),
    _field(
        "职场",
        "WorkLife",
        "骑手 外卖 平台 工时 职场 加班 同事 面试 求职 办公室 简历",
        "office colleague meeting employer career workplace remote.work",
    ),
    _field(
        "人物 人物故事",
        "People LifeStory",
        "他出生 她出生 去世 享年 逝世 生前 回忆说 毕业后 她的 一生",
        "dies died born obituar(?:y|ies) survived.by her.life aged",
    ),
    _field(
        "随笔 生活 散文",
        "Essay Life Writing",
        "我们家 小时候 母亲 父亲 我想 想起 院子 外婆 灯光 渡船 那年 艄公 秋天",
        "I mother father remember myself lighthouse winter quiet",
    ),
)
"""Every field; the words are regular expressions without a space, ``.`` for one inside."""


def fields(article: Article) -> list[tuple[str, float, Span]]:
    """Return the tags of the one or two fields of an article, with a weight and a place each.

    >>> from aigc.types.article import Article
    >>> told = "牛腩冷水下锅，大火烧开，转小火炖90分钟。"
    >>> one = Article(title="番茄牛腩的做法", text=told, blocks=(), language="zh")
    >>> [name for name, _, _ in fields(one)]
    ['美食', '做菜']
    """
    told = sorted(_told(article), key=lambda row: -row[1])[:2]
    if not told:
        return []
    top = told[0][1]
    out: list[tuple[str, float, Span]] = []
    for field, weight, where in told:
        if weight >= _SECOND * top:
            out += [(name, weight, where) for name in field.tags(article.language)]
    return out


def _told(article: Article) -> Iterator[tuple[Field, float, Span]]:
    for field in FIELDS:
        rule = field.cues(article.language)
        found = list(rule.finditer(article.text))
        kinds = {m.group().casefold() for m in found}
        titled = {m.group().casefold() for m in rule.finditer(article.title)}
        weight = len(kinds) + 0.25 * (len(found) - len(kinds)) + _IN_TITLE * len(titled)
        if found and len(kinds | titled) > 1 and weight >= _LEAST:
            yield field, weight, Span(start=found[0].start(), end=found[0].end())
