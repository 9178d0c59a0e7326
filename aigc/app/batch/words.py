"""Everything the page of batches says, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from aigc.app import words
from aigc.app.form import Names
from aigc.app.words import Tongue

SAID: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "table": ("表格", "Table"),
        "table.hint": ("一行一条任务", "A row for each job"),
        "batch": ("批次", "Batch"),
        "batch.hint": ("先检查，再开跑", "Checked first, then run"),
        "results": ("成果", "Results"),
        "results.hint": ("做好一条，看一条", "Each as soon as it is done"),
        "upload": ("表格和文章", "Table and articles"),
        "pipeline": ("做什么", "What is made"),
        "for.all": ("所有行的选项", "Options of all rows"),
        "for.all.how": (
            "表格里同名的列优先。",
            "A column of the same name goes before these.",
        ),
        "more": ("更多选项", "More options"),
        "who": ("换引擎", "Engines"),
        "workers": ("同时做几条", "Jobs at a time"),
        "workers.auto": ("自动（{count}）", "Auto ({count})"),
        "own": ("跟随默认", "as it is"),
        "check": ("检查表格", "Check the table"),
        "start": ("开始", "Start"),
        "template": ("没有表格？下载一份填写：", "No table yet? Take one to fill in:"),
        "example": ("先看个例子，表格配模板：", "An example, a table with its brief:"),
        "came.table": ("表格", "Table"),
        "came.rows": ("{rows} 行，{columns} 列", "{rows} rows, {columns} columns"),
        "came.brief": ("模板", "Brief"),
        "came.lacks": (
            "还差表格：每一行填一遍模板。",
            "The table is still missing: its rows fill in the brief.",
        ),
        "came.rules": (
            "做什么、怎么做，都由模板决定。",
            "The brief says what is made, and how.",
        ),
        "brief": ("一段文字，每行填一遍", "One text for all rows"),
        "brief.used": ("已启用", "in use"),
        "brief.how": (
            "写一段文字，列名放进花括号。与选项同名的列仍然算数，空格子用默认值。",
            "Write a text with column names in braces. Columns named like options count as ever; "
            "an empty cell takes the default.",
        ),
        "brief.chips": ("插入列", "Insert a column"),
        "brief.none": (
            "放入表格后，这里列出它的列，按一下就插入。",
            "Drop the table: its columns stand here to be inserted.",
        ),
        "brief.large": (
            "表格较大，检查时才读取；请照表头写列名。",
            "A large table, read when it is checked: write its column names by hand.",
        ),
        "brief.text": ("文字", "Text"),
        "brief.naming": ("每条的名字", "Name of each"),
        "brief.naming.how": (
            "不填就用 name 列，或行号",
            "Else the column called name, or the row's number",
        ),
        "brief.sample": ("第一行填好是这样", "The first row reads"),
        "brief.hole": ("（空）", "(empty)"),
        "brief.unknown": ("没有这一列：", "No such column: "),
        "brief.unused": ("没用到：", "Not used: "),
        "brief.options": ("作选项：", "As options: "),
        "columns": ("可用的列", "Columns"),
        "columns.how": (
            "每行写明 source：文件名、https 链接，或正文本身。列名就是选项名，留空用默认值；"
            "以 # 开头的列是备注。",
            "Each row names its source: a file, an https link, or the text itself. Columns are "
            "named like options, an empty cell takes the default; columns that begin with # are "
            "notes.",
        ),
        "order.name": ("成果文件夹的名字", "Folder of the results"),
        "order.priority": ("大的先做", "The higher goes first"),
        "order.deadline": ("最晚何时完成", "When it must be done"),
        "order.attempts": ("最多试几次", "Attempts at most"),
        "order.limit": ("每次最多几秒", "Seconds an attempt may take"),
        "source": ("文章、链接或正文", "File, link or text"),
        "empty": ("还没有批次", "No batch yet"),
        "empty.how": (
            "放入一张表格（有配套文章就一起拖进来，或打成 ZIP），按“检查表格”。"
            "先看清要做多少、多久、占多大地方，再开始。开始后可以关掉这一页，任务照常进行。",
            "Drop a table, with its articles beside it or all in a ZIP, and press “Check the "
            "table”. You see how many jobs there are, how long they take and how much room they "
            "need before anything starts. Once started it goes on without this page.",
        ),
        "empty.results": (
            "做好的成果会一条条出现在这里。",
            "Results appear here one by one.",
        ),
        "checked": ("表格没有问题", "The table is fine"),
        "checked.how": ("共 {count} 条，可以开始", "{count} jobs, ready to start"),
        "plan": ("将要做的", "What will be done"),
        "plan.jobs": ("任务", "Jobs"),
        "plan.time": ("约需时间", "Time, about"),
        "plan.size": ("约占空间", "Space, about"),
        "plan.free": ("可用空间", "Free space"),
        "plan.rows": ("{count} 行", "{count} rows"),
        "plan.brief": (
            "{rows} 的每一行，填入模板 {brief}。",
            "Each row of {rows} fills in {brief}.",
        ),
        "plan.typed": (
            "{rows} 的每一行，填入页上的文字。",
            "Each row of {rows} fills in your text.",
        ),
        "plan.row": ("行", "Row"),
        "plan.name": ("名字", "Name"),
        "plan.source": ("来源", "Source"),
        "plan.options": ("选项", "Options"),
        "plan.more": ("还有 {count} 条", "and {count} more"),
        "plan.guess": (
            "时间按内置引擎估算，开始后按实测更新。",
            "Guessed for the embedded engines; measured once it runs.",
        ),
        "plan.room": (
            "空间不够：先腾出一些，或拆成几张表。",
            "There is no room: free some, or split the table.",
        ),
        "wrong": ("表格里有 {count} 行要改", "Rows to mend: {count}"),
        "wrong.how": (
            "同样的问题合成一条。改好再上传一次，什么都还没开始。",
            "The same fault is told once for all its rows. Mend them and upload the table again; "
            "nothing was started.",
        ),
        "wrong.rows": ("行", "Rows"),
        "wrong.column": ("列", "Column"),
        "wrong.what": ("问题", "What is wrong"),
        "wrong.value": ("写的是", "It says"),
        "wrong.whole": ("整行", "the row"),
        "wrong.more": ("等另外 {count} 行", "and {count} more"),
        "wrong.kinds": ("另有 {count} 类问题", "and {count} more kinds"),
        "is.working": ("进行中", "At work"),
        "is.paused": ("已暂停", "Paused"),
        "is.left": ("停着", "Stopped"),
        "is.ended": ("已结束", "Ended"),
        "paused.how": (
            "不再开始新的；正在做的会做完。",
            "No more jobs start; those that run come to their end.",
        ),
        "left.how": (
            "还有没做完的，但没人在做。做完的都在，按“继续”接着做。",
            "Jobs are open and nobody does them. What is done is kept: press “Go on”.",
        ),
        "starts": ("正在起步…", "Starting…"),
        "trouble": ("上次停下是因为：", "It stopped because:"),
        "do.pause": ("暂停", "Pause"),
        "do.resume": ("继续", "Go on"),
        "do.stop": ("停止", "Stop"),
        "do.cancel": ("取消剩下的", "Cancel the rest"),
        "do.remove": ("删除批次", "Delete the batch"),
        "sure.cancel": (
            "剩下的任务都不做了？做完的会留着。",
            "Leave all open jobs undone? What is done is kept.",
        ),
        "sure.remove": (
            "删除这个批次和它的全部成果？不能恢复。",
            "Delete this batch with all its results? They cannot be brought back.",
        ),
        "done.start": ("开始了", "Started"),
        "done.start.how": (
            "可以关掉这一页；回来时还在这里。",
            "This page may be closed; the batch is here when you come back.",
        ),
        "done.retry": ("{count} 条重新做", "To be done again: {count}"),
        "done.pause": ("已暂停", "Paused"),
        "done.stop": ("已停止", "Stopped"),
        "done.resume": ("继续做了", "Going on"),
        "done.cancel": ("已取消剩下的", "The rest is cancelled"),
        "done.remove": ("已删除", "Deleted"),
        "of": ("共 {count} 条", "of {count}"),
        "left.unknown": ("做完两条后估算", "told after two jobs"),
        "pace": ("{day} 条/天", "{day} a day"),
        "pace.hour": ("{hour} 条/小时", "{hour} an hour"),
        "figure.left": ("剩余时间", "Time left"),
        "figure.pace": ("速度", "Pace"),
        "figure.each": ("每条用时", "Each job"),
        "figure.cpu": ("每条处理器", "CPU, each"),
        "figure.memory": ("内存峰值", "Peak memory"),
        "each": ("{wall} · 处理器 {cpu}", "{wall} · CPU {cpu}"),
        "late": ("{count} 条已过期限", "Past their deadline: {count}"),
        "now": ("正在做", "At work now"),
        "now.more": ("还有 {count} 条", "and {count} more"),
        "begins": ("刚开始", "begins"),
        "stages": ("每条的时间花在哪", "Where a job's time goes"),
        "failed": ("没做成的", "What failed"),
        "failed.count": ("{count} 条", "jobs: {count}"),
        "failed.such": ("如 {name}", "such as {name}"),
        "retry": ("重做这些", "Retry these"),
        "gallery.more": ("再看 {count} 条", "Show {count} more"),
        "gallery.none": ("还没有做好的", "Nothing is done yet"),
        "open": ("打开 {name}", "Open {name}"),
        "close.result": ("收起", "Close"),
        "export": ("结果表：每条的状态、耗时、成本", "Table of states, times and costs"),
        "pack.all": ("全部下载", "Download everything"),
        "pack.now": ("下载已做好的", "Download what is done"),
        "pack.save": ("保存 ZIP", "Save the ZIP"),
        "pack.jobs": ("{count} 条", "{count} done"),
        "pack.done": ("ZIP 打好了，正在下载", "The ZIP is ready and on its way"),
        "pack.none": (
            "还没有做好的，没什么可下载。",
            "Nothing is done yet, so there is nothing to take.",
        ),
        "mine": ("这个浏览器里的批次", "Batches of this browser"),
        "mine.jobs": ("{done} / {count}", "{done} / {count}"),
        "link": ("这个批次的链接", "Link to this batch"),
        "link.how": (
            "谁有链接，谁就能看到和管理这个批次。",
            "Whoever has the link can see and control the batch.",
        ),
        "place": ("成果在这台机器的文件夹里：", "The results lie on this machine in:"),
        "copy": ("复制", "Copy"),
        "copied": ("已复制", "Copied"),
        "no_table": (
            "还没有表格：请上传 CSV、XLSX、JSONL 或 YAML，或装有它的 ZIP。",
            "There is no table yet: upload CSV, XLSX, JSONL or YAML, or a ZIP that holds one.",
        ),
        "no_draft": (
            "还没有检查过的表格：请先按“检查表格”。",
            "No table was checked yet: press “Check the table” first.",
        ),
        "gone": ("这个批次已经不在了。", "This batch is not there any more."),
        "no_result": ("这一条的成果不在了。", "The results of this job are gone."),
    }
)
"""What stands on the page, by key: Chinese, English."""

STATES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "done": ("完成", "done"),
        "running": ("进行中", "running"),
        "publishing": ("收尾", "finishing"),
        "waiting": ("等待", "waiting"),
        "held": ("等前一步", "held"),
        "failed": ("失败", "failed"),
        "cancelled": ("取消", "cancelled"),
    }
)
CAUSES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "input": ("输入有误", "Input"),
        "engine": ("引擎出错", "Engine"),
        "trust": ("内容审核", "Content"),
        "review": ("等人审核", "Waits for people"),
        "lost": ("进程中断", "Worker lost"),
        "time": ("超时", "Time"),
        "memory": ("内存不足", "Memory"),
        "space": ("空间不够", "Space"),
        "needs": ("前一步没做成", "Needs another"),
        "fault": ("意外", "Fault"),
    }
)
PIPELINES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "video": ("文章成片", "Clips of articles"),
        "avatar": ("角色表演", "Characters perform"),
        "copy": ("文案", "Copy"),
        "lyrics": ("歌词", "Lyrics"),
        "portrait": ("会说话的照片", "Talking portraits"),
        "song": ("歌曲", "Songs"),
        "speech": ("朗读", "Speech"),
        "transcript": ("听写", "Transcripts"),
    }
)


LABELS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "emotion": ("语气", "Mood"),
        "preset": ("画质", "Quality"),
        "hearer": ("听录音的引擎", "Listener"),
        "landmarks": ("找五官的引擎", "Finder of faces"),
        "character": ("角色", "Character"),
        "text": ("台词", "Words said"),
        "platform": ("平台", "Platform"),
        "template": ("格式", "Form"),
        "cipai": ("词牌", "Cipai"),
        "model": ("语言模型", "Language model"),
        "driver": ("驱动引擎", "Driver"),
        "face": ("哪张脸", "Which face"),
        "fps": ("每秒帧数", "Frames a second"),
        "consent": ("同意书", "Consent"),
        "date": ("日期", "Date"),
        "timings": ("时间文件", "Files of timings"),
        "speech": ("语音引擎", "Speech engine"),
    }
)
"""Options that have no name on the other pages."""
CHOICES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "preview": ("小样", "Preview"),
        "standard": ("标准", "Standard"),
        "quality": ("高画质", "High quality"),
    }
)
"""Values of options that have no name on the other pages."""


def say(key: str, tongue: Tongue, **values: object) -> str:
    """Return what the page says for ``key``, with ``values`` filled in."""
    return words.told(SAID, key, tongue, **values)


def called(pipeline: str) -> Names:
    """Return what the options of a pipeline and their values are called."""
    from aigc.app.avatar import words as avatar
    from aigc.app.copy import words as copy
    from aigc.app.lyrics import words as lyrics
    from aigc.app.transcript import words as transcript
    from aigc.app.voice import words as voice

    sounding = Names(
        labels={**voice.CALLED.labels, "rate": words.LABELS["rate"]}, choices=voice.CALLED.choices
    )
    known = {
        "copy": copy.CALLED,
        "lyrics": lyrics.CALLED,
        "transcript": transcript.CALLED,
        "speech": sounding,
        "song": sounding,
        "portrait": sounding,
        "avatar": Names(labels=avatar.LABELS, choices=voice.CALLED.choices),
    }
    found = known.get(pipeline, Names(labels=words.LABELS, choices=words.CHOICES))
    choices = {**voice.CALLED.choices, **CHOICES, **found.choices}
    return Names(labels={**LABELS, **found.labels}, choices=choices)
