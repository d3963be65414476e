import Foundation
import Text

/// Institution, subjects, peers, sources.
extension PlanMapping {
    func institution() -> ResponsePlan.Institution {
        ResponsePlan.Institution(
            id: nodeID(), name: text("name"), names: localized(),
            timeZone: node("timeZone", Self.zoneExpected).flatMap(zone) ?? .gmt,
            languages: languages(), logo: textIfAny("logo"))
    }

    private func nodeID() -> String { node("id", "an id")?.id() ?? "" }

    private static let zoneExpected = "a time zone such as Asia/Shanghai"

    private func zone(_ node: PlanNode) -> TimeZone? {
        guard let name = node.text(Self.zoneExpected) else { return nil }
        // Only names of places: abbreviations such as CST mean several zones.
        guard name.contains("/") || name == "UTC", let zone = TimeZone(identifier: name) else {
            node.mistake(expected: Self.zoneExpected + " (IANA name)")
            return nil
        }
        return zone
    }

    private func languages() -> [ResponsePlan.Language] {
        let languages = words("languages", of: ResponsePlan.Language.self)
        if languages.isEmpty, let node = nodeIfAny("languages"), node.isEmptyList {
            node.mistake(found: "an empty list", expected: "at least one language")
        }
        return languages
    }

    func subject() -> ResponsePlan.Subject {
        ResponsePlan.Subject(
            id: id(.subject), name: text("name"), names: localized(), aliases: texts("aliases"),
            exclusions: textsIfAny("exclusions"), products: textsIfAny("products"),
            executives: textsIfAny("executives"), ticker: textIfAny("ticker"),
            priorReputation: word("priorReputation", of: ResponsePlan.Reputation.self),
            soundsLike: flag("soundsLike", default: false))
    }

    func peer() -> ResponsePlan.Peer {
        ResponsePlan.Peer(name: text("name"), aliases: textsIfAny("aliases"))
    }

    func source() -> ResponsePlan.Source {
        let kind = word("kind", of: ResponsePlan.Source.Kind.self)
        return ResponsePlan.Source(
            id: id(.source), name: text("name"), kind: kind, address: sourceAddress(kind),
            schedule: kind == .rss || kind == .json ? span("schedule") : spanIfAny("schedule"),
            tier: integer("tier", in: 1...4),
            cadence: spanIfAny("cadence"), apiKeyHash: keyHash(kind), apiKey: environmentIfAny("apiKey"),
            follow: flag("follow", default: false), format: wordIfAny("format", of: ResponsePlan.Source.Format.self),
            language: wordIfAny("language", of: ResponsePlan.Language.self),
            timeZone: nodeIfAny("timeZone").flatMap(zone), headers: headers(kind), list: list(kind))
    }

    private func sourceAddress(_ kind: ResponsePlan.Source.Kind) -> String? {
        switch kind {
        case .rss, .json:
            guard let node = node("address", "the http or https URL that is asked") else { return nil }
            return node.url()
        case .file:
            return text("address", "the file's path")
        case .push:
            if let node = nodeIfAny("address") {
                node.mistake(expected: "no address: others push to this source")
            }
            return nil
        }
    }

    private func keyHash(_ kind: ResponsePlan.Source.Kind) -> String? {
        guard let node = nodeIfAny("apiKeyHash") else {
            if kind == .push, !has("apiKey") {
                _ = self.node("apiKey", "an environment variable's name, or apiKeyHash, for a push source")
            }
            return nil
        }
        let expected = "the SHA-256 of the API key, 64 lower-case hex digits"
        guard let text = node.characters(expected) else { return nil }
        guard text.count == 64, text.allSatisfy({ "0123456789abcdef".contains($0) }) else {
            node.mistake(expected: expected)
            return nil
        }
        return text
    }
}

extension PlanMapping {
    /// The name of an environment variable, never what it holds.
    func environmentIfAny(_ key: String) -> String? {
        guard let node = nodeIfAny(key) else { return nil }
        let expected = "the name of an environment variable such as FENGHUO_KEY (not the secret itself)"
        guard let text = node.characters(expected) else { return nil }
        let isName =
            text.unicodeScalars.allSatisfy { "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_".unicodeScalars.contains($0) }
            && !(text.first?.isNumber ?? true)
        guard isName else {
            node.mistake(found: "something else", expected: expected)
            return nil
        }
        place.log.noteEnvironment(text)
        return text
    }
}

extension PlanNode {
    /// An address that can be called as it stands.
    func url() -> String? {
        guard let text = text("an http or https URL") else { return nil }
        do throws(WebAddress.Mistake) {
            _ = try WebAddress(text)
            return text
        } catch {
            // A name and password in it are said to be there, and not repeated.
            mistake(
                found: text.utf8.contains(UInt8(ascii: "@")) ? error.found : nil,
                expected: "an http or https URL: \(error.expected)")
            return nil
        }
    }

    /// `host` or `host:port`, in lower case.
    func host() -> String? {
        let expected = "a host such as 127.0.0.1 or hooks.lanjiang.example:8443"
        guard let text = text(expected) else { return nil }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let hasPort = parts.count == 2 && (Int(parts[1]).map { (1...65_535).contains($0) } ?? false)
        // As addresses have it: a name of another script stands there in its ASCII form.
        let isName = parts[0].utf8.allSatisfy {
            (0x30...0x39) ~= $0 || (0x61...0x7a) ~= $0 | 0x20 || "-._".utf8.contains($0)
        }
        guard isName, !parts[0].isEmpty, parts[0].utf8.count <= 253, parts.count == 1 || hasPort else {
            mistake(expected: expected)
            return nil
        }
        return text.lowercased()
    }

    func emailAddress() -> String? {
        let expected = "an e-mail address"
        guard let text = text(expected) else { return nil }
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), !text.contains(where: \.isWhitespace),
            !text.contains(where: { "<>,;".contains($0) })
        else {
            mistake(expected: expected)
            return nil
        }
        return text
    }
}
