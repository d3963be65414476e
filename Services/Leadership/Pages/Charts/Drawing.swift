import Foundation

/// A drawing in SVG: shapes in the order they are painted, in the drawing's own units. Colours are classes of the style
/// sheet, so that a drawing reads in both colour schemes.
struct Drawing {
    enum Anchor: String { case start, middle, end }

    struct Point: Hashable {
        var x: Double
        var y: Double
    }

    /// Height of the letters, in the drawing's units; the style sheet says the same.
    static let textSize = 12.0

    let width: Double
    let height: Double
    private(set) var shapes: [Fields] = []

    init(width: Double, height: Double) {
        self.width = width
        self.height = height
    }

    var fields: Fields {
        ["width": Self.number(width), "height": Self.number(height), "shapes": shapes]
    }

    /// - Parameter tip: what the pointer and screen readers are told of it.
    mutating func rect(
        _ style: String, x: Double, y: Double, width: Double, height: Double, tip: String? = nil
    ) {
        var shape = Self.place(style, ["x": x, "y": y, "w": max(width, 0), "h": max(height, 0)])
        if let tip { shape["tip"] = tip }
        shapes.append(["rect": shape])
    }

    mutating func line(_ style: String, from start: Point, to end: Point) {
        shapes.append(["line": Self.place(style, ["x1": start.x, "y1": start.y, "x2": end.x, "y2": end.y])])
    }

    mutating func dot(_ style: String, at point: Point, radius: Double, tip: String? = nil) {
        var shape = Self.place(style, ["x": point.x, "y": point.y, "r": radius])
        if let tip { shape["tip"] = tip }
        shapes.append(["dot": shape])
    }

    /// A line through points, or the area they enclose. Nothing with fewer than two.
    mutating func path(_ style: String, _ points: [Point], isClosed: Bool = false) {
        guard points.count > 1 else { return }
        let steps = points.enumerated().map { index, point in
            "\(index == 0 ? "M" : "L")\(Self.number(point.x)) \(Self.number(point.y))"
        }
        shapes.append(["path": ["style": style, "d": steps.joined() + (isClosed ? "Z" : "")] as Fields])
    }

    /// Text that stays within the drawing: moved inside where it would be cut.
    mutating func text(_ style: String, _ text: String, at point: Point, anchor: Anchor = .start) {
        let size = Self.width(of: text)
        let before =
            switch anchor {
            case .start: 0.0
            case .middle: size / 2
            case .end: size
            }
        let x = max(min(point.x, width - (size - before) - 1), before + 1)
        var shape = Self.place(style, ["x": x, "y": point.y])
        shape["anchor"] = anchor.rawValue
        shape["letters"] = text
        shapes.append(["text": shape])
    }

    /// About how wide a text is: a Chinese character is as wide as it is high, a Latin letter not quite two thirds.
    static func width(of text: String) -> Double {
        text.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x2e80 ? textSize : textSize * 0.6) }
    }

    static func number(_ value: Double) -> String {
        String(format: "%.1f", locale: Locale(identifier: "en_US_POSIX"), value)
    }

    private static func place(_ style: String, _ numbers: [String: Double]) -> Fields {
        var fields: Fields = numbers.mapValues { number($0) }
        fields["style"] = style
        return fields
    }
}
