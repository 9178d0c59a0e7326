// Draws what the traits of the model hold. A page is drawn anew and compared with the one that stands.

const ASPECTS = ["fluency", "integrity", "singability", "rhyme", "keyword", "variety", "novelty"];
const FLUENT = 4;
const MOST_TOLD = 4;
const NOTES = ["C", "C♯", "D", "E♭", "E", "F", "F♯", "G", "A♭", "A", "B♭", "B"];
const ICONS = {
  undo: "M7 5 3 9l4 4M3 9h7a4 4 0 0 1 0 8H7", redo: "M13 5l4 4-4 4M17 9h-7a4 4 0 0 0 0 8h3",
  earlier: "M12 4l-6 6 6 6", later: "M8 4l6 6-6 6",
  reroll: "M16 8a6 6 0 1 0 0 4M16 4v4h-4", hold: "M5 9h10v8H5zM7 9V6a3 3 0 0 1 6 0v3",
};

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

// One that is off can have the focus all the same: it may have gone off under it.
function button(key, label, {mark = null, text = label, off = false, ...attributes} = {}) {
  const made = node("button", {type: "button", "data-key": key, title: label,
    "aria-label": label, "aria-disabled": off && "true", ...attributes});
  made.append(mark ? icon(mark) : text);
  return made;
}

const changed = (input) => input.value.trim() !== input.defaultValue;
const filled = (text, n) => text.replace("{n}", n);

function hues(template) {
  const found = new Map();
  for (const line of template.lines) {
    for (const {rhyme} of line.cells) {
      if (rhyme && rhyme !== "x" && !found.has(rhyme)) found.set(rhyme, (260 + found.size * 137.5) % 360);
    }
  }
  return found;
}

function beats(value) {
  const [over, under = 1] = String(value ?? 0).split("/").map(Number);
  return over / under;
}

// For each line the first that has its words.
function rootsOf(template) {
  const roots = [];
  template.lines.forEach(({repeats}, n) => roots.push(repeats == null ? n : roots[repeats]));
  return roots;
}

// What stands in which cell once the kernel has taken what was typed.
function awaited(asks, roots, english) {
  const typed = new Map();
  for (const {cells: [[line, cell]], text} of asks.filter((ask) => ask.do === "put")) {
    (english ? [text] : [...text]).forEach((part, k) => typed.set(`${roots[line]},${cell + k}`, part));
  }
  return typed;
}

// The lines that are being written anew for what was asked.
function rewritten(asks, template, roots, english) {
  const all = template.lines.map((_, n) => n);
  const lines = asks.flatMap((ask) => {
    if (ask.do === "cell" || (english && ask.do === "put")) return [ask.cells[0][0]];
    return ask.do === "write" || ask.lines?.length === 0 ? all : ask.lines ?? [];
  });
  return new Set(lines.map((n) => roots[n]));
}

// What all cells of one drawing share: the form, the lyric, its locks and the words of the page.
function shown(model, {asks, refused, trouble}) {
  const english = model.get("template").language === "en";
  const roots = rootsOf(model.get("template"));
  const template = model.get("template");
  const lyric = model.get("candidates")[model.get("chosen")];
  const pitches = template.lines.flatMap((l) => l.cells.flatMap((c) => c.pitches ?? []));
  return {
    template, lyric, tongue: model.get("tongue"), said: SAID[model.get("tongue")], hues: hues(template),
    english, roots, refused, locks: new Set(model.get("locks").map(String)),
    fixed: new Set(template.lines.flatMap((l, n) => l.cells.flatMap((c, k) => c.lock ? [`${roots[n]},${k}`] : []))),
    typed: awaited(asks, roots, english), writing: rewritten(asks, template, roots, english),
    problem: model.get("problem"), trouble,
    lowest: Math.min(...pitches), highest: Math.max(...pitches),
    wrong: new Map([...lyric.misfits, ...lyric.faults].map((f) => [`${f.line},${f.cell}`, f])),
    faulty: new Set(lyric.faults.map((f) => `${f.line},${f.cell}`)),
  };
}

