// What the viewer says, in two languages.
export const WORDS = {
  zh: {
    close: "特写", bust: "半身", full: "全身", picture: "截图", play: "播放", stop: "停止",
    neutral: "平静", happy: "开心", angry: "生气", sad: "悲伤", relaxed: "放松", surprised: "惊讶",
    made: "AI生成", sliders: "调整", loading: "正在载入角色……",
    noWebGL: "这个浏览器没有 WebGL 2，无法显示三维角色。请打开硬件加速，或换用新版 Chrome、Edge、Firefox、Safari。",
    broken: "这个角色文件打不开。请重新生成。",
    lost: "显卡断开了连接。请刷新页面。",
  },
  en: {
    close: "Face", bust: "Bust", full: "Full", picture: "Picture", play: "Play", stop: "Stop",
    neutral: "Neutral", happy: "Happy", angry: "Angry", sad: "Sad", relaxed: "Relaxed", surprised: "Surprised",
    made: "AI-generated", sliders: "Adjust", loading: "Loading the character…",
    noWebGL: "This browser has no WebGL 2 and cannot show the character. Turn on hardware acceleration, or use a recent Chrome, Edge, Firefox or Safari.",
    broken: "This character cannot be opened. Make it again.",
    lost: "The graphics card went away. Reload the page.",
  },
};
