import Foundation

/// The models mentions are judged by: those that ship, and in place of each the institution's own where there is one.
public struct JudgingModels: Sendable {
    let shipped: ShippedModels
    /// Two labels each; the probability of the second counts.
    private(set) var negative: TextClassifier?
    private(set) var rumour: TextClassifier?
    private(set) var complaint: TextClassifier?
    /// For whom of several it is negative: of `negative`'s file, where the rows it learnt from name parties.
    private(set) var attribution: Attribution?

    /// Nothing of the institution's own.
    public static let shipped = JudgingModels(shipped: .standard)

    init(shipped: ShippedModels) { self.shipped = shipped }

    /// What `fenghuo model train` wrote into a folder: `negative.model`, `rumour.model`, `complaint.model`, each where it
    /// is there.
    ///
    /// - Throws: ``ModelFileMistake`` naming the file, also for a folder that holds none of them.
    public init(folder: String) throws {
        self.init(shipped: .standard)
        let own = try Self.read("negative", in: folder)
        (negative, attribution) = (own?.classifier, own?.attribution)
        rumour = try Self.read("rumour", in: folder)?.classifier
        complaint = try Self.read("complaint", in: folder)?.classifier
        guard negative != nil || rumour != nil || complaint != nil else {
            throw ModelFileMistake(
                file: folder, found: "none of negative.model, rumour.model, complaint.model",
                expected: "a folder with at least one of them")
        }
    }

    private static func read(
        _ task: String, in folder: String
    ) throws -> (classifier: TextClassifier, attribution: Attribution?)? {
        let path = URL(filePath: folder).appending(path: "\(task).model").path
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        do {
            let file = try ModelFile.read(path).expecting(task: task)
            let classifier = try TextClassifier(file)
            guard classifier.head.labels.count == 2 else {
                throw ModelFileMistake(
                    found: "\(classifier.head.labels.count) labels", expected: "two: without and with")
            }
            return (classifier, file.holdsAttribution ? try Attribution(file) : nil)
        } catch let mistake as ModelFileMistake {
            throw ModelFileMistake(file: path, found: mistake.found, expected: mistake.expected)
        }
    }
}
