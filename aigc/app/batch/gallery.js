element.addEventListener('click', ({target}) => {
  const button = target.closest('button');
  if (!button) return;
  if ('close' in button.dataset) trigger('close', {});
  else if (button.dataset.more) trigger('more', {tiles: Number(button.dataset.more)});
  else if (button.dataset.open) trigger('open', {job: button.dataset.open});
});
watch('value', () => {
  element.querySelector('.result')?.scrollIntoView({behavior: 'smooth', block: 'nearest'});
});
