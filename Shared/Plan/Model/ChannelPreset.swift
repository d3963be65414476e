extension ResponsePlan {
    /// How messages go out on a vendor's channel: what is called, with which body, and what the vendor's answers mean.
    ///
    /// Data: a further vendor is a file of this shape (`Plans/channels`), or an entry of the plan's `channelPresets`.
    public struct ChannelPreset: Sendable, Hashable, Identifiable {
        public enum Method: String, Sendable, Hashable, CaseIterable {
            case post, get
        }

        /// How a call proves whom it is from. The signature stands where the templates say `{{signature}}`.
        public enum Signing: String, Sendable, Hashable, CaseIterable {
            case none
            /// Standard Webhooks 1.0.0: of id, time and body, with `whsec_…`.
            case standardWebhooks
            /// Base64 of HMAC-SHA256 with the secret over `milliseconds\nsecret`.
            case dingtalk
            /// Base64 of HMAC-SHA256 with `seconds\nsecret` over nothing.
            case feishu
            /// `v0=` and the hex of HMAC-SHA256 with the secret over `v0:seconds:body`.
            case slack
        }

        /// What a message on it may say: what leaves the house cannot be called back.
        public enum Carries: String, Sendable, Hashable, CaseIterable {
            /// The whole text.
            case full
            /// One line: grade, what happened, what is asked until when.
            case headline
            /// That there is something to look at, and where: neither whom nor what it concerns.
            case pointer
        }

        public enum Body: Sendable, Hashable {
            case json(JSONTemplate)
            case form([Field])
            case text(Template)
            case nothing
        }

        public struct Field: Sendable, Hashable {
            public var name: String
            public var value: Template
        }

        /// An access token that is fetched before a call and kept until it ends.
        public struct Token: Sendable, Hashable {
            public var address: Template
            /// JSON pointers (RFC 6901) to the token and to the seconds it is good for.
            public var token: String
            public var expires: String
            /// Codes of an answer that say that the token has ended: another is fetched.
            public var ended: Set<String>
        }

        public struct Limits: Sendable, Hashable {
            /// Messages to one place in any minute; nil: as many as there are.
            public var perMinute: Int?
            /// Of a placeholder's text: bytes of UTF-8, and units of UTF-16 ("characters" as most vendors count).
            public var bytes: [String: Int]
            public var characters: [String: Int]
            /// Of the whole body, in bytes.
            public var body: Int
        }

        /// What an answer means. A status of 2xx alone is a verdict only where no pointer or text is named.
        public struct Verdict: Sendable, Hashable {
            /// JSON pointer to the vendor's code.
            public var pointer: String?
            public var taken: Set<String>
            /// Codes that mean: later, with the seconds to wait (0: as the schedule has it). Any other code is later, too.
            public var later: [String: Int64]
            /// Codes that mean: never.
            public var never: Set<String>
            /// JSON pointers to the vendor's words, and to the seconds it asks to wait.
            public var reason: String?
            public var retryAfter: String?
            /// The whole body of an answer that takes the message.
            public var text: String?
            /// HTTP statuses that mean: never.
            public var neverStatuses: Set<Int>
        }

        public var id: String
        public var names: Localized
        public var method: Method
        /// Where the vendor is called; a contact may name another place of the same kind. `{{base}}` in `address`.
        public var base: String?
        public var address: Template
        public var headers: [Field]
        public var body: Body
        /// Names of the secrets that a contact gives variables of the environment for.
        public var secrets: [String]
        /// Names of further values that a contact gives.
        public var values: [String]
        public var signing: Signing
        public var token: Token?
        public var limits: Limits
        public var verdict: Verdict
        /// Unless the contact says otherwise.
        public var carries: Carries
        /// By a name of its own: a text by grade (`I` to `IV`, else `none`), as the vendor names urgency.
        public var byGrade: [String: [String: String]]
        /// Whether a contact has to say whom it is to (`to`).
        public var asksTo: Bool
    }
}

extension ResponsePlan.ChannelPreset {
    /// A text with `{{placeholders}}`.
    public struct Template: Sendable, Hashable {
        public enum Part: Sendable, Hashable {
            case literal(String)
            case placeholder(String)
        }
        public var parts: [Part]
        /// The only part is a placeholder that stands for a number: `{{name|number}}`.
        public var isNumber = false

        public var placeholders: [String] {
            parts.compactMap { if case .placeholder(let name) = $0 { name } else { nil } }
        }

        /// - Parameter value: of a placeholder.
        public func filled(_ value: (String) throws -> String) rethrows -> String {
            try parts.reduce(into: "") { text, part in
                switch part {
                case .literal(let literal): text += literal
                case .placeholder(let name): text += try value(name)
                }
            }
        }
    }

    /// A JSON value with templates for texts.
    public indirect enum JSONTemplate: Sendable, Hashable {
        case text(Template)
        /// As the file has it: a number, `true`, `false` or `null`.
        case literal(String)
        case list([JSONTemplate])
        /// `when`: left out of its list or mapping unless that placeholder says something (`$if` in the file).
        case mapping([Member], when: String?)

        public struct Member: Sendable, Hashable {
            public var name: String
            public var value: JSONTemplate
        }

        public var placeholders: [String] {
            switch self {
            case .text(let template): template.placeholders
            case .literal: []
            case .list(let items): items.flatMap(\.placeholders)
            case .mapping(let members, let when): members.flatMap(\.value.placeholders) + (when.map { [$0] } ?? [])
            }
        }
    }

    public var placeholders: Set<String> {
        var all = address.placeholders + headers.flatMap(\.value.placeholders) + (token?.address.placeholders ?? [])
        switch body {
        case .json(let template): all += template.placeholders
        case .form(let fields): all += fields.flatMap(\.value.placeholders)
        case .text(let template): all += template.placeholders
        case .nothing: break
        }
        return Set(all)
    }
}
