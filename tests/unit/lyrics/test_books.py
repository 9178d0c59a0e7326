"""Books say what rhymes and which tone a character has, alone and in its text."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aigc.errors import InputError
from aigc.lyrics.sound.books import BOOKS, book

TEXT = "银行长乐还得都了着地不重看中相觉明月光秋风江南思一江春水向东流我的心听雨过客令人教应"
CLASSES = {"thirteen": 13, "xinyun": 14, "cilin": 19, "pingshui": 106}


@pytest.mark.parametrize("name", BOOKS)
def test_a_book_knows_its_classes(name):
    sounds = book(name)
    assert sounds.name == name
    assert len(sounds.classes) == len(set(sounds.classes)) == len(sounds.sides) == CLASSES[name]
    assert sounds.rhymes("光") <= set(sounds.classes)


def test_an_unknown_book_offers_close_ones():
    with pytest.raises(InputError, match="Did you mean pingshui"):
        book("pingshu")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="english"):
        book("english")


@pytest.mark.parametrize(
    ("name", "same", "other"),
    [
        ("thirteen", "光霜", "明"),
        ("thirteen", "多歌月", "花"),
        ("thirteen", "知衣鱼", "书"),
        ("xinyun", "知诗", "衣"),
        ("xinyun", "衣鱼儿", "知"),
        ("xinyun", "明东", "门"),
        ("cilin", "东冬钟", "江"),
        ("cilin", "梅杯诗", "来"),
        ("cilin", "魂门", "言"),
        ("cilin", "花佳", "柴"),
        ("cilin", "月雪", "日"),
        ("pingshui", "东空", "冬"),
        ("pingshui", "梅来", "微"),
        ("pingshui", "讲港", "养"),
    ],
)
def test_what_rhymes_in_a_book(name, same, other):
    sounds = book(name)
    assert frozenset.intersection(*map(sounds.rhymes, same))
    assert not sounds.rhymes(same[0]) & sounds.rhymes(other)


@pytest.mark.parametrize(
    ("name", "character", "tones"),
    [
        ("xinyun", "国", "平"),
        ("cilin", "国", "仄"),
        ("thirteen", "白", "平"),
        ("pingshui", "白", "仄"),
        ("pingshui", "看", "平仄"),
        ("pingshui", "不", "仄"),
        ("cilin", "溪", "平"),
        ("cilin", "遍", "仄"),
        ("cilin", "她", "平"),
        ("cilin", "这", "仄"),
        ("thirteen", "长", "平仄"),
        ("cilin", "A", ""),
    ],
)
def test_the_tones_of_a_character(name, character, tones):
    assert book(name).tones(character) == frozenset(tones)


@pytest.mark.parametrize("name", ["cilin", "pingshui"])
def test_old_books_let_a_word_decide_the_tone(name):
    sounds = book(name)
    assert sounds.tones_in("长大", 0) == {"仄"}
    assert sounds.tones_in("长江", 0) == {"平"}
    assert sounds.tones_in("月长", 1) == {"平", "仄"}
    assert sounds.tones_in("听雨", 0) == {"平", "仄"}


def test_a_decided_tone_rules_out_the_rhymes_of_the_other():
    sounds = book("pingshui")
    assert sounds.rhymes_in("长江", 0) == {"七阳"}
    assert sounds.rhymes_in("长大", 0) == {"二十二养", "二十三漾"}
    assert sounds.rhymes("长") == {"七阳", "二十二养", "二十三漾"}


def test_modern_books_read_heteronyms_in_their_text():
    sounds = book("thirteen")
    assert [sounds.rhymes_in("银行行长", i) for i in range(4)] == [
        {"en"}, {"ang"}, {"ang"}, {"ang"},
    ]  # fmt: skip
    assert sounds.rhymes_in("行人", 0) == {"eng"}
    xinyun = book("xinyun")
    assert xinyun.rhymes_in("音乐快乐", 1) == {"三皆"}
    assert xinyun.rhymes_in("音乐快乐", 3) == {"二波"}
    assert xinyun.tones_in("觉得", 1) == {"仄"} and xinyun.tones_in("得到", 0) == {"平"}


@pytest.mark.parametrize("name", BOOKS)
@settings(max_examples=100)
@given(text=st.text(alphabet=TEXT, min_size=1, max_size=10))
def test_masks_hold_in_every_text(name, text):
    sounds = book(name)
    masks = sounds.masks(text)
    for i in range(len(text)):
        tones, classes = sounds.tones_in(text, i), sounds.rhymes_in(text, i)
        assert masks.sure_level[i] <= ("平" in tones) <= masks.possible_level[i]
        assert masks.sure_oblique[i] <= ("仄" in tones) <= masks.possible_oblique[i]
        here = np.array([label in classes for label in sounds.classes])
        assert (masks.sure_classes[i] <= here).all() and (here <= masks.possible_classes[i]).all()


@pytest.mark.parametrize("name", BOOKS)
def test_masks_say_the_same_as_single_questions(name):
    sounds = book(name)
    masks = sounds.masks([*TEXT, "□"])
    for i, character in enumerate(TEXT):
        some = {
            label for label, on in zip(sounds.classes, masks.possible_classes[i], strict=True) if on
        }
        assert some == sounds.rhymes(character)
        assert masks.possible_level[i] == ("平" in sounds.tones(character))
    assert not masks.possible_classes[-1].any() and not masks.possible_oblique[-1]


def test_every_class_has_common_characters():
    common = [
        bytes((row, c)).decode("gb2312") for row in range(0xB0, 0xD7) for c in range(0xA1, 0xFA)
    ]
    for name in BOOKS:
        assert book(name).masks(common).sure_classes.any(axis=0).all()


def test_classes_of_pingshui_belong_to_one_tone():
    sounds = book("pingshui")
    sides = dict(zip(sounds.classes, sounds.sides, strict=True))
    assert [sides[r] for r in ("一东", "一董", "一送", "一屋")] == ["平", "仄", "仄", "仄"]
    assert sum(side == "平" for side in sounds.sides) == 30
    assert set(book("cilin").sides) == {""}
