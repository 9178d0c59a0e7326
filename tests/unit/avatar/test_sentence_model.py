"""A language model that may only choose among the values of the catalogue."""

from __future__ import annotations

import math
import shutil

import pytest

from aigc.avatar.sentence import read_sentence
from aigc.avatar.sentence.model import VARIABLE, FakeFiller, ModelFiller, TransformersFiller
from aigc.errors import EngineFailed, EngineUnavailable


class Scripted:
    """Makes an answer likelier where the prompt holds a word that belongs to it."""

    def __init__(self, **belongs):
        self.belongs = belongs
        self.asked = []

    def score(self, prompt, answers):
        self.asked.append(prompt)
        return [
            -len(answer) + sum(
                9.0 for word, parts in self.belongs.items()
                if f"{word}”" in prompt and any(p == answer.strip() for p in parts)
            )
            for answer in answers
        ]  # fmt: skip


def label(path, value):
    from aigc.avatar import catalogue
    from aigc.avatar.sentence.slots import TABLE_OF, labels

    return labels()[path][0], catalogue.TABLES[TABLE_OF[path]][value][0]


def test_an_unknown_word_becomes_the_value_it_makes_likelier():
    scorer = Scripted(zorblax=label("glasses.style", "round"))
    found = read_sentence("a girl with a zorblax", filler=ModelFiller(scorer))
    assert found.spec.glasses.style == "round"
    (slot,) = [s for s in found.slots if s.path == "glasses.style"]
    assert slot.words == "zorblax" and "zorblax" not in found.unknown
    assert len(scorer.asked) == 4


def test_what_the_model_makes_nothing_of_stays_unknown():
    scorer = Scripted(zorblax=("nothing that can be seen",))
    found = read_sentence("a girl with a zorblax", filler=ModelFiller(scorer))
    assert "zorblax" in found.unknown
    silent = Scripted()
    read_sentence("a girl with round glasses", filler=ModelFiller(silent))
    assert silent.asked == []


def test_what_the_grammar_knows_is_not_overruled():
    scorer = Scripted(zorblax=label("glasses.style", "square"))
    found = read_sentence("a girl with round glasses and zorblax", filler=ModelFiller(scorer))
    assert found.spec.glasses.style == "round"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A model of random weights over bytes, in a folder."""
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    place = tmp_path_factory.mktemp("causal")
    level = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    tokens = ["<end>", *sorted(level.alphabet())]
    raw = Tokenizer(models.BPE({t: k for k, t in enumerate(tokens)}, []))
    raw.pre_tokenizer, raw.decoder = level, decoders.ByteLevel()
    PreTrainedTokenizerFast(tokenizer_object=raw, eos_token="<end>").save_pretrained(place)
    torch.manual_seed(4)
    config = LlamaConfig(
        vocab_size=len(tokens), hidden_size=32, intermediate_size=48, num_hidden_layers=2,
        num_attention_heads=2, num_key_value_heads=2, max_position_embeddings=400,
        initializer_range=0.6,
    )  # fmt: skip
    LlamaForCausalLM(config).save_pretrained(place)
    return place


def test_answers_are_scored_as_one_after_the_other(folder):
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    from aigc.avatar.sentence.causal import CausalScorer

    answers = [" bob", " a long wavy one", "波波头"] * 7
    found = CausalScorer(str(folder)).score("her hair is", answers)
    model = AutoModelForCausalLM.from_pretrained(str(folder)).eval()
    tokenizer = AutoTokenizer.from_pretrained(str(folder))
    for answer, share in zip(answers[:3], found, strict=False):
        ids = tokenizer("her hair is" + answer, return_tensors="pt").input_ids
        with torch.inference_mode():
            shares = model(ids).logits[0].log_softmax(-1)
        count = len(answer.encode())
        wanted = sum(float(shares[k - 1, ids[0, k]]) for k in range(-count, 0))
        assert math.isclose(share, wanted, rel_tol=1e-3)
    assert found[:3] == pytest.approx(found[3:6], rel=1e-4)
    assert len(CausalScorer(str(folder)).score("x" * 900, answers)) == len(answers)


def test_any_model_chooses_among_what_there_is(folder):
    filler = TransformersFiller(str(folder))
    text = "一个戴着噗噜噜的女孩 with zorblax"
    first = read_sentence(text, filler=filler)
    assert first == read_sentence(text, filler=filler)


def test_a_model_that_does_not_fit_its_tokeniser_is_one_line(folder, tmp_path):
    from transformers import AutoConfig, LlamaForCausalLM

    shutil.copytree(folder, tmp_path / "m")
    config = AutoConfig.from_pretrained(folder)
    config.vocab_size = 20
    LlamaForCausalLM(config).save_pretrained(tmp_path / "m")
    with pytest.raises(EngineFailed, match=r"filler 'transformers' broke: .* another model"):
        read_sentence("a girl with zorblax", filler=TransformersFiller(str(tmp_path / "m")))


def test_a_model_that_cannot_be_read_is_one_line(tmp_path, monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    for model, told in (
        ("", "--filler-model"),
        ("/no/such", "no folder"),
        (str(tmp_path), "safet"),
    ):
        with pytest.raises(EngineUnavailable, match=told) as caught:
            TransformersFiller(model).fill("a zorblax")
        assert "\n" not in str(caught.value)


def test_the_fake_follows_from_the_word():
    one, two = (FakeFiller().fill(f"a girl with {w}") for w in ("zorblax", "quuxly"))
    assert one["hair.style"][1] == "zorblax" and one["hair.style"] != two["hair.style"]
    assert FakeFiller().fill("a girl") == {}


def test_the_pipeline_asks_the_filler_that_is_named():
    from pipelines.avatar import described

    found = described("a girl with zorblax", filler="fake")
    assert found.spec.hair.style == FakeFiller().fill("a girl with zorblax")["hair.style"][0]
    with pytest.raises(EngineUnavailable, match="no folder"):
        described("a girl with zorblax", filler_model="/no/such")
