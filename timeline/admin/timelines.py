"""Timelines: the stories. Which events stand on one is said in the events' own forms."""

from django.contrib import admin

from timeline.models import Timeline


@admin.register(Timeline)
class TimelineAdmin(admin.ModelAdmin):
    list_display = ["title", "status"]
    list_filter = ["status"]
    search_fields = ["title"]
    fields = ["title", "standfirst", "status", "slug"]
