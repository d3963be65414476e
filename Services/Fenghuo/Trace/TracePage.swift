import EventLog
import Foundation

/// A trace as one self-contained page: no script, nothing from elsewhere, readable on a phone and on paper.
struct TracePage {
    let output: TraceOutput

    var html: String {
        var page = "<h1>\(SelfContainedPage.escape(output.heading))</h1>\n"
        page +=
            "<p>Times in \(SelfContainedPage.escape(output.zone.identifier)). A number after ← is the event that led to it.</p>\n"
        page += "<table>\n<thead><tr><th>#<th>Time<th>Topic<th>What</tr></thead>\n<tbody>\n"
        for (row, event) in zip(output.rows, output.found.events) {
            let cause = row[3].isEmpty ? "" : " <a\(Self.target(event))>← \(SelfContainedPage.escape(row[3]))</a>"
            let person = row[4].isEmpty ? "" : "<b>\(SelfContainedPage.escape(row[4]))</b> "
            let marks = (event.isDrill ? " <i>drill</i>" : "") + (event.redriven > 0 ? " <i>redriven</i>" : "")
            page += "<tr id=\"e\(row[0])\"><td>\(row[0])<td><time>\(SelfContainedPage.escape(row[1]))</time>"
            page +=
                "<td>\(SelfContainedPage.escape(row[2]))<td>\(person)\(SelfContainedPage.escape(row[5]))\(cause)\(marks)"
            page += "<small>\(SelfContainedPage.escape(event.place.description)) \(event.offset)</small></tr>\n"
        }
        page += "</tbody></table>\n"
        return SelfContainedPage.html(title: "trace", style: Self.style, body: page)
    }

    private static func target(_ event: TraceEvent) -> String {
        switch event.cause {
        case .event(let number)?, .trace(let number)?: " href=\"#e\(number)\""
        case .clock?, nil: ""
        }
    }

    private static let style = """
        main{max-width:75em}table{width:100%}td:last-child{overflow-wrap:anywhere}
        time{white-space:nowrap;font-variant-numeric:tabular-nums}small{display:block;color:#6e6e73}
        a{color:#06c;text-decoration:none;white-space:nowrap}tr:target{background:#fff6d6}
        i{border:1px solid #999;border-radius:3px;padding:0 .3em;font-style:normal;font-size:.85em}
        @media(max-width:40em){thead{display:none}tr{display:block;border-bottom:1px solid #ddd;padding:.4em 0}
        td{display:inline;border:0;padding:0 .5em 0 0}td:last-child{display:block}}
        @media print{body{margin:0;font-size:9pt}thead{display:table-header-group}tr{break-inside:avoid}a{color:inherit}}
        """
}
