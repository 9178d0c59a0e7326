// Draws the editor of lyrics from the traits of its model, and tells the kernel what was asked.

const SAID = {
  zh: {
    lyrics: "歌词", undo: "撤销", redo: "重做", write: "围绕锁定重写", all: "整首重写", copy: "复制", copied: "已复制",
    earlier: "上一首", later: "下一首", lyric: "第 {n} 首", line: "第 {n} 行", reroll: "重写这一行",
    hold: "锁定这一行", loose: "放开这一行", same: "＝ 第 {n} 行", total: "总分", busy: "正在写…",
    fits: "守格", broken: "{n} 处不合", keywords: "关键词", locked: "锁定", fixed: "格式规定",
    unkept: "守格之后才有流畅分和总分。", unmeasured: "引擎无法给出流畅分。",
    rhyme: "韵 {n}", unrhymed: "不押韵", strong: "重读", weak: "轻读", tongue: "English",
    hint: "点击或回车：锁定 · 直接输入：换字并锁定 · 退格：换这一格 · 方向键：移动 · Ctrl+Z：撤销",
    score: {fluency: "流畅", integrity: "断句", singability: "可唱", rhyme: "押韵", keyword: "关键词",
      novelty: "新意", variety: "变化", longest_run: "最长相同"},
  },
  en: {
    lyrics: "Lyrics", undo: "Undo", redo: "Redo", write: "Write anew around the locks", all: "Reroll all", copy: "Copy",
    copied: "Copied", earlier: "Previous", later: "Next", lyric: "Lyric {n}", line: "Line {n}",
    reroll: "Reroll this line", hold: "Lock this line", loose: "Unlock this line",
    same: "= line {n}", total: "Total", busy: "Writing…", fits: "Keeps its form",
    broken: "{n} against the form", keywords: "Keywords", locked: "locked", fixed: "set by the form",
    unkept: "Fluency and total come once it keeps the form.",
    unmeasured: "The engine cannot measure its fluency.",
    rhyme: "rhyme {n}", unrhymed: "must not rhyme", strong: "stressed", weak: "unstressed",
    tongue: "中文",
    hint: "Click or Enter: lock · type: change and lock · Backspace: another word here · "
      + "arrows: move · Ctrl+Z: undo",
    score: {fluency: "Fluency", integrity: "Integrity", singability: "Singability", rhyme: "Rhyme",
      keyword: "Keywords", novelty: "Novelty", variety: "Variety", longest_run: "Longest run"},
  },
};
const ASPECTS = ["fluency", "integrity", "singability", "rhyme", "keyword", "variety", "novelty"];
const FLUENT = 4;
const MOST_TOLD = 4;
const NOTES = ["C", "C♯", "D", "E♭", "E", "F", "F♯", "G", "A♭", "A", "B♭", "B"];
const ICONS = {
  undo: "M7 5 3 9l4 4M3 9h7a4 4 0 0 1 0 8H7", redo: "M13 5l4 4-4 4M17 9h-7a4 4 0 0 0 0 8h3",
  earlier: "M12 4l-6 6 6 6", later: "M8 4l6 6-6 6",
  reroll: "M16 8a6 6 0 1 0 0 4M16 4v4h-4", hold: "M5 9h10v8H5zM7 9V6a3 3 0 0 1 6 0v3",
};
const HAN = /\p{Script=Han}+/u;

