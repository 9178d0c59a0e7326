"""What engines share that run a network: options, identity, and one word where none is named."""

from __future__ import annotations

import pytest

from aigc import registry
from aigc.errors import ConfigError, EngineUnavailable
from aigc.models.engines import options_of

ENGINES = (
    ("recognition", "whisper"),
    ("matching", "clip"),
    ("moderation", "classifier"),
    ("music", "transformers"),
)


@pytest.mark.parametrize(("capability", "name"), ENGINES)
def test_options_are_described_in_both_languages(capability, name):
    (options,) = options_of(capability, name)
    assert {"dtype", "device"} < set(options.model_fields)
    for field in options.model_fields.values():
        assert field.description and field.json_schema_extra["zh"]


@pytest.mark.parametrize(("capability", "name"), ENGINES)
def test_an_engine_is_known_by_its_model_its_options_and_its_packages(capability, name, tmp_path):
    def fingerprint(asked):
        return registry.get(capability, asked).fingerprint

    plain = fingerprint(f"{name}:{tmp_path}")
    assert plain == fingerprint(f"{name}:{tmp_path}")
    assert "torch=" in plain and "transformers=" in plain
    assert (
        len({plain, fingerprint(f"{name}:other"), fingerprint(f"{name}:{tmp_path}?device=x")}) == 3
    )
    (tmp_path / "config.json").write_text("{}")
    assert fingerprint(f"{name}:{tmp_path}") != plain


@pytest.mark.parametrize(("capability", "name"), ENGINES)
def test_one_without_a_model_tells_how_to_name_one(capability, name):
    with (
        pytest.raises(EngineUnavailable, match=f"{name}:FOLDER"),
        registry.get(capability, name).lent(),
    ):
        pass


def test_a_wrong_option_or_device_is_told(tmp_path):
    with pytest.raises(ConfigError, match="batch"):
        registry.get("recognition", "whisper:x?bach=2")
    with pytest.raises(ConfigError, match="dtype cannot be 'int3'"):
        registry.get("music", "transformers:x?dtype=int3")
    asked = registry.get("matching", f"clip:{tmp_path}?device=tpu")
    with pytest.raises(ConfigError, match="no device 'tpu'"), asked.lent():
        pass
