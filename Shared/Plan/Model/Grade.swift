extension ResponsePlan {
    /// The grade of an incident: the Chinese four-level warning scale (Emergency Response Law), I red to IV blue.
    ///
    /// Ordered by number: `.one < .two`, so the *least* grade is the *gravest*. Where that could be misread, say
    /// ``isGraver(than:)`` and ``isAtLeastAsGrave(as:)``.
    public enum Grade: Int, Sendable, Hashable, Comparable, CaseIterable {
        case one = 1
        case two, three, four

        public static func < (left: Grade, right: Grade) -> Bool { left.rawValue < right.rawValue }

        /// `I`, `II`, `III`, `IV`: how a plan and the console write it.
        public var label: String {
            switch self {
            case .one: "I"
            case .two: "II"
            case .three: "III"
            case .four: "IV"
            }
        }

        public init?(label: String) {
            guard let grade = Grade.allCases.first(where: { $0.label == label }) else { return nil }
            self = grade
        }

        /// `red`, `orange`, `yellow`, `blue`.
        public var colour: String {
            switch self {
            case .one: "red"
            case .two: "orange"
            case .three: "yellow"
            case .four: "blue"
            }
        }

        public var names: Localized {
            switch self {
            case .one: .init([.simplifiedChinese: "Ⅰ级（红色）", .traditionalChinese: "Ⅰ級（紅色）", .english: "Grade I (red)"])
            case .two:
                .init([.simplifiedChinese: "Ⅱ级（橙色）", .traditionalChinese: "Ⅱ級（橙色）", .english: "Grade II (orange)"])
            case .three:
                .init([.simplifiedChinese: "Ⅲ级（黄色）", .traditionalChinese: "Ⅲ級（黃色）", .english: "Grade III (yellow)"])
            case .four:
                .init([.simplifiedChinese: "Ⅳ级（蓝色）", .traditionalChinese: "Ⅳ級（藍色）", .english: "Grade IV (blue)"])
            }
        }

        public func isGraver(than other: Grade) -> Bool { rawValue < other.rawValue }
        public func isAtLeastAsGrave(as other: Grade) -> Bool { rawValue <= other.rawValue }
    }
}
