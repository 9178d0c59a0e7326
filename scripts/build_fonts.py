r"""Cut the fonts that the themes use down to the characters that a clip needs.

Run it with the folder of an npm installation of the ``@expo-google-fonts`` packages::

    npm i @expo-google-fonts/{noto-sans-sc,noto-serif-sc,barlow-condensed,anton,inter} \
          @expo-google-fonts/{space-grotesk,ibm-plex-sans-condensed,fraunces,jetbrains-mono}
    python scripts/build_fonts.py node_modules/@expo-google-fonts aigc/assets/fonts
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterator
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FAMILIES: dict[str, tuple[str, ...]] = {
    "noto-sans-sc": ("NotoSansSC_500Medium", "NotoSansSC_700Bold", "NotoSansSC_900Black"),
    "noto-serif-sc": ("NotoSerifSC_500Medium", "NotoSerifSC_700Bold", "NotoSerifSC_900Black"),
    "barlow-condensed": ("BarlowCondensed_700Bold", "BarlowCondensed_800ExtraBold"),
    "fraunces": ("Fraunces_500Medium", "Fraunces_600SemiBold", "Fraunces_700Bold"),
    "space-grotesk": ("SpaceGrotesk_700Bold",),
    "ibm-plex-sans-condensed": (
        "IBMPlexSansCondensed_500Medium",
        "IBMPlexSansCondensed_600SemiBold",
        "IBMPlexSansCondensed_700Bold",
    ),
    "anton": ("Anton_400Regular",),
    "inter": ("Inter_500Medium", "Inter_700Bold"),
    "jetbrains-mono": ("JetBrainsMono_500Medium",),
}
CHINESE = ("noto-sans-sc", "noto-serif-sc")
WHOLE = ("ibm-plex-sans-condensed",)  # its reserved font name forbids handing on a changed copy
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


def subset(source: Path, target: Path, characters: set[str]) -> int:
    """Write the part of ``source`` that draws ``characters``; return its size in bytes."""
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
    return target.stat().st_size


def licence(folder: Path) -> Path:
    """Return the licence text of a package; `FileNotFoundError` when it has none."""
    for pattern in ("OFL*", "LICENSE*"):
        for found in sorted(folder.glob(pattern)):
            if "SIL OPEN FONT LICENSE" in found.read_text("utf-8", "replace").upper():
                return found
    raise FileNotFoundError(f"{folder} holds no SIL Open Font License text; install it again.")


def build(packages: Path, target: Path) -> int:
    """Write all subsets and licence texts to ``target``; return the bytes in all."""
    target.mkdir(parents=True, exist_ok=True)
    total = 0
    for family, faces in FAMILIES.items():
        folder = packages / family
        shutil.copyfile(licence(folder), target / f"OFL-{family}.txt")
        wanted = chinese() if family in CHINESE else latin()
        for face in faces:
            source = next(p for p in sorted(folder.rglob(f"{face}.ttf")))
            if family in WHOLE:
                shutil.copyfile(source, target / f"{face}.ttf")
                total += source.stat().st_size
            else:
                total += subset(source, target / f"{face}.ttf", wanted)
    return total


def main() -> None:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("packages", type=Path, help="node_modules/@expo-google-fonts")
    parser.add_argument("target", type=Path, help="folder for the subsets")
    options = parser.parse_args()
    total = build(options.packages, options.target)
    parser.exit(0, f"{total / 1e6:.1f} MB in {options.target}\n")


if __name__ == "__main__":
    main()
