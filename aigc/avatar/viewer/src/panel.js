// The buttons and sliders around the picture.
const SETTLE_MS = 150;

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  Object.entries(attributes).forEach(([name, value]) => {
    if (name === "onclick") made.addEventListener("click", value);
    else made.setAttribute(name, value);
  });
  made.append(...children);
  return made;
}

export function choices(words, names, group, choose) {
  const row = element("div", { class: "aa-row", role: "group" });
  names.forEach((name) => {
    const pick = () => {
      mark(row, name);
      choose(name);
    };
    row.append(element("button", { type: "button", "data-name": name, "data-group": group, onclick: pick }, words[name]));
  });
  return row;
}

export function mark(row, name) {
  row.querySelectorAll("button").forEach((button) => {
    button.setAttribute("aria-pressed", String(button.dataset.name === name));
  });
}

// sliders: [{ name, label, min, max, step, value, group? }]; tell(values) comes when a hand rests.
export function sliderPanel(title, sliders, tell) {
  const values = Object.fromEntries(sliders.map(({ name, value }) => [name, value]));
  let waiting = 0;
  const changed = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => tell({ ...values }), SETTLE_MS);
  };
  const groups = new Map();
  sliders.forEach((slider) => {
    const group = slider.group ?? title;
    if (!groups.has(group)) groups.set(group, []);
    groups.get(group).push(line(slider, values, changed));
  });
  const boxes = [...groups].map(([group, lines], k) =>
    element("details", k === 0 ? { open: "" } : {}, element("summary", {}, group), ...lines));
  return element("aside", { class: "aa-sliders", "aria-label": title }, ...boxes);
}

function line({ name, label, min, max, step, value }, values, changed) {
  const shown = element("output", {}, print(value));
  const input = element("input", { type: "range", name, min, max, step: step ?? (max - min) / 200, value });
  input.addEventListener("input", () => {
    values[name] = Number(input.value);
    shown.textContent = print(values[name]);
    changed();
  });
  return element("label", {}, element("span", {}, label ?? name), shown, input);
}

function print(value) {
  return String(Math.round(value * 100) / 100);
}
