/// A word of a closed list, as a plan writes it.
protocol PlanWord: CaseIterable, Hashable where AllCases: RandomAccessCollection {
    var word: String { get }
}

extension PlanWord where Self: RawRepresentable, RawValue == String {
    var word: String { rawValue }
}

extension PlanWord {
    /// Stands in where there was a mistake; never seen in a plan that was read.
    static var standIn: Self { allCases[allCases.startIndex] }
}

extension ResponsePlan.Grade: PlanWord {
    var word: String { label }
}

extension ResponsePlan.Language: PlanWord {}
extension ResponsePlan.Reputation: PlanWord {}
extension ResponsePlan.Permission: PlanWord {}
extension ResponsePlan.ChannelPreset.Method: PlanWord {}
extension ResponsePlan.ChannelPreset.Signing: PlanWord {}
extension ResponsePlan.ChannelPreset.Carries: PlanWord {}
extension ResponsePlan.WorkingCalendar.Weekday: PlanWord {}
extension ResponsePlan.Timekeeping: PlanWord {}
extension ResponsePlan.Source.Kind: PlanWord {}
extension ResponsePlan.Source.Format: PlanWord {}
extension ResponsePlan.EventKind: PlanWord {}
extension ResponsePlan.ImpactAxis: PlanWord {}
extension ResponsePlan.ClockRule.Start: PlanWord {}
extension ResponsePlan.ClockRule.Stop: PlanWord {}
extension ResponsePlan.ClockRule.Proof: PlanWord {}
extension ResponsePlan.Responsibility: PlanWord {}
extension ResponsePlan.Strategy.ID: PlanWord {}
extension ResponsePlan.Notice: PlanWord {}
extension ResponsePlan.Channel.Audience: PlanWord {}
extension ResponsePlan.Consistency.Effect: PlanWord {}
extension ResponsePlan.Consistency.Comparison: PlanWord {}
extension ResponsePlan.Phrase: PlanWord {}
extension ResponsePlan.ReportRule.Kind: PlanWord {}
extension ResponsePlan.ReportRule.Content: PlanWord {}
extension ResponsePlan.Mail.Kind: PlanWord {}
extension ResponsePlan.Mail.Security: PlanWord {}
extension ResponsePlan.EvaluationTemplate.Section.Content: PlanWord {}
