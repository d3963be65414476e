import Schemas

/// A feed where effects on the outside are off: nobody is asked, and the source's row says why.
struct WithheldCollector: SourceCollector {
    let address: String

    func collect(from row: Source) async throws -> Harvest { throw Withheld(address: address) }

    struct Withheld: Error, CustomStringConvertible {
        var address: String
        var description: String {
            "\(ListedSource.shown(address)) is not polled: effects on the outside are off in this namespace (FENGHUO_EFFECTS)"
        }
    }
}
