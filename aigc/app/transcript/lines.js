// One clock for the recording and its lines: what is heard is marked, a time plays from there.
const rows = () => [...element.querySelectorAll('.spoken li')];
const area = (row) => row.querySelector('textarea');
const player = () => element.querySelector('.player audio, .player video');
const edited = (row) => area(row).value !== row.dataset.original;
window.aigcTexts = () => JSON.stringify(
  Object.fromEntries(rows().filter(edited).map((row) => [row.dataset.line, area(row).value])));

const mark = (row) => {
  row.classList.toggle('edited', edited(row));
  row.classList.toggle('gone', !area(row).value.trim());
};
const show = () => {
  const now = player()?.currentTime ?? 0, on = now > 0;
  for (const row of rows()) {
    const within = on && now >= Number(row.dataset.start) - 0.01 && now < Number(row.dataset.end);
    if (within && !row.classList.contains('now') && !player().paused) {
      const held = element.contains(document.activeElement) && document.activeElement.matches('textarea');
      if (!held) row.scrollIntoView({block: 'nearest', behavior: 'smooth'});
    }
    row.classList.toggle('now', within);
  }
};
const hear = (second) => {
  if (!player()) return;
  player().currentTime = Number(second) + 0.001;
  player().play().catch(() => {});
};
for (const name of ['timeupdate', 'seeked', 'play', 'pause']) element.addEventListener(name, show, true);
element.addEventListener('error', ({target}) => {
  if (target === player()) target.nextElementSibling.hidden = false;
}, true);

watch('value', () => setTimeout(() => rows().forEach(mark)));
element.addEventListener('input', ({target}) => {
  if (target.matches('textarea')) mark(target.closest('li'));
});
element.addEventListener('click', ({target}) => {
  const button = target.closest('button'), row = target.closest('li');
  if (!button || !row) return;
  if (button.matches('.at')) hear(row.dataset.start);
  else if (button.matches('.unsure')) hear(button.dataset.from);
  else {
    area(row).value = row.dataset.original;
    area(row).focus();
    mark(row);
  }
});

// Arrow keys leave a line only from its first and last row, where they would go nowhere else.
const beside = (row, way) => {
  const next = rows()[rows().indexOf(row) + way];
  if (!next) return false;
  area(next).focus();
  area(next).setSelectionRange(way < 0 ? area(next).value.length : 0, way < 0 ? area(next).value.length : 0);
  return true;
};
element.addEventListener('keydown', (event) => {
  const row = event.target.closest('li'), {key, target} = event;
  if (event.isComposing) return;
  if (event.ctrlKey && key === ' ' && player()) {
    event.preventDefault();
    if (player().paused) player().play().catch(() => {});
    else player().pause();
  } else if (row && event.ctrlKey && key === 'Enter') {
    event.preventDefault();
    hear(row.dataset.start);
  } else if (row && target.matches('textarea') && key === 'Enter') {
    event.preventDefault();
    beside(row, 1);
  } else if (row && target.matches('textarea') && !event.shiftKey) {
    const at = target.selectionStart, end = target.value.length;
    if ((key === 'ArrowDown' && at === end) || (key === 'ArrowUp' && at === 0)) {
      if (beside(row, key === 'ArrowDown' ? 1 : -1)) event.preventDefault();
    }
  }
});
