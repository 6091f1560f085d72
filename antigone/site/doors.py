"""What the framework is told when it serves pages: apps, gates in their order, cookies, policy."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from antigone.config import Config

LOCAL = "http://localhost:8000"
_PACKAGE = Path(__file__).parents[1]
_BUILT = _PACKAGE / "workbench" / "static" / "antigone"
_MEGABYTE = 1024 * 1024

APPS = (
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "antigone.workbench",
)
_BY_PROVIDER = ("allauth.socialaccount", "allauth.socialaccount.providers.openid_connect")

# In this order: (0) nothing is sent that browsers could take for something else; (1) files of our own
# go out before anything is asked; (2) the policy covers every answer; (3) the session; (4) no act by a
# page of somebody else; (5) who it is; (6) the second factor, before any page.
_GATES = (
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "antigone.site.features.Features",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "antigone.site.sessions.Sessions",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "antigone.workbench.second_factor.SecondFactorFirst",
)


def door_settings(config: Config) -> dict[str, Any]:
    """Return what a serving process is told beside the settings of every command."""
    address = config.settings.address or LOCAL
    secure = address.startswith("https:")
    provider = config.settings.oidc_server
    return {
        "ROOT_URLCONF": "antigone.workbench.urls",
        "MIDDLEWARE": list(_GATES),
        "TEMPLATES": [_templates()],
        "STATIC_URL": "/static/",
        "WHITENOISE_USE_FINDERS": True,
        "WHITENOISE_MAX_AGE": 0,
        "ALLOWED_HOSTS": _hosts(address),
        "CSRF_TRUSTED_ORIGINS": [address],
        "CSRF_FAILURE_VIEW": "antigone.workbench.pages.signing_in.stale",
        "APPEND_SLASH": False,
        "CONTENT_SECURITY_POLICY": {"DIRECTIVES": _policy(provider)},
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
        # Without any referrer browsers send forms as from nowhere, and every form would be refused.
        "SECURE_REFERRER_POLICY": "same-origin",
        "SECURE_HSTS_SECONDS": 31_536_000 if secure else 0,
        "X_FRAME_OPTIONS": "DENY",
        **_cookies(secure=secure, by_provider=bool(provider)),
        "CACHES": {"default": {"BACKEND": "antigone.access.remembered.RememberedCache"}},
        # A file that is larger comes in parts, straight into the vault: none lies in a folder meanwhile.
        "FILE_UPLOAD_HANDLERS": ["django.core.files.uploadhandler.MemoryFileUploadHandler"],
        "FILE_UPLOAD_MAX_MEMORY_SIZE": 16 * _MEGABYTE,
        "DATA_UPLOAD_MAX_MEMORY_SIZE": 4 * _MEGABYTE,
        **_signing_in(config),
    }


def apps(config: Config) -> list[str]:
    """Return the apps that serving needs beside those of every command."""
    return [*APPS, *(_BY_PROVIDER if config.settings.oidc_server else ())]


def _templates() -> dict[str, Any]:
    return {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csrf",
            ],
        },
    }


def _hosts(address: str) -> list[str]:
    """The names under which browsers may ask; another one is somebody's trick with names."""
    return sorted({urlsplit(address).hostname or "", "localhost", "127.0.0.1", "[::1]"} - {""})


def _cookies(*, secure: bool, by_provider: bool) -> dict[str, Any]:
    prefix = "__Host-" if secure else ""
    return {
        "SESSION_ENGINE": "antigone.site.sessions",
        "SESSION_COOKIE_NAME": f"{prefix}antigone-session",
        "SESSION_COOKIE_AGE": 12 * 3600,
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        # Who comes back from a provider comes from another site: strict would leave him signed out.
        "SESSION_COOKIE_SAMESITE": "Lax" if by_provider else "Strict",
        "SESSION_COOKIE_SECURE": secure,
        "CSRF_COOKIE_NAME": f"{prefix}antigone-form",
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Strict",
        "CSRF_COOKIE_SECURE": secure,
        "CSRF_COOKIE_AGE": None,
    }


