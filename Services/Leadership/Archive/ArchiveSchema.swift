import GRDB

/// The tables of the file. Another version is another file, built anew from the topics (``ArchiveFiller``).
enum ArchiveSchema {
    /// Raised whenever tables, tokens or row ids change.
    static let version = 2
    /// The oldest version whose file can still answer while a newer one is built.
    static let answersFrom = 1
    /// "FHar": tells the file from every other SQLite file.
    static let application: Int32 = 0x4648_6172

    static func create(_ db: Database, version: Int = version) throws {
        try db.execute(
            sql: """
                CREATE TABLE offsets(topic TEXT NOT NULL, partition INTEGER NOT NULL, next INTEGER NOT NULL,
                    PRIMARY KEY(topic, partition)) WITHOUT ROWID;
                CREATE TABLE names(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
                CREATE TABLE facts(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
                CREATE TABLE totals(kind INTEGER PRIMARY KEY, entries INTEGER NOT NULL);
                CREATE TABLE entries(id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, hash INTEGER NOT NULL,
                    subject INTEGER NOT NULL, source INTEGER NOT NULL, language INTEGER NOT NULL,
                    grade INTEGER NOT NULL, incident INTEGER NOT NULL, drill INTEGER NOT NULL, data BLOB NOT NULL);
                CREATE UNIQUE INDEX entries_by_hash ON entries(hash);
                CREATE VIRTUAL TABLE words USING fts5(tokens, content='', detail=none, columnsize=0, tokenize='ascii');
                INSERT INTO words(words, rank) VALUES('hashsize', 67108864);
                INSERT INTO words(words, rank) VALUES('automerge', 0);
                INSERT INTO words(words, rank) VALUES('crisismerge', 64);
                PRAGMA application_id = \(application);
                PRAGMA user_version = \(version);
                """)
    }
}
