/// A page in one file: no script, nothing from elsewhere, readable on a phone and on paper.
enum SelfContainedPage {
    /// - Parameters:
    ///   - body: markup; what came from outside went through `escape`.
    ///   - style: rules beside those that every page has.
    static func html(title: String, style: String, body: String) -> String {
        """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>Fenghuo: \(escape(title))</title>
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <meta name="viewport" content="width=device-width">
        <style>
        body{font:15px/1.5 system-ui,sans-serif;color:#1d1d1f;margin:1.2em}main{margin:auto}
        h1{font-size:1.4em;overflow-wrap:anywhere}h2{font-size:1.15em;margin-top:1.6em}table{border-collapse:collapse}
        td,th{padding:.25em .9em .25em 0;text-align:left;border-bottom:1px solid #ddd;vertical-align:top}
        \(style)
        </style></head><body><main>
        \(body)</main></body></html>

        """
    }

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
