from __future__ import annotations

import gzip
import json

import pytest

from aigc.lyrics.model.training.corpus import (
    Text,
    book_tones,
    classical,
    modern,
    parse_line,
    rhyme_class,
    runs,
    shares,
    spoken_tone,
)


def write(path, rows) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("云想衣裳,花想容。", (("云想衣裳", "，"), ("花想容", "。"))),
        ("“风呀——”她说：“来！”", (("风呀", "，"), ("她说", "："), ("来", "！"))),
        ("听！……雨", (("听", "！"), ("雨", ""))),
        ("香得好——", (("香得好", ""),)),
        ("《凉州》□", (("凉州□", ""),)),
        ("一共3个", None),
        ("——", None),
        ("", None),
    ],
)
def test_parse_line_keeps_characters_and_marks(raw, expected):
    assert parse_line(raw) == expected


def test_classical_reads_poems_without_asides_and_with_their_tune(tmp_path):
    lines = ["(旦唱)春来也，", "花开。", "ABC"]
    write(tmp_path / "yuanqu.jsonl.gz", [{"title": "救风尘・仙吕/点绛唇", "lines": lines}])
    (text,) = classical(tmp_path, "yuanqu", "qu")
    assert (text.group, text.style, text.title) == ("yuanqu", "qu", "点绛唇")
    assert text.segments == ["春来也", "花开"]


def test_classical_leaves_out_a_title_that_is_the_first_line(tmp_path):
    row = {"title": "春山 其一", "lines": ["春山如笑，", "水如烟。"]}
    write(tmp_path / "classic_extra.jsonl.gz", [row, row | {"title": "", "cipai": "卜算子"}])
    first, second = classical(tmp_path, "classic_extra", "classic")
    assert (first.title, first.style) == ("", "classic")
    assert (second.title, second.style) == ("卜算子", "ci")


def test_modern_splits_poems_by_line_and_prose_by_sentence(tmp_path):
    poem = {"kind": "poem", "author": "甲", "title": "雨", "text": "雨下着\n我走着，\n\n你呢？"}
    prose = {"kind": "prose", "author": "萧红", "title": "河", "text": "天冷。“河呢？”他问。走了"}
    write(tmp_path / "modern_zh.jsonl.gz", [poem, prose])
    first, second = modern(tmp_path, "modern_zh")
    assert (first.style, first.group, first.title, len(first.lines)) == ("modern", "poem", "雨", 3)
    assert (second.style, second.group, second.title) == ("prose", "good_prose", "")
    assert [len(line) for line in second.lines] == [1, 2, 1]


def test_a_missing_corpus_is_empty(tmp_path):
    assert list(classical(tmp_path, "shi", "classic")) == []


def test_a_shared_run_of_twelve_is_found_across_segments():
    def text(*segments: str) -> Text:
        lines = tuple(((s, "，"),) for s in segments)
        return Text(group="g", style="ci", title="", lines=lines)

    known = runs([text("一二三四五六七", "八九十百千万")])
    assert len(known) == 2
    assert shares(text("零一二三四", "五六七八九十百千"), known)
    assert not shares(text("零一二三四", "五六七八九十"), known)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("明月光", "地上霜", True),
        ("心肠断", "声声慢", True),
        ("银行", "天亮", True),
        ("不行", "太阳", False),
        ("杨柳岸", "晓风残月", False),
    ],
)
def test_rhyme_classes_are_read_in_context(one, other, same):
    assert (rhyme_class(one) == rhyme_class(other)) is same


def test_a_lacuna_has_no_rhyme():
    assert rhyme_class("明月□") == -1


def test_tones_of_the_book_and_of_speech(tmp_path):
    table = {"Pingshui": {"上平声部": {"一东": ["东", "看"]}, "去声部": {"一送": ["送", "看"]}}}
    with gzip.open(tmp_path / "rhyme_tables.json.gz", "wt", encoding="utf-8") as file:
        json.dump(table, file)
    assert book_tones(tmp_path) == {"东": 1, "送": 2, "看": 3}
    assert [spoken_tone(c) for c in "天地好长"] == [1, 2, 2, 3]
