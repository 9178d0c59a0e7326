import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from aigc import registry
from aigc.avatar.photo import Consent, fit_photo
from aigc.avatar.photo.calibration import calibration
from aigc.avatar.photo.fake import FakeLandmarks
from aigc.avatar.photo.features import features_of
from aigc.avatar.photo.given import FileLandmarks, ManualLandmarks
from aigc.avatar.photo.landmarks import NAMED, Landmarks, landmarks
from aigc.avatar.photo.learn import Block, correlations, held_out
from aigc.avatar.photo.mediapipe import VARIABLE, MediapipeLandmarks
from aigc.avatar.photo.parameters import NAMES, applied, bounds
from aigc.avatar.photo.pose import estimated, frontal, level
from aigc.avatar.spec import AvatarSpec
from aigc.errors import EngineFailed, EngineUnavailable, InputError, TrustError

HERE = Path(__file__).parents[2] / "fixtures" / "avatar_photo"
STORED = json.loads((HERE / "faces.json").read_text())
CONSENT = Consent.said("no one: this face is drawn at random")
VALUES = np.array([row["values"] for row in STORED["faces"]])


def stored(k: int) -> Landmarks:
    return landmarks(STORED["faces"][k]["points"], 512, 512)


class Found:
    name = "found"

    def __init__(self, *faces: Landmarks) -> None:
        self.faces = faces

    def detect(self, picture):
        return self.faces


@pytest.fixture
def photo(tmp_path):
    rng = np.random.default_rng(3)
    path = tmp_path / "portrait.png"
    Image.fromarray(rng.integers(90, 200, (512, 512, 3), dtype=np.uint8)).save(path)
    return path


def test_parameters_of_stored_faces_are_found_again():
    known = calibration()
    guess = [known.parameters(features_of(stored(k), known.shape)) for k in range(len(VALUES))]
    r = dict(zip(NAMES, correlations(np.array(guess), VALUES), strict=True))
    for name in ("face shape", "eye size", "mouth width", "lower lip", "nose length"):
        assert r[name] > 0.75, (name, r[name])
    assert r["jaw width"] > 0.6
    assert np.mean(list(r.values())) > 0.7


def test_features_do_not_change_with_place_size_and_turn_in_the_picture():
    known = calibration()
    face = stored(0)
    turn = np.array([[np.cos(0.4), np.sin(0.4)], [-np.sin(0.4), np.cos(0.4)]])
    moved = replace(face, points=1.7 * face.points @ turn + [30, -12])
    np.testing.assert_allclose(
        features_of(face, known.shape), features_of(moved, known.shape), atol=1e-6
    )


@pytest.mark.parametrize("yaw", [-25, 10, 25])
def test_a_turned_face_is_seen_from_the_front(yaw):
    shape = calibration().shape
    c, s = np.cos(np.radians(yaw)), np.sin(np.radians(yaw))
    turn = np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])
    points = 90 * (shape @ turn.T)[:, :2] + [250, 260]
    pose = estimated(points, shape)
    assert pose.yaw == pytest.approx(yaw, abs=0.5)
    np.testing.assert_allclose(level(frontal(points, shape, pose)), level(shape[:, :2]), atol=1e-3)


def test_a_few_wrong_points_hardly_turn_the_pose():
    shape = calibration().shape
    points = 90 * shape[:, :2] + [250, 260]
    points[:40] += 60
    pose = estimated(points, shape)
    assert abs(pose.yaw) < 3
    assert abs(pose.roll) < 2


def test_the_pose_of_stored_faces_follows_their_yaw():
    shape = calibration().shape
    found = np.array([estimated(stored(k).points, shape).yaw for k in range(len(VALUES))])
    true = np.array([row["yaw"] for row in STORED["faces"]])
    assert abs(np.corrcoef(found, true)[0, 1]) > 0.9


def test_what_a_fit_has_not_seen_it_cannot_know():
    rng = np.random.default_rng(0)
    values = rng.normal(size=(120, 3))
    features = np.c_[values @ rng.normal(size=(3, 12)) + 0.1 * rng.normal(size=(120, 12))]
    assert correlations(held_out([Block(features=features)], values), values).min() > 0.95
    noise = Block(features=rng.normal(size=features.shape))
    assert correlations(held_out([noise], values), values).max() < 0.4


