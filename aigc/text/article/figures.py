"""The pictures of an article: found where the document may look, taken in safely."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urljoin, urlsplit

from aigc.doors.address import Fetched
from aigc.errors import AssetError, InputError
from aigc.pictures import import_picture
from aigc.progress import Progress, silent
from aigc.text.article.clean import one_line
from aigc.text.article.draft import PictureRef
from aigc.text.article.embedded import payload
from aigc.types.article import Figure
from aigc.types.asset import Asset

SMALLEST_SIDE_PX: Final = 64
MOST_FIGURES: Final = 60
MOST_VIDEOS: Final = 8
MAX_BYTES: Final = 500_000_000
"""Of a video; a picture's own limit is lower."""

Fetch = Callable[[str], Fetched]

_SCHEME: Final = re.compile(r"^[A-Za-z][A-Za-z0-9+.\-]*:")
_CREDIT: Final = re.compile(
    r"[(（\[]?\s*(?:(?:photo(?:graph)?s?|image|picture|illustration|credit)\s*(?:by|credit)?\s*[:：/]\s*"
    r"|photo(?:graph)? by\s+|(?:图片来源|图源|供图|摄影|来源)\s*[:：/]?\s*)"
    r"([^)）\]\n]{2,100}?)[)）\]]?\s*[.。]?$",
    re.IGNORECASE,
)


class FigureSource:
    """Turns what a document says about a picture into a `Figure`.

    Parameters
    ----------
    assets : Path
        Folder of the re-encoded pictures.
    folder : Path, optional
        Folder of the document; pictures are never taken from outside it.
    url : str
        Address that the document came from; only then are remote pictures loaded, with ``fetch``.
    progress : Progress
        Told before each picture.
    """

    def __init__(
        self,
        *,
        assets: Path,
        folder: Path | None = None,
        url: str = "",
        fetch: Fetch | None = None,
        progress: Progress = silent,
    ) -> None:
        self._assets = assets
        self._folder = folder
        self._url = url
        self._fetch = fetch
        self._progress = progress
        self._taken = self._videos = 0

    def __call__(self, ref: PictureRef) -> Figure:
        """Return the figure of ``ref``.

        Raises
        ------
        AssetError
            The picture cannot be used; the message says why.
        """
        if self._taken >= MOST_FIGURES:
            raise AssetError(
                f"{_named(ref)} is left out: an article may have {MOST_FIGURES} pictures."
            )
        self._progress("read", self._taken, MOST_FIGURES)
        caption, alt = one_line(ref.caption), one_line(ref.alt)
        content, source = self._content(ref)
        asset = self._taken_in(content, source, credit_of(caption))
        self._taken += 1
        return Figure(asset=asset, caption=caption, alt=alt)

    def _taken_in(self, content: bytes | Path, name: str, credit: str) -> Asset:
        from aigc.footage.intake import import_footage, is_footage

        take: Callable[..., Asset] = import_picture
        if is_footage(content):
            if self._videos >= MOST_VIDEOS:
                raise AssetError(f"{name} is left out: an article may have {MOST_VIDEOS} videos.")
            self._videos += 1
            take = import_footage
        return take(
            content,
            into=self._assets,
            source=name,
            credit=credit,
            smallest_side_px=SMALLEST_SIDE_PX,
        )

    def _content(self, ref: PictureRef) -> tuple[bytes | Path, str]:
        """Return a picture, or its file, and where it was taken from."""
        if ref.data is not None:
            return ref.data, _named(ref)
        if ref.place.startswith("data:"):
            content = payload(ref.place)
            if content is None:
                raise AssetError("A picture embedded in the article is damaged.")
            return content, f"embedded picture {self._taken + 1}"
        if self._url:
            url = urljoin(self._url, ref.place)
            return self._loaded(url), url
        if ref.place.startswith("//") or (_SCHEME.match(ref.place) and not _is_drive(ref.place)):
            raise AssetError(
                f"The picture {_named(ref)} is remote; it is loaded only for articles read from a "
                "URL. Save it beside the article."
            )
        path, root = self._beside(ref)
        return path, path.relative_to(root).as_posix()

    def _loaded(self, url: str) -> bytes:
        if self._fetch is None or urlsplit(url).scheme != "https":
            raise AssetError(f"The picture {url[:120]} has no https address.")
        try:
            return self._fetch(url).content
        except InputError as exc:
            raise AssetError(f"Picture: {exc}") from exc

    def _beside(self, ref: PictureRef) -> tuple[Path, Path]:
        """Return the file of a picture, and the folder that it lies in or below."""
        if self._folder is None:
            raise AssetError(
                f"The picture {_named(ref)} has no folder to look in, because the article was "
                "given as text. Pass the article as a file."
            )
        place = unquote(ref.place).replace("\\", "/")
        cut = re.split(r"[?#]", place, maxsplit=1)[0]
        root = self._folder.resolve()
        outside = False
        for candidate in (place, cut):
            try:
                path = (root / candidate).resolve()
                outside = outside or not path.is_relative_to(root)
                if not outside and path.is_file() and path.stat().st_size <= MAX_BYTES:
                    return path, root
            except (OSError, ValueError, RuntimeError):
                continue
        if found := _same_name(root, cut.rpartition("/")[2]):
            return found, root
        if outside:
            raise AssetError(
                f"The picture {_named(ref)} lies outside the article's folder; it is not read."
            )
        raise AssetError(f"There is no usable picture file {_named(ref)} beside the article.")


def _same_name(folder: Path, name: str) -> Path | None:
    """Return the file of ``folder`` called ``name``, whatever its case and Unicode form."""

    def plain(text: str) -> str:
        return unicodedata.normalize("NFC", text).casefold()

    found = (p for p in folder.iterdir() if plain(p.name) == plain(name))
    return next((p for p in found if not p.is_symlink() and _fits(p)), None)


def _fits(path: Path) -> bool:
    return path.is_file() and path.stat().st_size <= MAX_BYTES


def credit_of(caption: str) -> str:
    """Return who is credited at the end of a caption, or an empty string.

    >>> credit_of("The bridge at night. Photo: A. Stone"), credit_of("桥。图源：李文，CC BY 4.0。")
    ('A. Stone', '李文，CC BY 4.0')
    """
    found = _CREDIT.search(caption[-160:])
    return found[1].strip() if found else ""


def _is_drive(place: str) -> bool:
    return bool(re.match(r"^[A-Za-z]:[\\/]", place))


def _named(ref: PictureRef) -> str:
    place = "embedded in the article" if ref.place.startswith("data:") else ref.place
    return place if len(place) <= 120 else f"{place[:117]}..."