function node(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value != null) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(svg.namespaceURI, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

function button(key, label, {mark = null, text = label, ...attributes} = {}) {
  const made = node("button", {type: "button", "data-key": key, title: label,
    "aria-label": label, ...attributes});
  made.append(mark ? icon(mark) : text);
  return made;
}

const filled = (text, n) => text.replace("{n}", n);
const sized = (number) => String(Math.round(number * 100) / 100);

function hues(template) {
  const found = new Map();
  for (const line of template.lines) {
    for (const {rhyme} of line.cells) {
      if (rhyme && rhyme !== "x" && !found.has(rhyme)) found.set(rhyme, found.size * 137.5 % 360);
    }
  }
  return found;
}

function beats(value) {
  const [over, under = 1] = String(value ?? 0).split("/").map(Number);
  return over / under;
}

// What all cells of one drawing share: the form, the lyric, its locks and the words of the page.
function shown(model) {
  const template = model.get("template");
  const lyric = model.get("candidates")[model.get("chosen")];
  const pitches = template.lines.flatMap((l) => l.cells.flatMap((c) => c.pitches ?? []));
  return {
    template, lyric, tongue: model.get("tongue"), said: SAID[model.get("tongue")], hues: hues(template),
    locks: new Set(model.get("locks").map(String)), english: template.language === "en",
    lowest: Math.min(...pitches), highest: Math.max(...pitches),
    wrong: new Map([...lyric.misfits, ...lyric.faults].map((f) => [`${f.line},${f.cell}`, f])),
    faulty: new Set(lyric.faults.map((f) => `${f.line},${f.cell}`)),
  };
}

function described(page, cell, place, locked) {
  const {said} = page;
  return [
    place.map((n) => n + 1).join(":"),
    cell.rhyme && (cell.rhyme === "x" ? said.unrhymed : filled(said.rhyme, cell.rhyme)),
    cell.tone || said[cell.stress], cell.lock ? said.fixed : locked && said.locked,
    (cell.pitches ?? []).map((p) => `${NOTES[p % 12]}${Math.floor(p / 12) - 1}`).join(" "),
    page.wrong.get(String(place))?.[page.tongue],
  ].filter(Boolean).join(" · ");
}

function melody(page, cells) {
  const span = Math.max(page.highest - page.lowest, 1);
  const notes = cells.flatMap((c) => (c.pitches ?? []).map((pitch) => {
    const height = (pitch - page.lowest) / span;
    const length = (beats(c.beats) || 1) / c.pitches.length;
    return node("i", {style: `bottom:${Math.round(height * 82)}%;flex:${length}`});
  }));
  return notes.length ? node("span", {class: "melody", "aria-hidden": "true"}, ...notes) : null;
}

function cellBox(page, [text, first, length], number) {
  const cells = page.template.lines[number].cells.slice(first, first + length);
  const place = [number, first];
  const fixed = cells.some((c) => c.lock);
  const locked = page.locks.has(String(place));
  const places = cells.map((_, k) => `${number},${first + k}`);
  const wrong = places.some((p) => page.wrong.has(p));
  const hue = cells.map((c) => page.hues.get(c.rhyme)).find((h) => h !== undefined);
  const about = cells.map((c, k) => described(page, c, [number, first + k], locked)).join("\n");
  const input = node("input", {
    value: text, "data-key": `cell ${place}`, "data-line": number, "data-cell": first,
    title: about, "aria-label": `${text}, ${about}`, readonly: fixed, tabindex: "-1",
    autocomplete: "off", autocapitalize: "off", spellcheck: "false",
    style: page.english ? `width:${Math.max(text.length + 1, 2.4 * length)}ch` : null,
    "aria-invalid": String(places.some((p) => page.faulty.has(p))),
  });
  const tones = cells.map((c) => c.tone || {strong: "–", weak: "˘"}[c.stress] || "").join(" ");
  const rhyme = cells.map((c) => c.rhyme).filter(Boolean).join("");
  const kinds = ["cell", locked && "locked", fixed && "fixed", wrong && "wrong",
    hue !== undefined && "rhymed"].filter(Boolean);
  const box = node("span", {class: kinds.join(" "),
    style: hue === undefined ? null : `--hue:${Math.round(hue)}`}, melody(page, cells), input,
    node("small", {"aria-hidden": "true"}, node("span", {}, tones), node("b", {}, rhyme)));
  const mark = cells[cells.length - 1].mark;
  return mark ? [box, node("span", {class: "mark"}, mark)] : [box];
}

function lineRow(page, words, number) {
  const {said, template} = page;
  const line = template.lines[number];
  const name = filled(said.line, number + 1);
  const all = words.every(([, cell]) => page.locks.has(`${number},${cell}`));
  const repeats = line.repeats ?? null;
  const buttons = repeats === null ? [
    button(`hold ${number}`, `${name}: ${all ? said.loose : said.hold}`,
      {mark: "hold", "aria-pressed": String(all)}),
    button(`reroll ${number}`, `${name}: ${said.reroll}`, {mark: "reroll"}),
  ] : [node("em", {}, filled(said.same, repeats + 1))];
  const ends = page.lyric.faults.find((f) => f.line === number && f.cell === null);
  return node("div", {class: "line", role: "group", "aria-label": name},
    node("span", {class: "number"}, number + 1),
    node("span", {class: "cells"}, ...words.flatMap((word) => cellBox(page, word, number))),
    node("span", {class: "tools"}, ...buttons),
    ends ? node("span", {class: "fault"}, ends[page.tongue]) : null);
}

function sheet(page) {
  const rows = [];
  page.lyric.words.forEach((words, number) => {
    const line = page.template.lines[number];
    const opens = number === 0 || (page.template.lines[number - 1].stanza ?? 0) !== (line.stanza ?? 0);
    if (opens) rows.push(node("h4", {class: number ? "gap" : ""}, line.part ?? ""));
    rows.push(lineRow(page, words, number));
  });
  const first = rows.flatMap((row) => [...row.querySelectorAll("input")])[0];
  if (first) first.tabIndex = 0;
  return node("div", {class: "sheet"}, ...rows);
}

// A total without fluency cannot be compared with others.
function isWhole(score) {
  return "total" in score && "fluency" in score;
}

function scoreBars(page) {
  const {score, faults, misfits} = page.lyric;
  const rows = ASPECTS.filter((name) => name in score).map((name) => {
    const share = name === "fluency" ? 100 * Math.exp(Math.min(score[name], 0) / FLUENT) : score[name];
    const run = name === "novelty" && score.longest_run
      ? ` · ${page.said.score.longest_run} ${score.longest_run}` : "";
    return node("div", {class: "bar"}, node("span", {}, page.said.score[name]),
      node("span", {class: "track", role: "meter", "aria-valuemin": 0, "aria-valuemax": 100,
        "aria-valuenow": Math.round(share), "aria-label": page.said.score[name],
        style: `--share:${share}%`}),
      node("span", {}, sized(score[name]) + run));
  });
  const verdict = faults.length ? filled(page.said.broken, faults.length) : page.said.fits;
  const lack = faults.length ? page.said.unkept : page.said.unmeasured;
  return node("aside", {},
    node("p", {class: "total"}, page.said.total, node("b", {}, isWhole(score) ? score.total.toFixed(1) : "–")),
    isWhole(score) ? null : node("p", {class: "lack"}, lack),
    ...rows, node("p", {class: faults.length ? "verdict bad" : "verdict"}, verdict),
    ...faults.slice(0, MOST_TOLD).map((f) => node("p", {class: "fault"}, f[page.tongue])),
    ...misfits.slice(0, MOST_TOLD).map((f) => node("p", {class: "misfit"}, f[page.tongue])));
}

function pager(model, page) {
  const chosen = model.get("chosen");
  const all = model.get("candidates");
  const chips = all.map((lyric, n) => {
    const total = isWhole(lyric.score) ? lyric.score.total.toFixed(0) : "–";
    const chip = button(`choose ${n}`, filled(page.said.lyric, n + 1),
      {text: n + 1, class: "chip", "aria-pressed": String(n === chosen)});
    chip.append(node("b", {}, total));
    return chip;
  });
  return node("nav", {}, button(`earlier ${chosen - 1}`, page.said.earlier, {mark: "earlier", disabled: chosen === 0}),
    ...chips,
    button(`later ${chosen + 1}`, page.said.later, {mark: "later", disabled: chosen === all.length - 1}));
}

function head(model, page) {
  const {template, said} = page;
  const keywords = (template.keywords ?? []).map((k) => k.text).join("、");
  const facts = [template.book, keywords && `${said.keywords}: ${keywords}`].filter(Boolean);
  return node("header", {},
    node("strong", {}, template.name || said.lyrics), node("span", {class: "faint"}, facts.join(" · ")),
    node("span", {class: "tools"},
      button("undo", said.undo, {mark: "undo", disabled: !model.get("can_undo")}),
      button("redo", said.redo, {mark: "redo", disabled: !model.get("can_redo")}),
      button("copy", said.copy), button("tongue", said.tongue, {lang: said === SAID.zh ? "en" : "zh"})));
}

function foot(model, page) {
  const held = model.get("locks").length > 0;
  const share = Math.round(100 * model.get("share"));
  return node("footer", {},
    button("all", page.said.all), button("write", page.said.write, {disabled: !held}),
    node("span", {role: "status"}, model.get("busy") ? `${page.said.busy} ${share} %` : ""),
    node("p", {class: "faint"}, page.said.hint));
}

function draw(model, root) {
  const page = shown(model);
  const key = root.getRootNode().activeElement?.dataset?.key;
  const problem = model.get("problem");
  root.lang = model.get("tongue");
  root.classList.toggle("busy", model.get("busy"));
  root.classList.toggle("english", page.english);
  root.setAttribute("aria-busy", String(model.get("busy")));
  root.replaceChildren(head(model, page), pager(model, page),
    node("p", {class: "problem", role: "alert", hidden: !problem}, problem),
    node("div", {class: "desk"}, sheet(page), scoreBars(page)), foot(model, page));
  const again = key && root.querySelector(`[data-key="${key}"]`);
  if (again) focusOn(root, again);
}

function focusOn(root, target) {
  if (target.matches("input")) {
    root.querySelectorAll("input").forEach((input) => { input.tabIndex = -1; });
    target.tabIndex = 0;
    target.focus();
    target.select();
  } else target.focus();
}

function neighbour(root, input, key) {
  const rows = [...root.querySelectorAll(".line")].map((row) => [...row.querySelectorAll("input")]);
  const y = rows.findIndex((row) => row.includes(input));
  const x = rows[y].indexOf(input);
  if (key === "ArrowLeft") return rows[y][x - 1] ?? rows[y - 1]?.at(-1);
  if (key === "ArrowRight") return rows[y][x + 1] ?? rows[y + 1]?.[0];
  if (key === "Home") return rows[y][0];
  if (key === "End") return rows[y].at(-1);
  const row = rows[y + (key === "ArrowUp" ? -1 : 1)];
  return row?.[Math.min(x, row.length - 1)];
}

const MOVES = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"]);
const place = (input) => [Number(input.dataset.line), Number(input.dataset.cell)];
const changed = (input) => input.value.trim() !== input.defaultValue;

// What a key does in a cell; tells whether the page should not do more with it.
function pressed(event, root, send) {
  const input = event.target;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !changed(input)) {
    send({do: event.shiftKey ? "redo" : "undo"});
  } else if (event.ctrlKey || event.metaKey || event.altKey) return false;
  else if (MOVES.has(event.key) && !changed(input)) {
    const next = neighbour(root, input, event.key);
    if (next) focusOn(root, next);
  } else if (event.key === "Enter" || (event.key === " " && !changed(input))) {
    if (changed(input)) typed(input, root, send);
    else if (!input.readOnly) send({do: "lock", cells: [place(input)]});
  } else if (event.key === "Escape") input.value = input.defaultValue;
  else if (event.key === "Backspace" && !changed(input)) {
    if (!input.readOnly) send({do: "cell", cells: [place(input)]});
  } else return false;
  return true;
}

