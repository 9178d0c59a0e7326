# ruff: noqa: E501
from __future__ import annotations

import itertools
import re
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aigc.errors import ConfigError
from aigc.types.article import Span
from aigc.types.audio import Audio
from aigc.types.caption import Caption
from aigc.types.narration import NarratedLine, Narration, Word
from aigc.types.time import TimeRange
from aigc.video.captions import caption_phrases, row_text
from aigc.video.captions_tokens import text_width


def narration(lines, language, words=True, pace=Fraction(1, 5)):
    """Speak ``lines`` (text with ``|`` between words) at ``pace`` seconds a character."""
    now, out = Fraction(0), []
    for n, marked in enumerate(lines):
        text, spoken = marked.replace("|", ""), []
        begin, at = now, 0
        for piece in marked.split("|"):
            core = piece.strip(' ，。、；：！？,.;:!?“”"（）()')
            if core:
                start = at + piece.index(core)
                length = pace * max(1, text_width(core, language))
                length = (
                    length.limit_denominator(1000)
                    if isinstance(length, Fraction)
                    else Fraction(length).limit_denominator(1000)
                )
                spoken.append(
                    Word(
                        text=core,
                        span=Span(start=start, end=start + len(core)),
                        time=TimeRange(start=now, duration=length),
                    )
                )
                now += length
            if piece != core:
                now += Fraction(1, 8)
            at += len(piece)
        out.append(
            NarratedLine(
                line=n,
                text=text,
                time=TimeRange(start=begin, duration=now - begin),
                words=tuple(spoken) if words else (),
            )
        )
        now += Fraction(3, 10)
    samples = np.zeros((1, int(now * 1000) + 1), np.float32)
    return Narration(
        language=language,
        voice="t",
        audio=Audio(samples=samples, sample_rate=1000),
        lines=tuple(out),
    )


def zh(*lines, **kw):
    return caption_phrases(narration(lines, "zh", **kw), max_chars=13)


def en(*lines, **kw):
    return caption_phrases(narration(lines, "en", pace=Fraction(7, 100), **kw), max_chars=28)


ZH = "截至|去年|三月，|全市|新增|充电桩|约|3.2|万|个，|比|前|一年|增长|了|27%，|老旧|小区|的|居民|也|能|在|楼下|充电|了。"
EN = "By |March |last |year, |the |city |had |installed |about |3,200 |new |charging |points, |27 |percent |more |than |a |year |earlier, |and |residents |of |older |estates |could |charge |at |home."


def checks(captions: tuple[Caption, ...], limit: int) -> None:
    for c in captions:
        assert 1 <= len(c.rows) <= 2
        joined = "".join(c.rows)
        assert all(text_width(r, c.language) <= limit for r in c.rows)
        assert all(r == r.strip() and r for r in c.rows)
        assert all(w.span.of(joined) == w.text for w in c.words)
        edges = {0}
        for r in c.rows:
            edges.add(max(edges) + len(r))
        assert not any(w.span.start < e < w.span.end for w in c.words for e in edges)
        assert abs(c.time.start - c.words[0].time.start) <= Fraction(1, 30)
        assert c.time.end <= c.words[-1].time.end + Fraction(2, 5)
        assert (c.time.start * 30).denominator == 1
    for a, b in itertools.pairwise(captions):
        assert a.time.end <= b.time.start
        if b.time.start - a.words[-1].time.end <= Fraction(1, 3):
            assert a.time.end == b.time.start


def test_chinese_rows_break_at_marks_and_between_words():
    captions = zh(ZH)
    checks(captions, 13)
    assert not any(
        r[0] in "的了着过，。个" or r[-1] in "，。、；" for c in captions for r in c.rows
    )
    assert any("3.2万个" in r for c in captions for r in c.rows)
    assert "".join(w.text for c in captions for w in c.words) == re.sub(
        "[，。]", "", ZH.replace("|", "")
    )


