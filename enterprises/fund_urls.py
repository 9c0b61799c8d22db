"""Addresses below /funds/."""

from django.urls import path

from . import views

app_name = "funds"
urlpatterns = [
    path("", views.FundListView.as_view(), name="list"),
    path("<slug:slug>/", views.FundDetailView.as_view(), name="detail"),
]
