public import Foundation
import Yams

extension ResponsePlan.ChannelPreset {
    /// What every template may name, besides `secret.NAME`, `value.NAME` and `byGrade.NAME` of the preset's own.
    static let known: Set<String> = [
        "base", "to", "title", "body", "headline", "ask", "link", "open", "text", "grade", "delivery", "incident",
        "subject", "recipient", "institution", "time", "seconds", "milliseconds", "signature", "token",
    ]

    /// Reads one preset's file.
    /// - Throws: every mistake in it, with line and key.
    public static func read(_ data: Data, fileName: String) throws(PlanMistakes) -> Self {
        let composition = try Composition.compose(data, file: fileName).get()
        let log = MistakeLog(file: fileName, insertions: composition.insertions)
        let preset = PlanNode(node: composition.root, path: "", log: log).mapping { $0.channelPreset() }
        guard log.mistakes.isEmpty else { throw log.sorted }
        return preset
    }
}

extension PlanMapping {
    func channelPreset() -> ResponsePlan.ChannelPreset {
        typealias Preset = ResponsePlan.ChannelPreset
        let secrets = textsIfAny("secrets")
        let values = textsIfAny("values")
        let byGrade = gradeTables()
        let names =
            Preset.known.union(secrets.map { "secret.\($0)" }).union(values.map { "value.\($0)" })
            .union(byGrade.keys.map { "byGrade.\($0)" })
        let preset = Preset(
            id: node("id", "an id")?.id() ?? "", names: localized(),
            method: wordIfAny("method", of: Preset.Method.self) ?? .post, base: nodeIfAny("base")?.url(),
            address: node("address", "an address with placeholders")?.template(names) ?? .init(parts: []),
            headers: headers(names), body: body(names), secrets: secrets, values: values,
            signing: wordIfAny("signing", of: Preset.Signing.self) ?? .none,
            token: nodeIfAny("token")?.mapping { $0.token(names) },
            limits: nodeIfAny("limits").map { $0.mapping { $0.limits(names) } }
                ?? Preset.Limits(perMinute: nil, bytes: [:], characters: [:], body: Preset.largestBody),
            verdict: mapping("verdict") { $0.verdict() },
            carries: wordIfAny("carries", of: Preset.Carries.self) ?? .headline, byGrade: byGrade, asksTo: false)
        return checked(preset)
    }

    /// What one key says about another.
    private func checked(_ preset: ResponsePlan.ChannelPreset) -> ResponsePlan.ChannelPreset {
        var preset = preset
        let used = preset.placeholders
        preset.asksTo = used.contains("to")
        if preset.signing != .none {
            if !used.contains("signature") {
                nodeIfAny("signing")?.mistake(
                    found: "a signature that stands nowhere",
                    expected: "{{signature}} in the address, a header or the body")
            }
            if !preset.secrets.contains("signing") {
                nodeIfAny("signing")?.mistake(
                    found: "no secret to sign with", expected: "signing among the secrets")
            }
        } else if used.contains("signature") {
            place.mistake(found: "{{signature}} without signing", expected: "signing: \(signings)")
        }
        nodeIfAny("address")?.checkAddress(preset.address, base: preset.base)
        if used.contains("token"), preset.token == nil {
            place.mistake(found: "{{token}} without token", expected: "token: where it is fetched")
        }
        return preset
    }

    private var signings: String {
        ResponsePlan.ChannelPreset.Signing.allCases.map(\.rawValue).joined(separator: ", ")
    }

    private func gradeTables() -> [String: [String: String]] {
        guard let node = nodeIfAny("byGrade") else { return [:] }
        return node.mapping { mapping in
            var tables: [String: [String: String]] = [:]
            for name in mapping.names {
                tables[name] = mapping.node(name, "a text for I, II, III, IV and none")?.mapping { table in
                    var texts: [String: String] = [:]
                    for grade in ["I", "II", "III", "IV", "none"] {
                        texts[grade] = table.node(grade, "a text")?.characters("a text") ?? ""
                    }
                    return texts
                }
            }
            return tables
        }
    }

