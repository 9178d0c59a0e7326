// What the character does: faces that were set, motion that plays, and life in between.
const BLINK_S = 0.16;
const ARM_DOWN = 1.22;
const TURNED = ["x", "y", "z", "w"];

export class Acting {
  constructor() {
    this.face = {};
    this.idle = true;
    this.motion = null;
    this.clock = 0;
    this.nextBlink = 2;
  }

  // motion: { fps, names, weights (frames x names), turns: { bone: frames x 4 }, travel? }
  play(motion, sound) {
    this.stop();
    this.motion = motion;
    this.sound = sound ?? null;
    this.began = this.clock;
    this.frames = motion.weights.length / motion.names.length;
  }

  stop() {
    this.sound?.pause();
    this.motion = this.sound = null;
  }

  get playing() {
    return this.motion !== null;
  }

  step(vrm, seconds) {
    this.clock += seconds;
    const faces = vrm.expressionManager;
    faces.resetValues();
    Object.entries(this.face).forEach(([name, weight]) => faces.setValue(name, weight));
    rest(vrm, this.idle ? this.clock : 0);
    if (this.motion) this.follow(vrm);
    else if (this.idle) this.blink(faces);
  }

  follow(vrm) {
    const { fps, names, weights, turns, travel } = this.motion;
    const time = this.sound ? this.sound.currentTime : this.clock - this.began;
    const place = Math.min(time * fps, this.frames - 1);
    const [now, next] = [Math.floor(place), Math.min(Math.floor(place) + 1, this.frames - 1)];
    const share = place - now;
    names.forEach((name, k) => {
      const weight = weights[now * names.length + k] * (1 - share) + weights[next * names.length + k] * share;
      if (weight > 0) vrm.expressionManager.setValue(name, Math.max(weight, vrm.expressionManager.getValue(name) ?? 0));
    });
    Object.entries(turns).forEach(([bone, track]) => turn(vrm, bone, track, now, next, share));
    if (travel) move(vrm, travel, now, next, share);
    const over = this.sound ? this.sound.ended : time >= this.frames / fps;
    if (over) this.stop();
  }

  blink(faces) {
    const since = this.clock - this.nextBlink;
    if (since > BLINK_S) this.nextBlink = this.clock + 1.5 + 4 * Math.random();
    else if (since > 0) faces.setValue("blink", Math.sin((since / BLINK_S) * Math.PI));
  }
}

// Arms hang, the chest breathes, the head is never quite still.
function rest(vrm, time) {
  const set = (bone, x, y, z) => vrm.humanoid.getNormalizedBoneNode(bone)?.rotation.set(x, y, z);
  const breath = Math.sin(time * 1.6);
  set("leftUpperArm", 0, 0, -ARM_DOWN - 0.01 * breath);
  set("rightUpperArm", 0, 0, ARM_DOWN + 0.01 * breath);
  set("leftLowerArm", 0, -0.18, 0);
  set("rightLowerArm", 0, 0.18, 0);
  set("chest", 0.008 * breath, 0, 0);
  set("neck", 0, 0.02 * Math.sin(time * 0.53), 0);
  set("head", 0.015 * Math.sin(time * 0.71), 0.03 * Math.sin(time * 0.43), 0.012 * Math.sin(time * 0.37));
  const hips = vrm.humanoid.getNormalizedBoneNode("hips");
  hips.position.fromArray(vrm.humanoid.normalizedRestPose.hips.position);
}

function turn(vrm, bone, track, now, next, share) {
  const node = vrm.humanoid.getNormalizedBoneNode(bone);
  if (!node) return;
  const [a, b] = [now * 4, next * 4];
  const near = TURNED.reduce((sum, _, k) => sum + track[a + k] * track[b + k], 0) < 0 ? -1 : 1;
  TURNED.forEach((axis, k) => {
    node.quaternion[axis] = track[a + k] * (1 - share) + near * track[b + k] * share;
  });
  node.quaternion.normalize();
}

function move(vrm, travel, now, next, share) {
  const hips = vrm.humanoid.getNormalizedBoneNode("hips");
  ["x", "y", "z"].forEach((axis, k) => {
    hips.position[axis] += travel[now * 3 + k] * (1 - share) + travel[next * 3 + k] * share;
  });
}
