"""Measure every text of every scene, caption and label against the pixels that lie under it.

Run ``python scripts/audit_look.py [--themes tech ...] [--aspects 9:16 ...] [--keys bars ...]``.
Each scene is drawn without its words; each word's colour is then compared with the worst 2 % of
the pixels under and beside its strokes. Texts that leave the stage, reach into the caption band
or lie on each other are listed too. Exits with 1 when anything fails.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import contact_sheets as sheets
import cv2
import numpy as np
from legibility import Finding, Pixels, caption_contrasts, label_contrasts, measured

from aigc.image.captions.look import CAPTION_STYLES
from aigc.image.theme.colour import TEXT_CONTRAST
from aigc.image.theme.formats import FORMATS, canvas
from aigc.image.theme.themes import THEMES
from aigc.types.article import Language, Span
from aigc.types.caption import Caption
from aigc.types.narration import Word
from aigc.types.time import TimeRange

SCALE = 0.4
HARD = ("white", "checks", "noise")
"""Pictures that are hard to write on."""


def busy(kind: str, high: int = 900, wide: int = 1400) -> Pixels:
    """Return a hard picture to stand on: white, a fine checkerboard or coloured noise."""
    if kind == "white":
        return np.full((high, wide, 3), 252, np.uint8)
    y, x = np.mgrid[0:high, 0:wide]
    if kind == "checks":
        return np.repeat((((x // 45 + y // 45) % 2) * 255).astype(np.uint8)[..., None], 3, 2)
    coarse = np.random.default_rng(1).integers(0, 256, (high // 30, wide // 30, 3), np.uint8)
    return np.asarray(cv2.resize(coarse, (wide, high), interpolation=cv2.INTER_CUBIC))


def scenes(given: argparse.Namespace) -> Iterator[tuple[str, list[Finding]]]:
    """Measure every asked-for scene."""
    folder = Path(given.scratch)
    folder.mkdir(parents=True, exist_ok=True)
    for language, aspect in product(given.languages, given.aspects):
        samples = dict(sheets.zh() if language == "zh" else sheets.en())
        samples.update(_hard_pictures(samples, folder))
        size = canvas(aspect, round(FORMATS[aspect].height * SCALE))
        for name, key, layout, ground in product(
            given.themes, given.keys or samples, given.layouts, given.grounds
        ):
            if ground and key.endswith(HARD):
                continue
            kind, content = samples[key]
            made = replace(sheets.scene(key, kind, content, layout), ground=ground)
            found = measured(made, THEMES[name], size, sheets.WHO[language], language)
            yield f"{name} {key} {aspect} {language} {layout} {ground}", found


def _hard_pictures(samples: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Return the picture scenes again, on pictures that are hard to write on."""
    out = {}
    for kind in HARD:
        path = folder / f"{kind}.jpg"
        cv2.imwrite(str(path), busy(kind)[..., ::-1])
        asset = replace(sheets.asset(path), width_px=1400, height_px=1750)
        shot = replace(samples["picture"][1], picture=asset)
        out[f"picture-{kind}"] = ("picture", shot)
        out[f"headline-{kind}"] = ("headline", replace(samples["headline"][1], picture=shot))
    return out


def overlays(given: argparse.Namespace) -> Iterator[tuple[str, list[Finding]]]:
    """Measure captions and labels over hard pictures."""
    for aspect, kind, name in product(given.aspects, HARD, given.themes):
        size = canvas(aspect, round(FORMATS[aspect].height * SCALE))
        ground = cv2.resize(busy(kind), (size.width_px, size.height_px))
        for language in given.languages:
            found = [
                Finding(
                    contrast=min(label_contrasts(ground, THEMES[name], size, language)),
                    what="label",
                )
            ]
            for style in CAPTION_STYLES:
                least = min(
                    caption_contrasts(sample_caption(language), ground, THEMES[name], size, style)
                )
                found.append(Finding(contrast=least, what=f"caption-{style}"))
            yield f"{name} {kind} {aspect} {language}", found


def sample_caption(language: Language) -> Caption:
    """Return a caption of two rows with figures and mixed script."""
    rows, words = {
        "zh": (("今年夏天，这座县城", "开出第一千家AI咖啡馆"), ("今年", "县城", "第一千家")),
        "en": (("This summer, one county", "opened its 1,000th café"), ("This", "county", "café")),
    }[language]
    joined, step = "".join(rows), Fraction(1, 2)
    found = tuple(
        Word(
            text=w,
            span=Span(start=joined.index(w), end=joined.index(w) + len(w)),
            time=TimeRange(start=n * step, duration=step),
        )
        for n, w in enumerate(words)
    )
    time = TimeRange(start=Fraction(0), duration=3 * step)
    return Caption(rows=rows, words=found, time=time, line=0, language=language)


def report(results: Iterable[tuple[str, list[Finding]]], limit: int) -> int:
    """Print the failures, the worst first, and a summary; return how many there are."""
    texts, scenes_seen, failed = 0, 0, []
    for name, found in results:
        scenes_seen += 1
        texts += sum(f.contrast >= 0 for f in found)
        bad = (f for f in found if f.contrast < TEXT_CONTRAST)
        failed += [replace(f, what=f"{name}: {f.what}") for f in bad]
    for f in sorted(failed)[:limit]:
        shown = f"{f.contrast:5.2f}" if f.contrast >= 0 else "place"
        sys.stdout.write(f"{shown}  {f.what}\n")
    sys.stdout.write(f"{texts} texts in {scenes_seen} pictures, {len(failed)} failures\n")
    return len(failed)


def main() -> int:
    """Run the audit from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--themes", nargs="*", default=list(THEMES))
    parser.add_argument("--aspects", nargs="*", default=list(FORMATS))
    parser.add_argument("--languages", nargs="*", default=["zh", "en"])
    parser.add_argument("--layouts", nargs="*", type=int, default=[0, 1])
    parser.add_argument("--grounds", nargs="*", type=int, default=[0, 1, 2])
    parser.add_argument("--keys", nargs="*", default=[])
    parser.add_argument("--only", choices=("scenes", "overlays"), default=None)
    parser.add_argument("--limit", type=int, default=200)
    parser.add_argument("--scratch", default="build/audit")
    given = parser.parse_args()
    cv2.setNumThreads(1)
    failures = 0
    if given.only != "overlays":
        failures += report(scenes(given), given.limit)
    if given.only != "scenes":
        failures += report(overlays(given), given.limit)
    return 1 if failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
