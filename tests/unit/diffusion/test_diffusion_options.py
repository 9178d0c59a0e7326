"""Options as they come from a command line: text that is checked."""

from __future__ import annotations

import pytest

from aigc.config import build
from aigc.diffusion.options import Options, weighted
from aigc.errors import ConfigError


def test_text_becomes_values():
    made = build(Options, {"steps": "20", "lora": "a.safetensors@0.5, owner/b", "batch": "4"})
    assert (made.steps, made.batch) == (20, 4)
    assert [weighted(one) for one in made.lora] == [("a.safetensors", 0.5), ("owner/b", 1.0)]


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("step", "3", "Did you mean steps"),
        ("steps", "-1", "steps"),
        ("dtype", "float8", "dtype"),
        ("attention", "flsh", "Did you mean flash"),
        ("attention", "flash_hub", "no such backend"),
        ("scheduler", "eular", "Did you mean euler"),
        ("cache", "some", "cache"),
        ("offload", "all", "offload"),
        ("quantise", "int3", "int8"),
        ("lora", "a.safetensors@much", "no number"),
    ],
)
def test_what_does_not_exist_is_one_sentence(name, value, told):
    with pytest.raises(ConfigError, match=told) as caught:
        build(Options, {name: value})
    assert "\n" not in str(caught.value)


def test_what_changes_the_result_is_told_apart_from_what_does_not():
    plain = Options()
    assert plain.result == Options(batch=4, offload="model", device="cpu").result
    for change in ({"steps": 3}, {"guidance": 2.0}, {"lora": ("x",)}, {"dtype": "float16"},
                   {"cache": "auto"}, {"scheduler": "euler"}, {"quantise": "fp8"}):  # fmt: skip
        assert plain.result != Options(**change).result
    assert plain.read == Options(guidance=2.0, batch=4, negative="x", steps=9).read
    assert plain.read != Options(lora=("x",)).read


def test_what_is_laid_over_a_model_is_named():
    given = Options(lora=("a.safetensors@0.5", "owner/b"), ip_adapter="c@2", quantise="d.gguf")
    assert given.laid_over == ("d.gguf", "a.safetensors", "owner/b", "c")
    assert Options(quantise="int8").laid_over == ()


def test_options_are_described_in_both_languages():
    for name, field in Options.model_fields.items():
        assert field.description and field.json_schema_extra["zh"], name
