"""Classifiers as moderators: which labels count, long texts, chances, and what is wrong."""

from __future__ import annotations

import shutil

import pytest

from aigc import registry
from aigc.errors import ConfigError, EngineUnavailable
from aigc.trust.moderation.labels import flagged_labels, names_a_wrong
from tests.tiny import classifier, whisper


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return tmp_path_factory.mktemp("classifiers")


@pytest.fixture(scope="module")
def model(root):
    return classifier.save_texts(root / "texts")


def judge(model, **options):
    given = "&".join(f"{key}={value}" for key, value in {"device": "cpu", **options}.items())
    return registry.get("moderation", f"classifier:{model}?{given}")


WRONG = ("nsfw", "toxic", "severe_toxic", "hateful", "Violence", "unsafe", "色情", "不安全", "nude",
         "nonconsensual sexual")  # fmt: skip
RIGHT = ("sfw", "safe", "normal", "neutral", "non-toxic", "nontoxic", "not_hate", "NOT-HATE",
         "no violence", "untoxic", "非色情", "正常", "LABEL_1", "positive")  # fmt: skip


@pytest.mark.parametrize(
    ("label", "wrong"), [*((one, True) for one in WRONG), *((one, False) for one in RIGHT)]
)
def test_labels_tell_what_may_not_leave(label, wrong):
    assert names_a_wrong(label) == wrong


def test_labels_may_be_named():
    assert flagged_labels(("LABEL_0", "LABEL_1"), "label_1", "m") == {1}
    assert flagged_labels(("drawings", "hentai", "porn"), "", "m") == {1, 2}
    assert flagged_labels(("drawings", "hentai", "porn"), "Drawings，porn", "m") == {0, 2}


def test_labels_that_tell_nothing_must_be_named(root):
    folder = classifier.save_texts(root / "unclear", ("LABEL_0", "LABEL_1"))
    with pytest.raises(ConfigError, match=r"LABEL_0, LABEL_1.*flag=LABEL_1"):
        judge(folder).judge_texts(["x"])
    with pytest.raises(ConfigError, match="no label 'bad'"):
        judge(folder, flag="bad").judge_texts(["x"])
    assert judge(folder, flag="LABEL_1").judge_texts(["#" * 14])[0].flagged


def test_the_worst_window_of_a_long_text_counts(model):
    long = "a" * 70 + "#" * 14 + "b" * 70
    found = judge(model).judge_texts([long, "a" * 154])
    assert [one.flagged for one in found] == [True, False]
    assert found[0].worst.category == "toxic"


def test_a_threshold_decides(model):
    score = judge(model).judge_texts(["#" * 14])[0].worst.score
    assert score > 0.9
    assert judge(model, threshold="0.99999").judge_texts(["#" * 14])[0].flagged is False


def test_labels_side_by_side_have_chances_of_their_own(root):
    folder = classifier.save_texts(root / "several", ("insult", "threat", "toxic"), several=True)
    (found,) = judge(folder).judge_texts(["#" * 14])
    assert found.worst.category == "toxic"
    assert found.worst.score > 0.9
    (clean,) = judge(folder).judge_texts(["aaaa"])
    # a logit of nothing is a chance of one half for each label by itself
    assert clean.worst.score == pytest.approx(0.5)


def test_labels_that_exclude_each_other_add_up(root):
    folder = classifier.save_texts(root / "excluding", ("hate", "toxic", "neutral"))
    (found,) = judge(folder, flag="hate,toxic").judge_texts(["x"])
    assert found.worst.score == pytest.approx(1, abs=0.01)
    assert found.worst.category in ("hate", "toxic")


def test_batches_change_nothing(model):
    texts = ["#" * n + "a" * (30 - n) for n in range(0, 30, 7)]
    one, other = (judge(model, batch=str(n)).judge_texts(texts) for n in (1, 16))
    assert [v.flagged for v in one] == [v.flagged for v in other]
    assert [v.worst.score for v in one] == pytest.approx([v.worst.score for v in other], abs=1e-5)


def test_half_precision_judges_too(model):
    found = judge(model, dtype="bfloat16").judge_texts(["#" * 14, "aaaa"])
    assert [one.flagged for one in found] == [True, False]


def test_an_engine_without_a_model_says_so_when_it_is_used():
    made = registry.get("moderation", "classifier")
    with pytest.raises(EngineUnavailable, match="classifier:FOLDER"):
        made.judge_texts(["x"])


def test_what_is_no_classifier_is_refused(root, model, tmp_path):
    with pytest.raises(EngineUnavailable, match="WhisperForConditionalGeneration"):
        judge(whisper.save(root / "whisper")).judge_texts(["x"])
    folder = shutil.copytree(model, tmp_path / "damaged")
    (folder / "model.safetensors").write_bytes(b"nothing")
    with pytest.raises(
        EngineUnavailable, match=r"classifier of texts or pictures|no safetensors header"
    ):
        judge(folder).judge_texts(["x"])


def test_a_network_without_its_head_is_refused(model, tmp_path):
    from safetensors.numpy import load_file, save_file

    folder = shutil.copytree(model, tmp_path / "headless")
    state = load_file(folder / "model.safetensors")
    del state["classifier.weight"]
    save_file(state, folder / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(EngineUnavailable, match=r"classifier\.weight"):
        judge(folder).judge_texts(["x"])


@pytest.mark.parametrize(("option", "value"), [("threshold", "2"), ("flags", "x"), ("batch", "0")])
def test_options_are_checked(option, value):
    with pytest.raises(ConfigError, match=option):
        registry.get("moderation", f"classifier:any?{option}={value}")
