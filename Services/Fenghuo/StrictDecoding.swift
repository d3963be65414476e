import Foundation
import Text

/// Reads JSON that a command finds on a log or in a file: looked through by the strict reader first, as anybody may have
/// written it.
enum StrictDecoding {
    /// - Parameters:
    ///   - bytes: the most that is read.
    ///   - values: the most that there may be in it.
    static func decode<T: Decodable>(
        _ type: T.Type, from json: some Sequence<UInt8>, bytes: Int = 64 << 20, values: Int = 1_000_000
    ) throws -> T {
        let text = Array(json)
        try StrictJSON.check(text, limits: .init(bytes: bytes, values: values))
        return try JSONDecoder().decode(T.self, from: Data(text))
    }
}
