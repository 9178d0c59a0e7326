"""`aigc trust consent` from the command line."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from aigc.commands.trust_consent import app
from aigc.errors import InputError, TrustError
from aigc.store import file_sha256
from aigc.trust.consent.book import opened
from aigc.trust.provenance.log import Log
from aigc.trust.provenance.record import record
from aigc.types.provenance import Provenance

ADD = ("add", "--subject", "Li Na", "--statement", "I agree.", "--purposes", "portrait, avatar")


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("AIGC_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("AIGC_TRUST", str(tmp_path / "trust"))
    monkeypatch.setenv("COLUMNS", "200")
    (tmp_path / "photo.jpg").write_bytes(b"photo")

    def invoke(*words):
        return CliRunner().invoke(app, list(map(str, words)), catch_exceptions=False).stdout

    return invoke


@pytest.fixture
def add(run, tmp_path):
    def added(*more):
        return json.loads(run(*ADD, "--evidence", tmp_path / "photo.jpg", "--json", *more))

    return added


def left(tmp_path, consent):
    file = tmp_path / "out" / "film.mp4"
    file.parent.mkdir()
    file.write_bytes(b"film")
    made = Provenance(pipeline="portrait", version="1", title="Hello", consents=(consent,))
    Log().append("published", record(made, {"film.mp4": file_sha256(file)}, asset="a"))
    return file


def test_a_consent_is_added_listed_and_shown(run, add, tmp_path):
    assert "no consents" in run("list")
    told = add("--from", "2026-05", "--until", "2099-12-31", "--as", "wang")
    assert (told["kind"], told["purposes"]) == ("portrait", ["portrait", "avatar"])
    assert (told["valid_from"], told["valid_until"]) == ("2026-05-01", "2099-12-31")
    assert told["evidence"] == file_sha256(tmp_path / "photo.jpg") and told["given_by"] == "wang"
    listed = run("list")
    assert told["id"] in listed and "active" in listed and "2099-12-31" in listed
    assert json.loads(run("list", "--json"))[0] == told
    file = left(tmp_path, told["id"])
    shown = run("show", told["id"][:8])
    assert "I agree." in shown and "film.mp4" in shown and file_sha256(file)[:16] in shown
    shown = json.loads(run("show", told["id"], "--json"))
    assert shown["steps"][0]["by"] == "wang" and shown["published"][0]["title"] == "Hello"


def test_added_again_it_gets_another_end(run, add):
    first = add("--until", "2020-01-01")
    assert "ended" in run("list")
    assert add("--until", "2099-01-01")["id"] == first["id"]
    assert "active" in run("list")
    steps = json.loads(run("show", first["id"], "--json"))["steps"]
    assert [one["did"] for one in steps] == ["given", "changed"]


def test_who_revokes_sees_what_was_published_and_what_waited(run, add, tmp_path):
    name = add()["id"]
    file = left(tmp_path, name)
    told = run("revoke", name[:6], "--reason", "I changed my mind", "--as", "li")
    assert "revoked. Li Na: I changed my mind" in told and "film.mp4" in told and file.exists()
    assert opened().find(name).revoked_by == "li"
    assert "revoked" in run("list")
    told = run("revoke", name, "--reason", "again", "--quarantine", tmp_path / "out")
    assert str(file) in told and "quarantine" in told and not file.exists()
    told = json.loads(run("revoke", name, "--reason", "again", "--json"))
    assert told["record"]["reason"] == "I changed my mind" and told["moved"] == []
    with pytest.raises(TrustError, match="Li Na revoked"):
        add()


def test_nothing_published_is_said(run, add):
    assert "Nothing was published" in run("revoke", add()["id"], "--reason", "no", "--as", "li")


def test_what_is_wrong_is_told(run, add, tmp_path):
    with pytest.raises(InputError, match="no purpose 'dance'"):
        run(*ADD[:-1], "dance", "--evidence", tmp_path / "photo.jpg")
    with pytest.raises(InputError, match=r"'none\.jpg' cannot be read"):
        run(*ADD, "--evidence", tmp_path / "none.jpg")
    with pytest.raises(InputError, match="'soon' is no day"):
        add("--until", "soon")
    with pytest.raises(TrustError, match="The book is empty"):
        run("show", "abc")
    with pytest.raises(TrustError, match="a name and a reason"):
        run("revoke", add()["id"])
