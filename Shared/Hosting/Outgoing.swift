public import Egress
import Foundation
public import Plan
import Text

extension ServiceEnvironment {
    /// The way out as configuration and plan have it: the proxies of `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, the
    /// authorities of `egress.authorities`, the name of `egress.user.agent`, the hosts of the plan's `allowHosts`.
    /// - Throws: `SettingMistake`.
    public func egress() throws -> Egress { try settings.egress(plan: plan) }
}

extension Settings {
    /// The one way out, as these settings and the plan have it.
    /// - Throws: `SettingMistake`.
    public func egress(plan: ResponsePlan) throws -> Egress {
        Egress(
            options: try EgressOptions(self),
            guardian: AddressGuard(isAllowed: { plan.allows(host: $0, port: $1) }))
    }
}

extension EgressOptions {
    /// - Throws: `SettingMistake`, which never holds a proxy's password.
    init(_ settings: Settings) throws {
        func proxy(_ key: String) throws -> Proxy? {
            // Both spellings are in use.
            let text = try settings.secret(key) ?? settings.environmentVariable(key.replacing(".", with: "_"))
            guard let text, !text.isEmpty else { return nil }
            do throws(WebAddress.Mistake) {
                return try Proxy(text)
            } catch {
                throw SettingMistake(key: key, found: error.found, expected: "http://host:port: \(error.expected)")
            }
        }
        let noProxy = settings.string("no.proxy") ?? settings.environmentVariable("no_proxy") ?? ""
        let authorities = settings.string("egress.authorities")
        if let authorities, !FileManager.default.isReadableFile(atPath: authorities) {
            throw SettingMistake(
                key: "egress.authorities", found: "\(authorities), unreadable",
                expected: "a readable PEM file of the authorities trusted besides the system's")
        }
        let agent = settings.string("egress.user.agent", default: "Fenghuo/1")
        guard agent.utf8.count <= 256, agent.utf8.allSatisfy({ (0x20...0x7e).contains($0) }) else {
            throw SettingMistake(
                key: "egress.user.agent", found: "\(agent.utf8.count) bytes, or others than printable ASCII",
                expected: "at most 256 bytes of printable ASCII")
        }
        self.init(
            secureProxy: try proxy("https.proxy"), plainProxy: try proxy("http.proxy"), noProxy: NoProxy(noProxy),
            authorities: authorities, userAgent: agent)
    }
}
