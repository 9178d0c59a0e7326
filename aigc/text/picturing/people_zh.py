"""Chinese words for people by what they are, and for deeds that can be seen, with their English."""

from __future__ import annotations

import re
from typing import Final

from aigc.text.picturing.things_zh import glossary

PEOPLE: Final = glossary(
    """学生=students 小学生=schoolchildren 中学生=students 高中生=students 大学生=students
    孩子=children 孩子们=children 儿童=children 老人=an_old_person 老人们=old_people
    年轻人=young_people 青年=young_people 店主=a_shopkeeper 老板=a_shopkeeper
    店员=a_shop_assistant 咖啡师=a_barista 厨师=a_cook 面点师=a_pastry_cook 师傅=a_craftsman
    服务员=a_waiter 工人=workers 矿工=miners 建筑工人=builders 建设者=builders 快递员=a_courier
    外卖员=a_delivery_rider 骑手=a_delivery_rider 农民=farmers 菜农=a_vegetable_grower
    果农=a_fruit_grower 渔民=fishermen 牧民=a_herder 牧羊人=a_shepherd 医生=a_doctor
    护士=a_nurse 护工=a_carer 患者=a_patient 病人=a_patient 教师=a_teacher 老师=a_teacher
    校长=a_teacher 科学家=scientists 研究人员=researchers 研究员=a_researcher
    考古人员=archaeologists 考古队员=archaeologists 工程师=an_engineer 技术员=a_technician
    调度员=a_dispatcher 程序员=a_programmer 设计师=a_designer 游客=tourists 旅客=travellers
    乘客=passengers 司机=a_driver 船夫=a_boatman 船工=a_boatman 顾客=customers 客人=guests
    常客=guests 夫妻=a_couple 母亲=a_mother 父亲=a_father 家长=parents 居民=residents
    村民=villagers 村民们=villagers 市民=citizens 邻居=neighbours 球员=players 球迷=fans
    运动员=athletes 选手=runners 教练=a_coach 宇航员=an_astronaut 航天员=an_astronaut
    消防员=firefighters 志愿者=volunteers 摄影师=a_photographer 画家=a_painter 歌手=a_singer
    音乐家=a_musician 匠人=a_craftsman 手艺人=a_craftsman 传承人=an_old_craftsman
    传人=an_old_craftsman 工匠=a_craftsman 行人=passers-by 路人=passers-by 观众=spectators
    读者=readers 女儿=a_daughter 儿子=a_son 奶奶=a_grandmother 爷爷=a_grandfather 妈妈=a_mother
    爸爸=a_father 妇女=women 村干部=villagers 警察=police_officers 民警=police_officers
    士兵=soldiers 战士=soldiers 船员=sailors 水手=sailors 飞行员=a_pilot 道士=a_monk 僧人=a_monk
    诗人=a_poet 作家=a_writer 商人=merchants 摊主=a_stallholder 园丁=a_gardener 木匠=a_carpenter
    裁缝=a_tailor 铁匠=a_blacksmith 舞者=a_dancer 演员=actors 乐手=musicians 导游=a_guide
    登山者=climbers 跑者=runners 护林员=a_forest_ranger 养蜂人=a_beekeeper"""
)
"""What people are; nobody in particular."""

ANYONE: Final = glossary("我们=people 他们=people 她们=people 人们=people 大家=people 人=people")
"""Stand for people where a deed can be seen."""

LOOKING: Final = glossary("退休=retired 老=old 年轻=young 白发=white-haired 老年=old 受伤=injured")
"""Words before people that can be seen, or nearly."""

MANY: Final = {
    "一群": "a group of",
    "一大群": "a crowd of",
    "两位": "two",
    "三位": "three",
    "四位": "four",
    "五位": "five",
}
"""How many there are: shown, never written."""

SINGULAR: Final = {
    "people": "person",
    "children": "child",
    "women": "woman",
    "fishermen": "fisherman",
    "passers-by": "passer-by",
}
PLURAL: Final = {
    "person": "people",
    "boatman": "boatmen",
    "craftsman": "craftsmen",
}

VAGUE: Final = frozenset(("setting out", "talking", "handing things over", "waiting", "standing"))
"""Deeds that count only where no other is told."""

