element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-example]');
  if (button) trigger('take', {number: Number(button.dataset.example)});
});

// The form is read once the visitor pauses, not at each letter.
let rest = 0;
document.addEventListener('lyrics-changed', () => {
  clearTimeout(rest);
  rest = setTimeout(() => trigger('pause', {}), 300);
});

// Gradio narrows a menu at key presses alone, which come before what an input method writes.
const narrow = (event) => {
  const menu = event.target.closest?.('#cipai');
  if (!menu || event.isComposing) return;
  const key = new KeyboardEvent('keydown', {key: 'Process', bubbles: true});
  setTimeout(() => event.target.dispatchEvent(key), 20);
};
document.addEventListener('input', narrow);
document.addEventListener('compositionend', narrow);
