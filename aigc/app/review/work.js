const form = () => element.querySelector('form');
const ask = (what) => {
  const box = form();
  box.hidden = false;
  box.dataset.what = what;
  const text = box.querySelector('textarea');
  text.placeholder = box.dataset[what === 'reject' ? 'reject' : 'changes'];
  text.setAttribute('aria-label', text.placeholder);
  text.value = '';
  text.focus();
};
const hide = () => { form().hidden = true; };
// A second press while the first is on its way would meet another case.
let sent = false;
const answer = (what, reason = '') => {
  if (sent) return;
  sent = true;
  setTimeout(() => { sent = false; }, 5000);
  trigger('answer', {do: what, reason, case: element.querySelector('[data-open]').dataset.open});
};
watch('value', () => { sent = false; });
element.addEventListener('click', ({target}) => {
  const what = target.closest('[data-do]')?.dataset.do;
  if (what === 'approve') answer(what);
  else if (what === 'back') hide();
  else if (what === 'send') form().requestSubmit();
  else if (what) ask(what);
});
element.addEventListener('submit', (event) => {
  event.preventDefault();
  const reason = form().querySelector('textarea').value.trim();
  if (!reason) return form().querySelector('textarea').focus();
  answer(form().dataset.what, reason);
});
element.addEventListener('keydown', (event) => {
  if (!event.target.closest('form')) return;
  if (event.key === 'Escape') hide();
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form().requestSubmit();
  }
});
