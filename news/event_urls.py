"""Addresses below /events/."""

from django.urls import path

from . import files, views

app_name = "events"
urlpatterns = [
    path("", views.EventListView.as_view(), name="list"),
    path("calendar.ics", files.EventsCalendar.as_view(), name="calendar"),
    path("<slug:slug>/calendar.ics", files.EventCalendar.as_view(), name="event-calendar"),
    path("<slug:slug>/", views.EventDetailView.as_view(), name="detail"),
]
