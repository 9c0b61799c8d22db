"""What the rules make of the dates, as the API gives it. The rules themselves are in ``projects.rules``."""

from rest_framework import serializers

from core.api.values import PRECISIONS
from core.partial_dates import Precision

from ..rules.freshness import Age
from ..rules.lights import Light, Reason
from ..rules.verdicts import State

STATES = [(state.value, state.label) for state in State]
LIGHTS = [(light.value, light.label) for light in Light]
REASONS = [(reason.value, reason.label) for reason in Reason]
AGES = [(age.value, age.label) for age in Age]


class LightReasonSerializer(serializers.Serializer):
    """Why a light shows its colour."""

    code = serializers.ChoiceField(REASONS, source="value", label="代码")
    label = serializers.CharField(label="文字")


class LightSerializer(serializers.Serializer):
    """The light with its reason, out of ``rules.lights.Shown``."""

    code = serializers.ChoiceField(LIGHTS, source="light.value", label="代码")
    label = serializers.CharField(source="light.label", label="文字")
    reason = LightReasonSerializer(label="原因")


class FreshnessSerializer(serializers.Serializer):
    """How old the news is."""

    age = serializers.ChoiceField(AGES, source="age.value", label="新旧")
    days = serializers.IntegerField(allow_null=True, label="天数", help_text="至少有几天没有核实；从未核实为 null。")


class SlipSerializer(serializers.Serializer):
    """How much later than first promised."""

    low = serializers.IntegerField(label="至少晚", help_text="以 unit 计；负数是提前。")
    high = serializers.IntegerField(label="至多晚", help_text="两个日期精度不同时，与 low 不同。")
    unit = serializers.ChoiceField(PRECISIONS, label="单位")
    least_days = serializers.IntegerField(label="至少晚的天数", help_text="状态灯按它计算。")
    most_days = serializers.IntegerField(label="至多晚的天数")
    text = serializers.CharField(source="words", label="中文写法")

    def to_representation(self, slip):
        unit = Precision(slip.unit).name.lower()
        return {name: getattr(slip, name) for name in ("low", "high", "least_days", "most_days")} | {
            "unit": unit,
            "text": slip.words,
        }


class VerdictSerializer(serializers.Serializer):
    """What the dates of a milestone say on the day."""

    state = serializers.ChoiceField(STATES, source="state.value", label="情况")
    slip = SlipSerializer(
        allow_null=True,
        label="比原定晚多少",
        help_text="从原定到实际，还没有实际日期时到现在的目标；缺一个日期就是 null。",
    )
    missed_since = serializers.DateField(
        allow_null=True, label="从哪天起算到期未报", help_text="目标的最后一天之后的第一个工作日；没有到期是 null。"
    )
    days_overdue = serializers.IntegerField(label="过了几天", help_text="距目标的最后一天；没有到期是 0。")
