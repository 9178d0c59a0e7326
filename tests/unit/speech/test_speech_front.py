from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aigc.errors import InputError
from aigc.speech.front import read
from aigc.speech.normalise import normalise
from aigc.types.article import Language


def test_every_decision_is_told() -> None:
    spoken = read("我很好，GPT-5卖了38.6%。", "zh")
    by_text = {t.text: t for t in spoken.tokens}
    assert by_text["我"].words[0].why[-1] == "third tone before hen3: wo3 -> wo2"
    assert by_text["GPT-5"].why == "name"
    assert [w.language for w in by_text["GPT-5"].words] == ["en", "en", "en", "zh"]
    assert by_text["38.6%"].spoken == "百分之三十八点六"
    assert by_text["38.6%"].why == "percentage"
    assert [w.pause for w in by_text["38.6%"].words] == ["", "", "."]
    assert by_text["好"].words[-1].pause == ","


def test_tones_change_across_tokens_but_not_across_pauses() -> None:
    assert [r.sounds for w in read("我好", "zh").words for r in w.readings] == ["wo2", "hao3"]
    assert [r.sounds for w in read("我，好", "zh").words for r in w.readings] == ["wo3", "hao3"]


def test_mixed_languages_keep_their_own_sounds() -> None:
    spoken = read("Zhang Wei lives in 北京 now", "en")
    assert [(w.text, w.language) for w in spoken.words][-3:] == [
        ("in", "en"), ("北京", "zh"), ("now", "en"),
    ]  # fmt: skip
    assert spoken.words[3].readings[0].sounds == "IH0 N"


def test_signs_that_are_not_spoken_are_shown() -> None:
    spoken = read("你好😀世界 →", "zh")
    assert [s.of(spoken.text) for s in spoken.unspoken] == ["😀", "→"]


def test_nothing_to_say_and_unknown_characters_are_refused() -> None:
    for text in ("", "……", "😀"):
        with pytest.raises(InputError, match="nothing to speak"):
            read(text, "zh")
    with pytest.raises(InputError, match="lexicon"):
        read("你\U000323af", "zh")


def test_long_and_monotonous_text() -> None:
    assert len(read("hello " * 50, "en").words) == 50
    text = "今天天气很好我们出去走走" * 34
    assert sum(len(w.readings) for w in read(text, "zh").words) == len(text)


def test_the_table_shows_text_sounds_and_reasons_safely() -> None:
    shown = read("你好，<38%", "zh")._repr_html_()
    for part in ("你好", "ni2 · hao3", "percentage", "third tone", "&lt;"):
        assert part in shown
    assert "<38" not in shown


def test_importing_it_is_light() -> None:
    code = (
        "import sys; import aigc.speech.front; "
        "assert not {'jieba', 'pypinyin', 'num2words', 'scipy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


@settings(max_examples=80)
@given(
    st.text(
        alphabet="今天很好一不儿了人AIbxé 0123456789.,%-–:$¥/年月万km，。！“”&@#第'²₂α😀",
        max_size=30,
    ),
    st.sampled_from(["zh", "en"]),
)
def test_any_text_is_said_one_to_one_and_in_order(text: str, language: Language) -> None:
    tokens = normalise(text, language)
    if not tokens:
        return
    spoken = read(text, language)
    assert [t.span for t in spoken.tokens] == [t.span for t in tokens]
    assert [t.spoken for t in spoken.tokens] == [t.spoken for t in tokens]
    for token in spoken.tokens:
        assert "".join(w.text for w in token.words) == "".join(token.spoken.split())
        assert all(w.readings for w in token.words)
        assert all(w.language == r.language for w in token.words for r in w.readings)
        assert token.words[-1].pause == token.pause
    assert read(text, language) == spoken
