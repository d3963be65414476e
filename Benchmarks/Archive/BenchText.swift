import Foundation
import Schemas
import SwiftProtobuf

/// Texts that do not repeat, from a number: words of one to four characters whose frequencies fall as those of a language
/// do (Zipf), so that some are in every mention and some in one.
enum BenchText {
    static let wordCount = 40_000
    private static let length = 45

    /// SplitMix64 (Steele, Lea, Flood 2014).
    private struct Numbers {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var z = state
            z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
            z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
            return z ^ (z >> 31)
        }
    }

    /// The word of that rank, from 0 the most frequent.
    static func word(_ rank: Int) -> String {
        var numbers = Numbers(state: UInt64(rank) &* 977 &+ 5)
        let length = [1, 2, 2, 2, 2, 3, 4][Int(numbers.next() % 7)]
        var word = String.UnicodeScalarView()
        for _ in 0..<length {
            // Frequent characters come first, too.
            let position = UInt32(numbers.next() % 3_500) * UInt32(numbers.next() % 3_500) / 3_500
            word.append(Unicode.Scalar(0x4e00 + position) ?? "一")
        }
        return String(word)
    }

    private static let words = (0..<wordCount).map(word)

    static func mention(_ number: Int64, at time: Int64) -> Mention {
        var numbers = Numbers(state: UInt64(bitPattern: number) &* 0x2545_f491_4f6c_dd1d)
        func words(_ count: Int) -> String {
            var text = ""
            for position in 0..<count {
                // Of a uniform number u: n^u is distributed as Zipf's law has it.
                let u = Double(numbers.next() >> 11) / Double(1 << 53)
                text += Self.words[min(Int(pow(Double(wordCount), u)) - 1, wordCount - 1)]
                if position % 9 == 8 { text += "，" }
            }
            return text
        }
        return .with {
            $0.id = "\(String(number, radix: 16))-\(String(numbers.next(), radix: 16))"
            $0.subject = "subject-\(number % 5)"
            $0.source = "source-\(numbers.next() % 40)"
            $0.tier = .personal
            $0.title = words(6)
            $0.text = words(length)
            $0.url = "https://example.com/\(number)"
            $0.author = "作者\(numbers.next() % 200_000)"
            $0.language = number % 7 == 0 ? "zh-Hant" : "zh-Hans"
            $0.publishedAt = time
            $0.receivedAt = time
            $0.drill = number % 997 == 0
        }
    }
}
