#include "CBuildFacts.h"

const char *fenghuo_build_version(void) { return BUILD_VERSION; }
const char *fenghuo_build_revision(void) { return BUILD_REVISION; }
