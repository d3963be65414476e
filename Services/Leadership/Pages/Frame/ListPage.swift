/// One page of a long list, with links to its neighbours.
struct ListPage: Sendable {
    static let size = 50

    /// From 1.
    let number: Int
    let pages: Int
    let total: Int
    let range: Range<Int>

    /// - Parameters:
    ///   - total: of the list that is then given to ``of(_:)``.
    ///   - asked: what `?page=` says; anything but a page there is means the nearest one.
    init(total: Int, asked: String?, size: Int = size) {
        let (total, size) = (max(total, 0), max(size, 1))
        self.total = total
        pages = max(1, (total + size - 1) / size)
        number = min(max(asked.flatMap { Int($0) } ?? 1, 1), pages)
        let start = (number - 1) * size
        range = min(start, total)..<min(start + size, total)
    }

    /// What this page shows of a list. A list shorter than was said shows what there is of it.
    func of<Element>(_ list: [Element]) -> ArraySlice<Element> { list[range.clamped(to: list.indices)] }

    /// `nil` where everything is on one page.
    func fields(_ address: PageAddress, _ words: Words) -> Fields? {
        guard pages > 1 else { return nil }
        func link(_ page: Int) -> Fields? {
            guard (1...pages).contains(page) else { return nil }
            return ["href": address.with("page", page == 1 ? nil : String(page)).href]
        }
        return Fields([
            "previous": link(number - 1), "next": link(number + 1),
            "place": words.filled(
                "page_place", String(range.lowerBound + 1), String(range.upperBound), String(total)),
        ])
    }
}

/// A choice among few, as links: all, and each with how many there are.
struct FilterLinks {
    /// The query's item it sets.
    let item: String
    let address: PageAddress

    func link(_ value: String?, _ name: String, count: Int? = nil, colour: String? = nil) -> Fields {
        Fields([
            "href": address.with("page", nil).with(item, value).href, "filterName": name,
            "filterCount": count.flatMap { $0 > 0 ? String($0) : nil }, "isCurrent": address[item] == value,
            "colour": colour,
        ])
    }
}
