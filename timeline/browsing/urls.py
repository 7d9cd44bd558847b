"""The readers' addresses."""

from django.urls import path

from timeline.browsing import views

urlpatterns = [
    path("", views.front, name="front"),
    path("timelines/<str:slug>/", views.timeline, name="timeline"),
    path("events/<str:slug>/", views.event, name="event"),
    path("sources/<str:slug>/", views.source, name="source"),
    path("entities/<str:slug>/", views.entity, name="entity"),
    path("passages/<str:public_id>/", views.passage, name="passage"),
    path("background/", views.background, name="background"),
    path("about/", views.about, name="about"),
]
