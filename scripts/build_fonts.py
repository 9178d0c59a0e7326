r"""Cut the fonts of themes and pictures of sound down to the characters that they need.

Run it with the folder of an npm installation of the ``@expo-google-fonts`` packages::

    npm i @expo-google-fonts/{noto-sans-sc,noto-serif-sc,barlow-condensed,anton,inter} \
          @expo-google-fonts/{space-grotesk,ibm-plex-sans-condensed,fraunces,jetbrains-mono} \
          @expo-google-fonts/noto-sans
    python scripts/build_fonts.py node_modules/@expo-google-fonts aigc
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FEATURES: tuple[str, ...] = (
    "vert",
    "vrt2",
    "kern",
    "chws",
    "vchw",
    "halt",
    "vhal",
    "tnum",
    "lnum",
    "liga",
    "calt",
)
FEATURES += ("ccmp", "mark", "mkmk", "locl", "case")
NAMES = "镕喆堃珺玥瑄翀璟昉垚犇骉焱赟彧煊燚珩祎禛叡旸旻玭琲瑀玙頔翃晳皛昇祾淏莜曈囍嘚嗨哒咔嚟〇"


def two_byte_gb2312() -> Iterator[str]:
    """Yield every character of GB 2312-80: 6,763 hanzi and 682 signs."""
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                yield bytes((row, cell)).decode("gb2312")
            except UnicodeDecodeError:
                continue


def latin() -> set[str]:
    """Return Latin letters, European marks, currencies, arrows and common signs."""
    ranges: tuple[tuple[int, int], ...] = (
        (0x20, 0x7E),
        (0xA0, 0x17F),
        (0x218, 0x21B),
        (0x2010, 0x2027),
        (0x2030, 0x203A),
    )
    ranges += ((0x2070, 0x2094), (0x20A0, 0x20BF), (0x2190, 0x2199), (0x1E80, 0x1E85))
    signs = set("℃℉№℗™Ω℮⅓⅔⅛⅜⅝⅞−∕∙√∞∫≈≠≤≥◊●○■□▲△▼▽◆◇★☆✓✔✕✖♪♥")
    return {chr(c) for first, last in ranges for c in range(first, last + 1)} | signs


def chinese() -> set[str]:
    """Return what a Chinese face must hold."""
    forms = {chr(c) for c in range(0xFF01, 0xFF5F)} | {chr(c) for c in range(0x3000, 0x3020)}
    circled = {chr(c) for c in range(0x2460, 0x2474)} | {chr(c) for c in range(0x2160, 0x216C)}
    return set(two_byte_gb2312()) | latin() | forms | circled | set(NAMES) | {"￥"}


def phonetic() -> set[str]:
    """Return the International Phonetic Alphabet where it goes beyond the letters of `latin`."""
    return {chr(c) for c in range(0x250, 0x300)} | set("æðøŋβθχ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Faces of a package, what they must hold, and the folder that they lie in.

    Without ``characters`` a face is handed on whole.
    """

    package: str
    faces: tuple[str, ...]
    characters: Callable[[], set[str]] | None
    folder: str = "assets/fonts"


FAMILIES = (
    Family(
        package="noto-sans-sc",
        faces=("NotoSansSC_500Medium", "NotoSansSC_700Bold", "NotoSansSC_900Black"),
        characters=chinese,
    ),
    Family(
        package="noto-serif-sc",
        faces=("NotoSerifSC_500Medium", "NotoSerifSC_700Bold", "NotoSerifSC_900Black"),
        characters=chinese,
    ),
    Family(
        package="barlow-condensed",
        faces=("BarlowCondensed_700Bold", "BarlowCondensed_800ExtraBold"),
        characters=latin,
    ),
    Family(
        package="fraunces",
        faces=("Fraunces_500Medium", "Fraunces_600SemiBold", "Fraunces_700Bold"),
        characters=latin,
    ),
    Family(package="space-grotesk", faces=("SpaceGrotesk_700Bold",), characters=latin),
    Family(
        package="ibm-plex-sans-condensed",
        faces=(
            "IBMPlexSansCondensed_500Medium",
            "IBMPlexSansCondensed_600SemiBold",
            "IBMPlexSansCondensed_700Bold",
        ),
        characters=None,  # its reserved font name forbids handing on a changed copy
    ),
    Family(package="anton", faces=("Anton_400Regular",), characters=latin),
    Family(package="inter", faces=("Inter_500Medium", "Inter_700Bold"), characters=latin),
    Family(package="jetbrains-mono", faces=("JetBrainsMono_500Medium",), characters=latin),
    Family(
        package="noto-sans",
        faces=("NotoSans_500Medium",),
        characters=phonetic,
        folder="listening/fonts",
    ),
)


def subset(source: Path, target: Path, characters: set[str]) -> None:
    """Write the part of ``source`` that draws ``characters``."""
    options = Options()
    options.layout_features = list(FEATURES)
    options.hinting = False
    options.desubroutinize = True
    options.glyph_names = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.drop_tables += ["DSIG", "STAT", "MATH", "BASE", "gasp"]
    font = TTFont(source, recalcTimestamp=False)
    cutter = Subsetter(options)
    cutter.populate(unicodes=[ord(c) for c in characters])
    cutter.subset(font)
    font.save(target)


def licence(folder: Path) -> Path:
    """Return the licence text of a package; `FileNotFoundError` when it has none."""
    for pattern in ("OFL*", "LICENSE*"):
        for found in sorted(folder.glob(pattern)):
            if "SIL OPEN FONT LICENSE" in found.read_text("utf-8", "replace").upper():
                return found
    raise FileNotFoundError(f"{folder} holds no SIL Open Font License text; install it again.")


def build(packages: Path, target: Path) -> int:
    """Write all faces and licence texts below ``target``; return the bytes in all."""
    return sum(
        write(family, packages / family.package, target / family.folder) for family in FAMILIES
    )


def write(family: Family, package: Path, folder: Path) -> int:
    """Write the faces of a family and its licence text; return the bytes of the faces."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(licence(package), folder / f"OFL-{family.package}.txt")
    total = 0
    for face in family.faces:
        source, made = next(iter(sorted(package.rglob(f"{face}.ttf")))), folder / f"{face}.ttf"
        if family.characters is None:
            shutil.copyfile(source, made)
        else:
            subset(source, made, family.characters())
        total += made.stat().st_size
    return total


def main() -> None:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("packages", type=Path, help="node_modules/@expo-google-fonts")
    parser.add_argument("target", type=Path, help="the folder aigc, or one to look at first")
    options = parser.parse_args()
    total = build(options.packages, options.target)
    parser.exit(0, f"{total / 1e6:.1f} MB in {options.target}\n")


if __name__ == "__main__":
    main()
