"""What people type, and the page that must come first: over the content that comes with the site, on each database.

A line is what was typed and the address of the first result. Where nothing is found by those words, it is the first of
what was probably meant, and the line stands among the typing errors.
"""

import pytest

from .demo_content import load_demo

pytestmark = pytest.mark.django_db

PARK, PROJECT, ENTERPRISE, NEWS, EVENT = "/parks/", "/projects/", "/enterprises/", "/news/", "/events/"
EXPERT, PLATFORM, PROGRAM = "/talent/experts/", "/talent/platforms/", "/talent/programs/"
DATA_LAKE = f"{PROJECT}china-hualu-data-lake/"
MOBILE = f"{PROJECT}china-mobile-data-centre/"
PACKAGING = f"{PROJECT}guochuang-yuemo-packaging/"
SERVICE_CENTRE = f"{PROJECT}yunlong-service-centre/"
YUNLONG = f"{PARK}yunlong-big-data-park/"
BENEFITS = f"{PROGRAM}high-level-talent-benefits/"
SUMMIT = f"{EVENT}yuelu-summit-2019-zhuzhou/"
CONTEST = f"{EVENT}national-industrial-app-contest-2020/"

FOUND = [
    # one character
    ("猫", f"{ENTERPRISE}tmall/"),
    ("谭", f"{EXPERT}tan-xiaofeng/"),
    ("肽", f"{ENTERPRISE}zhongsheng-quantai/"),
    ("赛", CONTEST),
    # two characters
    ("华为", f"{ENTERPRISE}huawei/"),
    ("腾讯", f"{ENTERPRISE}tencent/"),
    ("华录", f"{PLATFORM}hualu-big-data-institute/"),
    ("移动", f"{ENTERPRISE}china-mobile/"),
    ("院士", f"{PLATFORM}academician-workstation/"),
    ("封装", PACKAGING),
    ("芯片", PACKAGING),
    ("公安", f"{ENTERPRISE}shi-gongan/"),
    ("基金", "/funds/industry-funds/"),
    ("人才", BENEFITS),
    ("补贴", BENEFITS),
    ("峰会", SUMMIT),
    ("创客", f"{PARK}maker-tower/"),
    ("数控", f"{PLATFORM}national-cnc-centre-hunan-branch/"),
    ("总部", f"{PROJECT}headquarters-economy-park/"),
    ("概况", "/zone/"),
    # three characters and more
    ("经开区", "/zone/"),
    ("株洲经开区", "/zone/"),
    ("数据湖", DATA_LAKE),
    ("半导体", PACKAGING),
    ("中科院", f"{PLATFORM}cas-industrial-internet-institute/"),
    ("新九方", f"{PROJECT}xinjiufang-headquarters/"),
    ("市城管局", f"{ENTERPRISE}shi-chengguanju/"),
    ("示范湖", DATA_LAKE),
    ("大数据中心", MOBILE),
    ("产业研究园", f"{PARK}research-park/"),
    ("智慧健康产业园", f"{PARK}smart-health-park/"),
    ("湖南云龙大数据产业园", YUNLONG),
    ("中国移动大数据中心", MOBILE),
    ("省重点项目", f"{NEWS}hualu-data-lake-provincial-key-project/"),
    # names of people
    ("李德毅", f"{EXPERT}li-deyi/"),
    ("陈吉红", f"{EXPERT}chen-jihong/"),
    # several words
    ("数据湖 产业园", DATA_LAKE),
    ("移动　大数据", MOBILE),
    ("产业 研究园 部分", f"{PARK}research-park-institutes/"),
    ("云龙 开工", f"{NEWS}yunlong-service-centre-starts/"),
    # pinyin and initials
    ("hualu", f"{PLATFORM}hualu-big-data-institute/"),
    ("zhongguohualu", f"{ENTERPRISE}china-hualu/"),
    ("huawei", f"{ENTERPRISE}huawei/"),
    ("hw", f"{ENTERPRISE}huawei/"),
    ("tengxun", f"{ENTERPRISE}tencent/"),
    ("tianmao", f"{ENTERPRISE}tmall/"),
    ("lideyi", f"{EXPERT}li-deyi/"),
    ("li de yi", f"{EXPERT}li-deyi/"),
    ("ldy", f"{EXPERT}li-deyi/"),
    ("cjh", f"{EXPERT}chen-jihong/"),
    ("zgyd", f"{ENTERPRISE}china-mobile/"),
    ("hlsjh", DATA_LAKE),
    ("shujuhu", DATA_LAKE),
    ("gcym", PACKAGING),
    ("yuanshi", f"{PLATFORM}academician-workstation/"),
    ("hualu 数据湖", DATA_LAKE),
    ("hualu数据湖", DATA_LAKE),
    ("hl 数据湖", DATA_LAKE),
    # width and case
    ("ＨＵＡＬＵ", f"{PLATFORM}hualu-big-data-institute/"),
    ("HuaWei", f"{ENTERPRISE}huawei/"),
    ("app", CONTEST),
    ("ＡＰＰ和信息消费", CONTEST),
    ("《数据湖》", DATA_LAKE),
    ("数据湖（产业园）", DATA_LAKE),
    ("中国移动(湖南株洲)大数据中心", MOBILE),
    # in English
    ("data lake", DATA_LAKE),
    ("Hualu data lake", DATA_LAKE),
    ("Big Data Service Centre", SERVICE_CENTRE),
    ("DATA park", YUNLONG),
    # numbers with their units
    ("80亿", MOBILE),
    ("80亿元", MOBILE),
    ("８０ 亿元", MOBILE),
    ("8000000000", MOBILE),
    ("26.8亿", PACKAGING),
    ("总投资约26.8亿元", PACKAGING),
    ("279亩", MOBILE),
    ("4,546亩", YUNLONG),
    ("1500PB", DATA_LAKE),
    ("1500 pb", DATA_LAKE),
    ("3000PB", YUNLONG),
    ("2.7万平方米", SERVICE_CENTRE),
    ("27000平方米", SERVICE_CENTRE),
    ("2022年3月", PACKAGING),
    ("2022-03", PACKAGING),
    ("2022 年 8 月", SERVICE_CENTRE),
    ("2019", SUMMIT),
    ("500人", SUMMIT),
]

