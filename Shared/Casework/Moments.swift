public import Foundation
public import Plan

extension Date {
    /// - Parameter milliseconds: since 1970.
    public init(milliseconds: Int64) { self.init(timeIntervalSince1970: Double(milliseconds) / 1000) }
    /// What no number of milliseconds says counts as the nearest that does.
    public var milliseconds: Int64 {
        let exact = (timeIntervalSince1970 * 1000).rounded()
        guard exact.magnitude < 9e18 else { return exact < 0 ? .min : exact > 0 ? .max : 0 }
        return Int64(exact)
    }
}

extension ResponsePlan {
    /// When a span is over, in milliseconds since 1970.
    public func due(after span: Span, from start: Int64, time: Timekeeping) -> Int64 {
        calendar.due(after: span, from: Date(milliseconds: start), time: time).milliseconds
    }

    /// When a fraction of the time from start to end has passed, in milliseconds since 1970.
    public func moment(_ fraction: Double, from start: Int64, to end: Int64, time: Timekeeping) -> Int64 {
        calendar.moment(fraction, from: Date(milliseconds: start), to: Date(milliseconds: end), time: time).milliseconds
    }
}
