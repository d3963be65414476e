/// How mentions become a grade.
extension PlanMapping {
    func grading() -> ResponsePlan.Grading {
        ResponsePlan.Grading(
            indicators: mapping("indicators") { $0.indicators() }, impact: mapping("impact") { $0.impact() },
            levels: levels(),
            hysteresis: mapping("hysteresis") {
                .init(quietPeriod: $0.span("quietPeriod"), margin: $0.number("margin", in: 0...100))
            },
            confirmation: confirmations(), openCaseAt: word("openCaseAt", of: ResponsePlan.Grade.self),
            sensitiveTerms: mappings("sensitiveTerms") { $0.sensitiveTerms() },
            clustering: mapping("clustering") {
                .init(
                    similarity: $0.number("similarity", in: 0...1), idleAfter: $0.span("idleAfter"),
                    minimumMentions: $0.integer("minimumMentions", in: 1...1_000_000),
                    maximumOpen: $0.integer("maximumOpen", in: 1...100_000))
            },
            bursts: mapping("bursts") {
                .init(
                    score: $0.number("score", in: 1...100), pause: $0.span("pause"),
                    minimumMentions: $0.integer("minimumMentions", in: 1...1_000_000),
                    minimumSources: $0.integer("minimumSources", in: 1...64))
            },
            credibility: mapping("credibility") { $0.credibility() })
    }

    private func indicators() -> ResponsePlan.Indicators {
        let indicators = ResponsePlan.Indicators(
            severity: mapping("severity") {
                .init(
                    weight: $0.weight(), cutoffs: $0.cutoffs(), kinds: $0.kindScores(),
                    negativity: $0.number("negativity", in: 0...100))
            },
            scope: mapping("scope") {
                .init(
                    weight: $0.weight(), cutoffs: $0.cutoffs(),
                    reachPerAuthor: $0.number("reachPerAuthor", in: 1...1_000_000_000))
            },
            spread: mapping("spread") {
                .init(
                    weight: $0.weight(), cutoffs: $0.cutoffs(), window: $0.span("window"),
                    perSource: $0.number("perSource", in: 0...1_000))
            },
            duration: mapping("duration") { .init(weight: $0.weight(), cutoffs: $0.cutoffs()) })
        let weights = ResponsePlan.Indicator.allCases.map { indicators.weight(of: $0) }
        requireWeight(weights)
        return indicators
    }

    private func impact() -> ResponsePlan.Impact {
        let axes = mapping("axes") { mapping in
            let axes = ResponsePlan.ImpactAxis.allCases.map { axis in
                (axis, mapping.mapping(axis.word) { $0.axisRule() })
            }
            mapping.requireWeight(axes.map(\.1.weight))
            return Dictionary(uniqueKeysWithValues: axes)
        }
        return ResponsePlan.Impact(weight: weight(), axes: axes)
    }

    private func axisRule() -> ResponsePlan.AxisRule {
        ResponsePlan.AxisRule(
            names: localized(), weight: weight(), cutoffs: cutoffs(), kinds: kindScores(),
            terms: mappingsIfAny("terms") { .init(terms: $0.terms(), score: $0.number("score", in: 0...100)) })
    }

    private func weight() -> Double { number("weight", in: 0...1) }

    private func requireWeight(_ weights: [Double]) {
        guard weights.allSatisfy({ $0 == 0 }), !isSilent, place.isFullMapping else { return }
        place.mistake(found: "no weight above 0", expected: "at least one weight above 0")
    }

    private func kindScores() -> [ResponsePlan.EventKind: Double] {
        table("kinds", by: ResponsePlan.EventKind.self, complete: true) { $0.number(in: 0...100) }
    }

    private func terms() -> [String] {
        list("terms", atLeastOne: true) { $0.text() }.compactMap { $0 }
    }

    private func sensitiveTerms() -> ResponsePlan.SensitiveTerms {
        ResponsePlan.SensitiveTerms(
            id: id(.terms), names: localized(), terms: terms(), score: number("score", in: 0...100))
    }

    /// Three numbers, each above the one before.
    private func cutoffs() -> ResponsePlan.Cutoffs {
        let expected = "three ascending numbers, where steps 2, 3 and 4 begin"
        let nothing = ResponsePlan.Cutoffs(second: 0, third: 0, fourth: 0)
        guard let node = node("cutoffs", expected), let items = node.items(expected) else { return nothing }
        guard items.count == 3 else {
            node.mistake(found: "\(items.count) numbers", expected: expected)
            return nothing
        }
        let numbers = items.map { $0.number(in: 0...1_000_000_000) }
        guard let second = numbers[0], let third = numbers[1], let fourth = numbers[2] else { return nothing }
        if !(second < third && third < fourth) {
            node.mistake(found: [second, third, fourth].map(\.plain).joined(separator: ", "), expected: expected)
        }
        return ResponsePlan.Cutoffs(second: second, third: third, fourth: fourth)
    }

    private func levels() -> ResponsePlan.Levels {
        mapping("levels") { mapping in
            let scores = ResponsePlan.Grade.allCases.map { grade in
                mapping.node(grade.label, "the least score, 0 to 100, of grade \(grade.label)")?.number(in: 0...100)
            }
            let known = scores.compactMap { $0 }
            if known.count == 4, zip(known, known.dropFirst()).contains(where: { $0 <= $1 }) {
                mapping.place.mistake(
                    found: known.map(\.plain).joined(separator: ", "), expected: "scores that fall from I to IV")
            }
            return ResponsePlan.Levels(
                one: scores[0] ?? 0, two: scores[1] ?? 0, three: scores[2] ?? 0, four: scores[3] ?? 0)
        }
    }

    private func confirmations() -> [ResponsePlan.Confirmation] {
        var taken = Set<ResponsePlan.Grade>()
        return mappings("confirmation") { mapping in
            let grades = mapping.grades(apartFrom: &taken)
            return ResponsePlan.Confirmation(
                grades: grades, roles: mapping.references("roles", to: .role), within: mapping.spanIfAny("within"))
        }
    }

    /// Grades that no entry above has.
    func grades(apartFrom taken: inout Set<ResponsePlan.Grade>) -> [ResponsePlan.Grade] {
        let grades = words("grades", of: ResponsePlan.Grade.self)
        let again = grades.filter { taken.contains($0) }
        if !again.isEmpty {
            nodeIfAny("grades")?.mistake(
                found: "\(again.map(\.label).joined(separator: ", ")) again", expected: "each grade in one entry only")
        }
        taken.formUnion(grades)
        return grades
    }

    private func credibility() -> ResponsePlan.Credibility {
        let tiers = list("tiers") { $0.number(in: 0...1) }
        if tiers.count != 4, let node = nodeIfAny("tiers") {
            node.mistake(found: "\(tiers.count) numbers", expected: "four numbers, for tiers 1, 2, 3 and 4")
        }
        return ResponsePlan.Credibility(
            tiers: tiers.compactMap { $0 }, lossPerSilentSource: number("lossPerSilentSource", in: 0...1))
    }
}
