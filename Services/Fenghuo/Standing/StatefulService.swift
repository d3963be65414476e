import Analysis
import EventLog
import Logistics
import Monitoring
import Plan
import Processing
import Response
import Schemas

/// The processors that keep a state in tables: what they read, and what that state is.
enum StatefulService: String, CaseIterable {
    case monitoring
    case coverage = "monitoring-coverage"
    case analysis
    case response
    case notary = "response-notary"
    case logistics

    var topology: Topology {
        switch self {
        case .monitoring: MonitoringProcessor.topology
        case .coverage: CoverageProcessor.topology
        case .analysis: AnalysisProcessor.topology
        case .response: ResponseProcessor.topology
        case .notary: Notary.topology
        case .logistics: LogisticsProcessor.topology
        }
    }

    /// What follows from setting its offsets alone, in a sentence or two.
    var aboutOffsets: String {
        let tables = topology.tables.map(\.topic).joined(separator: ", ")
        return
            "\(rawValue) keeps its state in \(tables), and knows how far it had read when that was written. Set back, it "
            + "passes over what is in that state already: nothing is counted twice, and nothing anew (`fenghuo state reset "
            + "\(rawValue)` makes the state anew). Set forward, it never sees what lies between."
    }
}
