"""What an avatar can wear and be: names, with what they are called in English and Chinese.

A name is a value of `AvatarSpec`. The rooms that draw them have a table with the same names, and
tests hold the two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from aigc.errors import ConfigError, did_you_mean

Names = Mapping[str, tuple[str, str]]
"""Name -> (English, Chinese)."""


def _table(text: str) -> Names:
    """Read lines of ``name | English | Chinese``."""
    rows = (line.split("|") for line in text.strip().splitlines())
    return MappingProxyType({n.strip(): (en.strip(), zh.strip()) for n, en, zh in rows})


LOOKS = _table("""
anime     | anime            | 二次元动漫
human     | stylised human   | 写实风
film      | animated film    | 动画电影
clay      | clay             | 黏土
porcelain | porcelain        | 瓷偶
lowpoly   | low poly         | 低多边形
poster    | flat poster      | 扁平海报
""")
HAIR = _table("""
bald             | bald                    | 光头
buzz             | buzz cut                | 板寸
crew             | crew cut                | 平头
crop             | textured crop           | 短碎发
caesar           | caesar cut              | 齐刘海短发
fade_curls       | curls with faded sides  | 渐变卷发
side_part        | side parting            | 偏分
slick_back       | slicked back            | 背头
quiff            | quiff                   | 飞机头
pompadour        | pompadour               | 油头
undercut         | undercut                | 铲青
mohawk           | mohawk                  | 莫西干
spiky            | spikes                  | 刺猬头
messy            | messy short hair        | 凌乱短发
curtains         | curtains                | 中分
two_block        | two-block cut           | 两截式短发
bowl             | bowl cut                | 蘑菇头
pixie            | pixie cut               | 精灵短发
afro             | afro                    | 爆炸头
mop_curls        | mop of curls            | 羊毛卷
bob              | bob                     | 波波头
long_bob         | long bob                | 锁骨发
inverted_bob     | inverted bob            | 前长后短波波头
curly_bob        | curly bob               | 卷发波波头
shag             | shag                    | 层次碎发
wolf_cut         | wolf cut                | 狼尾
wavy_medium      | medium waves            | 中长卷发
hime             | hime cut                | 公主切
long_straight    | long straight hair      | 黑长直
long_wavy        | long waves              | 大波浪
long_curly       | long curls              | 长卷发
long_layers      | long layers             | 长层次发
ponytail         | ponytail                | 马尾
high_ponytail    | high ponytail           | 高马尾
low_ponytail     | low ponytail            | 低马尾
side_ponytail    | side ponytail           | 侧马尾
twin_tails       | twin tails              | 双马尾
low_twin_tails   | low twin tails          | 低双马尾
bun              | bun                     | 丸子头
low_bun          | low bun                 | 低发髻
double_bun       | two buns                | 双丸子头
half_up          | half up                 | 公主头
top_knot         | top knot                | 半丸子头
man_bun          | man bun                 | 男士发髻
braid            | braid                   | 麻花辫
side_braid       | side braid              | 侧麻花辫
twin_braids      | two braids              | 双麻花辫
crown_braid      | crown braid             | 盘发辫
box_braids       | box braids              | 脏辫
cornrows         | cornrows                | 地垄沟辫
dreadlocks       | dreadlocks              | 雷鬼辫
hanfu_updo       | updo of old China       | 古风发髻
""")
FRINGES = _table("""
none    | no fringe      | 无刘海
full    | full fringe    | 齐刘海
wispy   | wispy fringe   | 空气刘海
side    | side fringe    | 斜刘海
curtain | curtain fringe | 八字刘海
spiky   | spiky fringe   | 碎刘海
micro   | micro fringe   | 眉上刘海
""")
GLASSES = _table("""
none          | no glasses            | 不戴眼镜
round         | round glasses         | 圆框眼镜
square        | square glasses        | 方框眼镜
rectangle     | narrow glasses        | 窄框眼镜
oval          | oval glasses          | 椭圆眼镜
cat_eye       | cat-eye glasses       | 猫眼眼镜
aviator       | aviator glasses       | 飞行员眼镜
browline      | browline glasses      | 眉框眼镜
rimless       | rimless glasses       | 无框眼镜
half_rim      | half-rim glasses      | 半框眼镜
hexagon       | hexagonal glasses     | 六边形眼镜
octagon       | octagonal glasses     | 八边形眼镜
oversized     | oversized glasses     | 大框眼镜
wayfarer      | thick-framed glasses  | 黑框眼镜
thin_metal    | thin metal glasses    | 金丝眼镜
reading       | half-moon glasses     | 老花镜
monocle       | monocle               | 单片眼镜
sport         | sports glasses        | 运动眼镜
heart         | heart-shaped glasses  | 爱心眼镜
sun_round     | round sunglasses      | 圆墨镜
sun_aviator   | aviator sunglasses    | 飞行员墨镜
sun_wayfarer  | sunglasses            | 墨镜
sun_cat_eye   | cat-eye sunglasses    | 猫眼墨镜
""")
HEADWEAR = _table("""
none         | nothing on the head | 无头饰
beanie       | beanie              | 毛线帽
pom_beanie   | beanie with a pompom| 毛球帽
baseball_cap | baseball cap        | 棒球帽
bucket_hat   | bucket hat          | 渔夫帽
beret        | beret               | 贝雷帽
fedora       | fedora              | 礼帽
straw_hat    | straw hat           | 草帽
top_hat      | top hat             | 高礼帽
cowboy_hat   | cowboy hat          | 牛仔帽
hard_hat     | hard hat            | 安全帽
chef_hat     | chef's hat          | 厨师帽
graduation   | graduation cap      | 学士帽
santa_hat    | Santa hat           | 圣诞帽
party_hat    | party hat           | 生日帽
headband     | headband            | 发带
bow          | bow                 | 蝴蝶结
hair_clip    | hair clip           | 发卡
flower       | flower              | 花朵
wreath       | wreath              | 花环
crown        | crown               | 王冠
tiara        | tiara               | 皇冠发饰
hairpin      | hairpin with tassel | 步摇
headphones   | headphones          | 头戴耳机
headset      | headset             | 耳麦
cat_ears     | cat ears            | 猫耳
rabbit_ears  | rabbit ears         | 兔耳
halo         | halo                | 光环
""")
EARRINGS = _table("""
none   | no earrings | 无耳环
stud   | studs       | 耳钉
pearl  | pearls      | 珍珠耳环
hoop   | hoops       | 圈形耳环
drop   | drops       | 水滴耳坠
tassel | tassels     | 流苏耳环
star   | stars       | 星星耳环
""")
MAKEUP = _table("""
none      | no make-up       | 素颜
natural   | natural make-up  | 裸妆
fresh     | fresh make-up    | 清透妆
office    | office make-up   | 通勤妆
peach     | peach make-up    | 蜜桃妆
rose      | rose make-up     | 玫瑰妆
red_lips  | red lips         | 红唇妆
smoky     | smoky eyes       | 烟熏妆
cat_liner | cat liner        | 猫眼妆
vintage   | vintage make-up  | 复古妆
sunset    | sunset make-up   | 落日妆
glitter   | glitter make-up  | 闪片妆
plum      | plum make-up     | 梅子妆
ice       | cold make-up     | 冷调妆
doll      | doll make-up     | 洋娃娃妆
gothic    | gothic make-up   | 哥特妆
huadian   | forehead flower  | 花钿妆
opera     | opera make-up    | 戏曲妆
""")
BEARDS = _table("""
none       | clean shaven   | 无胡须
stubble    | stubble        | 胡茬
moustache  | moustache      | 八字胡
goatee     | goatee         | 山羊胡
circle     | circle beard   | 圈胡
full       | full beard     | 络腮胡
chin_strap | chin strap     | 下颌胡
sideburns  | sideburns      | 鬓角
""")
BROWS = _table("""
natural  | natural brows  | 自然眉
straight | straight brows | 平眉
arched   | arched brows   | 挑眉
thick    | thick brows    | 浓眉
thin     | thin brows     | 细眉
angled   | angled brows   | 剑眉
soft     | soft brows     | 柳叶眉
short    | short brows    | 短眉
""")
OUTFITS = _table("""
tee          | T-shirt                | T恤
striped_tee  | striped T-shirt        | 条纹T恤
polo         | polo shirt             | Polo衫
shirt        | shirt                  | 衬衫
shirt_tie    | shirt and tie          | 衬衫领带
blouse       | blouse with a bow      | 蝴蝶结衬衫
suit         | suit                   | 西装
suit_tie     | suit and tie           | 西装领带
blazer_tee   | blazer over a T-shirt  | 休闲西装
cardigan     | cardigan               | 开衫
sweater      | sweater                | 毛衣
turtleneck   | turtleneck             | 高领衫
hoodie       | hoodie                 | 卫衣
denim_jacket | denim jacket           | 牛仔外套
qipao        | qipao                  | 旗袍
hanfu        | hanfu                  | 汉服
tang_jacket  | jacket of old China    | 唐装
zhongshan    | Zhongshan suit         | 中山装
uniform      | school uniform         | 校服
sailor       | sailor uniform         | 水手服
lab_coat     | lab coat               | 白大褂
apron        | apron                  | 围裙
dress        | dress                  | 连衣裙
""")
EMOTIONS = _table("""
neutral   | neutral   | 平静
happy     | happy     | 开心
gentle    | gentle    | 温柔
excited   | excited   | 兴奋
proud     | proud     | 自豪
surprised | surprised | 惊讶
thinking  | thinking  | 思考
worried   | worried   | 担忧
sad       | sad       | 悲伤
angry     | angry     | 生气
serious   | serious   | 严肃
shy       | shy       | 害羞
""")
GESTURES = _table("""
greet   | greet   | 打招呼
point   | point   | 指向
explain | explain | 讲解
count   | count   | 数数
bow     | bow     | 鞠躬
""")
TABLES: Mapping[str, Names] = MappingProxyType(
    {
        "look": LOOKS, "hair": HAIR, "fringe": FRINGES, "glasses": GLASSES,
        "headwear": HEADWEAR, "earrings": EARRINGS, "makeup": MAKEUP, "beard": BEARDS,
        "brows": BROWS, "outfit": OUTFITS, "emotion": EMOTIONS, "gesture": GESTURES,
    }
)  # fmt: skip


def known(table: str, name: str) -> str:
    """Return ``name`` if the table of that kind has it.

    Raises
    ------
    ConfigError
        It has not; the nearest names are told.
    """
    if name not in TABLES[table]:
        hint = did_you_mean(name, TABLES[table])
        raise ConfigError(f"there is no {table} called {name!r}. {hint}")
    return name
