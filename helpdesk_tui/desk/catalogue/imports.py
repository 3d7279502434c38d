"""Reading files of tokens and apps. No value of the file is in any sentence."""

from helpdesk_tui.desk.effect import Entry

_MAKER = "Ask the maker of the tokens for a correct file."
_LINE = "Correct this line, and import it again."

ENTRIES: dict[str, Entry] = {
    # the file
    "import-unreadable": (
        "The file cannot be read.",
        "Check its name, and that you may read it.",
    ),
    "import-key-unreadable": (
        "The file with the key cannot be read, or holds no key.",
        "Check its name, and that it holds the key alone.",
    ),
    "import-empty": (
        "The file is empty.",
        "Choose another file.",
    ),
    "import-format": (
        "This is neither CSV of tokens, nor PSKC, nor a list of otpauth addresses.",
        "Ask the maker for one of these.",
    ),
    "import-binary": (
        "This is no text: a workbook, an archive, or a file that is still encrypted.",
        "Save a workbook as CSV; unpack or decrypt another file first.",
    ),
    "import-encrypted": (
        "The file is encrypted or signed as a whole.",
        "Decrypt it first, with the key that the maker agreed on with you.",
    ),
    "import-json": (
        "This is JSON, the backup of an app.",
        "Have the app export a list of otpauth:// addresses, or register it in a call.",
    ),
    "import-yubikey": (
        "This is the log of a tool that sets up YubiKeys.",
        "Have the tool write PSKC, for keys by OATH-HOTP. Yubico OTP cannot be used.",
    ),
    "import-xml": (
        "This is XML, but no container of keys by PSKC.",
        "Ask the maker for PSKC (RFC 6030) or CSV.",
    ),
    "import-securid": (
        "These are SecurID tokens, whose codes are not made by OATH's standards.",
        "Such tokens cannot be used: ask for OATH tokens.",
    ),
    "import-encoding": (
        "The file is damaged: from here on its bytes are no text.",
        "Copy it anew, or save it as UTF-8.",
    ),
    "import-nothing": (
        "The file holds no token and no app, only a header, comments or empty lines.",
        "Choose another file.",
    ),
    "import-too-many": (
        "The file holds more than {most} tokens or apps; the rest was not read.",
        "Split it.",
    ),
    "import-too-large": (
        "The file has more than {megabytes} megabytes.",
        "Split it.",
    ),
    "import-header": (
        "The first line must name the columns serial number, secret key and time interval. It may name upn, "
        "manufacturer and model, and nothing else.",
        "It reads: upn,serial number,secret key,time interval,manufacturer,model",
    ),
    "import-given-up": (
        "The import was given up.",
        "What was stored by then stays; the record has its serial numbers.",
    ),
    # a line
    "import-line-long": (
        "The line has more than {longest} bytes.",
        _LINE,
    ),
    "import-line-encoding": (
        "The line is no text in UTF-8, or holds control characters.",
        "Save the file as UTF-8.",
    ),
    "import-quotes": (
        "A quotation mark is open, or stands where none may be.",
        _LINE,
    ),
    "import-columns": (
        "The line does not have {count} columns.",
        _LINE,
    ),
    "import-owner-form": (
        "The owner is too long, or reads like a formula.",
        "Write a login, UPN or mail address, or nothing.",
    ),
    "import-name-form": (
        "The name of the maker or app reads like a formula.",
        "It may not begin with = + - or @.",
    ),
    "import-serial-form": (
        "The serial number is missing, too long, or holds strange characters.",
        "Write it as it stands on the token: letters, digits, spaces and . _ : / -",
    ),
    "import-serial-twice": (
        "This serial number stands in the file before.",
        "Look at the token which line is right.",
    ),
    "import-key-form": (
        "The secret key is missing or not in base 32.",
        "It has the letters A to Z and the digits 2 to 7.",
    ),
    "import-key-length": (
        "The secret key is too short or too long.",
        "It must have {shortest} to {longest} bytes; 20 are usual.",
    ),
    "import-key-twice": (
        "This secret key stands in the file before.",
        "Two apps with one key prove nothing: make a new one for this person.",
    ),
    "import-interval": (
        "The time interval is neither 30 nor 60 seconds.",
        "Tokens of another interval cannot be used.",
    ),
    "import-digits": (
        "The codes do not have 6, 7 or 8 digits.",
        "Tokens of another length cannot be used.",
    ),
    "import-algorithm": (
        "The codes are made by something else than SHA-1, SHA-256 or SHA-512.",
        "Such tokens cannot be used.",
    ),
    "import-counter": (
        "The counter is missing, or is no number that a token could reach.",
        _MAKER,
    ),
    # whose it is
    "import-owner-missing": (
        "This app has no owner, and no serial number to find it by.",
        "Write the person's login before it: only tokens can wait in stock.",
    ),
    "import-owner-unknown": (
        "No account has this login, UPN or mail address.",
        "Correct the owner, or leave it empty to take the token into stock.",
    ),
    "import-owner-ambiguous": (
        "Several accounts have this login or mail address.",
        "Write the UPN instead.",
    ),
    # otpauth
    "otpauth-form": (
        "This line is no otpauth address.",
        "It begins with otpauth://totp/ or otpauth://hotp/.",
    ),
    "otpauth-kind": (
        "This app makes its codes neither by time (totp) nor by counter (hotp).",
        "Such apps cannot be used: register another one in a call.",
    ),
    "otpauth-migration": (
        "This is an export of Google Authenticator, with several apps in one address.",
        "Give each app an otpauth:// address of its own, or register it in a call.",
    ),
    "otpauth-encoding": (
        "A part of the address is written with % signs, but not in UTF-8.",
        "Write it anew: é is %C3%A9, for example.",
    ),
    "otpauth-owner": (
        "The address does not say whose app it is.",
        "Write the login, UPN or mail address behind the issuer: Issuer:login.",
    ),
    "otpauth-parameters": (
        "A parameter of the address is there twice with two values, or its name is none.",
        "Known are secret, issuer, algorithm, digits, period and counter.",
    ),
    "otpauth-other-codes": (
        "A parameter of the address makes other codes than those that are known here.",
        "Such apps cannot be used: register another one in a call.",
    ),
    # XML
    "xml-document-type": (
        "The file holds a document type or entities, which no honest one needs.",
        "Do not import it. Ask where it comes from.",
    ),
    "xml-too-large": (
        "An element of the file is too large or too deep.",
        _MAKER,
    ),
    "xml-encoding": (
        "The file is in an encoding that is not read here.",
        "Save it as UTF-8, with that name in its first line.",
    ),
    "xml-broken": (
        "The file is no sound XML from here on.",
        _MAKER,
    ),
    # PSKC
    "pskc-version": (
        "The file is of a later version of PSKC.",
        "Ask the maker of the tokens for version 1.0.",
    ),
    "pskc-draft": (
        "This is not in the form of RFC 6030, but of a draft before it or of another standard.",
        "Ask the maker for PSKC by RFC 6030, or for CSV.",
    ),
    "pskc-nothing": (
        "The container holds no key package.",
        _MAKER,
    ),
    "pskc-key-needed": (
        "The file is encrypted with a key that the maker told you apart from it.",
        "Import it again with that key.",
    ),
    "pskc-password-needed": (
        "The file is encrypted with a password.",
        "Import it again with that password.",
    ),
    "pskc-key-form": (
        "The key for this file has {size} bytes: {digits} hexadecimal digits, or as many in base 64.",
        "Type it as the maker told it; spaces do not matter.",
    ),
    "pskc-wrong-key": (
        "The key or password does not fit this file, or the file was changed.",
        "Type it again. If it still does not fit, ask the maker for both anew.",
    ),
    "pskc-certificate": (
        "The file is encrypted for a certificate, which is not supported.",
        "Ask the maker for one that is encrypted with a key or a password.",
    ),
    "pskc-derivation": (
        "The file makes its key from the password in a way that is not supported.",
        "Ask the maker for PBKDF2 with at most 2,000,000 rounds.",
    ),
    "pskc-encryption": (
        "The encryption or its check is of a kind that is not supported.",
        "Ask the maker for AES-CBC with HMAC, or AES key wrap.",
    ),
    "pskc-no-mac": (
        "The key is encrypted without a check against changes.",
        "Ask the maker for a file with a MAC.",
    ),
    "pskc-changed": (
        "This key was changed since the maker encrypted it.",
        "Do not use this token. Ask where the file was.",
    ),
    "pskc-damaged": (
        "A value of this key is damaged.",
        _MAKER,
    ),
    "pskc-not-base64": (
        "The key is written in hexadecimal digits or base 32. PSKC writes it in base 64.",
        _MAKER,
    ),
    "pskc-package": (
        "This package is too large, or does not hold exactly one key.",
        _MAKER,
    ),
    "pskc-algorithm": (
        "This key is for something else than one-time codes by counter or time.",
        "No token is needed for it; go on.",
    ),
    "pskc-no-secret": (
        "This package holds no key, only a reference to one.",
        "Ask the maker for a file with the keys.",
    ),
    "pskc-response": (
        "It is not said that the codes are decimal digits without a check digit.",
        "Other tokens cannot be used.",
    ),
    "pskc-time": (
        "This token counts time from another start than others do.",
        "It cannot be used.",
    ),
    "pskc-policy": (
        "The maker's policy for this key is not understood, so it forbids the use.",
        "Ask the maker what it means, or for a key without it.",
    ),
    "pskc-usage": (
        "The maker's policy does not allow this key for one-time codes.",
        "Ask the maker for the right file.",
    ),
    "pskc-not-yet": (
        "The time of this key has not come.",
        "Import it later, or ask the maker.",
    ),
    "pskc-expired": (
        "The time of this key is over.",
        "Give the person another token.",
    ),
}
