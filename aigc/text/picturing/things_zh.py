"""Chinese words for what can be seen, each with its English."""

from __future__ import annotations

from typing import Final

from aigc.text.script.words import vocabulary


def glossary(text: str) -> dict[str, str]:
    """Return the words of ``text`` with their English: ``word=english_words``, between spaces.

    >>> glossary("夜市=night_market 茶=tea")
    {'夜市': 'night market', '茶': 'tea'}
    """
    pairs = (row.partition("=") for row in text.split())
    return {word: english.replace("_", " ") for word, _, english in pairs}


HEADS: Final = glossary(
    """馆=hall 店=shop 街=street 路=road 桥=bridge 楼=building 山=mountain 河=river 江=river
    湖=lake 岛=island 船=boat 艇=boat 车=vehicle 站=station 厂=factory 房=house 屋=house
    院=courtyard 园=garden 林=forest 田=field 树=tree 花=flowers 草=grass 叶=leaves
    菜=vegetables 豆=beans 米=rice 饭=rice 茶=tea 杯=cup 碗=bowl 碟=dish 盘=plate 锅=pot 灯=lamp
    门=gate 窗=window 墙=wall 桌=table 椅=chair 凳=stool 床=bed 画=painting 书=book 屏=screen
    镜=mirror 塔=tower 炉=stove 箱=box 袋=bag 瓶=bottle 罐=jar 盒=box 衣=clothes 裤=trousers
    裙=dress 鞋=shoes 帽=hat 伞=umbrella 琴=instrument 鼓=drum 鸟=bird 鱼=fish 虾=shrimps
    虫=insect 蜂=bees 蝶=butterfly 猫=cat 狗=dog 牛=cow 羊=sheep 猪=pig 马=horse 鸡=chicken
    鸭=duck 鹅=goose 雪=snow 雨=rain 云=clouds 雾=mist 冰=ice 沙=sand 矿=mine 井=well 渠=canal
    坝=dam 仪=instrument 器=device 机=machine 针=needle 轮=wheel 翼=wing 布=cloth 绸=silk
    肉=meat 蛋=eggs 奶=milk 糖=sugar 盐=salt 油=oil 池=pool 缆=cable 绳=rope 刀=knife 坡=slope
    谷=valley 崖=cliff 滩=beach 湾=bay 洞=cave 巷=alley 弄=lane 棚=shed 亭=pavilion 庙=temple
    寺=temple 碑=stone_monument 梯=ladder 柜=cabinet 架=rack 毯=carpet 帘=curtain 钟=clock
    币=coins 笔=pen 纸=paper 筐=basket 篮=basket 盆=basin 壶=teapot 炮=cannon 箭=arrow 舱=cabin
    舰=ship 轨=rails 闸=gate 泵=pump 管=pipe 汤=soup 饼=flatbread 糕=cake 果=fruit 薯=potatoes
    鼠=mouse 龙=dragon 鹰=eagle 鹤=crane_birds 猴=monkey 虎=tiger 蛙=frog 瓜=melon 椒=peppers
    室=room 厅=hall 港=harbour 村=village 镇=town 城=town 塘=pond 溪=stream 泉=spring 峰=peak
    岭=ridge 瀑=waterfall 礁=reef 堤=embankment"""
)
"""Last characters of words for what has a shape."""

