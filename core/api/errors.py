"""Bad requests, answered as problem details (RFC 9457) in words that say what to do instead."""

import math

from django.http import JsonResponse
from rest_framework import serializers, status
from rest_framework.exceptions import APIException, MethodNotAllowed, NotAcceptable, Throttled
from rest_framework.response import Response
from rest_framework.views import exception_handler

MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: "请求有误",
    404: "没有找到",
    405: "接口只读",
    406: "没有这种格式",
    410: "已经撤下",
    412: "前提不成立",
    429: "请求太多",
    500: "服务器出错",
}


class BadParameters(APIException):
    """The query string can't be used. ``errors``: messages by parameter; ``known``: the parameters that exist here."""

    status_code = status.HTTP_400_BAD_REQUEST

    def __init__(self, errors: dict[str, list[str]], known: list[str]):
        self.errors, self.known = errors, known
        super().__init__(f"这些参数不能用：{'、'.join(errors)}。")


class _ParameterErrorSerializer(serializers.Serializer):
    """What is wrong with one parameter."""

    parameter = serializers.CharField(label="参数名")
    detail = serializers.CharField(label="错在哪里")

    class Meta:
        ref_name = "ParameterError"


class ProblemSerializer(serializers.Serializer):
    """The answer to a request that can't be met. It only describes; ``problem_response`` writes it."""

    type = serializers.CharField(label="问题类型", help_text="固定为 about:blank，含义见 HTTP 状态码。")
    title = serializers.CharField(label="问题名称")
    status = serializers.IntegerField(label="HTTP 状态码")
    detail = serializers.CharField(label="说明", help_text="错在哪里、可以怎样改。")
    errors = _ParameterErrorSerializer(many=True, required=False, label="各参数的错误", help_text="参数有误时才有。")
    known_parameters = serializers.ListField(
        child=serializers.CharField(), required=False, label="可用的参数", help_text="参数有误时才有。"
    )


def problem_response(exception, context):
    """DRF's exception handler: every error of a client as problem details.

    None for errors of ours: Django writes them down, and ``handler500`` answers.
    """
    response = exception_handler(exception, context)
    if response is None:
        return None
    code = response.status_code
    problem = {"type": "about:blank", "title": TITLES.get(code, "请求失败"), "status": code}
    problem["detail"] = _detail(exception)
    if isinstance(exception, BadParameters):
        problem["errors"] = [
            {"parameter": name, "detail": message}
            for name, messages in exception.errors.items()
            for message in messages
        ]
        problem["known_parameters"] = exception.known
    headers = {name: value for name, value in response.items() if name.lower() != "content-type"}
    return Response(problem, status=code, headers=headers, content_type=MEDIA_TYPE)


def problem(code, detail) -> JsonResponse:
    """Problem details as an answer of their own, for what is answered outside of a view."""
    body = {"type": "about:blank", "title": TITLES.get(code, "请求失败"), "status": code, "detail": detail}
    return JsonResponse(
        body, status=code, content_type=MEDIA_TYPE, json_dumps_params={"ensure_ascii": False, "separators": (",", ":")}
    )


def _detail(exception) -> str:
    if isinstance(exception, MethodNotAllowed):
        return "这个接口只读，请用 GET。"
    if isinstance(exception, NotAcceptable):
        return "答复只有 JSON，请让 Accept 含有 application/json。"
    if isinstance(exception, Throttled):
        return f"请求太多，请过 {math.ceil(exception.wait or 1)} 秒再试（Retry-After）。"
    if isinstance(exception, APIException):
        return str(exception.detail)
    return TITLES[404]  # Django's own Http404 has no words for the reader
