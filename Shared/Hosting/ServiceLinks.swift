/// Variables that Kubernetes and Docker put into a container for every service beside it: one called `monitoring` gives
/// `MONITORING_PORT=tcp://10.0.0.7:8081`, which is nobody's setting.
enum ServiceLinks {
    static func removed(from environment: [String: String]) -> [String: String] {
        environment.filter { !isOne($0.key, $0.value) }
    }

    static func isOne(_ name: String, _ value: String) -> Bool {
        if name.hasSuffix("_SERVICE_HOST") || name.wholeMatch(of: /.+_SERVICE_PORT(_[A-Z0-9_]+)?/) != nil {
            return true
        }
        if name.wholeMatch(of: /.+_PORT_[0-9]+_(TCP|UDP|SCTP)(_(ADDR|PORT|PROTO))?/) != nil { return true }
        return name.hasSuffix("_PORT") && ["tcp://", "udp://", "sctp://"].contains(where: value.hasPrefix)
    }
}
