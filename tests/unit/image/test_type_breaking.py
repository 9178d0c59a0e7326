"""Chinese titles end their lines where a reader would breathe; numbers and words stay whole."""

from __future__ import annotations

from itertools import pairwise

import pytest

from aigc.image.theme.themes import theme
from aigc.image.theme.typography import style
from aigc.image.type.block import fit, layout
from aigc.image.type.words import TORN, break_costs

ZH = style(theme("newsroom"), "title", 84)
EN = style(theme("newsroom"), "title", 84, "en")
SIZES = (100, 88, 76)

READ = [
    (936, "小城不缺咖啡，缺的是一个坐下来的理由", "小城不缺咖啡|缺的是一个坐下来的理由"),
    (620, "小城不缺咖啡，缺的是一个坐下来的理由", "小城不缺咖啡|缺的是一个|坐下来的理由"),
    (936, "年轻人为什么走出去又回来", "年轻人为什么|走出去又回来"),
    (936, "这件事看起来简单，做起来很难", "这件事看起来简单|做起来很难"),
    (936, "一个人做不到的事，一群人做得到", "一个人做不到的事|一群人做得到"),
    (620, "他们没有离开，只是换了一种活法", "他们没有离开|只是换了一种活法"),
    (936, "中国最长的跨海大桥今天正式通车", "中国最长的跨海大桥|今天正式通车"),
    (936, "全国县城咖啡馆总数突破一千家", "全国县城咖啡馆|总数突破一千家"),
    (936, "老人们在社区食堂里吃上了热饭", "老人们在社区食堂里|吃上了热饭"),
    (620, "老人们在社区食堂里吃上了热饭", "老人们|在社区食堂里|吃上了热饭"),
    (620, "2010年以来，全球平均气温上升了1.2摄氏度", "2010年以来|全球平均气温|上升了1.2摄氏度"),
    (936, "为什么越来越多的人不愿意再点外卖了", "为什么越来越多的人|不愿意再点外卖了"),
    (936, "图书馆把旧书送到了孩子们手里", "图书馆把旧书|送到了孩子们手里"),
    (620, "他把最后一袋种子留了下来", "他把最后一袋种子|留了下来"),
    (936, "人工智能还不能完全替代医生的判断", "人工智能还不能完全|替代医生的判断"),
    (936, "一座五百年的古村如何活到今天", "一座五百年的古村|如何活到今天"),
    (936, "过去三年，县城的租金只涨了百分之五", "过去三年，县城的租金|只涨了百分之五"),
    (936, "这家小店撑过了最难的冬天", "这家小店撑过了|最难的冬天"),
    (936, "孩子们终于可以走进森林上一堂课", "孩子们终于可以|走进森林上一堂课"),
    (620, "她从废墟里找出来三本日记", "她从废墟里|找出来三本日记"),
    (620, "一条河的命运，就是一座城的命运", "一条河的命运|就是一座城的命运"),
    (936, "科学家首次拍到了黑洞的照片", "科学家首次拍到了|黑洞的照片"),
    (420, "全村的孩子都在镇中学读书", "全村的|孩子都在|镇中学读书"),
    (420, "周桂芳老师办了一所夜校", "周桂芳老师|办了|一所夜校"),
    (620, "村委会二楼的旧会议室", "村委会|二楼的旧会议室"),
    (620, "四十七人脱了盲，十一人考到了电工证", "四十七人脱了盲|十一人考到了|电工证"),
    (620, "他在北京大学人民医院做了手术", "他在北京大学|人民医院做了手术"),
    (420, "一九〇〇年夏天", "一九〇〇年|夏天"),
    (420, "iPhone 17 Pro 起售价8,999元", "iPhone 17 Pro|起售价|8,999元"),
    (620, "2025年12月31日前完成", "2025年|12月31日前完成"),
]


@pytest.mark.parametrize(("width", "text", "read"), READ)
def test_a_title_breaks_where_it_is_read(width: int, text: str, read: str) -> None:
    block = fit(text, ZH, width, 4, SIZES)
    assert [line.text for line in block.lines] == read.split("|")


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("坐下来的理由", "坐下来的"),
        ("我们慢慢走出去看看", "走出去"),
        ("把书还回去", "还回去"),
        ("这里的水留不住", "留不住"),
        ("没有人做不到", "做不到"),
        ("没人说得清楚", "说得清楚"),
        ("小城不缺咖啡", "不缺"),
        ("店员们吃上了热饭", "吃上了"),
        ("这件事", "这件"),
        ("第三天", "第三"),
        ("最近的镇中学", "镇中学"),
        ("乡卫生院来了医生", "乡卫生院"),
        ("习惯了一个人的晚饭", "一个人"),
        ("十一人考到了证", "十一人"),
    ],
)
def test_what_belongs_together_is_dear_to_break(text: str, held: str) -> None:
    costs = break_costs(text, "zh", frozenset())
    at = text.index(held)
    assert all(costs[i] >= TORN for i in range(at + 1, at + len(held)))


@pytest.mark.parametrize("width", range(140, 700, 40))
def test_numbers_years_and_latin_words_are_never_torn(width: int) -> None:
    chinese = "自2010年，OpenStreetMap覆盖1,250个城市"
    english = "Since 2010, volunteers mapped 1,250 cities"
    for text, how, kept in (
        (chinese, ZH.at(28), ("2010", "OpenStreetMap", "1,250")),
        (english, EN.at(28), ("2010,", "volunteers", "1,250")),
    ):
        lines = [line.text for line in layout(text, how, width).lines]
        if len(kept[1]) * 20 < width:
            assert all(any(k in line for line in lines) for k in kept)


def test_a_year_is_not_held_by_the_next_english_word() -> None:
    text = "In 2010 the river rose"
    costs = break_costs(text, "en", frozenset())
    assert costs[text.index("the")] < TORN <= break_costs("a 5 km run", "en", frozenset())[4]


def test_a_smaller_size_is_taken_before_a_word_is_torn() -> None:
    block = fit("布宜诺斯艾利斯的咖啡馆", ZH, 620, 2, (100, 88, 76))
    assert not block.torn
    assert all(a.text and b.text for a, b in pairwise(block.lines))
    assert any("布宜诺斯艾利斯" in line.text for line in block.lines)
