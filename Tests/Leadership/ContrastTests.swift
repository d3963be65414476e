import Foundation
import Testing

/// The colours of the style sheet against WCAG 2.2: 4.5 to 1 for text (1.4.3), 3 to 1 for edges and marks (1.4.11).
@Suite("Contrast")
struct ContrastTests {
    struct Pair: CustomTestStringConvertible {
        var front: String
        var back: String
        var least: Double
        var testDescription: String { "\(front) on \(back)" }
    }

    static let text: [Pair] =
        ["ground", "paper", "raised", "accent-wash", "warn-wash", "danger-wash", "good-wash"].map {
            Pair(front: "ink", back: $0, least: 4.5)
        }
        + ["ground", "paper", "raised", "accent-wash"].flatMap { back in
            ["soft", "accent", "danger", "good", "warn"].map { Pair(front: $0, back: back, least: 4.5) }
        }
        + [
            ("accent-ink", "accent"), ("danger-ink", "danger"), ("side-ink", "side"), ("side-soft", "side"),
            ("side-ink", "side-current"), ("side-soft", "side-current"), ("side", "side-accent"), ("good", "good-wash"),
            ("danger", "danger-wash"), ("warn", "warn-wash"),
        ].map { Pair(front: $0.0, back: $0.1, least: 4.5) }
        + ["red", "orange", "yellow", "blue", "none"].map {
            Pair(front: "grade-\($0)-ink", back: "grade-\($0)", least: 4.5)
        }

    static let marks: [Pair] =
        ["edge", "accent", "volume", "negative", "baseline", "share", "tier-1", "tier-2", "tier-3", "tier-4"].map {
            Pair(front: $0, back: "paper", least: 3)
        } + [Pair(front: "side-accent", back: "side", least: 3), Pair(front: "edge", back: "raised", least: 3)]

    static func sheet() throws -> String {
        let file = ConsoleFixture.root.appending(path: "Services/Leadership/Resources/assets/tokens.css")
        return try String(contentsOf: file, encoding: .utf8)
    }

    /// Custom properties of the block after a selector.
    static func colours(_ selector: String) throws -> [String: String] {
        let sheet = try sheet()
        let start = try #require(sheet.range(of: selector + " {"), "\(selector) in tokens.css")
        let block = sheet[start.upperBound...].prefix { $0 != "}" }
        return Dictionary(
            block.matches(of: /--([a-z0-9-]+): (#[0-9a-f]{6});/).map { (String($0.1), String($0.2)) },
            uniquingKeysWith: { _, last in last })
    }

    /// WCAG 2.2, "relative luminance".
    static func luminance(_ colour: String) -> Double {
        let value = Int(colour.dropFirst(), radix: 16) ?? 0
        func part(_ shift: Int) -> Double {
            let part = Double((value >> shift) & 0xff) / 255
            return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * part(16) + 0.7152 * part(8) + 0.0722 * part(0)
    }

    static func contrast(_ one: String, _ other: String) -> Double {
        let (a, b) = (luminance(one), luminance(other))
        return (max(a, b) + 0.05) / (min(a, b) + 0.05)
    }

    @Test("Black on white is 21 to 1, and a colour on itself 1 to 1")
    func formula() {
        #expect(abs(Self.contrast("#000000", "#ffffff") - 21) < 0.001)
        #expect(abs(Self.contrast("#1f66b8", "#1f66b8") - 1) < 0.001)
    }

    @Test("Text and marks stand out in the light and the dark", arguments: text + marks)
    func standsOut(_ pair: Pair) throws {
        for (scheme, selector) in [("light", ":root"), ("dark", ":root[data-theme=\"dark\"]")] {
            let colours = try Self.colours(selector)
            let front = try #require(colours[pair.front], "--\(pair.front) in the \(scheme)")
            let back = try #require(colours[pair.back], "--\(pair.back) in the \(scheme)")
            let found = Self.contrast(front, back)
            #expect(found >= pair.least, "\(scheme): \(front) on \(back) is \((found * 100).rounded() / 100) to 1")
        }
    }

    @Test("The device's dark and the chosen dark are the same, and the dark names what the light names")
    func schemes() throws {
        let chosen = try Self.colours(":root[data-theme=\"dark\"]")
        #expect(try Self.colours(":root:not([data-theme=\"light\"])") == chosen)
        #expect(try Set(Self.colours(":root").keys) == Set(chosen.keys))
    }

    @Test("Colours are named in one file only")
    func onePlace() throws {
        let folder = ConsoleFixture.root.appending(path: "Services/Leadership/Resources/assets")
        for name in ["console.css", "work.css", "charts.css"] {
            let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            #expect(text.firstMatch(of: /#[0-9a-f]{3,8}\b(?=\s*[;,)])/) == nil, "\(name)")
            for match in text.matches(of: /var\(--([a-z0-9-]+)\)/) {
                #expect(try Self.sheet().contains("--\(match.1):"), "\(name): --\(match.1)")
            }
        }
    }
}
