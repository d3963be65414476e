public import Text

/// A call to the outside, whole before it is made.
public struct OutgoingCall: Sendable {
    public enum Method: String, Sendable { case get = "GET", post = "POST" }

    public struct Limits: Hashable, Sendable {
        /// Until the connection stands, of one address.
        public var connect: Duration
        /// From looking the host up to the last byte of the answer, of one hop.
        public var whole: Duration
        /// Of the answer's body, unpacked; a longer one is an error. 0: the body is not read.
        public var bytes: Int
        /// Followed at most; 0: a redirect is an answer like any other.
        public var redirects: Int
        /// The body of an answer other than 2xx is read too, as far as `bytes` goes: vendors say there what is wrong.
        public var readsErrors: Bool

        public init(
            connect: Duration = .seconds(10), whole: Duration = .seconds(30), bytes: Int = 1 << 20,
            redirects: Int = 0, readsErrors: Bool = false
        ) {
            self.connect = connect
            self.whole = whole
            self.bytes = bytes
            self.redirects = redirects
            self.readsErrors = readsErrors
        }
    }

    public var method: Method
    public var address: WebAddress
    /// Names in any case; the client adds host, length, user agent and what encodings it takes.
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]
    public var limits: Limits
    /// Which try this is, from 0: a host's addresses take turns.
    public var attempt: Int

    public init(
        _ method: Method = .get, _ address: WebAddress, headers: [(name: String, value: String)] = [],
        body: [UInt8] = [], limits: Limits = Limits(), attempt: Int = 0
    ) {
        self.method = method
        self.address = address
        self.headers = headers
        self.body = body
        self.limits = limits
        self.attempt = attempt
    }
}

/// What was answered.
public struct OutgoingAnswer: Sendable {
    public var status: Int
    public var headers: [(name: String, value: String)]
    /// Of a 2xx; of others only where the call's limits say so.
    public var body: [UInt8]
    /// Where it was found in the end.
    public var address: WebAddress
    /// Where it has moved for good, if all redirects on the way said so.
    public var movedTo: WebAddress?

    /// The first header of that name.
    public subscript(name: String) -> String? {
        let name = name.lowercased()
        return headers.first { $0.name.lowercased() == name }?.value
    }
}

/// A call that brought no answer. Says what was called without its query, and never what was sent.
public struct EgressFailure: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Kind: Hashable, Sendable {
        /// The host, or where a redirect leads, is not to be called: the same again would end the same way.
        case refused
        /// It may be otherwise another time.
        case failed
    }
    public var kind: Kind
    public var description: String

    public init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}
