import Testing

@testable import Hosting

@Suite struct ConnectionBookTests {
    @Test func `A full server takes a newcomer, and the longest idle of the fullest address goes`() {
        var book = ConnectionBook(total: 4, perAddress: 3)
        #expect(book.opened(1, from: "a") == .admitted)
        #expect(book.opened(2, from: "b") == .admitted)
        #expect(book.opened(3, from: "b") == .admitted)
        #expect(book.opened(4, from: "a") == .admitted)
        book.moved(2, to: .answering)
        book.moved(2, to: .waiting)
        // Two of each: the longest idle of all goes.
        #expect(book.opened(5, from: "c") == .replacing(1))
        // b has most: its longest idle goes, not the older one of a.
        #expect(book.opened(6, from: "c") == .replacing(3))
        #expect(book.count == 4)
    }

    @Test func `An address at its own limit makes room among its own`() {
        var book = ConnectionBook(total: 10, perAddress: 2)
        _ = book.opened(1, from: "a")
        _ = book.opened(2, from: "b")
        _ = book.opened(3, from: "b")
        #expect(book.opened(4, from: "b") == .replacing(2))
        #expect(book.opened(5, from: "a") == .admitted)
    }

    @Test func `Who says nothing goes before whose body comes, and nobody goes who is being answered`() {
        var book = ConnectionBook(total: 3, perAddress: 3)
        for id in 1...3 { _ = book.opened(UInt64(id), from: "a") }
        book.moved(1, to: .receiving)
        book.moved(2, to: .answering)
        #expect(book.opened(4, from: "b") == .replacing(3))
        book.moved(4, to: .answering)
        #expect(book.opened(5, from: "b") == .replacing(1))
        book.moved(5, to: .answering)
        #expect(book.opened(6, from: "c") == .refused)
        book.closed(2)
        book.closed(2)
        #expect(book.opened(6, from: "c") == .admitted)
        #expect(book.count == 3)
    }

    @Test func `What is not there is nobody's`() {
        var book = ConnectionBook(total: 1, perAddress: 1)
        book.moved(7, to: .answering)
        book.closed(7)
        #expect(book.count == 0 && book.opened(1, from: "") == .admitted)
    }
}
