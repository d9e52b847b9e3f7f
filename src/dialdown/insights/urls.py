from django.urls import path

from dialdown.insights import views
from dialdown.insights.weather import views as weather

urlpatterns = [
    path("insights", views.insights, name="insights"),
    path("insights/patterns", views.patterns, name="patterns"),
    path("insights/outcomes", views.outcomes, name="pattern_outcomes"),
    path("insights/sign-off", views.sign_off, name="pattern_sign_off"),
    path("insights/weather", weather.weather, name="weather"),
    path("insights/weather/off", weather.off, name="weather_off"),
    path("insights/weather/forget", weather.forget, name="weather_forget"),
    path("insights/weather/fetch", weather.fetch, name="weather_fetch"),
    path("insights/weather/station", weather.station, name="weather_station"),
    path("insights/weather/thoughts", weather.thoughts, name="weather_thoughts"),
]
