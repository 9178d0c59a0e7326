"""What every moderator promises.

Of the tiny classifiers one has weights set by hand and finds a letter; the other is random.
"""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from aigc import registry
from aigc.errors import AssetError, Cancelled
from aigc.progress import cancellable, silent
from aigc.trust.moderation.words import WordsModeration
from tests.tiny import classifier

CLEAN = "a quiet morning"
BAD = {"fake": "this is Forbidden", "texts": "##############", "words": "网上赌场"}
JUDGES = {
    "fake": ("text", "picture"), "words": ("text",), "texts": ("text",), "pictures": ("picture",),
}  # fmt: skip


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    root = tmp_path_factory.mktemp("moderation")
    return {
        "texts": classifier.save_texts(root / "texts"),
        "pictures": classifier.save_pictures(root / "pictures"),
    }


@pytest.fixture(scope="module", params=JUDGES)
def judge(request, models):
    name = request.param
    if name == "words":
        return name, WordsModeration()
    asked = name if name == "fake" else f"classifier:{models[name]}?batch=2&device=cpu"
    return name, registry.get("moderation", asked)


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pictures")
    for n in range(3):
        pixels = np.random.default_rng(n).integers(0, 255, (40, 50, 3)).astype(np.uint8)
        Image.fromarray(pixels).save(folder / f"{n}.png")
    return sorted(folder.iterdir())


def test_each_text_gets_a_verdict_in_order(judge):
    name, engine = judge
    texts = [CLEAN, BAD.get(name, CLEAN), CLEAN]
    found = engine.judge_texts(texts)
    assert found == engine.judge_texts(texts)
    if "text" not in JUDGES[name]:
        assert [one.decision for one in found] == ["not_checked"] * 3
        assert not any(one.flagged or one.checked or one.findings for one in found)
        return
    assert [one.flagged for one in found] == [False, True, False]
    assert found[0] == found[2]
    assert all(one.checked for one in found)
    assert all(0 <= each.score <= 1 for one in found for each in one.findings)
    assert _score(found[1]) > _score(found[0])


def test_each_picture_gets_a_verdict_in_order(judge, pictures):
    name, engine = judge
    found = engine.judge_pictures(pictures)
    assert len(found) == 3
    assert found[::-1] == engine.judge_pictures(pictures[::-1])
    assert all(one.checked == ("picture" in JUDGES[name]) for one in found)
    assert name in found[0].detector or "classifier:" in found[0].detector


def _score(verdict):
    return verdict.worst.score if verdict.worst else 0.0


def test_nothing_to_judge_gives_nothing(judge):
    assert judge[1].judge_texts([]) == ()
    assert judge[1].judge_pictures([]) == ()


def test_a_picture_that_cannot_be_read_is_named(judge, tmp_path):
    name, engine = judge
    if "picture" in JUDGES[name]:
        with pytest.raises(AssetError, match="absent"):
            engine.judge_pictures([tmp_path / "absent.png"])


def test_progress_is_told_and_it_can_be_stopped(judge, pictures):
    name, engine = judge
    for kind, judged in (
        ("text", lambda progress: engine.judge_texts([CLEAN] * 3, progress=progress)),
        ("picture", lambda progress: engine.judge_pictures(pictures, progress=progress)),
    ):
        if kind not in JUDGES[name]:
            continue
        told = []
        judged(lambda step, done, total, told=told: told.append(done / total))
        assert told[-1] == 1
        with pytest.raises(Cancelled):
            judged(cancellable(silent, lambda: True))
