public import EventLog
import Schemas

/// The catalogue's topics as a log wants them.
public enum CatalogueTopics {
    public static func specifications(partitions: Int32) -> [TopicSpecification] {
        EventCatalogue.topics.map { name, cleanup in
            let policy: CleanupPolicy =
                switch cleanup {
                case .compact: .compact
                case .never: .delete(retentionMilliseconds: nil)
                case .days(let days): .delete(retentionMilliseconds: Int64(days) * 86_400_000)
                }
            return TopicSpecification(name: name, partitions: partitions, cleanup: policy)
        }
    }
}
