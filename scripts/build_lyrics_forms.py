"""Forms of cipai, packed for `aigc.lyrics.forms.cipai`."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

MARKS = "，。、"
LETTERS = "abcdefghijklmnopqrstuvw"
SPELLINGS = ("毬球", "閒闲", "翦剪", "么幺", "余馀", "锺钟", "捲卷")
"""Pairs of characters that stand for each other in names."""
REFRAIN = 6
"""So many one-character lines of the same character are a word called after each line."""

MORE_NAMES = {
    "念奴娇": "百字令 大江东去 酹江月 壶中天 大江西上曲 百字谣 百字歌 湘月",
    "蝶恋花": "凤栖梧 鹊踏枝 黄金缕 卷珠帘 一箩金", "水龙吟": "龙吟曲 小楼连苑 庄椿岁 鼓笛慢",
    "满庭芳": "满庭霜 锁阳台 潇湘夜雨", "水调歌头": "元会曲 凯歌 台城游 水调歌",
    "贺新郎": "金缕曲 乳燕飞 贺新凉 金缕歌 金缕词 风敲竹 貂裘换酒",
    "浪淘沙令": "卖花声 过龙门 曲入冥", "忆江南": "望江南 江南好 梦江南 谢秋娘 望江梅 春去也",
    "临江仙": "谢新恩 庭院深深 画屏春 雁后归", "菩萨蛮": "重叠金 花间意 巫山一片云",
    "虞美人": "玉壶冰 一江春水 忆柳曲", "西江月": "步虚词 江月令 白蘋香",
    "南歌子": "南柯子 春宵曲 望秦川 风蝶令 碧窗梦",
    "浣溪沙": "小庭花 满院春 东风寒 浣纱溪 减字浣溪沙 浣沙溪",
    "鹧鸪天": "思佳客 剪朝霞 骊歌一叠 醉梅花 於中好", "江城子": "江神子 村意远",
    "鹊桥仙": "鹊桥仙令 忆人人 金风玉露相逢曲 广寒秋", "采桑子": "丑奴儿 丑奴儿令 罗敷媚 罗敷艳歌",
    "卜算子": "百尺楼 楚天遥 眉峰碧 缺月挂疏桐", "点绛唇": "点樱桃 十八香 南浦月 沙头雨 寻瑶草",
    "相见欢": "上西楼 西楼子 忆真妃 月上瓜州",
    "长相思": "双红豆 忆多娇 吴山青 山渐青 相思令 长相思令", "如梦令": "忆仙姿 宴桃源",
    "忆秦娥": "秦楼月 碧云深 双荷叶 玉交枝", "青玉案": "横塘路 西湖路",
    "摸鱼儿": "摸鱼子 买陂塘 迈陂塘 双蕖怨", "沁园春": "寿星明 洞庭春色 东仙",
    "玉楼春": "惜春容 西湖曲 归朝欢令 木兰花", "生查子": "楚云深 梅和柳 晴色入青山",
    "清平乐": "忆萝月 醉东风", "破阵子": "十拍子", "渔家傲": "吴门柳 忍辱仙人 荆溪咏 游仙关",
    "桂枝香": "疏帘淡月", "踏莎行": "柳长春 踏雪行", "苏幕遮": "鬓云松令 云雾敛",
    "诉衷情令": "渔父家风 一丝风", "阮郎归": "醉桃源 碧桃春", "眼儿媚": "秋波媚",
    "太常引": "太清引 腊前梅", "一剪梅": "玉簟秋", "行香子": "爇心香",
    "唐多令": "糖多令 南楼令 箜篌曲", "谒金门": "花自落 垂杨碧 空相忆 春早湖山",
    "定风波": "定风波令 定风流", "洞仙歌": "洞仙歌令 羽仙歌 洞中仙",
    "八声甘州": "甘州 潇潇雨 宴瑶池", "暗香": "红情", "疏影": "绿意 解佩环",
    "声声慢": "胜胜慢 人在楼上", "齐天乐": "台城路 如此江山", "瑞龙吟": "章台路",
    "雨霖铃": "雨淋铃 雨霖铃慢", "撷芳词": "钗头凤 折红英 惜分钗 玉珑璁 摘红英",
    "渔歌子": "渔父 渔父乐 渔父词", "古调笑": "调笑令 转应曲 三台令 宫中调笑",
    "捣练子": "捣练子令 深院月", "减字木兰花": "减兰 木兰香 天下乐令", "风入松": "远山横 风入松慢",
    "武陵春": "武林春 花想容", "少年游": "小阑干 玉腊梅枝", "人月圆": "青衫湿",
    "霜天晓角": "月当窗 长桥月 踏月", "好事近": "钓船笛 翠圆枝",
    "祝英台近": "祝英台 寒食词 月底修箫谱 燕莺语", "千秋岁": "千秋节", "解连环": "望梅 杏梁燕",
    "高阳台": "庆春泽慢", "昭君怨": "宴西园 一痕沙", "醉太平": "凌波曲 醉思凡 四字令",
    "天仙子": "万斯年", "烛影摇红": "忆故人 归去曲 玉珥坠金环", "花犯": "绣鸾凤花犯",
    "满江红": "上江虹 念良游 伤春曲", "御街行": "孤雁儿", "潇湘神": "潇湘曲",
    "春光好": "愁倚阑 愁倚阑令", "夜游宫": "新念别", "朝中措": "照江梅 芙蓉曲", "海棠春": "海棠花",
    "柳梢青": "陇头月 早春怨 云淡秋空", "小重山": "小冲山 小重山令 柳色新", "一落索": "洛阳春",
    "忆王孙": "豆叶黄 独脚令 画蛾眉 阑干万里心 忆君王", "河传": "怨王孙",
    "喜迁莺": "喜迁莺令 万年枝", "凤凰台上忆吹箫": "忆吹箫", "长亭怨慢": "长亭怨",
    "选冠子": "惜馀春慢 苏武慢", "过秦楼": "惜馀春慢 苏武慢", "宝鼎现": "三段子 宝鼎儿",
    "多丽": "绿头鸭 鸭头绿 陇头泉", "莺啼序": "丰乐楼", "一斛珠": "醉落魄", "殢人娇": "人娇",
    "凄凉犯": "瑞鹤仙影", "扫地游": "扫花游", "促拍满路花": "满路花 归去难",
    "乌夜啼": "锦堂春 圣无忧", "剔银镫": "剔银灯", "倾杯乐": "倾杯 古倾杯", "红林檎近": "红林擒近",
    "夜飞鹊慢": "夜飞鹊", "荔枝香": "荔枝香近", "山花子": "添字浣溪沙 摊破浣溪沙",
    "惜分飞": "惜双双", "新雁过妆楼": "瑶台聚八仙", "琐窗寒": "锁窗寒", "二郎神": "转调二郎神",
    "庆春宫": "庆宫春", "上林春令": "上林春", "金人捧露盘": "上西平 铜人捧露盘",
    "江城梅花引": "江梅引 明月引", "采桑子慢": "丑奴儿慢", "促拍采桑子": "促拍丑奴儿",
    "摊破采桑子": "摊破丑奴儿", "清商怨": "伤情怨 关河令", "离亭宴": "离亭燕",
    "隔浦莲近拍": "隔浦莲近 隔浦莲", "桃源忆故人": "虞美人影", "石州慢": "石州引 柳色黄",
    "燕山亭": "宴山亭", "月宫春": "月中行", "连理枝": "小桃红", "木兰花令": "木兰花",
    "雨中花慢": "雨中花", "雨中花令": "雨中花", "十二时慢": "十二时",
}  # fmt: skip
"""Well-known other names that the published catalogue leaves out, by hand."""


@dataclass(frozen=True, slots=True)
class Line:
    """Tones of a line with its pauses, the letter of its rhyme, its last mark, and what repeats."""

    tones: str
    rhyme: str
    mark: str
    repeats: int | None = None
    refrain: str = ""


def packed_forms(rows: Sequence[dict[str, Any]], poems: Iterable[dict[str, Any]]) -> list[Any]:
    """Return the catalogue: for each cipai its names, its forms, and which form is most used.

    A form is text: stanzas apart by ``//``, lines by ``/``; tones 平, 仄 or 中 (either); pauses
    within a line; the letter of the rhyme before the last mark; behind it ``=n`` for a line that
    repeats line ``n`` (counted from 0), and a word between quotes that is always sung at the
    line's end.
    """
    catalogue: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        catalogue[row["cipai"]].append(row)
    names = _names(catalogue)
    used = _most_used(catalogue, names, poems)
    return [
        [name, names[name], used.get(name, 0), [_packed(form_lines(row)) for row in forms]]
        for name, forms in catalogue.items()
    ]


def form_lines(row: dict[str, Any]) -> list[Line]:
    """Return the lines of a form as its example is divided; its words are not kept."""
    texts = re.findall("[^，。]+[，。]", row["example"])
    groups = {abs(i): group for group, places in row["rhyme_groups"].items() for i in places}
    order = list(dict.fromkeys(groups[i] for i in sorted(groups)))
    told = _told(row["marks"])
    lines: list[Line] = []
    start, plain = 0, [text.replace("、", "") for text in texts]
    for n, text in enumerate(texts):
        tones = iter(row["tones"][start:])
        cells = "".join(c if c == "、" else next(tones) for c in text[:-1])
        start += len(plain[n]) - 1
        group = groups.get(start - 1)
        again = plain.index(plain[n]) if n < len(told) and told[n] == "叠" else n
        line = Line(cells, LETTERS[order.index(group)] if group else "", text[-1])
        lines.append(replace(line, repeats=again) if again < n else line)
    return _with_refrain(lines, plain)


def _with_refrain(lines: list[Line], texts: list[str]) -> list[Line]:
    """Return the lines with a word called after each of them joined to them."""
    calls = Counter(text[0] for text in texts if len(text) == 2)
    word, times = calls.most_common(1)[0] if calls else ("", 0)
    if times < REFRAIN:
        return lines
    joined: list[Line] = []
    for line, text in zip(lines, texts, strict=True):
        if text[0] == word and len(text) == 2:
            joined[-1] = replace(joined[-1], tones=joined[-1].tones + line.tones, refrain=word)
        else:
            joined.append(line)
    return joined


def second_stanza(lines: Sequence[Line]) -> int | None:
    """Return the line that opens the second of two stanzas, where the form itself tells it.

    The catalogue does not mark stanzas. Most ci end both alike: the break stands where the lines
    before it and the last lines of the form agree longest. Nothing is returned where they agree
    for less than a sentence, where a second place is nearly as good, for the shortest forms,
    which may have one stanza, and for the longest, which may have three.
    """
    sizes = [len(line.tones.replace("、", "")) for line in lines]
    total, found = sum(sizes), []
    for place in range(2, len(lines) - 1):
        inside = 0.36 <= sum(sizes[:place]) / total <= 0.62
        if inside and lines[place - 1].mark == "。":
            same = _same_ends(lines[:place], lines[place:])
            found.append((sum(sizes[place - same : place]), same, place))
    (best, same, place), (next_best, *_) = (sorted(found, reverse=True) + [(0, 0, 0)] * 2)[:2]
    halves = same >= 4 and 2 * place == len(lines) == 2 * same
    sure = best >= 12 and same >= 2 and best >= 2 * next_best and 36 <= total <= 130
    return place if sure and (total >= 40 or halves) else None


def _same_ends(first: Sequence[Line], second: Sequence[Line]) -> int:
    """Return how many lines, counted from the ends, are equally long and rhyme alike."""
    count = 0
    for a, b in zip(reversed(first), reversed(second), strict=False):
        sizes = {len(line.tones.replace("、", "")) for line in (a, b)}
        if len(sizes) > 1 or bool(a.rhyme) != bool(b.rhyme):
            break
        count += 1
    return count


def _told(marks: list[str]) -> list[str]:
    """Return what the catalogue calls each line end: 句, 韵, 叶, 叠; empty if it cannot be told."""
    ends = re.findall("[句读韵叶叠换重]+", re.sub("换[平仄]韵", "韵", "".join(marks)))
    return [end for end in ends if end != "读"]


def _packed(lines: list[Line]) -> str:
    written = [
        line.tones
        + line.rhyme
        + line.mark
        + (f"={line.repeats}" if line.repeats is not None else "")
        + (f'"{line.refrain}"' if line.refrain else "")
        for line in lines
    ]
    place = second_stanza(lines)
    stanzas = (written,) if place is None else (written[:place], written[place:])
    return "//".join("/".join(stanza) for stanza in stanzas)


def _names(catalogue: dict[str, list[dict[str, Any]]]) -> dict[str, list[str]]:
    """Return the other names of each cipai, none of which is a cipai of its own."""
    return {
        name: [
            other
            for other in dict.fromkeys(
                [*forms[0]["aliases"], *MORE_NAMES.get(name, "").split(), *_respelled(name)]
            )
            if other not in catalogue
        ]
        for name, forms in catalogue.items()
    }


def _respelled(name: str) -> set[str]:
    """Return a name in the other spellings of its characters."""
    pairs = [pair for spelling in SPELLINGS for pair in (spelling, spelling[::-1])]
    return {name.replace(a, b) for a, b in pairs if a in name}


def _most_used(
    catalogue: dict[str, list[dict[str, Any]]],
    names: dict[str, list[str]],
    poems: Iterable[dict[str, Any]],
) -> dict[str, int]:
    """Return the form in which most poems are written, where some poems fit a form exactly."""
    home = {other: name for name, others in names.items() for other in others}
    home |= {name: name for name in catalogue}
    shapes = {
        name: {shape(form["example"]): form["form"] for form in reversed(forms)}
        for name, forms in catalogue.items()
    }
    votes: dict[str, Counter[int]] = defaultdict(Counter)
    for poem in poems:
        name = home.get(re.split("[・·/]", poem["cipai"])[0], "")
        form = shapes.get(name, {}).get(shape("".join(poem["lines"])))
        if form is not None:
            votes[name][form] += 1
    return {name: max(sorted(count), key=count.__getitem__) for name, count in votes.items()}


def shape(text: str) -> tuple[int, ...]:
    """Return the lengths of the pieces between marks of any kind."""
    return tuple(
        len(piece) for piece in re.split("[^\u3400-\u9fff\U00020000-\U0003ffff□ㄠ]+", text) if piece
    )