MEANT = [
    # a wrong character of the same sound
    ("数据胡", DATA_LAKE),
    ("华路", f"{ENTERPRISE}china-hualu/"),
    ("李得意", f"{EXPERT}li-deyi/"),
    ("陈吉宏", f"{EXPERT}chen-jihong/"),
    ("国创越魔", PACKAGING),
    ("云龙大数据产业元", YUNLONG),
    # a wrong, missing, further or misplaced character
    ("华录数聚湖", DATA_LAKE),
    ("数据湖产业院", DATA_LAKE),
    ("中国移动数据中心", MOBILE),
    ("国创越先进封装", PACKAGING),
    ("智慧健健康产业园", f"{PARK}smart-health-park/"),
    ("新方九总部", f"{PROJECT}xinjiufang-headquarters/"),
    # letters
    ("hualv", f"{ENTERPRISE}china-hualu/"),
    ("zhonguoyidong", f"{ENTERPRISE}china-mobile/"),
    ("yunlonh", YUNLONG),
    ("tengxn", f"{ENTERPRISE}tencent/"),
]


NOT_FOUND = ["80亿美元", "8亿", "0亿", "没有这个词", "zzzz", "anlu", "2022年1月", "46亩"]
"""Parts of numbers and of syllables among them."""


@pytest.fixture
def ask(client):
    load_demo()
    return lambda typed: client.get("/search/", {"q": typed}).context


def addresses(results):
    return [result.url for result in results]


# One test for each table, as loading the content takes longer than all of its lines.


def test_page_that_must_come_first_does(ask):
    first = [(typed, next(iter(addresses(ask(typed)["results"])), "")) for typed, _ in FOUND]
    assert first == FOUND


def test_page_that_was_meant_comes_first_where_nothing_is_found(ask):
    first = [(typed, next(iter(addresses(ask(typed)["meant"])), "")) for typed, _ in MEANT]
    assert first == MEANT
    assert {typed: ask(typed)["total"] for typed, _ in MEANT} == dict.fromkeys(dict(MEANT), 0)


def test_what_no_page_says_is_not_found(ask):
    assert {typed: addresses(ask(typed)["results"]) for typed in NOT_FOUND} == {typed: [] for typed in NOT_FOUND}


def test_name_is_suggested_first_by_what_people_type_of_it(ask, client):
    typed = {"华": "华为", "zhong": "中国华录", "中国hl": "中国华录", "shujuhu": "中国华录湖南数据湖产业园"}
    found = {text: client.get("/search/suggest/", {"q": text}).json()["results"] for text in typed}
    assert {text: rows[0]["title"] for text, rows in found.items()} == typed
