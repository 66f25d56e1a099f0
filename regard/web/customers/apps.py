from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "regard.web.customers"
    label = "customers"
    default_auto_field = "django.db.models.BigAutoField"
