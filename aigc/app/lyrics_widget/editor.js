// Tells the kernel what was asked, and draws again what its answers change.

const DRAWN = ["template", "candidates", "chosen", "locks", "problem", "can_undo", "can_redo", "tongue"];
const WORK = ["busy", "step", "share"];
const PATIENT = new Set(["put", "lock", "undo", "redo"]);
const HAN = /\p{Script=Han}/u;
const ONLY_HAN = /^\p{Script=Han}+$/u;
const MARKS = /[\s\p{P}\p{S}]/gu;
const COPIED_MS = 2000;

const place = (input) => [Number(input.dataset.line), Number(input.dataset.cell)];
const inputsOf = (root, line) => [...root.querySelectorAll(`input[data-line="${line}"]`)];

// Adds what was typed over, or right after, what still waits; tells whether it could.
function joined(last, fresh) {
  if (last.do !== "put" || fresh.do !== "put" || !ONLY_HAN.test(last.text + fresh.text)) return false;
  const [[line, cell], [sameLine, first]] = [fresh.cells[0], last.cells[0]];
  const all = [...last.text];
  if (line !== sameLine || cell < first || cell > first + all.length) return false;
  all.splice(cell - first, [...fresh.text].length, ...fresh.text);
  last.text = all.join("");
  return true;
}

// Hands what is asked to the kernel, one thing at a time and in order: what is typed waits for its turn.
// While something is being written anew, or another lyric fetched, no more of that is taken.
function clerk(model, view, redraw) {
  const name = Math.random().toString(36).slice(2);
  let [sent, count] = [null, 0];
  const next = () => {
    if (sent || !view.asks.length || model.get("busy")) return;
    const {cells, lines} = view.asks[0];
    view.trouble = cells?.[0]?.[0] ?? (lines?.length === 1 ? lines[0] : null);
    sent = `${name} ${count += 1}`;
    model.send({...view.asks[0], id: sent});
  };
  const answered = () => {
    if (!sent || model.get("answered") !== sent) return;
    const {do: what, cells, text} = view.asks.shift();
    if (what === "put" && model.get("problem")) view.refused.set(String(cells[0]), text);
    sent = null;
    next();
    redraw();
  };
  const ask = (message) => {
    if (!PATIENT.has(message.do) && view.asks.some((one) => !PATIENT.has(one.do))) return;
    const waiting = view.asks.slice(sent ? 1 : 0);
    if (!waiting.length || !joined(waiting.at(-1), message)) view.asks.push(message);
    next();
    redraw();
  };
  return {ask, answered, next};
}

// The one cell that Tab leads to.
function stopAt(root, input) {
  root.querySelectorAll('input[tabindex="0"]').forEach((other) => { other.tabIndex = -1; });
  input.tabIndex = 0;
}

function draw(model, root, view) {
  const active = root.getRootNode().activeElement;
  const spot = root.contains(active) && active.matches("input") ? place(active) : null;
  const fresh = editorOf(model, shown(model, view));
  // What is being typed keeps its field, also where no word begins there any more.
  view.stale = spot && changed(active) && !fresh.querySelector(`[data-key="cell ${spot}"]`);
  if (view.stale) return;
  patch(root, fresh);
  for (const [at, text] of view.refused) {
    const field = root.querySelector(`[data-key="cell ${at}"]`);
    if (field && !changed(field)) field.value = text;
  }
  const here = spot && inputsOf(root, spot[0]).filter((input) => place(input)[1] <= spot[1]).at(-1);
  if (here && here !== root.getRootNode().activeElement) focusOn(root, here, {preventScroll: true});
  if (root.querySelectorAll('input[tabindex="0"]').length !== 1) stopAt(root, root.querySelector("input"));
}

