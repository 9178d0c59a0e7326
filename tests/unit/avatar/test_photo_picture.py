import io
import json
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from aigc.avatar.photo import consent
from aigc.avatar.photo.consent import Consent
from aigc.avatar.photo.picture import WORKING_PX, read_photo
from aigc.errors import InputError, TrustError


def saved(path, size=(200, 160), **options):
    x = np.linspace(0, 255, size[0]).astype(np.uint8)
    pixels = np.repeat(np.repeat(x[None, :, None], size[1], 0), 3, 2)
    Image.fromarray(pixels).save(path, **options)
    return path


@pytest.mark.parametrize("suffix", ["png", "jpg", "webp"])
def test_pictures_are_read(tmp_path, suffix):
    photo = read_photo(saved(tmp_path / f"a.{suffix}"))
    assert photo.picture.shape == (160, 200, 3)
    assert photo.picture[80, 10, 0] < 40 < 200 < photo.picture[80, 190, 0]


def test_a_photo_is_turned_as_its_camera_was_held(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    photo = read_photo(saved(tmp_path / "a.jpg", exif=exif))
    assert photo.picture.shape == (200, 160, 3)


def test_a_large_photo_is_made_smaller(tmp_path):
    photo = read_photo(saved(tmp_path / "a.jpg", size=(4000, 3000)))
    assert max(photo.picture.shape) == WORKING_PX
    assert photo.picture.shape[0] == pytest.approx(WORKING_PX * 0.75, abs=1)


def test_transparent_and_deep_pictures_become_plain(tmp_path):
    clear = np.zeros((120, 120, 4), np.uint8)
    Image.fromarray(clear).save(tmp_path / "clear.png")
    assert (read_photo(tmp_path / "clear.png").picture == 128).all()
    Image.fromarray(np.full((120, 120), 65535, np.uint16)).save(tmp_path / "deep.png")
    assert read_photo(tmp_path / "deep.png").picture.min() == 255


def bomb():
    def chunk(kind, data):
        return (struct.pack(">I", len(data)) + kind + data
                + struct.pack(">I", zlib.crc32(kind + data)))  # fmt: skip

    head = struct.pack(">IIBBBBB", 60000, 60000, 8, 2, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head)
            + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b""))  # fmt: skip


def gif():
    buffer = io.BytesIO()
    Image.new("RGB", (200, 200)).save(buffer, "GIF")
    return buffer.getvalue()


def halved():
    buffer = io.BytesIO()
    noise = np.random.default_rng(0).integers(0, 255, (200, 200, 3), dtype=np.uint8)
    Image.fromarray(noise).save(buffer, "PNG")
    return buffer.getvalue()[:40000]


@pytest.mark.parametrize(
    ("data", "told"),
    [(b"", "bytes"), (b"hello", "no JPEG"), (gif(), "no JPEG"), (bomb(), "pixels"),
     (halved(), "damaged"), (b"%PDF-1.7", "no JPEG")],
)  # fmt: skip
def test_what_is_no_photo_is_refused_and_nothing_is_left(tmp_path, data, told):
    path = tmp_path / "a.jpg"
    path.write_bytes(data)
    with pytest.raises(InputError, match=told) as caught:
        read_photo(path)
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == [path]


def test_missing_and_tiny_photos_are_refused(tmp_path):
    with pytest.raises(InputError, match="no photo"):
        read_photo(tmp_path / "a.jpg")
    with pytest.raises(InputError, match="40x300"):
        read_photo(saved(tmp_path / "b.png", size=(40, 300)))


def test_a_consent_is_written_with_the_photo_it_is_for():
    said = Consent.said("李娜：同意用我的照片制作虚拟形象", "2026-03-01")
    kept = consent.provenance(said, "ab" * 32)
    values = json.loads(consent.record(kept))
    assert values["subject"] == "李娜"
    assert values["statement"] == "同意用我的照片制作虚拟形象"
    assert values["photo_sha256"] == "ab" * 32
    assert values["date"] == "2026-03-01"


def test_a_consent_without_a_name_is_of_the_one_who_gave_the_photo():
    assert "gave the photo" in Consent.said("that is me and I agree").subject
    with pytest.raises(TrustError, match="letters"):
        consent.checked(Consent(subject="A", statement="x" * 3000))
