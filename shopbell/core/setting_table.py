"""What the operator decides: one table of environment variables, each with a default and a sentence.

Everything else is data that is edited in the console. `docs/settings.md` is
written from this table, and a test keeps the two alike. A secret may also come
from a file: `SHOPBELL_SECRET_KEY_FILE=/run/secrets/key`.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Setting:
    name: str
    default: str
    help: str
    is_secret: bool = False


SETTINGS = (
    Setting(
        "DATABASE_URL", "", "PostgreSQL 14 or newer to use instead of the embedded server.", is_secret=True
    ),
    Setting("SHOPBELL_DATA", "data", "Folder of everything that is kept: database, attachments, secrets."),
    Setting(
        "SHOPBELL_OBJECT_STORE",
        "",
        "Bucket for attachments and raw mail, s3://bucket or s3://bucket/prefix; if empty they lie in the data folder.",
    ),
    Setting(
        "SHOPBELL_OBJECT_STORE_ENDPOINT",
        "",
        "Address of the S3-compatible service, such as https://s3.example; if empty it is Amazon's.",
    ),
    Setting("SHOPBELL_OBJECT_STORE_REGION", "us-east-1", "Region of the bucket."),
    Setting(
        "SHOPBELL_OBJECT_STORE_KEY_ID",
        "",
        "Name of the key for the bucket; if empty the machine's own role at Amazon is used.",
        is_secret=True,
    ),
    Setting("SHOPBELL_OBJECT_STORE_SECRET", "", "The key itself.", is_secret=True),
    Setting(
        "SHOPBELL_OBJECT_STORE_PATH_STYLE",
        "yes",
        "Whether the bucket stands in the path of an address (yes) or before its host (no).",
    ),
    Setting("SHOPBELL_HOST", "127.0.0.1", "Address to listen on; 0.0.0.0 opens the desk to the network."),
    Setting("SHOPBELL_PORT", "8000", "Port of the desk: pages, sockets and API."),
    Setting("SHOPBELL_URL", "", "Address people reach the desk under; default http://HOST:PORT."),
    Setting(
        "SHOPBELL_SECRET_KEY",
        "",
        "Key that signs sessions and tokens and seals passwords; made and kept if empty.",
        is_secret=True,
    ),
    Setting(
        "SHOPBELL_MAIL_HOOK_SECRET",
        "",
        "name:password with which mail providers call /hooks/email/… for mail that comes in and for what became of "
        "mail that went out; if empty those addresses are closed.",
        is_secret=True,
    ),
    Setting(
        "SHOPBELL_MAILGUN_WEBHOOK_SIGNING_KEY",
        "",
        "Mailgun's HTTP webhook signing key; Mailgun signs each call with it.",
        is_secret=True,
    ),
    Setting(
        "SHOPBELL_SENDGRID_WEBHOOK_VERIFICATION_KEY",
        "",
        "SendGrid's verification key of its signed event webhook: with it only news that SendGrid has signed are "
        "taken.",
    ),
    Setting(
        "SHOPBELL_BREVO_API_KEY",
        "",
        "Brevo's API key: with it the desk fetches the attachments of mail that Brevo takes in for it.",
        is_secret=True,
    ),
    Setting(
        "SHOPBELL_SES_BUCKET",
        "",
        "Bucket into which Amazon SES puts mail that comes in, if it does not send it whole with its call.",
    ),
    Setting(
        "SHOPBELL_SES_KEY_ID",
        "",
        "Name of the key that may read that bucket; if empty the machine's own role is used.",
        is_secret=True,
    ),
    Setting("SHOPBELL_SES_SECRET", "", "The key itself.", is_secret=True),
    Setting(
        "SHOPBELL_OLD_SECRET_KEYS",
        "",
        "Earlier keys, with spaces between: what they signed and sealed is still read.",
        is_secret=True,
    ),
    Setting("SHOPBELL_DEBUG", "no", "Show errors with their source; never where strangers may look."),
    Setting("SHOPBELL_PROXY_COUNT", "0", "Trusted proxies before the desk, for the address of a person."),
    Setting("SHOPBELL_WEB_THREADS", "8", "Page requests answered at once by one process."),
    Setting("SHOPBELL_WORKER_THREADS", "4", "Jobs worked on at once by one process."),
    Setting("SHOPBELL_SMTP_HOST", "127.0.0.1", "Address of the SMTP listener."),
    Setting("SHOPBELL_SMTP_PORT", "8025", "Port of the SMTP listener; 0 switches it off."),
    Setting("SHOPBELL_LMTP_PORT", "0", "Port of the LMTP listener; 0 switches it off."),
    Setting(
        "SHOPBELL_SMTP_CERTIFICATE",
        "",
        "PEM file with certificate and key for STARTTLS; self-signed if empty.",
    ),
    Setting("SHOPBELL_MAIL_MAX_MB", "50", "Largest mail taken in, in megabytes."),
    Setting(
        "SHOPBELL_MAIL_URL",
        "",
        "How mail goes out: smtp+starttls://user:password@host:587, or an anymail backend by name; "
        "if empty it is kept in the outbox folder of the data folder.",
        is_secret=True,
    ),
    Setting(
        "SHOPBELL_MAIL_LIMIT",
        "",
        "How many mails the provider takes, such as 14/second 2000/day (second, minute, hour, day); the rest waits. "
        "If empty there is no limit.",
    ),
    Setting(
        "SHOPBELL_MAIL_DOMAIN",
        "",
        "Domain of Message-IDs and default addresses; else the host of SHOPBELL_URL.",
    ),
    Setting(
        "SHOPBELL_MAIL_RELAYS",
        "",
        "Networks of your own mail servers that hand mail to the SMTP listener, with spaces between, such as "
        "203.0.113.0/28: their address says nothing about a sender. Private networks always count.",
    ),
    Setting(
        "SHOPBELL_MAIL_GOOGLE",
        "",
        "Client id and secret of the desk at Google, with a space between: mailboxes there are signed in to with them.",
        is_secret=True,
    ),
    Setting(
        "SHOPBELL_MAIL_MICROSOFT",
        "",
        "Client id, secret and directory (tenant) id of the desk at Microsoft, with spaces between.",
        is_secret=True,
    ),
    Setting(
        "SHOPBELL_MAIL_SIGN_IN_HOSTS",
        "",
        "Sign-in servers in your own network that mailboxes may be signed in to at, such as id.shop.example:8443, with "
        "spaces between; others must be public and use https.",
    ),
    Setting(
        "SHOPBELL_DNS",
        "",
        "Name servers that say whether senders are genuine, with spaces between; empty: the machine's own; off: none.",
    ),
    Setting(
        "SHOPBELL_AUTOMATIC_HOUR",
        "3",
        "Automatic mails of one kind (acknowledgements, transcripts) that one address gets an hour; of all kinds "
        "together four times as many.",
    ),
    Setting("SHOPBELL_AUTOMATIC_DAY", "10", "The same for a day."),
    Setting(
        "SHOPBELL_STATUS_MAILS_A_MINUTE",
        "120",
        "Mails a minute to those who subscribed to the status page or to news: what the provider of your mail bears.",
    ),
    Setting(
        "SHOPBELL_FLOOD_HOUR",
        "60",
        "Mails of one sender an hour from which on they are gathered in one ticket and the leads are told; 0: never.",
    ),
    Setting("SHOPBELL_UPLOAD_MAX_MB", "25", "Largest attachment taken in, in megabytes."),
    Setting(
        "SHOPBELL_CLAMD",
        "",
        "Virus scanner that every file is shown to: host:port of a clamd, or the path of its socket; if empty none is.",
    ),
    Setting(
        "SHOPBELL_LINK_PREVIEWS",
        "off",
        "Whose links get a preview, for which the desk asks the page: off, agents, known (also customers with a "
        "proved address) or all.",
    ),
    Setting(
        "SHOPBELL_TRANSLATE_URL",
        "",
        "Service that translates messages when an agent asks: the address of a LibreTranslate.",
    ),
    Setting("SHOPBELL_TRANSLATE_KEY", "", "The key for it, if it wants one.", is_secret=True),
    Setting(
        "SHOPBELL_PRIVATE_SHOPS",
        "",
        "Shop systems, carriers and webhooks in your own network that the desk may ask, also over http, as host or "
        "host:port with spaces between; others must be public and use https.",
    ),
    Setting(
        "SHOPBELL_OIDC",
        "",
        'OpenID Connect as JSON: [{"provider_id": …, "name": …, "client_id": …, '
        '"secret": …, "settings": {"server_url": …}}].',
        is_secret=True,
    ),
    Setting(
        "SHOPBELL_METRICS_TOKEN",
        "",
        "Bearer token for /metrics; without it only loopback may read them.",
        is_secret=True,
    ),
    Setting(
        "SHOPBELL_LANGUAGE",
        "en",
        "Language of pages, mails and new agents where a person's own is not known: en, en-gb or de.",
    ),
    Setting("SHOPBELL_LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR."),
)
NAMES = {setting.name: setting for setting in SETTINGS}
