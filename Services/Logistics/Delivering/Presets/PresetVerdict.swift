import Egress
import Foundation
import Plan
import Text

/// What a vendor's answer means: robots refuse in a 200, and some take in a 202.
struct PresetVerdict {
    let preset: ResponsePlan.ChannelPreset
    /// What may not be repeated: secrets, should a vendor repeat them.
    let secrets: [String]

    /// - Parameter time: of the attempt, ms since 1970.
    func outcome(of answer: OutgoingAnswer, at time: Int64) -> SendOutcome {
        let verdict = preset.verdict
        let status = answer.status
        let isFine = (200..<300).contains(status)
        let said = Self.said(answer)
        let code = code(of: answer)
        let reason = verdict.reason.flatMap { said.value(at: $0)?.code } ?? plain(answer.body, isFine: isFine)
        let asked = verdict.retryAfter.flatMap { said.value(at: $0)?.code }.flatMap { Int64($0) }
        let wait = max(0, asked ?? RetryAfter.seconds(answer["retry-after"], now: time) ?? 0)
        let shown = code.map { "\(status), \(withoutSecrets($0).prefix(40))" } ?? "\(status)"
        let text = clean("\(preset.id) answered \(shown)\(reason.isEmpty ? "" : ": \(reason)")")
        if let code {
            if isFine, verdict.taken.contains(code) { return .delivered("accepted (\(shown))") }
            if verdict.never.contains(code) { return .refused("refused (\(shown))", text) }
            if let seconds = verdict.later[code] {
                return .retry("later (\(shown))", text, after: max(wait, seconds))
            }
        }
        if verdict.neverStatuses.contains(status) { return .refused("refused (\(shown))", text) }
        guard isFine else {
            if (300..<400).contains(status) {
                return .retry(
                    "refused (\(status))", "\(text); redirects are not followed: put the new address into the plan")
            }
            return .retry("refused (\(shown))", text, after: wait)
        }
        if let expected = verdict.text {
            let found = clean(String(decoding: answer.body, as: UTF8.self))
            guard found == expected else {
                return .retry("unknown", "\(preset.id) answered \(found.debugDescription), expected \(expected)")
            }
            return .delivered("accepted (\(status))")
        }
        guard let pointer = verdict.pointer else { return .delivered("accepted (\(status))") }
        // Half an answer, or one of somebody in between: nobody knows.
        guard code != nil else {
            return .retry(
                "unknown", "\(preset.id) answered \(status) without \(pointer), so whether it was taken is not known")
        }
        return .retry("refused (\(shown))", text, after: wait)
    }

    /// The vendor's own code, where its answer has one.
    func code(of answer: OutgoingAnswer) -> String? {
        preset.verdict.pointer.flatMap { Self.said(answer).value(at: $0)?.code }
    }

    /// `null` for what is no JSON.
    static func said(_ answer: OutgoingAnswer) -> JSONNode {
        (try? StrictJSON.read(answer.body, limits: .init(bytes: largestAnswer))) ?? .null
    }

    /// Read of an answer, in bytes.
    static let largestAnswer = 1 << 16

    /// An error's body where it is a short text.
    private func plain(_ body: [UInt8], isFine: Bool) -> String {
        guard !isFine, body.first != UInt8(ascii: "<") else { return "" }
        return String(withoutSecrets(String(decoding: body, as: UTF8.self)).prefix(120))
    }

    private func clean(_ text: String) -> String { SafeText.line(withoutSecrets(text), maximumCharacters: 300) }

    /// Of the whole text, before anything is cut: half a secret is one, too. As it is, as an address has it, and in base64.
    func withoutSecrets(_ text: String) -> String {
        secrets.filter { $0.utf8.count >= 4 }.reduce(text) { text, secret in
            [secret, PercentEncoding.component(secret), Data(secret.utf8).base64EncodedString()]
                .reduce(text) { $0.replacing($1, with: "…") }
        }
    }
}

extension JSONNode {
    /// What a JSON pointer (RFC 6901) leads to.
    func value(at pointer: String) -> JSONNode? {
        var node = self
        for part in pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            let name = String(part).replacing("~1", with: "/").replacing("~0", with: "~")
            switch node {
            case .object(let members):
                guard let member = members[name] else { return nil }
                node = member
            case .array(let items):
                guard let index = Int(name), items.indices.contains(index) else { return nil }
                node = items[index]
            default: return nil
            }
        }
        return node
    }

    /// A number, a flag or a text as text.
    var code: String? {
        switch self {
        case .integer(let number): String(number)
        case .number(let number): String(number)
        case .bool(let flag): flag ? "true" : "false"
        case .string(let text): text
        case .null, .array, .object: nil
        }
    }
}
