import Casework
import Egress
package import EventLog
import Foundation
public import Hosting
import Logging
import Plan
package import Processing
package import Schemas
public import ServiceLifecycle
import Text

/// The logistics group 後勤保障組: keeps the flow of information, and the resources.
public enum LogisticsService {
    /// What its account must be allowed.
    package static let rights = LogRights(
        service: "logistics", topologies: [LogisticsProcessor.topology], writes: [.attemptMade])

    /// The stream application, and the desk that sends for it.
    ///
    /// - Throws: `SettingMistake` when a secret that the plan names is malformed, or the mail account's is missing.
    public static func services(in environment: ServiceEnvironment) async throws -> [any Service] {
        let plan = environment.plan
        if environment.hasEffects { try checkSecrets(environment) }
        DeliveryDesk.prepareMetrics(channels: plan.media, people: plan.people.map(\.id))
        let egress = try environment.egress()
        let senders: any Sender =
            environment.hasEffects
            ? try senders(plan, environment.settings, egress)
            : WithheldSender(isSandbox: !environment.namespace.isStandard)
        if !environment.hasEffects {
            environment.logger.notice(
                "effects on the outside are off: deliveries are withheld",
                metadata: ["namespace": "\(environment.namespace.prefix)"])
        }
        let producer = try await environment.log.makeProducer()
        let (partitions, contentType) = (environment.partitions, environment.contentType)
        let desk = DeliveryDesk(
            queue: DeliveryQueue(host: host, pace: { plan.pace(of: $0) }), sender: senders,
            clock: .init(
                now: environment.clock,
                sleep: { [clock = environment.clock, sleep = environment.sleep] in try await sleep($0 - clock()) }
            ),
            logger: environment.logger
        ) { attempt in
            try await producer.append([try record(of: attempt, partitions: partitions, contentType: contentType)])
        }
        let application = StreamApplication(
            log: environment.log, options: environment.streamOptions,
            clock: environment.clock, logger: environment.logger, observer: desk
        ) { _ in LogisticsProcessor(plan: plan) }
        let status = application.status
        environment.health.register("logistics") {
            HealthReport(
                status,
                detail: "\(status.detail); \(desk.load.pending) deliveries pending, \(desk.load.underWay) under way")
        }
        return [application, desk]
    }

    /// The same attempt has the same event id, however often it is appended.
    package static func record(
        of attempt: Attempt, partitions: Int32, contentType: ContentType = .protobuf
    ) throws -> ProducerRecord {
        try EventRecord.make(
            kind: .attemptMade, message: attempt, key: attempt.deliveryID, about: attempt.deliveryID,
            partitionKey: attempt.subject, partitions: partitions,
            id: EventID.derive("attempt", attempt.deliveryID, String(attempt.number)), source: "/fenghuo/logistics",
            now: attempt.at, contentType: contentType, traceParent: Trace.current.description)
    }

    /// Whose limit of attempts at once a delivery counts against.
    @Sendable static func host(_ delivery: Delivery) -> String {
        guard delivery.channel != ResponsePlan.Contact.Medium.email.rawValue else { return delivery.channel }
        let address = delivery.address.split(separator: " ").first.map(String.init) ?? ""
        return (try? WebAddress(address)).map { "\($0.host):\($0.port)" } ?? ""
    }

    /// The way each of the plan's channels goes.
    static func senders(_ plan: ResponsePlan, _ settings: Settings, _ egress: Egress) throws -> ChannelSenders {
        var byChannel: [String: any Sender] = [
            ResponsePlan.Contact.Medium.webhook.rawValue: WebhookSender(
                egress: egress, secretName: { plan.secretName(for: $0) },
                environment: { settings.environmentVariable($0) }),
            ResponsePlan.Contact.Medium.email.rawValue: try mailSender(plan, settings, egress),
        ]
        let links = try consoleAddress(settings).map {
            MessageLinks(console: $0, acknowledgements: AcknowledgementLinks(secret: try settings.linkKey()))
        }
        if let links {
            byChannel = byChannel.mapValues { LinkedSender(sender: $0, plan: plan, links: links) }
        }
        for (id, preset) in plan.presets {
            byChannel[id] = PresetSender(
                preset: preset, plan: plan, egress: egress, links: links,
                environment: { settings.environmentVariable($0) })
        }
        return ChannelSenders(byChannel: byChannel)
    }

