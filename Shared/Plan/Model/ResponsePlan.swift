/// An institution's public-opinion response plan, read from one YAML file and checked as a whole.
///
/// A value of this type has no mistakes in it: every reference names something that exists, every cut-off ascends,
/// every template uses only placeholders that can be filled. It is obtained from ``load(file:)`` or
/// ``read(yaml:fileName:)``.
public struct ResponsePlan: Sendable, Hashable {
    /// SHA-256 of the file's bytes, 64 lower-case hex digits. Everything decided under the plan names it.
    public var hash: String
    /// The institution's own version of the plan, such as `2026.1`.
    public var version: String
    /// The plan's title, in the institution's first language.
    public var name: String

    public var institution: Institution
    public var subjects: [Subject]
    public var peers: [Peer]

    public var groups: [Group]
    public var departments: [Department]
    public var roles: [Role]
    public var people: [Person]
    public var duty: [Rota]
    public var deputising: Deputising
    /// Working days and hours, in the institution's time zone.
    public var calendar: WorkingCalendar

    public var sources: [Source]
    public var grading: Grading
    public var clocks: [ClockRule]

    public var strategies: [Strategy]
    /// In order; the first that matches decides. See ``allowedStrategies(responsibility:kind:badHistory:reputation:)``.
    public var strategyRules: [StrategyRule]
    /// What is assumed of the institution's responsibility for a kind of event until a person says otherwise.
    public var responsibilityByKind: [EventKind: Responsibility]
    public var history: History
    public var statements: Statements
    /// Where released statements go.
    public var channels: [Channel]
    public var playbooks: [Playbook]
    public var following: Following
    public var reports: [ReportRule]

    public var routing: [Route]
    public var grouping: Grouping
    /// Hosts (`host` or `host:port`) that may be called although they are loopback, link-local or private.
    public var allowHosts: [String]
    public var mail: Mail

    public var resources: Resources
    public var closing: ClosingRule
    public var evaluation: EvaluationTemplate
    public var retention: Retention
    public var drill: DrillSettings

    /// The variables of the environment that the plan names: API keys, webhooks' secrets, the mail account.
    public var environmentNames: Set<String> = []
    /// What a person can bear; nil: each notice is a message of its own.
    public var attention: Attention?
    /// The presets of the channels that the plan names, its own and those that ship, by id.
    public var presets: [String: ChannelPreset] = [:]
}
