import Foundation
import Hosting
import Testing

@Suite struct SettingsTests {
    /// A folder with files, gone with the test.
    private final class Folder {
        let url = FileManager.default.temporaryDirectory.appending(path: "settings-\(UUID().uuidString)")

        init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }

        deinit { try? FileManager.default.removeItem(at: url) }

        func write(_ name: String, _ text: String) throws -> String {
            let file = url.appending(path: name)
            try Data(text.utf8).write(to: file)
            return file.path
        }
    }

    static let file = """
        {"leadership": {"port": 7001, "host": "from-file"}, "fenghuo": {"strict": true, "data": "/from/file"}}
        """

    @Test(
        "What was said on the command line wins over the environment, the environment over the file",
        arguments: [
            (override: "7003", variable: "7002", expected: 7003),
            (override: nil, variable: "7002", expected: 7002),
            (override: nil, variable: nil, expected: 7001),
        ] as [(override: String?, variable: String?, expected: Int)])
    func precedence(override: String?, variable: String?, expected: Int) async throws {
        let folder = try Folder()
        var environment = ["FENGHUO_CONFIG_FILE": try folder.write("fenghuo.json", Self.file)]
        environment["LEADERSHIP_PORT"] = variable
        let settings = try await Settings.load(
            overrides: override.map { ["leadership.port": $0] } ?? [:], environment: environment)
        #expect(try settings.port("leadership.port", default: 1) == expected)
        #expect(settings.string("leadership.host") == "from-file", "one key's override leaves the others alone")
    }

    @Test func `Numbers and truth values of the file are read as what they are`() async throws {
        let folder = try Folder()
        let settings = try await Settings.load(
            environment: ["FENGHUO_CONFIG_FILE": try folder.write("fenghuo.json", Self.file)])
        #expect(try settings.int("leadership.port", default: 0) == 7001)
        #expect(try settings.bool("fenghuo.strict", default: false))
        #expect(settings.dataFolder.path == "/from/file")
    }

    @Test func `Nothing said gives the default, and so does an empty variable`() async throws {
        let settings = try await Settings.load(environment: ["LEADERSHIP_HOST": "", "LEADERSHIP_PORT": ""])
        #expect(settings.string("leadership.host") == nil)
        #expect(try settings.port("leadership.port", default: 8080) == 8080)
        #expect(try settings.bool("fenghuo.strict", default: true))
        #expect(settings.string("fenghuo.nothing", default: "x") == "x")
        #expect(settings.dataFolder.relativePath == "data")
    }

    @Test(
        "A mistake names the key, its variable, what was found and what was expected",
        arguments: [
            ("LEADERSHIP_PORT", "leadership.port", "eighty", "a whole number from 0 to 65535"),
            ("LEADERSHIP_PORT", "leadership.port", "65536", "a whole number from 0 to 65535"),
            ("LEADERSHIP_PORT", "leadership.port", "-1", "a whole number from 0 to 65535"),
            ("LEADERSHIP_PORT", "leadership.port", "80.0", "a whole number from 0 to 65535"),
        ])
    func portMistake(variable: String, key: String, found: String, expected: String) async throws {
        let settings = try await Settings.load(environment: [variable: found])
        let mistake = try #require(throws: SettingMistake.self) { try settings.port(key, default: 1) }
        #expect(mistake == SettingMistake(key: key, found: "\"\(found)\"", expected: expected))
        for part in [key, variable, found, expected] { #expect("\(mistake)".contains(part)) }
    }

    @Test(arguments: ["0", "1", "65535"])
    func `Ports may be 0, which lets the system choose`(text: String) async throws {
        let settings = try await Settings.load(environment: ["LEADERSHIP_PORT": text])
        #expect(try settings.port("leadership.port", default: 8080) == Int(text))
    }

    @Test(
        arguments: [
            ("true", true), ("YES", true), ("1", true), ("on", true), ("false", false), ("No", false), ("0", false),
            ("off", false),
        ])
    func `Truth values have several spellings`(text: String, value: Bool) async throws {
        let settings = try await Settings.load(environment: ["FENGHUO_STRICT": text])
        #expect(try settings.bool("fenghuo.strict", default: !value) == value)
    }

    @Test func `A truth value that is none is refused`() async throws {
        let settings = try await Settings.load(environment: ["FENGHUO_STRICT": "maybe"])
        let mistake = try #require(throws: SettingMistake.self) {
            try settings.bool("fenghuo.strict", default: false)
        }
        #expect("\(mistake)".contains("FENGHUO_STRICT") && mistake.found == "\"maybe\"")
    }

    @Test func `Values are inclusive at both ends of a range`() async throws {
        let settings = try await Settings.load(environment: ["A": "1", "B": "8", "C": "9"])
        #expect(try settings.int("a", default: 3, in: 1...8) == 1)
        #expect(try settings.int("b", default: 3, in: 1...8) == 8)
        #expect(throws: SettingMistake.self) { try settings.int("c", default: 3, in: 1...8) }
    }

    @Test func `A secret comes from its variable, or from the file named beside it`() async throws {
        let folder = try Folder()
        let path = try folder.write("secret", "of the file\n")
        let both = try await Settings.load(environment: [
            "MAIL_PASSWORD": "of the variable", "MAIL_PASSWORD_FILE": path,
        ])
        #expect(try both.secret("mail.password") == "of the file")
        let one = try await Settings.load(environment: ["MAIL_PASSWORD": "of the variable"])
        #expect(try one.secret("mail.password") == "of the variable")
        #expect(try one.secret("mail.other") == nil)
        let empty = try await Settings.load(environment: ["MAIL_PASSWORD": ""])
        #expect(try empty.secret("mail.password") == nil, "an empty secret is none")
    }

    @Test func `A secret's file that cannot be read is a mistake, and no secret is in it`() async throws {
        let settings = try await Settings.load(
            environment: ["MAIL_PASSWORD": "hunter2", "MAIL_PASSWORD_FILE": "/nowhere/secret"])
        let mistake = try #require(throws: SettingMistake.self) { try settings.secret("mail.password") }
        #expect(mistake.key == "mail.password.file")
        #expect("\(mistake)".contains("MAIL_PASSWORD_FILE") && "\(mistake)".contains("/nowhere/secret"))
        #expect(!"\(mistake)".contains("hunter2"))
    }

    @Test(arguments: ["{\"leadership\": ", "[1, 2]", nil])
    func `A configuration file that is none is refused with its path`(text: String?) async throws {
        let folder = try Folder()
        let path = try text.map { try folder.write("fenghuo.json", $0) } ?? folder.url.appending(path: "no.json").path
        let mistake = try await #require(throws: SettingMistake.self) {
            try await Settings.load(environment: ["FENGHUO_CONFIG_FILE": path])
        }
        #expect(mistake.key == "fenghuo.config.file")
        #expect("\(mistake)".contains("FENGHUO_CONFIG_FILE") && "\(mistake)".contains(path))
    }

    @Test func `A plan's secrets are found by the variable's own name`() async throws {
        let settings = try await Settings.load(environment: ["FENGHUO_KEY_WEIBO_STREAM": "k"])
        #expect(settings.environmentVariable("FENGHUO_KEY_WEIBO_STREAM") == "k")
        #expect(settings.environmentVariable("FENGHUO_KEY_OTHER") == nil)
    }
}
