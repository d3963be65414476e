import CRdkafka
import EventLog
import Foundation

/// Groups as they are: who is in them, what each member holds, how far they have come.
struct GroupCatalogue: Sendable {
    let administration: Administration

    /// Kafka does not tell administrators a group's generation: it is -1.
    func describe() async throws -> [GroupDescription] {
        let names = try await list()
        guard !names.isEmpty else { return [] }
        var groups: [GroupDescription] = []
        for (name, members) in try await members(of: names).sorted(by: { $0.key < $1.key }) {
            groups.append(
                GroupDescription(
                    name: name, generation: -1, members: members, committed: try await committed(by: name)))
        }
        return groups
    }

    /// Sets offsets of a group without members. The brokers refuse it where one has joined meanwhile.
    func set(_ next: [TopicPartition: Int64], of name: String, doing: String) async throws {
        // Nothing to set is no request: librdkafka takes no empty one.
        let living = try await members(of: [name])[name] ?? []
        try OffsetsToSet.check(members: living.map(\.id), doing: doing)
        guard !next.isEmpty else { return }
        do {
            try await administration.request(RD_KAFKA_ADMIN_OP_ALTERCONSUMERGROUPOFFSETS, doing) {
                client, admin, queue in
                let list = PartitionList(next)
                var groups: [OpaquePointer?] = [rd_kafka_AlterConsumerGroupOffsets_new(name, list.pointer)]
                defer { rd_kafka_AlterConsumerGroupOffsets_destroy_array(&groups, groups.count) }
                rd_kafka_AlterConsumerGroupOffsets(client, &groups, groups.count, admin, queue)
            } reading: { event in
                var count = 0
                let groups = rd_kafka_AlterConsumerGroupOffsets_result_groups(
                    rd_kafka_event_AlterConsumerGroupOffsets_result(event), &count)
                guard count > 0, let group = groups?[0] else { return }
                if let error = rd_kafka_group_result_error(group) {
                    try KafkaFailure.check(rd_kafka_error_code(error))
                }
                for entry in PartitionList.entries(of: rd_kafka_group_result_partitions(group)) {
                    try KafkaFailure.check(entry.error)
                }
            }
        } catch let error as EventLogError {
            // A member that joined between the look and the request.
            let joined = (try? await members(of: [name])[name]) ?? []
            try OffsetsToSet.check(members: joined.map(\.id), doing: doing)
            throw error
        }
    }

    private func list() async throws -> [String] {
        try await administration.request(RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPS, "listing the groups") {
            client, admin, queue in
            rd_kafka_ListConsumerGroups(client, admin, queue)
        } reading: { event in
            let result = rd_kafka_event_ListConsumerGroups_result(event)
            var count = 0
            // What one broker of several does not answer is missing, rather than all; none is said only by one that answers.
            let groups = rd_kafka_ListConsumerGroups_result_valid(result, &count)
            var failed = 0
            let errors = rd_kafka_ListConsumerGroups_result_errors(result, &failed)
            if count == 0, failed > 0, let error = errors?[0] {
                throw KafkaFailure(rd_kafka_error_code(error), String(cString: rd_kafka_error_string(error)))
            }
            return (0..<count).compactMap { index in
                rd_kafka_ConsumerGroupListing_group_id(groups?[index]).map { String(cString: $0) }
            }
        }
    }

    private func members(of names: [String]) async throws -> [String: [GroupDescription.Member]] {
        try await administration.request(RD_KAFKA_ADMIN_OP_DESCRIBECONSUMERGROUPS, "describing the groups") {
            client, admin, queue in
            let copies = names.map { strdup($0) }
            defer { for copy in copies { free(copy) } }
            var pointers: [UnsafePointer<CChar>?] = copies.map { $0.map { UnsafePointer($0) } }
            rd_kafka_DescribeConsumerGroups(client, &pointers, pointers.count, admin, queue)
        } reading: { event in
            var count = 0
            let groups = rd_kafka_DescribeConsumerGroups_result_groups(
                rd_kafka_event_DescribeConsumerGroups_result(event), &count)
            var members: [String: [GroupDescription.Member]] = [:]
            for index in 0..<count {
                guard let group = groups?[index] else { continue }
                try KafkaFailure.check(rd_kafka_error_code(rd_kafka_ConsumerGroupDescription_error(group)))
                let name = String(cString: rd_kafka_ConsumerGroupDescription_group_id(group))
                members[name] = (0..<rd_kafka_ConsumerGroupDescription_member_count(group))
                    .compactMap { rd_kafka_ConsumerGroupDescription_member(group, $0).map(Self.member) }
                    .sorted { ($0.partitions.first ?? .max, $0.id) < ($1.partitions.first ?? .max, $1.id) }
            }
            return members
        }
    }

    private static func member(_ member: OpaquePointer) -> GroupDescription.Member {
        let assignment = rd_kafka_MemberDescription_assignment(member)
        let entries = PartitionList.entries(
            of: assignment.flatMap { rd_kafka_MemberAssignment_partitions($0) })
        return GroupDescription.Member(
            id: rd_kafka_MemberDescription_consumer_id(member).map { String(cString: $0) } ?? "",
            partitions: Set(entries.map(\.place.partition)).sorted())
    }

    /// One group a request: librdkafka takes no more.
    private func committed(by name: String) async throws -> [TopicPartition: Int64] {
        let doing = "looking up the offsets of group \(name)"
        return try await administration.request(RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS, doing) {
            client, admin, queue in
            var groups: [OpaquePointer?] = [rd_kafka_ListConsumerGroupOffsets_new(name, nil)]
            defer { rd_kafka_ListConsumerGroupOffsets_destroy_array(&groups, groups.count) }
            rd_kafka_ListConsumerGroupOffsets(client, &groups, groups.count, admin, queue)
        } reading: { event in
            var count = 0
            let groups = rd_kafka_ListConsumerGroupOffsets_result_groups(
                rd_kafka_event_ListConsumerGroupOffsets_result(event), &count)
            guard count > 0, let group = groups?[0] else { return [:] }
            if let error = rd_kafka_group_result_error(group) {
                try KafkaFailure.check(rd_kafka_error_code(error))
            }
            let entries = PartitionList.entries(of: rd_kafka_group_result_partitions(group))
            return Dictionary(entries.filter { $0.offset >= 0 }.map { ($0.place, $0.offset) }) { $1 }
        }
    }
}
