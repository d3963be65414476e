import Foundation

/// Reads a plan from a file's bytes, section by section, and finds every mistake in one go.
struct PlanReader {
    let fileName: String

    func read(data: Data, hash: String) -> Result<ResponsePlan, PlanMistakes> {
        switch Composition.compose(data, file: fileName) {
        case .failure(let mistakes):
            return .failure(mistakes)
        case .success(let composition):
            let log = MistakeLog(file: fileName, insertions: composition.insertions)
            let root = PlanNode(node: composition.root, path: "", log: log)
            var plan = root.mapping { mapping in
                var plan = mapping.plan(hash: hash)
                plan.attention = mapping.nodeIfAny("attention")?.mapping { $0.attention() }
                return plan
            }
            log.checkReferences()
            plan.environmentNames = log.environmentNames
            plan.presets = log.presets
            return log.mistakes.isEmpty ? .success(plan) : .failure(log.sorted)
        }
    }
}

extension PlanMapping {
    fileprivate func plan(hash: String) -> ResponsePlan {
        for preset in mappingsIfAny("channelPresets", { ($0.channelPreset(), $0.place) }) {
            let isBuiltIn = ResponsePlan.Contact.Medium.builtIn.contains(.init(rawValue: preset.0.id))
            if isBuiltIn || place.log.presets[preset.0.id] != nil {
                preset.1.mistake(found: "the id \(quoted(preset.0.id))", expected: "an id that no other channel has")
            }
            place.log.define(preset.0)
        }
        let institution = mapping("institution") { $0.institution() }
        let zone = institution.timeZone
        let roles = mappings("roles", atLeastOne: true) { $0.role() }
        let people = mappings("people", atLeastOne: true) { $0.person(in: zone) }
        let strategies = mappings("strategies", atLeastOne: true) { $0.strategy() }
        let channels = mappings("channels", atLeastOne: true) { $0.channel(institution.languages) }
        let closing = mapping("closing") { $0.closingRule() }
        return ResponsePlan(
            hash: hash, version: text("version", "a version, as text"), name: text("name"), institution: institution,
            subjects: mappings("subjects", atLeastOne: true) { $0.subject() },
            peers: mappingsIfAny("peers") { $0.peer() },
            groups: groups(), departments: mappings("departments", atLeastOne: true) { $0.department() },
            roles: roles, people: people, duty: mappingsIfAny("duty") { $0.rota(in: zone, of: people) },
            deputising: mapping("deputising") { $0.deputising() },
            calendar: mapping("calendar") { $0.workingCalendar(in: zone) },
            sources: mappings("sources", atLeastOne: true) { $0.source() },
            grading: mapping("grading") { $0.grading() },
            clocks: mappings("clocks") { $0.clockRule() },
            strategies: strategies,
            strategyRules: mappings("strategyRules", atLeastOne: true) { $0.strategyRule(among: strategies) },
            responsibilityByKind: table("responsibilityByKind", by: ResponsePlan.EventKind.self, complete: true) {
                $0.word(of: ResponsePlan.Responsibility.self)
            },
            history: mapping("history") { $0.history() },
            statements: mapping("statements") {
                $0.statements(
                    institution: institution, strategies: strategies, channels: channels, roles: roles, people: people)
            },
            channels: channels, playbooks: mappings("playbooks") { $0.playbook() },
            following: mapping("following") { $0.following() }, reports: reports(),
            routing: mappings("routing") { $0.route() }, grouping: mapping("grouping") { $0.grouping() },
            allowHosts: list("allowHosts") { $0.host() }.compactMap { $0 }, mail: mapping("mail") { $0.mail() },
            resources: mapping("resources") { $0.resources() }, closing: closing,
            evaluation: mapping("evaluation") { $0.evaluation() },
            retention: mapping("retention") { $0.retention(after: closing) }, drill: mapping("drill") { $0.drill() })
    }
}
