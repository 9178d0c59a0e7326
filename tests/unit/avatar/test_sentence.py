"""Sentences become specs: each of what the words can do, by example and by rule."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aigc.avatar import catalogue
from aigc.avatar.curated import apart
from aigc.avatar.sentence import read_sentence
from aigc.avatar.sentence.lexicon import lexicon
from aigc.avatar.sentence.slots import TABLE_OF, Slot
from aigc.avatar.sentence.tokens import normal, tokens
from aigc.avatar.spec import AvatarSpec, changed
from aigc.errors import InputError


def slots(text: str, **options: object) -> dict[str, Slot]:
    return {s.path: s for s in read_sentence(text, **options).slots}


def values(text: str, **options: object) -> dict[str, object]:
    return {path: s.value for path, s in slots(text, **options).items()}


def test_the_sentence_of_the_issue():
    found = read_sentence("短发戴圆眼镜的年轻女主播，卡通风格，微笑")
    spec = found.spec
    assert (spec.glasses.style, spec.look, spec.body.masculine) == ("round", "anime", 0)
    assert spec.smile == 0.5 and 16 <= spec.body.age <= 30
    assert spec.hair.style in ("bob", "pixie", "inverted_bob")
    assert found.unknown == () and found.conflicts == ()


def test_a_long_english_one():
    text = "a grumpy old fisherman with a grey full beard, weathered skin, a beanie and no glasses"
    spec = read_sentence(text).spec
    assert (spec.beard.style, spec.headwear.style, spec.glasses.style) == ("full", "beanie", "none")
    assert spec.body.masculine == 1 and spec.body.age >= 60 and spec.smile < -0.4
    assert spec.skin.wrinkles is not None and spec.skin.wrinkles > 0.5


@pytest.mark.parametrize(
    "text",
    ["没有戴眼镜", "不戴眼镜", "無眼鏡", "不要眼镜", "no glasses", "without glasses",
     "she doesn't wear glasses", "neither hat nor glasses", "no hat, beard or glasses",
     "不戴帽子和眼镜", "既没有胡子也没有眼镜", "别给她戴眼镜", "圆眼镜也摘了"],
)  # fmt: skip
def test_glasses_are_denied(text):
    assert values(text)["glasses.style"] == "none"


@pytest.mark.parametrize(
    "text",
    ["不留胡子，戴眼镜", "no beard but glasses", "without a hat, wearing glasses",
     "不要刘海的戴眼镜女孩", "不戴帽子、戴眼镜", "no beard and red glasses"],
)  # fmt: skip
def test_a_negation_ends(text):
    assert values(text)["glasses.style"] != "none"


def test_why_is_told_in_the_language_of_the_words():
    zh, en = slots("没有戴眼镜")["glasses.style"], slots("no glasses")["glasses.style"]
    assert zh.words == "没有戴眼镜" and "没有" in zh.explanation and "不戴眼镜" in zh.explanation
    assert "no glasses" in en.explanation and "because of “no”" in en.explanation


def test_a_style_that_is_denied_is_not_chosen():
    for seed in range(30):
        assert read_sentence("不要双马尾的女孩", seed=seed).spec.hair.style != "twin_tails"
    assert values("a chef without a chef's hat")["headwear.style"] == "none"


def test_degrees_are_ordered():
    for words in (["有点胖", "胖", "非常胖"], ["slightly fat", "fat", "extremely fat"]):
        weights = [values(w)["body.weight"] for w in words]
        assert 0 < weights[0] < weights[1] < weights[2] <= 1
    assert values("胖一点")["body.weight"] < values("胖")["body.weight"]
    assert values("不高")["body.height_m"] < 1.64 < values("高个子")["body.height_m"]
    assert values("not very tall")["body.height_m"] < 1.64


@pytest.mark.parametrize("text", ["可爱的女孩", "a cute girl", "an adorable girl", "超萌的妹子"])
def test_charm_is_a_shape(text):
    said = values(text)
    assert said["eyes.size"] > 0.2 and said["sliders.cheek-volume"] > 0.2 and said["smile"] > 0.2
    assert said["brows.style"] == "soft" and not read_sentence(text).unknown


def test_kinds_of_charm_differ():
    words = ("可爱", "甜美", "温柔", "高冷", "帅气", "漂亮", "酷")
    specs = [read_sentence(f"{word}的女生", seed=3).spec for word in words]
    assert len({spec.model_dump_json() for spec in specs}) == len(words)
    gentle, aloof = (values(f"{word}的女生") for word in ("温柔", "高冷"))
    assert gentle["smile"] > 0 > aloof["smile"]
    assert gentle["sliders.eye-corner1"] < 0 < aloof["sliders.eye-corner1"]
    assert values("帅气的男生")["sliders.chin-bones"] > 0


def test_what_is_said_outright_outweighs_charm():
    assert values("可爱的女孩，眼睛很小")["eyes.size"] < 0
    assert values("a cute girl with thick brows")["brows.style"] == "thick"
    assert "smile" not in values("a cool-toned lipstick")


def test_neither_end_is_the_middle():
    assert values("不胖不瘦")["body.weight"] == 0


@pytest.mark.parametrize("text", ["no blonde hair", "not blonde hair", "anything but blonde hair"])
def test_a_colour_is_denied_and_not_what_has_it(text):
    said = values(text)
    assert "hair.style" not in said and said["hair.colour"] != values("blonde hair")["hair.colour"]


def test_a_colour_belongs_to_its_thing():
    found = values("戴蓝色圆框眼镜，穿绿色毛衣，棕色眼睛，橙色头发，红唇")
    order = ("glasses.colour", "outfit.colour", "eyes.iris", "hair.colour", "makeup.lips")
    assert len({found[p] for p in order}) == 5
    found = values("her hair is red, her eyes are green and her dress is blue")
    assert found["hair.colour"] == values("red hair")["hair.colour"]
    assert found["eyes.iris"] == values("green eyes")["eyes.iris"]
    assert found["outfit.colour"] == values("blue dress")["outfit.colour"]


def test_shades_of_a_colour():
    dark, plain, light = (values(f"{s} green hoodie".strip())["outfit.colour"]
                          for s in ("dark", "", "light"))  # fmt: skip
    sums = [sum(bytes.fromhex(str(c)[1:])) for c in (dark, plain, light)]
    assert sums == sorted(sums) and len(set(sums)) == 3


@pytest.mark.parametrize(
    "text", ["粉色毛衣，里面白衬衫", "a white shirt under a pink sweater", "粉色卫衣里面白T恤"]
)
def test_what_is_warm_is_worn_over(text):
    said = values(text)
    assert said["outfit.style"] in ("sweater", "hoodie")
    assert said["outfit.colour"] == values("粉色衣服")["outfit.colour"]
    assert said["outfit.inner"] == values("白色衣服")["outfit.colour"]


def test_what_a_feature_has_is_not_of_what_is_around_it():
    assert "sliders.cheek-volume" not in values("酒窝很深")
    assert values("less smile")["smile"] < 0.3 < values("more smile")["smile"]


def test_suit_shirt_and_tie():
    for text in ("身穿黑色西装、白色衬衫、红色领带", "a black suit, a white shirt and a red tie"):
        found = values(text)
        assert found["outfit.style"] == "suit_tie"
        assert found["outfit.colour"] == values("black suit")["outfit.colour"]
        assert found["outfit.inner"] == values("white shirt")["outfit.colour"]
    assert values("blue suit without a tie")["outfit.style"] == "suit"


def test_each_eye_has_its_colour():
    for text in ("左眼蓝色右眼金色", "left eye blue, right eye gold", "异色瞳：左蓝右金",
                 "one blue eye and one gold eye", "一只蓝眼睛一只金眼睛"):  # fmt: skip
        found = values(text)
        assert found["eyes.iris"] == values("blue eyes")["eyes.iris"]
        assert found["eyes.iris_right"] == values("gold eyes")["eyes.iris"]


@pytest.mark.parametrize(
    ("text", "metres"),
    [("一米七五", 1.75), ("身高175cm", 1.75), ("１．７５米", 1.75), ("5'9\"", 1.7526),
     ("six feet five", 1.9558), ("身高168", 1.68), ("1米8", 1.8)],
)  # fmt: skip
def test_heights(text, metres):
    assert values(text)["body.height_m"] == pytest.approx(metres, abs=1e-3)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("三十多岁", 30, 39), ("in her forties", 40, 49), ("小学生", 6, 12), ("grandpa", 60, 85),
     ("十二岁", 12, 12), ("a boy of ten", 10, 10), ("forty-five years old", 45, 45),
     ("in his late sixties", 66, 69), ("四十出头", 40, 44), ("120岁", 85, 85)],
)  # fmt: skip
def test_ages(text, low, high):
    assert low <= read_sentence(text).spec.body.age <= high


def test_an_explicit_word_wins_over_a_role():
    assert values("女医生")["outfit.style"] == "lab_coat"
    assert slots("女医生")["outfit.style"].implied
    assert values("穿红色毛衣的女医生")["outfit.style"] == "sweater"
    assert read_sentence("穿红色毛衣的女医生").conflicts == ()


@pytest.mark.parametrize(
    ("text", "path"),
    [("戴眼镜，不戴眼镜", "glasses.style"), ("二十岁的老爷爷", "body.age"),
     ("又高又矮的女生", "body.height_m"), ("a tall short man", "body.height_m")],
)  # fmt: skip
def test_opposites_are_a_contradiction(text, path):
    assert [found.path for found in read_sentence(text).conflicts] == [path]


@pytest.mark.parametrize("text", ["不高不矮", "neither tall nor short", "二十岁的姑娘", "不戴眼镜"])
def test_what_agrees_is_none(text):
    assert read_sentence(text).conflicts == ()


def test_numbers_are_told_in_words_or_with_their_ends():
    assert slots("女主播")["body.masculine"].explanation.endswith("性别 → 女")
    assert "0.5（-1 到 1）" in slots("微笑")["smile"].explanation
    assert slots("smiling")["smile"].explanation.endswith("is 0.5 of -1 to 1")
    assert slots("三十岁")["body.age"].explanation.endswith("→ 30")


@pytest.mark.parametrize("text", ["光头长发", "a bald man with long hair"])
def test_a_contradiction_is_told(text):
    (found,) = read_sentence(text).conflicts
    assert found.path == "hair.style" and found.taken in text and found.left in text
    assert found.taken in found.explanation and found.left in found.explanation


def test_unknown_words_are_told_and_set_nothing():
    found = read_sentence("戴眼镜的女孩，背着滑板，a zorblax on her wrist")
    assert any("滑板" in w for w in found.unknown) and "zorblax" in found.unknown
    assert {s.path for s in found.slots} <= {"glasses.style", "body.masculine", "body.age"}


def test_a_colour_of_an_unknown_thing_goes_nowhere_else():
    assert "glasses.colour" not in values("round glasses and a purple robe")
    assert "hair.colour" not in values("黑发，紫色的斗篷") or (
        values("黑发，紫色的斗篷")["hair.colour"] == values("黑发")["hair.colour"]
    )


def test_what_is_denied_is_never_taken():
    for text in ("a woman who is not blonde", "她不是金发"):
        for seed in range(20):
            colour = read_sentence(text, seed=seed).spec.hair.colour
            assert apart(colour, "#e3c589") > 0.3
    assert read_sentence("皮肤不白").spec.skin.tone > 0.3


def test_words_stay_with_their_clause():
    found = read_sentence("眉毛细长，眼角下垂")
    assert {s.path for s in found.slots} == {"brows.style", "sliders.eye-corner1"}
    assert read_sentence("鼻子绿，头发长").unknown == ("绿",)


def test_a_worn_colour_without_a_thing_is_of_the_clothes():
    found = values("a girl in black with white hair")
    assert found["outfit.colour"] == values("black dress")["outfit.colour"]
    assert found["hair.colour"] == values("white hair")["hair.colour"]


def test_traditional_and_full_width_are_the_same():
    assert values("戴圓框眼鏡的長髮女孩，沒有瀏海") == values("戴圆框眼镜的长发女孩，没有刘海")
    assert len(normal("Ａ戴圓１，㎝")) == len("Ａ戴圓１，㎝")


def test_mixed_languages():
    found = values("a woman with 短发 and 圆眼镜, 没有beard")
    assert found["glasses.style"] == "round" and found["beard.style"] == "none"


@pytest.mark.parametrize("text", ["", "  \n", "，。!?", "😀😀"])
def test_nothing_to_read(text):
    with pytest.raises(InputError, match=r"empty|no words"):
        read_sentence(text)


def test_too_long():
    read_sentence("圆脸，" * 600)
    with pytest.raises(InputError, match=r"2,001 characters; 2,000"):
        read_sentence("脸" * 2001)


def test_a_character_is_changed_and_else_kept():
    base = read_sentence("戴圆眼镜的红发女孩，穿绿色毛衣", seed=5).spec
    now = read_sentence("换成黑色头发，眼睛大一点", base=base).spec
    assert now.hair.colour != base.hair.colour and now.eyes.size > base.eyes.size
    assert now.glasses == base.glasses and now.outfit == base.outfit and now.body == base.body
    assert read_sentence("个子更高", base=base).spec.body.height_m > base.body.height_m


def test_the_same_words_and_seed_give_the_same_spec():
    text = "a smiling woman with glasses and a hat"
    assert read_sentence(text, seed=4) == read_sentence(text, seed=4)
    specs = {read_sentence(text, seed=k).spec.digest() for k in range(8)}
    assert len(specs) == 8


@pytest.mark.parametrize(
    ("path", "name", "words"),
    [
        pytest.param(path, name, words, id=f"{path}-{words}")
        for path, table in TABLE_OF.items()
        for name, both in catalogue.TABLES[table].items()
        for words in both
        if words not in ("red lips", "齐刘海短发")
    ],
)
def test_all_that_can_be_worn_can_be_said(path, name, words):
    found = read_sentence(words)
    assert {s.path: s.value for s in found.slots}[path] == name and found.unknown == ()


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from(sorted(lexicon())) | st.sampled_from(list("，,。. 3😀岁")), max_size=14
    )
)
def test_any_words_in_any_order_give_a_spec(words):
    text = "女" + " ".join(words)
    found = read_sentence(text)
    assert isinstance(found.spec, AvatarSpec)
    for slot in found.slots:
        assert text[slice(*slot.span)] == slot.words and slot.words


@settings(max_examples=60)
@given(st.text(min_size=1, max_size=60))
def test_any_text_is_read_or_refused(text):
    try:
        found = read_sentence(text)
    except InputError:
        assert not re.search(r"\w", text) or not any(c.isalnum() for c in text)
        return
    assert all(w in text for w in found.unknown)


def test_tokens_lie_where_they_stand():
    text = "戴圓框眼鏡, with Short hair。"
    for token in tokens(text):
        assert text[token.start : token.end] == token.text


class Filler:
    def __init__(self, answer):
        self.answer = answer

    def fill(self, text):
        return self.answer


def test_a_filler_fills_what_the_grammar_left():
    text = "a zorblax girl with blue hair"
    found = read_sentence(text, filler=Filler({"hair.style": ("hime", "zorblax")}))
    assert found.spec.hair.style == "hime" and found.unknown == ()
    kept = read_sentence(text, filler=Filler({"hair.colour": ("#ffffff", "blue hair")}))
    assert kept.spec.hair.colour == values("blue hair")["hair.colour"]


@pytest.mark.parametrize(
    "answer",
    [
        {"seed": (7, "girl")},
        {"name": ("x", "girl")},
        {"hair.nothing": ("bob", "girl")},
        {"hair.style": ("no such", "girl")},
        {"hair.style": ("bob", "words that are not there")},
        {"hair.style": ("bob", "")},
        {"hair.style": "bob"},
        {"body.age": (float("nan"), "girl")},
        {"body.age": (True, "girl")},
        {"sliders.no-such": (0.5, "girl")},
        {"sliders.head-oval": (3.0, "girl")},
        {"hair": ({"style": "bob"}, "girl")},
    ],
)
def test_a_filler_can_set_nothing_else(answer):
    with pytest.raises(InputError):
        read_sentence("a girl", filler=Filler(answer))


def test_slots_are_what_the_spec_holds():
    found = read_sentence("tall thin Black woman, short natural curls, hoop earrings, navy suit")
    dumped = found.spec.model_dump()
    for slot in found.slots:
        room, _, name = slot.path.rpartition(".")
        assert (dumped[room] if room else dumped)[name] == slot.value
    assert changed(found.spec, look="clay").look == "clay"
