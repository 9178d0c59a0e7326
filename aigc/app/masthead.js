const follow = () => {
  const mast = element.querySelector('.mast');
  if (mast) document.documentElement.lang = mast.dataset.lang === 'zh' ? 'zh-CN' : 'en';
};
element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-tongue]');
  if (!button) return;
  const texts = window.aigcTexts ? window.aigcTexts() : '{}';
  trigger('tongue', {tongue: button.dataset.tongue, texts, pipeline: window.aigcPipeline?.()});
});
watch('value', follow);
follow();

// A press while a file is on its way waits for the file: no step says that there is none.
const onItsWay = () => document.querySelector('.gradio-container .uploading');
const waits = (button) => !button.closest('.dock, [data-tongue], .block:has(.uploading)');
document.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (!event.isTrusted || !button || !onItsWay() || !waits(button)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const look = setInterval(() => {
    if (onItsWay()) return;
    clearInterval(look);
    if (button.isConnected) button.click();
  }, 100);
}, true);
