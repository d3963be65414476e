// What a signature is of. The formula stands here and nowhere else; Documentation/events.md says it in words.

extension Statement {
    /// The version of the formula that new texts are hashed by.
    public static let newestHashVersion: Int32 = 2

    /// What everybody signs: SHA-256 in lower-case hex over the parts of the statement's `hash_version`, each with its
    /// length before it. `contentHash` is the one it was recorded with.
    ///
    /// Version 1 (and 0, from before versions were counted): channel, language, title, body. Version 2 begins with its
    /// own name and adds the promised next word, who drafted it and for whom, and every fact with what it rests on: an
    /// edit of any of them is another text.
    public var signedHash: String { EventID.hexSHA256(signedParts) }

    /// Whether the recorded hash is that of what stands here, by a formula we know.
    public var isAsSigned: Bool { Self.isKnown(hashVersion) && contentHash == signedHash }

    /// The hash of the words alone, whoever drafted them: version 1.
    public static func textHash(channel: String, language: String, title: String, body: String) -> String {
        EventID.hexSHA256([channel, language, title, body])
    }

    static func isKnown(_ version: Int32) -> Bool { (0...newestHashVersion).contains(version) }

    private var signedParts: [String] {
        guard hashVersion >= 2 else { return [channel, language, title, body] }
        var parts = [
            "fenghuo.statement.v2", channel, language, title, body, "\(nextWordAt)", draftedBy, draftedFor,
            "\(facts.count)",
        ]
        for fact in facts {
            parts += [fact.name, fact.value, fact.decisionID, "\(fact.mentionIds.count)"] + fact.mentionIds
        }
        return parts
    }

    /// The required roles for which nobody has signed exactly this text, in the plan's order.
    public var missingRoles: [String] {
        requiredRoles.filter { role in
            !signOffs.contains { $0.role == role && !$0.refused && $0.contentHash == contentHash }
        }
    }
}
