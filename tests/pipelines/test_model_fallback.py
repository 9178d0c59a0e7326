"""Engines that fail, cost or translate: what stands in, what is told, what is asked only once."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import pytest

from aigc.errors import ConfigError, EngineFailed, EngineUnavailable, OutOfMemory, TrustError
from aigc.image.painting.fake import FakePictures
from aigc.notices import noticing
from aigc.store import Store
from aigc.types.usage import Usage
from aigc.video.filming.fake import FakeFilms
from pipelines import article_to_video as video
from pipelines import song
from pipelines.delivery import load_script, save_script
from pipelines.fallback import attempted, shown
from pipelines.record import provenance
from pipelines.speaking import settled
from pipelines.voice_file import named
from tests.chat_server import chat_server
from tests.chat_writing import written_by_rule
from tests.contracts.test_prompts import by_rule

EMBEDDED = {"fallback": "embedded"}


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr("pipelines.illustrating.SCALE", Fraction(1, 12))
    monkeypatch.setattr("pipelines.filming.LONGEST_SIDE_PX", 96)


@pytest.fixture
def source(examples):
    return examples / "en" / "article.md"


@pytest.fixture
def config(quick) -> video.Config:
    return quick.model_copy(update={"writer": "extractive", "seconds": 20.0})


def failing(*_arguments, **_options):
    raise OutOfMemory("The device has not memory enough.")


def drafted(source, config, store):
    article = video.read(source, config, store=store)
    return video.direct(article, video.write(article, config, store=store), config, store=store)


@pytest.mark.enable_socket
def test_the_embedded_writer_stands_in_and_the_record_says_so(source, config, store, tmp_path):
    down = "openai:m?url=http://127.0.0.1:9/v1&retries=0"
    asked = config.model_copy(update={"writer": down, **EMBEDDED})
    record = provenance(drafted(source, asked, store))
    assert record.more["author"] == "extractive"
    (note,) = [one for one in record.notes if "openai:m" in one]
    assert "the article's own sentences" in note and "cannot be reached" in note
    with pytest.raises(EngineUnavailable, match="cannot be reached"):
        video.run(source, tmp_path / "b", asked.model_copy(update={"fallback": "stop"}),
                  store=store)  # fmt: skip
    assert not (tmp_path / "b").exists()


def test_pictures_that_cannot_be_painted_are_designed(source, config, store, monkeypatch):
    monkeypatch.setattr(FakePictures, "paint", failing)
    plain = drafted(source, config, store)
    asked = config.model_copy(update={"images": "fake", **EMBEDDED})
    draft = drafted(source, asked, store)
    assert draft.storyboard == plain.storyboard and draft.made == ()
    assert any("designed without painted" in note for note in draft.article.notes)
    with pytest.raises(OutOfMemory):
        drafted(source, asked.model_copy(update={"fallback": "stop"}), store)


def test_films_that_were_made_stay_where_a_later_one_fails(source, config, store, monkeypatch):
    own, made = FakeFilms.film, []

    def once(self, *arguments, **options):
        if made:
            failing()
        made.append(1)
        return own(self, *arguments, **options)

    monkeypatch.setattr(FakeFilms, "film", once)
    draft = drafted(source, config.model_copy(update={"clips": "fake", **EMBEDDED}), store)
    assert [one.asset.media_type for one in draft.made] == ["video/mp4"]
    assert any("without films" in note for note in draft.article.notes)


def test_a_matcher_that_fails_leaves_it_to_the_words(source, config, store, monkeypatch):
    monkeypatch.setattr("aigc.image.matching.fake.FakeMatcher.likeness", failing)
    draft = drafted(source, config.model_copy(update={"matcher": "fake", **EMBEDDED}), store)
    assert draft.storyboard == drafted(source, config, store).storyboard
    assert any("words alone" in note for note in draft.article.notes)


def test_what_is_forbidden_never_falls_back():
    def forbidden():
        raise TrustError("no")

    with pytest.raises(TrustError):
        attempted(forbidden, lambda: 1, fallback="embedded", what="It", instead="so")
    with noticing() as told:
        assert attempted(failing, lambda: 1, fallback="embedded", what="It", instead="so x") == 1
    assert told == ["It could not be used, so x (The device has not memory enough.)"]


def test_a_translator_says_the_script_in_the_other_language(source, config, store, monkeypatch):
    asked = config.model_copy(update={"lang": "zh", "translator": "fake"})
    article = video.read(source, asked, store=store)
    script = video.write(article, asked, store=store)
    assert script.language == "zh" and article.language == "en"
    assert all(line.text[0] in "甲乙丙丁戊己庚辛" and line.sources for line in script.lines)
    draft = video.direct(article, script, asked, store=store)
    assert draft.narration.language == "zh"
    assert abs(draft.narration.duration + Fraction(1) - 20) <= 4
    monkeypatch.setattr("aigc.text.translation.fake.FakeTranslator.translate", failing)
    assert video.write(article, asked, store=store).lines == script.lines
    other = Store(store.root / "other")
    with pytest.raises(OutOfMemory):
        video.write(article, asked, store=other)
    stays = video.write(article, asked.model_copy(update=EMBEDDED), store=other)
    assert stays.language == "en" and "stays in the language" in stays.notes[0]


@pytest.mark.enable_socket
def test_a_model_is_paid_once_and_the_record_counts(source, config, store):
    def answer(body):
        wants = body["response_format"]["json_schema"]["schema"]["properties"]
        return by_rule(body) if "look" in wants else written_by_rule(body)

    with chat_server() as server:
        server.answer = answer
        writer = f"openai:good?url={server.url}&price_in=1000&price_out=1000"
        asked = config.model_copy(update={"writer": writer, "images": "fake", "seconds": 16.0})
        drafts = [drafted(source, asked, store)]
        calls = len(server.bodies)
        drafts.append(drafted(source, asked, store))
        assert len(server.bodies) == calls >= 2
    first, again = (provenance(draft) for draft in drafts)
    assert first == again and drafts[0].made
    assert first.more["usage"]["calls"] == calls and first.more["usage"]["cost"] > 0
    assert first.more["author"] == "openai:good"
    assert drafts[0].usage.calls == 1 and drafts[0].script.usage.calls == calls - 1


def test_scripts_from_before_still_load(source, config, store, tmp_path):
    article = video.read(source, config, store=store)
    script = replace(video.write(article, config, store=store), usage=Usage(calls=1))
    save_script(script, tmp_path / "script.json")
    assert load_script(tmp_path / "script.json").usage == Usage(calls=1)
    old = json.loads((tmp_path / "script.json").read_text(encoding="utf-8"))
    for name in ("author", "usage", "notes"):
        del old[name]
    (tmp_path / "old.json").write_text(json.dumps(old), encoding="utf-8")
    assert load_script(tmp_path / "old.json").lines == script.lines


@pytest.mark.parametrize(
    ("voice", "meant"),
    [
        ("transformers:/models/x", ("transformers", "/models/x")),
        ("onnx:amy.onnx?noise=0", ("onnx?noise=0", "amy.onnx")),
        ("espeak:female", ("espeak", "female")),
        ("nobody:female", ("house", "nobody:female")),
        ("female", ("house", "female")),
        ("", ("house", "")),
    ],
)
def test_a_voice_may_name_its_engine(voice, meant):
    assert named("speech", "house", voice) == meant
    config = settled(video.Config(voice=voice, speech="house"))
    assert (config.speech, config.voice) == meant


def test_engine_and_voice_speak_and_sing_together(source, config, store):
    asked = video.Config(**{**config.model_dump(exclude={"speech"}), "voice": "fake:nobody"})
    with pytest.raises(ConfigError, match="fake has no voice 'nobody'"):
        drafted(source, asked, store)
    silent = song.Config(voice="fake:low")
    engine, voice = song.singer_of(None, silent)
    assert (engine.name, voice) == ("fake", "low")


def test_secrets_are_not_shown():
    assert shown("x:m?api_key=1&token=2&steps=3") == "x:m?steps=3"
    assert shown("x:m?password=1") == "x:m"


def test_a_failing_writer_of_our_own_is_not_asked_twice(source, config, store, monkeypatch):
    calls = []

    def broken(self, *_, **__):
        calls.append(1)
        raise EngineFailed("No line is supported.")

    monkeypatch.setattr("aigc.text.script.extractive.ExtractiveWriter.write", broken)
    with pytest.raises(EngineFailed):
        drafted(source, config.model_copy(update=EMBEDDED), store)
    assert calls == [1]