// Sends what was typed into a cell: Chinese at once, an English word when it is done.
function typed(input, root, send, inserted = null) {
  const english = root.classList.contains("english");
  const fresh = inserted ?? input.value.replace(input.defaultValue, "");
  const text = english ? input.value.trim() : fresh.match(HAN)?.[0];
  const asked = changed(input) && text && text !== input.defaultValue;
  input.value = input.defaultValue;
  input.select();
  if (asked) send({do: "put", cells: [place(input)], text});
}

function act(key, model, root, send) {
  const [name, at] = key.split(" ");
  const number = Number(at);
  if (name === "hold") {
    const inputs = [...root.querySelectorAll(`input[data-line="${number}"]`)];
    send({do: "lock", cells: inputs.filter((i) => !i.readOnly).map(place)});
  } else if (name === "reroll") send({do: "reroll", lines: [number]});
  else if (name === "all") send({do: "reroll", lines: []});
  else if (["choose", "earlier", "later"].includes(name)) send({do: "choose", lyric: number});
  else if (name === "copy") {
    const text = model.get("candidates")[model.get("chosen")].lines.join("\n");
    copied(text, root).then(() => {
      const told = root.querySelector('[data-key="copy"]');
      told.textContent = SAID[model.get("tongue")].copied;
      told.setAttribute("aria-label", told.textContent);
    });
  } else if (name === "tongue") {
    model.set("tongue", model.get("tongue") === "zh" ? "en" : "zh");
    model.save_changes();
  } else send({do: name});
}