def test_blocks_of_any_size_have_the_same_say():
    rng = np.random.default_rng(0)
    values = rng.normal(size=(200, 2))
    known = values + 0.1 * rng.normal(size=values.shape)
    blocks = [Block(features=known), Block(features=1e6 * rng.normal(size=(200, 5)))]
    assert correlations(held_out(blocks, values), values).min() > 0.9


def test_applied_parameters_are_bounded_and_valid():
    low, high = bounds()
    for values in (low * 3, high * 3):
        spec = applied(AvatarSpec(look="human"), values)
        assert max(map(abs, spec.sliders.values())) <= 1
        assert spec == applied(AvatarSpec(look="human"), np.clip(values, low, high))


def test_a_photo_becomes_a_spec_that_keeps_the_consent(photo):
    made = fit_photo(photo, CONSENT, landmarks=Found(stored(1)), kind="render", seed=4)
    again = fit_photo(photo, CONSENT, landmarks=Found(stored(1)), kind="render", seed=4)
    assert made.spec == again.spec
    assert made.spec.seed == 4
    assert made.spec.provenance["subject"] == "no one"
    assert len(made.spec.provenance["photo_sha256"]) == 64
    assert set(NAMES) < set(made.confidence)
    assert all(0 <= v <= 1 for v in made.confidence.values())


def test_different_faces_become_different_specs(photo):
    a, b = (fit_photo(photo, CONSENT, landmarks=Found(stored(k))).spec for k in (0, 1))
    assert a.sliders != b.sliders


def test_the_base_keeps_what_a_photo_does_not_tell(photo):
    base = AvatarSpec(look="film", outfit={"style": "suit"}, body={"age": 44, "height_m": 1.8})
    made = fit_photo(photo, CONSENT, landmarks=Found(stored(0)), base=base).spec
    assert (made.look, made.outfit.style, made.body.age) == ("film", "suit", 44)


@pytest.mark.parametrize("consent", [None, Consent(subject="", statement="yes"),
                                     Consent(subject="Li Na", statement="  ")])  # fmt: skip
def test_without_consent_nothing_is_read(consent, tmp_path):
    with pytest.raises(TrustError, match=r'--consent "TEXT"') as caught:
        fit_photo(tmp_path / "missing.jpg", consent, landmarks=FakeLandmarks())
    assert "\n" not in str(caught.value)


def test_faces_that_cannot_be_used_are_refused(photo):
    face = stored(0)
    small = replace(face, points=face.points * 0.15)
    shape = calibration().shape
    c, s = np.cos(1.0), np.sin(1.0)
    aside = shape @ np.array([[c, 0, -s], [0, 1, 0], [s, 0, c]])
    profile = replace(face, points=90 * aside[:, :2] + [250, 250])
    scattered = np.random.default_rng(0).uniform(100, 400, (478, 2))
    cases = (
        ((), "no face"),
        ((face, small), "2 faces"),
        ((small,), "only"),
        ((profile,), "turned"),
        ((replace(face, points=scattered),), "do not form"),
    )
    for faces, told in cases:
        with pytest.raises(InputError, match=told):
            fit_photo(photo, CONSENT, landmarks=Found(*faces))
    with pytest.raises(InputError, match="no face 3"):
        fit_photo(photo, CONSENT, landmarks=Found(face, small), choose=3)


def test_the_largest_of_several_faces_can_be_chosen(photo):
    face = stored(0)
    other = replace(stored(1), points=stored(1).points * 0.5)
    made = fit_photo(photo, CONSENT, landmarks=Found(other, face), choose=1)
    assert made.landmarks is face


def test_a_photo_that_lies_on_its_side_is_turned(photo):
    class Upright:
        name = "upright"

        def detect(self, picture):
            return (stored(0),) if picture[0, 0, 0] == 255 else ()

    pixels = np.array(Image.open(photo))
    pixels[0, -1] = 255
    Image.fromarray(pixels).save(photo)
    assert fit_photo(photo, CONSENT, landmarks=Upright()).spec.sliders


def test_points_by_hand_lead_to_nearly_the_same_face(photo):
    known = calibration()
    apart, far = [], []
    for k in range(len(VALUES)):
        face = stored(k)
        given = {name: tuple(face.points[at]) for name, at in NAMED.items()}
        (found,) = ManualLandmarks(given).detect(np.zeros((512, 512, 3), np.uint8))
        unit = np.linalg.norm(face.points[468] - face.points[473])
        apart.append(np.median(np.linalg.norm(found.points - face.points, axis=1)) / unit)
        mean = level(known.shape[:, :2]) - level(face.points)
        far.append(np.median(np.linalg.norm(mean, axis=1)))
        assert found.confidence < 1
    assert np.mean(apart) < 0.06
    assert np.mean(apart) < 0.7 * np.mean(far)