function focusOn(root, input, how = {}) {
  stopAt(root, input);
  input.focus(how);
  input.select();
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

// What a key does in a cell; tells whether the page should not do more with it.
function pressed(event, page) {
  const {target: input, key} = event;
  const free = !changed(input);
  if ((event.ctrlKey || event.metaKey) && key.toLowerCase() === "z" && free) {
    page.ask({do: event.shiftKey ? "redo" : "undo"});
  } else if (event.ctrlKey || event.metaKey || event.altKey) return false;
  else if (MOVES.has(key) && free) {
    const next = neighbour(page.root, input, key);
    if (next) focusOn(page.root, next);
  } else if (key === "Enter" && !free) typed(input, page);
  else if (free && ["Enter", " ", "Backspace"].includes(key)) {
    if (!input.readOnly) page.ask({do: key === "Backspace" ? "cell" : "lock", cells: [place(input)]});
  } else if (key === "Escape") given(input, page);
  else return false;
  return true;
}

// Shows in a cell what stands there, whatever was typed.
function given(input, {view, redraw}) {
  view.refused.delete(String(place(input)));
  input.value = input.defaultValue;
  if (input === input.getRootNode().activeElement) input.select();
  redraw();
}

// Asks for what was typed into a cell, and goes on behind it in Chinese.
function typed(input, page, text = input.value) {
  const {root} = page;
  const english = root.classList.contains("english");
  const fresh = english ? text.trim() : text.replace(MARKS, "");
  const asked = changed(input) && fresh && fresh !== input.defaultValue;
  const [line, cell] = place(input);
  const here = input === root.getRootNode().activeElement;
  given(input, page);
  if (asked) page.ask({do: "put", cells: [[line, cell]], text: fresh});
  if (!here) return;
  const behind = (other) => place(other)[1] >= cell + [...fresh].length && !other.readOnly;
  focusOn(root, (asked && !english && inputsOf(root, line).find(behind)) || input);
}

function act(key, model, {root, ask, redraw}) {
  const [name, at] = key.split(" ");
  const number = Number(at);
  if (name === "hold") {
    ask({do: "lock", cells: inputsOf(root, number).filter((i) => !i.readOnly).map(place)});
  } else if (name === "reroll") ask({do: "reroll", lines: [number]});
  else if (name === "all") ask({do: "reroll", lines: []});
  else if (["choose", "earlier", "later"].includes(name)) ask({do: "choose", lyric: number});
  else if (name === "copy") {
    const text = model.get("candidates")[model.get("chosen")].lines.join("\n");
    copied(text, root).then(() => {
      const told = root.querySelector('[data-key="copy"]');
      told.textContent = SAID[model.get("tongue")].copied;
      told.setAttribute("aria-label", told.textContent);
      setTimeout(redraw, COPIED_MS);
    });
  } else if (name === "tongue") {
    model.set("tongue", model.get("tongue") === "zh" ? "en" : "zh");
    model.save_changes();
  } else ask({do: name});
}

// Undo works from the buttons too; what a notebook would do with a key is kept from it.
function onButton(event, ask) {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") {
    ask({do: event.shiftKey ? "redo" : "undo"});
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

function listen(model, page) {
  const {root, view, ask, redraw} = page;
  root.addEventListener("click", ({target}) => {
    const pushed = target.closest("button");
    if (pushed && pushed.ariaDisabled !== "true") act(pushed.dataset.key, model, page);
    else if (target.matches("input") && !changed(target)) {
      target.select();
      if (!target.readOnly) ask({do: "lock", cells: [place(target)]});
    }
  });
  root.addEventListener("focusin", ({target}) => {
    if (!target.matches("input")) return;
    stopAt(root, target);
    if (!changed(target)) target.select();
  });
  root.addEventListener("keydown", (event) => {
    if (event.target.matches("button")) return onButton(event, ask);
    // Where a composition ends before its last key is told, 229 tells that the key was of it.
    if (!event.target.matches("input") || event.isComposing || event.keyCode === 229) return;
    if (pressed(event, page)) event.preventDefault();
    if (event.key !== "Tab" && !(event.key === "Enter" && event.shiftKey)) event.stopPropagation();
  });
  // Chinese is taken at once; an English word, or what is neither, when it is done.
  const entered = ({target, data}) => {
    if (root.classList.contains("english") || (data && !HAN.test(data))) return;
    const whole = !data || view.refused.has(String(place(target)));
    typed(target, page, whole ? target.value : data);
  };
  root.addEventListener("input", (event) => { if (!event.isComposing) entered(event); });
  root.addEventListener("compositionend", entered);
  root.addEventListener("focusout", ({target}) => {
    if (!target.isConnected || !target.matches("input")) return;
    if (changed(target) && view.refused.get(String(place(target))) !== target.value) typed(target, page);
    if (view.stale) redraw();
  });
}

function render({model, el}) {
  const root = node("div", {class: "aigc-lyrics"});
  el.append(root);
  // What was asked and not yet answered, what was typed and refused, and the line that a problem is told at.
  const view = {asks: [], refused: new Map(), trouble: null, stale: false};
  let waiting = false;
  // Several traits change at once: draw them once.
  const redraw = () => {
    if (waiting) return;
    waiting = true;
    queueMicrotask(() => {
      waiting = false;
      draw(model, root, view);
    });
  };
  const {ask, answered, next} = clerk(model, view, redraw);
  const work = () => patch(root.querySelector(".progress"), progress(model));
  const rest = () => {
    root.setAttribute("aria-busy", String(model.get("busy")));
    next();
  };
  const heard = [...DRAWN.map((name) => [name, redraw]), ...WORK.map((name) => [name, work]),
    ["busy", rest], ["answered", answered]];
  listen(model, {root, view, ask, redraw});
  heard.forEach(([name, hear]) => model.on(`change:${name}`, hear));
  draw(model, root, view);
  return () => heard.forEach(([name, hear]) => model.off(`change:${name}`, hear));
}

export default {render};
