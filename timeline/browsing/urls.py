"""The readers' addresses."""

from django.urls import path

from timeline.browsing import corrections, views

urlpatterns = [
    path("", views.front, name="front"),
    path("timelines/<slug:slug>/", views.timeline, name="timeline"),
    path("events/<slug:slug>/", views.event, name="event"),
    path("sources/<slug:slug>/", views.source, name="source"),
    path("entities/<slug:slug>/", views.entity, name="entity"),
    path("passages/<slug:public_id>/", views.passage, name="passage"),
    path("choices/", views.choices, name="choices"),
    path("background/", views.background, name="background"),
    path("corrections/", corrections.ledger, name="corrections"),
    path("corrections.atom", corrections.feed, name="corrections-feed"),
    path("about/", views.about, name="about"),
    path("language/<slug:language>/", views.language, name="language"),
]
