"""Every figure and name of the newspaper report that the site's content is drawn from, and the page that shows it.

Texts are written as a reader sees them once tags and white space are gone: areas of land in 亩, floor areas and counts
in 万 where that loses no digit, and with the word that the report puts before a number. Paragraphs are counted as in
the citations; 0 stands for the report's head.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class ArticleFact:
    """One figure or name: the paragraph that has it, its text on the site, the address of the page that shows it."""

    paragraph: int
    text: str
    path: str


def _facts(paragraph, path, *texts):
    return [ArticleFact(paragraph, text, path) for text in texts]


_ZONE = "/zone/"
_YUNLONG, _RESEARCH = "/parks/yunlong-big-data-park/", "/parks/research-park/"
_INSTITUTES, _INNOVATION = "/parks/research-park-institutes/", "/parks/innovation-park/"
_MAKER, _INCUBATION, _HEALTH = "/parks/maker-tower/", "/parks/incubation-centre/", "/parks/smart-health-park/"
_FACTORY, _SERVICE = "/projects/big-data-application-factory/", "/projects/yunlong-service-centre/"
_MOBILE, _HUALU = "/projects/china-mobile-data-centre/", "/projects/china-hualu-data-lake/"
_PACKAGING = "/projects/guochuang-yuemo-packaging/"
_FUNDS, _BENEFITS = "/funds/industry-funds/", "/talent/programs/high-level-talent-benefits/"
_SUMMIT, _CONTEST = "/events/yuelu-summit-2019-zhuzhou/", "/events/national-industrial-app-contest-2020/"

ARTICLE_FACTS = [
    *_facts(0, _ZONE, "株洲经开区：聚焦数智产业，助推经济腾飞", "傅相玮", "李想", "何芳"),
    # 1: the zone, the provincial list, the broadcasts
    *_facts(1, _ZONE, "株洲经开区", "长株潭", "腹地", "人工智能和大数据", "大数据产业获央视多次报道"),
    *_facts(1, _YUNLONG, "湖南云龙大数据产业园", "2019年6月25日", "湖南省工业和信息厅", "首批湖南省大数据产业园"),
    *_facts(1, _YUNLONG, "第一个通过省级评估"),
    *_facts(1, "/news/yunlong-first-provincial-big-data-parks/", "2019年6月25日", "湖南省工业和信息厅"),
    # 2: infrastructure and the two supporting projects
    *_facts(2, _ZONE, "5G网络", "110千伏", "双回路"),
    *_facts(
        2, _FACTORY, "大数据应用工厂", "约5.4万平方米", "6栋", "3至4层", "标准厂房", "人工智能", "大数据", "物联网"
    ),
    *_facts(2, _FACTORY, "研发", "生产", "办公", "孵化中小企业"),
    *_facts(2, _SERVICE, "大数据产业服务中心", "约2.7万平方米"),
    *_facts(2, _SERVICE, "总部办公", "应用展示", "员工宿舍", "商业休闲", "商务配套", "多功能会议厅"),
    # 3: the two data centres and the start of the service centre
    *_facts(3, _MOBILE, "中国移动（湖南）大数据中心", "80亿元", "40亿元", "279亩", "全国五大节点", "公有云"),
    *_facts(3, _MOBILE, "首批5G建设重点城市", "5G核心网数据中心", "约3万架", "至少28万台", "900万核", "1500PB"),
    *_facts(3, _MOBILE, "百亿级", "云计算", "5栋", "机房", "5.6万平方米", "300PB", "一期"),
    *_facts(3, "/enterprises/china-mobile/", "中国移动", "中国移动（湖南株洲）大数据中心"),
    *_facts(3, _HUALU, "中国华录湖南数据湖产业园", "40亿元", "200亩", "数据洞庭湖", "中南", "1500PB", "示范湖"),
    *_facts(3, _HUALU, "2020年省大数据和区块链发展重点项目", "20PB", "164PB", "市公安", "市城管局", "经开区相关部门"),
    *_facts(3, "/enterprises/china-hualu/", "中国华录", "中国华录湖南数据湖产业园"),
    *_facts(3, "/enterprises/shi-gongan/", "市公安", "中国华录湖南数据湖产业园"),
    *_facts(3, "/enterprises/shi-chengguanju/", "市城管局", "中国华录湖南数据湖产业园"),
    *_facts(3, "/enterprises/jkq-bumen/", "经开区相关部门", "中国华录湖南数据湖产业园"),
    *_facts(3, "/news/hualu-data-lake-provincial-key-project/", "2020年"),
    *_facts(3, _SERVICE, "云龙大数据产业服务中心", "2021年4月28日", "推定", "2022年8月"),
    *_facts(3, "/news/yunlong-service-centre-starts/", "2021年4月28日", "推定", "2022年8月"),
    # 5: the funds
    *_facts(5, _FUNDS, "人工智能和大数据", "新一代信息技术", "先进制造业"),
    *_facts(
        5,
        _FUNDS,
        "中晟全肽",
        "兰格电子",
        "亿可能源",
        "椭圆时空",
        "捷风科技",
        "幂度科技",
        "申泉网络",
        "灵云智服",
        "星汉数智",
    ),
    *_facts(5, _FUNDS, "智时空"),
    *_facts(5, "/enterprises/zhongsheng-quantai/", "中晟全肽", "株洲经开区产业基金体系", "创业创新园"),
    *_facts(5, "/enterprises/lange-dianzi/", "兰格电子", "株洲经开区产业基金体系"),
    *_facts(5, "/enterprises/yike-nengyuan/", "亿可能源", "株洲经开区产业基金体系"),
    *_facts(5, "/enterprises/tuoyuan-shikong/", "椭圆时空", "株洲经开区产业基金体系"),
    *_facts(5, "/enterprises/jiefeng-keji/", "捷风科技", "株洲经开区产业基金体系"),
    *_facts(5, "/enterprises/midu-keji/", "幂度科技", "株洲经开区产业基金体系"),
    *_facts(5, "/enterprises/shenquan-wangluo/", "申泉网络", "株洲经开区产业基金体系"),
    *_facts(5, "/enterprises/lingyun-zhifu/", "灵云智服", "株洲经开区产业基金体系"),
    *_facts(5, "/enterprises/xinghan-shuzhi/", "星汉数智", "株洲经开区产业基金体系"),
    *_facts(5, "/enterprises/zhi-shikong/", "智时空", "株洲经开区产业基金体系"),
    # 6: experts and benefits
    *_facts(6, "/talent/experts/li-deyi/", "李德毅", "中国工程院院士", "院士工作站"),
    *_facts(6, "/talent/platforms/academician-workstation/", "院士工作站", "李德毅"),
    *_facts(6, "/talent/experts/chen-jihong/", "陈吉红", "华中科技大学", "教授", "博士生导师", "博士", "数控系统"),
    *_facts(6, "/talent/experts/chen-jihong/", "国家数控系统工程技术研究中心湖南分中心"),
    *_facts(6, "/talent/platforms/national-cnc-centre-hunan-branch/", "陈吉红"),
    *_facts(
        6, "/talent/experts/tan-xiaofeng/", "谭萧峰", "湖南华云公司", "大数据", "2019年湖南省引进100个科技创新人才"
    ),
    *_facts(6, "/enterprises/hunan-huayun/", "湖南华云公司", "谭萧峰"),
    *_facts(6, "/talent/experts/wang-zhuyin/", "王珠银", "“国家千人计划”专家", "博士", "科研团队"),
    *_facts(6, "/talent/experts/li-xiangqun/", "李向群", "省“百人计划”专家", "博士", "科研团队"),
    *_facts(6, _BENEFITS, "顶尖人才", "最高1000万元", "科研经费", "最高200万元", "安家补贴", "拎包入住", "专家别墅"),
    # 7: events
    *_facts(7, _SUMMIT, "2019全国互联网岳麓峰会株洲专场", "承办", "超过500人", "腾讯", "华为"),
    *_facts(7, "/enterprises/tencent/", "腾讯", "2019全国互联网岳麓峰会株洲专场"),
    *_facts(7, "/enterprises/huawei/", "华为", "2019全国互联网岳麓峰会株洲专场"),
    *_facts(
        7, _CONTEST, "全国工业APP和信息消费大赛决赛", "2020年12月", "株洲市", "执行单位", "现场观摩点", "承办分论坛"
    ),
    # 8: 湖南云龙大数据产业园
    *_facts(
        8,
        _YUNLONG,
        "4546亩",
        "分两期",
        "3000PB",
        "采集、储存、计算和分析",
        "智慧城市",
        "云海大道",
        "莒塘路",
        "110千伏",
        "双回路",
    ),
    *_facts(8, _YUNLONG, "中国移动（湖南株洲）大数据中心", "中国华录湖南数据湖产业园", "总部经济园", "新九方总部基地"),
    *_facts(8, "/projects/yunlong-big-data-park/", "4546亩", "3000PB", "一期", "二期"),
    *_facts(8, "/projects/headquarters-economy-park/", "总部经济园", "湖南云龙大数据产业园"),
    *_facts(8, "/projects/xinjiufang-headquarters/", "新九方总部基地", "湖南云龙大数据产业园"),
    *_facts(8, _INNOVATION, "创业创新园", "湖南云龙大数据产业园"),
    *_facts(
        8,
        "/talent/platforms/cas-industrial-internet-institute/",
        "中科院产业互联网协同创新研究院",
        "湖南云龙大数据产业园",
    ),
    # 9: 产业研究园
    *_facts(9, _RESEARCH, "产业研究园", "约300亩", "创业创新园", "创客大厦", "大数据和人工智能学科"),
    *_facts(
        9, _RESEARCH, "产业研究大楼", "7栋", "专家楼", "13栋", "产业化标准厂房", "15栋", "高标准写字楼", "综合楼", "1栋"
    ),
    *_facts(9, "/projects/research-park/", "约300亩", "创业创新园一期"),
    *_facts(9, _INSTITUTES, "多肽新药工程技术研究院", "华录大数据产业研究院", "国家数控系统工程技术研究中心湖南分中心"),
    *_facts(9, _INSTITUTES, "中科院产业互联网协同创新研究院"),
    *_facts(9, "/talent/platforms/peptide-drug-institute/", "多肽新药工程技术研究院", "产业研究园"),
    *_facts(9, "/talent/platforms/hualu-big-data-institute/", "华录大数据产业研究院", "产业研究园"),
    *_facts(9, _INNOVATION, "一期竣工", "张力科技", "圣高机械", "博迈医疗", "中晟全肽", "中豪兴亿"),
    *_facts(9, "/enterprises/zhangli-keji/", "张力科技", "创业创新园"),
    *_facts(9, "/enterprises/shenggao-jixie/", "圣高机械", "创业创新园"),
    *_facts(9, "/enterprises/bomai-yiliao/", "博迈医疗", "创业创新园"),
    *_facts(9, "/enterprises/zhonghao-xingyi/", "中豪兴亿", "创业创新园"),
    *_facts(
        9,
        _MAKER,
        "灵云智服全国运营中心",
        "智时空星池综合感知数据服务平台",
        "湖南星汉工业大数据认知计算平台",
        "天猫",
        "腾讯海纳",
    ),
    *_facts(9, "/enterprises/lingyun-zhifu/", "灵云智服全国运营中心"),
    *_facts(9, "/enterprises/zhi-shikong/", "智时空星池综合感知数据服务平台"),
    *_facts(9, "/enterprises/tmall/", "天猫", "创客大厦"),
    *_facts(9, "/enterprises/tencent-haina/", "腾讯海纳", "创客大厦"),
    # 10: 湖南大数据产业孵化中心
    *_facts(10, _INCUBATION, "湖南大数据产业孵化中心", "约300亩", "高端定制厂房", "多层办公楼", "园区配套", "电子信息"),
    *_facts(10, _INCUBATION, "办公楼", "9栋", "标准厂房", "2栋"),
    *_facts(10, "/projects/incubation-centre/", "约300亩", "一期", "二期", "办公楼9栋", "标准厂房2栋"),
    # 11: 智慧健康产业园
    *_facts(
        11,
        _HEALTH,
        "智慧健康产业园",
        "262亩",
        "12亿元",
        "3年",
        "生物医药",
        "医疗器械",
        "研发生产",
        "生活配套",
        "生态景观",
    ),
    *_facts(
        11,
        _HEALTH,
        "标准厂房",
        "研发平台",
        "产业服务中心",
        "综合楼",
        "人才公寓",
        "水体公园",
        "周边路网",
        "配套管网",
        "配套道路",
    ),
    *_facts(11, _HEALTH, "华康生物生产基地", "博迈医疗生产基地", "中晟全肽生产基地", "长株潭"),
    *_facts(11, "/projects/smart-health-park/", "262亩", "12亿元", "3年"),
    *_facts(11, "/projects/huakang-production-base/", "华康生物生产基地", "智慧健康产业园"),
    *_facts(11, "/projects/bomai-production-base/", "博迈医疗生产基地", "智慧健康产业园"),
    *_facts(11, "/projects/zhongsheng-quantai-production-base/", "中晟全肽生产基地", "智慧健康产业园"),
    *_facts(11, "/enterprises/huakang-shengwu/", "华康生物", "华康生物生产基地"),
    *_facts(11, "/enterprises/bomai-yiliao/", "博迈医疗生产基地"),
    *_facts(11, "/enterprises/zhongsheng-quantai/", "中晟全肽生产基地"),
    # 12: 国创越摩先进封装
    *_facts(12, _PACKAGING, "国创越摩先进封装", "220亩", "约26.8亿元", "10.62亿元", "100.96亩", "半导体封装"),
    *_facts(12, _PACKAGING, "100级", "1000级", "万级", "9万平方米", "1万平方米", "配套用房", "1条"),
    *_facts(12, _PACKAGING, "5G射频滤波器", "WLCSP", "射频前端模块", "SIP", "4/6英寸", "晶圆级封装", "系统级封装"),
    *_facts(12, _PACKAGING, "2020年9月", "2022年3月", "5G滤波器", "供应链中心"),
    *_facts(12, "/news/guochuang-yuemo-starts/", "2020年9月", "2022年3月"),
]
