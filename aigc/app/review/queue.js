// The whole desk is worked by keys; they press what is on the page, so that both do the same.
element.addEventListener('click', ({target}) => {
  const button = target.closest('[data-case]');
  if (!button) return;
  trigger('open', {case: button.dataset.case});
  if (innerWidth < 760) document.querySelector('#work').scrollIntoView({behavior: 'smooth'});
});
// Whoever follows a link to a case finds it open.
let wanted = new URLSearchParams(location.search).get('case') ?? '';
watch('value', () => {
  const found = wanted && element.querySelector(`[data-case="${CSS.escape(wanted)}"]`);
  if (!found) return;
  wanted = '';
  setTimeout(() => found.click(), 200);
});
const page = (selector) => document.querySelector(`.reviewing ${selector}`);
const beside = (way) => {
  const all = [...element.querySelectorAll('[data-case]')];
  const at = all.findIndex((one) => one.getAttribute('aria-current'));
  const next = at < 0 ? all[0] : all[at + way];
  next?.scrollIntoView({block: 'nearest'});
  next?.click();
};
const play = () => {
  const media = page('#work :is(video, audio)');
  if (media) media.paused ? media.play() : media.pause();
};
const keys = {
  j: () => beside(1), k: () => beside(-1), ' ': play,
  a: () => page('[data-do=approve]')?.click(),
  r: () => page('[data-do=reject]')?.click(),
  c: () => page('[data-do=request_changes]')?.click(),
  '?': () => page('.keys')?.toggleAttribute('open'),
};
const typing = (target) => target.closest('input, textarea, select, [contenteditable=true]');
document.addEventListener('keydown', (event) => {
  if (!element.isConnected || event.ctrlKey || event.metaKey || event.altKey) return;
  if (typing(event.target)) return;
  const key = event.key.toLowerCase();
  if (key === 'escape') page('[data-do=back]')?.click();
  const number = '123456789'.includes(key) && page(`[data-number="${key}"]`);
  if (!keys[key] && !number) return;
  // Whoever walks through the page by Tab presses its buttons with the space bar.
  if (key === ' ' && event.target.matches('button:focus-visible, summary:focus-visible')) return;
  event.preventDefault();
  if (event.repeat && !['j', 'k'].includes(key)) return;
  number ? number.click() : keys[key]();
});
