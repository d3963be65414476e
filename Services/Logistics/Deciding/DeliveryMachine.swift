import Casework
import Schemas
import SwiftProtobuf

/// One delivery's life: every input is a function that changes it or leaves it, and says which. No I/O, no clock.
///
/// `pending → delivered → acknowledged`, with `failed` (given up, a person may ask again) and `cancelled` (no longer
/// wanted) aside. What is acknowledged or cancelled stays so: a late word never reopens it.
struct DeliveryMachine {
    enum Effect: Equatable {
        case unchanged
        case changed
        /// It has failed visibly just now: the person may be reached on another channel.
        case gaveUp
    }

    private(set) var delivery: Delivery

    init(_ delivery: Delivery) { self.delivery = delivery }

    /// An attempt came back. One that was counted before is not counted again, but its good news is believed.
    mutating func attempted(_ attempt: Attempt) -> Effect {
        let isKnown = attempt.number <= delivery.attempts
        guard !isKnown || (attempt.outcome == .delivered && delivery.state == .pending) else { return .unchanged }
        delivery.attempts = max(delivery.attempts, attempt.number)
        switch attempt.outcome {
        case .delivered:
            delivery.verdict = attempt.verdict
            delivery.lastError = ""
            if delivery.deliveredAt == 0 { delivery.deliveredAt = attempt.at }
            if delivery.state == .pending || delivery.state == .failed {
                delivery.state = .delivered
                delivery.nextAttemptAt = 0
            }
            return changed()
        case .withheld: return cancelled(because: attempt.verdict)
        case .retry, .refused, .unspecified, .UNRECOGNIZED:
            guard delivery.state == .pending else { return changed() }
            delivery.verdict = attempt.verdict
            delivery.lastError = attempt.error
            if attempt.outcome == .refused { return failed() }
            let next = DeliverySchedule.next(
                after: attempt.at, made: Int(delivery.attempts - delivery.retriedAfter), total: Int(delivery.attempts),
                id: delivery.id, retryAfter: attempt.retryAfterSeconds)
            guard let next else {
                delivery.lastError =
                    "given up after \(delivery.attempts - delivery.retriedAfter) attempts; the last: \(attempt.error)"
                return failed()
            }
            delivery.nextAttemptAt = next
            return changed()
        }
    }

    /// Another message to the same person goes out in this one: as soon as the more urgent of the two, and asking for what
    /// either asks.
    mutating func joined(by draft: Delivery) -> Effect {
        guard delivery.state == .pending, delivery.attempts == 0 else { return .unchanged }
        delivery.joined.append(
            .with {
                $0.id = draft.about
                $0.thing = draft.thing
                $0.title = draft.title
                $0.text = draft.body
            })
        delivery.nextAttemptAt = min(delivery.nextAttemptAt, draft.nextAttemptAt)
        if draft.grade != .unspecified, delivery.grade == .unspecified || draft.grade.rawValue < delivery.grade.rawValue
        {
            delivery.grade = draft.grade
        }
        func sooner(_ one: Int64, _ other: Int64) -> Int64 {
            one == 0 || other == 0 ? max(one, other) : min(one, other)
        }
        delivery.nextReminderAt = sooner(delivery.nextReminderAt, draft.nextReminderAt)
        delivery.escalateAt = sooner(delivery.escalateAt, draft.escalateAt)
        return changed()
    }

    /// A newer message asks for the acknowledgement of this one, too. When others are told stays as it was.
    mutating func askedElsewhere() -> Effect {
        guard delivery.acknowledge else { return .unchanged }
        delivery.acknowledge = false
        delivery.nextReminderAt = 0
        return changed()
    }

    /// The newer message that asked for its acknowledgement is over.
    mutating func askedAgain(at time: Int64) -> Effect {
        guard !delivery.acknowledge else { return .unchanged }
        delivery.acknowledge = true
        if delivery.reminders < delivery.reminderLimit, delivery.repeatSeconds > 0 {
            delivery.nextReminderAt = EventBounds.sum(time, delivery.repeatSeconds * 1000)
        }
        return changed()
    }

    /// The message that asks again carries on all that this one asked.
    mutating func handedOn() -> Effect {
        guard delivery.acknowledge else { return .unchanged }
        delivery.acknowledge = false
        stopAsking()
        return changed()
    }

