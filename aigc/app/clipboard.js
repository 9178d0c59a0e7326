// Puts a text on the clipboard, also where the browser lets no page write there by itself.
const put = async (text, button) => {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const box = document.createElement('textarea');
    box.value = text;
    document.body.append(box);
    box.select();
    document.execCommand('copy');
    box.remove();
    button.focus();
  }
};