function described(page, cell, place, {locked, fixed}) {
  const {said} = page;
  return [
    place.map((n) => n + 1).join(":"),
    cell.rhyme && (cell.rhyme === "x" ? said.unrhymed : filled(said.rhyme, cell.rhyme)),
    cell.tone || said[cell.stress], fixed ? said.fixed : locked && said.locked,
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
  const same = cells.map((_, k) => `${page.roots[number]},${first + k}`);
  const fixed = same.some((p) => page.fixed.has(p));
  const locked = !fixed && page.locks.has(same[0]);
  const waits = page.typed.get(same[0]);
  const value = waits ?? text;
  const places = cells.map((_, k) => `${number},${first + k}`);
  const wrong = places.some((p) => page.wrong.has(p));
  const hue = cells.map((c) => page.hues.get(c.rhyme)).find((h) => h !== undefined);
  const about = cells.map((c, k) => described(page, c, [number, first + k], {locked, fixed})).join("\n");
  const input = node("input", {
    value, "data-key": `cell ${place}`, "data-line": number, "data-cell": first,
    title: about, "aria-label": `${value}, ${about}`, readonly: fixed, tabindex: "-1",
    autocomplete: "off", autocapitalize: "off", spellcheck: "false",
    style: page.english ? `width:${Math.max(value.length + 1.5, 2.4 * length)}ch` : null,
    "aria-invalid": String(places.some((p) => page.faulty.has(p))),
  });
  const tones = cells.map((c) => c.tone || {strong: "–", weak: "˘"}[c.stress] || "").join(" ");
  const rhyme = cells.map((c) => c.rhyme).filter(Boolean).join("");
  const kinds = ["cell", locked && "locked", fixed && "fixed", wrong && "wrong", waits && "waits",
    page.refused.has(String(place)) && "refused", hue !== undefined && "rhymed"].filter(Boolean);
  const box = node("span", {class: kinds.join(" "), "data-box": place,
    style: hue === undefined ? null : `--hue:${Math.round(hue)}`}, melody(page, cells), input,
    node("small", {"aria-hidden": "true"}, node("span", {}, tones), node("b", {}, rhyme)));
  const mark = cells[cells.length - 1].mark;
  return mark ? [box, node("span", {class: "mark", "data-box": `${place} mark`}, mark)] : [box];
}

function lineRow(page, words, number) {
  const {said, template} = page;
  const line = template.lines[number];
  const name = filled(said.line, number + 1);
  const loose = words.map(([, cell]) => `${number},${cell}`).filter((place) => !page.fixed.has(place));
  const all = loose.every((place) => page.locks.has(place));
  const repeats = line.repeats ?? null;
  const buttons = repeats === null ? [
    button(`hold ${number}`, `${name}: ${all ? said.loose : said.hold}`,
      {mark: "hold", off: !loose.length, "aria-pressed": String(all)}),
    button(`reroll ${number}`, `${name}: ${said.reroll}`, {mark: "reroll"}),
  ] : [node("em", {}, filled(said.same, repeats + 1))];
  const ends = page.lyric.faults.find((f) => f.line === number && f.cell === null);
  const kind = page.writing.has(page.roots[number]) ? "line writing" : "line";
  return node("div", {class: kind, role: "group", "aria-label": name},
    node("span", {class: "number"}, number + 1),
    node("span", {class: "cells"}, ...words.flatMap((word) => cellBox(page, word, number))),
    node("span", {class: "tools"}, ...buttons),
    ends ? node("span", {class: "fault"}, ends[page.tongue]) : null,
    page.problem && page.trouble === number ? node("span", {class: "problem", role: "alert"}, page.problem) : null);
}

function sheet(page) {
  const rows = [];
  page.lyric.words.forEach((words, number) => {
    const line = page.template.lines[number];
    const opens = number === 0 || (page.template.lines[number - 1].stanza ?? 0) !== (line.stanza ?? 0);
    if (opens) rows.push(node("h4", {class: number ? "gap" : ""}, page.said.parts[line.part?.toLowerCase()] ?? line.part ?? ""));
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
    return node("div", {class: "bar"}, node("span", {}, page.said.score[name]),
      node("span", {class: "track", role: "meter", "aria-valuemin": 0, "aria-valuemax": 100,
        "aria-valuenow": Math.round(share), "aria-label": page.said.score[name],
        style: `--share:${share}%`}),
      node("span", {}, score[name].toFixed(name === "fluency" ? 2 : 0)));
  });
  const verdict = faults.length ? filled(page.said.broken, faults.length) : page.said.fits;
  const lack = faults.length ? page.said.unkept : page.said.unmeasured;
  return node("aside", {},
    node("p", {class: "total"}, page.said.total, node("b", {}, isWhole(score) ? score.total.toFixed(1) : "–")),
    isWhole(score) ? null : node("p", {class: "lack"}, lack),
    ...rows,
    score.longest_run ? node("p", {class: "lack"}, `${page.said.score.longest_run} ${score.longest_run}`) : null,
    node("p", {class: faults.length ? "verdict bad" : "verdict"}, verdict),
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
  return node("nav", {}, button(`earlier ${chosen - 1}`, page.said.earlier, {mark: "earlier", off: chosen === 0}),
    ...chips,
    button(`later ${chosen + 1}`, page.said.later, {mark: "later", off: chosen === all.length - 1}));
}

function head(model, page) {
  const {template, said} = page;
  const keywords = (template.keywords ?? []).map((k) => k.text).join(said.comma);
  const facts = [said.books[template.book], keywords && said.keywords + said.colon + keywords].filter(Boolean);
  return node("header", {},
    node("strong", {}, template.name || said.lyrics), node("span", {class: "faint"}, facts.join(" · ")),
    node("span", {class: "tools"},
      button("undo", said.undo, {mark: "undo", off: !model.get("can_undo")}),
      button("redo", said.redo, {mark: "redo", off: !model.get("can_redo")}),
      button("copy", said.copy), button("tongue", said.tongue, {lang: said === SAID.zh ? "en" : "zh"})));
}

// How far the work has come: all that changes while it is done. A share of none tells only that it goes on.
function progress(model) {
  const [busy, step, share] = ["busy", "step", "share"].map((name) => model.get(name));
  return node("span", {class: "progress"},
    node("span", {role: "status"}, busy ? SAID[model.get("tongue")].working[step] : ""),
    busy ? node("progress", {max: 1, value: share || null, "aria-hidden": "true"}) : null);
}

function foot(model, page) {
  return node("footer", {},
    button("all", page.said.all), button("write", page.said.write, {off: !model.get("locks").length}),
    progress(model), node("p", {class: "faint"}, filled(page.said.hint, page.english ? page.said.done : "")));
}

function editorOf(model, page) {
  const kinds = ["aigc-lyrics", page.english && "english", page.typed.size && "unscored"].filter(Boolean);
  const busy = String(model.get("busy"));
  const above = page.problem && page.trouble === null;
  return node("div", {class: kinds.join(" "), lang: page.tongue, "aria-busy": busy},
    head(model, page), pager(model, page),
    node("p", {class: "problem", role: above && "alert", hidden: !above}, above ? page.problem : ""),
    node("div", {class: "desk"}, sheet(page), scoreBars(page)), foot(model, page));
}

// Makes a node that was drawn like a fresh one and does not touch what is the same in both: so the
// focus, the selection and a word that is being typed stay.
function patch(old, fresh) {
  if (old.nodeType === Node.TEXT_NODE) {
    if (old.data !== fresh.data) old.data = fresh.data;
    return;
  }
  const {value: before} = old;
  const half = old.matches("input") && changed(old);
  for (const {name} of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const {name, value} of fresh.attributes) {
    if (name !== "tabindex" && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  if (!old.matches("input")) patchChildren(old, [...fresh.childNodes]);
  else if (!half && before !== old.defaultValue) {
    old.value = old.defaultValue;
    if (old === old.getRootNode().activeElement) old.select();
  }
}

function patchChildren(old, fresh) {
  const kept = new Set();
  const alike = fresh.map((child) => {
    const found = [...old.childNodes].find((one) => !kept.has(one) && one.nodeName === child.nodeName
      && one.dataset?.box === child.dataset?.box);
    return found && kept.add(found) && found;
  });
  [...old.childNodes].filter((one) => !kept.has(one)).forEach((one) => one.remove());
  fresh.forEach((child, n) => {
    if (alike[n]) patch(alike[n], child);
    else old.insertBefore(child, old.childNodes[n] ?? null);
  });
}
