"""A user's own videos and pictures, brought into an article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from aigc.errors import InputError
from aigc.pictures import import_picture
from aigc.types.article import Article, Block, Figure, Span
from aigc.types.asset import Asset
from pipelines.bundle import caption_of

MOST_FILES = 40
SMALLEST_SIDE_PX = 64


def with_material(article: Article, files: Sequence[Path], *, assets: Path) -> Article:
    """Return ``article`` with ``files`` as pictures of it, spread evenly in the order given.

    Their names, where a person gave them, are their alternative text, so that the storyboard finds
    the lines that they belong to.

    Raises
    ------
    InputError
        There are more than `MOST_FILES`.
    AssetError
        A file is missing, or no video or picture that can be read.
    """
    if len(files) > MOST_FILES:
        raise InputError(f"{len(files)} files of material were given; use at most {MOST_FILES}.")
    blocks = list(article.blocks)
    for n, file in reversed(list(enumerate(files, 1))):
        at = round(len(article.blocks) * n / (len(files) + 1))
        figure = Figure(asset=taken_in(file, assets), alt=caption_of(file.name), wanted=True)
        blocks.insert(at, _block(blocks, at, figure))
    return replace(article, blocks=tuple(blocks))


def taken_in(file: Path, assets: Path, name: str = "") -> Asset:
    """Return a video or picture as an asset of our own; ``name`` is what messages call it."""
    from aigc.footage.intake import import_footage, is_footage

    take = import_footage if is_footage(file) else import_picture
    return take(file, into=assets, source=name or file.name, smallest_side_px=SMALLEST_SIDE_PX)


def _block(blocks: Sequence[Block], at: int, figure: Figure) -> Block:
    place = blocks[at].span.start if at < len(blocks) else blocks[-1].span.end if blocks else 0
    return Block(kind="picture", span=Span(start=place, end=place), figure=figure)
