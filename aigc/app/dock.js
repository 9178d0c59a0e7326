element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-do]');
  if (!button) return;
  if (button.dataset.do === 'stop') {
    button.disabled = true;
    trigger('halt', {});
  } else if (button.dataset.do === 'fetch') {
    button.disabled = true;
    trigger('fetch', {});
  } else {
    element.querySelector('.dock').remove();
  }
});
