"""What every composing engine promises."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from aigc import registry
from aigc.errors import Cancelled, InputError
from aigc.music.engine import MOODS, BedEngine


@pytest.fixture(scope="module", params=("synth", "fake", "transformers"))
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> BedEngine:
    name = request.param
    if name == "transformers":
        from tests.tiny.musicgen import build

        folder = build(tmp_path_factory.mktemp("musicgen"))
        name = f"transformers:{folder}?window_s=5&overlap_s=1"
    made: BedEngine = registry.get("music", name)
    return made


@pytest.mark.parametrize("mood", MOODS)
def test_every_mood_is_stereo_with_clean_edges(engine: BedEngine, mood: str) -> None:
    bed = engine.compose(duration=Fraction(12), mood=mood, seed=1)
    assert bed.samples.shape == (2, 12 * 48_000)
    assert bed.sample_rate == 48_000
    assert np.isfinite(bed.samples).all()
    assert 0.02 < np.abs(bed.samples).max() < 1
    assert np.abs(bed.samples[:, [0, -1]]).max() < 1e-4
    assert np.abs(np.diff(bed.samples, axis=1)).max() < 0.2
    assert np.abs(bed.samples[0] - bed.samples[1]).max() > 0.001


@pytest.mark.parametrize("seconds", ["1/100", "1", "5/2", "7", "1234567/100000", "61/3"])
def test_length_is_exact_to_the_sample(engine: BedEngine, seconds: str) -> None:
    duration = Fraction(seconds)
    bed = engine.compose(duration=duration, mood="warm", seed=2)
    assert bed.samples.shape[1] == round(duration * 48_000)


def test_the_ending_dies_away(engine: BedEngine) -> None:
    bed = engine.compose(duration=Fraction(15), mood="upbeat", seed=5).samples
    body = np.sqrt(np.mean(bed[:, 5 * 48_000 : 10 * 48_000] ** 2))
    assert np.sqrt(np.mean(bed[:, -4_800:] ** 2)) < body / 10


def test_output_depends_on_every_argument(engine: BedEngine) -> None:
    base = {"duration": Fraction(5), "mood": "calm", "tempo_bpm": None, "seed": 0}
    changes = ({}, {"duration": Fraction(6)}, {"mood": "tech"}, {"tempo_bpm": 95.0}, {"seed": 1})
    made = {engine.compose(**{**base, **c}).samples.tobytes() for c in changes}  # type: ignore[arg-type]
    assert len(made) == len(changes)
    again = engine.compose(duration=Fraction(5), mood="calm").samples.tobytes()
    assert again in made


@pytest.mark.parametrize(
    ("change", "hint"),
    [({"mood": "clam"}, "calm"), ({"duration": Fraction(0)}, "0 s"), ({"tempo_bpm": 900.0}, "900")],
)
def test_impossible_arguments_are_refused(
    engine: BedEngine, change: dict[str, object], hint: str
) -> None:
    with pytest.raises(InputError, match=hint):
        engine.compose(**{"duration": Fraction(5), "mood": "calm", **change})  # type: ignore[arg-type]


def test_progress_is_reported_and_stops_the_work(engine: BedEngine) -> None:
    seen: list[float] = []

    def stop(step: str, done: float, total: float) -> None:
        seen.append(done / total)
        if done:
            raise Cancelled("enough")

    with pytest.raises(Cancelled, match="enough"):
        engine.compose(duration=Fraction(5), mood="calm", progress=stop)
    assert seen[0] == 0 and len(seen) == 2
    told: list[tuple[float, float]] = []
    engine.compose(duration=Fraction(5), mood="calm", progress=lambda _, d, t: told.append((d, t)))
    assert told == sorted(told) and told[-1][0] == told[-1][1]


def test_it_says_what_it_is(engine: BedEngine) -> None:
    assert engine.fingerprint.startswith(engine.name)
