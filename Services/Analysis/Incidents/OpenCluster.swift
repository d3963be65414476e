import Foundation
import Processing
import Schemas
import Text

/// An incident that still takes mentions, as clustering sees it.
final class OpenCluster: MarkedRow, WorkingRow {
    /// A list of the plan's terms, a tier, a matter or a word that some mention hit.
    struct Mark: Equatable {
        var mentions: Float = 0
        var firstMention = ""
    }

    let id: String
    let subject: String
    let names: MarkNames
    /// The incident's own row, which holds this object: a look-up spared for each mention. Gone when its table has replaced
    /// or dropped it.
    weak var row: IncidentRow?
    /// Where the index of its subject has it; -1 for nowhere.
    var place = -1
    var isDrill = false
    var isFalseAlarm = false
    /// The incident's grade is the one its newest measurement gives, so that time alone does not change it for now. Not
    /// part of the state: false is always right, only slower.
    var isSettled = false
    /// Publication times of the first and the last mention, ms since 1970.
    var first: Int64 = 0
    var last: Int64 = 0
    var centroid = Centroid()
    /// By `names`.
    var marks = Marks()
    var members = MemberList()
    var refuted: [SmallSignature] = []
    var authors = AuthorSketch()
    /// Of the negative mentions.
    var negativeAuthors = AuthorSketch()
    var negativity = 0.0
    var rumour = 0.0
    /// By kind's number.
    var kinds = SIMD8<Int64>()

    /// Terms kept of an incident of posts; one of long texts needs more to know them by.
    static let shortCapacity = 256
    static let longCapacity = 1024
    static let maximumMembers = 40
    /// Of mentions in what an incident is about.
    static let halfLife = 240.0 * 3_600_000
    /// Documents without the hurry of posts.
    static let longHalfLife = 20.0 * 86_400_000

    init(id: String, subject: String, names: MarkNames) {
        self.id = id
        self.subject = subject
        self.names = names
    }

    var key: String { id }
    var partitionKey: String { subject }

    /// ms between a time and the incident's span; 0 within it.
    func gap(to time: Int64) -> Int64 { time > last ? time - last : max(0, first - time) }

    /// Whether it takes a mention of that time.
    /// - Parameter idleAfter: ms.
    func isOpen(_ isDrill: Bool, at time: Int64, idleAfter: Int64) -> Bool {
        self.isDrill == isDrill && gap(to: time) <= idleAfter
    }

    func count(of kind: MentionKind) -> Int64 {
        (0..<8).contains(kind.rawValue) ? kinds[kind.rawValue] : 0
    }

    func add(_ amount: Int64, of kind: MentionKind) {
        guard (0..<8).contains(kind.rawValue) else { return }
        kinds[kind.rawValue] = max(0, kinds[kind.rawValue] + amount)
    }

    func repeatsRefuted(_ signature: SmallSignature) -> Bool {
        refuted.contains { $0.likeness(to: signature) >= NearDuplicates.likeness }
    }
}

/// What an incident's mentions hit, numbered as the lexicon numbers it; few of all there is.
struct Marks: Equatable {
    /// Ascending numbers.
    private(set) var numbers: [Int32] = []
    private(set) var values: [OpenCluster.Mark] = []

    subscript(number: Int) -> OpenCluster.Mark? {
        position(of: Int32(number)).map { values[$0] }
    }

    func mentions(_ number: Int) -> Float { position(of: Int32(number)).map { values[$0].mentions } ?? 0 }

    mutating func add(_ mentions: Float, to number: Int, first mention: @autoclosure () -> String) {
        var at = 0
        while at < numbers.count, numbers[at] < Int32(number) { at += 1 }
        if at < numbers.count, numbers[at] == Int32(number) {
            values[at].mentions += mentions
        } else {
            numbers.insert(Int32(number), at: at)
            values.insert(OpenCluster.Mark(mentions: mentions, firstMention: mention()), at: at)
        }
    }

    mutating func subtract(_ mentions: Float, from number: Int) {
        guard let at = position(of: Int32(number)) else { return }
        values[at].mentions -= mentions
        if values[at].mentions <= 0 {
            numbers.remove(at: at)
            values.remove(at: at)
        }
    }

    /// Drops the least met of some numbers, so that no more than `limit` of them are left.
    mutating func bound(_ range: Range<Int32>, to limit: Int) {
        guard numbers.count > limit else { return }
        let own = numbers.indices.filter { range.contains(numbers[$0]) }
        guard own.count > limit else { return }
        let order = own.sorted { (values[$1].mentions, numbers[$0]) < (values[$0].mentions, numbers[$1]) }
        let gone = Set(order.dropFirst(limit))
        let kept = numbers.indices.filter { !gone.contains($0) }
        numbers = kept.map { numbers[$0] }
        values = kept.map { values[$0] }
    }

    private func position(of number: Int32) -> Int? {
        var (low, high) = (0, numbers.count)
        while low < high {
            let middle = (low + high) / 2
            if numbers[middle] < number { low = middle + 1 } else { high = middle }
        }
        return low < numbers.count && numbers[low] == number ? low : nil
    }
}
