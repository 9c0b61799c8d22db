"""Addresses below /news/."""

from django.urls import path

from . import files, views

app_name = "news"
urlpatterns = [
    path("", views.ArticleListView.as_view(), name="list"),
    path("feed/", files.NewsFeed.as_view(), name="feed"),
    path("<slug:slug>/", views.ArticleDetailView.as_view(), name="detail"),
]
