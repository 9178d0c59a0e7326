"""The page of engines: its views and actions, and the page in a browser if there is one."""

from __future__ import annotations

import re
import shutil
from urllib.parse import urlsplit

import pytest
import torch
from playwright.sync_api import expect

from aigc import registry
from aigc.app.engines import views, wiring, words
from aigc.app.engines.page import capabilities
from aigc.app.words import TONGUES
from aigc.device.place import Device
from aigc.device.shelf import Shelf
from aigc.models.catalogue import entries
from aigc.models.engines import engines, needs_of
from tests.app.browser import WAIT_MS, chromium

HAN = re.compile("[\u4e00-\u9fff]")
SMALL = Device(kind="cuda", name="Small <GPU>", memory_bytes=2 * 2**30)
CPU = Device(kind="cpu", name="CPU", memory_bytes=8 * 2**30)


@pytest.fixture
def bare(monkeypatch):
    """No variable of this machine names a model or a server."""
    for one in (n for c in registry.BUILT_IN for n in registry.BUILT_IN[c]):
        for capability in registry.BUILT_IN:
            for variable in needs_of(capability, one).variables:
                monkeypatch.delenv(variable, raising=False)


def test_every_engine_of_ours_is_told_in_chinese():
    ours = {f"{c}.{n}" for c, table in registry.BUILT_IN.items() for n in table if n != "fake"}
    assert ours == set(words.PURPOSES)
    assert {f"of.{c}" for c in registry.BUILT_IN} <= set(words.SAID)


@pytest.mark.parametrize("tongue", TONGUES)
def test_the_list_names_every_engine_but_those_of_tests(tongue, bare):
    page = views.engines("", tongue)
    for one in engines():
        assert (f"<b>{one.name}</b>" in page) == (one.name != "fake")
    assert page.count("<section>") == len(registry.BUILT_IN)
    assert bool(HAN.search(page)) == (tongue == "zh")


@pytest.mark.parametrize("capability", registry.BUILT_IN)
def test_what_an_engine_lacks_is_told_in_chinese(capability, bare):
    page = re.sub(r"<code>.*?</code>|data-copy=\"[^\"]*\"", "", views.engines(capability, "zh"))
    told = re.findall(r'class="tag warn">还差 (.*?)</span>|<p>(.*?)</p>', page)
    assert all(HAN.search("".join(one)) for one in told)


def test_one_capability_is_listed_alone(bare):
    page = views.engines("pictures", "en")
    assert page.count("<section>") == 1 and "Painted pictures" in page
    assert "needs a model" in page and "aigc models fetch" in page


@pytest.mark.parametrize("tongue", TONGUES)
def test_models_tell_their_licence_and_what_they_need(tongue):
    page = views.models(entries(), frozenset(), (CPU,), tongue)
    assert page.count("<article>") == len(entries())
    for one in entries():
        assert one.repository in page
        assert (one.chinese if tongue == "zh" else one.english.split("'")[0]) in page
    assert bool(HAN.search(page)) == (tongue == "zh")


def test_a_model_is_chosen_where_it_lies_and_fetched_where_not():
    one = next(one for one in entries() if one.gpu_gb and one.gpu_gb > 2)
    away = views.models([one], frozenset(), (), "en")
    here = views.models([one], frozenset({one.repository}), (), "en")
    assert f"aigc models fetch {one.repository}" in away and "on this machine" not in away
    assert "on this machine" in here and "aigc models fetch" not in here
    assert "too large" not in away and "too large" in views.models(
        [one], frozenset(), (SMALL,), "en"
    )
    assert views.models([], frozenset(), (), "zh") == "<p>这一类还没有</p>"


def test_memory_shows_what_lies_there_and_is_emptied():
    shelf = Shelf(SMALL, budget_bytes=2**30)
    with shelf.lend("a", lambda: torch.nn.Linear(2**18, 256, bias=False), label="<b>whisper"):
        used = views.devices([shelf], "en")
        assert "&lt;b&gt;whisper" in used and "in use" in used and "Small &lt;GPU&gt;" in used
        assert "Models may take 1.0 GiB and take 0.2 GiB" in used
    assert "idle for" in views.devices([shelf], "en")
    assert shelf.clear() == 1 and "没有模型" in views.devices([shelf], "zh")


def test_without_torch_the_page_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(wiring, "find_spec", lambda name: None)
    assert "pip install" in wiring.memory("zh") and wiring.at_hand() == ()


def test_capabilities_are_named_in_both_languages():
    for tongue in TONGUES:
        shown = capabilities(tongue)
        assert [name for _, name in shown] == ["all", *registry.BUILT_IN]
        assert len({label for label, _ in shown}) == len(shown)


@pytest.mark.studio
@pytest.mark.enable_socket
@pytest.mark.skipif(shutil.which("chromium") is None, reason="no Chromium on this machine")
def test_engines_in_chromium(studio):
    hosts: set[str] = set()
    with chromium() as page:
        page.on("request", lambda r: hosts.add(urlsplit(r.url).hostname or ""))
        page.goto(f"{studio}/engines?lang=zh")
        expect(page.locator(".device")).to_be_visible(timeout=WAIT_MS)
        assert page.locator(".rooms section").count() == len(registry.BUILT_IN)
        assert page.locator(".models article").count() == len(entries())
        page.locator("#capability label", has_text="生成图片").click()
        expect(page.locator(".rooms section")).to_have_count(1, timeout=WAIT_MS)
        page.locator("#clear").click()
        expect(page.locator(".dock.good")).to_be_visible(timeout=WAIT_MS)
        assert "没有闲置的模型" in page.locator(".dock").inner_text()
        page.locator("[data-tongue=en]").click()
        expect(page.locator(".mast[data-lang=en]")).to_be_visible(timeout=WAIT_MS)
        expect(page.locator(".rooms h3")).to_have_text("Painted pictures", timeout=WAIT_MS)
        assert not HAN.search(page.locator("#bench").inner_text())
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert hosts <= {"127.0.0.1", ""}
