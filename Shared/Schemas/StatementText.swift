extension Statement {
    /// What a sign-off is of: SHA-256 over channel, language, title and body, each with its length before it, in
    /// lower-case hex. An edit of any of them changes it.
    public static func contentHash(channel: String, language: String, title: String, body: String) -> String {
        EventID.hexSHA256([channel, language, title, body])
    }

    /// The hash of the text as it stands here; `contentHash` is the one it was recorded with.
    public var hashOfText: String {
        Self.contentHash(channel: channel, language: language, title: title, body: body)
    }

    /// The required roles for which nobody has signed exactly this text, in the plan's order.
    public var missingRoles: [String] {
        requiredRoles.filter { role in
            !signOffs.contains { $0.role == role && !$0.refused && $0.contentHash == contentHash }
        }
    }
}