def test_points_by_hand_must_be_points_of_a_face():
    eyes = {"left_eye": (300, 200), "right_eye": (200, 200)}
    lower = {"mouth_left": (280, 300), "mouth_right": (220, 300), "chin": (250, 360)}
    for points, told in (
        (eyes, "missing: mouth_left"),
        (eyes | lower | {"lefteye": (1, 1)}, "left_eye"),
        (eyes | lower | {"chin": (float("nan"), 3)}, "pair of pixels"),
        (eyes | lower | {"chin": "low"}, "pair of pixels"),
        (eyes | lower | {"right_eye": (299, 200)}, "less than 8 pixels"),
    ):
        with pytest.raises(InputError, match=told):
            ManualLandmarks(points)
    with pytest.raises(InputError, match="outside"):
        ManualLandmarks(eyes | lower).detect(np.zeros((200, 200, 3), np.uint8))


def test_a_file_of_landmarks_is_read(tmp_path, photo):
    face = stored(2)
    path = tmp_path / "face.json"
    doubled = (2 * face.points).tolist()
    path.write_text(json.dumps({"points": doubled, "width": 1024, "height": 1024}))
    (found,) = FileLandmarks(path).detect(np.zeros((512, 512, 3), np.uint8))
    np.testing.assert_allclose(found.points, face.points)
    named = {name: face.points[at].tolist() for name, at in NAMED.items()}
    path.write_text(json.dumps(named))
    assert fit_photo(photo, CONSENT, landmarks=FileLandmarks(path)).spec.sliders


@pytest.mark.parametrize("text", ["", "[1, 2]", '{"points": [[1, 2]]}', '{"points": 5}',
                                  '{"width": 0, "points": []}', '{"faces": 3}',
                                  '{"left_eye": "x"}', '{"points": [[1e9, 1]]}'])  # fmt: skip
def test_a_bad_file_of_landmarks_is_told_in_one_line(tmp_path, text):
    path = tmp_path / "face.json"
    path.write_text(text)
    with pytest.raises(InputError) as caught:
        FileLandmarks(path).detect(np.zeros((512, 512, 3), np.uint8))
    assert "\n" not in str(caught.value)


