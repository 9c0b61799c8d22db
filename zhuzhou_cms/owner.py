"""The values that only the site's owner can give, and what each is for. They stand in ``settings.SITE_OWNER``."""

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True)
class OwnerValue:
    """One value: its key in ``SITE_OWNER``, the environment variable that sets it, and where readers meet it."""

    key: str
    variable: str
    label: str
    shown: str

    @property
    def value(self) -> str:
        return settings.SITE_OWNER[self.key]


OWNER_VALUES = (
    OwnerValue(
        "domain", "SITE_DOMAIN", "域名", "网页标签SiteDomain、规范网址、推送里的网址；只写主机名，如 www.example.gov.cn"
    ),
    OwnerValue("id_code", "SITE_ID_CODE", "网站标识码", "网页标签SiteIDCode、页脚、“我为政府网站找错”；十位数字"),
    OwnerValue("organiser", "SITE_ORGANISER", "主办单位", "页脚、无障碍说明"),
    OwnerValue("phone", "SITE_PHONE", "电话", "页脚联系方式、专家页上要求撤下时联系谁"),
    OwnerValue("address", "SITE_ADDRESS", "地址", "页脚联系方式"),
    OwnerValue("icp", "SITE_ICP", "ICP备案号", "页脚，链接到工业和信息化部备案系统"),
    OwnerValue("police", "SITE_POLICE_RECORD", "公安备案号", "页脚，链接到公安备案平台"),
    OwnerValue("mark", "SITE_MARK_URL", "党政机关网站标识的证书网址", "页脚“党政机关网站标识”"),
    OwnerValue("licence", "OPEN_DATA_LICENCE", "开放数据的使用许可", "开放数据页；许可的名称"),
    OwnerValue("licence_url", "OPEN_DATA_LICENCE_URL", "使用许可的网址", "开放数据页、下载的文件；许可的全文在哪里"),
    OwnerValue("oc4ids_prefix", "OC4IDS_PREFIX", "OC4IDS标识前缀", "项目的OC4IDS文件；向标准的服务台登记取得"),
)


def missing_values() -> list[OwnerValue]:
    """What the owner has not given yet."""
    return [value for value in OWNER_VALUES if not value.value]
