// swift-tools-version: 6.1
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let collections = Target.Dependency.product(name: "Collections", package: "swift-collections")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
/// SQLite itself, as GRDB uses it.
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTesting = Target.Dependency.product(name: "HummingbirdTesting", package: "hummingbird")
let jwtKit = Target.Dependency.product(name: "JWTKit", package: "jwt-kit")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let coreMetrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let nio = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioConcurrency = Target.Dependency.product(name: "NIOConcurrencyHelpers", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let protobuf = Target.Dependency.product(name: "SwiftProtobuf", package: "swift-protobuf")
let tracing = Target.Dependency.product(name: "Tracing", package: "swift-distributed-tracing")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

/// What every service is built from.
let house: [Target.Dependency] = [
    "Casework", "EventLog", "Hosting", "Plan", "Processing", "Schemas", "Text", lifecycle, logging, metrics, protobuf,
    tracing,
]

func library(
    _ name: String, in folder: String = "Shared", _ dependencies: [Target.Dependency], exclude: [String] = [],
    resources: [Resource] = []
) -> Target {
    .target(
        name: name, dependencies: dependencies, path: "\(folder)/\(name)", exclude: exclude, resources: resources,
        swiftSettings: settings)
}

/// A group of the plan: one library and its thin executable. `rooms` are folders of it that are targets of their own.
func service(
    _ name: String, _ dependencies: [Target.Dependency] = [], rooms: [String] = [], resources: [Resource] = []
) -> [Target] {
    [
        library(
            name, in: "Services", house + [argumentParser] + dependencies, exclude: ["Command"] + rooms,
            resources: resources),
        .executableTarget(
            name: "\(name)Command", dependencies: [.target(name: name), "Hosting"], path: "Services/\(name)/Command",
            swiftSettings: settings),
    ]
}

/// What the builder says of this build, as a C string: letters, digits and `.+-` of `variable`, else what is standard.
func stated(_ variable: String, standard: String) -> String {
    let said = (Context.environment[variable] ?? "").filter {
        $0.isASCII && ($0.isLetter || $0.isNumber || ".+-".contains($0))
    }
    return "\"\(["", "dev", "unknown"].contains(said) ? standard : String(said.prefix(64)))\""
}

func test(
    _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = [], resources: [Resource] = []
) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: dependencies, path: "Tests/\(name)", exclude: exclude,
        resources: resources, swiftSettings: settings)
}

