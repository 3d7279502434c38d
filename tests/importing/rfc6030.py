"""The example containers of RFC 6030, built from its data."""

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<KeyContainer Version="1.0" Id="exampleID1" xmlns="urn:ietf:params:xml:ns:keyprov:pskc"
    xmlns:ds="http://www.w3.org/2000/09/xmldsig#" xmlns:xenc="http://www.w3.org/2001/04/xmlenc#">"""
TAIL = "</KeyContainer>"
HOTP = "urn:ietf:params:xml:ns:keyprov:pskc:hotp"
TOTP = "urn:ietf:params:xml:ns:keyprov:pskc:totp"
KEY = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # ASCII "12345678901234567890" in base 32
_PLAIN = "<Secret><PlainValue>MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=\n  </PlainValue></Secret>"
COUNTER = "<Counter><PlainValue>0</PlainValue></Counter>"
FORM = '<ResponseFormat Length="8" Encoding="DECIMAL"/>'


def container(*packages: str, before: str = "") -> bytes:
    return (HEAD + before + "".join(packages) + TAIL).encode()


def package(
    *,
    device: str = "<Manufacturer>Manufacturer</Manufacturer><SerialNo>987654321</SerialNo>",
    algorithm: str = HOTP,
    parameters: str = FORM,
    data: str = _PLAIN + COUNTER,
    policy: str = "",
    user: str = "",
    identity: str = "12345678",
) -> str:
    """One key package; without its changes it is that of figure 3, less the users."""
    return f"""<KeyPackage>
  <DeviceInfo>{device}</DeviceInfo>
  <CryptoModuleInfo><Id>CM_ID_001</Id></CryptoModuleInfo>
  <Key Id="{identity}" Algorithm="{algorithm}">
    <Issuer>Issuer</Issuer>
    <AlgorithmParameters>{parameters}</AlgorithmParameters>
    <Data>{data}</Data>
    {f"<UserId>{user}</UserId>" if user else ""}
    {f"<Policy>{policy}</Policy>" if policy else ""}
  </Key>
