import ArgumentParser
import Plan

/// A word where a subcommand belongs that is none: argument-parser calls it an unexpected argument.
struct MistypedCommand: Hashable, CustomStringConvertible {
    /// The commands before it: `fenghuo topics`.
    var parent: String
    var word: String
    /// The subcommands there are.
    var known: [String]

    /// - Returns: `nil` where every word in a subcommand's place names one.
    init?(_ arguments: [String], of root: any ParsableCommand.Type) {
        var (command, names) = (root, [Self.name(of: root)])
        for word in arguments {
            let children = command.configuration.subcommands
            guard !children.isEmpty, !word.hasPrefix("-"), word != "help" else { return nil }
            guard let child = children.first(where: { Self.answers($0, to: word) }) else {
                // It may be for the command that is meant where none is named.
                guard command.configuration.defaultSubcommand == nil else { return nil }
                self.init(
                    parent: names.joined(separator: " "), word: word, known: children.map(Self.name).sorted())
                return
            }
            (command, names) = (child, names + [word])
        }
        return nil
    }

    private init(parent: String, word: String, known: [String]) {
        self.parent = parent
        self.word = word
        self.known = known
    }

    var description: String {
        let shown = String(String.UnicodeScalarView(word.unicodeScalars.prefix(60).filter { !$0.properties.isControl }))
        let near = nearestWord(to: word, among: known).map { "; did you mean `\(parent) \($0)`?" }
        return "\(parent): no command \"\(shown)\"\(near ?? "; there are: \(known.joined(separator: ", "))")\n"
            + "See `\(parent) --help`."
    }

    private static func answers(_ command: any ParsableCommand.Type, to word: String) -> Bool {
        name(of: command) == word || command.configuration.aliases.contains(word)
    }

    /// As argument-parser makes it of a type's name where no other is given.
    static func name(of command: any ParsableCommand.Type) -> String {
        if let name = command.configuration.commandName { return name }
        var name = ""
        for character in String(describing: command) {
            if character.isUppercase, let last = name.last, last != "-", !last.isUppercase { name += "-" }
            name += character.lowercased()
        }
        return name
    }
}
