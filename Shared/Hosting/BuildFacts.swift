import CBuildFacts

/// Which build this is, as the builder said it: `VERSION` and `REVISION` in the environment of `swift build`, which the
/// Makefile and the image set. Asking git while running would tell of the checkout and not of the executable.
public enum BuildFacts {
    /// Such as `0.1.0`.
    public static let version = String(cString: fenghuo_build_version())
    /// The commit in hex, `-dirty` behind it where the checkout had changes; `unknown` where the builder did not say.
    public static let revision: String = {
        let said = String(cString: fenghuo_build_revision())
        return said.isEmpty ? "unknown" : said
    }()

    /// For `--version`: `0.1.0 (commit 5f0c…)`.
    public static var line: String { "\(version) (commit \(revision))" }
}
