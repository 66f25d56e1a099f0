from django.urls import path

from regard.web.contacts import audience_views, link_views, rule_views, views

app_name = "contacts"
urlpatterns = [
    path("asking/", views.every, name="every"),
    path("asking/new/", views.new, name="new"),
    path("asking/audiences/", audience_views.every, name="audiences"),
    path("asking/audiences/new/", audience_views.new, name="new-audience"),
    path("asking/audiences/<uuid:pk>/", audience_views.change, name="audience"),
    path("asking/rules/", rule_views.rules, name="rules"),
    path("asking/stopped/", rule_views.stopped, name="stopped"),
    path("asking/stopped/<uuid:pk>/end/", rule_views.lift, name="lift"),
    path("asking/links/", link_views.one_use, name="one-use"),
    path("asking/quiet/<uuid:pk>/end/", rule_views.end_quiet, name="end-quiet"),
    path("asking/<uuid:pk>/", views.one, name="one"),
    path("asking/<uuid:pk>/change/", views.change, name="change"),
    path("asking/<uuid:pk>/start/", views.start, name="start"),
    path("asking/<uuid:pk>/stop/", views.stop, name="stop"),
    path("asking/<uuid:pk>/not-asked/", views.silent, name="silent"),
    path("customers/<uuid:pk>/contacts/", rule_views.person, name="person"),
]
