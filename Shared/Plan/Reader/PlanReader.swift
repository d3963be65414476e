import Foundation

/// PLACEHOLDER
struct PlanReader {
    let fileName: String
    func read(data: Data, hash: String) -> Result<ResponsePlan, PlanMistakes> {
        .failure(PlanMistakes(mistakes: []))
    }
}
