from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aigc.errors import InputError
from aigc.lyrics.forms.notation import write
from aigc.lyrics.forms.reference import template_of
from aigc.lyrics.forms.rhyme_finding import LineEnd, rhymes_found
from aigc.lyrics.forms.source_lines import heading, language_of, source_lines
from aigc.lyrics.forms.spelling import syllables_spelled
from aigc.lyrics.forms.template_json import to_json
from aigc.lyrics.verify.verifier import verify

QUIET_NIGHT = "床前明月光，疑是地上霜。\n举头望明月，低头思故乡。"
SPRING = "春眠不觉晓\n处处闻啼鸟\n夜来风雨声\n花落知多少"
SONG = """[Verse 1: 某歌手]
作词：某人
月光照在窗台 你还没回来
风吹过了花开，我还在等待……

【副歌】
亲爱的人啊
你在哪儿呀
亲爱的人啊！

(Verse 2)
“星光”落满大海
副歌：
亲爱的人啊
"""
SONNET = """Shall I compare thee to a summer's day?
Thou art more lovely and more temperate:
Rough winds do shake the darling buds of May,
And summer's lease hath all too short a date;
Sometime too hot the eye of heaven shines,
And often is his gold complexion dimmed,
And every fair from fair sometime declines,
By chance, or nature's changing course untrimmed;
But thy eternal summer shall not fade,
Nor lose possession of that fair thou owest,
Nor shall death brag thou wanderest in his shade,
When in eternal lines to time thou growest.
So long as men can breathe, or eyes can see,
So long lives this, and this gives life to thee."""


def ends(template):
    return "".join(line.cells[-1].rhyme or "-" for line in template.lines)


def marks(line):
    return "".join(cell.mark for cell in line.cells)


def test_a_poem_has_lengths_pauses_and_rhymes():
    made = template_of(QUIET_NIGHT)
    assert write(made) == "5，5。/5，5。 aa"
    assert write(template_of(SPRING)) == "5/5/5/5 aaxa"
    assert ends(template_of(SPRING, rhyme=False)) == "----"


def test_tones_follow_the_book():
    made = template_of(QUIET_NIGHT, book="pingshui", tones=True)
    assert made.book == "pingshui"
    tones = "".join(cell.tone or "中" for cell in made.lines[0].cells)
    assert tones == "平平平仄平平仄仄仄平"
    assert {c.tone for _, _, c in template_of(QUIET_NIGHT).places()} == {""}


def test_a_song_has_parts_hooks_and_no_credits():
    made = template_of(SONG)
    assert [len(line) for line in made.lines] == [11, 11, 5, 5, 5, 6, 5]
    assert [line.part for line in made.lines] == [
        "Verse 1", "Verse 1", "副歌", "副歌", "副歌", "Verse 2", "副歌",
    ]  # fmt: skip
    assert [line.stanza for line in made.lines] == [0, 0, 1, 1, 1, 2, 3]
    assert [line.repeats for line in made.lines] == [None, None, None, None, 2, None, 2]
    assert [marks(line) for line in made.lines] == ["，", "，……", "", "", "！", "", ""]
    assert made.lines[0].cells[5].mark == "，"


@pytest.mark.parametrize("lyric", [QUIET_NIGHT, SPRING, SONG, SONNET])
def test_no_word_survives(lyric):
    told = str(to_json(template_of(lyric, tones=True)))
    words = set(lyric) & set("床前月光疑霜晓鸟声少照窗台风花亲爱星海") | {
        "summer",
        "temperate",
        "darling",
    }
    assert not [word for word in words if word in told]


def test_unrhymed_text_has_free_ends():
    assert ends(template_of("我看见一座山\n有人在门口\n水里有鱼\n天要下雨了")) == "----"


@pytest.mark.parametrize(
    ("scheme", "found"),
    [
        ("aabb", "aabb"),
        ("abab", "abab"),
        ("pqrs", "----"),
        ("apaq", "axax"),
        ("abba", "abba"),
        ("aapqraa", "aaxxxaa"),
        ("aabbpqrsaabb", "aabbxxxxccdd"),
        ("aabbaapqrsa", "aabbaaxxxxx"),
        ("aabbpaqa", "aabbxaxa"),
        ("a", "-"),
        ("", ""),
    ],
)
def test_rhymes_are_chains_of_near_lines(scheme, found):
    line_ends = [LineEnd(classes=frozenset(c), hook=i) for i, c in enumerate(scheme)]
    assert "".join(group or "-" for group in rhymes_found(line_ends)) == found


def test_a_few_rhymes_are_enough_where_chance_rhymes_are_rare():
    line_ends = [LineEnd(classes=frozenset(c), hook=i) for i, c in enumerate("apqaefgh")]
    assert rhymes_found(line_ends) == ("",) * 8
    assert "".join(rhymes_found(line_ends, rare=True)) == "axxaxxxx"


def test_a_word_does_not_rhyme_with_itself_unless_the_line_comes_again():
    def end(word, hook):
        return LineEnd(classes=frozenset("a"), hook=hook, word=word)

    assert rhymes_found([end("day", 0), end("day", 1)]) == ("", "")
    assert rhymes_found([end("day", 0), end("may", 1), end("day", 2)]) == ("a", "a", "")
    assert rhymes_found([end("day", 0), end("may", 1), end("day", 0)]) == ("a", "a", "a")


