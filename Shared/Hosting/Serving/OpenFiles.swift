#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// How many files and sockets this process may have open (RLIMIT_NOFILE).
enum OpenFiles {
    /// More than these are of no use to a house of five services.
    static let wanted: UInt64 = 65_536

    /// Files that are not connections of our servers: the log, its brokers, calls to the outside.
    static let reserved = 192

    /// Raises the soft limit to the hard one, as far as it is of use.
    /// - Returns: the limit that holds then.
    @discardableResult
    static func raise() -> Int {
        var limit = rlimit()
        guard get(&limit) else { return 1_024 }
        let goal = min(rlim_t(wanted), limit.rlim_max)
        if limit.rlim_cur < goal {
            limit.rlim_cur = goal
            _ = set(&limit)
        }
        return current
    }

    /// The soft limit as it is.
    static var current: Int {
        var limit = rlimit()
        guard get(&limit) else { return 1_024 }
        return Int(clamping: min(limit.rlim_cur, rlim_t(Int32.max)))
    }

    private static func get(_ limit: inout rlimit) -> Bool {
        #if canImport(Glibc)
            getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
        #else
            getrlimit(RLIMIT_NOFILE, &limit) == 0
        #endif
    }

    private static func set(_ limit: inout rlimit) -> Bool {
        #if canImport(Glibc)
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
        #else
            setrlimit(RLIMIT_NOFILE, &limit) == 0
        #endif
    }
}
