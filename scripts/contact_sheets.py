"""Draw every scene kind in every theme and format, audit the text, and save contact sheets.

Run ``python scripts/contact_sheets.py [--out docs/look] [--only 9:16-zh ...]``. The sample
figures are invented.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
from legibility import misplaced
from numpy.typing import NDArray

from aigc.image.scene.build import build_art
from aigc.image.scene.piece import Composition
from aigc.image.shot import SceneShot
from aigc.image.theme.formats import canvas
from aigc.image.theme.themes import THEMES
from aigc.planes import to_rgb
from aigc.types.article import Language
from aigc.types.asset import Asset
from aigc.types.scene import Content, Scene
from aigc.types.time import TimeRange

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
from tests.unit.image.scene_samples import WHO, kind_of, samples  # noqa: E402

PICTURE = ROOT / "examples" / "zh" / "street.jpg"
ASPECTS = ("9:16", "4:5", "1:1", "16:9")
SECONDS = 4
Picture = NDArray[np.uint8]


def asset(path: Path) -> Asset:
    data = path.read_bytes()
    image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    h, w = image.shape[:2]
    digest = hashlib.sha256(data).hexdigest()
    return Asset(
        path=path,
        sha256=digest,
        media_type="image/jpeg",
        width_px=w,
        height_px=h,
    )


def zh() -> dict[str, tuple[str, Content]]:
    """Return kind and content of every Chinese sample by name."""
    return {k: (kind_of(k), v) for k, v in samples("zh", asset(PICTURE)).items()}


def en() -> dict[str, tuple[str, Content]]:
    """Return kind and content of every English sample by name."""
    return {k: (kind_of(k), v) for k, v in samples("en", asset(PICTURE)).items()}


SHEETS = tuple(f"{a}-{end}" for a in ASPECTS for end in ("zh-0", "en-1"))
GROUNDS = {"list": 1, "quote": 1, "timeline": 1, "chapter": 2, "end": 2}


def scene(key: str, kind: str, content: Content, layout: int) -> Scene:
    time = TimeRange(start=Fraction(0), duration=Fraction(SECONDS))
    return Scene(
        kind=kind,
        content=content,
        time=time,
        layout=layout,  # type: ignore[arg-type]
        ground=GROUNDS.get(key, 0),
        seed=7,
    )


def frame(
    made: Scene,
    theme: str,
    aspect: str,
    language: Language,
    high: int,
    at: tuple[float, ...] = (2.6,),
) -> tuple[list[Picture], Composition]:
    size = canvas(aspect, high)
    art = build_art(made, THEMES[theme], size.format, WHO[language], language)
    shot = SceneShot(
        made, lambda: art, theme=THEMES[theme], canvas=size, duration=Fraction(SECONDS)
    )
    return [to_rgb(shot.planes(Fraction(t).limit_denominator(100))).copy() for t in at], art


def sheet(rows: list[list[Picture]], gap: int = 10) -> Picture:
    """Lay pictures of one size out in rows."""
    h, w = rows[0][0].shape[:2]
    out = np.full(
        (len(rows) * (h + gap) + gap, max(map(len, rows)) * (w + gap) + gap, 3), 42, np.uint8
    )
    for j, row in enumerate(rows):
        for i, picture in enumerate(row):
            y, x = gap + j * (h + gap), gap + i * (w + gap)
            out[y : y + h, x : x + w] = picture
    return out


def save(picture: Picture, path: Path, limit: int = 285_000) -> None:
    """Write a JPEG at the best quality that stays under the limit."""
    for quality, scale in ((88, 1.0), (80, 1.0), (72, 1.0), (72, 0.85), (70, 0.7), (68, 0.6)):
        small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        done, data = cv2.imencode(".jpg", small[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
        if done and data.size <= limit:
            break
    path.write_bytes(data.tobytes())
    sys.stdout.write(f"{path.name} {picture.shape[1]}x{picture.shape[0]} {data.size // 1024} kB\n")


def kinds_sheet(
    aspect: str,
    language: Language,
    layout: int,
    high: int,
    themes: tuple[str, ...],
    keys: tuple[str, ...] = (),
) -> tuple[Picture, list[str]]:
    chosen = zh() if language == "zh" else en()
    rows, faults = [], []
    for theme in themes:
        row = []
        for key, (kind, content) in chosen.items():
            if keys and key not in keys:
                continue
            made = scene(key, kind, content, layout)
            pictures, art = frame(made, theme, aspect, language, high * 2)
            name = f"{theme} {key} {aspect} {language} {layout}"
            faults += [f"{name}: {f}" for f in misplaced(art, canvas(aspect).format)]
            h, w = pictures[0].shape[:2]
            row.append(cv2.resize(pictures[0], (w // 2, h // 2), interpolation=cv2.INTER_AREA))
        rows.append(row)
    return sheet(rows), faults


def entrance_sheet(language: Language, high: int) -> Picture:
    known = zh() if language == "zh" else en()
    times = (0.08, 0.24, 0.4, 0.64, 0.96, 1.3, 1.7, 2.6)
    chosen = (
        ("newsroom", "bars"),
        ("ink", "quote"),
        ("tech", "number"),
        ("finance", "line"),
        ("lifestyle", "list"),
        ("poster", "headline"),
    )
    rows = []
    for theme, key in chosen:
        made = scene(key, *known[key], 0)
        pictures, _ = frame(made, theme, "9:16", language, high, times)
        rows.append(pictures)
    return sheet(rows)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "look")
    parser.add_argument("--only", nargs="*", default=[], help="for example 9:16-zh-0 entrance-en")
    parser.add_argument("--themes", nargs="*", default=list(THEMES))
    parser.add_argument("--keys", nargs="*", default=[])
    parser.add_argument("--high", type=int, default=0)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    cv2.setNumThreads(1)
    faults: list[str] = []
    heights = {"9:16": 330, "4:5": 260, "1:1": 210, "16:9": 150}
    for aspect in ASPECTS:
        for language in ("zh", "en"):
            for layout in (0, 1):
                name = f"{aspect}-{language}-{layout}"
                if name not in (given.only or SHEETS):
                    continue
                picture, found = kinds_sheet(
                    aspect,
                    language,
                    layout,  # type: ignore[arg-type]
                    given.high or heights[aspect],
                    tuple(given.themes),
                    tuple(given.keys),
                )
                faults += found
                save(picture, given.out / f"scenes-{name.replace(':', 'x')}.jpg")
    for language in ("zh", "en"):
        if not given.only or f"entrance-{language}" in given.only:
            save(
                entrance_sheet(language, 400),  # type: ignore[arg-type]
                given.out / f"entrance-{language}.jpg",
            )
    sys.stdout.write("\n".join(faults) + f"\n{len(faults)} faults\n")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
