"""Nouns by which nobody looks for anything: no hashtags."""

from __future__ import annotations

from typing import Final

from aigc.text.script.words import vocabulary

ZH_PLAIN: Final = vocabulary(
    """问题 情况 时候 时间 方面 原因 结果 办法 公司 东西 地方 部分 过程 方式 人员 负责人 结论 水平
    数字 数据 先生 女士 记者 工作 生活 方法 标准 平均 同比 城市 国家 市民 居民 一线 二线 三线
    平均价格 理由 收入 成本 官方 团队 一年 全年 全国 大家 孩子 老人 顾客 客人 朋友 学生 老师
    部门 当地 全市 全县 本市 本报 目前 今年 去年 明年 一种 起步价 价格 影响 变化 需要 研究 项目
    系统 服务 成员 经验 数量 比例 里面 下午 上午 晚上 早上 手机 名字 步骤 五市 时隔 比风 烟点
    熨平 放学 方圆 小毛病 小时 成形 分钟 价格战 大城市 一家 一座 注意 优点 缺点 材料 做法 想法
    建议 条件 措施 人数 财务总监 局部地区 地区 小块 关键在于 简史 申请人 所在区 平均年龄
    调查报告 测试数据 等待时间 系统调度 标称 消失 教授 科学家 茶匙 汤匙 上半场 下半场 下雨天
    版本 速度 页面 篇文章 命令 体验 座位 新馆 老馆 个人 人生 村民 身体 医生 学校 志愿者 屋顶
    入馆 读者 效率 资助 新种 遗愿 冷水 中火 小火 热锅 红油 鸟笼 木柜 铺子 结实 文化部门 金额
    中文 办理 工作日 建筑面积 日子 高温 记忆 门店 店主 一批 第一 大多数 市中心 全程"""
)
EN_PLAIN: Final = vocabulary(
    """time times year years day days week weeks month months people person thing things way ways
    part parts number numbers result results reason reasons lot kind place places something
    nothing anything everything someone somebody nobody hours hour minutes minute group team
    percent first second third new old good long small large full big said says told made make
    makes used use half seconds metres meters kilometres miles million billion monday tuesday
    wednesday thursday friday saturday sunday january february march april may june july august
    september october november december today yesterday morning night evening end start day's
    world question quarter chief grams millilitres tonnes kilograms dollars work idea rest rule
    city town image picture questions answer method need side case total average field style
    size price cost model members readers visitors visits tickets adults children figure council
    edge arm arms pen delay desk cable stations meeting study dots lines date bowl pictures
    dozen effect board row pair page pages hand hands step steps floor door doors room rooms
    bottle road store nights winter lamp kitchen stone stones heart insects card cards copy home
    man woman men women mother father life dies three four five six seven eight nine ten twelve
    tonne call calls drive peak patience amount chance colour output decision capital
    replacement repair virtue milliseconds portion machine machines position project charge
    agreement signatures grandparents subscription change benefit notice conclusion review
    decade country channel recall sound sounds survey apology mainland member reader visitor
    visit ticket adult station dot system celsius final trial thousand thousands hundred late
    winner punch"""
)