@given(st.lists(st.frozensets(st.sampled_from("abcd"), max_size=2), max_size=24))
@settings(max_examples=200)
def test_groups_found_are_true_of_the_lyric_itself(classes):
    found = rhymes_found([LineEnd(classes=c, hook=i) for i, c in enumerate(classes)])
    spans = {
        name: [i for i, other in enumerate(found) if other == name]
        for name in set(found) - {"", "x"}
    }
    shared = {name: frozenset.intersection(*(classes[i] for i in spans[name])) for name in spans}
    assert all(len(lines) > 1 and shared[name] for name, lines in spans.items())
    for i, name in enumerate(found):
        near = [n for n, lines in spans.items() if lines[0] - 4 <= i <= lines[-1] + 4]
        if name == "x":
            assert not any(classes[i] and classes[i] <= shared[n] for n in near)


POEMS = [
    "明月几时有，把酒问青天。\n不知天上宫阙，今夕是何年。\n我欲乘风归去，又恐琼楼玉宇，高处不胜寒。\n"
    "起舞弄清影，何似在人间。",
    "昨夜雨疏风骤。\n浓睡不消残酒。\n试问卷帘人，却道海棠依旧。\n知否。\n知否。\n应是绿肥红瘦。",
    "醉里挑灯看剑，梦回吹角连营。\n八百里分麾下炙，五十弦翻塞外声。\n沙场秋点兵。",
    "西江月照银行行长长大\n重重叠叠还乡\n快乐音乐\n得还得",
]


@pytest.mark.parametrize("poem", POEMS)
@pytest.mark.parametrize("book", ["thirteen", "xinyun", "cilin", "pingshui"])
@pytest.mark.parametrize("tones", [False, True])
def test_a_lyric_keeps_its_own_form(poem, book, tones):
    report = verify(template_of(poem, book=book, tones=tones), poem.splitlines())
    assert report.ok, report.faults


def test_english_has_syllables_stress_and_rhyme():
    made = template_of(SONNET, tones=True)
    assert (made.language, made.book) == ("en", "english")
    assert [len(line) for line in made.lines[:4]] == [10, 9, 10, 10]
    assert made.lines[0].cells[-1].mark == "?"
    stress = [cell.stress for cell in made.lines[0].cells]
    assert stress == ["", "", "weak", "strong", "", "", "", "strong", "weak", ""]
    assert ends(made).startswith("axa") and ends(made)[-2:] == "ff"
    report = verify(made, SONNET.splitlines())
    kinds = {fault.kind for fault in report.faults}
    assert kinds <= {"character"}


def test_unknown_english_words_go_by_their_spelling():
    made = template_of("The zorbleflax ran away\nI'll find it 'some' day--not inflam'd")
    assert [len(line) for line in made.lines] == [7, 8]
    assert marks(made.lines[1]) == "—"
    words = {"table": 2, "flaked": 1, "rumpled": 2, "radiant": 3, "poet": 2, "the": 1, "sly": 1}
    assert {word: syllables_spelled(word) for word in words} == words


REFUSED = {
    "": "no lines",
    "\n【副歌】\n": "no lines",
    "我爱你\n我有3个梦": "Line 2 of the lyric has '3' at character 3",
    "我爱你 Baby 你爱我": "Line 1 of the lyric has 'B' at character 5: 'Baby' is not Chinese",
    "你好😀": "'😀' at character 3",
    "你好Ａ": "'Ａ' at character 3",
    "I have 3 dreams": "Line 1 of the lyric has '3' at character 8",
    "天\n" * 1000: "1000 lines",
    "天" * 65: "65 cells",
    "天" * 100_001: "100,001 characters",
}


@pytest.mark.parametrize("lyric", REFUSED, ids=lambda lyric: lyric[:8] or "empty")
def test_what_has_no_form_is_refused_at_once(lyric):
    template_of("天")
    with pytest.raises(InputError) as caught:
        template_of(lyric)
    assert REFUSED[lyric] in str(caught.value)


@pytest.mark.parametrize(
    "line", ["Hooked", "Rap on", "Bridges", "Hook me", "Hookah", "Verse a", "Chorus Dear"]
)
def test_words_that_begin_like_a_part_are_sung(line):
    assert heading(line) is None
    assert len(template_of(f"{line}\nAway").lines) == 2


@pytest.mark.parametrize(
    "line",
    [
        "Verse A",
        "主歌A",
        "Verse 12",
        "Chorus x2",
        "Verse 1a",
        "Verse II",
        "VERSE B:",
        "副歌二",
        "副歌x2",
        "主歌A1",
        "Chorus 2x",
        "Verse IX",
        "合唱 A1",
    ],
)
def test_numbers_and_letters_behind_a_part_belong_to_its_heading(line):
    assert heading(line) == line.rstrip(":")


@pytest.mark.parametrize(
    "line",
    ["混音师：某人", "录音工程师: 某人", "母带 : 某人", "作词人/编曲：某人", "OP/SP: X"],
)
def test_credits_are_not_sung(line):
    assert [sung.text for sung in source_lines([(1, line, None), (2, "天", None)])] == ["天"]
    assert [sung.text for sung in source_lines([(1, "歌手说：天", None)])] == ["歌手说：天"]


def test_a_line_that_must_not_rhyme_gets_no_tone_unasked():
    lyric = "春眠不觉晓\n夜来风雨声\n处处闻啼鸟\n明月照我去\n花落知多少"
    made = template_of(lyric, book="cilin")
    assert ends(made).count("x") == 2
    assert {line.cells[-1].tone for line in made.lines if line.cells[-1].rhyme == "x"} == {""}


def test_headings_and_languages():
    assert heading("[Verse 2: A Singer]") == "Verse 2"
    assert heading("Pre-Chorus") == "Pre-Chorus"
    assert heading("主歌一：") == "主歌一"
    assert heading("(oh baby)") is None
    assert heading("副歌声声") is None
    rows = source_lines([(1, "我 love 你", None)])
    assert language_of(rows) == "zh"
    assert language_of(source_lines([(1, "Hello 你", None)])) == "en"
