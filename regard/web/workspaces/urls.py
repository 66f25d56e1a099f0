from django.urls import path

from regard.web.workspaces import views

app_name = "workspaces"
urlpatterns = [
    path("setup/", views.setup, name="setup"),
    path("workspaces/new/", views.new, name="new"),
    path("join/<str:token>/", views.join, name="join"),
    path("w/<slug:slug>/members/", views.members, name="members"),
    path("w/<slug:slug>/members/invitations/", views.invite, name="invite"),
    path("w/<slug:slug>/members/invitations/<uuid:pk>/withdrawal/", views.withdraw, name="withdraw"),
    path("w/<slug:slug>/members/<uuid:pk>/role/", views.change_role, name="role"),
    path("w/<slug:slug>/members/<uuid:pk>/removal/", views.remove_member, name="remove"),
    path("w/<slug:slug>/settings/", views.settings, name="settings"),
    path("w/<slug:slug>/settings/sample/removal/", views.remove_sample, name="sample-removal"),
]
