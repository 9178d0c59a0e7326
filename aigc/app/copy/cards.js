const rows = () => [...element.querySelectorAll('.variant')];
const area = (row) => row.querySelector('textarea');
const names = () => element.querySelector('.copies').dataset;
const edited = (row) => area(row).value !== row.dataset.original;
window.aigcTexts = () => JSON.stringify(
  Object.fromEntries(rows().filter(edited).map((row) => [row.dataset.key, area(row).value])));

const sizeOf = (text, weight) => {
  if (!weight) return text.split(/\s+/).filter(Boolean).length;
  const wide = text.match(new RegExp(names().wide, 'gu'))?.length ?? 0;
  return wide + ([...text].length - wide) * weight;
};
const measure = (row) => {
  const place = row.querySelector('.size'), {most, weight, form} = place.dataset;
  const size = sizeOf(area(row).value.trim(), Number(weight));
  place.textContent = form.replace('{}', String(size));
  place.classList.toggle('over', size > Number(most));
};

// The facts of a text are compared anew once the visitor pauses, each text for itself.
const rests = new WeakMap();
const changed = (row) => {
  measure(row);
  row.classList.toggle('edited', edited(row));
  const tag = row.querySelector('[data-fact]');
  tag.textContent = names().checking;
  tag.className = 'tag';
  clearTimeout(rests.get(row));
  rests.set(row, setTimeout(() => {
    trigger('check', {key: row.dataset.key, text: area(row).value, asked: performance.now()});
  }, 400));
};

const give = async (button, text) => {
  await put(text, button);
  const before = button.dataset.name ??= button.textContent;
  button.textContent = names().copied;
  setTimeout(() => { button.textContent = before; }, 1500);
};
const postOf = (card) => [...card.querySelectorAll('input:checked')]
  .map((input) => area(input.closest('.variant')).value.trim()).filter(Boolean).join('\n\n');

element.addEventListener('input', ({target}) => {
  if (target.matches('textarea')) changed(target.closest('.variant'));
});
element.addEventListener('click', ({target}) => {
  const to = target.closest('button[data-go]')?.dataset.go;
  if (to) element.querySelector(`[data-platform=${to}]`).scrollIntoView({behavior: 'smooth', block: 'start'});
  const button = target.closest('button[data-do]');
  if (!button) return;
  const row = button.closest('.variant'), what = button.dataset.do;
  if (what === 'post') {
    give(button, postOf(button.closest('.post')));
  } else if (what === 'copy') {
    give(button, area(row).value.trim());
  } else {
    area(row).value = row.dataset.original;
    area(row).focus();
    changed(row);
  }
});
