import CRdkafka
import EventLog

extension Administration {
    /// Has the brokers delete topics; those that are not there are passed over.
    func delete(topics: [String], doing: String) async throws {
        guard !topics.isEmpty else { return }
        try await request(RD_KAFKA_ADMIN_OP_DELETETOPICS, doing) { client, admin, queue in
            var doomed: [OpaquePointer?] = topics.map { rd_kafka_DeleteTopic_new($0) }
            defer { rd_kafka_DeleteTopic_destroy_array(&doomed, doomed.count) }
            rd_kafka_DeleteTopics(client, &doomed, doomed.count, admin, queue)
        } reading: { event in
            var count = 0
            let results = rd_kafka_DeleteTopics_result_topics(rd_kafka_event_DeleteTopics_result(event), &count)
            for index in 0..<count {
                guard let result = results?[index] else { continue }
                let code = rd_kafka_topic_result_error(result)
                guard code != RD_KAFKA_RESP_ERR_NO_ERROR, code != RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART else {
                    continue
                }
                let name = rd_kafka_topic_result_name(result).map { String(cString: $0) } ?? ""
                let text = rd_kafka_topic_result_error_string(result).map { String(cString: $0) }
                throw KafkaFailure(code, text).translated(doing: "deleting topic \(name)")
            }
        }
    }

    /// Has the brokers forget groups; those that are not there are passed over.
    /// - Throws: `EventLogError.refused` for one that has members.
    func delete(groups: [String], doing: String) async throws {
        guard !groups.isEmpty else { return }
        try await request(RD_KAFKA_ADMIN_OP_DELETEGROUPS, doing) { client, admin, queue in
            var doomed: [OpaquePointer?] = groups.map { rd_kafka_DeleteGroup_new($0) }
            defer { rd_kafka_DeleteGroup_destroy_array(&doomed, doomed.count) }
            rd_kafka_DeleteGroups(client, &doomed, doomed.count, admin, queue)
        } reading: { event in
            var count = 0
            let results = rd_kafka_DeleteGroups_result_groups(rd_kafka_event_DeleteGroups_result(event), &count)
            for index in 0..<count {
                guard let result = results?[index], let error = rd_kafka_group_result_error(result) else { continue }
                let code = rd_kafka_error_code(error)
                guard code != RD_KAFKA_RESP_ERR_NO_ERROR, code != RD_KAFKA_RESP_ERR_GROUP_ID_NOT_FOUND else { continue }
                let name = rd_kafka_group_result_name(result).map { String(cString: $0) } ?? ""
                let doing = "deleting group \(name)"
                if code == RD_KAFKA_RESP_ERR_NON_EMPTY_GROUP {
                    throw EventLogError.refused(
                        doing: doing, found: "live members", expected: "none: stop them first")
                }
                throw KafkaFailure(code, rd_kafka_error_string(error).map { String(cString: $0) })
                    .translated(doing: doing)
            }
        }
    }
}
