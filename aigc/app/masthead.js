const follow = () => {
  const mast = element.querySelector('.mast');
  if (mast) document.documentElement.lang = mast.dataset.lang === 'zh' ? 'zh-CN' : 'en';
};
element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-tongue]');
  if (!button) return;
  const texts = window.aigcTexts ? window.aigcTexts() : '{}';
  trigger('tongue', {tongue: button.dataset.tongue, texts});
});
watch('value', follow);
follow();
