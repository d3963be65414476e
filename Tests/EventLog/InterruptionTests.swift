import GRDB
import Testing

@testable import EmbeddedLog

@Suite struct InterruptionTests {
    @Test func `What a cancelled task was reading is an end and no fault of the file`() throws {
        try DatabaseQueue().read { db in
            #expect(db.failure(ResultCode.SQLITE_INTERRUPT.rawValue) is CancellationError)
            let fault = db.failure(ResultCode.SQLITE_IOERR.rawValue) as? DatabaseError
            #expect(fault?.resultCode == .SQLITE_IOERR)
        }
    }
}
