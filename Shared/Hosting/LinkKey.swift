extension Settings {
    /// The secret that links in messages are signed with: the setting `console.link.key` (or its `.file`), else `link.key`
    /// in the data folder, which is made with 32 random bytes, readable by its owner only, when missing.
    ///
    /// - Throws: `SettingMistake` for one that is short or cannot be read.
    package func linkKey() throws -> String {
        let text = try secret("console.link.key") ?? madeLinkKey()
        guard text.utf8.count >= 32 else {
            throw SettingMistake(
                key: "console.link.key", found: "\(text.utf8.count) bytes", expected: "at least 32 random bytes")
        }
        return text
    }

    private func madeLinkKey() throws -> String {
        try SecretFile.load("link.key", in: dataFolder, setting: "console.link.key") {
            var random = SystemRandomNumberGenerator()
            return (0..<4).map { _ in
                let digits = String(random.next() as UInt64, radix: 16)
                return String(repeating: "0", count: max(16 - digits.count, 0)) + digits
            }.joined()
        }
    }
}
