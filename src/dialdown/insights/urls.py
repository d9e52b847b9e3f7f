from django.urls import path

from dialdown.insights import views
from dialdown.insights.before_after import views as before_after
from dialdown.insights.trials import views as trials
from dialdown.insights.volume import views as volume
from dialdown.insights.weather import views as weather

urlpatterns = [
    path("insights", views.insights, name="insights"),
    path("insights/patterns", views.patterns, name="patterns"),
    path("insights/outcomes", views.outcomes, name="pattern_outcomes"),
    path("insights/sign-off", views.sign_off, name="pattern_sign_off"),
    path("insights/before-after", before_after.before_afters, name="before_afters"),
    path("insights/before-after/<uuid:event_id>", before_after.before_after, name="before_after"),
    path("insights/trials", trials.trials, name="trials"),
    path("insights/trials/new", trials.new, name="trial_new"),
    path("insights/trials/<uuid:trial_id>", trials.trial, name="trial"),
    path("insights/trials/<uuid:trial_id>/day", trials.day, name="trial_day"),
    path("insights/trials/<uuid:trial_id>/sign-off", trials.sign_off, name="trial_sign_off"),
    path("insights/trials/<uuid:trial_id>/stop", trials.stop, name="trial_stop"),
    path("insights/trials/<uuid:trial_id>/go-on", trials.go_on, name="trial_go_on"),
    path("insights/trials/<uuid:trial_id>/table", trials.table, name="trial_table"),
    path("insights/trials/<uuid:trial_id>/protocol", trials.protocol, name="trial_protocol"),
    path("insights/trials/<uuid:trial_id>/calendar", trials.calendar, name="trial_calendar"),
    path("insights/volume", volume.volume, name="volume"),
    path("insights/volume/choice", volume.choice, name="volume_choice"),
    path("insights/weather", weather.weather, name="weather"),
    path("insights/weather/off", weather.off, name="weather_off"),
    path("insights/weather/forget", weather.forget, name="weather_forget"),
    path("insights/weather/fetch", weather.fetch, name="weather_fetch"),
    path("insights/weather/station", weather.station, name="weather_station"),
    path("insights/weather/thoughts", weather.thoughts, name="weather_thoughts"),
]
