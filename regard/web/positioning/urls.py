from django.urls import path

from regard.web.positioning import influence_pages, intention_pages, map_pages, word_pages

app_name = "positioning"
urlpatterns = [
    path("influence/", influence_pages.influence, name="influence"),
    path("influence/list/", influence_pages.records, name="influence-records"),
    path("map/", map_pages.map_page, name="map"),
    path("map/chart.json", map_pages.chart_json, name="chart-json"),
    path("map/word/", word_pages.word, name="word"),
    path("map/word/list/", word_pages.records, name="word-records"),
    path("map/intended/", intention_pages.intended, name="intended"),
    path("map/intended/<uuid:pk>/retirement/", intention_pages.retire, name="retire"),
]