    /// - Throws: `SettingMistake`.
    private static func consoleAddress(_ settings: Settings) throws -> String? {
        guard let text = settings.string("console.address") else { return nil }
        guard (try? WebAddress(text)) != nil, !text.contains("?") else {
            throw SettingMistake(
                key: "console.address", found: "\"\(text)\"",
                expected: "an address such as https://fenghuo.bank.example")
        }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    private static func mailSender(
        _ plan: ResponsePlan, _ settings: Settings, _ egress: Egress
    ) throws -> any Sender {
        let mail = plan.mail
        let from = try MailAddress(mail.from)
        switch mail.kind {
        case .file:
            let folder = settings.dataFolder.appending(
                path: mail.directory ?? "outbox", directoryHint: .isDirectory)
            return MailFileSender(folder: folder, from: from)
        case .smtp:
            let security: SMTPDialogue.Security =
                switch mail.security {
                case .none: .none
                case .startTLS: .startTLS
                case .tls: .tls
                }
            return SMTPSender(
                host: mail.host ?? "", port: mail.port, from: from, security: security,
                account: try account(mail, settings), guardian: egress.guardian, tls: try egress.tls())
        }
    }

    private static func account(
        _ mail: ResponsePlan.Mail, _ settings: Settings
    ) throws -> SMTPDialogue.Account? {
        guard let name = mail.username, let password = mail.password else { return nil }
        func variable(_ name: String) throws -> String {
            guard let value = settings.environmentVariable(name), !value.isEmpty else {
                throw SettingMistake(
                    key: name, found: "nothing", expected: "the mail account's, as the plan's mail names it")
            }
            return value
        }
        return SMTPDialogue.Account(name: try variable(name), password: try variable(password))
    }

    /// A malformed secret stops the start; a missing one is said now, and again by every delivery that waits for it.
    private static func checkSecrets(_ environment: ServiceEnvironment) throws {
        for name in environment.plan.secretNames {
            guard let text = environment.settings.environmentVariable(name), !text.isEmpty else {
                environment.logger.warning(
                    "a webhook secret is not set; deliveries signed with it wait until it is",
                    metadata: ["environment": "\(name)"])
                continue
            }
            do {
                _ = try WebhookSecret.list(text)
            } catch {
                throw SettingMistake(key: name, found: error.found, expected: "whsec_ and the base64 of 24 to 64 bytes")
            }
        }
    }
}

extension ResponsePlan {
    private var places: [Contact] { people.flatMap(\.contacts) + channels.flatMap(\.endpoints) }

    /// The names of all variables that hold webhook secrets, each once, in order.
    var secretNames: [String] { Set(places.compactMap(\.secret)).sorted() }

    /// The place of a delivery: of its recipient, else of whoever has that address.
    func contact(of delivery: Delivery) -> Contact? {
        let own = (person(delivery.recipient)?.contacts ?? []) + (channel(delivery.recipient)?.endpoints ?? [])
        return (own + places).first { $0.channel.rawValue == delivery.channel && $0.place == delivery.address }
    }

    /// The variable that holds the secret that signs a delivery.
    func secretName(for delivery: Delivery) -> String? { contact(of: delivery)?.secret }

    /// Every channel that somebody is reached on, and the built-in ones.
    var media: [String] {
        Set(Contact.Medium.builtIn.map(\.rawValue) + places.map(\.channel.rawValue)).sorted()
    }

    /// Of a channel whose vendor takes so many messages a minute and no more: what counts together, and how many.
    @Sendable func pace(of delivery: Delivery) -> DeliveryQueue.Pace? {
        guard let preset = presets[delivery.channel], let most = preset.limits.perMinute else { return nil }
        let secrets = contact(of: delivery)?.secrets.values.sorted() ?? []
        return .init(place: ([delivery.channel, delivery.address] + secrets).joined(separator: " "), perMinute: most)
    }
}
