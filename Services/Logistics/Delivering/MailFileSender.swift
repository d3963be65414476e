import Foundation
import NIOPosix
import Schemas

/// Writes each message into a folder as `<delivery id>.eml`; the same delivery is the same file.
struct MailFileSender: Sender {
    var folder: URL
    var from: MailAddress

    func send(_ delivery: Delivery, at time: Int64) async -> SendOutcome {
        let message: MailMessage
        do {
            message = try MailMessage(delivery, from: from)
        } catch {
            return .refused("refused", "\(error)")
        }
        let file = folder.appending(path: "\(delivery.id).eml")
        do {
            try await NIOThreadPool.singleton.runIfActive { [folder] in
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                try Data(message.bytes).write(to: file, options: .atomic)
            }
            return .delivered("accepted (written)")
        } catch {
            return .retry("unknown", "writing \(file.path): \(error.localizedDescription)")
        }
    }
}
