"""Find face landmarks with mediapipe; runs in an interpreter of its own, sent to it as text.

Standard input is, for each picture, a line ``height width`` and then its RGB bytes; standard
output is a line of JSON for each, in pixels:
"""

import json
import os
import sys
from typing import Any


def main() -> None:
    """Read pictures, write their faces."""
    reply = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    while head := sys.stdin.buffer.readline():
        height, width = map(int, head.split())
        pixels = sys.stdin.buffer.read(height * width * 3)
        try:
            answer: dict[str, Any] = {"faces": found(pixels, height, width)}
        except Exception as exc:
            answer = {"error": f"{type(exc).__name__}: {exc}"}
        reply.write(json.dumps(answer) + "\n")
    reply.close()


def found(pixels: bytes, height: int, width: int) -> list[list[list[float]]]:
    """Return the landmarks of each face, x and y in pixels, z as deep in the same unit."""
    import mediapipe as mp  # type: ignore[import-not-found]
    import numpy as np

    picture = np.frombuffer(pixels, np.uint8).reshape(height, width, 3)
    mesh = mp.solutions.face_mesh.FaceMesh(
        static_image_mode=True, max_num_faces=8, refine_landmarks=True,
        min_detection_confidence=0.3,
    )  # fmt: skip
    with mesh:
        faces = mesh.process(picture).multi_face_landmarks or []
    return [
        [[round(p.x * width, 3), round(p.y * height, 3), round(p.z * width, 3)] for p in f.landmark]
        for f in faces
    ]


if __name__ == "__main__":
    main()