THINGS: Final = glossary(
    """咖啡=coffee 拿铁=latte 浓缩咖啡=espresso 咖啡豆=coffee_beans 牛奶=milk 面包=bread
    面条=noodles 包子=steamed_buns 饺子=dumplings 豆腐=tofu 豆浆=soy_milk 豆角=green_beans
    水果=fruit 苹果=apples 葡萄=grapes 蔬菜=vegetables 粮食=grain 麦田=wheat_field
    稻田=rice_field 珊瑚=coral 海洋=ocean 大海=sea 海面=sea 海浪=waves 海水=seawater 海底=seabed
    海边=seaside 沙滩=beach 江面=river 湖面=lake 水面=water 河流=river 天空=sky 星空=starry_sky
    夜空=night_sky 星系=galaxy 银河=milky_way 月球=moon 地球=planet_earth 太阳=sun 月亮=moon
    星星=stars 彗星=comet 卫星=satellite 草原=grassland 草地=meadow 沙漠=desert 森林=forest
    湿地=wetland 荒地=bare_land 空地=open_ground 工地=construction_site 菜地=vegetable_field
    田野=fields 瀑布=waterfall 冰川=glacier 雪山=snowy_mountain 火山=volcano 峡谷=canyon
    火箭=rocket 飞船=spacecraft 太空舱=space_capsule 芯片=microchip 电路=circuit_board
    电池=battery 屏幕=screen 键盘=keyboard 机器人=robot 机械臂=robot_arm 地铁=subway_train
    列车=train 高铁=high-speed_train 火车=train 轨道=railway_track 隧道=tunnel 街道=street
    跑道=track 栈道=boardwalk 街角=street_corner 街区=city_block 巷子=alley 胡同=hutong_alley
    院子=courtyard 笼子=cage 鸡笼=chicken_cage 甲板=deck 栏杆=railing 护栏=guardrail 城市=city
    县城=small_town 小城=small_town 小镇=small_town 古镇=old_town 村庄=village 乡村=countryside
    山村=mountain_village 老街=old_street 夜市=night_market 集市=market 菜市场=vegetable_market
    农贸市场=farmers'_market 商场=shopping_mall 广场=square 操场=schoolyard 球场=sports_field
    机场=airport 停车场=car_park 码头=pier 渡口=ferry_landing 集装箱=shipping_containers
    仓库=warehouse 车间=factory_floor 生产线=production_line 流水线=assembly_line
    实验室=laboratory 教室=classroom 课堂=classroom 办公室=office 客厅=living_room 厨房=kitchen
    阳台=balcony 屋顶=roof 天台=rooftop 铺面=shopfront 门面=shopfront 橱窗=shop_window
    窗台=windowsill 吧台=bar_counter 柜台=counter 舞台=stage_with_lights 讲台=lectern 台阶=steps
    黑板=blackboard 课本=textbooks 报纸=newspaper 信封=envelope 照片=photographs 地图=map
    图纸=drawings 雕像=statue 石头=stones 镜头=lens 木头=timber 玩具=toys 农具=farm_tools
    家具=furniture 餐具=tableware 茶具=tea_set 沙发=sofa 窗帘=curtains 被子=quilt 毛巾=towel
    裙子=dress 帽子=hat 鞋子=shoes 椅子=chair 桌子=table 箱子=box 瓶子=bottle 杯子=cup
    盘子=plate 篮子=basket 种子=seeds 叶子=leaves 果实=ripe_fruit 稻谷=rice_grain 小麦=wheat
    玉米=corn 竹林=bamboo_grove 竹子=bamboo 花园=garden 果园=orchard 菜园=vegetable_garden
    校园=school_campus 公园=park 梯田=terraced_fields 水库=reservoir 水电站=hydroelectric_dam
    电站=power_station 风机=wind_turbines 风车=windmill 光伏板=solar_panels
    太阳能板=solar_panels 电线=wires 电缆=cable 管道=pipes 阀门=valve 齿轮=gears 发动机=engine
    手机=smartphone 电脑=computer 平板电脑=tablet 耳机=headphones 相机=camera 电视=television
    无人机=drone 望远镜=telescope 显微镜=microscope 试管=test_tubes 药片=pills
    药瓶=medicine_bottle 注射器=syringe 病房=hospital_ward 手术室=operating_theatre
    听诊器=stethoscope 心电图=heart_monitor 口罩=face_mask 足球=football 篮球=basketball
    球门=goalposts 跑鞋=running_shoes 奖杯=trophy 奖牌=medal 看台=stands_of_a_stadium
    雨伞=umbrella 积雪=snow 暴雨=heavy_rain 闪电=lightning 彩虹=rainbow 晚霞=red_evening_sky
    朝霞=glowing_morning_sky 灯光=lights 路灯=street_lamps 街灯=street_lamps 霓虹灯=neon_lights
    烛光=candlelight 炊烟=chimney_smoke 烟花=fireworks 浪花=sea_spray 雪花=snowflakes
    瓷器=porcelain 陶罐=pottery_jar 青铜器=bronze_vessel 城墙=city_wall 城门=city_gate
    宫殿=palace 古塔=pagoda 石桥=stone_bridge 石板路=flagstone_path 石磨=millstone 水井=well
    油灯=oil_lamp 毛笔=writing_brush 砚台=inkstone 古籍=old_books 书架=bookshelf 书店=bookshop
    图书馆=library 博物馆=museum 电影院=cinema 剧场=theatre 酒店=hotel 民宿=guesthouse 客栈=inn
    餐厅=restaurant 食堂=canteen 小店=small_shop 门店=shop 便利店=convenience_store
    超市=supermarket 银行=bank_building 医院=hospital 学校=school 小学=village_school
    大学=university 法院=courthouse 工厂=factory 矿山=quarry 电动车=electric_scooter
    自行车=bicycle 摩托车=motorcycle 卡车=truck 冷链车=refrigerated_truck 货车=truck 公交车=bus
    出租车=taxi 轮船=ship 渡船=ferry 渔船=fishing_boat 帆船=sailboat 游轮=cruise_ship 帐篷=tent
    篝火=campfire 行李箱=suitcase 背包=backpack 车票=ticket 路牌=signpost 站台=railway_platform
    候车厅=waiting_hall 售票窗口=ticket_window 硬币=coins 钞票=banknotes 账本=ledger 算盘=abacus
    日历=calendar 时钟=clock 沙漏=hourglass 大桥=great_bridge 码头吊机=harbour_cranes 吊机=crane
    塔吊=tower_crane 蜜蜂=bees 蝴蝶=butterfly 大熊猫=giant_panda 候鸟=migrating_birds
    白鹭=egrets 鲸鱼=whale 海豚=dolphins 海龟=sea_turtle 渔网=fishing_nets 蔬菜棚=greenhouse
    大棚=greenhouse 温室=greenhouse 牧场=pasture 羊群=flock_of_sheep 牛群=herd_of_cattle
    鱼塘=fish_pond 长桌=long_table 木桌=wooden_table 机房=server_room 服务器=servers
    数据中心=data_centre 电子屏=display_screen 触摸屏=touch_screen 充电桩=charging_station
    渔港=fishing_harbour 海港=harbour 海港码头=harbour_pier 云海=sea_of_clouds 溪水=stream
    青石板=flagstones 山口=mountain_pass 古道=old_road 温泉=hot_spring 门锁=door_lock
    插座=wall_socket 水龙头=tap 墙角=corner_of_a_room 扫地机=robot_vacuum 拖布=mop 植物=plants
    标本=specimens 植物标本=pressed_plants 钟表=clocks 闹钟=alarm_clock 挂钟=wall_clock
    铺子=small_shop 高楼=tall_buildings 藏书=shelves_of_books 石料=cut_stones 桥墩=bridge_piers
    桥面=bridge_deck 洪水=flood_water 鸟笼=birdcage 零件=machine_parts 空调=air_conditioner
    电风扇=electric_fan 家电=household_appliances 外套=coat 登山杖=hiking_poles 花椒=peppercorns
    蒜苗=garlic_sprouts 热水=hot_water 楼道=stairwell 电梯=lift 小区=housing_estate
    花盆=flowerpot 卧室=bedroom 芦苇=reeds 海藻=seaweed 共生藻=algae 水母=jellyfish 头盔=helmet
    餐箱=delivery_box 电动自行车=electric_bicycle 站厅=station_hall 牛肉=beef 猪肉=pork
    鸡蛋=eggs 辣椒=chillies 大蒜=garlic 生姜=ginger 海鲜=seafood 水饺=dumplings 桥=bridge
    船=boat 树=tree 灯=lamp 雪=snow 锅=pot 塔=tower 井=well 猫=cat 狗=dog 鸟=bird 鱼=fish
    伞=umbrella 月光=moonlight 会议室=meeting_room 夜校=evening_school_classroom
    村委会=village_hall 手电筒=torch 手电=torch 课桌=school_desks 节能灯=lamp 核桃=walnuts
    平板=tablet 信=letter 信纸=letter_paper 山路=mountain_road 山道=mountain_path
    脚印=footprints 恐龙=dinosaurs 山坡=hillside 湖边=lake_shore 河边=riverside 江边=riverside
    路边=roadside 走廊=corridor 养老院=nursing_home 敬老院=nursing_home 药车=medicine_trolley
    体育馆=sports_hall 体育场=stadium 大道=avenue 海滨大道=seaside_avenue 香蕉=bananas
    牛肉面=beef_noodle_soup 面团=dough 案板=kitchen_board 灶台=stove 白萝卜=white_radish
    萝卜=radish 辣油=chilli_oil 清汤=clear_soup 细面=thin_noodles 拉面=pulled_noodles
    火锅=hot_pot 烧烤=barbecue 米饭=bowl_of_rice 粥=rice_porridge 月饼=mooncakes
    粽子=rice_dumplings 茶叶=tea_leaves 茶园=tea_plantation 茶馆=teahouse 经卷=paper_scrolls
    文书=old_manuscripts 积沙=drifts_of_sand 石窟=cave_temple 洞窟=cave_temple 壁画=mural
    佛像=buddha_statue 祠堂=ancestral_hall 庙会=temple_fair 幕布=white_screen_of_cloth
    小板凳=small_stools 板凳=benches 竹签=bamboo_sticks 皮影戏=shadow_puppets
    皮影=shadow_puppets 戏台=opera_stage 戏服=opera_costume 剪纸=paper_cuttings
    灯笼=red_lanterns 龙舟=dragon_boats 陶瓷=ceramics 窑=kiln 织布机=loom 夕阳=setting_sun
    渔村=fishing_village 烤鱼=grilled_fish 铁路=railway_line 公路=country_road 高速公路=motorway
    高架桥=elevated_road 立交桥=road_interchange 十字路口=crossroads 斑马线=zebra_crossing
    红绿灯=traffic_lights 加油站=petrol_station 地铁站=subway_station 火车站=railway_station
    车站=station 车厢=train_carriage 港口=harbour 货轮=cargo_ship 飞机=aeroplane
    直升机=helicopter 飞行器=aircraft 空间站=space_station 月壤=lunar_soil 探测器=space_probe
    巡视器=rover 黑洞=black_hole 陨石=meteorite 化石=fossil 遗址=excavation_site
    陶片=pottery_shards 古墓=ancient_tomb 兵马俑=terracotta_warriors 长城=great_wall 运河=canal
    大坝=dam 堤坝=embankment 水渠=irrigation_canal 农田=farm_fields 麦子=wheat 水稻=rice_plants
    棉花=cotton 向日葵=sunflowers 油菜花=yellow_rapeseed_flowers 荷花=lotus_flowers
    樱花=cherry_blossom 桃花=peach_blossom 银杏=ginkgo_trees 落叶=fallen_leaves 松树=pine_trees
    拖拉机=tractor 收割机=harvester 挖掘机=excavator 推土机=bulldozer 起重机=crane
    脚手架=scaffolding 砖墙=brick_wall 药品=medicine 药店=pharmacy 诊所=clinic
    急诊室=emergency_room 救护车=ambulance 消防车=fire_engine 轮椅=wheelchair 病床=hospital_bed
    手术台=operating_table 血压计=blood_pressure_monitor 血糖仪=glucose_meter 疫苗=vaccine_vials
    白大褂=white_coat 烧杯=glass_beaker 培养皿=petri_dish 激光=laser_beam 电路板=circuit_board
    晶圆=silicon_wafer 光纤=optical_fibres 电动汽车=electric_car 汽车=car
    新能源汽车=electric_car 充电站=charging_station 风电场=wind_farm 太阳能=solar_panels
    煤矿=coal_mine 油田=oil_field 钢铁=steel 钢厂=steelworks 快递=parcels 包裹=parcels
    货架=shelves 购物车=shopping_trolley 收银台=checkout_counter 摊位=market_stall
    小摊=street_stall 早餐摊=breakfast_stall 咖啡馆=café 咖啡店=café 面馆=noodle_shop
    饭馆=small_restaurant 花店=flower_shop 理发店=barber's_shop 美术馆=art_gallery
    菜馆=restaurant 游乐园=amusement_park 动物园=zoo 植物园=botanical_garden 客车=bus 电车=tram
    缆车=cable_car 写字楼=office_building 会议桌=conference_table 文件=documents
    合同=contract_papers 公章=stamp 身份证=identity_card 投票箱=ballot_box 护照=passport
    钥匙=keys 门铃=doorbell 长椅=bench 秋千=swing 滑梯=playground_slide 泳池=swimming_pool
    游泳池=swimming_pool 溜冰场=ice_rink 滑雪场=ski_slope 赛道=race_track 终点线=finishing_line
    球拍=racket 乒乓球=table_tennis 羽毛球=shuttlecock 哨子=whistle 钢琴=piano 吉他=guitar
    小提琴=violin 二胡=two-stringed_fiddle 古琴=zither 鼓楼=drum_tower 画布=canvas 颜料=paints
    展厅=exhibition_hall 展柜=display_case 文物=museum_pieces 书法=calligraphy_brush_and_paper
    书桌=desk 书房=study 书包=school_bag 铅笔=pencils 粉笔=chalk 练习本=exercise_books
    作业本=exercise_books 校服=school_uniform 校门=school_gate 宿舍=dormitory 老屋=old_house
    老房子=old_house 土屋=mud-brick_house 瓦房=tiled_house 石屋=stone_house 木屋=wooden_cabin
    门槛=doorstep 门口=doorway 窗户=window 台灯=desk_lamp 蜡烛=candle 火炉=stove 炉火=stove_fire
    柴火=firewood 水桶=bucket 扁担=carrying_pole 草帽=straw_hat 锄头=hoe 镰刀=sickle
    竹篮=bamboo_basket 竹筐=bamboo_basket 羊圈=sheepfold 马车=horse_cart 骆驼=camels 牦牛=yaks
    藏羚羊=antelopes 东北虎=tiger 雪豹=snow_leopard 猴子=monkeys 大象=elephant 燕子=swallows
    麻雀=sparrows 江豚=porpoise 珊瑚礁=coral_reef 红树林=mangrove_trees 冰面=ice 冰山=iceberg
    极光=aurora 沙丘=sand_dunes 绿洲=oasis 戈壁=stony_desert 山谷=valley 山顶=mountain_top
    山脚=foot_of_a_mountain 悬崖=cliff 小溪=stream 河岸=riverbank 池塘=pond 水塘=pond 雨水=rain
    雨夜=rainy_street_at_night 乌云=dark_clouds 云层=clouds 浓雾=thick_fog 海雾=sea_fog
    沙尘=dust_storm 屋檐=eaves 弄堂=narrow_lane 天桥=footbridge 人行道=pavement
    路口=street_crossing"""
)
"""Words for what has a shape, whatever they end with."""

