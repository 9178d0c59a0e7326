from __future__ import annotations

import gzip
import json
import math
from functools import partial
from itertools import islice

import numpy as np
import pytest
import torch

from aigc.lyrics.model.config import NetworkConfig
from aigc.lyrics.model.training.perplexity import averaged, perplexities, verse
from aigc.lyrics.model.training.prepare import prepare
from aigc.lyrics.model.training.samples import plain
from aigc.lyrics.model.training.trainer import Schedule, Trainer

LINES = ["明月光地上霜，", "春风不度玉门关。", "山外青山楼外楼，", "一江春水向东流。"]
HELD = ["落霞与孤鹜齐飞，", "秋水共长天一色。"]


def write(path, rows) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    poems = [{"cipai": "忆江南", "lines": LINES[i % 4 :] + LINES[: i % 4]} for i in range(30)]
    leak = {"cipai": "忆江南", "lines": ["春山，", *HELD]}
    write(folder / "songci_train.jsonl.gz", [*poems, leak])
    for name in ("songci_dev", "songci_test"):
        write(folder / f"{name}.jsonl.gz", [{"cipai": "浪淘沙", "lines": HELD + LINES[:1]}])
    modern = {"kind": "poem", "author": "甲", "title": "月", "text": "春风地上\n一江月光，"}
    for name in ("modern_zh", "modern_dev", "modern_test"):
        write(folder / f"{name}.jsonl.gz", [modern] * 3)
    with gzip.open(folder / "rhyme_tables.json.gz", "wt", encoding="utf-8") as file:
        json.dump({"Pingshui": {"上平声部": {"一东": list("东风")}}}, file)
    return folder


@pytest.fixture(autouse=True)
def _small(monkeypatch):
    """Train a network of a twentieth of the size."""
    sizes = partial(NetworkConfig, width=64, heads=2, hidden=192, rotary=16)
    monkeypatch.setattr("aigc.lyrics.model.training.trainer.NetworkConfig", sizes)


def trainer(data, out, **options) -> Trainer:
    out.mkdir(exist_ok=True)
    schedule = Schedule(**{"hours": 1.0, "layers": 1, "batch": 200, "rate": 3e-3} | options)
    return Trainer(*prepare(data, out), schedule, out / "checkpoint.pt")


def test_preparing_leaves_out_what_is_held_out(data, tmp_path):
    vocabulary, packs = prepare(data, tmp_path)
    assert len(packs["train"]) == 33
    assert "鹜" not in vocabulary and "楼" in vocabulary
    again, _ = prepare(data, tmp_path)
    assert again == vocabulary


def test_training_lowers_the_perplexity(data, tmp_path):
    made = trainer(data, tmp_path)
    samples = [plain(made.packs["train"], i, rhyme=False) for i in verse(made.packs["train"], 5)]
    before = perplexities(averaged(made.config, made.average), samples)
    for batch in islice(made.batches(), 30):
        made.update(batch)
    after = perplexities(averaged(made.config, made.average), samples)
    assert after[0] < 0.6 * before[0] and after[1] < before[1]


def test_a_resumed_run_goes_on_as_if_never_stopped(data, tmp_path):
    whole = trainer(data, tmp_path)
    for batch in islice(whole.batches(), 3):
        whole.update(batch)
    whole.save()
    tokens = whole.tokens
    losses = [whole.update(batch) for batch in islice(whole.batches(), 3)]
    resumed = trainer(data, tmp_path)
    resumed.load()
    assert (resumed.step, resumed.tokens) == (3, tokens)
    again = [resumed.update(batch) for batch in islice(resumed.batches(), 3)]
    np.testing.assert_allclose(again, losses, rtol=1e-5)
    assert [p.name for p in tmp_path.iterdir() if "checkpoint" in p.name] == ["checkpoint.pt"]


def test_the_last_phase_begins_when_its_hours_are_left(data, tmp_path):
    made = trainer(data, tmp_path, hours=4.0, decay_hours=1.0)
    found = []
    for hours in (0.0, 3.0, 3.5, 9.0):
        made.seconds = hours * 3600
        found.append(made.decay())
    assert found == [0.0, 0.0, 0.5, 1.0]
    assert trainer(data, tmp_path).decay() == 0.0


def test_perplexity_of_a_network_that_knows_nothing_is_the_vocabulary(data, tmp_path):
    made = trainer(data, tmp_path)
    blank = {name: torch.zeros_like(value) for name, value in made.average.items()}
    sample = plain(made.packs["songci_dev"], 0, rhyme=False)
    character, paper = perplexities(averaged(made.config, blank), [sample])
    assert character == pytest.approx(len(made.vocabulary), rel=1e-3)
    free, tokens = int(sample.free.sum()), len(sample.tokens) + 3 + 1
    assert paper == pytest.approx(2 ** (free * math.log(character) / tokens), rel=1e-3)


def test_every_held_out_poem_counts_and_prose_does_not(data, tmp_path):
    packs = prepare(data, tmp_path)[1]
    assert verse(packs["modern_dev"]) == [0, 1, 2]
    assert verse(packs["modern_dev"], 2) == [0, 2]
