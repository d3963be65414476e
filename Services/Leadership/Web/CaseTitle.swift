import Plan
import Schemas

/// What cases and incidents are called, everywhere: a drill's title begins with the plan's own marker, as its messages do,
/// so that no row, choice or heading can be taken for the real thing.
extension Naming {
    func title(_ incident: Incident) -> String {
        marked(incident.title.isEmpty ? incident.id : incident.title, isDrill: incident.drill)
    }

    func title(_ matter: Case) -> String {
        marked(matter.title.isEmpty ? matter.incidentID : matter.title, isDrill: matter.drill)
    }

    /// A text that may have its marker already, in any of the plan's languages.
    func marked(_ text: String, isDrill: Bool) -> String {
        guard isDrill else { return text }
        let markers = plan.drill.marker.texts.values
        guard !markers.contains(where: { !$0.isEmpty && text.hasPrefix($0) }) else { return text }
        let own = plan.drill.marker[words.language]
        return (own.isEmpty ? words["drill"] + words["colon"] : own) + text
    }
}

extension ViewSnapshot {
    /// An incident's title by itself, else its case's, else what it was called before; its id where none of them is known.
    func title(ofIncident id: String, _ naming: Naming, else known: String = "") -> String {
        if let incident = incidents[id], !incident.title.isEmpty { return naming.title(incident) }
        if let matter = cases[id], !matter.title.isEmpty { return naming.title(matter) }
        return naming.marked(known.isEmpty ? id : known, isDrill: isDrill(id))
    }

    func isDrill(_ incident: String) -> Bool { drills.contains(incident) || cases[incident]?.drill == true }
}

extension Naming {
    func title(_ evaluation: Evaluation) -> String {
        marked(evaluation.title.isEmpty ? evaluation.incidentID : evaluation.title, isDrill: evaluation.drill)
    }
}