UNSEEN: Final = vocabulary(
    """机会 动机 危机 时机 有机 商机 投机 转机 契机 生机 随机 司机 人机 手机店 秘书 证书 文书 书
    全书 部门 热门 专门 入门 冷门 上门 出门 出路 思路 一路 网路 销路 公路网 计划书 说明书 承诺书
    分钟 点钟 秒钟 一分钟 半分钟 结果 全球 平台 后台 上街 上车 下车 上山 开花 如雨 企图 计划
    规划 动画 策划 比划 网站 立场 市场 现场 当场 网店 江山 国门 人马 罗马 斑马 立马 红油 加油
    武器 保管 不管 尽管 主管 监管 只管 血管 托管 接管 书店店主 后门 开门 关门 关店 开店 本店
    每店 新店 店 机 器 门 路 笔 站 院 房 厂 山 米 轮 管 油 针 马 云 布 豆 纸 盘 池 架 画 港 林
    布局 高山 香港 股市 开盘 收盘 大盘 操盘 全盘 光盘 一盘 首轮 多轮 两轮 一轮 新一轮 上轮 前轮
    平米 厘米 毫米 千米 分米 纳米 微米 公里 方针 一针 首店 首发站 落地站 出站 进站 车 客房 住房
    租房 购房 卖房 买房 书房 有房 票房 门房 公房 二手房 商品房 新房 库房 入园 入院 出院 住院
    学院 法院 议院 国务院 科学院 研究院 国会 登山 上船 上岸 下田 上市 上楼 下楼 打车 租车 停车
    开车 坐车 堵车 班车 发车 乘车 换车 上桌 喂鸡 种菜 种田 卖菜 买菜 种树 养鱼 下雨 下雪 降雨
    降雪 用水 用油 用药 喝茶 吃饭 做饭 读书 看书 写书 教书 赏花 开灯 关灯 坐船 乘船 解缆 打鼓
    养牛 放牛 放羊 养猪 养鸡 打开门 玩家 动物园区 工业园 产业园 科技园 开发区 本田 青山 江河
    一街 网红店 数码管 输油 通车 早班车 闭馆 开馆 射门 柴油 汽油 浏览器 放油 参考书 下锅 出锅
    起锅 标准箱 工具书 基站 推手 机器 仪器 大器 电器 充电器"""
)
"""What ends like a thing and is none, or says too little alone."""

