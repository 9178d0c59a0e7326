"""What is made asks the book of consents: before the work, at its end, and in every row."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from PIL import Image

from aigc import weights
from aigc.audio import encode_wav
from aigc.avatar.presets import preset
from aigc.avatar.spec import changed
from aigc.avatar.spec import dumps as spec_text
from aigc.batch.folder import BatchFolder
from aigc.batch.ledger import controls
from aigc.batch.ledger.ledger import Ledger
from aigc.batch.manifest.planning import plan
from aigc.batch.work import Bench
from aigc.batch.worker import work
from aigc.consent import Consent
from aigc.errors import InputError, TrustError
from aigc.portrait.fake import FakePortrait
from aigc.store import Store, file_sha256
from aigc.trust.consent.book import FILE, Consents, opened
from aigc.trust.consent.revoking import published
from aigc.trust.provenance.log import Log
from pipelines import avatar, avatar_photo, consenting, origin, portrait
from pipelines.avatar_mirror import mirrored
from tests.tiny.portrait import drawn_face, voice
from tests.unit.trust.consents import digest
from tests.unit.voice.tiny_voice import saved

SAID = "Li Na: this drawing is mine, and I agree."
FAST = {"driver": "fake", "face": "40,34,120,172", "fps": 10, "preset": "preview"}
SHOWN = {"subject": "Li Na", "statement": "Yes.", "photo_sha256": digest("photo")}


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch) -> Store:
    monkeypatch.setenv("AIGC_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("AIGC_TRUST", str(tmp_path / "trust"))
    return Store(tmp_path / "store")


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("project")
    Image.fromarray(drawn_face(201, 241)).save(folder / "photo.png")
    (folder / "said.wav").write_bytes(encode_wav(voice(0.6, level=0.4)))
    return folder


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return saved(tmp_path_factory.mktemp("voice"))


def film(project, store, out, consent=SAID, day="2026-05-01"):
    return portrait.run(
        project / "photo.png", out, portrait.Config(**FAST), audio=project / "said.wav",
        consent=consent, date=day, store=store,
    )  # fmt: skip


def refuse(store, number=0):
    """Revoke the consent that was entered first; return it."""
    book = opened(store.root)
    return book.revoke(book.records()[number].id, "li", "I changed my mind")


def never(*given, **named):
    pytest.fail("was made")


def test_a_film_names_the_consent_that_the_gate_and_the_log_know(project, store, tmp_path):
    made = film(project, store, tmp_path / "out")
    (record,) = Consents(store.root).records()
    assert (record.subject, record.purposes, str(record.valid_from)) == (
        "Li Na", ("portrait",), "2026-05-01"
    )  # fmt: skip
    assert record.evidence == file_sha256(project / "photo.png")
    told = json.loads((made.folder / "manifest.json").read_text("utf-8"))
    assert told["consents"] == [record.id]
    assert {name: one["who"] for name, one in told["people"].items()} == {
        "face": "consented", "voice": "recorded"
    }  # fmt: skip
    Consents(store.root).check(told["consents"])
    (out,) = published(Log(store.root), [record.id])
    assert out.files["film.mp4"] == file_sha256(made.video)
    film(project, store, tmp_path / "again")
    assert Consents(store.root).records() == (record,)


def test_what_was_revoked_is_not_begun(project, store, tmp_path, monkeypatch):
    film(project, store, tmp_path / "out")
    refuse(store)
    monkeypatch.setattr(FakePortrait, "drive", never)
    for consent in (SAID, "Li Na: but now I do.", "Wang: it is me."):
        with pytest.raises(TrustError, match="Li Na revoked the consent"):
            film(project, store, tmp_path / "no", consent)
    assert not (tmp_path / "no").exists()


def test_what_is_revoked_while_it_is_made_does_not_leave(project, store, tmp_path, monkeypatch):
    drive = FakePortrait.drive

    def slow(self, *given, **named):
        for n, frame in enumerate(drive(self, *given, **named)):
            if n == 3:
                refuse(store)
            yield frame

    monkeypatch.setattr(FakePortrait, "drive", slow)
    with pytest.raises(TrustError, match="Li Na revoked the consent"):
        film(project, store, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_consent_that_ended_or_is_for_something_else_is_none(project, store, tmp_path):
    yesterday = date.today() - timedelta(1)
    given = consenting.given_photo(
        file_sha256(project / "photo.png"), Consent.said(SAID), "portrait"
    )
    book = opened(store.root)
    known = book.give(given)
    ended = replace(given, valid_until=yesterday)
    book.give(ended, renew=True)
    with pytest.raises(TrustError, match=f"ended on {yesterday}"):
        film(project, store, tmp_path / "out")
    book.give(replace(given, valid_until=date(2999, 1, 1)), renew=True)
    with pytest.raises(TrustError, match=f"{known.id} of Li Na is for portrait alone"):
        avatar_photo.from_photo(project / "photo.png", consent=SAID)
    tomorrow = (date.today() + timedelta(1)).isoformat()
    with pytest.raises(TrustError, match=f"holds from {tomorrow} on"):
        film(project, store, tmp_path / "out", "Li Na: from tomorrow on.", tomorrow)


def rows(project, *given):
    file = project / "jobs.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([given[0].keys(), *(row.values() for row in given)])
    return file


ROW = {"pipeline": "portrait", "source": "photo.png", "audio": "said.wav", "consent": SAID} | FAST


def test_a_batch_is_refused_whole_before_it_starts(project, store):
    file = rows(project, ROW, ROW | {"consent": "Li Na: I agree with this one."})
    assert len(plan(file, root=project).jobs) == 2
    assert not (store.root / FILE).exists()
    sha = file_sha256(project / "photo.png")
    book = opened(store.root)
    book.give(consenting.given_photo(sha, Consent.said(SAID), "portrait"))
    refuse(store)
    with pytest.raises(InputError, match="Nothing started") as caught:
        plan(file, root=project)
    assert "rows 2-3: column consent: Li Na revoked the consent" in str(caught.value)


def test_a_job_that_waits_fails_at_its_start_and_trust_is_the_cause(project, store, tmp_path):
    jobs = plan(rows(project, ROW), root=project).jobs
    folder = BatchFolder(tmp_path / "batch")
    folder.make()
    ledger = Ledger(folder.ledger)
    controls.enter(ledger, jobs)
    sha = file_sha256(project / "photo.png")
    opened(store.root).give(consenting.given_photo(sha, Consent.said(SAID), "portrait"))
    refuse(store)
    bench = Bench(desk=ledger, folder=folder, store=store, beat_s=0.05)
    work(bench, "w", reserve_bytes=0)
    (row,) = ledger.rows()
    ledger.close()
    assert (row.state, row.cause) == ("failed", "trust")
    assert "Li Na revoked the consent" in row.message
    assert not list((tmp_path / "batch").rglob("film.mp4"))


def test_a_voice_in_a_file_has_its_speakers_behind_it(store, tiny):
    one = consenting.voice("speech", "house", f"{tiny}#kathleen")
    assert (one.who, len(one.consents)) == ("consented", 1)
    every = origin.behind("singing", "house", str(tiny))
    assert len(every.consents) == 3 and set(one.consents) < set(every.consents)
    record = Consents(store.root).find(one.consents[0])
    assert (record.subject, record.kind) == ("Kathleen", "voice")
    assert record.purposes == ("speak", "sing", "commercial")
    assert consenting.consents(one, every) == (
        *one.consents, *(i for i in every.consents if i not in one.consents)
    )  # fmt: skip


def test_a_revoked_voice_is_out_with_another_record_too(store, tiny, tmp_path):
    consenting.voice("speech", "house", str(tiny))
    refuse(store)
    kept, metadata = weights.read(tiny)
    record = json.loads(metadata["aigc.voice.record"])
    for speaker in record["speakers"]:
        speaker["person"] = "Somebody"
    weights.write(
        tmp_path / "other.safetensors", kept, metadata | {"aigc.voice.record": json.dumps(record)}
    )
    for file in (tiny, tmp_path / "other.safetensors"):
        for ask in (consenting.voice, origin.voice):
            with pytest.raises(TrustError, match="revoked the consent"):
                ask("speech", "house", f"{file}#kathleen")


def test_a_batch_asks_for_the_voices_and_characters_of_its_rows(project, store, tiny, tmp_path):
    spec = changed(preset("sakura").spec, provenance=SHOWN)
    (project / "li.json").write_text(spec_text(spec), encoding="utf-8")
    speech = {"pipeline": "speech", "source": "你好。", "voice": f"{tiny}#yue"}
    play = {"pipeline": "avatar", "source": "你好。", "spec": "li.json", "speech": "fake"}
    assert plan(rows(project, speech), root=project).jobs
    assert plan(rows(project, play), root=project).jobs
    consenting.voice("speech", "house", str(tiny))
    consenting.character(SHOWN)
    refuse(store)
    refuse(store, 3)
    for row, column in ((speech, "column voice"), (play, "column spec")):
        with pytest.raises(InputError, match=rf"{column}: .* revoked the consent"):
            plan(rows(project, row), root=project)


def test_a_recording_that_is_gone_on_from_brings_its_consent(store, tmp_path):
    file = tmp_path / "li.wav"
    file.write_bytes(encode_wav(voice(0.5)))
    record = {"subject": "Li Na", "statement": "My voice may read.", "date": "2026-03",
              "uses": ["speak"]}  # fmt: skip
    (tmp_path / "li.consent.json").write_text(json.dumps(record))
    asked = f"transformers:model?prompt={file}"
    (name,) = consenting.voice("speech", asked, "").consents
    known = Consents(store.root).find(name)
    assert (known.evidence, str(known.valid_from)) == (file_sha256(file), "2026-03-01")
    refuse(store)
    (tmp_path / "li.consent.json").write_text(json.dumps(record | {"statement": "It may."}))
    with pytest.raises(TrustError, match="revoked the consent"):
        consenting.voice("speech", asked, "")
    with pytest.raises(TrustError, match="revoked the consent"):
        consenting.recording(file)
    with pytest.raises(TrustError, match="revoked the consent"):
        mirrored(file)


@pytest.mark.parametrize(
    ("role", "asked", "name", "who"),
    [
        ("speech", "house", "", "house"), ("singing", "house", "yue", "house"),
        ("speech", "house", "espeak:female", "synthetic"), ("speech", "fake", "", "synthetic"),
        ("speech", "onnx", "amy.onnx", "licensed"), ("singing", "utau", "bank", "licensed"),
    ],
)  # fmt: skip
def test_a_voice_without_a_consent_says_why_it_needs_none(store, role, asked, name, who):
    found = consenting.voice(role, asked, name)
    assert found == consenting.Behind(who=who)
    told = consenting.people(voice=found)["people"]["voice"]
    assert told["who"] == who and len(told["why"]) > 20
    assert not (store.root / FILE).exists()


def test_a_narration_of_ones_own_is_noted_and_nothing_is_demanded(project, store):
    assert consenting.recording(project / "said.wav") == consenting.Behind(who="recorded")
    assert not (store.root / FILE).exists()


def test_a_character_is_a_fiction_or_names_its_consent(store, tmp_path):
    assert consenting.character(preset("sakura").spec.provenance).who == "fictional"
    assert not (store.root / FILE).exists()
    shown = changed(preset("sakura").spec, provenance=SHOWN)
    made = avatar.make(shown, tmp_path / "li")
    told = json.loads((made.folder / "manifest.json").read_text("utf-8"))
    (record,) = Consents(store.root).records()
    assert (told["people"]["face"]["who"], told["consents"]) == ("consented", [record.id])
    assert record.purposes == ("avatar",)


def test_a_character_of_a_revoked_photo_is_not_made(store, tmp_path, monkeypatch):
    spec = changed(preset("sakura").spec, provenance=SHOWN)
    consenting.character(spec.provenance)
    refuse(store)
    monkeypatch.setattr("aigc.avatar.build.build", never)
    with pytest.raises(TrustError, match="revoked the consent"):
        avatar.make(spec, tmp_path / "out")
    for told in ({"photo_sha256": digest("photo")}, SHOWN | {"statement": " "}):
        with pytest.raises(TrustError, match="needs that person's consent"):
            avatar.make(changed(spec, provenance=told), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_photo_is_not_even_read_once_it_was_revoked(project, store, monkeypatch):
    consent = Consent.said(SAID)
    consenting.photo(file_sha256(project / "photo.png"), consent, "avatar")
    refuse(store)
    monkeypatch.setattr("aigc.avatar.photo.fit.read_photo", never)
    with pytest.raises(TrustError, match="revoked the consent"):
        avatar_photo.from_photo(project / "photo.png", consent="Wang: this is me.")
