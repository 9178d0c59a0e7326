"""Captions and the label: one lit word, the right place, few pictures, stable digests."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from aigc.errors import ConfigError
from aigc.image.captions.look import CAPTION_STYLES, look
from aigc.image.captions.overlay import STEP_S, CaptionOverlay, highlight
from aigc.image.captions.painter import draw_caption, split_lit
from aigc.image.label import LabelOverlay, chip_colours
from aigc.image.paint.layers import render
from aigc.image.theme.colour import contrast, mix
from aigc.image.theme.formats import FORMATS, canvas
from aigc.image.theme.palette import Palette, adapt
from aigc.image.theme.themes import THEMES, theme
from aigc.image.theme.typography import style
from aigc.image.type.shaping import set_line
from aigc.types.article import Language, Span
from aigc.types.caption import Caption
from aigc.types.label import mark
from aigc.types.narration import Word
from aigc.types.time import TimeRange

STEP = Fraction(2, 5)


def caption(
    rows: tuple[str, ...],
    words: list[str],
    language: Language = "zh",
    start: Fraction = Fraction(0),
) -> Caption:
    joined, found, at, now = "".join(rows), [], 0, start
    for word in words:
        at = joined.index(word, at)
        span = Span(start=at, end=at + len(word))
        found.append(Word(text=word, span=span, time=TimeRange(start=now, duration=STEP)))
        at, now = at + len(word), now + STEP
    time = TimeRange(start=start, duration=now - start)
    return Caption(rows=rows, words=tuple(found), time=time, line=0, language=language)


ZH = caption(
    ("今年夏天，这座县城", "开出第一千家AI咖啡馆。"),
    ["今年", "夏天，", "这座", "县城", "开出", "第一千家"],
)
EN = caption(
    ("This summer, one county", "opened its thousandth café."),
    ["This", "summer,", "one", "county", "opened"],
    "en",
)
WIDE = caption(("这一行字数明显超出了十三个字的上限啊", "短"), ["这一行"])


@pytest.mark.parametrize("aspect", FORMATS)
@pytest.mark.parametrize("style", CAPTION_STYLES)
@pytest.mark.parametrize("text", [ZH, EN, WIDE], ids=["zh", "en", "wide"])
def test_captions_stay_in_their_band(aspect: str, style: str, text: Caption) -> None:
    room = canvas(aspect)
    overlay = CaptionOverlay([text], theme("newsroom"), room, style)
    setting = overlay.setting(0)
    form = room.format
    assert setting.block.ink_width_px <= form.caption_width
    assert form.stage_bottom - 1 <= setting.y
    assert setting.y + setting.block.height_px <= form.caption_bottom
    assert setting.block.style.size_px >= 40
    (patch,) = overlay.patches(Fraction(1, 10))
    high, wide = patch.rgba.shape[:2]
    assert not (patch.x_px | patch.y_px | high | wide) % 2
    assert (patch.rgba[..., :3] <= patch.rgba[..., 3:]).all()
    assert patch.x_px + wide <= room.width_px


@pytest.mark.parametrize("style", CAPTION_STYLES)
def test_the_spoken_word_is_lit_and_the_rest_is_not(style: str) -> None:
    room = canvas("9:16")
    overlay = CaptionOverlay([EN], theme("tech"), room, style)
    setting, made = overlay.setting(0), look(theme("tech"), style)

    def picture(word: int) -> np.ndarray:
        lit = EN.words[word].span if word >= 0 else None
        return render(1080, 1920, 1.0, lambda c: draw_caption(c, setting, made, lit, 1.0)).astype(
            int
        )

    change = np.abs(picture(1) - picture(-1)).sum((0, 2))
    columns = np.nonzero(change)[0]
    line = setting.block.lines[0]
    glyphs = [g for g in line.glyphs if EN.words[1].span.start <= g.index < EN.words[1].span.end]
    left = setting.block.line_x(0, setting.x)
    assert columns.min() >= left + glyphs[0].x_px - 45
    assert columns.max() <= left + glyphs[-1].x_px + glyphs[-1].width_px + 45


def test_highlight_enters_in_three_steps_and_then_holds() -> None:
    states = [highlight(ZH, Fraction(n, 100)) for n in (0, 5, 9, 20, 39, 40)]
    assert states == [(0, 1), (0, 2), (0, 3), (0, 3), (0, 3), (1, 1)]


def test_a_short_pause_stays_lit_and_a_long_one_goes_dark() -> None:
    def word(text: str, span: tuple[int, int], start: Fraction) -> Word:
        return Word(
            text=text,
            span=Span(start=span[0], end=span[1]),
            time=TimeRange(start=start, duration=STEP),
        )

    words = (
        word("今", (0, 1), Fraction(1)),
        word("年", (1, 2), Fraction(8, 5)),
        word("夏", (2, 3), Fraction(4)),
    )
    text = Caption(
        rows=("今年夏",),
        words=words,
        time=TimeRange(start=Fraction(0), duration=Fraction(5)),
        line=0,
        language="zh",
    )
    lit = [highlight(text, t)[0] for t in (Fraction(1, 2), Fraction(3, 2), Fraction(3))]
    assert lit == [-1, 0, -1]


def test_most_frames_share_a_picture() -> None:
    overlay = CaptionOverlay([ZH], theme("ink"), canvas("9:16", 480))
    frames = [overlay.patches(Fraction(n, 30))[0] for n in range(72)]
    assert len({f.key for f in frames}) <= 3 * len(ZH.words)
    assert frames[8] is frames[9]


def test_a_caption_changes_with_every_second_frame_at_most() -> None:
    overlay = CaptionOverlay([EN], theme("newsroom"), canvas("9:16", 480))
    keys = [overlay.patches(Fraction(n, 30))[0].key for n in range(40)]
    assert keys[::2] == keys[1::2]
    assert len(set(keys)) > 6


def test_a_window_that_begins_between_two_steps_knows_the_step_before() -> None:
    late = caption(("just one word",), ["just", "one", "word"], "en", start=Fraction(1, 30))
    overlay = CaptionOverlay([late], theme("newsroom"), canvas("9:16", 480))
    end = late.time.end
    after, odd = end // STEP_S * STEP_S + STEP_S, end + Fraction(1, 60)
    assert overlay.patches(odd), "the caption stands until the step is over"
    lasting = Fraction(1, 2)
    seen = overlay.window(TimeRange(start=odd, duration=lasting))
    assert seen != overlay.window(TimeRange(start=after, duration=lasting))


def test_one_key_means_one_picture_even_when_the_cache_forgot() -> None:
    room = canvas("9:16", 480)
    overlay = CaptionOverlay([ZH], theme("glow" if "glow" in THEMES else "tech"), room, cache=1)
    first = overlay.patches(Fraction(1, 5))[0]
    overlay.patches(Fraction(1))
    again = overlay.patches(Fraction(1, 5))[0]
    assert first is not again
    assert first.key == again.key
    assert np.array_equal(first.rgba, again.rgba)


def test_windows_tell_what_changed_and_what_only_moved() -> None:
    room, later = canvas("9:16", 480), caption(("后来",), ["后来"], start=Fraction(5))
    both = CaptionOverlay([ZH, later], theme("ink"), room)
    alone = CaptionOverlay([ZH], theme("ink"), room)
    early = TimeRange(start=Fraction(0), duration=Fraction(4))
    late = TimeRange(start=Fraction(5), duration=Fraction(1))
    assert both.window(early) == alone.window(early)
    assert both.window(late) != alone.window(late)
    assert both.fingerprint != alone.fingerprint
    moved = CaptionOverlay([caption(("后来",), ["后来"], start=Fraction(7))], theme("ink"), room)
    assert moved.window(TimeRange(start=Fraction(7), duration=Fraction(1))) == both.window(late)
    assert CaptionOverlay([ZH], theme("ink"), room, "pill").window(early) != alone.window(early)


def test_nothing_is_shown_between_captions() -> None:
    overlay = CaptionOverlay([ZH], theme("ink"), canvas("9:16", 480))
    assert overlay.patches(ZH.time.end) == ()
    assert CaptionOverlay([], theme("ink"), canvas("9:16", 480)).patches(Fraction(0)) == ()


@pytest.mark.parametrize("style", CAPTION_STYLES)
@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("brand", [None, "#7A7F00", "#FF66CC"])
def test_captions_read_in_every_theme(style: str, name: str, brand: str | None) -> None:
    made = theme(name) if brand is None else adapt(theme(name), Palette(primary=brand))
    found = look(made, style)
    assert contrast(found.text, found.fill) >= 7
    assert contrast(found.current, found.mark or found.fill) >= 4.5


def test_unknown_styles_are_explained() -> None:
    with pytest.raises(ConfigError, match="Did you mean plate"):
        CaptionOverlay([ZH], theme("ink"), canvas("9:16"), "plat")


@pytest.mark.parametrize("aspect", FORMATS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_label_letters_are_five_percent_high_and_inside_the_stage(
    aspect: str, language: Language
) -> None:
    room = canvas(aspect)
    label = LabelOverlay(mark(language), theme("poster"), room)
    (patch,) = label.patches(Fraction(0))
    x, y, wide, high = label.box
    form = room.format
    assert label.letter_height_px >= 0.05 * form.shortest_side
    assert form.stage_left <= x < x + wide <= form.right_at(y + high)
    assert form.stage_top + 62 <= y < y + high <= form.stage_bottom
    ink = np.nonzero((patch.rgba[..., 0] > 180) & (patch.rgba[..., 3] > 250))[0]
    assert ink.max() - ink.min() + 1 >= 0.05 * form.shortest_side


def test_label_lasts_two_seconds_then_fades() -> None:
    label = LabelOverlay("AI生成", theme("ink"), canvas("9:16", 480))
    shown = [label.patches(Fraction(n, 30)) for n in range(75)]
    assert all(p[0] is shown[0][0] for p in shown[:60])
    alphas = [p[0].rgba[..., 3].max() for p in shown[60:] if p]
    assert alphas
    assert alphas == sorted(alphas, reverse=True)
    assert shown[-1] == ()
    rest = TimeRange(start=Fraction(3), duration=Fraction(4))
    assert label.window(rest) == LabelOverlay("x", theme("tech"), canvas("9:16")).window(rest)
    first = TimeRange(start=Fraction(0), duration=Fraction(4))
    assert label.window(first) != label.window(rest)


@pytest.mark.parametrize("name", THEMES)
def test_label_chip_reads(name: str) -> None:
    fill, ink, _ = chip_colours(theme(name))
    assert contrast(fill, ink) >= 7


def test_empty_labels_are_refused() -> None:
    with pytest.raises(ConfigError, match="no text"):
        LabelOverlay(" ", theme("ink"), canvas("9:16"))
    with pytest.raises(ConfigError, match="0 s"):
        LabelOverlay("AI", theme("ink"), canvas("9:16"), Fraction(0))


@pytest.mark.parametrize("behind", ["#000000", "#FFFFFF", "#20C040"])
@pytest.mark.parametrize("style", [s for s in CAPTION_STYLES if s != "outline"])
@pytest.mark.parametrize("name", THEMES)
def test_plates_hold_contrast_over_any_picture(name: str, style: str, behind: str) -> None:
    made = look(theme(name), style)
    ground = mix(behind, made.fill, made.alpha)
    assert contrast(made.text, ground) >= 4.5
    assert made.mark or contrast(made.current, ground) >= 4.5


def test_empty_text_draws_nothing() -> None:
    blank = caption(("",), [])
    overlay = CaptionOverlay(
        [Caption(rows=("",), words=(), time=ZH.time, line=0, language="zh")],
        theme("finance"),
        canvas("1:1", 480),
    )
    assert blank.words == ()
    assert overlay.patches(Fraction(0))[0].rgba.sum() == 0


def test_a_decimal_point_inside_the_spoken_word_is_lit_with_it() -> None:
    line = set_line("只要9.9元，", style(theme("lifestyle"), "heading"))
    off, on = split_lit(line.glyphs, Span(start=2, end=7))
    assert "".join(g.char for g in on) == "9.9元"
    assert "".join(g.char for g in off) == "只要，"
    assert split_lit(line.glyphs, None) == (line.glyphs, ())


@pytest.mark.parametrize(("text", "lit"), [("the U.S. won", "U.S."), ("the U.S.", "U.S.")])
def test_the_last_stop_of_an_abbreviation_is_lit_with_it(text: str, lit: str) -> None:
    line = set_line(text, style(theme("finance"), "body"))
    at = text.index(lit)
    _, on = split_lit(line.glyphs, Span(start=at, end=at + len(lit)))
    assert "".join(g.char for g in on) == lit


@pytest.mark.parametrize("name", ["plate", "ink", "glow", "pill", "block"])
def test_a_plate_leaves_equal_margins_around_chinese(name: str) -> None:
    made, room = look(theme("lifestyle"), name), canvas("9:16")
    setting = CaptionOverlay([ZH], theme("lifestyle"), room, name).setting(0)  # type: ignore[arg-type]
    plate = render(1080, 1920, 1.0, lambda c: draw_caption(c, setting, made, None, 1.0))
    y, x = np.nonzero(plate[..., 3] > 60 if name != "pill" else plate[..., 3] > 200)
    ink = np.abs(plate[..., :3].astype(int) - plate[int(y.min()) + 9, 540, :3]).sum(2) > 300
    ink[: y.min() + 6], ink[y.max() - 5 :] = False, False
    ink[:, : x.min() + 10] = False
    inside = (ink & (plate[..., 3] > 200)).nonzero()
    above, below = inside[0].min() - y.min(), y.max() - inside[0].max()
    before, after = inside[1].min() - x.min(), x.max() - inside[1].max()
    assert abs(above - below) <= 3
    assert abs(before - after) <= 3
