import Foundation

/// A difference as one self-contained page: no script, nothing from elsewhere, readable on paper.
struct DifferencePage {
    let difference: Difference
    let zone: TimeZone

    var html: String {
        let text = DifferenceText(difference: difference, zone: zone)
        let sides = text.heading.split(separator: "\n").map { SelfContainedPage.escape(String($0)) }.joined(
            separator: "<br>")
        var body = "<h1>What would be otherwise</h1>\n<p class=\"sides\">\(sides)</p>\n"
        body += figures(text.figures)
        if difference.isEmpty { body += "<p class=\"none\">No difference.</p>\n" }
        if !difference.entries.isEmpty {
            body += "<h2>\(difference.entries.count) cases and incidents, what matters most first</h2>\n<ol>\n"
            for (entry, line) in zip(difference.entries, text.lines) {
                body +=
                    "<li class=\"\(entry.change.rawValue)\"><b>\(SelfContainedPage.escape(line.sign + " " + line.what))</b> "
                    + "<span class=\"grade\">\(SelfContainedPage.escape(line.grade))</span> \(SelfContainedPage.escape(line.at)) "
                    + "\(SelfContainedPage.escape(line.title))"
                for detail in line.details { body += "<div>\(SelfContainedPage.escape(detail))</div>" }
                body += "</li>\n"
            }
            body += "</ol>\n"
        }
        if !difference.misfits.isEmpty {
            body += "<h2>Decisions that come out otherwise</h2>\n<ul>\n"
            for misfit in text.misfits { body += "<li>\(SelfContainedPage.escape(misfit))</li>\n" }
            body += "</ul>\n"
        }
        if difference.notCompared > 0 { body += "<p>\(SelfContainedPage.escape(text.left))</p>\n" }
        return SelfContainedPage.html(title: "what would be otherwise", style: Self.style, body: body)
    }

    private func figures(_ rows: [[String]]) -> String {
        var html = "<table>\n"
        for (number, row) in rows.enumerated() {
            let cell = number == 0 ? "th" : "td"
            html += "<tr>" + row.map { "<\(cell)>\(SelfContainedPage.escape($0))</\(cell)>" }.joined() + "</tr>\n"
        }
        return html + "</table>\n"
    }

    private static let style = """
        main{max-width:60em}li{margin:.5em 0;break-inside:avoid}li div{color:#444}
        .removed>b{color:#a3150b}.added>b{color:#0a6b2d}.grade{border:1px solid #999;border-radius:3px;padding:0 .3em}
        @media print{body{margin:0;font-size:11pt}}
        """
}
