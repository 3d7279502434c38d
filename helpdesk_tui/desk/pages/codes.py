"""By which codes and names other programs say it: each leads to one meaning.

Sources: MS-ERREF (Win32, NTSTATUS, HRESULT), MS-ADTS 5.1.1.5 and the `data` of refused binds, RFC 4120
§7.5.9 (Kerberos), draft-behera-ldap-password-policy §6.2 (ppolicy), the events of Windows' security log,
PAM's return values, the sign-in codes and self-service codes of Microsoft Entra ID.
"""

WIN32: dict[int, str] = {
    86: "wrong-old-password",
    1311: "no-server",
    1317: "no-such-account",
    1325: "policy-refused",
    1326: "wrong-name-or-password",
    1327: "restricted",
    1328: "outside-hours",
    1329: "workstation",
    1330: "password-expired",
    1331: "disabled",
    1355: "no-server",
    1384: "too-many-groups",
    1385: "logon-type",
    1398: "clock",
    1722: "no-server",
    1787: "no-trust",
    1789: "no-trust",
    1793: "account-expired",
    1907: "must-change",
    1909: "locked",
}
"""Decimal; also within HRESULT (0x8007…), and as the eight digits with which Active Directory begins."""

ACTIVE_DIRECTORY: dict[int, str] = {
    0x5: "no-right",
    0x1F: "unencrypted",
    0x57: "illegal-write",
    0x2028: "strong-auth",
    0x202B: "other-server",
    0x2077: "illegal-write",
    0x2085: "changed-meanwhile",
    0x208D: "gone",
    0x2098: "no-right",
}
"""The same where Active Directory alone means this by them."""

BIND_DATA: dict[str, str] = {
    "525": "no-such-account",
    "52e": "wrong-name-or-password",
    "52f": "restricted",
    "530": "outside-hours",
    "531": "workstation",
    "532": "password-expired",
    "533": "disabled",
    "568": "too-many-groups",
    "569": "logon-type",
    "701": "account-expired",
    "773": "must-change",
    "775": "locked",
    "80090346": "channel-binding",
}

NTSTATUS: dict[int, tuple[str, str]] = {
    0xC0000022: ("ACCESS_DENIED", "no-right"),
    0xC000005E: ("NO_LOGON_SERVERS", "no-server"),
    0xC0000064: ("NO_SUCH_USER", "no-such-account"),
    0xC000006A: ("WRONG_PASSWORD", "wrong-password"),
    0xC000006C: ("PASSWORD_RESTRICTION", "policy-refused"),
    0xC000006D: ("LOGON_FAILURE", "wrong-name-or-password"),
    0xC000006E: ("ACCOUNT_RESTRICTION", "restricted"),
    0xC000006F: ("INVALID_LOGON_HOURS", "outside-hours"),
    0xC0000070: ("INVALID_WORKSTATION", "workstation"),
    0xC0000071: ("PASSWORD_EXPIRED", "password-expired"),
    0xC0000072: ("ACCOUNT_DISABLED", "disabled"),
    0xC00000DC: ("INVALID_SERVER_STATE", "server-busy"),
    0xC0000133: ("TIME_DIFFERENCE_AT_DC", "clock"),
    0xC000015B: ("LOGON_TYPE_NOT_GRANTED", "logon-type"),
    0xC000018A: ("NO_TRUST_LSA_SECRET", "no-trust"),
    0xC000018B: ("NO_TRUST_SAM_ACCOUNT", "no-trust"),
    0xC000018C: ("TRUSTED_DOMAIN_FAILURE", "no-trust"),
    0xC000018D: ("TRUSTED_RELATIONSHIP_FAILURE", "no-trust"),
    0xC0000193: ("ACCOUNT_EXPIRED", "account-expired"),
    0xC0000224: ("PASSWORD_MUST_CHANGE", "must-change"),
    0xC0000234: ("ACCOUNT_LOCKED_OUT", "locked"),
    0xC00002FA: ("SMARTCARD_LOGON_REQUIRED", "smart-card"),
    0xC0000413: ("AUTHENTICATION_FIREWALL_FAILED", "restricted"),
    0xC0000388: ("DOWNGRADE_DETECTED", "kdc-policy"),
}

KERBEROS: dict[int, tuple[str, str]] = {
    0x6: ("KDC_ERR_C_PRINCIPAL_UNKNOWN", "no-such-account"),
    0x7: ("KDC_ERR_S_PRINCIPAL_UNKNOWN", "no-such-service"),
    0xC: ("KDC_ERR_POLICY", "kdc-policy"),
    0xE: ("KDC_ERR_ETYPE_NOSUPP", "encryption-type"),
    0x12: ("KDC_ERR_CLIENT_REVOKED", "revoked"),
    0x17: ("KDC_ERR_KEY_EXPIRED", "password-expired"),
    0x18: ("KDC_ERR_PREAUTH_FAILED", "wrong-password"),
    0x19: ("KDC_ERR_PREAUTH_REQUIRED", "usual"),
    0x1F: ("KRB_AP_ERR_BAD_INTEGRITY", "wrong-password"),
    0x20: ("KRB_AP_ERR_TKT_EXPIRED", "ticket-expired"),
    0x25: ("KRB_AP_ERR_SKEW", "clock"),
    0x29: ("KRB_AP_ERR_MODIFIED", "wrong-key"),
    0x44: ("KDC_ERR_WRONG_REALM", "other-server"),
}

EVENTS: dict[int, str] = {
    4625: "event-failed",
    4722: "event-enabled",
    4723: "event-changed",
    4724: "event-reset",
    4725: "event-disabled",
    4740: "event-locked",
    4767: "event-unlocked",
    4768: "event-kerberos",
    4771: "event-kerberos",
    4776: "event-failed",
}