let package = Package(
    name: "fenghuo",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "monitoring", targets: ["MonitoringCommand"]),
        .executable(name: "analysis", targets: ["AnalysisCommand"]),
        .executable(name: "response", targets: ["ResponseCommand"]),
        .executable(name: "logistics", targets: ["LogisticsCommand"]),
        .executable(name: "leadership", targets: ["LeadershipCommand"]),
        .executable(name: "fenghuo", targets: ["Fenghuo"]),
        // What Benchmarks/ measures from outside.
        .library(
            name: "FenghuoLibraries", targets: ["Analysis", "EventLog", "Plan", "Processing", "Schemas", "Text"]),
    ],
    dependencies: [
        // What parses input from outside is pinned; Documentation/dependencies.md has every version.
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-distributed-tracing.git", from: "1.7.3"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras.git", exact: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/apple/swift-protobuf", exact: "1.39.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/vapor/jwt-kit", exact: "5.7.1"),
    ],
    targets: [
        library("Schemas", [protobuf, crypto, yams], exclude: ["Proto"], resources: []),
        library("EventLog", []),
        library("EmbeddedLog", ["EventLog", grdb, sqlite]),
        .systemLibrary(
            name: "CRdkafka", path: "Shared/KafkaLog/CRdkafka", pkgConfig: "rdkafka",
            providers: [.apt(["librdkafka-dev"]), .brew(["librdkafka"])]),
        library("KafkaLog", ["EventLog", "CRdkafka"], exclude: ["CRdkafka"]),
        library("Processing", ["EventLog", "Schemas", protobuf, logging, metrics, lifecycle, tracing]),
        library("Plan", ["Text", yams, crypto], resources: [.copy("Channels")]),
        library("Casework", ["Plan", "Schemas", "Text", protobuf, crypto]),
        library("Text", [collections]),
        .systemLibrary(
            name: "CXML2", path: "Shared/Markup/CXML2", pkgConfig: "libxml-2.0",
            providers: [.apt(["libxml2-dev"]), .brew(["libxml2"])]),
        .systemLibrary(
            name: "CUchardet", path: "Shared/Markup/CUchardet", pkgConfig: "uchardet",
            providers: [.apt(["libuchardet-dev"]), .brew(["uchardet"])]),
        library("Markup", ["CXML2", "CUchardet", "Text"], exclude: ["CXML2", "CUchardet"]),
        .target(
            name: "CBuildFacts", path: "Shared/Hosting/CBuildFacts",
            cSettings: [
                .define("BUILD_VERSION", to: stated("VERSION", standard: "0.1.0")),
                .define("BUILD_REVISION", to: stated("REVISION", standard: "")),
            ]),
        .systemLibrary(
            name: "CInflate", path: "Shared/Egress/CInflate",
            providers: [
                .apt(["zlib1g-dev", "libzstd-dev", "libbrotli-dev"]), .brew(["zstd", "brotli"]),
            ]),
        library(
            "Egress", ["CInflate", "Text", asyncHTTPClient, nio, nioHTTP1, nioPosix, nioSSL], exclude: ["CInflate"]),
        library(
            "Hosting",
            [
                argumentParser, "CBuildFacts", "Egress", "EventLog", "EmbeddedLog", "KafkaLog", "Plan", "Processing",
                "Schemas",
                "Text",
                configuration, lifecycle, logging, coreMetrics, metrics, hummingbird, hummingbirdCore, httpTypes, nio,
                nioConcurrency, nioHTTPTypes, nioPosix, asyncHTTPClient, nioHTTP1, tracing,
                .product(name: "SystemPackage", package: "swift-system"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ], exclude: ["CBuildFacts"]),
    ]
        + service("Monitoring", ["Egress", "Markup", hummingbird, httpTypes, crypto, nio])
        + service("Analysis", [collections, crypto], resources: [.copy("Resources/corpus")])
        + service("Response", [crypto])
        + service("Logistics", ["Egress", crypto, nio, nioPosix, nioSSL])
        + [
            library(
                "Archive", in: "Services/Leadership",
                ["EventLog", "Schemas", "Text", grdb, lifecycle, logging, coreMetrics, metrics, protobuf])
        ]
        + service(
            "Leadership",
            [
                "Archive", "Egress", hummingbird, httpTypes, jwtKit, mustache, crypto, nio,
            ],
            rooms: ["Archive"], resources: [.copy("Resources")])
        + [
            .executableTarget(
                name: "Fenghuo",
                dependencies: house + [
                    "Monitoring", "Analysis", "Response", "Logistics", "Leadership", "EmbeddedLog", argumentParser,
                    asyncHTTPClient, crypto, hummingbird, httpTypes, nio, nioHTTP1,
                    .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                ],
                path: "Services/Fenghuo", resources: [.copy("Demo")], swiftSettings: settings)
        ]
        + [
            test("Schemas", ["Casework", "Schemas", protobuf], resources: [.copy("Released")]),
            .executableTarget(
                name: "LogWriter", dependencies: ["EventLog", "EmbeddedLog"], path: "Tests/LogWriter",
                swiftSettings: settings),
            .executableTarget(
                name: "ConsoleLoad",
                dependencies: ["EventLog", "EmbeddedLog", "Schemas", asyncHTTPClient, nio, nioHTTP1, protobuf],
                path: "Tests/ConsoleLoad", swiftSettings: settings),
            test("EventLog", ["EventLog", "EmbeddedLog", "KafkaLog", "LogWriter", grdb]),
            .executableTarget(
                name: "AnalysisCost",
                dependencies: ["Analysis", "EventLog", "Plan", "Processing", "Schemas", protobuf],
                path: "Benchmarks/Benchmarks",
                exclude: ["Analysis/Benchmarks.swift"],
                sources: ["Cost/main.swift", "Analysis/Crowd.swift", "Analysis/Workload.swift"],
                swiftSettings: settings),
            .executableTarget(
                name: "Fuzzer",
                dependencies: house + [
                    "Egress", "Markup", "Monitoring", "Analysis", "Response", "Logistics", "Leadership", argumentParser,
                    crypto, hummingbird, httpTypes, jwtKit, nio, nioPosix,
                    .product(name: "NIOEmbedded", package: "swift-nio"),
                ],
                path: "Tests/Fuzzer",
                swiftSettings: settings + [.define("FUZZ", .when(configuration: .debug))]),
            test("Fuzz", ["Fuzzer"], exclude: ["Crashers"]),
            test(
                "Rewind",
                house + ["Fenghuo", "Monitoring", "Analysis", "Response", "Logistics", "EmbeddedLog", "KafkaLog"]),
            .executableTarget(
                name: "KafkaBench", dependencies: ["EventLog", "KafkaLog"], path: "Tests/KafkaBench",
                swiftSettings: settings),
            .executableTarget(
                name: "ExampleBroker",
                dependencies: ["EventLog", "KafkaLog", "Processing", "Schemas", protobuf], path: "Tests/ExampleBroker",
                swiftSettings: settings),
            test("Processing", ["Processing", "EventLog", "EmbeddedLog", "Schemas", protobuf, tracing]),
            test("Plan", ["Plan"]),
            test(
                "Casework", house + ["Leadership", "Response", "Logistics", "Analysis", "EmbeddedLog", crypto]),
            test("Text", ["Text"]),
            test("Markup", ["Markup"]),
            test("Egress", ["Egress", "Text", httpTypes, hummingbird, logging, nio, nioPosix]),
            test(
                "Hosting",
                [
                    "Hosting", "Egress", "EventLog", "KafkaLog", "Plan", "Schemas", coreMetrics, httpTypes, hummingbird,
                    hummingbirdTesting, logging, nio, nioHTTPTypes, nioPosix, tracing, yams,
                    .product(name: "NIOEmbedded", package: "swift-nio"),
                ]),
            test(
                "Monitoring",
                house + ["Monitoring", "Egress", "Markup", "EmbeddedLog", hummingbird, hummingbirdTesting],
                exclude: ["Feeds"]),
            test("Analysis", house + ["Analysis", "EmbeddedLog"]),
            test("Response", house + ["Response", "EmbeddedLog"]),
            test("Logistics", house + ["Logistics", "Egress", "EmbeddedLog", hummingbird, nio, nioPosix, nioSSL]),
            test(
                "Leadership",
                house + [
                    "Archive", "Leadership", "Egress", "EmbeddedLog", crypto, hummingbird, hummingbirdTesting, jwtKit,
                    nio,
                    nioHTTPTypes,
                    nioPosix,
                    .product(name: "NIOEmbedded", package: "swift-nio"),
                ]),
            .executableTarget(
                name: "ArchiveKeeper", dependencies: ["Archive", "EmbeddedLog", "EventLog", logging],
                path: "Tests/ArchiveKeeper", swiftSettings: settings),
            .executableTarget(
                name: "ArchiveCost", dependencies: ["Archive", "EventLog", "Schemas", protobuf],
                path: "Benchmarks/Archive", swiftSettings: settings),
            test(
                "Archive",
                ["Archive", "ArchiveKeeper", "EmbeddedLog", "EventLog", "Schemas", "Text", grdb, logging, protobuf]),
            test("House", []),
            test("Fenghuo", house + ["Fenghuo", "Leadership", "EmbeddedLog"]),
            test(
                "Standing", house + ["Fenghuo", "Analysis", "Monitoring", "Response", "Logistics", "EmbeddedLog"]),
            test(
                "EndToEnd",
                house + [
                    "EmbeddedLog", asyncHTTPClient, hummingbird, httpTypes, nio, nioHTTP1,
                ]),
        ]
)
