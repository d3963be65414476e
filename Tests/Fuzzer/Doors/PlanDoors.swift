#if FUZZ
    import Foundation
    import Plan

    /// Plans as people write them, and as those write them who mean harm.
    enum PlanDoors {
        static let all = [
            Door(
                "plan", .text, seeds: small,
                words: words, limit: 8_000
            ) {
                { input in _ = ResponsePlan.read(yaml: String(decoding: input, as: UTF8.self), fileName: "plan.yaml") }
            },
            Door("plan-example", .text, seeds: example, words: words, usual: 200, limit: 20_000) {
                { input in _ = ResponsePlan.read(yaml: String(decoding: input, as: UTF8.self), fileName: "plan.yaml") }
            },
            Door(
                "durations", .text,
                seeds: ["1h30m", "15d", "30s", "0m", "99999999999999999999d", "2026-03-02", "10:30"],
                words: ["h", "m", "s", "d", "w"]
            ) { { input in _ = ResponsePlan.Span(String(decoding: input, as: UTF8.self)) } },
        ]

        private static var example: [String] {
            [(try? String(contentsOf: House.root.appending(path: "Plans/commercial-bank.yaml"), encoding: .utf8)) ?? ""]
        }

        private static let small = [
            "version: \"1\"\nname: x\ninstitution: {id: a, names: {en: A}, languages: [en], timeZone: Asia/Shanghai}\n",
            "a: &x [1, 2]\nb: *x\n", "? &a [x]\n: *a\n", "? [a, {b: c}]\n: d\n", "a: |\n  x\n  y\nb: >-\n  z\n",
            "- - - - a\n",
            "a: !!binary aGk=\n", "\"k\\u0041\": 'it''s'\n", "%YAML 1.2\n---\na: 1\n...\n---\nb: 2\n",
            "{a: {b: {c: [1, [2, [3]]]}}}\n",
            "a: 1\na: 2\nb: 1\nb: 2\n", "<<: {a: 1}\nb: 2\n", "? ? ? a\n", "subjects:\n  - id: a\n    names: {en: A}\n",
        ]

        private static let words = [
            "&a ", "*a", "? ", ": ", "- ", "{", "}", "[", "]", "|", ">", "!!str ", "!!map ", "<<: ", "---\n", "\n  ",
            "\"", "'", "#",
            "&a [*a", "names:", "id:", "1h", "true", "null", "~", "\t", "%TAG ! x\n", "? &b [*a,*a]\n: 1\n",
        ]
    }
#endif
