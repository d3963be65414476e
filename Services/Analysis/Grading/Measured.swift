import Schemas

/// The numbers of one assessment: all that grading needs. Texts are made of them when they are to be read.
struct Measured: Equatable {
    /// By the order of `ResponsePlan.Indicator.allCases` and `ResponsePlan.ImpactAxis.allCases`.
    var indicators = SIMD4<Double>()
    var indicatorSteps = SIMD4<Int>(repeating: 1)
    var impacts = SIMD4<Double>()
    var impactSteps = SIMD4<Int>(repeating: 1)
    /// 0…100.
    var total = 0.0
    var grade = Grade.unspecified
    /// Peak of mentions per hour, and the share that is negative, 0…1: what two indicators were made of.
    var peak = 0.0
    var negativeShare = 0.0
    /// Of the rumour-like mentions, 0…1.
    var rumourLikelihood = 0.0
    /// Number of the worst list of sensitive terms met; -1 for none.
    var worst = -1
    /// Sources of the subject that are silent past their cadence.
    var silent = 0
    /// Its negative mentions against its own past.
    var growth = Growth()
    /// Event time, ms since 1970.
    var clock: Int64 = 0

    var numbers: Numbers { Numbers(total: total, grade: grade, clock: clock) }

    /// What grading looks at.
    struct Numbers: Equatable {
        var total = 0.0
        var grade = Grade.unspecified
        var clock: Int64 = 0

        init(total: Double = 0, grade: Grade = .unspecified, clock: Int64 = 0) {
            self.total = total
            self.grade = grade
            self.clock = clock
        }

        init(_ assessment: Assessment) {
            self.init(
                total: assessment.total, grade: assessment.computedGrade, clock: assessment.assessedAt)
        }
    }
}
