import CRdkafka
import Synchronization

/// Whether a member's consumer may be destroyed.
///
/// librdkafka before 2.2.1 aborts the whole process when a cooperative consumer that has joined its group is destroyed
/// before its first assignment came (its issue 4312: the assignor's state is made by the first assignment, and its end
/// asserts that there is one). It does not tell how far a consumer got, so the answers to its JoinGroup requests are
/// counted from below, and its first assignment is noted from above: whoever is between the two is left alone.
final class JoinWatch: Sendable {
    private let answers = Atomic(0)
    private let wasAssigned = Atomic(false)

    /// To be called for every assignment, an empty one too.
    func assigned() { wasAssigned.store(true, ordering: .sequentiallyConsistent) }

    /// Whether the consumer may have joined and was never assigned anything: to destroy it may end the process.
    var mustBeLeftAlone: Bool {
        answers.load(ordering: .sequentiallyConsistent) > 0 && !wasAssigned.load(ordering: .sequentiallyConsistent)
    }

    /// Has the answers counted; this object must outlive the instance.
    func observe(_ configuration: OpaquePointer) {
        let opaque = Unmanaged.passUnretained(self).toOpaque()
        rd_kafka_conf_interceptor_add_on_new(
            configuration, Self.name,
            { instance, _, opaque, _, _ in
                rd_kafka_interceptor_add_on_response_received(
                    instance, JoinWatch.name,
                    { _, _, _, _, request, _, _, _, _, failure, opaque in
                        if request == JoinWatch.joinGroup, failure == RD_KAFKA_RESP_ERR_NO_ERROR, let opaque {
                            Unmanaged<JoinWatch>.fromOpaque(opaque).takeUnretainedValue()
                                .answers.add(1, ordering: .sequentiallyConsistent)
                        }
                        return RD_KAFKA_RESP_ERR_NO_ERROR
                    }, opaque)
            }, opaque)
    }

    private static let name = "joins"
    /// The request's number in the protocol guide, "Api Keys".
    private static let joinGroup: Int16 = 11
}
