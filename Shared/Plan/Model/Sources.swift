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

        /// Where a file source's file is; nil for the other kinds.
        /// - Parameter folder: the data folder, to which an address that is not absolute is relative.
        public func file(in folder: URL) -> URL? {
            guard kind == .file, let address else { return nil }
            return address.hasPrefix("/") ? URL(filePath: address) : folder.appending(path: address)
        }
    }
}
