// swift-tools-version: 6.1
import PackageDescription

/// A package of its own, so that building Fenghuo needs none of what measuring it needs.
///
/// `traits: []`: without the malloc interposer, which the Debian toolchain cannot load; allocations are not counted here.
let package = Package(
    name: "fenghuo-benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "fenghuo", path: ".."),
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
    ],
    targets: [
        .executableTarget(
            name: "AnalysisBenchmarks",
            dependencies: [
                .product(name: "Benchmark", package: "benchmark"),
                .product(name: "FenghuoLibraries", package: "fenghuo"),
            ],
            path: "Benchmarks/Analysis", swiftSettings: [.swiftLanguageMode(.v6)],
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
    ]
)
