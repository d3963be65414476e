import Foundation
import Plan
import Schemas

/// Who is meant by a name in a case, and where they are reached.
struct Addressing {
    let plan: ResponsePlan

    /// People by their ids, or by the plan's recipients (`role:legal-counsel`); each once, and for who is on leave who acts
    /// for them. A name that means nobody is kept, so that the delivery to it fails visibly.
    func people(_ names: [String], at time: Int64) -> [String] {
        var seen = Set<String>()
        let date = Date(timeIntervalSince1970: Double(time) / 1000)
        return names.flatMap { name -> [String] in
            if let person = plan.person(name) { return [plan.acting(for: person, at: date).id] }
            guard let recipient = ResponsePlan.Recipient(name) else { return [name] }
            let found = plan.people(for: recipient, at: date).map(\.id)
            return found.isEmpty ? [name] : found
        }.filter { seen.insert($0).inserted }
    }

    /// Whom a directive is for: its assignee, else the head of its department.
    func addressee(of directive: Directive) -> String {
        if !directive.assignee.isEmpty { return directive.assignee }
        return plan.department(directive.department)?.head ?? "department:\(directive.department)"
    }

    /// A person's contacts on the channels that the routing allows, in its order; without channels in the person's own.
    func contacts(of person: String, on channels: [String]) -> [ResponsePlan.Contact] {
        let contacts = plan.person(person)?.contacts ?? []
        guard !channels.isEmpty else { return contacts }
        return channels.flatMap { channel in contacts.filter { $0.channel.rawValue == channel } }
    }

    func route(for notice: String, grade: Schemas.Grade) -> ResponsePlan.Route? {
        ResponsePlan.Notice(rawValue: notice).flatMap { what in
            plan.routes(for: what, grade: ResponsePlan.Grade(rawValue: grade.rawValue)).first
        }
    }
}
