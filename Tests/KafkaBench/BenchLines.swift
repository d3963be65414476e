import Foundation

/// Lines that differ and compress as text does.
enum BenchLines {
    static func write(count: Int, bytes: Int) {
        var state: UInt64 = 88_172_645_463_325_252
        func next() -> UInt64 {
            // xorshift64 (Marsaglia, "Xorshift RNGs", 2003): the same lines every time.
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
        let words = (0..<512).map { _ in (0..<6).map { _ in UInt8(ascii: "a") + UInt8(next() % 26) } }
        var text: [UInt8] = []
        for _ in 0..<count {
            let start = text.count
            while text.count - start < bytes { text += words[Int(next() % 512)] + [UInt8(ascii: " ")] }
            text.removeLast(text.count - start - bytes)
            text.append(UInt8(ascii: "\n"))
            if text.count > 1 << 20 {
                FileHandle.standardOutput.write(Data(text))
                text.removeAll(keepingCapacity: true)
            }
        }
        FileHandle.standardOutput.write(Data(text))
    }
}

/// A file's lines, without their ends.
final class LineFile {
    private let file: UnsafeMutablePointer<FILE>
    private var buffer: UnsafeMutablePointer<CChar>?
    private var capacity = 0

    init?(path: String) {
        guard let file = fopen(path, "r") else { return nil }
        self.file = file
    }

    deinit {
        fclose(file)
        free(buffer)
    }

    func next() -> [UInt8]? {
        let count = getline(&buffer, &capacity, file)
        guard count > 0, let buffer else { return nil }
        let hasEnd = buffer[count - 1] == CChar(UInt8(ascii: "\n"))
        return [UInt8](UnsafeRawBufferPointer(start: buffer, count: hasEnd ? count - 1 : count))
    }
}