DEEDS: Final = tuple(
    (re.compile(words), own, english)
    for words, own, english in (
        ("教.{1,8}(?:用手机|上网|挂号)", "拿着手机教人", "showing others a smartphone"),
        ("打着手电", "打着手电走路", "walking with torches"),
        ("走来|走在|走进|走过|走向|走出|步行|行走|赶路|走路|走着|散步|走了", "走路", "walking"),
        ("奔跑|跑步|跑过|跑完|冲过|冲刺|跑向", "奔跑", "running"),
        ("骑着?(?:电动车|电动自行车|摩托车|自行车|单车)|骑车|骑行", "骑车", "riding"),
        ("骑着?马", "骑马", "riding horses"),
        ("爬上|攀登|登山|翻山|翻过", "登山", "climbing"),
        ("游泳|游过|跳进水", "游泳", "swimming"),
        ("划船|划着|摇橹|撑船", "划船", "rowing"),
        ("撒网|捕鱼|打鱼|收网", "撒网捕鱼", "casting fishing nets"),
        ("钓鱼", "钓鱼", "fishing with rods"),
        ("排队|排着队|排起", "排队", "standing in a queue"),
        ("围坐|围成|坐成|坐满|坐在|坐下|坐着|坐到", "坐着", "sitting"),
        ("站在|站着|站满", "站着", "standing"),
        ("等车|候车", "等车", "waiting"),
        ("写信", "写信", "writing a letter"),
        ("写字|抄写|练字|写下|记下", "写字", "writing"),
        ("读书|看书|朗读|念书|翻书|[跟读]着.{0,8}念|阅读", "读书", "reading"),
        ("讲课|上课|教书|授课|教.{1,6}(?:认字|识字|写字|读)", "上课", "in a lesson"),
        ("用手机|看手机|刷手机|挂号", "看着手机", "holding a smartphone"),
        ("敲代码|写代码|写程序|敲键盘|盯着屏幕", "坐在电脑前", "at a computer"),
        ("做饭|炒菜|下厨|掌勺|煮面|熬汤|蒸", "做饭", "cooking"),
        ("揉面|和面|拉面|把面团|擀面|摔在案板", "揉面", "kneading dough"),
        ("包饺子|包粽子", "包饺子", "folding dumplings"),
        ("吃饭|吃着|吃面|吃烤|吃上|用餐|聚餐", "吃饭", "eating at a table"),
        ("喝茶|喝着茶|品茶|泡茶", "喝茶", "drinking tea"),
        ("喝咖啡|点.{0,4}咖啡|做咖啡|冲咖啡", "喝咖啡", "with cups of coffee"),
        ("插秧", "插秧", "planting rice"),
        ("收割|割麦|割稻|采摘|摘下|采茶|收获", "采收", "harvesting"),
        ("种树|栽树|植树", "种树", "planting trees"),
        ("种地|种田|耕地|犁|播种|锄", "在田里劳作", "working in a field"),
        ("放羊|放牛|赶着羊|牧羊|放牧", "放羊", "with a flock of sheep"),
        ("喂|饲养", "喂食", "feeding animals"),
        ("搬着|搬运|扛着|抬着|背着|挑着|搬来", "搬着东西", "carrying things"),
        ("推着", "推着车", "pushing a cart"),
        ("递水|递上|递给|分发|发放|送到|送去|送来|送药", "递东西", "handing things over"),
        ("收拾|打扫|清扫|擦|清理", "打扫", "cleaning up"),
        ("修理|维修|检修|修好|修补|抢修|拧", "修理", "repairing"),
        ("搭起|搭建|修建|建造|盖起|砌|施工|浇筑", "搭建", "putting something up"),
        ("焊接|打磨|雕刻|雕|刻", "低头雕刻", "carving"),
        ("织布|纺|绣|缝", "做针线", "sewing"),
        ("画画|作画|写生|描绘|画下|绘制", "画画", "painting"),
        ("拍照|拍下|拍摄|摄影", "举起相机", "taking photographs"),
        ("唱歌|唱起|演唱|合唱|唱戏|唱着", "唱歌", "singing"),
        ("跳舞|起舞|跳起", "跳舞", "dancing"),
        ("弹琴|弹奏|拉琴|吹奏|演奏|打鼓|敲鼓", "演奏", "playing instruments"),
        ("放起了?烟花|放烟花", "看烟花", "watching fireworks"),
        ("挥手|挥舞|欢呼|庆祝|鼓掌|拥抱", "举手欢呼", "cheering with raised arms"),
        ("踢球|射门|进球|传球|带球", "踢球", "playing football"),
        ("打球|投篮|扣篮", "打球", "playing ball"),
        ("打太极|晨练|锻炼|健身", "晨练", "exercising"),
        ("做实验|实验|化验|显微镜", "俯身看着仪器", "bent over instruments"),
        ("挖掘|发掘|出土|挖出|清理出", "蹲着发掘", "kneeling at a dig"),
        ("手术|抢救", "在手术灯下", "under an operating lamp"),
        ("量血压|打针|接种|问诊|看病|就医", "看病", "at a consultation"),
        ("救援|营救|救出|转移群众|救起", "救援", "on a rescue"),
        ("观测|仰望|抬头|眺望|望着|看着", "抬头望着", "looking up"),
        ("挥别|告别|送别|离开|启程|出发", "启程", "setting out"),
        ("购物|挑选|买菜|逛", "挑选货品", "shopping"),
        ("卖|摆摊|吆喝|叫卖", "摆摊", "at a stall"),
        ("聊天|说笑|交谈|讨论|商量|开会", "交谈", "talking"),
    )
)
"""What is done, by the words that tell of it; the first that is found in a clause counts."""
