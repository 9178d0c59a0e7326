// Motion as it comes from Python: numbers in a head, floats in one block behind.
export function unpack(head, block) {
  const view = block instanceof ArrayBuffer ? new Uint8Array(block) : new Uint8Array(block.buffer, block.byteOffset, block.byteLength);
  const floats = new Float32Array(view.slice().buffer);
  const part = ([start, end]) => floats.subarray(start, end);
  return {
    fps: head.fps,
    names: head.names,
    weights: part(head.weights),
    turns: Object.fromEntries(Object.entries(head.turns).map(([bone, span]) => [bone, part(span)])),
    travel: head.travel ? part(head.travel) : null,
  };
}

export function bytesOf(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
