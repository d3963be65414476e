public import Foundation

extension ResponsePlan {
    /// Working days and hours in the institution's time zone.
    public struct WorkingCalendar: Sendable, Hashable {
        /// A day of the civil calendar, written `2026-10-01`.
        public struct Day: Sendable, Hashable, Comparable, CustomStringConvertible {
            public var year: Int
            public var month: Int
            public var day: Int

            public init(year: Int, month: Int, day: Int) {
                self.year = year
                self.month = month
                self.day = day
            }

            public static func < (left: Day, right: Day) -> Bool {
                (left.year, left.month, left.day) < (right.year, right.month, right.day)
            }

            public var description: String {
                "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
            }
        }

        /// A time of day in minutes since midnight, 0…1440.
        public struct Hours: Sendable, Hashable {
            public var from: Int
            public var to: Int
            /// Seconds of work in it.
            public var seconds: Int { (to - from) * 60 }
        }

        public enum Weekday: String, Sendable, Hashable, CaseIterable {
            case mon, tue, wed, thu, fri, sat, sun

            /// As Foundation counts: Sunday is 1.
            var number: Int {
                switch self {
                case .sun: 1
                case .mon: 2
                case .tue: 3
                case .wed: 4
                case .thu: 5
                case .fri: 6
                case .sat: 7
                }
            }
        }

        public var timeZone: TimeZone
        public var workdays: Set<Weekday>
        /// Ascending and apart; two where there is a lunch break.
        public var hours: [Hours]
        /// Not worked, although a workday.
        public var holidays: Set<Day>
        /// Worked, although no workday (調休).
        public var extraWorkdays: Set<Day>
    }
}
