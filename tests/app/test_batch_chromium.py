"""The page of batches in a real Chromium: a table is checked, run, left, and found again."""

from __future__ import annotations

import re
import shutil
import zipfile
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.app.browser import WAIT_MS, chromium

HAN = re.compile("[\u4e00-\u9fff]")
BAD = "name,source,seconds,colour\na,some text,soon,red\n"
PRODUCTS = "product,price,stock\n<b>Tea</b>,29,4\nCup,89,7\n"
GOOD = "name,source,pipeline,seconds,trouble\none,a text,fake,0.1,none\ntwo,b text,fake,0.1,input\n"


def spoken(page: Page, tongue: str) -> None:
    expect(page.locator(f".mast[data-lang={tongue}]")).to_be_visible(timeout=WAIT_MS)


def give(page: Page, file) -> None:
    page.locator("#upload input[type=file]").set_input_files(file)
    expect(page.locator("#upload")).to_contain_text(file.stem, timeout=WAIT_MS)
    page.locator("[data-do=check]").click()


def downloaded(page: Page, button: str) -> str:
    with page.expect_download(timeout=WAIT_MS) as waiting:
        page.locator(button).click()
    return waiting.value.path().read_text(encoding="utf-8-sig")


def see_what_is_wrong(page: Page, url: str, file) -> None:
    page.goto(f"{url}/batch?lang=zh")
    spoken(page, "zh")
    page.locator("[data-do=check]").click()
    expect(page.locator(".dock.bad")).to_contain_text("还没有表格", timeout=WAIT_MS)
    give(page, file)
    expect(page.locator(".plan.faulty tbody tr")).to_have_count(2, timeout=WAIT_MS)
    assert "没有这个选项" in page.locator(".plan.faulty").inner_text()
    assert downloaded(page, "[data-template=csv]").startswith("name,source,seconds")


def fill_in_a_text(page: Page, url: str, file) -> None:
    page.goto(f"{url}/batch?lang=en")
    spoken(page, "en")
    page.locator("#upload input[type=file]").set_input_files(file)
    page.locator(".brief summary").click()
    expect(page.locator("[data-column=product]")).to_be_visible(timeout=WAIT_MS)
    page.locator(".brief textarea").fill("The ")
    page.locator("[data-column=product]").click()
    page.keyboard.type(" costs {prize}.")
    expect(page.locator(".sample pre")).to_have_text("The <b>Tea</b> costs {prize}.")
    expect(page.locator(".sample p")).to_contain_text("No such column: prize")
    page.locator("[data-tongue=zh]").click()
    spoken(page, "zh")
    expect(page.locator(".sample p")).to_contain_text("没有这一列：prize", timeout=WAIT_MS)
    page.locator(".brief textarea").fill("这款{product}只要{price}元。")
    expect(page.locator(".sample p")).to_contain_text("没用到：stock")
    page.locator("[data-do=check]").click()
    expect(page.locator(".plan tbody")).to_contain_text("这款Cup只要89元。", timeout=WAIT_MS)
    with page.expect_download(timeout=WAIT_MS) as waiting:
        page.locator("[data-example]").click()
    page.locator("#upload [aria-label=Clear]").click()
    example = file.with_name("products.zip")
    waiting.value.save_as(example)
    page.locator("#upload input[type=file]").set_input_files(example)
    expect(page.locator(".came")).to_contain_text("product_zh.yaml", timeout=WAIT_MS)
    assert not page.locator("select[name=pipeline]").is_visible()


def run_a_table(page: Page, url: str, file) -> None:
    page.goto(f"{url}/batch?lang=en")
    spoken(page, "en")
    page.locator("[name=seconds]").fill("12")
    give(page, file)
    expect(page.locator("#planned [data-do=start]")).to_be_visible(timeout=WAIT_MS)
    page.locator("[data-tongue=zh]").click()
    spoken(page, "zh")
    assert page.locator("[name=seconds]").input_value() == "12"
    page.locator("#planned [data-do=start]").click()
    expect(page.locator(".control")).to_be_visible(timeout=WAIT_MS)


def find_it_again(page: Page) -> None:
    page.reload()
    expect(page.locator(".control[data-standing=ended]")).to_be_visible(timeout=WAIT_MS)
    expect(page.locator(".reasons li")).to_have_count(1, timeout=WAIT_MS)
    page.locator("[data-open=one]").click()
    expect(page.locator(".result")).to_contain_text("result.bin", timeout=WAIT_MS)
    with page.expect_download(timeout=WAIT_MS) as waiting:
        page.locator("[data-pack]").click()
    with zipfile.ZipFile(waiting.value.path()) as archive:
        assert archive.namelist() == ["good-1/jobs.csv", "good-1/results/one/result.bin"]
    expect(page.locator(".whole a[download='good-1.zip']")).to_be_visible(timeout=WAIT_MS)
    table = downloaded(page, "[data-give=csv]")
    assert table.startswith("name,row") and "two" in table
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("[data-do=remove]").click()
    expect(page.locator("#planned .empty")).to_be_visible(timeout=WAIT_MS)


@pytest.mark.studio
@pytest.mark.enable_socket
@pytest.mark.skipif(shutil.which("chromium") is None, reason="no Chromium on this machine")
def test_a_batch_in_chromium(studio, tmp_path):
    bad, good, products = (tmp_path / f"{name}.csv" for name in ("bad", "good", "products"))
    bad.write_text(BAD, encoding="utf-8")
    good.write_text(GOOD, encoding="utf-8")
    products.write_text(PRODUCTS, encoding="utf-8")
    hosts: set[str] = set()
    with chromium() as page:
        page.on("request", lambda r: hosts.add(urlsplit(r.url).hostname or ""))
        see_what_is_wrong(page, studio, bad)
        fill_in_a_text(page, studio, products)
        run_a_table(page, studio, good)
        find_it_again(page)
    assert hosts <= {"127.0.0.1", ""}
