const names = () => JSON.parse(element.querySelector('.lyrics').dataset.names);
const numberOf = (node, what) => Number(node.closest(`[data-${what}]`)?.dataset[what] ?? -1);
const ROLLS = ['swap', 'swap_line'];
const act = (what, node, more = {}) => {
  close();
  trigger(ROLLS.includes(what) ? 'roll' : 'act', {do: what, card: numberOf(node, 'card'), line: numberOf(node, 'line'), ...more});
};

let pop = null;
const close = () => { pop?.remove(); pop = null; };

const choice = (what, word, cell) => {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = names()[what];
  button.dataset.choice = what;
  button.addEventListener('click', () => act(what, word, {cell}));
  return button;
};

const offer = (word) => {
  const again = pop?.word === word;
  close();
  if (again) return;
  const cell = Number(word.dataset.cell);
  const kept = word.getAttribute('aria-pressed') === 'true';
  pop = document.createElement('div');
  pop.className = 'pop';
  pop.word = word;
  const head = document.createElement('b');
  head.textContent = word.textContent;
  pop.append(head, ...(kept
    ? [choice('unlock', word, cell), choice('lock_line', word, cell)]
    : [choice('lock', word, cell), choice('swap', word, cell), choice('lock_line', word, cell)]),
  choice('swap_line', word, cell));
  const card = word.closest('.lyric'), box = card.getBoundingClientRect();
  card.append(pop);
  const at = word.getBoundingClientRect();
  const left = Math.min(at.left - box.left - 8, box.width - pop.offsetWidth - 8);
  pop.style.left = `${Math.max(8, left)}px`;
  pop.style.top = `${at.bottom - box.top + 7}px`;
  pop.querySelector('button').focus({preventScroll: true});
};

const give = (card, kind) => {
  const text = JSON.parse(card.dataset.files)[kind];
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], {type: 'text/plain;charset=utf-8'}));
  link.download = `${card.dataset.name}.${kind}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 5000);
};

const copy = async (button) => {
  const text = JSON.parse(button.closest('.lyric').dataset.files).txt;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const box = document.createElement('textarea');
    box.value = text;
    document.body.append(box);
    box.select();
    document.execCommand('copy');
    box.remove();
  }
  const before = button.textContent;
  button.textContent = names().copied;
  setTimeout(() => { button.textContent = before; }, 1600);
};

element.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (!button || button.closest('.pop')) {
    if (!event.target.closest('.pop')) close();
  } else if (button.matches('.w')) {
    offer(button);
  } else if (button.matches('.n')) {
    act('swap_line', button);
  } else if (button.dataset.file) {
    give(button.closest('.lyric'), button.dataset.file);
  } else if (button.dataset.do === 'copy') {
    copy(button);
  } else if (button.dataset.do) {
    act(button.dataset.do, button);
    if (button.dataset.do === 'hand' && innerWidth < 1240) {
      document.querySelector('#screen').scrollIntoView({behavior: 'smooth'});
    }
  }
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && pop) {
    const word = pop.word;
    close();
    word.focus();
  }
});
document.addEventListener('click', (event) => {
  if (pop && !element.contains(event.target)) close();
});
watch('value', close);
