"""Find face landmarks with mediapipe; runs in an interpreter of its own, sent to it as text.

Standard input is, for each picture, a line ``height width`` and then its RGB bytes; standard
output is a line of JSON for each, in pixels. The argument ``film`` says that the pictures follow
one another, so that a face is looked for near where it was. The argument ``--task FILE`` names a
face landmarker of mediapipe's tasks, which then takes the place of the model in the package.
"""

import json
import os
import sys
from collections.abc import Callable
from typing import Any

Finder = Callable[[Any], list[Any]]
FRAME_MS = 33


def main(arguments: list[str]) -> None:
    """Read pictures, write their faces."""
    reply = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    film = "film" in arguments
    task = arguments[arguments.index("--task") + 1] if "--task" in arguments else ""
    find: Finder | None = None
    while head := sys.stdin.buffer.readline():
        height, width = map(int, head.split())
        pixels = sys.stdin.buffer.read(height * width * 3)
        try:
            import numpy as np

            if find is None:
                find = landmarker(task, film) if task else mesh(film)
            picture = np.frombuffer(pixels, np.uint8).reshape(height, width, 3)
            answer: dict[str, Any] = {"faces": placed(find(picture), width, height)}
        except Exception as exc:
            answer = {"error": f"{type(exc).__name__}: {exc}"}
        reply.write(json.dumps(answer) + "\n")
        reply.flush()
    reply.close()


def mesh(film: bool) -> Finder:
    """Return what finds faces with the model that is in the package."""
    import mediapipe as mp  # type: ignore[import-not-found]

    found = mp.solutions.face_mesh.FaceMesh(
        static_image_mode=not film, max_num_faces=3 if film else 8, refine_landmarks=True,
        min_detection_confidence=0.3,
    )  # fmt: skip

    def find(picture: Any) -> list[Any]:
        return [face.landmark for face in found.process(picture).multi_face_landmarks or []]

    return find


def landmarker(task: str, film: bool) -> Finder:
    """Return what finds faces with a task file."""
    import mediapipe as mp
    from mediapipe.tasks import python as tasks  # type: ignore[import-not-found]

    mode = tasks.vision.RunningMode
    options = tasks.vision.FaceLandmarkerOptions(
        base_options=tasks.BaseOptions(model_asset_path=task),
        running_mode=mode.VIDEO if film else mode.IMAGE, num_faces=3 if film else 8,
        min_face_detection_confidence=0.3,
    )  # fmt: skip
    found = tasks.vision.FaceLandmarker.create_from_options(options)
    shown = 0

    def find(picture: Any) -> list[Any]:
        nonlocal shown
        image = mp.Image(image_format=mp.ImageFormat.SRGB, data=picture)
        shown += 1
        seen = found.detect_for_video(image, shown * FRAME_MS) if film else found.detect(image)
        return list(seen.face_landmarks)

    return find


def placed(faces: list[Any], width: int, height: int) -> list[list[list[float]]]:
    """Return x and y in pixels, and z as deep in the same unit, of each landmark of each face."""
    return [
        [[round(p.x * width, 3), round(p.y * height, 3), round(p.z * width, 3)] for p in face]
        for face in faces
    ]


if __name__ == "__main__":
    main(sys.argv[1:])
