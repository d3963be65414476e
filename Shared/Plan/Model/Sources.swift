public import Foundation

extension ResponsePlan {
    /// Where mentions come from.
    public struct Source: Sendable, Hashable, Identifiable {
        public enum Kind: String, Sendable, Hashable, CaseIterable {
            /// An RSS or Atom feed that is polled.
            case rss
            /// Somebody posts to `/v1/mentions` with this source's API key.
            case push
            /// A JSONL or CSV file, imported once or followed.
            case file
            /// A list that an interface gives as JSON, polled.
            case json
        }
        public enum Format: String, Sendable, Hashable, CaseIterable {
            case jsonl, csv
        }

        public var id: String
        public var name: String
        public var kind: Kind
        /// The feed's URL or the file's path, relative to the data folder; nil for push.
        public var address: String?
        /// The poll interval; nil for push.
        public var schedule: Span?
        /// The standing of the medium: 1 central and official, 2 national, 3 local and trade, 4 personal.
        public var tier: Int
        /// A source that is silent for longer than this counts as lost coverage; nil where silence means nothing.
        public var cadence: Span?
        /// SHA-256 of the API key of a push source, in lower-case hex.
        public var apiKeyHash: String?
        /// The name of the environment variable that holds the API key, as the other way.
        public var apiKey: String?
        /// A file is read on as it grows.
        public var follow: Bool
        /// The file's format; nil where its name says it.
        public var format: Format?
        /// What to take for the language of a mention that does not say.
        public var language: Language?
        /// Where its times are told that name no zone; nil: where the institution is.
        public var timeZone: TimeZone? = nil
        /// Headers it is asked with, of feeds and lists: what they say stands in environment variables, never in the plan.
        public var headers: [Header] = []
        /// Where in a JSON answer what is; found out where nothing is said.
        public var list: List = List()

        public struct Header: Sendable, Hashable {
            public var name: String
            /// The environment variable that holds what the header says.
            public var variable: String
        }

        /// Places are JSON pointers (RFC 6901).
        public struct List: Sendable, Hashable {
            /// Of the list of records in the answer; nil: the list that looks like one.
            public var records: String?
            /// Fields of a mention, by where they stand in a record; empty: by the names they are wont to have.
            public var fields: [String: String] = [:]
            /// Of what leads to the next page: its address, or what `parameter` is to be; nil: there is one page.
            public var next: String?
            /// The query's parameter that asks for the next page.
            public var parameter: String?

            /// What a mapping may name.
            public static let fieldNames = [
                "text", "title", "url", "author", "publishedAt", "language", "reach", "externalId",
            ]
        }

        /// Where a file source's file is; nil for the other kinds.
        /// - Parameter folder: the data folder, to which an address that is not absolute is relative.
        public func file(in folder: URL) -> URL? {
            guard kind == .file, let address else { return nil }
            return address.hasPrefix("/") ? URL(filePath: address) : folder.appending(path: address)
        }
    }
}