PPOLICY: dict[int, tuple[str, str]] = {
    0: ("passwordExpired", "password-expired"),
    1: ("accountLocked", "locked"),
    2: ("changeAfterReset", "must-change"),
    3: ("passwordModNotAllowed", "may-not-change"),
    4: ("mustSupplyOldPassword", "needs-old"),
    5: ("insufficientPasswordQuality", "quality"),
    6: ("passwordTooShort", "too-short"),
    7: ("passwordTooYoung", "too-young"),
    8: ("passwordInHistory", "in-history"),
    9: ("passwordTooLong", "too-long"),
}

PAM: dict[int, str] = {
    6: "restricted",
    7: "wrong-name-or-password",
    9: "no-server",
    10: "no-such-account",
    11: "locked",
    12: "must-change",
    13: "account-expired",
    17: "wrong-name-or-password",
    27: "password-expired",
}
"""Return values, as pam_sss and others write them: "received for user ada: 7 (Authentication failure)"."""

ENTRA: dict[int, str] = {
    50034: "no-such-account",
    50053: "locked",
    50055: "password-expired",
    50056: "no-password",
    50057: "disabled",
    50058: "session-over",
    50059: "wrong-tenant",
    50064: "wrong-name-or-password",
    50072: "mfa-register",
    50074: "mfa-needed",
    50076: "mfa-needed",
    50079: "mfa-register",
    50105: "not-assigned",
    50126: "wrong-name-or-password",
    50128: "wrong-tenant",
    50132: "session-over",
    50133: "not-now",
    50140: "usual",
    50144: "password-expired",
    50158: "conditional-access",
    50173: "not-now",
    53000: "conditional-access",
    53001: "conditional-access",
    53002: "conditional-access",
    53003: "conditional-access",
    90002: "wrong-tenant",
    500121: "mfa-failed",
    700016: "wrong-tenant",
}
"""AADSTS…"""

SELF_SERVICE: dict[int, str] = {
    9: "sspr-off",
    10: "sspr-writeback",
    11: "sspr-off",
    12: "sspr-unlicensed",
    13: "sspr-off",
    14: "sspr-unregistered",
    29: "sspr-writeback",
}
"""SSPR_00…"""

LDAP: dict[int, str] = {
    3: "server-limit",
    4: "server-limit",
    8: "strong-auth",
    10: "other-server",
    11: "server-limit",
    32: "gone",
    49: "wrong-name-or-password",
    50: "no-right",
    51: "server-busy",
    52: "server-busy",
}
"""Result codes (RFC 4511 §4.1.9) that say something by themselves."""

SENTENCES: dict[str, str] = {
    # MIT and Heimdal Kerberos
    "client not found in kerberos database": "no-such-account",
    "server not found in kerberos database": "no-such-service",
    "preauthentication failed": "wrong-password",
    "password incorrect while getting initial credentials": "wrong-password",
    "password has expired while getting initial credentials": "password-expired",
    "client's credentials have been revoked": "revoked",
    "clients credentials have been revoked": "revoked",
    "client's entry in database has expired": "account-expired",
    "clock skew too great": "clock",
    "cannot contact any kdc": "no-server",
    "cannot find kdc for realm": "no-server",
    "kdc has no support for encryption type": "encryption-type",
    "kdc policy rejects request": "kdc-policy",
    "ticket expired": "ticket-expired",
    "password change rejected": "policy-refused",
    # OpenLDAP and its clients
    "(49); account locked": "locked",
    "(49); password expired": "password-expired",
    "password must be changed": "must-change",
    "password is too young to change": "too-young",
    "password fails quality checking policy": "quality",
    "password is in history of old passwords": "in-history",
    "must supply old password to be changed as well as new one": "needs-old",
    "user alteration of password is not allowed": "may-not-change",
    "operations are restricted to bind/unbind/abandon/starttls/modify password": "must-change",
    # 389 Directory Server
    "password expired!": "password-expired",
    "exceed password retry limit": "locked",
    "entry permanently locked": "locked",
    "account inactivated. contact system administrator": "disabled",
    "within password minimum age": "too-young",
    "password in history": "in-history",
    "invalid password syntax": "quality",
    "user is not allowed to change password": "may-not-change",
    # PAM, shadow and sssd
    "your account has expired; please contact your system administrator": "account-expired",
    "has expired (account expired)": "account-expired",
    "you are required to change your password immediately": "must-change",
    "expired password for user": "password-expired",
    "consecutive login failures for user": "locked",
    "account temporarily locked": "locked",
    "the password fails the dictionary check": "quality",
    "the password is shorter than": "too-short",
    "password has been already used": "in-history",
    "you must wait longer to change your password": "too-young",
    "check pass; user unknown": "no-such-account",
    "invalid user ": "no-such-account",
    "no such user": "no-such-account",
    "backend is offline": "no-server",
    # Windows, as it stands on screens
    "the user name or password is incorrect": "wrong-name-or-password",
    "unknown user name or bad password": "wrong-name-or-password",
    "the referenced account is currently locked out": "locked",
    "your account has been disabled": "disabled",
    "the user's account has expired": "account-expired",
    "the user's password must be changed before": "must-change",
    "the password for this account has expired": "password-expired",
    "account restrictions are preventing this user from signing in": "restricted",
    "your account has time restrictions": "outside-hours",
    "the trust relationship between this workstation and the primary domain failed": "no-trust",
    "there are currently no logon servers available": "no-server",
    "you must use windows hello or a smart card to sign in": "smart-card",
    "unable to update the password": "policy-refused",
}
"""Sentences in small letters, with straight apostrophes."""
