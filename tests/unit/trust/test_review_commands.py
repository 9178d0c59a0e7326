"""`aigc review` from the command line."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from aigc.commands.review import app
from aigc.errors import TrustError
from aigc.store import file_sha256
from aigc.trust.gate.later import again
from aigc.trust.gate.sealing import seal
from aigc.trust.policy import Policy
from aigc.trust.provenance.licences import Obligations
from aigc.trust.provenance.log import Log
from aigc.trust.review.book import Later
from aigc.trust.review.reviews import opened
from aigc.types.provenance import Provenance
from aigc.types.review import Exhibit
from aigc.types.verdict import Finding


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("AIGC_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("AIGC_TRUST", str(tmp_path / "trust"))

    def invoke(*words):
        return CliRunner().invoke(app, list(words), catch_exceptions=False)

    return invoke


def brought(tmp_path, text, **more):
    box = tmp_path / f"box of {text}"
    box.mkdir()
    (box / "lyrics.txt").write_text(text)
    made = Provenance(pipeline="lyrics", version="1", title=text)
    seal(box, made, Policy(), Obligations())
    found = Finding(category="claims", decision="review", words=text, place="line 1")
    return opened().submit(
        box, tmp_path / "out" / text, Exhibit(title=text, pipeline="lyrics", findings=(found,)),
        decision="review", creator="li", policy=Policy(), **more,
    )  # fmt: skip


def test_cases_are_listed_shown_answered_and_counted(run, tmp_path):
    assert "Nothing waits" in run("list").stdout
    one, two, three = (brought(tmp_path, text).id for text in ("first", "second", "third"))
    listed = json.loads(run("list", "--json").stdout)
    assert next((e["case"]["id"], e["title"]) for e in listed) == (one, "first")
    shown = json.loads(run("show", one, "--json").stdout)
    assert shown["files"] == ["lyrics.txt", "manifest.json"]
    assert shown["exhibit"]["findings"][0]["words"] == "first"
    assert "claims" in run("show", one).stdout
    assert "yours until" in run("claim", one, "--as", "wang").stdout
    assert "out/first" in run("approve", one[:6], "--as", "wang").stdout.replace("\n", "")
    assert "rejected" in run("reject", two, "--reason", "no", "--as", "wang").stdout
    told = run("request-changes", three, "--reason", "a source", "--as", "wang").stdout
    assert "changes requested" in told
    assert "first" in run("list", "--all").stdout
    figures = json.loads(run("audit", "--json").stdout)
    assert (figures["published"], figures["rejected"], figures["drawn"]) == (1, 1, 0)
    assert (tmp_path / "out" / "first" / "lyrics.txt").read_text().startswith("first")
    (entry,) = Log(tmp_path / "store").find("file", file_sha256(tmp_path / "out/first/lyrics.txt"))
    assert (entry.told["approved_by"], entry.told["asked_by"]) == ("wang", "li")


def test_what_one_refuses_does_not_keep_the_others(run, tmp_path):
    one = brought(tmp_path, "first").id
    with pytest.raises(TrustError, match="no case 'zz'"):
        run("approve", "zz", one, "--as", "wang")
    assert (tmp_path / "out" / "first").exists()
    with pytest.raises(TrustError, match="needs a reason"):
        run("reject", brought(tmp_path, "second").id, "--as", "wang")


def test_what_a_batch_publishes_stays_with_it(run, tmp_path):
    batch = str(tmp_path / "my batch")
    one = brought(tmp_path, "first", later=Later(batch=batch, job="a", asset="p1")).id
    told = run("approve", one, "--as", "wang").stdout.replace("\n", "")
    assert f"its batch publishes it, by itself while it runs, or else after: {again(batch)}" in told
    assert again(batch) == f"aigc batch retry '{batch}' --cause review"
    assert not (tmp_path / "out" / "first").exists()
    assert opened().book.entry(one).case.state == "approved"
    assert "Nothing waits" in run("list").stdout
