extension ResponsePlan {
    /// How much a person is told at once. What is of grade I, or graver than all that a person was told of a case, is
    /// never held back.
    public struct Attention: Sendable, Hashable {
        /// What comes to one person about one case within so long after a message goes out in the next, as one.
        public var gather: Span
        /// Messages to one person within an hour, about all cases of a subject; more stands in the next one.
        public var most: Int
    }
}
