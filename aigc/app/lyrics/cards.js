const names = () => JSON.parse(element.querySelector('.lyrics').dataset.names);
const numberOf = (node, what) => Number(node.closest(`[data-${what}]`)?.dataset[what] ?? -1);
const ROLLS = ['swap', 'swap_line'];

let pop = null;
const close = () => {
  const {at} = pop ?? {}, held = pop?.contains(document.activeElement);
  pop?.remove();
  pop = null;
  if (held) at.focus({preventScroll: true});
};

const open = (at, text, choices = []) => {
  const again = pop?.at === at;
  close();
  if (again) return;
  pop = document.createElement('div');
  pop.className = 'pop';
  pop.setAttribute('role', choices.length ? 'group' : 'status');
  pop.at = at;
  const head = document.createElement('b');
  head.textContent = text;
  pop.append(head, ...choices);
  const card = at.closest('.lyric'), box = card.getBoundingClientRect();
  card.append(pop);
  const place = at.getBoundingClientRect();
  const left = Math.min(place.left - box.left - 8, box.width - pop.offsetWidth - 8);
  pop.style.left = `${Math.max(8, left)}px`;
  pop.style.top = `${place.bottom - box.top + 7}px`;
  choices[0]?.focus({preventScroll: true});
};

const choice = (what, run) => {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = names()[what];
  button.dataset.choice = what;
  button.addEventListener('click', run);
  return button;
};

// Acts go one after another, each with what the one before has changed; what takes time goes alone.
const waiting = [];
let writing = false, now = null;
const send = () => {
  now = waiting.shift() ?? null;
  if (now) trigger(ROLLS.includes(now.do) ? 'roll' : 'act', now);
};
const act = (what, node, more = {}) => {
  if (writing || [now, ...waiting].some((one) => ROLLS.includes(one?.do))) {
    close();
    open(node, names().busy);
    return false;
  }
  close();
  waiting.push({do: what, card: numberOf(node, 'card'), line: numberOf(node, 'line'), ...more});
  if (!now) send();
  return true;
};
const settle = () => { if (pop?.role === 'status') close(); };
document.addEventListener('lyrics-settled', () => { settle(); send(); });
document.addEventListener('lyrics-written', () => { settle(); writing = false; });

const offer = (word) => {
  const cell = Number(word.dataset.cell);
  const kept = word.getAttribute('aria-pressed') === 'true';
  const deeds = kept ? ['unlock', 'lock_line', 'swap_line'] : ['lock', 'swap', 'lock_line', 'swap_line'];
  open(word, word.textContent, deeds.map((what) => choice(what, () => act(what, word, {cell}))));
};

let edited = false;
const fill = (button) => {
  if (!act('hand', button)) return;
  edited = false;
  if (innerWidth < 1240) document.querySelector('#screen').scrollIntoView({behavior: 'smooth'});
};
const take = (button) => {
  if (!edited) fill(button);
  else open(button, names().typed, [choice('replace', () => fill(button)), choice('spare', close)]);
};

const give = (button) => {
  trigger('give', {card: numberOf(button, 'card'), kind: button.dataset.file});
};

const copy = async (button) => {
  await put(button.closest('.lyric').dataset.text, button);
  button.textContent = names().copied;
  setTimeout(() => { button.textContent = names().copy; }, 1600);
};

// The cards are drawn anew after each act: what had the focus has it again, or what is next to it.
let spot = [];
const spotOf = (node) => {
  const {cell, file, do: deed} = node.dataset, card = `[data-card="${numberOf(node, 'card')}"]`;
  if (file) return [`${card} [data-file=${file}]`];
  if (deed) return [`${card} [data-do=${deed}]`, `${card} [data-do=hand]`];
  const line = `${card} [data-line="${numberOf(node, 'line')}"]`;
  if (node.matches('.n')) return [`${line} .n`];
  return Array.from({length: Number(cell ?? -1) + 1}, (_, k) => `${line} [data-cell="${cell - k}"]`);
};
document.addEventListener('focusin', ({target}) => {
  if (!target.closest('.pop')) spot = element.contains(target) ? spotOf(target) : [];
});
watch('value', () => {
  close();
  const link = element.querySelector('a[data-now]');
  link?.click();
  link?.remove();
  spot.map((one) => element.querySelector(one)).find(Boolean)?.focus({preventScroll: true});
});

element.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (event.target.closest('.pop')) return;
  if (button?.matches('.w')) {
    offer(button);
  } else if (button?.dataset.do === 'hand') {
    take(button);
  } else {
    close();
    if (button?.matches('.n')) act('swap_line', button);
    else if (button?.dataset.file) give(button);
    else if (button?.dataset.do === 'copy') copy(button);
    else if (button?.dataset.do) act(button.dataset.do, button);
  }
});
document.addEventListener('input', ({target}) => {
  if (target.closest?.('#hand')) edited = Boolean(target.value.trim());
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && pop) close();
});
document.addEventListener('click', ({target}) => {
  if (pop && !element.contains(target)) close();
  writing ||= Boolean(target.closest('#write'));
});
