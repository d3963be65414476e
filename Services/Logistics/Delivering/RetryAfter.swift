import Foundation

/// The `Retry-After` of RFC 9110, section 10.2.3: seconds, or a date.
enum RetryAfter {
    /// Seconds to wait from `now` (ms since 1970); 0 when there is nothing to be read.
    static func seconds(_ header: String?, now: Int64) -> Int64 {
        guard let text = header?.trimmingCharacters(in: .whitespaces), !text.isEmpty else { return 0 }
        if text.allSatisfy({ $0.isASCII && $0.isNumber }) { return Int64(text) ?? Int64(Int32.max) }
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(secondsFromGMT: 0)
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        guard let date = format.date(from: text) else { return 0 }
        return max(0, Int64((date.timeIntervalSince1970 - Double(now) / 1000).rounded(.up)))
    }
}
