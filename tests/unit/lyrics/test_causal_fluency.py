"""Lyrics judged by a causal model: as it would have written them."""

from __future__ import annotations

import numpy as np
import pytest
from tiny_models import COMMON, TOKENISERS, models  # noqa: F401

from aigc.errors import EngineUnavailable, InputError
from aigc.lyrics.causal.model import CausalModel
from aigc.lyrics.causal.table import Spelling
from aigc.lyrics.causal.writer import CausalWriter
from aigc.lyrics.engine import Options
from aigc.lyrics.forms.notation import parse
from aigc.types.lyric import Lyric

ONE_TOKEN_A_CHARACTER = ("word_piece", "words")
FORMS = [
    parse("7,7/7,7 aa 1:1=春"),
    parse("verse: 7/5/7/5 aaba | chorus: 4/4/6 bbb | verse | chorus 1:1-2=春风"),
    parse(" | ".join(["9/9/9/9 aabb"] * 8)),
]


@pytest.fixture(scope="module")
def loaded(models):  # noqa: F811
    return {kind: CausalModel(str(folder)) for kind, folder in models.items()}


@pytest.mark.parametrize("kind", ONE_TOKEN_A_CHARACTER)
@pytest.mark.parametrize("form", FORMS, ids=len)
def test_a_lyric_is_as_fluent_when_judged_as_when_it_was_written(models, kind, form):  # noqa: F811
    writer, options = CausalWriter(), Options(model=str(models[kind]), title="江南")
    lyrics = writer.write(form, options, count=3, seed=1)
    told = [lyric.score["fluency"] for lyric in lyrics]
    assert writer.fluency(lyrics, form, options) == pytest.approx(told, abs=1e-3)
    assert writer.fluency(lyrics[1:2], form, options) == pytest.approx(told[1:2], abs=1e-3)


@pytest.mark.parametrize("kind", sorted(TOKENISERS))
def test_every_kind_of_tokeniser_judges(models, kind):  # noqa: F811
    writer, options = CausalWriter(), Options(model=str(models[kind]))
    (lyric,) = writer.write(FORMS[0], options, seed=3)
    (fluency,) = writer.fluency([lyric], FORMS[0], options)
    assert fluency == pytest.approx(lyric.score["fluency"], abs=0.5)
    assert writer.fluency([], FORMS[0], options) == []


@pytest.mark.parametrize("kind", sorted(TOKENISERS))
def test_tokens_write_their_text(loaded, kind):
    model, text = loaded[kind], COMMON[:30] + "，" + COMMON[40:60] + "。"
    ids = model.tokens(text)
    assert b"".join(model.spelling.pieces[i] for i in ids).decode() == text
    if kind in ("byte_level", "words"):
        assert ids == model.tokenizer.encode(text, add_special_tokens=False)


def test_judging_is_the_same_beside_longer_texts(loaded):
    model, rng = loaded["byte_fallback"], np.random.default_rng(1)
    texts = [rng.integers(300, 900, n).tolist() for n in (5, 40, 17)]
    together = model.judge([7, 8, 9], texts)
    assert [len(row) for row in together] == [5, 40, 17]
    for text, row in zip(texts, together, strict=True):
        (alone,) = model.judge([7, 8, 9], [text])
        np.testing.assert_allclose(row, alone, atol=1e-3)


def test_the_fewest_tokens_are_found():
    spelling = Spelling([b"", b"a", b"b", b"ab", b"bab", b"a"])
    assert spelling.fewest(b"abab") == [3, 3]
    assert spelling.fewest(b"ababab") == [3, 3, 3]
    assert spelling.fewest(b"aba") == [3, 1]
    assert spelling.fewest(b"") == []
    with pytest.raises(ValueError, match="write"):
        spelling.fewest(b"abc")


def test_what_the_tokens_cannot_spell_is_named(models):  # noqa: F811
    lyric = Lyric(lines=("春风", "江镲"))
    with pytest.raises(InputError, match="cannot spell '镲' at 2:2"):
        CausalWriter().fluency([lyric], parse("2/2"), Options(model=str(models["words"])))
    options = Options(model=str(models["byte_level"]))
    assert CausalWriter().fluency([lyric], parse("2/2"), options)[0] < 0


def test_without_a_model_nothing_is_judged():
    with pytest.raises(EngineUnavailable, match="--model"):
        CausalWriter().fluency([Lyric(lines=("春风",))], parse("2"), Options())
