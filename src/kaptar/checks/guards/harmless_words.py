"""Words of files of variables that hold no secret, and those behind which one may stand. Each list is closed."""

import re


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


SECRET_NAME = re.compile(
    r"(?i)key|secret|token|pass|pwd|pw|cred|auth|priv|dsn|salt|cert|seed|mnemonic|hook|conn|sign|phrase|wallet|bearer|login|jwt"
    r"|cookie|unlock|geheim|kennwort|schl(?:ue|u)ssel|wachtwoord|senha|segreto|clave|contrase|parola|haslo|heslo|lozinka|salasana|sifre"
)
"""Parts of names, and of words in comments, behind which a secret may stand."""

SECRET_PART = _set(
    """
    bip39 code codes cvc cvv mfa otp pat pin pins recovery sas sid tan totp
    """
)
"""The same, as whole parts of names alone: `shipping` is no `pin`."""

VALUES = _set(
    """
    admin all alpha always auto beta bridge bridged canary ci colima compose console crit critical daily database db debug
    default demo dev develop development disable disabled disallow docker down each edge enable enabled error errors example
    false fatal file full generic guest host hourly hub inactive info internal json latest lax light local localhost log
    logs main master memory minimal mixed monthly my mysql never nightly no none null off on one optional part php postgres
    postgresql prefer primary prod production public python qa queue quiet rabbitmq random react redis release replica
    require required restart root ruby same server service shop silent simple single smtp sqlite sqlite3 stable staged
    staging standalone stderr stdout stopped strict sync test testing tests text tls trace true ts unless unlimited up user
    utc verbose verify warn warning web weekly worker yes zero
    """
)
"""Words as values of variables, in any case."""

HOSTS = _set(
    """
    api app backend broker cache database db elasticsearch frontend kafka kibana localhost mailhog mailpit mariadb memcached
    minio mongo mongodb mysql nats nginx postgres postgresql proxy rabbitmq redis server smtp traefik web worker zookeeper
    """
)
"""Words that may have a port behind them."""

PLACEHOLDERS = _set(
    """
    a access account add admin an and any api app application change changeit changeme client database db default dummy
    empty enter example fake fill fixme for from goes here id in insert is it key like me my mysql needed new no none not
    null optional or own password paste placeholder please postgres put replace replaceme required root sample secret set
    some something tbd test the this to todo token user username value with your yours
    """
)
"""Words of a place to fill in, and what everybody has in a container."""

NAMED = _set(
    """
    app_name application_name compose_project_name container_name image_name package_name project_name service_name
    stack_name database_name db_name db_database mysql_database mariadb_database postgres_db mongo_initdb_database
    """
)
"""Variables whose value is a name that the user gave to something of his own."""

MIXED = _set(
    """
    amd64 arm64 base64 e2e http2 i18n ipv4 ipv6 k8s l10n md5 mp3 mp4 oauth2 php8 python2 python3 s3 sha1 sha256 sha512
    sqlite3 utf8 v1 v2 v3 v4 v5 x86
    """
)
"""Words with digits."""

SMALL = _set(
    """
    a about after all also an and any are as at be before below but by can do does don for from has have here how if in into
    is it its just more must no not of off on once one only or our out over same see should so than that the their them then
    there these they this to two up us use used uses using was we what when where which who will with without you your
    """
)
"""Words that a sentence has, and a list of words does not."""

SPOKEN = _set(
    """
    add address admin api app application auth authentication backend base before browser build cache change changes client
    code command comment compose config configuration connection container container's copy create database db default
    defaults defined deployment details dev development docker domain e.g email enable enabled env environment etc example
    external file files fill format frontend generate generated generic get github gitlab give given google hostname http
    https image info integration internal key keys leave level lines local localhost log logging login machine mail manager
    mode name names needed needs never node number optional options own page password passwords path please point port ports
    postgres production project provide provided provider public put read redis replace required run running secret secrets
    server service services set sets setting settings setup sign signing smtp staging start stored system test testing time
    todo token tokens url urls user username users value values variable variables vault version want web website
    """
)
"""Words of comments, also of those that speak of a secret."""