def _policy(provider: str) -> dict[str, list[str]]:
    own = "'self'"
    parts = urlsplit(provider)
    away = [f"{parts.scheme}://{parts.netloc}"] if provider else []
    return {
        "default-src": ["'none'"],
        "script-src": [own],
        "style-src": [own, *_style_hashes()],
        "img-src": [own],
        "font-src": [own],
        "connect-src": [own],
        "manifest-src": [own],
        "form-action": [own, *away],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }


def _style_hashes() -> list[str]:
    """The styles that the viewer of photographs inserts, by their hashes, as they were built."""
    try:
        built = json.loads((_BUILT / "csp.json").read_text(encoding="ascii"))
    except FileNotFoundError:
        return []
    return [str(one) for one in built["style-src"]]


def _signing_in(config: Config) -> dict[str, Any]:
    local = not config.settings.address or urlsplit(config.settings.address).scheme == "http"
    return {
        "AUTHENTICATION_BACKENDS": ["allauth.account.auth_backends.AuthenticationBackend"],
        "LOGIN_URL": "/sign-in",
        "LOGIN_REDIRECT_URL": "/",
        "ACCOUNT_ADAPTER": "antigone.workbench.adapters.Accounts",
        "ACCOUNT_USER_MODEL_USERNAME_FIELD": "sign_in_name",
        "ACCOUNT_USER_MODEL_EMAIL_FIELD": None,
        "ACCOUNT_LOGIN_METHODS": {"username"},
        "ACCOUNT_SIGNUP_FIELDS": ["username*", "password1*"],
        "ACCOUNT_EMAIL_VERIFICATION": "none",
        "ACCOUNT_EMAIL_NOTIFICATIONS": False,
        "ACCOUNT_PRESERVE_USERNAME_CASING": True,
        "ACCOUNT_LOGOUT_REDIRECT_URL": "/sign-in",
        "ACCOUNT_SESSION_REMEMBER": False,
        "ACCOUNT_RATE_LIMITS": {"login": "30/m/ip", "login_failed": "20/m/ip,5/5m/key"},
        "ALLAUTH_TRUSTED_PROXY_COUNT": 0 if local else 1,
        "MFA_ADAPTER": "antigone.workbench.adapters.SecondFactors",
        "MFA_SUPPORTED_TYPES": ["totp", "recovery_codes", "webauthn"],
        "MFA_PASSKEY_LOGIN_ENABLED": True,
        "MFA_TOTP_TOLERANCE": 1,
        "MFA_TOTP_ISSUER": "Antigone",
        "MFA_RECOVERY_CODES_SHOW_ONCE": True,
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": local,
        **(_by_provider(config) if config.settings.oidc_server else {}),
    }


def _by_provider(config: Config) -> dict[str, Any]:
    chosen = config.settings
    secret = ""
    if chosen.oidc_secret_file:
        path = Path(chosen.oidc_secret_file).expanduser()
        secret = path.read_text(encoding="utf-8").splitlines()[0]
    return {
        "SOCIALACCOUNT_ADAPTER": "antigone.workbench.providers.Providers",
        "SOCIALACCOUNT_STORE_TOKENS": False,
        "SOCIALACCOUNT_EMAIL_VERIFICATION": "none",
        "SOCIALACCOUNT_QUERY_EMAIL": False,
        "SOCIALACCOUNT_PROVIDERS": {
            "openid_connect": {
                "OAUTH_PKCE_ENABLED": True,
                "APPS": [
                    {
                        "provider_id": "oidc",
                        "name": chosen.oidc_name or chosen.oidc_server,
                        "client_id": chosen.oidc_client,
                        "secret": secret,
                        "settings": {
                            "server_url": chosen.oidc_server,
                            "scope": ["openid"],
                            "fetch_userinfo": False,
                        },
                    }
                ],
            }
        },
    }