LOOKING: Final = glossary(
    """老=old 旧=old 新=new 大=large 小=small 高=tall 矮=low 长=long 短=short 宽=wide 窄=narrow
    厚=thick 薄=thin 圆=round 方=square 尖=pointed 空=empty 满=full 湿=wet 干=dry 冷=cold
    暖=warm 热=hot 亮=bright 暗=dark 深=deep 浅=shallow 静=quiet 古老=ancient 崭新=brand-new
    巨大=huge 小小=tiny 高大=towering 低矮=low 宽阔=wide 狭窄=narrow 空荡=empty 空荡荡=empty
    拥挤=crowded 热闹=bustling 安静=quiet 寂静=silent 明亮=bright 昏暗=dim 幽深=deep 清澈=clear
    浑浊=muddy 干净=clean 整齐=neat 破旧=shabby 斑驳=weathered 陈旧=old 古朴=rustic 现代=modern
    精致=fine 简朴=plain 木质=wooden 石头=stone 金属=metal 玻璃=glass 陶瓷=ceramic 塑料=plastic
    竹编=woven_bamboo 木制=wooden 铜=copper 铁=iron 银=silver 红=red 红色=red 橙色=orange
    黄色=yellow 金色=golden 金黄=golden 绿色=green 翠绿=bright_green 青色=blue-green 蓝色=blue
    深蓝=deep_blue 紫色=purple 粉色=pink 白色=white 雪白=snow-white 灰色=grey 黑色=black
    棕色=brown 五彩=colourful 彩色=colourful 透明=transparent 闪亮=shiny 发光=glowing
    结冰=frozen 积雪=snowy 冰冷=icy 温暖=warm 潮湿=damp 干枯=withered 茂密=dense 茂盛=lush
    稀疏=sparse 成片=wide 成排=rows_of 一排排=rows_of 临街=street-front 靠窗=window
    沿江=riverside 海边=seaside 水下=underwater 海底=undersea 地下=underground 露天=open-air
    空中=aerial 电动=electric 手工=handmade 手绘=hand-painted 传统=traditional 废弃=abandoned
    荒废=overgrown 大型=large 小型=small 微型=tiny 迷你=tiny 新鲜=fresh 刚出炉=freshly_baked
    热气腾腾=steaming 绿=green 白=white 黑=black 蓝=blue 黄=yellow 木=wooden 石=stone 竹=bamboo
    泥泞=muddy 蜿蜒=winding 陡峭=steep 崎岖=rugged 盘山=winding 漆黑=pitch-dark"""
)
"""Words before a thing that change how it looks."""

