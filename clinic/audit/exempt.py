"""What the triggers leave out, each with its reason. A table named nowhere is audited."""

# Tables without an audit trail of their own.
EXEMPT_TABLES: dict[str, str] = {
    "audit_auditevent": "is the trail",
    "django_session": "sign-in state; no finding, and its content is a secret",
    "django_content_type": "written by migrations only",
    "auth_permission": "written by migrations only",
    "auth_group": "not used: roles stand in accounts.roles",
    "auth_group_permissions": "not used: roles stand in accounts.roles",
    "accounts_user_groups": "not used: roles stand in accounts.roles",
    "accounts_user_user_permissions": "not used: roles stand in accounts.roles",
    "scoring_recomputation": "a queue: says that a score is due, holds no finding",
    "scoring_rescorerun": "how far a command has come, holds no finding",
}

# Columns whose change is recorded and whose value is not.
SECRET_COLUMNS: dict[str, frozenset[str]] = {
    "accounts_user": frozenset({"password"}),
    "accounts_apitoken": frozenset({"key_sha256"}),
    "mfa_authenticator": frozenset({"data"}),
    "account_emailconfirmation": frozenset({"key"}),
}