    private func headers(_ names: Set<String>) -> [ResponsePlan.ChannelPreset.Field] {
        let fields = fields("headers", names)
        for field in fields { nodeIfAny("headers")?.checkHeaderName(field.name) }
        return fields
    }

    private func fields(_ key: String, _ names: Set<String>) -> [ResponsePlan.ChannelPreset.Field] {
        guard let node = nodeIfAny(key) else { return [] }
        return node.mapping { mapping in
            mapping.names.compactMap { name in
                mapping.nodeIfAny(name)?.template(names).map { .init(name: name, value: $0) }
            }
        }
    }

    private func body(_ names: Set<String>) -> ResponsePlan.ChannelPreset.Body {
        let kinds = ["json", "form", "text"].filter { has($0) }
        guard kinds.count <= 1 else {
            nodeIfAny(kinds[1])?.mistake(
                found: kinds.joined(separator: " and "), expected: "one of json, form and text")
            for kind in kinds { _ = nodeIfAny(kind) }
            return .nothing
        }
        switch kinds.first {
        case "json": return .json(nodeIfAny("json")?.jsonTemplate(names) ?? .literal("null"))
        case "form": return .form(fields("form", names))
        case "text": return .text(nodeIfAny("text")?.template(names) ?? .init(parts: []))
        default: return .nothing
        }
    }

    private func token(_ names: Set<String>) -> ResponsePlan.ChannelPreset.Token {
        .init(
            address: node("address", "an address with placeholders")?.template(names) ?? .init(parts: []),
            token: node("token", "a JSON pointer")?.pointer() ?? "",
            expires: node("expires", "a JSON pointer")?.pointer() ?? "", ended: Set(codes("ended")))
    }

    private func limits(_ names: Set<String>) -> ResponsePlan.ChannelPreset.Limits {
        func counts(_ key: String) -> [String: Int] {
            guard let node = nodeIfAny(key) else { return [:] }
            return node.mapping { mapping in
                var counts: [String: Int] = [:]
                for name in mapping.names {
                    guard let node = mapping.nodeIfAny(name) else { continue }
                    guard names.contains(name) else {
                        node.mistake(
                            found: quoted(name),
                            expected: "a placeholder" + suggestion(for: name, among: names.sorted()))
                        continue
                    }
                    counts[name] = node.integer(in: 1...1_000_000)
                }
                return counts
            }
        }
        return .init(
            perMinute: nodeIfAny("perMinute")?.integer(in: 1...100_000), bytes: counts("bytes"),
            characters: counts("characters"),
            body: nodeIfAny("body")?.integer(in: 100...1_000_000) ?? ResponsePlan.ChannelPreset.largestBody)
    }

    private func verdict() -> ResponsePlan.ChannelPreset.Verdict {
        let pointer = nodeIfAny("pointer")?.pointer()
        var later: [String: Int64] = [:]
        if let node = nodeIfAny("later") {
            node.mapping { mapping in
                for code in mapping.names {
                    guard let node = mapping.nodeIfAny(code) else { continue }
                    later[code] = node.isZero ? 0 : Int64(node.span()?.seconds ?? 0)
                }
            }
        }
        let taken = codes("taken")
        if pointer != nil, taken.isEmpty {
            place.mistake(found: "a pointer without a code that means taken", expected: "taken: a list of codes")
        }
        let verdict = ResponsePlan.ChannelPreset.Verdict(
            pointer: pointer, taken: Set(taken), later: later, never: Set(codes("never")),
            reason: nodeIfAny("reason")?.pointer(), retryAfter: nodeIfAny("retryAfter")?.pointer(),
            text: nodeIfAny("text")?.text(),
            neverStatuses: Set(listIfAny("neverStatuses") { $0.integer(in: 300...599) }.compactMap { $0 }))
        checkCodes(verdict)
        return verdict
    }

    /// Codes as an answer has them: numbers, words or flags.
    private func codes(_ key: String) -> [String] {
        listIfAny(key) { $0.characters("a code") }.compactMap { $0 }
    }
}

extension ResponsePlan.ChannelPreset {
    /// Of a body, in bytes, where a vendor says nothing.
    static let largestBody = 20_000
}

