"""A table with a brief to begin with, as they are shipped."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

import aigc
from aigc.app.words import Tongue
from aigc.errors import AssetError

NAMES: Final[Mapping[Tongue, tuple[str, str]]] = {
    "zh": ("products_zh.csv", "product_zh.yaml"),
    "en": ("products.csv", "product.yaml"),
}


@cache
def place() -> Path | None:
    """Return the folder of the examples: in the package, or beside it in a checkout."""
    inside = Path(str(files(aigc))) / "assets" / "examples" / "batch"
    beside = Path(aigc.__file__).parents[1] / "examples" / "batch"
    return next((one for one in (inside, beside) if one.is_dir()), None)


def example(tongue: Tongue) -> bytes:
    """Return the example of a language as a ZIP that the page takes as it is.

    Raises
    ------
    AssetError
        There is none here.
    """
    folder = place()
    if folder is None:
        raise AssetError("This installation has no examples. See them in the repository.")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in NAMES[tongue]:
            archive.write(folder / name, f"products/{name}")
    return out.getvalue()
