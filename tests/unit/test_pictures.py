from __future__ import annotations

import hashlib
import io
import struct
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from aigc import pictures
from aigc.errors import AssetError, JobError
from aigc.pictures import import_picture


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def noise(width: int = 120, height: int = 80) -> Image.Image:
    values = np.random.default_rng(3).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return Image.fromarray(values)


def taken(data: bytes, folder: Path) -> Image.Image:
    asset = import_picture(data, into=folder)
    image = Image.open(asset.path)
    image.load()
    assert image.size == (asset.width_px, asset.height_px)
    assert image.mode == "RGB"
    return image


def test_flat_picture_becomes_png_and_is_named_by_its_content(tmp_path: Path) -> None:
    data = encoded(Image.new("RGB", (90, 70), "navy"), "PNG")
    asset = import_picture(data, into=tmp_path / "new", source="a.png", credit="C", licence="CC0")
    content = asset.path.read_bytes()
    assert asset.media_type == "image/png"
    assert asset.sha256 == hashlib.sha256(content).hexdigest()
    assert asset.path.name == f"{asset.sha256[:16]}.png"
    assert (asset.source, asset.credit, asset.licence) == ("a.png", "C", "CC0")
    assert import_picture(data, into=tmp_path / "new").path == asset.path
    assert [p.name for p in (tmp_path / "new").iterdir()] == [asset.path.name]


def test_photo_becomes_jpeg_close_to_the_original(tmp_path: Path) -> None:
    smooth = noise(12, 8).resize((240, 160), Image.Resampling.BICUBIC)
    asset = import_picture(encoded(smooth, "PNG"), into=tmp_path)
    assert asset.media_type == "image/jpeg"
    with Image.open(asset.path) as image:
        error = np.abs(np.asarray(image, float) - np.asarray(smooth, float)).mean()
    assert error < 2


def test_transparency_is_laid_on_white(tmp_path: Path) -> None:
    image = Image.new("RGBA", (80, 80), (0, 0, 0, 0))
    image.paste((255, 0, 0, 255), (0, 0, 40, 80))
    for data in (encoded(image, "PNG"), encoded(image.convert("LA"), "PNG")):
        assert taken(data, tmp_path).getpixel((60, 40)) == (255, 255, 255)


def test_palette_with_transparent_colour(tmp_path: Path) -> None:
    image = Image.new("P", (70, 70), 0)
    image.putpalette([0, 0, 0, 255, 0, 0])
    image.paste(1, (0, 0, 35, 70))
    result = taken(encoded(image, "PNG", transparency=0), tmp_path)
    assert result.getpixel((10, 10)) == (255, 0, 0)
    assert result.getpixel((60, 10)) == (255, 255, 255)


def test_sixteen_bit_grey_is_scaled(tmp_path: Path) -> None:
    values = np.full((64, 64), 32768, dtype=np.uint16)
    result = taken(encoded(Image.fromarray(values), "PNG"), tmp_path)
    assert result.getpixel((5, 5)) == (128, 128, 128)


def test_cmyk_becomes_rgb(tmp_path: Path) -> None:
    image = Image.new("CMYK", (80, 80), (0, 255, 255, 0))
    red, green, blue = taken(encoded(image, "JPEG", quality=95), tmp_path).getpixel((40, 40))
    assert red > 200 and green < 60 and blue < 60


def test_icc_profile_is_applied_and_dropped(tmp_path: Path) -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    image = Image.new("RGB", (70, 70), (10, 200, 30))
    result = taken(encoded(image, "PNG", icc_profile=lab), tmp_path)
    assert result.getpixel((3, 3)) == (10, 200, 30)
    assert "icc_profile" not in result.info
    broken = taken(encoded(image, "PNG", icc_profile=b"nonsense"), tmp_path)
    assert broken.getpixel((3, 3)) == (10, 200, 30)


def test_exif_orientation_is_applied_and_metadata_dropped(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "home address"
    result = taken(encoded(noise(120, 60), "JPEG", exif=exif), tmp_path)
    assert result.size == (60, 120)
    assert not result.getexif()


def test_first_frame_of_an_animation(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (70, 70), c) for c in ("red", "blue")]
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert taken(data, tmp_path).getpixel((30, 30)) == (255, 0, 0)


def test_longest_side_is_reduced(tmp_path: Path) -> None:
    result = taken(encoded(Image.new("RGB", (5000, 100), "teal"), "PNG"), tmp_path)
    assert result.size == (3840, 77)


def bomb(width: int, height: int) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        crc = zlib.crc32(name + body)
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", crc)

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\n%%EndComments\nshowpage\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100"/>'


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b"hello", "not a JPEG"),
        (EPS, "not a JPEG"),
        (SVG, "not a JPEG"),
        (encoded(noise(), "BMP"), "not a JPEG"),
        (encoded(noise(), "TIFF"), "not a JPEG"),
        (bomb(60_000, 60_000), "pixels"),
        (bomb(9_900, 9_900), "pixels"),
        (bomb(8_000, 8_500), "million pixels"),
        (bomb(500, 500), "damaged"),
        (encoded(noise(), "PNG")[:900], "damaged"),
        (encoded(noise(), "JPEG")[:1500], "damaged"),
        (encoded(noise(), "WEBP")[:900], "damaged"),
        (encoded(noise(), "GIF")[:3000], "damaged"),
    ],
)
def test_bad_pictures_are_refused_and_leave_nothing(data: bytes, word: str, tmp_path: Path) -> None:
    with pytest.raises(AssetError, match=word):
        import_picture(data, into=tmp_path)
    assert not list(tmp_path.iterdir())


def test_name_does_not_decide(tmp_path: Path) -> None:
    disguised = tmp_path / "photo.png"
    disguised.write_bytes(EPS)
    with pytest.raises(AssetError, match=r"photo\.png is not"):
        import_picture(disguised, into=tmp_path / "out")
    with pytest.raises(AssetError, match="no picture file"):
        import_picture(tmp_path / "missing.png", into=tmp_path / "out")


def test_small_pictures_and_heavy_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = encoded(noise(63, 200), "PNG")
    with pytest.raises(AssetError, match="only 63x200"):
        import_picture(data, into=tmp_path, smallest_side_px=64)
    monkeypatch.setattr(pictures, "LIMIT", replace(pictures.LIMIT, most_bytes=1000))
    with pytest.raises(AssetError, match="at most"):
        import_picture(data, into=tmp_path)


def test_unwritable_folder(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_bytes(b"x")
    with pytest.raises(JobError, match="cannot be written"):
        import_picture(encoded(noise(), "PNG"), into=blocked)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_flipped_bytes_never_escape(kind: str, tmp_path: Path) -> None:
    data = encoded(noise(70, 70), kind)
    rng = np.random.default_rng(5)
    for _ in range(25):
        broken = bytearray(data)
        for at in rng.integers(0, min(len(data), 400), 6):
            broken[at] = int(rng.integers(0, 256))
        try:
            import_picture(bytes(broken), into=tmp_path)
        except AssetError as exc:
            assert str(exc)
    assert not list(tmp_path.glob("*.part"))
