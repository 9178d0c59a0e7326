"""An article that comes with its pictures: several files, a folder, or a ZIP of one."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Final, Literal

from aigc.archives import extract, members, opened
from aigc.doors.limits import LIMITS
from aigc.encodings import encoding_of
from aigc.errors import AssetError, InputError
from aigc.store import Store
from aigc.types.article import Article

DOCUMENTS: Final = (".md", ".markdown", ".html", ".htm", ".docx", ".pdf", ".txt")
"""What may be the article; of several, the earliest kind here that stands alone is it."""
VIDEOS: Final = (".mp4", ".mov", ".m4v", ".webm", ".mkv")
PICTURES: Final = (".jpg", ".jpeg", ".png", ".webp", ".gif", *VIDEOS)
_ARCHIVE: Final = LIMITS["archive"].packed
MOST_FILES: Final = _ARCHIVE.most_members
MOST_BYTES: Final = _ARCHIVE.most_bytes
MOST_FILE_BYTES: Final = MOST_BYTES
_CAMERA: Final = re.compile(
    r"^(?:img|dsc[nf]?|pxl|p|image|images|picture|photo|screenshot|screen shot|untitled|mmexport|"
    r"wx_camera|微信图片|微信截图|截图|屏幕截图|图片|未命名|无标题)?[\s\d_().x\-]*$|^[0-9a-f\-]{16,}$",
    re.IGNORECASE,
)
_NAMES: Final = ("article", "index", "readme", "文章", "正文")


def is_bundle(source: str | Path) -> bool:
    """Tell whether ``source`` is a folder or a ZIP archive."""
    if isinstance(source, str) and (len(source) > 1000 or "\n" in source or "://" in source):
        return False
    try:
        path = Path(source).expanduser()
        return path.is_dir() or (path.suffix.lower() == ".zip" and path.is_file())
    except (OSError, ValueError, RuntimeError):
        return False


def read_bundle(
    sources: Sequence[str | Path], *, language: Literal["auto", "zh", "en"], store: Store
) -> Article:
    """Read the article among ``sources`` with the pictures that lie beside it.

    A picture is matched to the article's references by place, or else by name. One that no
    reference names stands at the end as own material, with its file name as the caption.

    Raises
    ------
    InputError
        There is no article or more than one, or an archive is damaged, locked or too large.
    """
    store.root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=store.root, prefix="bundle-") as folder:
        root = Path(folder)
        for source in sources:
            _take(Path(source).expanduser(), root)
        try:
            return _read(root, language, store)
        except InputError as exc:
            names = ", ".join(Path(source).name for source in sources)
            if len(sources) > 1 or names in str(exc):
                raise
            raise InputError(f"{names}: {exc}") from exc


def caption_of(name: str) -> str:
    """Return a file name as a caption, or nothing when a camera or a program gave the name.

    >>> caption_of("old-bridge_at night.jpg"), caption_of("IMG_2034.jpg")
    ('old bridge at night', '')
    """
    stem = PurePosixPath(name.replace("\\", "/")).stem
    words = " ".join(re.sub(r"[_\-]+", " ", stem).split())
    return "" if _CAMERA.match(stem) else words[:60]


def _take(source: Path, root: Path) -> None:
    if source.is_dir():
        _copy_folder(source, root)
    elif source.suffix.lower() == ".zip":
        unpack(source, root)
    elif not source.is_file():
        raise InputError(f"There is no file {source}. Check the path.")
    elif source.suffix.lower() in (*DOCUMENTS, *PICTURES):
        _copy(source, root / source.name)
    else:
        raise InputError(
            f"{source.name} is neither an article nor a picture. Give Markdown, HTML, TXT, DOCX or "
            "PDF with JPEG, PNG, WebP or GIF pictures, or MP4, MOV, WebM or MKV videos."
        )


def _copy_folder(source: Path, root: Path) -> None:
    count = size = 0
    for path in sorted(source.rglob("*")):
        place = path.relative_to(source)
        if path.is_symlink() or not path.is_file() or not _wanted(place.as_posix()):
            continue
        count, size = count + 1, size + path.stat().st_size
        _check_size(source.name, count, size)
        _copy(path, root / place)


def _copy(source: Path, target: Path) -> None:
    if source.stat().st_size > MOST_FILE_BYTES:
        raise _too_large(source.name)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def unpack(archive: Path, root: Path) -> None:
    """Write the articles and pictures of a ZIP archive under ``root``; leave out all else.

    Raises
    ------
    InputError
        The archive is damaged, locked, too large, or names a place outside itself.
    """
    damaged = f"{archive.name} is a damaged ZIP archive. Pack it again."
    with opened(archive, damaged) as file:
        for part, place in members(file, archive.name, _ARCHIVE, encoding_of, _wanted):
            extract(file, part, root / place)


def _check_size(name: str, count: int, size: int) -> None:
    if count > MOST_FILES or size > MOST_BYTES:
        raise InputError(
            f"{name} holds {count} files of {size / 1e6:.0f} MB; at most {MOST_FILES} files of "
            f"{MOST_BYTES // 10**6} MB are read. Pack only the article and its pictures."
        )


def _too_large(name: str) -> InputError:
    return InputError(f"{name} has more than {MOST_FILE_BYTES // 10**6} MB. Save it smaller.")


def _wanted(name: str) -> bool:
    place = PurePosixPath(name)
    hidden = any(part.startswith((".", "__MACOSX", "~$")) for part in place.parts)
    return not hidden and place.suffix.lower() in (*DOCUMENTS, *PICTURES)


def _read(root: Path, language: Literal["auto", "zh", "en"], store: Store) -> Article:
    from aigc.text.article.reader import read_article
    from pipelines.editing import add_picture

    files = sorted(p for p in root.rglob("*") if p.is_file())
    document = _document([p for p in files if p.suffix.lower() in DOCUMENTS], root)
    pictures = [p for p in files if p.suffix.lower() in PICTURES]
    _beside(document, pictures)
    article = read_article(document, assets=store.root / "assets", language=language)
    notes = []
    for picture in pictures:
        try:
            article = add_picture(article, picture, store=store)
        except AssetError as exc:
            notes.append(f"Left out a picture: {exc}")
    return _noted(article, notes)


def _noted(article: Article, notes: Sequence[str]) -> Article:
    return replace(article, notes=tuple(dict.fromkeys((*article.notes, *notes))))


def _document(found: Sequence[Path], root: Path) -> Path:
    """Return the article: the one document, one that says so by name, or the richest kind."""
    if not found:
        raise InputError(
            "There is no article among the files: add the Markdown, HTML, TXT, DOCX or PDF file."
        )
    top = min(len(p.parts) for p in found)
    found = [p for p in found if len(p.parts) == top]
    named = [p for p in found if p.stem.lower() in _NAMES]
    kinds = [[p for p in named or found if p.suffix.lower() == kind] for kind in DOCUMENTS]
    best = next(kind for kind in kinds if kind)
    if len(best) > 1:
        names = ", ".join(p.relative_to(root).as_posix() for p in best[:4])
        raise InputError(f"There are {len(best)} articles ({names}). Give one at a time.")
    return best[0]


def _beside(document: Path, pictures: Sequence[Path]) -> None:
    """Lay a copy of every picture beside the article, where a bare name finds it."""
    for picture in pictures:
        place = document.parent / picture.name
        if not place.exists():
            shutil.copyfile(picture, place)
