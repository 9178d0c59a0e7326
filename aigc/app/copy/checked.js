// What is told of an edited text takes the place of what was told of it before.
watch('value', () => {
  const told = element.querySelector('[data-of]');
  const row = told && document.querySelector(`.variant[data-key="${told.dataset.of}"]`);
  if (!row || row.querySelector('textarea').value !== told.dataset.text) return;
  const before = row.querySelector('.judged'), fresh = told.querySelector('.judged');
  fresh.querySelector('details').open = before.querySelector('details').open;
  before.replaceWith(fresh);
});
