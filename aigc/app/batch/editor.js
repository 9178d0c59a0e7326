// A text with {columns}: kept while the page is drawn anew, and filled in with the first row.
const kept = {text: '', naming: ''};
const BLANK = /\{\{|\}\}|\{([^{}\n]+)\}/g;
let open = false, last = 'text';
const box = () => element.querySelector('details');
const place = () => element.querySelector('.sample');
const plain = (name) => name.normalize('NFKC').toLowerCase().replace(/[\s_-]+/g, '_');
const part = (kind, text) => {
  const node = document.createElement(kind);
  node.textContent = text;
  return node;
};
const filled = (text, first, columns) => {
  const pieces = [], named = [];
  let end = 0;
  for (const found of text.matchAll(BLANK)) {
    pieces.push(text.slice(end, found.index));
    end = found.index + found[0].length;
    const said = found[1]?.trim();
    const name = said && (columns.find((one) => plain(one) === plain(said)) ?? said);
    if (name) named.push(name);
    if (!name) pieces.push(found[0][0]);
    else if (Object.hasOwn(first, name)) pieces.push(part('b', first[name]));
    else pieces.push(part('em', columns.includes(name) ? place().dataset.hole : `{${name}}`));
  }
  return {pieces: [...pieces, text.slice(end)], named};
};
const listed = (label, names) => names.length ? `${label}${names.join(', ')}` : '';
const show = () => {
  const sample = place();
  if (!sample) return;
  const used = kept.text.trim() !== '';
  box().querySelector('summary').classList.toggle('used', used);
  const {columns, first, counting} = JSON.parse(sample.dataset.table);
  sample.hidden = !used || !columns.length;
  if (sample.hidden) return;
  const {pieces, named} = filled(kept.text, first, columns);
  const all = new Set([...named, ...filled(kept.naming, first, columns).named]);
  sample.querySelector('pre').replaceChildren(...pieces);
  const {unknown, unused, options} = sample.dataset;
  const own = counting[window.aigcPipeline()] ?? [];
  sample.querySelector('p').replaceChildren(
    part('em', listed(unknown, [...all].filter((name) => !columns.includes(name)))),
    part('span', listed(options, own)),
    part('span', listed(unused, columns.filter((name) => !all.has(name) && !own.includes(name)))));
};
const restore = () => {
  if (!box()) return;
  box().open = open;
  for (const name in kept) element.querySelector(`[name=${name}]`).value = kept[name];
  show();
};
window.aigcBrief = () => box()?.getClientRects().length && kept.text.trim() ? {...kept} : {};

window.addEventListener('aigc-form', show);
element.addEventListener('toggle', () => { if (box()) open = box().open; }, true);
element.addEventListener('focusin', ({target}) => { if (target.name in kept) last = target.name; });
element.addEventListener('input', ({target}) => {
  if (!(target.name in kept)) return;
  kept[target.name] = target.value;
  show();
});
element.addEventListener('click', ({target}) => {
  const column = target.closest('[data-column]')?.dataset.column;
  if (!column) return;
  const field = element.querySelector(`[name=${last}]`);
  field.setRangeText(`{${column}}`, field.selectionStart, field.selectionEnd, 'end');
  field.dispatchEvent(new Event('input', {bubbles: true}));
  field.focus();
});
watch('value', restore);
