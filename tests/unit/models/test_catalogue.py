"""The catalogue keeps its word: every entry can be asked for and stands under a known licence."""

from __future__ import annotations

import importlib.util
import re
from inspect import signature
from pathlib import Path

import pytest

from aigc import registry
from aigc.errors import InputError
from aigc.models import catalogue
from aigc.models.catalogue import Entry, bare, entries, find, licences, repository_of, serving

SPDX = {"Apache-2.0", "MIT", "CC-BY-4.0", "CC-BY-NC-4.0"}
LANGUAGES = {"zh", "en"}


def ids(entry: Entry) -> str:
    return entry.repository


@pytest.mark.parametrize("entry", entries(), ids=ids)
def test_every_model_serves_engines_that_are_there(entry):
    for capability in entry.serves:
        assert entry.engine in registry.names(capability), capability
    assert entry.licence in licences()
    assert set(entry.languages) <= LANGUAGES
    assert re.search(r"[\u4e00-\u9fff]", entry.chinese)
    assert entry.english.isascii() and entry.english.endswith(".")
    assert entry.source.startswith("https://")


@pytest.mark.parametrize("entry", entries(), ids=ids)
def test_every_engine_takes_the_options_of_its_models(entry):
    for capability in entry.serves:
        target = registry.names(capability)[entry.engine]
        if importlib.util.find_spec(target.partition(":")[0]) is None:
            continue
        takes = signature(registry.load(target)).parameters.values()
        if any(one.kind is one.VAR_KEYWORD for one in takes):
            made = registry.get(capability, entry.reference)
            assert entry.repository in made.fingerprint


@pytest.mark.parametrize("entry", entries(), ids=ids)
def test_every_kind_is_one_that_the_installed_libraries_read(entry):
    # read as files: importing the libraries takes longer than all other tests of this file
    if entry.engine == "diffusers":
        names = library("diffusers").read_text(encoding="utf-8")
        assert f'"{entry.kind}"' in names
    elif entry.kind != "onnx":
        assert (library("transformers").parent / "models" / entry.kind).is_dir()


def library(name):
    return Path(importlib.util.find_spec(name).origin)


def test_no_model_and_no_licence_stands_there_twice():
    names = [one.repository.lower() for one in entries()]
    assert len(set(names)) == len(names) >= 30
    told = [name for one in licences().values() for name in one.hub]
    assert len(set(told)) == len(told)


def test_models_of_one_capability_stand_together():
    first = [one.serves[0] for one in entries()]
    assert [c for k, c in enumerate(first) if k == 0 or first[k - 1] != c] == list(
        dict.fromkeys(first)
    )


@pytest.mark.parametrize("licence", licences().values(), ids=lambda one: one.id)
def test_every_licence_has_an_identifier_and_terms(licence):
    assert licence.id in SPDX or licence.id.startswith("LicenseRef-")
    assert licence.link.startswith("https://")
    assert re.search(r"[\u4e00-\u9fff]", licence.chinese)
    assert any(one.licence == licence.id for one in entries())


@pytest.mark.parametrize(
    ("reference", "name"),
    [
        ("Qwen/Qwen3-8B", "Qwen/Qwen3-8B"),
        ("transformers:Qwen/Qwen3-8B?temperature=0.2", "Qwen/Qwen3-8B"),
        ("qwen/qwen3-8b", "Qwen/Qwen3-8B"),
        ("some/other", "some/other"),
    ],
)
def test_a_model_is_found_however_it_is_written(reference, name):
    assert repository_of(reference) == name
    assert (find(reference) is None) == (name == "some/other")


@pytest.mark.parametrize("wrong", ["whisper", "", "a/b/c", "./folder", "https://x/y"])
def test_what_is_no_name_of_the_hub_is_refused(wrong):
    with pytest.raises(InputError, match="owner/name"):
        repository_of(wrong)


def test_a_folder_stays_a_path_whatever_stands_in_it(tmp_path):
    odd = tmp_path / "a:b?c"
    odd.mkdir()
    assert bare(str(odd)) == str(odd)
    assert bare(f"diffusers:{tmp_path}/x?steps=3") == f"{tmp_path}/x"


def test_models_are_listed_by_what_they_serve():
    assert all("music" in one.serves for one in serving("music"))
    assert {one.engine for one in serving("translation", "seq2seq")} == {"seq2seq"}
    with pytest.raises(InputError, match="pictures"):
        serving("picture")


def test_the_catalogue_of_a_broken_copy_is_told(monkeypatch, tmp_path):
    from aigc.errors import AssetError

    monkeypatch.setattr(catalogue, "files", lambda _: tmp_path)
    catalogue._data.cache_clear()
    try:
        with pytest.raises(AssetError, match="catalogue of models"):
            catalogue._data()
    finally:
        catalogue._data.cache_clear()
