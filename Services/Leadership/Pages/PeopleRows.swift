import Foundation
import Plan
import Schemas

/// The plan's people by group: what they are, who stands in for them, and who is on duty now.
struct PeopleRows {
    let snapshot: ViewSnapshot
    let naming: Naming
    /// Milliseconds since 1970.
    let now: Int64

    private var plan: ResponsePlan { naming.plan }

    /// Who is on duty, by group.
    var duty: [Fields] {
        plan.duty(at: now).map { turn in
            Fields([
                "groupName": naming.group(turn.group), "personName": naming.person(turn.person),
                "personID": turn.person,
                "until": turn.until.map { until -> Fields in
                    [
                        "time": naming.time(until) ?? "", "remaining": naming.remaining(until: until, now: now),
                        "due": until,
                    ]
                },
                "next": turn.next.map { naming.words.filled("duty_next", naming.person($0)) },
                "standby": turn.rota == nil ? naming.words["duty_standby"] : nil,
            ])
        }
    }

    var groups: [Fields] {
        let onDuty = Set(plan.duty(at: now).map(\.person))
        let reached = snapshot.lastReached
        return plan.groups.map { group in
            // Members of a group may act in another one as well.
            Fields([
                "groupName": group.names[naming.words.language], "duties": group.duties,
                "members": group.members.compactMap { plan.person($0) }.map {
                    person(row: $0, isOnDuty: onDuty.contains($0.id), reached: reached[$0.id])
                },
            ])
        }
    }

    private func person(row person: ResponsePlan.Person, isOnDuty: Bool, reached: Delivery?) -> Fields {
        let words = naming.words
        let waiting = (snapshot.awaiting[person.id] ?? []).count
        let date = Date(timeIntervalSince1970: Double(now) / 1000)
        return Fields([
            "personID": person.id, "personName": naming.person(person.id), "isOnDuty": isOnDuty,
            "roles": naming.list(person.roles.map { naming.role($0) }),
            "department": naming.department(person.department),
            "deputies": person.deputies.isEmpty
                ? words["people_noDeputy"] : naming.list(person.deputies.map { naming.person($0) }),
            "media": naming.list(person.contacts.map { naming.medium($0.channel.rawValue) }),
            "reached": reached.map {
                words.filled("people_last", naming.time($0.deliveredAt) ?? "", naming.medium($0.channel))
            },
            "away": person.leave.first { $0.contains(date) }.map {
                words.filled("people_away", naming.time(Int64($0.until.timeIntervalSince1970 * 1000)) ?? "")
            },
            "unanswered": waiting > 0 ? words.filled("people_unanswered", String(waiting)) : nil,
        ])
    }
}

extension Naming {
    func group(_ id: String) -> String { plan.group(id)?.names[words.language] ?? id }
}

extension ViewSnapshot {
    /// By recipient, the message that was taken last on whatever channel.
    fileprivate var lastReached: [String: Delivery] {
        deliveries.values.reduce(into: [:]) { last, delivery in
            guard delivery.deliveredAt > 0 else { return }
            let known = last[delivery.recipient]
            if (known?.deliveredAt ?? 0, known?.id ?? "") < (delivery.deliveredAt, delivery.id) {
                last[delivery.recipient] = delivery
            }
        }
    }
}
