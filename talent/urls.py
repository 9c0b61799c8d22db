"""Addresses below /talent/."""

from django.urls import path

from . import views

app_name = "talent"
urlpatterns = [
    path("", views.TalentView.as_view(), name="index"),
    path("programs/", views.ProgramListView.as_view(), name="program-list"),
    path("programs/<slug:slug>/", views.ProgramDetailView.as_view(), name="program-detail"),
    path("experts/", views.ExpertListView.as_view(), name="expert-list"),
    path("experts/<slug:slug>/", views.ExpertDetailView.as_view(), name="expert-detail"),
    path("platforms/", views.PlatformListView.as_view(), name="platform-list"),
    path("platforms/<slug:slug>/", views.PlatformDetailView.as_view(), name="platform-detail"),
]
