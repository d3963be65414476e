import Crypto
import Foundation

extension ResponsePlan {
    /// Reads and checks a plan's file.
    public static func load(file: String) throws(PlanMistakes) -> ResponsePlan {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: file))
        } catch {
            throw PlanMistakes(mistakes: [
                PlanMistake(
                    file: file, line: 0, column: 0, keyPath: "", found: "no file that can be read",
                    expected: "a response plan in YAML (\(error.localizedDescription))")
            ])
        }
        return try read(data: data, fileName: file).get()
    }

    /// Reads and checks a plan's text; the hash is of its UTF-8 bytes.
    public static func read(yaml: String, fileName: String) -> Result<ResponsePlan, PlanMistakes> {
        read(data: Data(yaml.utf8), fileName: fileName)
    }

    static func read(data: Data, fileName: String) -> Result<ResponsePlan, PlanMistakes> {
        PlanReader(fileName: fileName).read(data: data, hash: hash(of: data))
    }

    /// SHA-256 in lower-case hex.
    static func hash(of data: Data) -> String {
        SHA256.hash(data: data).map { byte in
            let hex = String(byte, radix: 16)
            return hex.count == 1 ? "0" + hex : hex
        }.joined()
    }
}