</KeyPackage>"""


FIGURE_2 = container(
    f"""<KeyPackage><Key Id="12345678" Algorithm="{HOTP}"><Issuer>Issuer-A</Issuer>
    <Data><Secret><PlainValue>MTIzNA==
    </PlainValue></Secret></Data></Key></KeyPackage>"""
)
FIGURE_3 = container(
    package(
        device="""<Manufacturer>Manufacturer</Manufacturer><SerialNo>987654321</SerialNo>
        <UserId>DC=example-bank,DC=net</UserId>""",
        user="UID=jsmith,DC=example-bank,DC=net",
    )
)
FIGURE_4 = container(
    package(data=COUNTER, policy="<KeyUsage>OTP</KeyUsage>").replace(
        "<Data>", "<KeyProfileId>keyProfile1</KeyProfileId><KeyReference>MasterKeyLabel</KeyReference><Data>"
    )
)
FIGURE_5 = container(
    package(
        policy="""<PINPolicy MinLength="4" MaxLength="4" PINKeyId="123456781" PINEncoding="DECIMAL"
        PINUsageMode="Local"/><KeyUsage>OTP</KeyUsage>"""
    ),
    package(
        identity="123456781",
        algorithm="urn:ietf:params:xml:ns:keyprov:pskc:pin",
        parameters='<ResponseFormat Length="4" Encoding="DECIMAL"/>',
        data="<Secret><PlainValue>MTIzNA==</PlainValue></Secret>",
    ),
)


def hidden(value: str, algorithm: str = "http://www.w3.org/2001/04/xmlenc#aes128-cbc") -> str:
    return f"""<xenc:EncryptionMethod Algorithm="{algorithm}"/>
    <xenc:CipherData><xenc:CipherValue>
      {value}
    </xenc:CipherValue></xenc:CipherData>"""


def hidden_secret(
    value: str, mac: str, algorithm: str = "http://www.w3.org/2001/04/xmlenc#aes128-cbc"
) -> str:
    told = f"<ValueMAC>{mac}\n</ValueMAC>" if mac else ""
    return f"<Secret><EncryptedValue>{hidden(value, algorithm)}</EncryptedValue>{told}</Secret>"


def mac_method(key: str, algorithm: str = "http://www.w3.org/2000/09/xmldsig#hmac-sha1") -> str:
    told = f"<MACKey>{hidden(key)}</MACKey>" if key else ""
    return f'<MACMethod Algorithm="{algorithm}">{told}</MACMethod>'


PRE_SHARED = "<EncryptionKey><ds:KeyName>Pre-shared-key</ds:KeyName></EncryptionKey>"
FIGURE_6_KEY = "12345678901234567890123456789012"  # hexadecimal
FIGURE_6 = container(
    package(
        data=hidden_secret(
            "AAECAwQFBgcICQoLDA0OD+cIHItlB3Wra1DUpxVvOx2lef1VmNPCMl8jwZqIUqGv",
            "Su+NvtQfmvfJzF6bmQiJqoLRExc=",
        )
        + COUNTER
    ),
    before=PRE_SHARED + mac_method("ESIzRFVmd4iZABEiM0RVZgKn6WjLaTC1sbeBMSvIhRejN9vJa2BOlSaMrR7I5wSX"),
)

FIGURE_7_PASSWORD = "qwerty"
DERIVED = """<EncryptionKey xmlns:xenc11="http://www.w3.org/2009/xmlenc11#"
    xmlns:pkcs5="http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#">
  <xenc11:DerivedKey>
    <xenc11:KeyDerivationMethod
        Algorithm="http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#pbkdf2">
      <pkcs5:PBKDF2-params xmlns="">
        <Salt><Specified>Ej7/PEpyEpw=</Specified></Salt>
        <IterationCount>1000</IterationCount><KeyLength>16</KeyLength><PRF/>
      </pkcs5:PBKDF2-params>
    </xenc11:KeyDerivationMethod>
    <xenc:ReferenceList><xenc:DataReference URI="#ED"/></xenc:ReferenceList>
    <xenc11:MasterKeyName>My Password 1</xenc11:MasterKeyName>
  </xenc11:DerivedKey>
</EncryptionKey>"""
FIGURE_7 = container(
    package(
        device="<Manufacturer>TokenVendorAcme</Manufacturer><SerialNo>987654321</SerialNo>",
        data=hidden_secret(
            "oTvo+S22nsmS2Z/RtcoF8Hfh+jzMe0RkiafpoDpnoZTjPYZu6V+A4aEn032yCr4f",
            "LP6xMvjtypbfT9PdkJhBZ+D6O4w=",
        ),
    ),
    before=DERIVED + mac_method("2GTTnLwM3I4e5IO5FkufoOEiOhNj91fhKRQBtBJYluUDsPOLTfUvoU2dStyOwYZx"),
)

FIGURE_8 = container(
    package(
        parameters='<ResponseFormat Length="6" Encoding="DECIMAL"/>',
        data=hidden_secret("hJ+fvpoMPMO9BYpK2rdyQQ==", "", "http://www.w3.org/2001/04/xmlenc#rsa_1_5")
        + COUNTER,
    ),
    before="""<EncryptionKey><ds:X509Data><ds:X509Certificate>MIIB5zCCAVCgAwIBAgIESZp/vDAN
    </ds:X509Certificate></ds:X509Data></EncryptionKey>""",
)


def dated(serial: str, start: str, end: str) -> str:
    return package(
        device=f"<Manufacturer>TokenVendorAcme</Manufacturer><SerialNo>{serial}</SerialNo>",
        policy=f"<StartDate>{start}T00:00:00Z</StartDate><ExpiryDate>{end}T00:00:00Z</ExpiryDate>",
    )


FIGURE_10 = container(
    dated("654321", "2006-05-01", "2006-05-31"),
    dated("123456", "2006-05-01", "2006-05-31"),
    dated("9999999", "2006-03-01", "2006-03-31"),
    dated("9999999", "2006-04-01", "2006-04-30"),
)