def test_english_rows_keep_numbers_with_units_and_drop_final_marks():
    captions = en(EN)
    checks(captions, 28)
    assert any("27 percent" in r for c in captions for r in c.rows)
    assert not any(
        r.endswith((",", ".")) or r.split()[-1] in ("a", "the", "of")
        for c in captions
        for r in c.rows
    )
    assert " ".join(c.text for c in captions).replace(",", "") == EN.replace("|", "").replace(
        ",", ""
    ).rstrip(".").replace("3200", "3200")


def test_a_question_keeps_its_mark_and_lines_never_share_a_caption():
    captions = zh("为什么|是|县城？", "因为|租金|低。")
    assert [c.rows for c in captions] == [("为什么是县城？",), ("因为租金低",)]
    assert [c.line for c in captions] == [0, 1]


def test_rows_are_balanced_and_never_leave_one_character():
    captions = zh("这|座|城市|最近|几年|变化|非常|大|啊")
    assert len(captions) == 1
    checks(captions, 13)
    for c in zh("我们|今天|要|说|的|是|一个|关于|光|的|小|故事|吧"):
        assert text_width(c.rows[-1], "zh") > 1.1


def test_mixed_text_keeps_latin_words_whole():
    captions = zh("新|模型|GPT-5|在|MacBook Pro|上|每秒|生成|120|个|token，|速度|提升|了|两倍。")
    checks(captions, 13)
    assert any("GPT-5" in r for c in captions for r in c.rows)


def test_an_abbreviation_keeps_its_stop():
    assert row_text("made in the U.S.", "en") == "made in the U.S."
    assert row_text("It works.", "en") == "It works"
    assert row_text("他说：“好。”", "zh") == "他说：“好。”"


def test_phrases_last_a_readable_time():
    captions = zh(ZH, ZH)
    spans = [c.words[-1].time.end - c.words[0].time.start for c in captions]
    assert all(Fraction(4, 5) <= s <= Fraction(6) for s in spans)


def test_a_line_without_word_times_still_gets_captions():
    captions = zh("今天天气很好，我们出去走走。", words=False)
    assert "".join(c.text for c in captions) == "今天天气很好，我们出去走走"
    checks(captions, 13)


def test_an_overlong_word_stays_whole():
    captions = en("See |https://example.org/a/very/long/address/indeed |now.")
    assert any(
        "https://example.org/a/very/long/address/indeed" in r for c in captions for r in c.rows
    )


def test_impossible_options_are_refused():
    with pytest.raises(ConfigError, match="2 characters"):
        caption_phrases(narration(["好"], "zh"), max_chars=2)


WORDS = st.lists(
    st.sampled_from(
        ["今天", "的", "城市", "约", "3.2", "万", "家", "GPT-5", "好，", "了。", "图书馆"]
    ),
    min_size=1,
    max_size=40,
)


@settings(max_examples=40)
@given(WORDS)
def test_any_chinese_line_is_captioned_whole_and_in_time(words):
    captions = zh("|".join(words))
    checks(captions, 13)
    assert "".join(w.text for c in captions for w in c.words) == re.sub(
        "[，。]", "", "".join(words)
    )


def test_a_short_opening_joins_the_phrase_that_follows():
    captions = zh("十年前，|这座|县城|一家|咖啡馆|也|没有。")
    assert [c.rows for c in captions] == [("十年前", "这座县城一家咖啡馆也没有")]


def test_a_long_unit_stays_with_its_number_and_no_row_is_two_characters():
    line = (
        "上周，|库区|完成|了|最大|的|一次|清淤，|有效|库容|从|1.2亿|立方米|降|到|了|8600万|立方米。"
    )
    rows = [row for caption in zh(line) for row in caption.rows]
    assert not any(row.endswith(("1.2亿", "8600万")) for row in rows)
    assert all(len(row) > 2 for row in rows)
