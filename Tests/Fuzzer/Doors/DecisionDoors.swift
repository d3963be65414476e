#if FUZZ
    import Foundation
    import Schemas
    import SwiftProtobuf

    @testable import Leadership
    @testable import Text

    /// Decisions as JSON and as forms.
    enum DecisionDoors {
        static let all = [json, forms]

        private static let json = Door(
            "decision-json", .json,
            seeds: [
                #"{"incidentId":"inc1","reason":"x","seenRevision":"7","regrade":{"grade":"GRADE_II"}}"#,
                #"{"incidentId":"inc1","issueDirective":{"directiveId":"","department":"it","title":"t","text":"x","dueAt":"1772416800000","requiredFields":["a"]}}"#,
                #"{"incidentId":"inc1","updateDirective":{"directiveId":"d1","step":"DIRECTIVE_STEP_DONE","fields":{"cause":"y"}}}"#,
                #"{"incidentId":"inc1","requestResource":{"kind":"money","quantity":5,"neededAt":"-1","cost":1e3}}"#,
                #"{"incidentId":"inc1","note":{"text":"\u4f60\ud83d\ude00"}}"#,
            ],
            words: [
                "incidentId", "reason", "note", "text", "GRADE_I", "grade", "dueAt", "nextWordAt", "quantity", "fields",
                "regrade",
                "close", "isAdmin", "253402300799000",
            ]
        ) {
            { input in
                let limits = StrictJSON.Limits(bytes: Console.largestBody)
                try StrictJSON.check(input, limits: limits)
                _ = try StrictJSON.read(input, limits: limits)
                _ = try Decision(jsonUTF8Bytes: input)
            }
        }

        private static let kinds = [
            "regrade", "confirm-grade", "false-alarm", "merge-incidents", "split-incident", "set-rumour-state",
            "open-case",
            "choose-strategy", "close-case", "reopen-case", "add-note", "acknowledge", "retry-delivery",
            "request-resource",
            "decide-resource", "meet-clock", "explain-clock", "extend-clock", "request-report", "write-evaluation",
            "edit-statement", "sign-statement", "release-statement", "withdraw-statement", "issue-directive",
            "update-directive", "waive-directive", "none",
        ]

        private static let forms = Door(
            "decision-form", .text,
            seeds: [
                "csrf=x&nonce=n&reason=a+b&revision=7&grade=II",
                "due_hours=4.5&title=%E8%BD%AC&text=x&required_fields=a&required_fields=b",
                "quantity=1e3&cost=5&needed_hours=2&kind=money&currency=CNY&purpose=x",
                "next_word_hours=1&title=t&body=b&statement_id=st1",
                "mention_ids=m1&mention_ids=m2&state=refuted&deputy_for=lin-yue&deputy_reason=x",
                "field_cause=y&step=done&progress=z",
            ],
            words: [
                "&", "=", "%", "+", "hours=", "next_word_hours=", "due_hours=", "due_at=", "needed_hours=", "quantity=",
                "cost=",
                "revision=", "state=", "1e999", "nan", "inf", "-1", "9223372036854775807", "2026-03-02T10:00", "%00",
                "%ff",
            ]
        ) {
            { input in
                let fields = FormFields(body: String(decoding: input, as: UTF8.self))
                for kind in kinds {
                    guard
                        let decision = try? DecisionForm.draft(
                            kind: kind, incident: "inc1", fields: fields, now: House.now)
                    else { continue }
                    _ = try decision.serializedBytes() as [UInt8]
                }
                for (name, _) in fields.pairs { _ = (fields[name], fields.all(name)) }
            }
        }
    }
#endif
