#include <zlib.h>
#include <zstd.h>
#include <brotli/decode.h>
