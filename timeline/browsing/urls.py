"""The readers' addresses."""

from django.urls import path

from timeline.browsing import views

urlpatterns = [
    path("", views.front, name="front"),
    path("timelines/<slug:slug>/", views.timeline, name="timeline"),
    path("events/<slug:slug>/", views.event, name="event"),
    path("sources/<slug:slug>/", views.source, name="source"),
    path("entities/<slug:slug>/", views.entity, name="entity"),
    path("passages/<slug:public_id>/", views.passage, name="passage"),
    path("background/", views.background, name="background"),
    path("about/", views.about, name="about"),
]
