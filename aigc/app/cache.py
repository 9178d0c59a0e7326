"""Files that the page may show or give away: copies in Gradio's own cache."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from aigc.app.views import served
from aigc.errors import InputError
from aigc.image.picture.load import read_rgb
from aigc.types.article import Article
from pipelines.stills import Still

FRAME_PX, PICTURE_PX = 360, 180


class Cache:
    """Pictures and files as the page serves them."""

    def keep(self, file: Path) -> Path:
        """Copy a file to where it can be downloaded for a day."""
        from gradio.processing_utils import save_file_to_cache

        return Path(save_file_to_cache(file, str(folder())))

    def frames(self, stills: tuple[Still, ...]) -> list[str]:
        """Return the addresses of a storyboard's frames."""
        return [_jpeg(still.picture, FRAME_PX) for still in stills]

    def pictures(self, article: Article) -> list[str]:
        """Return the addresses of an article's pictures, made small."""
        seen = (Image.fromarray(read_rgb(figure.asset)) for figure in article.figures)
        return [_jpeg(picture, PICTURE_PX) for picture in seen]

    def uploaded(self, path: object) -> Path:
        """Return a path that the page names, when it was really uploaded there.

        Raises
        ------
        InputError
            It is not an uploaded file.
        """
        file = Path(str(path)[:1000]).resolve()
        if not file.is_relative_to(folder().resolve()) or not file.is_file():
            raise InputError("That file is not one that this page uploaded. Upload it again.")
        return file


def folder() -> Path:
    """Return the folder of all that the page may serve."""
    from gradio.utils import get_upload_folder

    return Path(get_upload_folder())


def _jpeg(picture: Image.Image, width_px: int) -> str:
    from gradio.processing_utils import save_bytes_to_cache

    small = picture.convert("RGB")
    small.thumbnail((width_px, width_px * 2), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    small.save(out, "JPEG", quality=84)
    return served(Path(save_bytes_to_cache(out.getvalue(), "frame.jpg", str(folder()))))
