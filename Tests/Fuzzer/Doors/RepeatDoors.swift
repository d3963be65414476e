#if FUZZ
    /// The doors of texts again, with a few bytes said over and over: what a reader does with one of them it does with a
    /// hundred thousand, in time that grows with them and not with their square.
    enum RepeatDoors {
        static let all = named.compactMap { name in
            (PushDoors.all + FeedDoors.all + TextDoors.all + PlanDoors.all + MailDoors.all + DecisionDoors.all
                + SignInDoors.all).first { $0.name == name }
        }.map(repeating)

        private static let named = [
            "push-json", "push-ndjson", "push-cloudevents", "file-csv", "file-lines", "feed", "html", "dates",
            "loose-address", "feed-headers", "text", "addresses", "figures", "times", "plan", "durations", "smtp",
            "recipients", "decision-json", "decision-form", "jwt", "jwks", "cookies", "request-headers",
        ]

        /// Stands between what is said once and what is said again and again.
        private static let mark: UInt8 = 1
        #if DEBUG
            private static let whole = 128 * 1024
        #else
            private static let whole = 1 << 20
        #endif

        private static func repeating(_ door: Door) -> Door {
            let units = door.words.map { Array($0.utf8) } + door.seeds.filter { $0.count <= 64 }
            let heads = door.seeds.map { Array($0.prefix(16)) }
            return Door(
                "repeat-\(door.name)", .text,
                binary: units + units.enumerated().map { heads[$0.offset % max(1, heads.count)] + [mark] + $0.element },
                words: door.words + [
                    "\u{1}", "<![CDATA[", "<!--", "<!", "<?", "[", "{\"", "\"", "&", "\\", ",", "\r", "'",
                ],
                usual: 16, longest: 96
            ) {
                let attempt = try await door.open()
                return { input in try await attempt(repeated(input)) }
            }
        }

        private static func repeated(_ input: [UInt8]) -> [UInt8] {
            let parts = input.split(separator: mark, maxSplits: 1, omittingEmptySubsequences: false)
            let unit = parts.last ?? []
            var bytes = parts.count > 1 ? Array(parts[0]) : []
            guard !unit.isEmpty else { return bytes }
            bytes.reserveCapacity(whole + unit.count)
            while bytes.count < whole { bytes += unit }
            return bytes
        }
    }
#endif
