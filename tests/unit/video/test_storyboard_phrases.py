from __future__ import annotations

import pytest
from test_storyboard_samples import article, asset, figure

from aigc.types.script import Script
from aigc.video.storyboard.match import candidates
from aigc.video.storyboard.numbers import figures, main_figure
from aigc.video.storyboard.phrases import budget_length, shorten
from aigc.video.storyboard.story import Story


@pytest.mark.parametrize("limit", [8, 14, 20])
def test_shortening_stays_within_the_budget(limit):
    text = "然而，去年冬天（十二月）以来，老城区的三条公交线路陆续延长到凌晨两点，乘客比预想的多。"
    short = shorten(text, limit, "zh")
    assert budget_length(short, "zh") <= limit
    assert not short or (not short.startswith("然而") and short[-1] not in "，的和")


def test_figures_leave_dates_ranges_and_names_out():
    assert figures("2024年3月5日，GPT-5和第3代产品发布", "zh") == ()
    assert figures("It took 10 to 20 people in 2024", "en") == () or all(
        f.value != 10 for f in figures("It took 10 to 20 people in 2024", "en")
    )
    assert main_figure("损耗从 12% 降到了 4%", "zh").value == 4
    assert (
        main_figure("卖出了486杯咖啡，占全县的六成", "zh") is None
        or main_figure("卖出了486杯咖啡", "zh").value == 486
    )
    assert [(f.prefix, f.value, f.unit) for f in figures("nearly $2.5 billion", "en")] == [
        ("~$", 2.5, "billion")
    ]


def test_a_credit_in_the_caption_is_not_a_label():
    made = article(
        "Space",
        [
            ("paragraph", "A rocket left."),
            ("picture", figure(5, "A night launch. Image: SpaceX, CC0")),
        ],
        "en",
    )
    script = Script(title="Space", lines=(), language="en", target=made.published and 60)
    shot = candidates(Story(article=made, script=script), lambda a: (0.5, 0.5))[0].shot
    assert shot.label == "A night launch" and shot.picture == asset(5)
