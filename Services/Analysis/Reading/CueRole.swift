/// What finding a phrase in a text means.
enum CueRole: Hashable, Sendable {
    /// Trouble, 0…1.
    case negative(Float)
    /// Praise or relief, 0…1.
    case positive(Float)
    /// Turns the cue that follows closely.
    case negator
    /// "But": what follows it weighs more than what went before.
    case contrast
    case question
    /// Says the opposite of what it means, or mocks.
    case irony
    /// Suppresses every other cue within it: 防诈骗 is no fraud.
    case shield
    /// Trouble that was kept from happening: the sentence tells of no doing of the subject's.
    case prevention
    case firstPerson
    /// Asks for redress.
    case complaint
    /// Hearsay, 0…1.
    case rumour(Float)
    /// Says that something is not true.
    case refutation
    /// Says so in the voice of one who has looked into it.
    case denial
    /// Says that what is told is long past.
    case past
    /// Offers something to everybody.
    case solicitation
    /// A name closely behind it, or before it, plays another part than the one the text is about: a source, a custodian, a
    /// creditor, one of a list, a place.
    case partBehind
    case partBefore
    case advertisement
    /// What the text is about: an index into `Lexicon.matters`.
    case matter(Int)
    /// A list of terms in the plan: an index into `CueLexicon.marks`.
    case mark(Int)
    /// An institution: an index into `CueLexicon.owners`.
    case name(Int)
}
