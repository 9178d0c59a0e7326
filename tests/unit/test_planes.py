from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from aigc.errors import InputError
from aigc.planes import blend, new_planes, prepare, split_planes, to_rgb, write_planes
from aigc.types.frame import Patch

WEIGHTS = (0.2126, 0.7152, 0.0722)


def exact(rgb: NDArray[np.float64]) -> tuple[NDArray[np.float64], ...]:
    """BT.709 in floating point; ``rgb`` in 0..255, chroma from the mean of 2x2."""
    luma = rgb @ np.array(WEIGHTS) / 255
    h, w = luma.shape
    half = rgb.reshape(h // 2, 2, w // 2, 2, 3).mean(axis=(1, 3))
    y = half @ np.array(WEIGHTS) / 255
    blue = (half[..., 2] / 255 - y) / 1.8556
    red = (half[..., 0] / 255 - y) / 1.5748
    return 16 + 219 * luma, 128 + 224 * blue, 128 + 224 * red


def noise(seed: int, width: int = 48, height: int = 32) -> NDArray[np.uint8]:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 4), dtype=np.uint8)


@given(st.integers(0, 99), st.sampled_from(["rgba", "bgra"]))
@settings(max_examples=20)
def test_conversion_is_within_two_levels(seed: int, order: str) -> None:
    pixels = noise(seed)
    out = new_planes(48, 32)
    shown = pixels if order == "rgba" else np.ascontiguousarray(pixels[..., [2, 1, 0, 3]])
    write_planes(shown, out, order=order)  # type: ignore[arg-type]
    for got, want in zip(split_planes(out), exact(pixels[..., :3].astype(float)), strict=True):
        assert np.abs(got - want).max() <= 2


@pytest.mark.parametrize(
    ("rgb", "yuv"),
    [
        ((0, 0, 0), (16, 128, 128)),
        ((255, 255, 255), (235, 128, 128)),
        ((255, 0, 0), (63, 102, 240)),
    ],
)
def test_known_colours(rgb: tuple[int, ...], yuv: tuple[int, ...]) -> None:
    pixels = np.full((4, 4, 4), (*rgb, 255), np.uint8)
    out = new_planes(4, 4)
    write_planes(pixels, out)
    for plane, level in zip(split_planes(out), yuv, strict=True):
        assert np.abs(plane.astype(int) - level).max() <= 1
    assert np.abs(to_rgb(out).astype(int) - np.array(rgb)).max() <= 4


def test_only_the_box_is_written_and_its_borders_become_even() -> None:
    pixels, out, whole = noise(3), new_planes(48, 32), new_planes(48, 32)
    write_planes(pixels, whole)
    write_planes(pixels, out, box=(5, 7, 10, 4))
    black = split_planes(new_planes(48, 32))
    planes = zip(split_planes(out), split_planes(whole), black, (1, 2, 2), strict=True)
    for plane, full, before, step in planes:
        rows, columns = slice(6 // step, 12 // step), slice(4 // step, 16 // step)
        np.testing.assert_array_equal(plane[rows, columns], full[rows, columns])
        plane[rows, columns] = before[rows, columns]
        np.testing.assert_array_equal(plane, before)


def test_a_box_outside_changes_nothing() -> None:
    out = new_planes(48, 32)
    for box in ((60, 0, 4, 4), (0, 40, 4, 4), (-9, 0, 4, 4)):
        write_planes(noise(1), out, box=box)
    np.testing.assert_array_equal(out, new_planes(48, 32))


def test_wrong_sizes_are_refused() -> None:
    with pytest.raises(InputError, match="even sides"):
        new_planes(47, 32)
    with pytest.raises(InputError, match="do not fill"):
        write_planes(noise(1), new_planes(32, 32))
    odd = Patch(x_px=1, y_px=0, rgba=noise(1), key="k")
    with pytest.raises(InputError, match="must be even"):
        prepare(odd)


def random_patch(seed: int, x_px: int, y_px: int) -> Patch:
    rgba = noise(seed, 16, 12)
    alpha = rgba[..., 3:].astype(np.float64) / 255
    rgba[..., :3] = np.rint(rgba[..., :3] * alpha)
    rgba[:2] = 0
    return Patch(x_px=x_px, y_px=y_px, rgba=rgba, key=str(seed))


@given(st.integers(0, 99), st.integers(-10, 26), st.integers(-8, 18))
@settings(max_examples=40)
def test_blend_matches_floating_point(seed: int, half_x: int, half_y: int) -> None:
    x, y = half_x * 2, half_y * 2
    base = new_planes(48, 32)
    write_planes(noise(seed + 1000), base)
    patch = random_patch(seed, x, y)
    canvas = np.zeros((32 + 80, 48 + 80, 4))
    canvas[40 + y : 52 + y, 40 + x : 56 + x] = patch.rgba
    over = canvas[40:72, 40:88]
    got = base.copy()
    blend(got, prepare(patch))
    alpha = over[..., 3] / 255
    half_alpha = alpha.reshape(16, 2, 24, 2).mean(axis=(1, 3))
    offsets = zip((16, 128, 128), (alpha, half_alpha, half_alpha), strict=True)
    planes = zip(split_planes(got), split_planes(base), exact(over[..., :3]), offsets, strict=True)
    for result, under, colour, (offset, cover) in planes:
        want = under * (1 - cover) + (colour - offset) + offset * cover
        assert np.abs(result - want).max() <= 2.6


def test_an_empty_patch_changes_nothing_and_an_opaque_one_covers() -> None:
    base = new_planes(8, 8)
    blend(base, prepare(Patch(x_px=0, y_px=0, rgba=np.zeros((8, 8, 4), np.uint8), key="")))
    np.testing.assert_array_equal(base, new_planes(8, 8))
    blend(base, prepare(Patch(x_px=0, y_px=0, rgba=np.full((8, 8, 4), 255, np.uint8), key="")))
    assert set(np.unique(base[:8])) == {235}
    assert set(np.unique(base[8:])) == {128}
