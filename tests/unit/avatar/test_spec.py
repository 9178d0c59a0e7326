import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aigc.avatar import catalogue, sliders, spec
from aigc.avatar.spec import AvatarSpec
from aigc.errors import InputError

shares = st.floats(0, 1, allow_nan=False).map(lambda x: round(x, 3))
leans = st.floats(-1, 1, allow_nan=False).map(lambda x: round(x, 3))
colours = st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06x}")
specs = st.builds(
    lambda look, hair, colour, tone, age, moved, seed: spec.checked(
        {
            "look": look,
            "hair": {"style": hair, "colour": colour},
            "skin": {"tone": tone},
            "body": {"age": age},
            "sliders": moved,
            "seed": seed,
        }
    ),
    st.sampled_from(sorted(catalogue.LOOKS)),
    st.sampled_from(sorted(catalogue.HAIR)),
    colours,
    shares,
    st.integers(5, 85),
    st.dictionaries(st.sampled_from(sliders.symmetric()), leans, max_size=5),
    st.integers(0, 1000),
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(specs)
def test_a_spec_comes_back_from_its_text(made):
    assert spec.loads(spec.dumps(made)) == made
    assert spec.loads(spec.dumps(made)).digest() == made.digest()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not JSON"),
        ("[1]", "list"),
        ('{"body": {"age": NaN}}', "NaN is not a number"),
        ('{"body": {"age": 400}}', "body.age"),
        ('{"body": {"age": "old"}}', "body.age"),
        ('{"skin": {"tone": -0.1}}', "skin.tone"),
        ('{"hair": {"style": "bobb"}}', "Did you mean bob"),
        ('{"hair": {"colour": "red"}}', "#rrggbb"),
        ('{"sliders": {"nose-hum": 0.5}}', "nose-hump"),
        ('{"sliders": {"nose-hump": 2}}', "sliders.nose-hump"),
        ('{"asymmetry": {"nose-hump": 0.5}}', "asymmetric slider"),
        ('{"wings": 2}', "no such setting"),
        ('{"version": 2}', "version"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_what_cannot_be_used_is_named(text, said):
    with pytest.raises(InputError, match="spec") as caught:
        spec.loads(text)
    assert said in str(caught.value)


def test_a_missing_or_large_file_is_refused(tmp_path):
    with pytest.raises(InputError, match="no spec at"):
        spec.read(tmp_path / "none.json")
    large = tmp_path / "large.json"
    large.write_text(" " * (spec.LARGEST_BYTES + 1))
    with pytest.raises(InputError, match="larger than"):
        spec.read(large)


def test_the_text_is_plain_json_without_defaults():
    made = spec.changed(AvatarSpec(), look="human")
    assert json.loads(spec.dumps(made)) == {"look": "human", "version": 1}


def test_every_name_of_the_catalogue_has_both_languages():
    for table in catalogue.TABLES.values():
        for name, (english, chinese) in table.items():
            assert name.isidentifier()
            assert english.isascii()
            assert chinese
            assert not chinese.isascii() or chinese == "T恤"
