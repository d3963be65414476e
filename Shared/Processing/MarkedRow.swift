/// What a table notes on a row, within the row: noting it costs neither a look-up nor another object.
open class MarkedRow {
    fileprivate final var isTouched = false
    fileprivate final var isChanged = false
    fileprivate final var stamp = ChangeStamp.restored
    /// Whether its table holds it: asked for each row that is written, without a look-up.
    final var isHeld = false

    public init() {}
}

/// The rows that an event, and that the events since the last commit, have changed.
///
/// Of any kind of row, so that what is done for every event is compiled once, for no table in particular.
struct RowMarks {
    private(set) var touched: [MarkedRow] = []
    private var changed: [MarkedRow] = []

    mutating func touch(_ row: MarkedRow) {
        guard !row.isTouched else { return }
        row.isTouched = true
        touched.append(row)
    }

    /// The touched rows count as changed.
    mutating func keep(stamp: ChangeStamp) {
        for row in touched {
            row.stamp = stamp
            if !row.isChanged {
                row.isChanged = true
                changed.append(row)
            }
        }
    }

    mutating func forgetTouched() {
        guard !touched.isEmpty else { return }
        for row in touched { row.isTouched = false }
        touched.removeAll(keepingCapacity: true)
    }

    /// The changed rows, each once, and what changed it last; and forgets them.
    mutating func takeChanged() -> [(row: MarkedRow, stamp: ChangeStamp)] {
        let taken = changed.map { row in
            row.isChanged = false
            return (row, row.stamp)
        }
        changed.removeAll(keepingCapacity: true)
        return taken
    }
}
