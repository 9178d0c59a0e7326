"""Signatures inside files and beside them: trusted as made, and any change or forgery is named."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

from aigc.errors import AssetError, EngineUnavailable, TrustError
from aigc.trust.labels import files as labels
from aigc.trust.provenance import beside, c2pa, keys
from aigc.trust.provenance.claims import Claim, c2pa_manifest, claimed
from aigc.trust.provenance.manifest import parse
from aigc.types.label import AigcRecord
from aigc.types.provenance import Provenance, Use
from tests.unit.trust.label_samples import sample
from tests.unit.trust.provenance_samples import MADE

CLAIM = Claim(provenance=MADE, asset="p1", watermark=42, log="ab:3:cd")
RECORD = AigcRecord.first(producer="house", produce_id="p1")
C2PA_BOX = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
SIGNED = (
    "film.mp4", "fast.mp4", "film.mov", "tone.m4a", "tone.wav", "tone.mp3", "a.png", "a.jpg",
    "lossy.webp", "a.gif", "a.svg",
)  # fmt: skip


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("house")
    keys.make("House", folder)
    return folder


@pytest.fixture(scope="module")
def key(house: Path) -> keys.Key:
    found = keys.current(house)
    assert found
    return found


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> keys.Key:
    folder = tmp_path_factory.mktemp("elsewhere")
    keys.make("House", folder)
    found = keys.current(folder)
    assert found
    return found


def signed(name: str, folder: Path, key: keys.Key) -> Path:
    """Return a file of some kind with label and signature."""
    path = folder / name
    path.write_bytes(sample(name))
    labels.write(path, path, RECORD)
    c2pa.sign(path, path, CLAIM, key)
    return path


@pytest.mark.parametrize("name", SIGNED)
def test_a_signed_file_tells_how_it_came_to_be(
    tmp_path: Path, house: Path, key: keys.Key, name: str
) -> None:
    path = signed(name, tmp_path, key)
    found = c2pa.read(path, keys.anchors(house))
    assert (found.state, found.reasons, found.signer) == ("trusted", (), "House")
    assert found.source_type == "compositeWithTrainedAlgorithmicMedia"
    assert (found.claim["asset"], found.claim["log"]) == ("p1", "ab:3:cd")
    assert parse(found.claim).sources == MADE.sources
    assert labels.read(path) == RECORD
    assert [one.name for one in tmp_path.iterdir()] == [name]
    data = path.read_bytes()
    assert b"s3cret" not in data and b"/home" not in data and b"asked_by" not in data


@pytest.mark.parametrize("name", SIGNED)
def test_a_changed_label_or_content_is_named(
    tmp_path: Path, house: Path, key: keys.Key, name: str
) -> None:
    path = signed(name, tmp_path, key)
    whole, anchors = path.read_bytes(), keys.anchors(house)
    at = whole.index(b"ContentProducer")
    changed = bytearray(whole)
    changed[at + len(b'ContentProducer":"') + 3] ^= 1
    path.write_bytes(changed)
    found = c2pa.read(path, anchors)
    assert found.state == "invalid" and found.reasons


def test_only_the_room_left_for_the_signature_may_change(
    tmp_path: Path, house: Path, key: keys.Key
) -> None:
    path = signed("a.png", tmp_path, key)
    whole, anchors = path.read_bytes(), keys.anchors(house)
    # What the library leaves free behind a signature is zeros, and no part of what it signs.
    free = whole.index(bytes(600))
    end = next(n for n in range(free, len(whole)) if whole[n])
    places = [n for n in range(len(whole)) if not free - 8 <= n < end + 16]
    for place in random.Random(5).sample(places, 40):
        changed = bytearray(whole)
        changed[place] ^= 0x41
        path.write_bytes(changed)
        assert c2pa.read(path, anchors).state in ("invalid", "none"), place


def test_whose_signature_is_trusted(
    tmp_path: Path, house: Path, key: keys.Key, elsewhere: keys.Key
) -> None:
    own, other = signed("a.png", tmp_path, key), tmp_path / "other.png"
    other.write_bytes(sample("a.png"))
    c2pa.sign(other, other, CLAIM, elsewhere)
    forged = c2pa.read(other, keys.anchors(house))
    assert forged.state == "valid" and "untrusted" in forged.reasons[0]
    assert c2pa.read(own, b"").reasons == ("No authority is trusted here.",)
    keys.rotate(house)
    assert c2pa.read(own, keys.anchors(house)).state == "trusted"


def test_a_stripped_file_is_not_signed(tmp_path: Path, house: Path, key: keys.Key) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(sample("a.png"))
    assert c2pa.read(path, keys.anchors(house)).state == "none"
    assert c2pa.read(tmp_path / "a.glb", b"").state == "none"
    with pytest.raises(AssetError, match="cannot be read"):
        c2pa.read(tmp_path / "nothing.png", b"")


def test_an_mp4_keeps_the_signature_in_its_own_box(tmp_path: Path, key: keys.Key) -> None:
    data, at, boxes = signed("film.mp4", tmp_path, key).read_bytes(), 0, []
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        boxes.append((data[at + 4 : at + 8], data[at + 8 : at + 24]))
        at += size
    assert (b"uuid", C2PA_BOX) in boxes and at == len(data)


def test_what_cannot_be_signed_leaves_nothing(tmp_path: Path, key: keys.Key) -> None:
    source = tmp_path / "a.mp4"
    source.write_bytes(b"no film")
    with pytest.raises(TrustError, match=r"a\.mp4 cannot be signed"):
        c2pa.sign(source, tmp_path / "b.mp4", CLAIM, key)
    with pytest.raises(AssetError, match=r"no place .* in \.glb"):
        c2pa.sign(tmp_path / "a.glb", tmp_path / "b.glb", CLAIM, key)
    with pytest.raises(AssetError, match="cannot be read"):
        c2pa.sign(tmp_path / "none.mp4", tmp_path / "b.mp4", CLAIM, key)
    assert [one.name for one in tmp_path.iterdir()] == ["a.mp4"]


def test_without_the_extra_its_name_is_told(
    tmp_path: Path, key: keys.Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "c2pa", None)
    with pytest.raises(EngineUnavailable, match=r"aigc-workbench\[provenance\]"):
        c2pa.sign(tmp_path / "a.png", tmp_path / "b.png", CLAIM, key)


def test_how_synthetic_something_is_stands_in_its_actions() -> None:
    kinds = {"generated": "trainedAlgorithmicMedia", "algorithmic": "algorithmicMedia",
             "composite": "compositeWithTrainedAlgorithmicMedia"}  # fmt: skip
    for synthesis, kind in kinds.items():
        made = replace(MADE, synthesis=synthesis)
        assert claimed(c2pa_manifest(replace(CLAIM, provenance=made)))[1] == kind


def test_a_manifest_tells_ingredients_and_actions() -> None:
    told = c2pa_manifest(CLAIM)
    found = {one["title"]: one for one in told["ingredients"]}
    assert found["coffee.jpg"]["instance_id"] == f"sha256:{'b' * 64}"
    assert found["coffee.jpg"]["description"] == "picture; Rachel Michetti; CC0-1.0"
    kinds = {name: one["relationship"] for name, one in found.items()}
    assert (kinds["bread.md"], kinds["coffee.jpg"]) == ("inputTo", "componentOf")
    (actions,) = (one for one in told["assertions"] if "actions" in one["label"])
    names = [one["action"] for one in actions["data"]["actions"]]
    assert names == ["c2pa.created", "c2pa.placed", "c2pa.edited", "c2pa.watermarked.bound"]
    bare = c2pa_manifest(Claim(provenance=Provenance(pipeline="x", version="1"), asset="1"))
    assert len(bare["assertions"]) == 2 and bare["ingredients"] == []


def pair(folder: Path, key: keys.Key | None) -> tuple[Path, Path]:
    path = folder / "a.glb"
    path.write_bytes(sample("a.glb"))
    beside.write([path], path.with_name("a.manifest.json"), CLAIM, key)
    return path, path.with_name("a.manifest.json")


def test_a_file_beside_is_signed(tmp_path: Path, house: Path, key: keys.Key) -> None:
    path, lies = pair(tmp_path, key)
    found = beside.read(path, keys.anchors(house))
    assert (found.state, found.signer, found.reasons) == ("trusted", "House", ())
    assert found.claim["files"] == {"a.glb": found.claim["files"]["a.glb"]}
    assert found.source_type == "compositeWithTrainedAlgorithmicMedia"
    text = lies.read_text(encoding="utf-8")
    assert "面包" in text and "s3cret" not in text and "/home" not in text and '"li"' not in text


def test_one_file_stands_for_a_folder(tmp_path: Path, house: Path, key: keys.Key) -> None:
    paths = [tmp_path / name for name in ("a.srt", "a.txt")]
    for path in paths:
        path.write_text(path.name)
    beside.write(paths, tmp_path / "manifest.json", CLAIM, key)
    assert [beside.read(one, keys.anchors(house)).state for one in paths] == ["trusted"] * 2
    paths[0].write_text("other")
    found = beside.read(paths[0], keys.anchors(house))
    assert found.state == "invalid" and "a.srt was changed since" in found.reasons[0]
    other = tmp_path / "b.txt"
    other.write_text("x")
    assert "b.txt is not among" in beside.read(other, b"").reasons[0]


def test_a_labelled_manifest_is_signed_as_a_whole(
    tmp_path: Path, house: Path, key: keys.Key
) -> None:
    path, lies = pair(tmp_path, None)
    labels.write(lies, lies, RECORD)
    beside.sign(lies, key)
    anchors = keys.anchors(house)
    assert beside.read(path, anchors).state == beside.read(lies, anchors).state == "trusted"
    assert labels.read(lies) == RECORD
    beside.sign(lies, key)
    assert beside.read(lies, anchors).state == "trusted"
    lies.write_text(lies.read_text(encoding="utf-8").replace('"p1"', '"p2"'), encoding="utf-8")
    assert beside.read(lies, anchors).state == "invalid"


def test_without_a_key_it_is_told_and_not_signed(tmp_path: Path) -> None:
    path, lies = pair(tmp_path, None)
    found = beside.read(path, b"")
    assert found.state == "none" and found.claim["asset"] == "p1"
    lies.unlink()
    assert beside.read(path, b"").claim == {}
    with pytest.raises(AssetError, match="cannot be read"):
        beside.read(tmp_path / "none.glb", b"")


def test_any_word_that_was_changed_beside_is_named(
    tmp_path: Path, house: Path, key: keys.Key
) -> None:
    path, lies = pair(tmp_path, key)
    told, anchors = json.loads(lies.read_text()), keys.anchors(house)
    for name in told:
        forged = told | {name: "x"} if name != "seed" else told | {name: 8}
        lies.write_text(json.dumps(forged))
        assert beside.read(path, anchors).state == "invalid", name
    for text in ("", "[]", "{", "[" * 9999, '{"files": {}}'):
        lies.write_text(text)
        assert beside.read(path, anchors).state == "invalid", text


def test_a_signature_of_others_beside_is_not_trusted(
    tmp_path: Path, house: Path, key: keys.Key, elsewhere: keys.Key
) -> None:
    path, lies = pair(tmp_path, elsewhere)
    found = beside.read(path, keys.anchors(house))
    assert found.state == "valid" and "none of the authorities" in found.reasons[0]
    assert beside.read(path, elsewhere.chain).state == "trusted"
    # Somebody who signs under the certificate of the house has none of its authority.
    told = json.loads(lies.read_text()) | {"certificates": key.chain.decode()}
    lies.write_text(json.dumps(told))
    assert beside.read(path, keys.anchors(house)).state == "invalid"
    borrowed = elsewhere.chain.split(b"-----BEGIN")[1]
    chain = b"-----BEGIN" + borrowed + key.chain
    beside.write([path], lies, CLAIM, replace(elsewhere, chain=chain))
    found = beside.read(path, keys.anchors(house))
    assert found.state == "invalid" and "no chain" in found.reasons[0]


def test_a_model_in_it_is_told_with_its_licence(key: keys.Key) -> None:
    made = replace(MADE, uses=(Use(role="model", name="m", licence="Apache-2.0"),))
    assert parse(Claim(provenance=made, asset="1").told()).uses == made.uses
