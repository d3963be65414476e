import Foundation

/// What a process is trying just now, in memory that outlives it: a trap ends the process, not the note.
final class Scratch {
    private let memory: UnsafeMutableRawPointer
    private static let head = 16
    private static let size = head + Grammar.longest + 4096

    struct Unusable: Error, CustomStringConvertible {
        var path: String
        var description: String { "mapping \(path): \(String(cString: strerror(errno)))" }
    }

    init(path: String) throws {
        let file = open(path, O_RDWR | O_CREAT, 0o600)
        guard file >= 0 else { throw Unusable(path: path) }
        defer { close(file) }
        guard ftruncate(file, off_t(Self.size)) == 0,
            let memory = mmap(nil, Self.size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0), memory != MAP_FAILED
        else { throw Unusable(path: path) }
        self.memory = memory
    }

    deinit { munmap(memory, Self.size) }

    /// The number of the input being tried, or of the first one not tried.
    var number: Int {
        get { Int(memory.loadUnaligned(as: Int64.self)) }
        set { memory.storeBytes(of: Int64(newValue), as: Int64.self) }
    }

    var input: [UInt8] {
        get {
            let count = Int(memory.loadUnaligned(fromByteOffset: 8, as: Int64.self))
            return Array(
                UnsafeRawBufferPointer(start: memory + Self.head, count: min(max(count, 0), Self.size - Self.head)))
        }
        set {
            let count = min(newValue.count, Self.size - Self.head)
            memory.storeBytes(of: Int64(count), toByteOffset: 8, as: Int64.self)
            newValue.withUnsafeBytes { bytes in
                guard let base = bytes.baseAddress else { return }
                (memory + Self.head).copyMemory(from: base, byteCount: count)
            }
        }
    }
}
