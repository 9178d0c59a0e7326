from __future__ import annotations

import re
from argparse import Namespace
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import pytest

from aigc.lyrics.model.config import NetworkConfig
from aigc.lyrics.model.training.arrays import Array, Arrays
from aigc.lyrics.model.training.checkpoint import kept
from aigc.lyrics.model.training.commands import Commands, say, schedule_of
from aigc.lyrics.model.training.steps import Schedule, Steps
from aigc.lyrics.model.vocabulary import Vocabulary

USUAL = Schedule(hours=0, rate=2e-3, batch=2400, layers=4, seed=7)


def done(words: str) -> tuple[str, Namespace]:
    """Return the command that words ask for, and its options."""
    asked: list[tuple[str, Namespace]] = []

    def noting(name: str):
        return lambda options: asked.append((name, options))

    acts = {name: noting(name) for name in ("train", "export", "evaluate")}
    commands = Commands("Train.", USUAL, **acts)
    commands.train.add_argument("--nice", type=int, default=10)
    commands.add("lines", noting("lines")).add_argument("pickle", type=Path)
    commands.run(words.split())
    (only,) = asked
    return only


def test_a_run_is_resumed_with_the_usual_words():
    name, options = done("train data --out run --hours 60 --decay-hours 0 --threads 1 --resume")
    assert name == "train"
    assert schedule_of(options) == Schedule(hours=60, rate=2e-3, batch=2400, layers=4, seed=7)
    assert (options.data, options.out, options.resume) == (Path("data"), Path("run"), True)
    assert (options.save_every_s, options.nice) == (600, 10)


def test_every_part_of_the_schedule_can_be_asked_for():
    words = "train d --out o --hours 3.3 --decay-hours 1.1 --nice 4 --save-every 480"
    _, options = done(f"{words} --rate 1e-3 --batch 90 --layers 2 --seed 3")
    assert schedule_of(options) == Schedule(
        hours=3.3, decay_hours=1.1, rate=1e-3, batch=90, layers=2, seed=3, save_every_s=480
    )
    assert (options.nice, options.resume) == (4, False)
    assert isinstance(options.batch, int)


@pytest.mark.parametrize(
    ("words", "name", "field", "value"),
    [
        ("export a.pt b.safetensors", "export", "file", "b.safetensors"),
        ("evaluate a.pt", "evaluate", "checkpoint", "a.pt"),
        ("lines a.pkl", "lines", "pickle", "a.pkl"),
    ],
)
def test_other_commands_take_files(words, name, field, value):
    found, options = done(words)
    assert (found, getattr(options, field)) == (name, Path(value))


@pytest.mark.parametrize("words", ["", "train data --out run", "train --out run --hours 1", "go"])
def test_what_is_missing_is_said(words, capsys):
    with pytest.raises(SystemExit):
        done(words)
    assert "usage:" in capsys.readouterr().err


def test_a_line_is_said_with_its_time(capsys):
    say("step 25")
    assert re.fullmatch(r"\d\d:\d\d:\d\d step 25\n", capsys.readouterr().out)


class Still(Steps):
    """A network that is only kept."""

    def pool(self):
        return []

    def evaluate(self):
        return ""


def test_a_checkpoint_gives_back_the_averaged_network(tmp_path):
    vocabulary = Vocabulary(characters=tuple("春江花月夜"))
    config = NetworkConfig(tokens=len(vocabulary), width=16, layers=1, heads=2, hidden=24, rotary=4)
    still = Still(vocabulary, config, np.zeros(0, np.int64), USUAL, tmp_path / "checkpoint.pt")
    still.average = {name: value + 1 for name, value in still.average.items()}
    still.save()
    found = kept(tmp_path / "checkpoint.pt")
    assert (found.config, found.characters) == (config, vocabulary.characters)
    for name, value in found.network().state_dict().items():
        np.testing.assert_array_equal(value.numpy(), found.arrays[name])
        np.testing.assert_array_equal(value.numpy(), still.average[name].numpy())


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair(Arrays):
    """Two arrays."""

    first: Array
    names: Array


def test_arrays_are_the_same_after_a_file(tmp_path):
    pair = Pair(first=np.arange(5, dtype=np.int16), names=np.array(["ci", "qu"]))
    pair.save(tmp_path / "pair.npz")
    with np.load(tmp_path / "pair.npz") as file:
        assert set(file) == {"first", "names"}
    again = Pair.load(tmp_path / "pair.npz")
    for field in fields(pair):
        one, other = getattr(pair, field.name), getattr(again, field.name)
        assert one.dtype == other.dtype
        np.testing.assert_array_equal(one, other)
