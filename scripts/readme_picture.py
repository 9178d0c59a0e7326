"""Lay frames of finished clips side by side: `readme_picture.py OUT.jpg CLIP.mp4@SECONDS ...`."""

from __future__ import annotations

import sys

import av
from PIL import Image

HEIGHT_PX, GAP_PX = 560, 14


def frame_at(spec: str) -> Image.Image:
    path, _, seconds = spec.rpartition("@")
    with av.open(path) as file:
        for frame in file.decode(video=0):
            if frame.time >= float(seconds):
                picture = frame.to_image()
                width = round(picture.width * HEIGHT_PX / picture.height)
                return picture.resize((width, HEIGHT_PX), Image.Resampling.LANCZOS)
    raise SystemExit(f"{path} has no frame at {seconds} s.")


def main() -> None:
    frames = [frame_at(spec) for spec in sys.argv[2:]]
    width = sum(f.width for f in frames) + GAP_PX * (len(frames) - 1)
    sheet = Image.new("RGB", (width, HEIGHT_PX), "white")
    x = 0
    for frame in frames:
        sheet.paste(frame, (x, 0))
        x += frame.width + GAP_PX
    sheet.save(sys.argv[1], quality=88)


if __name__ == "__main__":
    main()