// Undo works from the buttons too; what a notebook would do with a key is kept from it.
function onButton(event, send) {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") {
    send({do: event.shiftKey ? "redo" : "undo"});
    event.preventDefault();
  }
  if (event.key !== "Tab" && !(event.key === "Enter" && event.shiftKey)) event.stopPropagation();
}

// Copies text, also where a page that is not secure has no clipboard.
async function copied(text, root) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const box = root.appendChild(document.createElement("textarea"));
    box.value = text;
    box.select();
    document.execCommand("copy");
    box.remove();
  }
}

function listen(model, root, send, late) {
  root.addEventListener("click", (event) => {
    const target = event.target.closest("button");
    if (target && !target.disabled) act(target.dataset.key, model, root, send);
    else if (event.target.matches("input") && !event.target.readOnly && !changed(event.target)) {
      send({do: "lock", cells: [place(event.target)]});
    }
  });
  root.addEventListener("focusin", (event) => {
    if (event.target.matches("input")) event.target.select();
  });
  root.addEventListener("keydown", (event) => {
    if (event.target.matches("button")) return onButton(event, send);
    // Where a composition ends before its last key is told, 229 tells that the key was of it.
    if (!event.target.matches("input") || event.isComposing || event.keyCode === 229) return;
    if (pressed(event, root, send)) event.preventDefault();
    if (event.key !== "Tab" && !(event.key === "Enter" && event.shiftKey)) event.stopPropagation();
  });
  root.addEventListener("input", (event) => {
    if (!event.isComposing && !root.classList.contains("english")) typed(event.target, root, send, event.data);
  });
  root.addEventListener("compositionend", (event) => typed(event.target, root, send, event.data));
  root.addEventListener("focusout", (event) => {
    if (!event.target.isConnected || !event.target.matches("input")) return;
    if (changed(event.target)) typed(event.target, root, send);
    late();
  });
}

function render({model, el}) {
  const root = node("div", {class: "aigc-lyrics"});
  el.append(root);
  let [waiting, stale] = [false, false];
  const halfTyped = () => {
    const active = root.getRootNode().activeElement;
    return root.contains(active) && active.matches("input") && changed(active);
  };
  // Several traits change at once: draw them once, and never away from under what is being typed.
  const redraw = () => {
    if (waiting) return;
    waiting = true;
    queueMicrotask(() => {
      waiting = false;
      stale = halfTyped();
      if (!stale) draw(model, root);
    });
  };
  const send = (message) => { if (!model.get("busy")) model.send(message); };
  listen(model, root, send, () => { if (stale) redraw(); });
  model.on("change", redraw);
  draw(model, root);
  return () => model.off("change", redraw);
}

export default {render};
