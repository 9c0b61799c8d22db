"""Addresses below /projects/."""

from django.urls import path

from . import board_view, date_files, views

app_name = "projects"
urlpatterns = [
    path("", views.ProjectListView.as_view(), name="list"),
    path("board/", board_view.BoardView.as_view(), name="board"),
    path("board.csv", board_view.BoardCsv.as_view(), name="board-csv"),
    path("board.svg", board_view.BoardSvg.as_view(), name="board-svg"),
    path("lights/", views.LightsView.as_view(), name="lights"),
    path("feed/", date_files.ChangesFeed.as_view(), name="feed"),
    path("milestones.ics", date_files.MilestoneCalendar.as_view(), name="calendar"),
    path("<slug:slug>/feed/", date_files.ProjectChangesFeed.as_view(), name="project-feed"),
    path("<slug:slug>/changes/", views.ProjectChangesView.as_view(), name="changes"),
    path("<slug:slug>/", views.ProjectDetailView.as_view(), name="detail"),
]
