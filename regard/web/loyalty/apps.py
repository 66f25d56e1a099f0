from django.apps import AppConfig


class LoyaltyConfig(AppConfig):
    name = "regard.web.loyalty"
    label = "loyalty"
    default_auto_field = "django.db.models.BigAutoField"
