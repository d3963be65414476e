import Foundation

/// A difference as one self-contained page: no script, nothing from elsewhere, readable on paper.
struct DifferencePage {
    let difference: Difference
    let zone: TimeZone

    var html: String {
        let text = DifferenceText(difference: difference, zone: zone)
        let sides = text.heading.split(separator: "\n").map { Self.escape(String($0)) }.joined(separator: "<br>")
        var body = "<h1>What would be otherwise</h1>\n<p class=\"sides\">\(sides)</p>\n"
        body += figures(text.figures)
        if difference.isEmpty { body += "<p class=\"none\">No difference.</p>\n" }
        if !difference.entries.isEmpty {
            body += "<h2>\(difference.entries.count) cases and incidents, what matters most first</h2>\n<ol>\n"
            for (entry, line) in zip(difference.entries, text.lines) {
                body +=
                    "<li class=\"\(entry.change.rawValue)\"><b>\(Self.escape(line.sign + " " + line.what))</b> "
                    + "<span class=\"grade\">\(Self.escape(line.grade))</span> \(Self.escape(line.at)) "
                    + "\(Self.escape(line.title))"
                for detail in line.details { body += "<div>\(Self.escape(detail))</div>" }
                body += "</li>\n"
            }
            body += "</ol>\n"
        }
        if !difference.misfits.isEmpty {
            body += "<h2>Decisions that come out otherwise</h2>\n<ul>\n"
            for misfit in text.misfits { body += "<li>\(Self.escape(misfit))</li>\n" }
            body += "</ul>\n"
        }
        if difference.notCompared > 0 { body += "<p>\(Self.escape(text.left))</p>\n" }
        return Self.head + body + "</main></body></html>\n"
    }

    private func figures(_ rows: [[String]]) -> String {
        var html = "<table>\n"
        for (number, row) in rows.enumerated() {
            let cell = number == 0 ? "th" : "td"
            html += "<tr>" + row.map { "<\(cell)>\(Self.escape($0))</\(cell)>" }.joined() + "</tr>\n"
        }
        return html + "</table>\n"
    }

    private static let head = """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>Fenghuo: what would be otherwise</title>
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <meta name="viewport" content="width=device-width">
        <style>
        body{font:15px/1.5 system-ui,sans-serif;color:#1d1d1f;margin:2em}main{max-width:60em;margin:auto}
        h1{font-size:1.5em}h2{font-size:1.15em;margin-top:1.6em}table{border-collapse:collapse}
        td,th{padding:.2em .9em .2em 0;text-align:left;border-bottom:1px solid #ddd;vertical-align:top}
        li{margin:.5em 0;break-inside:avoid}li div{color:#444}.removed>b{color:#a3150b}.added>b{color:#0a6b2d}
        .grade{border:1px solid #999;border-radius:3px;padding:0 .3em}@media print{body{margin:0;font-size:11pt}}
        </style></head><body><main>

        """

    /// Text that came from outside, as text and nothing else.
    static func escape(_ text: String) -> String {
        var escaped = ""
        for scalar in Terminal.harmless(text).unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