def test_the_registry_has_the_detectors(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    assert {"mediapipe", "file", "fake"} <= set(registry.names("landmarks"))
    picture = np.random.default_rng(0).integers(0, 255, (200, 240, 3), dtype=np.uint8)
    fake = registry.get("landmarks", "fake")
    (a,), (b,) = fake.detect(picture), fake.detect(picture[:, ::-1].copy())
    assert not np.array_equal(a.points, b.points)
    np.testing.assert_array_equal(a.points, fake.detect(picture)[0].points)
    assert fake.detect(np.zeros((64, 64, 3), np.uint8)) == ()


def test_without_mediapipe_the_message_says_how_to_do_without(monkeypatch, photo):
    monkeypatch.delenv(VARIABLE, raising=False)
    with pytest.raises(EngineUnavailable, match=VARIABLE) as caught:
        fit_photo(photo, CONSENT)
    assert "--landmarks" in str(caught.value) and "studio" in str(caught.value)
    with pytest.raises(EngineUnavailable, match="no program"):
        MediapipeLandmarks("/no/such/python").detect(np.zeros((64, 64, 3), np.uint8))


@pytest.mark.parametrize(
    ("answer", "error", "told"),
    [
        ('{"faces": []}', None, ""),
        (
            '{"error": "ModuleNotFoundError: No module named mediapipe"}',
            EngineUnavailable,
            "No mod",
        ),
        ('{"error": "ValueError: bad"}', EngineFailed, "ValueError"),
        ("nonsense", EngineFailed, "no answer"),
    ],
)
def test_the_other_interpreter_answers_in_json(tmp_path, answer, error, told):
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\necho '{answer}'\necho '{answer}'\ncat > /dev/null\n")
    python.chmod(0o755)
    engine = MediapipeLandmarks(str(python))
    picture = np.zeros((32, 32, 3), np.uint8)
    if error is None:
        assert engine.detect(picture) == ()
    else:
        with pytest.raises(error, match=told):
            engine.detect(picture)


def test_the_pipeline_takes_points_and_writes_the_consent(tmp_path, photo):
    from pipelines.avatar import make
    from pipelines.avatar_photo import from_photo

    path = tmp_path / "face.json"
    path.write_text(json.dumps({"points": stored(0).points.tolist()}))
    with pytest.raises(TrustError):
        from_photo(photo, landmarks=path)
    spec = from_photo(photo, consent="no one: drawn", date="2026-03-01", landmarks=path, seed=2)
    made = make(spec, tmp_path / "out")
    values = json.loads((made.folder / "consent.json").read_text())
    assert (values["subject"], values["date"]) == ("no one", "2026-03-01")
    assert not list(made.folder.glob("*.jpg"))


def test_points_are_marked_on_the_photo_as_it_is_measured(photo):
    from io import BytesIO

    from PIL import Image

    from pipelines.avatar_photo import from_photo, upright

    points = {name: tuple(stored(0).points[index]) for name, index in NAMED.items()}
    picture = Image.open(BytesIO(upright(photo)))
    assert picture.size == (stored(0).width, stored(0).height)
    spec = from_photo(photo, consent="no one: drawn", landmarks=points)
    assert spec.provenance["subject"] == "no one" and spec.look == "human"
    with pytest.raises(InputError, match="missing: chin"):
        from_photo(
            photo, consent="no one", landmarks={k: v for k, v in points.items() if k != "chin"}
        )


def test_a_face_is_followed_through_a_film_in_one_interpreter(tmp_path):
    import sys

    points = np.c_[stored(0).points, np.zeros(478)].tolist()
    python, log = tmp_path / "python", tmp_path / "log"
    python.write_text(
        f"#!{sys.executable}\nimport json, sys\n"
        f"open({str(log)!r}, 'a').write(' '.join(sys.argv[4:]) + '\\n')\n"
        "n = 0\n"
        "while head := sys.stdin.buffer.readline():\n"
        "    height, width = map(int, head.split())\n"
        "    sys.stdin.buffer.read(3 * height * width)\n"
        f"    print(json.dumps({{'faces': [{points}] if n != 1 else []}}), flush=True)\n"
        "    n += 1\n"
    )
    python.chmod(0o755)
    frames = [np.zeros((512, 512, 3), np.uint8)] * 3
    faces = list(MediapipeLandmarks(str(python)).track(frames))
    assert [face is None for face in faces] == [False, True, False]
    np.testing.assert_allclose(faces[0].points, stored(0).points, atol=1e-3)
    assert log.read_text() == "film\n"


def test_a_task_file_is_handed_on_and_checked(tmp_path):
    import zipfile

    task, python = tmp_path / "face.task", tmp_path / "python"
    python.write_text('#!/bin/sh\necho "{\\"error\\": \\"$4 $5\\"}"\ncat > /dev/null\n')
    python.chmod(0o755)
    with pytest.raises(EngineUnavailable, match="no face landmarker"):
        MediapipeLandmarks(str(python), task=tmp_path / "none.task").detect(
            np.zeros((32, 32, 3), np.uint8)
        )
    with zipfile.ZipFile(task, "w") as pack:
        pack.writestr("face_detector.tflite", b"model")
    engine = MediapipeLandmarks(str(python), task=task)
    with pytest.raises(EngineFailed, match=r"--task .*face\.task"):
        engine.detect(np.zeros((32, 32, 3), np.uint8))
    assert engine.fingerprint != MediapipeLandmarks(str(python)).fingerprint


def test_a_face_found_on_its_side_is_looked_for_again_upright(photo):
    upright = stored(1)
    x, y = upright.points.T
    lying = replace(upright, points=np.c_[511 - y, x])

    class Turning:
        name = fingerprint = "turning"

        def __init__(self):
            self.seen = []

        def detect(self, picture):
            self.seen.append(picture)
            return (lying if len(self.seen) == 1 else upright,)

    engine = Turning()
    made = fit_photo(photo, CONSENT, landmarks=engine)
    np.testing.assert_array_equal(np.rot90(engine.seen[0]), engine.seen[1])
    np.testing.assert_allclose(made.landmarks.points, upright.points)
