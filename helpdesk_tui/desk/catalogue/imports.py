"""Reading files of tokens and apps. No value of the file is in any sentence."""

_MAKER = "Ask the maker of the tokens for a correct file."
_LINE = "Correct this line, and import it again."

ENTRIES: dict[str, tuple[str, str]] = {
    # the file
    "import-unreadable": (
        "The file cannot be read.",
        "Check its name, and that you may read it.",
    ),
    "import-key-unreadable": (
        "The file with the key cannot be read, or holds no key.",
        "Check its name, and that it holds hexadecimal digits alone.",
    ),
    "import-empty": (
        "The file is empty.",
        "Choose another file.",
    ),
    "import-format": (
        "This is neither CSV of tokens, nor PSKC, nor a list of otpauth addresses.",
        "Ask the maker for one of these.",
    ),
    "import-too-large": (
        "The file has more than {megabytes} megabytes.",
        "Split it.",
    ),
    "import-header": (
        "The first line does not name the six columns, and no other one.",
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
        "This is no otpauth address of an app.",
        "It begins with otpauth://totp/ or otpauth://hotp/.",
    ),
    "otpauth-owner": (
        "The address does not say whose app it is.",
        "Write the login, UPN or mail address behind the issuer: Issuer:login.",
    ),
    "otpauth-parameters": (
        "A parameter of the address is there twice, or is not known.",
        "Known are secret, issuer, algorithm, digits, and period or counter.",
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
    "xml-broken": (
        "The file is no sound XML from here on.",
        _MAKER,
    ),
    # PSKC
    "pskc-version": (
        "The file is of a later version of PSKC.",
        "Ask the maker of the tokens for version 1.0.",
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
        "The key for this file has {digits} hexadecimal digits.",
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
