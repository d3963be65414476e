// What the builder said of this build (Package.swift hands it over). C, because a Swift build takes no values by flag.
#ifndef FENGHUO_BUILD_FACTS_H
#define FENGHUO_BUILD_FACTS_H

/// The version, such as 0.1.0; never empty.
const char *fenghuo_build_version(void);
/// The commit that was built, in hex; empty where the builder did not say.
const char *fenghuo_build_revision(void);

#endif
