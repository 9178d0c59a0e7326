"""Text is read in the encodings that East Asian programs leave."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigc.encodings import decoded, encoding_of, text_of
from aigc.errors import InputError

CHINESE = "明月几时有把酒问青天不知天上宫阙今夕是何年"
TAIWAN = "明月幾時有把酒問青天不知天上宮闕今夕是何年"
KANA = "さくらさくらやよいのそらは春の空"


@pytest.mark.parametrize(
    ("text", "encoding", "found"),
    [
        (CHINESE, "gbk", "gb18030"),
        (CHINESE, "gb18030", "gb18030"),
        (CHINESE, "utf-8", "utf-8"),
        (TAIWAN, "big5", "big5"),
        (KANA, "shift_jis", "cp932"),
        (CHINESE, "utf-16-le", "utf-16-le"),
        (CHINESE, "utf-16-be", "utf-16-be"),
        ("plain letters", "ascii", "utf-8"),
        ("naïve façade été", "latin-1", ""),
    ],
)
def test_encodings_are_told_apart_by_their_characters(text: str, encoding: str, found: str):
    assert encoding_of([character.encode(encoding) for character in text]) == found


@given(
    st.text(st.sampled_from(CHINESE + "，。\n abc"), min_size=8).filter(lambda t: "明" in t),
    st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
)
def test_texts_are_decoded(text: str, encoding: str):
    assert decoded(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_wide_text_without_a_mark(encoding: str):
    text = "[#SETTING]\nTempo=120\nLyric=明月\n"
    assert decoded(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-32"])
def test_text_is_read_without_its_mark(encoding: str):
    assert text_of(CHINESE.encode(encoding), "The song") == CHINESE


@pytest.mark.parametrize("raw", [b"\xff\xfe\x00", b"\0\0\0", b"\xc3\xff\xff", b"\xef\xbb\xbf\xff"])
def test_what_is_no_text_is_named(raw: bytes):
    with pytest.raises(InputError, match="The song is not readable text"):
        text_of(raw, "The song")