extension PlanNode {
    fileprivate var isZero: Bool { node.scalar?.string == "0" }

    /// RFC 6901.
    fileprivate func pointer() -> String? {
        guard let text = text("a JSON pointer such as /errcode") else { return nil }
        guard text.hasPrefix("/"), text.utf8.count <= 200 else {
            mistake(expected: "a JSON pointer such as /errcode")
            return nil
        }
        return text
    }

    fileprivate func template(_ names: Set<String>) -> ResponsePlan.ChannelPreset.Template? {
        guard let text = characters("a text with placeholders") else { return nil }
        var template = ResponsePlan.ChannelPreset.Template(parts: [])
        var rest = text[...]
        while let open = rest.range(of: "{{") {
            guard let close = rest[open.upperBound...].range(of: "}}") else {
                mistake(found: "{{ without }}", expected: "{{NAME}}")
                return nil
            }
            if open.lowerBound > rest.startIndex {
                template.parts.append(.literal(String(rest[..<open.lowerBound])))
            }
            var name = String(rest[open.upperBound..<close.lowerBound])
            rest = rest[close.upperBound...]
            if name.hasSuffix("|number") {
                name = String(name.dropLast("|number".count))
                template.isNumber = true
            }
            guard names.contains(name) else {
                mistake(
                    found: "{{\(name)}}", expected: "a placeholder" + suggestion(for: name, among: names.sorted()))
                return nil
            }
            template.parts.append(.placeholder(name))
        }
        if !rest.isEmpty { template.parts.append(.literal(String(rest))) }
        if template.isNumber, template.parts.count != 1 {
            mistake(found: "a number within a text", expected: "{{NAME|number}} alone")
        }
        return template
    }

    fileprivate func jsonTemplate(_ names: Set<String>) -> ResponsePlan.ChannelPreset.JSONTemplate? {
        switch node {
        case .sequence(let items):
            return .list(
                items.enumerated().compactMap {
                    PlanNode(node: $1, path: "\(path)[\($0)]", log: log).jsonTemplate(names)
                })
        case .mapping:
            return mapping { mapping in
                var when: String?
                if let condition = mapping.nodeIfAny("$if") {
                    when = condition.characters("a placeholder's name")
                    if let name = when, !names.contains(name) {
                        condition.mistake(expected: "a placeholder" + suggestion(for: name, among: names.sorted()))
                    }
                }
                let members: [ResponsePlan.ChannelPreset.JSONTemplate.Member] = mapping.names.compactMap { name in
                    guard name != "$if" else { return nil }
                    return mapping.nodeIfAny(name)?.jsonTemplate(names).map { .init(name: name, value: $0) }
                }
                return .mapping(members, when: when)
            }
        case .scalar(let scalar):
            switch Tag.Name(rawValue: node.tag.rawValue) {
            case .int:
                guard let number = Int(scalar.string) else {
                    mistake(expected: "a whole number in digits, or a text in quotation marks")
                    return nil
                }
                return .literal(String(number))
            case .bool: return flag().map { .literal($0 ? "true" : "false") }
            case .null: return .literal("null")
            default: return template(names).map { .text($0) }
            }
        case .alias:
            mistake(expected: "a value")
            return nil
        }
    }
}

extension ResponsePlan {
    /// The presets that ship and the plan's own, by id.
    public var allPresets: [ChannelPreset] {
        ShippedChannels.all.merging(presets) { _, own in own }.values.sorted { $0.id < $1.id }
    }
}

/// The presets that ship, by id.
enum ShippedChannels {
    static let all: [String: ResponsePlan.ChannelPreset] = {
        var presets: [String: ResponsePlan.ChannelPreset] = [:]
        for file in files {
            guard let data = try? Data(contentsOf: file),
                let preset = try? ResponsePlan.ChannelPreset.read(data, fileName: file.lastPathComponent)
            else { continue }
            presets[preset.id] = preset
        }
        return presets
    }()

    static var files: [URL] {
        let folder = Bundle.module.bundleURL.appending(path: "Channels")
        let found = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        return (found ?? []).filter { $0.pathExtension == "yaml" }.sorted { $0.path < $1.path }
    }
}
