import Analysis
import Benchmark
import EventLog
import Foundation
import Plan
import Processing
import Schemas
import Text

/// What an institution's stream costs, part by part and as a whole. Counted are instructions, where the kernel lets them
/// be counted; time is shown and never judged.
let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.instructions, .throughput, .wallClock, .peakMemoryResident], warmupIterations: 1,
        scalingFactor: .kilo, maxDuration: .seconds(5), maxIterations: 20,
        thresholds: [.instructions: .init(relative: [.p90: 10])])

    let texts = Crowd(incidents: 100, seed: 1).prefix(1000).map(\.text)

    Benchmark("Folding") { benchmark in
        for _ in benchmark.scaledIterations {
            for text in texts.prefix(1) { blackHole(TextFolding.standard.foldScalars(text)) }
        }
    }

    Benchmark("Matching subjects") { benchmark in
        let plan = try Workload.plan()
        let matcher = AliasMatcher(
            plan.subjects.flatMap { subject in
                subject.allNames.map { AliasPattern(id: subject.id, pattern: $0, kind: .alias) }
            })
        benchmark.startMeasurement()
        for index in benchmark.scaledIterations { blackHole(matcher.matches(in: texts[index % texts.count])) }
    }

    Benchmark("Signatures of near-duplicates") { benchmark in
        for index in benchmark.scaledIterations {
            blackHole(MinHash.standard.signature(of: texts[index % texts.count]))
        }
    }

    Benchmark("Features of 80 characters") { benchmark in
        let folded = texts.indices.map { index in
            let text = (0..<4).map { texts[(index + $0) % texts.count] }.joined(separator: "，")
            return Array(TextFolding.standard.foldScalars(text).prefix(80))
        }
        let reader = HashedNGrams()
        var features = TextFeatures()
        benchmark.startMeasurement()
        for index in benchmark.scaledIterations {
            reader.read(folded[index % folded.count], into: &features)
            blackHole(features)
        }
    }

    Benchmark("Features and models, 80 characters") { benchmark in
        var bench = ClassificationBench()
        bench.judge(count: 2000)
        benchmark.startMeasurement()
        bench.judge(count: benchmark.scaledIterations.count)
    }

    Benchmark("Judging a mention") { benchmark in
        var processor = AnalysisProcessor(plan: try Workload.plan())
        let mentions = texts.enumerated().map { Workload.mention($1, number: $0) }
        benchmark.startMeasurement()
        for index in benchmark.scaledIterations { blackHole(processor.judgement(of: mentions[index % mentions.count])) }
    }

    Benchmark("Clustering documents") { benchmark in
        var clustering = DocumentClustering()
        benchmark.startMeasurement()
        for index in benchmark.scaledIterations {
            blackHole(clustering.place(title: "", text: texts[index % texts.count], time: Int64(index) * 1000))
        }
    }

    // A backlog is committed in such pieces: how often an incident is written follows from how many mentions come at once.
    for open in [100, 10_000] {
        Benchmark(
            "A commit of \(AnalysisProcessor.batch) mentions, \(open) open incidents",
            configuration: .init(scalingFactor: .one)
        ) { benchmark in
            var workload = try Workload(incidents: open)
            try workload.open()
            let batches = workload.batches(of: AnalysisProcessor.batch, count: 1)
            benchmark.startMeasurement()
            for batch in batches { try workload.run(batch) }
            benchmark.stopMeasurement()
        }
    }
}
