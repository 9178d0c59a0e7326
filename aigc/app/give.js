element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-give]');
  if (!button) return;
  trigger('give', {kind: button.dataset.give, texts: window.aigcTexts ? window.aigcTexts() : '{}'});
});
// What was asked for comes with the buttons drawn anew, which then have the focus again.
let held = '';
element.addEventListener('focusin', ({target}) => { held = target.dataset.give ?? ''; });
watch('value', () => {
  const link = element.querySelector('a[data-now]');
  if (!link) return;
  link.click();
  link.remove();
  if (held) element.querySelector(`[data-give="${held}"]`)?.focus({preventScroll: true});
});
