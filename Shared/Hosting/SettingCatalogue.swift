/// Every setting that an executable reads, said once: the documents, `fenghuo settings` and the check of the compose
/// file come from here. A test compares it with what the code asks `Settings` for.
///
/// Variables that a plan names (API keys of sources, secrets of webhooks, the mail account) are the plan's and not here.
public enum SettingCatalogue {
    public static let all: [KnownSetting] = house + outgoing + services + demo + kafka

    /// The setting of that variable; a prefix (`kafka.properties.*`) takes in all that begin so.
    public static func setting(ofVariable variable: String) -> KnownSetting? {
        all.first { setting in
            guard setting.key.hasSuffix(".*") else { return setting.variables.contains(variable) }
            return variable.hasPrefix(setting.variable.dropLast())
        }
    }

    /// Variables that begin like settings and are others': the compose file's, and those of scripts and tests.
    public static let elsewhere: Set = [
        "FENGHUO_ALERTMANAGER_PORT", "FENGHUO_CONSOLE_PORT", "FENGHUO_DEMO_PORT", "FENGHUO_GRAFANA_PASSWORD",
        "FENGHUO_GRAFANA_PORT", "FENGHUO_INTAKE_PORT", "FENGHUO_KAFKA", "FENGHUO_KAFKA_PORT", "FENGHUO_PLAN_FILE",
        "FENGHUO_PROMETHEUS_PORT", "FENGHUO_PUBLISH", "FENGHUO_REVISION", "FENGHUO_VERSION",
        "FENGHUO_DESCRIPTORS", "FENGHUO_GENERATED", "FENGHUO_PLUGIN_SCRATCH", "FENGHUO_SCREENSHOTS", "FENGHUO_SHOW",
    ]

    private static let house = [
        KnownSetting(
            "fenghuo.plan", standard: "Plans/commercial-bank.yaml",
            "The plan's file; a mistake in it is refused with file, line and key."),
        KnownSetting(
            "fenghuo.data", standard: "data",
            "Folder of the embedded log, the keys and the outbox of mail that is written to files. Its owner's alone."),
        KnownSetting(
            "fenghuo.partitions", standard: "6",
            "Partitions of every topic, 1 to 1024. Of a log in use it must stay what it was."),
        KnownSetting(
            "fenghuo.topics.prefix", standard: "fenghuo.",
            "Begins every topic; another than the default is a namespace of its own beside production, whose groups and "
                + "transactional ids begin with it too. Ends with a dot: sandbox."),
        KnownSetting(
            "fenghuo.effects", standard: "on; off in another namespace than the default",
            "on: deliveries go out and feeds are polled. off: deliveries end as withheld, feeds are not polled."),
        KnownSetting(
            "fenghuo.content.type", standard: "application/protobuf",
            "What events are written as: application/protobuf or application/json. Both are read."),
        KnownSetting(
            "fenghuo.log.level", standard: "info", "trace, debug, info, notice, warning, error or critical."),
        KnownSetting(
            "fenghuo.log.format", standard: "json unless on a terminal",
            "json (one object a line) or terminal. Of the environment only.", isOfEnvironmentOnly: true),
        KnownSetting(
            "fenghuo.config.file", standard: "none",
            "A JSON file with any of these settings, by key. Of the environment only.", isOfEnvironmentOnly: true),
        KnownSetting(
            "operations.host", standard: "127.0.0.1", "Address that /healthz, /readyz and /metrics listen on."),
        KnownSetting(
            "operations.port", standard: "9080 for fenghuo, 9081 to 9085 for the services in the order of the plan",
            "Port of health and metrics."),
        KnownSetting(
            "otel.exporter.otlp.endpoint", standard: "none: no spans are made",
            "A collector's address, such as http://localhost:4318: spans go to /v1/traces below it, by OTLP/HTTP in JSON."
        ),
        KnownSetting(
            "otel.exporter.otlp.headers", standard: "none",
            "Headers of those requests, as name=value, separated by commas.", isSecret: true),
        KnownSetting(
            "otel.service.name", standard: "fenghuo, or fenghuo- and the service", "What the spans say they are of."),
        KnownSetting(
            "operations.connections.total", standard: "64",
            "Connections to the operations port open at once, 1 to 100000."),
        KnownSetting(
            "operations.connections.per.address", standard: "32", "Of one address, 1 to 100000."),
        KnownSetting(
            "server.head.seconds", standard: "20",
            "How long the head of a request may take to come, at every server, 1 to 600."),
        KnownSetting(
            "server.body.seconds", standard: "30",
            "How long its body may take, 1 to 600; after five seconds it has to have come at 1 kB a second."),
    ]

    private static let outgoing = [
        KnownSetting(
            "https.proxy", standard: "none: directly",
            "Proxy that https addresses of the outside are called by: http://[user:password@]host:port.", isSecret: true
        ),
        KnownSetting("http.proxy", standard: "none: directly", "The same for http addresses.", isSecret: true),
        KnownSetting(
            "no.proxy", standard: "none",
            "What is called without a proxy: hosts, domains, addresses, blocks such as 10.0.0.0/8, separated by commas; "
                + "* for all."),
        KnownSetting(
            "egress.authorities", standard: "none: the system's",
            "PEM file of authorities trusted besides the system's when the outside is called."),
        KnownSetting(
            "egress.user.agent", standard: "Fenghuo/1", "The User-Agent that the outside is called with."),
    ]

