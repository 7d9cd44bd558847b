"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path

from newsroom.health import healthz

urlpatterns = [
    path("", include("timeline.browsing.urls")),
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
]
