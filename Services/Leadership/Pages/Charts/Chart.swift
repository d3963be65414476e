/// A drawing with what goes along with it: title, description, legend, and the same figures as a table.
struct Chart {
    let id: String
    let title: String
    let description: String
    let drawings: [(frame: ChartFrame, drawing: Drawing)]
    /// Style and name of what is drawn.
    let keys: [(style: String, name: String)]
    /// Listed below the drawing; a drawing beside another with the same marks leaves that to it.
    var marks: [ChartMark] = []
    let head: [String]
    let rows: [[String]]

    func fields(_ naming: Naming) -> Fields {
        Fields([
            "chartID": id, "chartTitle": title, "description": description,
            "drawings": drawings.map { frame, drawing -> Fields in
                var fields = drawing.fields
                fields["device"] = frame.name
                return fields
            },
            "hasKeys": !keys.isEmpty, "keys": keys.map { ["keyStyle": $0.style, "keyName": $0.name] as Fields },
            "marks": marks.map { mark -> Fields in
                ["number": mark.number, "markTime": naming.time(mark.at) ?? "", "markAction": mark.action]
            },
            "hasMarks": !marks.isEmpty, "head": head,
            "dataRows": rows.map { ["cells": $0] as Fields },
        ])
    }
}