    private static let services = [
        KnownSetting(
            "monitoring.host", standard: "127.0.0.1", "Address that POST /v1/mentions listens on.",
            readers: [.monitoring, .fenghuo]),
        KnownSetting(
            "monitoring.port", standard: "8081", "Port of POST /v1/mentions.", readers: [.monitoring, .fenghuo]),
        KnownSetting(
            "monitoring.requests", standard: "64",
            "Requests under way at most, 1 to 10000, three quarters of them of one key; more are answered 429.",
            readers: [.monitoring, .fenghuo]),
        KnownSetting(
            "monitoring.connections.total", standard: "512",
            "Connections to POST /v1/mentions open at once, 1 to 100000, at most a quarter of the files that may be open.",
            readers: [.monitoring, .fenghuo]),
        KnownSetting(
            "monitoring.connections.per.address", standard: "256",
            "Of one address, 1 to 100000; behind a proxy as many as in all.", readers: [.monitoring, .fenghuo]),
        KnownSetting(
            "monitoring.host.gap", standard: "1000",
            "Milliseconds between two requests to one feed's host, 0 to 60000.", readers: [.monitoring, .fenghuo]),
        KnownSetting(
            "monitoring.host.requests", standard: "4",
            "Requests to one feed's host at a time, 1 to 64: a route that hangs holds one place.",
            readers: [.monitoring, .fenghuo]),
        KnownSetting(
            "analysis.models", standard: "none: what ships",
            "Folder with the institution's own negative.model, rumour.model, complaint.model.",
            readers: [.analysis, .fenghuo]),
        KnownSetting(
            "response.checkpoint.key", standard: "made in the data folder",
            "Signs checkpoints of the journals: an Ed25519 private key as PEM. The same for every instance.",
            readers: [.response, .fenghuo], isSecret: true),
        KnownSetting(
            "leadership.host", standard: "127.0.0.1", "Address that the console and API listen on.",
            readers: [.leadership, .fenghuo]),
        KnownSetting(
            "leadership.port", standard: "8080", "Port of the console and API.", readers: [.leadership, .fenghuo]),
        KnownSetting(
            "leadership.connections.total", standard: "1024",
            "Connections to the console and API open at once, 1 to 100000, at most half of the files that may be open.",
            readers: [.leadership, .fenghuo]),
        KnownSetting(
            "leadership.connections.per.address", standard: "512",
            "Of one address, 1 to 100000; behind a proxy as many as in all.", readers: [.leadership, .fenghuo]),
        KnownSetting(
            "console.address", standard: "none: messages name no link",
            "The console as browsers reach it: messages on chat channels lead there.",
            readers: [.logistics, .fenghuo]),
        KnownSetting(
            "console.link.key", standard: "made in the data folder",
            "Signs the links by which a message is acknowledged where it arrives, at least 32 random bytes. The same for logistics and the console.",
            readers: [.logistics, .leadership, .fenghuo], isSecret: true),
        KnownSetting(
            "leadership.archive", standard: "archive in the data folder",
            "Folder of the archive, or off. Each console has its own in it; losing it loses nothing that the topics have.",
            readers: [.leadership, .fenghuo]),
        KnownSetting(
            "leadership.archive.megabytes", standard: "32768",
            "What the archive may hold on disk, 64 to 1048576: its oldest mentions go before it holds more.",
            readers: [.leadership, .fenghuo]),
        KnownSetting(
            "leadership.https", standard: "false",
            "Browsers reach the console by HTTPS, through a proxy: cookies are Secure then.",
            readers: [.leadership, .fenghuo]),
        KnownSetting(
            "leadership.token.key", standard: "made in the data folder",
            "Signs people's tokens and sessions, at least 32 random bytes. The same for every instance.",
            readers: [.leadership, .fenghuo], isSecret: true),
        KnownSetting(
            "leadership.session.idle.minutes", standard: "30",
            "A session ends when its person does nothing for so long, 1 to 1440.",
            readers: [.leadership, .fenghuo]),
        KnownSetting(
            "leadership.session.longest.minutes", standard: "720",
            "A session ends after so long in any case, 5 to 1440.",
            readers: [.leadership, .fenghuo]),
        KnownSetting(
            "leadership.oidc.issuer", standard: "none: tokens only",
            "The institution's provider of sign-ins (OpenID Connect), as it names itself.",
            readers: [.leadership, .fenghuo]),
        KnownSetting(
            "leadership.oidc.client.id", standard: "none",
            "The client's id at the provider.",
            readers: [.leadership, .fenghuo]),
        KnownSetting(
            "leadership.oidc.client.secret", standard: "none: a public client",
            "The client's secret at the provider.",
            readers: [.leadership, .fenghuo], isSecret: true),
        KnownSetting(
            "leadership.oidc.redirect", standard: "none",
            "Address of /sign-in/oidc/callback as browsers see it.",
            readers: [.leadership, .fenghuo]),
        KnownSetting(
            "leadership.oidc.scopes", standard: "openid email",
            "Scopes to ask for; openid among them.",
            readers: [.leadership, .fenghuo]),
        KnownSetting(
            "leadership.oidc.claim", standard: "email",
            "Who it is: email is looked up among contacts, any other claim holds a person's id.",
            readers: [.leadership, .fenghuo]),
        KnownSetting(
            "leadership.oidc.email.vouched", standard: "false",
            "The provider vouches for every address, though its tokens do not say email_verified.",
            readers: [.leadership, .fenghuo]),
    ]

    private static let demo = [
        KnownSetting(
            "demo.feed.port", standard: "8099", "Port of the demo's news feed, as the plan's source has it.",
            readers: [.fenghuo]),
        KnownSetting(
            "demo.receiver.port", standard: "8090", "Port of the demo's receiver of messages.", readers: [.fenghuo]),
    ]
}
