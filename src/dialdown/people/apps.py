from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "dialdown.people"
    label = "people"

    def ready(self) -> None:
        from allauth.account.signals import password_changed
        from django.contrib.auth.signals import user_logged_in
        from django.db.models.signals import post_migrate

        from dialdown.people import append_only, signing_in

        post_migrate.connect(append_only.install, sender=self, dispatch_uid="append_only")
        # Whichever way somebody signs in (password, passkey, set-up), these two are told.
        user_logged_in.connect(signing_in.signed_in, dispatch_uid="signed_in")
        password_changed.connect(signing_in.password_changed, dispatch_uid="password_changed")
