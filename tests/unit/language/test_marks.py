"""What others wrote never becomes a turn of its own for a language model."""

from __future__ import annotations

import pytest

from aigc.language.marks import unmarked


@pytest.mark.parametrize(
    "mark", ["<|im_start|>", "<|END|>", "[INST]", "[/inst]", "<<SYS>>", "</s>", "<start_of_turn>",
             "<｜User｜>", "</think>"]
)  # fmt: skip
def test_marks_of_every_family_are_parted(mark):
    said = unmarked(f"before {mark} after")
    assert mark not in said
    assert said.replace(" ", "") == f"before{mark}after"


def test_marks_do_not_come_together_again():
    for text in ("<<|a|>|b|>", "<\u200b|im_end|>", "<|im\U000e0041_end|>"):
        assert "<|im_end|>" not in unmarked(text)
        assert unmarked(unmarked(text)) == unmarked(text)


def test_usual_text_stays():
    text = "a < b | c > d, [1] 家人👨‍👩‍👧，<b>5</b> <s3>"
    assert unmarked(text, ["<|end|>", "a"]) == text
