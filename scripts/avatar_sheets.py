"""Contact sheets of the avatars: library, looks, hair styles, outfits, what is worn, faces.

Run ``python scripts/avatar_sheets.py [--out docs/avatars] [--only library,looks]``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from aigc.avatar import catalogue  # noqa: E402
from aigc.avatar.build import build  # noqa: E402
from aigc.avatar.motion.emotions import face_of  # noqa: E402
from aigc.avatar.presets import preset, presets  # noqa: E402
from aigc.avatar.render import still  # noqa: E402
from aigc.avatar.spec import AvatarSpec, changed  # noqa: E402
from pipelines.avatar_shown import sheet  # noqa: E402

TILE, TALL = (150, 195), (150, 270)
WOMAN, MAN = "sakura", "teacher_leo"
OWN = (
    "chef_hat", "straw_hat", "cowboy_hat", "hard_hat", "graduation", "top_hat", "crown", "tiara",
    "rabbit_ears", "halo", "pearl", "sun_aviator", "thin_metal",
)  # fmt: skip
"""Things that are shown in the colour they usually have."""
QUALITY = 84
BROWN = {"colour": "#5a3826", "tips": None}
Tiles = Iterator[NDArray[np.uint8]]


def drawn(
    spec: AvatarSpec, framing: str = "bust", size: tuple[int, int] = TILE, **more: Any
) -> NDArray[np.uint8]:
    return still(build(spec), *size, framing, yaw=-14.0, **more)


def library() -> Tiles:
    for one in presets().values():
        yield drawn(one.spec)


def looks() -> Tiles:
    for who in (WOMAN, MAN, "fashion_amara"):
        for look in catalogue.LOOKS:
            yield drawn(changed(preset(who).spec, look=look))


def hair() -> Tiles:
    for look, who, colours in (("anime", WOMAN, {}), ("human", "anchor_mei", BROWN)):
        start = preset(who).spec
        plain = {"headwear": {}, "glasses": {}, "look": look, "body": {"age": 24}}
        for style in catalogue.HAIR:
            own = changed(start.hair, style=style, fringe=None, **colours)
            yield drawn(changed(start, hair=own, **plain), "close")


def outfits() -> Tiles:
    for style in catalogue.OUTFITS:
        for who in (WOMAN, MAN):
            start = preset(who).spec
            own = changed(start.outfit, style=style)
            yield drawn(changed(start, outfit=own, headwear={}), "full", TALL)


def worn() -> Tiles:
    for room, who in (("glasses", WOMAN), ("headwear", WOMAN), ("earrings", "anchor_mei")):
        start = changed(preset(who).spec, headwear={})
        if room == "earrings":
            start = changed(start, hair=changed(start.hair, style="low_bun"))
        for style in catalogue.TABLES[room]:
            if style != "none":
                tint = {} if style in OWN else {"colour": "#c8434f"}
                own = changed(getattr(start, room), style=style, **tint)
                yield drawn(changed(start, **{room: own}), "close")


def makeup() -> Tiles:
    for who in (WOMAN, "anchor_mei"):
        start = preset(who).spec
        for style in catalogue.MAKEUP:
            yield drawn(changed(start, makeup={"style": style, "strength": 1.0}), "close")


def faces() -> Tiles:
    for who in (WOMAN, "ren", "anchor_mei", "tech_kofi"):
        avatar = build(preset(who).spec)
        for emotion in catalogue.EMOTIONS:
            yield still(avatar, *TILE, "close", face=face_of({emotion: 1.0}))


SHEETS: Mapping[str, tuple[Callable[[], Tiles], int]] = {
    "library": (library, 12),
    "looks": (looks, len(catalogue.LOOKS)),
    "hair": (hair, 13),
    "outfits": (outfits, 12),
    "worn": (worn, 11),
    "makeup": (makeup, len(catalogue.MAKEUP)),
    "faces": (faces, len(catalogue.EMOTIONS)),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "avatars")
    parser.add_argument("--only", default=",".join(SHEETS), help="sheets, commas between")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    for name in given.only.split(","):
        make, columns = SHEETS[name]
        path = given.out / f"{name}.jpg"
        sheet(make(), columns).save(path, "JPEG", quality=QUALITY)
        sys.stdout.write(f"{path} {path.stat().st_size}\n")


if __name__ == "__main__":
    main()