    /// Only so many of the joined notices were in the message that arrived: the rest is told in another.
    mutating func parted(after count: Int) -> Effect {
        guard count < delivery.joined.count else { return .unchanged }
        delivery.joined.removeSubrange(count...)
        return changed()
    }

    /// The recipient has heard. What failed to arrive may have been heard elsewhere; what was cancelled stays so.
    mutating func acknowledged(by person: String, at time: Int64) -> Effect {
        switch delivery.state {
        case .pending, .delivered, .failed:
            delivery.state = .acknowledged
            delivery.acknowledgedBy = person
            delivery.acknowledgedAt = time
            delivery.nextAttemptAt = 0
            stopAsking()
            return changed()
        case .acknowledged, .cancelled, .unspecified, .UNRECOGNIZED:
            return .unchanged
        }
    }

    /// Nobody needs it any more. What arrived has arrived, but is not asked about again.
    mutating func cancelled(because reason: String) -> Effect {
        let wasAsking = isAsking
        if delivery.state == .pending {
            delivery.state = .cancelled
            delivery.verdict = reason
            delivery.nextAttemptAt = 0
        } else if delivery.state == .delivered, delivery.acknowledge {
            delivery.acknowledge = false
        } else if !wasAsking {
            return .unchanged
        }
        stopAsking()
        return changed()
    }

    /// It reached its recipient on another channel meanwhile: nothing more is sent or asked on this one.
    mutating func overtaken(on channel: String) -> Effect {
        guard delivery.state == .pending else { return .unchanged }
        return cancelled(because: "reached on \(channel)")
    }

    /// What was asked about another delivery of the same is asked about this one, in the same rhythm.
    mutating func asks(like other: Delivery) -> Effect {
        guard delivery.acknowledge, !isAsking else { return .unchanged }
        delivery.repeatSeconds = other.repeatSeconds
        delivery.reminders = other.reminders
        delivery.reminderLimit = other.reminderLimit
        delivery.nextReminderAt = other.nextReminderAt
        delivery.escalateTo = other.escalateTo
        delivery.escalateAt = other.escalateAt
        return changed()
    }

    /// A person asks for another try of what failed; the schedule begins anew.
    mutating func retried(at time: Int64) -> Effect {
        guard delivery.state == .failed else { return .unchanged }
        return pending(at: time)
    }

    /// What was cancelled with its case is wanted again, because the case was opened again.
    mutating func revived(at time: Int64) -> Effect {
        guard delivery.state == .cancelled else { return .unchanged }
        return pending(at: time)
    }

    /// A decision about it was carried out or refused.
    mutating func answered(_ answer: DecisionAnswer) -> Effect {
        delivery.answers.add(answer)
        return changed()
    }

    /// It was asked again at `time`; when the limit is reached, that was the last time.
    mutating func reminded(at time: Int64) -> Effect {
        guard delivery.nextReminderAt > 0 else { return .unchanged }
        delivery.reminders += 1
        delivery.nextReminderAt =
            delivery.reminders < delivery.reminderLimit && delivery.repeatSeconds > 0
            ? EventBounds.sum(time, delivery.repeatSeconds * 1000) : 0
        return changed()
    }

    /// Its escalation came due; `told` is whether anybody was told.
    mutating func escalated(told: Bool) -> Effect {
        guard delivery.escalateAt > 0 else { return .unchanged }
        delivery.escalateAt = 0
        delivery.escalated = told
        return changed()
    }

    /// Whether time alone will make it do something.
    var isAsking: Bool { delivery.nextReminderAt > 0 || delivery.escalateAt > 0 }

    private mutating func stopAsking() {
        delivery.nextReminderAt = 0
        delivery.escalateAt = 0
    }

    private mutating func pending(at time: Int64) -> Effect {
        delivery.state = .pending
        delivery.retriedAfter = delivery.attempts
        delivery.nextAttemptAt = time
        return changed()
    }

    private mutating func failed() -> Effect {
        delivery.state = .failed
        delivery.nextAttemptAt = 0
        _ = changed()
        return .gaveUp
    }

    private mutating func changed() -> Effect {
        delivery.revision += 1
        return .changed
    }
}
