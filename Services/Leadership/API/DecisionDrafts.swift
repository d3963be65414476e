import Schemas

/// A decision as a caller writes it: what is set here is left out, and it is of exactly one kind. A schema of its own for
/// each kind, so that a generated client has a type for each.
enum DecisionDrafts {
    /// The kinds, as members of a decision are called in JSON, in the order of their numbers.
    static let kinds: [SchemaDescriptors.Field] =
        SchemaDescriptors.all.messages["Decision"]?.fields.filter { $0.oneOf == "kind" } ?? []

    /// `DecisionDraft` and what it is one of, by name.
    static func schemas(from decision: JSONValue?) -> [String: JSONValue] {
        guard case .object(let whole)? = decision, case .object(let properties)? = whole["properties"] else {
            return [:]
        }
        let names = Set(kinds.map(\.jsonName))
        var shared = properties.filter { !names.contains($0.key) && !APIDecisions.setHere.contains($0.key) }
        shared["incidentId"] = shared["incidentId"]?.with(["minLength": 1])
        var schemas: [String: JSONValue] = [:]
        for kind in kinds {
            guard let property = properties[kind.jsonName] else { continue }
            schemas[name(kind)] = [
                "type": "object", "description": .string(kind.comment),
                "properties": .object(shared.merging([kind.jsonName: property]) { $1 }),
                "required": ["incidentId", .string(kind.jsonName)], "additionalProperties": false,
            ]
        }
        schemas["DecisionDraft"] = [
            "description": "A decision of one kind, as a caller writes it. Who and when is set by the console.",
            "oneOf": .array(kinds.map { MessageSchemas.reference(name($0)) }),
        ]
        return schemas
    }

    private static func name(_ kind: SchemaDescriptors.Field) -> String {
        kind.jsonName.prefix(1).uppercased() + kind.jsonName.dropFirst() + "Draft"
    }

    /// One for each kind.
    static let examples: JSONValue = .object(
        Dictionary(
            uniqueKeysWithValues: kinds.map { kind in
                let value: JSONValue = [
                    "incidentId": "4be9f9d4d2ab4d3a5f1c7e8091b2a3c4", "reason": "客户投诉集中",
                    kind.jsonName: content[kind.jsonName] ?? [:],
                ]
                return (kind.jsonName, ["summary": .string(kind.comment), "value": value])
            }))

    private static let hash: JSONValue = "1c9d0be5f7a24c68b3d1e0f29a8b7c6d5e4f30214365879a0bcdef1234567890"
    private static let thing: JSONValue = "d5e6f708192a3b4c5d6e7f8091a2b3c4"
    private static let mention: JSONValue = "7d1f0c6b5a493827160f5e4d3c2b1a09"

    private static let content: [String: JSONValue] = [
        "regrade": ["grade": "GRADE_II"], "confirmGrade": ["grade": "GRADE_II"], "merge": ["into": thing],
        "split": ["mentionIds": [mention]], "rumour": ["state": "RUMOUR_STATE_REFUTED", "mentionIds": [mention]],
        "strategy": ["strategy": "inform", "responsibility": "accident"],
        "editStatement": ["channel": "website", "language": "zh-Hans", "title": "情况说明", "body": "我行已关注到……"],
        "sign": ["statementId": thing, "contentHash": hash], "release": ["statementId": thing, "contentHash": hash],
        "withdraw": ["statementId": thing, "correction": "更正：……"],
        "issueDirective": [
            "department": "customer-service", "title": "热线加席", "text": "热线加席至 30 席", "dueAt": "1772440200000",
        ],
        "updateDirective": ["directiveId": thing, "step": "DIRECTIVE_STEP_PROGRESS", "progress": "已加 10 席"],
        "waiveDirective": ["directiveId": thing],
        "meetClock": ["clockId": "regulator-report", "receiptNumber": "2026-0031", "documentHash": hash],
        "explainClock": ["clockId": "first-word"],
        "extendClock": ["clockId": "complaint-answer", "extension": "approved"],
        "note": ["text": "已与媒体沟通"], "acknowledge": ["deliveryId": thing], "retryDelivery": ["deliveryId": thing],
        "requestResource": [
            "kind": "hotline-seats", "quantity": 10, "purpose": "热线加席", "cost": 8000, "currency": "CNY",
        ],
        "decideResource": ["requestId": thing, "approve": true, "cost": 8000],
        "requestReport": ["kind": "executive"],
        "writeEvaluation": ["section": "lessons", "text": "首次发声应更早。"],
    ]
}
