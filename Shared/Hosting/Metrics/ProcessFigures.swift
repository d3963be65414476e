import Foundation

/// What the kernel says of this process, by the names that every client of Prometheus gives it. What it does not say
/// is left out.
struct ProcessFigures {
    /// The folder of the process in `/proc`.
    var folder = "/proc/self"

    func samples() -> [MetricSample] {
        var samples: [MetricSample] = []
        if let statistics = text("stat").flatMap(Self.statistics) { samples += statistics }
        if let open = try? FileManager.default.contentsOfDirectory(atPath: folder + "/fd").count {
            samples.append(MetricSample("process_open_fds", Double(open)))
        }
        if let limit = text("limits").flatMap(Self.descriptors) {
            samples.append(MetricSample("process_max_fds", limit))
        }
        return samples
    }

    private func text(_ name: String) -> String? { try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8) }

    /// How many descriptors may be open: the soft limit, infinite where there is none.
    static func descriptors(_ limits: String) -> Double? {
        let line = limits.split(separator: "\n").first { $0.hasPrefix("Max open files") }
        guard let soft = line?.dropFirst("Max open files".count).split(separator: " ").first else { return nil }
        return soft == "unlimited" ? .infinity : Double(soft)
    }

    /// The fields of `proc_pid_stat(5)`. The second, the program's name in brackets, may hold spaces and brackets.
    static func statistics(_ text: String) -> [MetricSample]? {
        guard let end = text.lastIndex(of: ")") else { return nil }
        // The first of these is the third of the manual's.
        let fields = text[text.index(after: end)...].split(separator: " ").map { Double($0) ?? 0 }
        func field(_ number: Int) -> Double { fields.indices.contains(number - 3) ? fields[number - 3] : 0 }
        let (ticks, page) = (Double(max(1, sysconf(Int32(_SC_CLK_TCK)))), Double(max(1, sysconf(Int32(_SC_PAGESIZE)))))
        var samples = [
            MetricSample("process_cpu_seconds_total", (field(14) + field(15)) / ticks),
            MetricSample("process_threads", field(20)), MetricSample("process_virtual_memory_bytes", field(23)),
            MetricSample("process_resident_memory_bytes", field(24) * page),
        ]
        if let boot = bootTime { samples.append(MetricSample("process_start_time_seconds", boot + field(22) / ticks)) }
        return samples
    }

    /// Seconds since 1970 at which the machine began.
    private static let bootTime: Double? = {
        guard let text = try? String(contentsOfFile: "/proc/stat", encoding: .utf8) else { return nil }
        return text.split(separator: "\n").first { $0.hasPrefix("btime ") }.flatMap { Double($0.dropFirst(6)) }
    }()
}
