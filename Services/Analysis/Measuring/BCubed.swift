/// B-cubed precision and recall of a grouping (Bagga and Baldwin 1998): for each text the share of its group that is of
/// its event, and the share of its event that is in its group; averaged over texts.
package struct BCubed: Sendable {
    /// Of each text.
    let precisions: [Double]
    let recalls: [Double]

    package init(labels: [String], groups: [String]) {
        var ofLabel: [String: Int] = [:]
        var ofGroup: [String: Int] = [:]
        var ofBoth: [[String]: Int] = [:]
        for (label, group) in zip(labels, groups) {
            ofLabel[label, default: 0] += 1
            ofGroup[group, default: 0] += 1
            ofBoth[[label, group], default: 0] += 1
        }
        precisions = zip(labels, groups).map { Double(ofBoth[[$0, $1]] ?? 0) / Double(ofGroup[$1] ?? 1) }
        recalls = zip(labels, groups).map { Double(ofBoth[[$0, $1]] ?? 0) / Double(ofLabel[$0] ?? 1) }
    }

    /// `b3F1`, `b3Precision`, `b3Recall` over these texts.
    func figures(_ indices: [Int]) -> [String: Double] {
        let count = Double(max(indices.count, 1))
        let precision = indices.reduce(0) { $0 + precisions[$1] } / count
        let recall = indices.reduce(0) { $0 + recalls[$1] } / count
        let both = precision + recall
        return [
            "b3F1": both > 0 ? 2 * precision * recall / both : 0, "b3Precision": precision, "b3Recall": recall,
        ]
    }
}
