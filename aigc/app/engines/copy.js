element.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-copy]');
  if (!button) return;
  const before = button.dataset.name ??= button.textContent;
  await put(button.dataset.copy, button);
  button.textContent = button.dataset.done;
  setTimeout(() => { button.textContent = before; }, 1500);
});
