/// Values at which arithmetic, calendars and texts break.
enum Extremes {
    static let integers: [Int64] = [
        .min, .min + 1, .max, .max - 1, -1, 0, 1, 2, 1 << 31, (1 << 31) - 1, -(1 << 31), 1 << 32, 1 << 53, -(1 << 53),
        .max / 1000, .max / 1000 + 1, .min / 1000, .max / 3_600_000, .max / 2 + 1,
        253_402_300_799_999, 253_402_300_800_000, -62_135_596_800_000, 1_772_416_800_000, 1_767_600_000_000, 86_400_000,
        3_600_000, 999, 1000, 4_102_444_800_000,
    ]

    static let doubles: [Double] = [
        .nan, .infinity, -.infinity, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 0, -0.0, 1e18, 9.3e18,
        -9.3e18,
        1e15, .leastNonzeroMagnitude, 0.5, 1, -1, 1e300, 2_147_483_648,
    ]

    static let numbers: [String] =
        integers.map { String($0) } + [
            "9223372036854775808", "-9223372036854775809", "18446744073709551616", "1e999", "-1e999", "1e-999", "1e18",
            "0.1", "-0", "00", "+1", "１２", "1_000", "0x10", "٣", "NaN", "Infinity",
            "99999999999999999999999999999999999999999999",
        ]

    static let texts: [String] = [
        "", " ", "\0", "\u{301}", "T\u{301}", "\r\n", "\n", "\t", "\u{feff}", "\u{202e}", "\u{200d}", "\u{2028}",
        "👨‍👩‍👧‍👦", String(repeating: "👨‍👩‍👧‍👦", count: 40), String(repeating: "a\u{301}\u{302}\u{303}", count: 60),
        String(repeating: "x", count: 300), String(repeating: "转", count: 3000), "%", "%0", "%ff", "%00", "&amp;",
        "&#0;",
        "&#x110000;", "&#99999999999999999999;", "&", "<", ">", "\"", "'", "\\", "\\u", "\\ud800", "../..", "//",
        "http://[",
        "http://a:99999/", "https://u:p@h/", "javascript:alert(1)", "2026-02-30", "9999-12-31T23:59:59.999Z",
        "0000-01-01T00:00:00Z", "2026-01-02T03:04:05+99:99", "Mon, 30 Feb 2026 25:61:61 GMT", "١٢", "ß", "İ", "ﬃ", "Ǆ",
        "{{x}}", "<script>", "=1+1", "-", "*", "&a", "*a", ": ", "- ", "? ", "|", ">", "!!binary", "%YAML 9.9", "---",
        "...",
        "\u{10ffff}", "\u{e000}", "1h", "999999999999d", "P1D",
    ]
}
