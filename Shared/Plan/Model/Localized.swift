extension ResponsePlan {
    /// A language the plan can be written in.
    public enum Language: String, Sendable, Hashable, CaseIterable {
        case simplifiedChinese = "zh-Hans"
        case traditionalChinese = "zh-Hant"
        case english = "en"

        /// Where to look, in order, when there is no text in this language.
        var fallbacks: [Language] {
            switch self {
            case .simplifiedChinese: [.traditionalChinese, .english]
            case .traditionalChinese: [.simplifiedChinese, .english]
            case .english: [.simplifiedChinese, .traditionalChinese]
            }
        }
    }

    /// One text in one or more languages; never empty in a plan that was read.
    public struct Localized: Sendable, Hashable {
        public var texts: [Language: String]

        public init(_ texts: [Language: String]) {
            self.texts = texts
        }

        /// The text in a language, else in the nearest one there is.
        public subscript(language: Language) -> String {
            if let text = texts[language] { return text }
            for other in language.fallbacks {
                if let text = texts[other] { return text }
            }
            return ""
        }

        /// The text for a BCP 47 tag such as `zh-Hant` or `en`; an unknown tag reads as Simplified Chinese.
        public subscript(tag tag: String) -> String {
            self[Language(rawValue: tag) ?? .simplifiedChinese]
        }
    }
}
