"""How the Chinese decoder draws: what comes before a rhyme looks ahead to it."""

from __future__ import annotations

import numpy as np
import pytest

from aigc.lyrics.chinese import decode
from aigc.lyrics.chinese.decode import Decoder, Taste
from aigc.lyrics.chinese.voice import Idiom, Voice, load
from aigc.lyrics.constraints.alphabet import alphabet
from aigc.lyrics.constraints.plan import plans
from aigc.lyrics.constraints.problem import Problem
from aigc.lyrics.forms.notation import parse
from aigc.lyrics.model.phrases import Phrases
from aigc.lyrics.model.runtime import Runtime
from aigc.lyrics.model.symbols import prompt
from aigc.lyrics.model.training.counts import counted
from aigc.lyrics.model.vocabulary import FIRST_CHARACTER
from aigc.types.template import Cell, Template, TemplateLine
from aigc.weights import quantise
from tests.unit.lyrics.tiny_network import random_weights, tiny_weights


def test_a_character_before_a_rhyme_is_one_that_a_rhyme_follows(tmp_path, monkeypatch):
    voice = load(tiny_weights(tmp_path))
    problem = Problem(parse("5/5 aa"), alphabet(voice.vocabulary.characters, "thirteen"))
    (plan,) = plans(problem, 1, 3)
    tokens = np.arange(FIRST_CHARACTER, len(voice.vocabulary))
    leading, rhyme = tokens % 4 == 0, plan.sure(4)
    pairs = [
        np.meshgrid(tokens[near], tokens[after][:9])
        for near, after in ((leading, rhyme), (~leading, ~rhyme))
    ]
    near, token = (np.concatenate([some[i].ravel() for some in pairs]) for i in (0, 1))
    counts = counted(
        token, near, near, np.full(len(voice.vocabulary), 0.01), least_pair=1, least_triple=9
    )
    silent = {name: np.zeros_like(a) for name, a in random_weights(voice.network.config).items()}
    network = Runtime(voice.network.config, voice.vocabulary, quantise(silent))
    known = Voice(network, {"classical": Idiom(Phrases.of(counts), 0.0)})

    def led() -> float:
        taste = Taste(temperature=1.0, top=10_000, repetition=0.0)
        decoder = Decoder(known, [plan], 80, "ci", taste, np.random.default_rng(1))
        for _ in decoder.run(prompt(voice.vocabulary, "ci")):
            pass
        return float(leading[decoder.written[:, [3, 8]]].mean())

    assert led() > 0.37
    monkeypatch.setattr(decode, "LOOKED_FOR", 1e6)
    assert led() < 0.33


def test_the_best_draft_of_each_line_goes_on(tmp_path, monkeypatch):
    voice = load(tiny_weights(tmp_path))
    problem = Problem(parse("4/4/4 aaa"), alphabet(voice.vocabulary.characters, "thirteen"))
    monkeypatch.setattr(decode, "RARITY", 0.0)

    def fluency(drafts: int) -> float:
        taste = Taste(temperature=1.0, top=10_000, repetition=0.0, drafts=drafts)
        decoder = Decoder(voice, plans(problem, 4, 3), 4, "ci", taste, np.random.default_rng(1))
        for _ in decoder.run(prompt(voice.vocabulary, "ci")):
            pass
        written = decoder.drafts()
        assert len(written) == 16
        return float(np.mean([draft.fluency for draft in written if draft]))

    assert fluency(8) > fluency(1) + 0.5


@pytest.mark.parametrize("name", ("cilin", "pingshui", "thirteen"))
def test_what_stands_fixed_behind_a_character_is_part_of_its_word(tmp_path, monkeypatch, name):
    voice = load(tiny_weights(tmp_path, more="长江"))
    cells = (Cell(tone="仄"), Cell(lock="江"))
    form = Template(lines=(TemplateLine(cells=cells),), book=name)
    problem = Problem(form, alphabet(voice.vocabulary.characters, name))
    at = problem.alphabet.index["长"]

    def draw(self: Decoder, liking: np.ndarray) -> int:
        return at if np.isfinite(liking[at]) else int(liking.argmax())

    monkeypatch.setattr(Decoder, "_draw", draw)
    taste = Taste(temperature=1.0, top=32, repetition=0.0)
    decoder = Decoder(voice, plans(problem, 1, 3), 1, "ci", taste, np.random.default_rng(1))
    assert plans(problem, 1, 3)[0].possible(0)[at]
    assert list(decoder.run(prompt(voice.vocabulary, "ci"))) == [1, 2]
    (draft,) = decoder.drafts()
    assert draft is not None and draft.characters[0] != "长"


def test_progress_never_goes_back(tmp_path):
    voice = load(tiny_weights(tmp_path))
    form = parse("/".join(["20"] * 22))
    problem = Problem(form, alphabet(voice.vocabulary.characters, "thirteen"))
    taste = Taste(temperature=1.0, top=32, repetition=0.0)
    decoder = Decoder(voice, plans(problem, 1, 3), 1, "ci", taste, np.random.default_rng(1))
    assert list(decoder.run(prompt(voice.vocabulary, "ci"))) == list(range(1, 441))
