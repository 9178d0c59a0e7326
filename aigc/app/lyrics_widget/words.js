// What the page says, in both languages.

const SAID = {
  zh: {
    lyrics: "歌词", undo: "撤销", redo: "重做", write: "围绕锁定重写", all: "整首重写", copy: "复制", copied: "已复制",
    earlier: "上一首", later: "下一首", lyric: "第 {n} 首", line: "第 {n} 行", reroll: "重写这一行",
    hold: "锁定这一行", loose: "放开这一行", same: "＝ 第 {n} 行", total: "总分", working: {write: "正在写…", score: "正在评分…"},
    fits: "守格", broken: "{n} 处不合", keywords: "关键词", locked: "锁定", fixed: "格式规定",
    unkept: "守格之后才有流畅分和总分。", unmeasured: "引擎无法给出流畅分。",
    rhyme: "韵 {n}", unrhymed: "不押韵", strong: "重读", weak: "轻读", tongue: "English", comma: "、", colon: "：",
    done: "后回车",
    parts: {verse: "主歌", chorus: "副歌", bridge: "桥段", intro: "前奏", outro: "尾声", "pre-chorus": "导歌"},
    books: {thirteen: "十三类", xinyun: "中华新韵", cilin: "词林正韵", pingshui: "平水韵", english: "英文韵"},
    hint: "点击或回车：锁定 · 直接输入{n}：换字并锁定 · 退格：换这一格 · 方向键：移动 · Ctrl+Z：撤销",
    score: {fluency: "流畅", integrity: "断句", singability: "可唱", rhyme: "押韵", keyword: "关键词",
      novelty: "新意", variety: "变化", longest_run: "最长相同"},
  },
  en: {
    lyrics: "Lyrics", undo: "Undo", redo: "Redo", write: "Write anew around the locks", all: "Reroll all", copy: "Copy",
    copied: "Copied", earlier: "Previous", later: "Next", lyric: "Lyric {n}", line: "Line {n}",
    reroll: "Reroll this line", hold: "Lock this line", loose: "Unlock this line",
    same: "= line {n}", total: "Total", working: {write: "Writing…", score: "Scoring…"},
    fits: "Keeps its form",
    broken: "{n} against the form", keywords: "Keywords", locked: "locked", fixed: "set by the form",
    unkept: "Fluency and total come once it keeps the form.",
    unmeasured: "The engine cannot measure its fluency.",
    rhyme: "rhyme {n}", unrhymed: "must not rhyme", strong: "stressed", weak: "unstressed",
    tongue: "中文", comma: ", ", colon: ": ",
    done: ", then Enter", parts: {},
    books: {thirteen: "Thirteen classes", xinyun: "Zhonghua Xinyun", cilin: "Cilin Zhengyun", pingshui: "Pingshui",
      english: "English rhymes"},
    hint: "Click or Enter: lock · type{n}: change and lock · Backspace: another word here · "
      + "arrows: move · Ctrl+Z: undo",
    score: {fluency: "Fluency", integrity: "Integrity", singability: "Singability", rhyme: "Rhyme",
      keyword: "Keywords", novelty: "Novelty", variety: "Variety", longest_run: "Longest run"},
  },
};
