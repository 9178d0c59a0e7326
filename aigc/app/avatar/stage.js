const KIND = 'aigc-avatar';
// Frames that can be told something, each with the address of the character that it has.
const ready = new WeakMap();
let played = '', turn = 0;
const stage = () => document.querySelector('#stage iframe');

const tell = async () => {
  const frame = stage(), {vrm, act} = element.querySelector('.told')?.dataset ?? {};
  if (!frame || !vrm || !ready.has(frame)) return;
  const mine = ++turn, news = {kind: KIND};
  if (vrm !== ready.get(frame)) news.vrm = await (await fetch(vrm)).arrayBuffer();
  if (act && act !== played) Object.assign(news, await (await fetch(act)).json());
  if (mine !== turn) return;
  ready.set(frame, vrm);
  if (act) played = act;
  if (news.vrm || news.motion) frame.contentWindow.postMessage(news, '*');
};

addEventListener('message', ({data, source}) => {
  const frame = stage();
  if (!frame || source !== frame.contentWindow || data?.kind !== KIND || !('ready' in data)) return;
  ready.set(frame, '');
  tell();
});
watch('value', () => setTimeout(tell));
