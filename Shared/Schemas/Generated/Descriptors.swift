// swift-format-ignore-file
// Written by Scripts/generate-schemas.

enum GeneratedDescriptors {
    static var files: [String] { [accessFile, answerFile, caseFile, checkpointFile, decisionFile, deliveryFile, incidentFile, mentionFile, redriveFile, viewFile] }
}
