from django.apps import AppConfig


class PositioningConfig(AppConfig):
    name = "regard.web.positioning"
    label = "positioning"
    default_auto_field = "django.db.models.BigAutoField"