NAMED_HEADS: Final = frozenset("湖河江山岛")
"""Ends of the names of landscapes, which are shown without their names."""
NO_LANDSCAPE: Final = vocabulary(
    """浙江 黑龙江 镇江 九江 湛江 内江 丽江 阳江 松江 吴江 靖江 晋江 潜江 中山 佛山 鞍山 唐山
    马鞍山 乐山 保山 眉山 舟山 台山 江山 昆山 萧山 房山 宝山 金山 青山 香山 秦皇岛 青岛 葫芦岛
    半岛 芜湖 巢湖市 漯河 黄河路 锦江 台湾岛 四川 河 江 山 湖 岛"""
)

NAMED_TOO: Final = vocabulary("苹果 小米 星星 太阳 温室")
"""Things that are also part of names and terms."""
OF_TERMS: Final = vocabulary("公司 手机 股价 财报 系统 电脑 集团 总部 市值 产品 气体")
"""What follows them where they are."""
NAMED_AFTER: Final = frozenset("湾村镇岛县市乡区路街巷站")
"""What makes a thing before it part of a name."""

HOURS: Final = (
    ("傍晚|黄昏|日落|夕阳", "傍晚的光线", "evening light"),
    ("深夜|夜里|夜晚|夜间|晚上|半夜|凌晨|夜色|今夜|昨夜|每晚", "夜色，灯光点点",
     "at night, lit by lamps"),
    ("清晨|黎明|日出|一早|天刚亮|早晨", "清晨的光线", "light of early morning"),
    ("早上|上午", "早晨的阳光", "morning light"),
    ("正午|中午", "明亮的日光", "bright midday light"),
    ("下午|午后", "午后斜阳", "low afternoon light"),
    ("大雪|下雪|雪天|飘雪", "飘雪，清冷的光", "falling snow, cold light"),
    ("冬天|冬季|寒潮|严寒|隆冬", "冬日冷光", "cold winter light"),
    ("暴雨|大雨|下雨|雨天|台风|强降雨|冒雨|雨夜", "雨，阴云，湿润的地面",
     "rain, overcast sky, wet surfaces"),
    ("大雾|雾天|薄雾|浓雾", "薄雾弥漫", "soft mist"),
    ("秋天|秋季|深秋", "秋日暖光", "warm autumn light"),
    ("春天|春季|初春", "春日柔光", "soft spring light"),
    ("夏天|夏季|盛夏|酷暑|高温", "夏日强烈的阳光", "strong summer sun"),
    ("大风|风很大|狂风|寒风|江风|海风", "风吹动四周", "wind stirring everything"),
)  # fmt: skip
"""What the hour, the season and the weather do to the light, and its English."""
