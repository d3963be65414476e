public import Foundation
import Plan

/// What is told of a process whenever it is asked: how its parts are, how far its consumers have come (by the names of
/// kafka_exporter, so that dashboards made for it show them), which build and plan it is, and how full its disk.
struct StandingFigures: Sendable {
    let health: HealthRegistry
    /// `nil` where no plan is carried out.
    var plan: ResponsePlan?
    /// Of the embedded log and what else is kept; `nil` where neither is.
    var dataFolder: URL?

    /// A process tells of its own partitions and of itself as a member.
    func samples() -> [MetricSample] {
        let reports = health.reports()
        let lags = reports.flatMap(\.report.lags)
        var samples = reports.map { MetricSample("fenghuo_alive", $0.report.isAlive ? 1 : 0, [("part", $0.name)]) }
        samples += reports.map { MetricSample("fenghuo_ready", $0.report.isReady ? 1 : 0, [("part", $0.name)]) }
        samples += reports.flatMap { name, report in
            HealthReport.causes.map {
                MetricSample("fenghuo_not_ready", report.cause == $0 ? 1 : 0, [("part", name), ("cause", $0)])
            }
        }
        samples += lags.filter { $0.lag >= 0 }
            .map { MetricSample("kafka_consumergroup_lag", Double($0.lag), labels($0)) }
        samples += lags.compactMap { lag in
            lag.offset.map { MetricSample("kafka_consumergroup_current_offset", Double($0), labels(lag)) }
        }
        samples += Set(lags.map(\.group)).sorted()
            .map { MetricSample("kafka_consumergroup_members", 1, [("consumergroup", $0)]) }
        samples.append(
            MetricSample(
                "fenghuo_build_info", 1, [("version", BuildFacts.version), ("revision", BuildFacts.revision)]))
        if let plan {
            samples.append(
                MetricSample(
                    "fenghuo_plan_info", 1, [("name", plan.name), ("version", plan.version), ("hash", plan.hash)]))
        }
        return samples + disk() + ProcessFigures().samples()
    }

    private func labels(_ lag: HealthReport.Lag) -> [(String, String)] {
        [("consumergroup", lag.group), ("topic", lag.topic), ("partition", String(lag.partition))]
    }

    private func disk() -> [MetricSample] {
        guard let dataFolder else { return [] }
        var samples = ["log.sqlite", "log.sqlite-wal"].compactMap { file in
            Self.size(of: dataFolder.appending(path: file)).map {
                MetricSample("fenghuo_log_bytes", Double($0), [("file", file)])
            }
        }
        if let free = DiskSpace.free(at: dataFolder) {
            samples.append(MetricSample("fenghuo_data_free_bytes", Double(free)))
        }
        return samples
    }

    private static func size(of file: URL) -> UInt64? {
        (try? FileManager.default.attributesOfItem(atPath: file.path))?[.size] as? UInt64
    }
}

/// Room on the disk that a folder is on.
public enum DiskSpace {
    /// Bytes that this user may still write; `nil` where the system does not say.
    public static func free(at folder: URL) -> UInt64? {
        var facts = statvfs()
        guard statvfs(folder.path, &facts) == 0 else { return nil }
        let (bytes, isTooMuch) = UInt64(facts.f_bavail).multipliedReportingOverflow(by: UInt64(facts.f_frsize))
        return isTooMuch ? nil : bytes
    }
}
