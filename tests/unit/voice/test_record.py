"""A voice tells whose it is, or is refused."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigc import weights
from aigc.errors import InputError, TrustError
from aigc.types.voice import Voice
from aigc.voice.record import (
    Consent,
    Revocation,
    Source,
    Speaker,
    VoiceRecord,
    as_metadata,
    house_record,
    read_record,
    read_record_file,
    record_in,
    require_record,
    voice_rows,
    write_record,
    write_record_file,
)

CONSENT = Consent(
    basis="written consent", given="2024-05", scope=("speak", "sing"), proof="consent/lin.pdf"
)
LIN = Speaker(
    id="lin", label="Lin", gender="female", languages=("zh",), person="Lin", consent=CONSENT
)
RECORD = VoiceRecord(
    voice="studio",
    version="2.1",
    speakers=(LIN,),
    licence="CC-BY-4.0",
    attribution="Voice: Lin",
    sources=(Source(title="Sessions", licence="LicenseRef-Studio"),),
    training="Two hours of sentences.",
)


SILENT = LIN.model_copy(update={"consent": None})


def but(**changes):
    return RECORD.model_copy(update=changes)


def agreed(**changes):
    return LIN.model_copy(update={"consent": CONSENT.model_copy(update=changes)})


def told(**changes):
    return json.dumps(RECORD.model_dump(mode="json", exclude_none=True) | changes)


def test_a_whole_record_is_let_through():
    assert require_record(RECORD, voice="studio") is RECORD
    assert require_record(RECORD, voice="studio", uses=("speak", "sing")) is RECORD


@pytest.mark.parametrize(
    ("record", "message"),
    [
        (None, "'studio' has no record .* Add a JSON record with 'voice'"),
        (but(licence=""), "not complete. Add 'licence', an SPDX identifier"),
        (but(attribution=""), "Add 'attribution', which CC-BY-4.0 asks for"),
        (
            but(speakers=(SILENT,)),
            "Add 'consent' of the speaker 'lin' with 'basis', 'scope' and 'proof'",
        ),
        (
            but(speakers=(agreed(scope=()),)),
            "Add 'scope' to the consent of the speaker 'lin'",
        ),
        (
            but(licence="", speakers=(SILENT,)),
            "'licence'.*; 'consent' of",
        ),
        (
            but(revoked=Revocation(day="2026-01-02", reason="the speaker asked for it")),
            "withdrawn on 2026-01-02: the speaker asked for it",
        ),
        (but(revoked=Revocation(day="", reason="no consent")), "withdrawn: no consent"),
    ],
)  # fmt: skip
def test_a_voice_without_record_consent_or_licence_is_refused(record, message):
    with pytest.raises(TrustError, match=message):
        require_record(record, voice="studio")


def test_one_speaker_without_consent_is_enough_to_refuse():
    other = LIN.model_copy(update={"id": "wu", "consent": None})
    with pytest.raises(TrustError, match="'wu'"):
        require_record(but(speakers=(LIN, other)), voice="studio")


def test_a_use_outside_of_the_consent_is_refused():
    with pytest.raises(
        TrustError, match="may not be used to earn money: Lin agreed to speak, sing"
    ):
        require_record(RECORD, voice="studio", uses=("speak", "commercial"))
    record = but(licence="CC-BY-NC-4.0", speakers=(agreed(scope=("commercial",)),))
    with pytest.raises(TrustError, match="its licence is CC-BY-NC"):
        require_record(record, voice="studio", uses=("commercial",))


def test_a_record_comes_back_from_json_file_and_weights(tmp_path):
    assert read_record(write_record(RECORD)) == RECORD
    write_record_file(RECORD, tmp_path / "record.json")
    assert read_record_file(tmp_path / "record.json") == RECORD
    assert [p.name for p in tmp_path.iterdir()] == ["record.json"]
    path = tmp_path / "voice.safetensors"
    weights.write(path, {"a": np.zeros((2, 2), np.float32)}, {"kind": "x"} | as_metadata(RECORD))
    assert record_in(weights.read(path)[1]) == RECORD
    assert record_in({"kind": "x"}) is None


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=20)


@given(
    st.builds(
        VoiceRecord,
        voice=st.just("v"),
        version=st.text("0123456789.", min_size=1, max_size=8),
        licence=st.sampled_from(["", "MIT", "CC-BY-SA-3.0", "LicenseRef-Own"]),
        attribution=WORDS,
        training=WORDS,
        speakers=st.just((LIN,)),
        revoked=st.one_of(st.none(), st.just(Revocation(day="2025", reason="asked"))),
    )
)
def test_any_record_comes_back(record):
    assert read_record(write_record(record)) == record
    assert record_in(as_metadata(record)) == record


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "wrong at the whole"),
        ("[]", "wrong at the whole"),
        ("{}", "wrong at voice: the field is missing. Add it"),
        (told(licence="CC BY-SA 3.0"), "licence: 'CC BY-SA 3.0' is no SPDX .* CC-BY-SA-3.0"),
        (told(licence="LicenseRef-"), "no SPDX identifier"),
        (told(licences="MIT"), "licences: there is no such field. Did you mean licence"),
        (told(speakers=[]), "wrong at speakers: Tuple should have at least 1 item"),
        (told(voice="../x"), "wrong at voice: .* not '../x'"),
        (told(revoked={"day": "yesterday", "reason": "x"}), "revoked.day"),
        (told(revoked={"day": "2026-13", "reason": "x"}), "revoked.day"),
        (told(revoked={"day": "2026"}), "revoked.reason: the field is missing"),
        (told(speakers=[LIN.model_dump(mode="json")] * 2), "two speakers are called 'lin'"),
        (
            told(speakers=[LIN.model_dump(mode="json") | {"consent": {"basis": "found it"}}]),
            "speakers.0.consent.basis: Input should be .* not 'found it'",
        ),
        (told(speakers=[LIN.model_dump(mode="json") | {"gender": "x"}]), "speakers.0.gender"),
        (told(sources=[{"title": "t", "licence": ""}]), "sources.0.licence"),
        (" " * 1_000_001, "over a megabyte"),
    ],
)
def test_a_wrong_record_is_refused_with_the_field(text, message):
    with pytest.raises(InputError, match=message):
        read_record(text)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(InputError, match=r"record\.json' cannot be read"):
        read_record_file(tmp_path / "record.json")
    (tmp_path / "bad.json").write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match=r"bad\.json' is wrong at"):
        read_record_file(tmp_path / "bad.json")


def test_the_house_voices_have_their_record():
    record = require_record(house_record(), voice="house", uses=("speak", "sing", "commercial"))
    assert [s.id for s in record.speakers] == ["yue", "chen", "kathleen"]
    assert record.licence == "CC-BY-SA-3.0"
    for name in ("Chen Wang", "Yue Tan (Shtooka, cmn-caen-tan)", "Hugo Lopez", "Kathleen"):
        assert name in record.attribution
    assert all(s.url and s.licence and s.changes for s in record.sources)
    assert all(s.consent and not s.consent.given for s in record.speakers)
    assert read_record(write_record(record)) == record


def test_records_list_their_voices():
    rows = voice_rows([("house", house_record()), ("studio", RECORD)])
    assert [(r.voice, r.engine, r.licence) for r in rows] == [
        ("yue", "house", "CC-BY-SA-3.0"),
        ("chen", "house", "CC-BY-SA-3.0"),
        ("kathleen", "house", "CC-BY-SA-3.0"),
        ("lin", "studio", "CC-BY-4.0"),
    ]
    assert rows[2].languages[0] == "en" and rows[0].gender == "female"
    assert RECORD.voices == (Voice(id="lin", label="Lin", languages=("zh",), gender="female"),)
