# syntax=docker/dockerfile:1.7
# One image and one file for all: the command, fenghuo, which is monitoring, analysis, response, logistics or leadership when
# it is called by that name.
#   docker build --tag fenghuo/fenghuo .
#   docker run fenghuo/fenghuo --help
#   docker run --entrypoint /fenghuo/bin/analysis fenghuo/fenghuo
# What this file does is done without an engine by Scripts/check-image, in CI.

# Exact versions; a digest pins the bytes: --build-arg DEBIAN_IMAGE=debian:12.12-slim@sha256:...
ARG SWIFT_IMAGE=swift:6.3.1-bookworm
ARG DEBIAN_IMAGE=debian:12.12-slim

FROM ${SWIFT_IMAGE} AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends libbrotli-dev librdkafka-dev libsqlite3-dev \
        libuchardet-dev libxml2-dev libzstd-dev zlib1g-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
ARG VERSION=dev
ARG REVISION=unknown
# The build folder is kept between builds.
RUN --mount=type=cache,target=/source/.build,sharing=locked Scripts/build-image /out

FROM ${DEBIAN_IMAGE} AS runtime
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates libbrotli1 librdkafka1 libsqlite3-0 libstdc++6 \
        libuchardet0 libxml2 libzstd1 tzdata zlib1g \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin fenghuo \
    && install -d -m 0700 -o fenghuo -g fenghuo /var/lib/fenghuo
ARG VERSION=dev
ARG REVISION=unknown
LABEL org.opencontainers.image.title="fenghuo" \
      org.opencontainers.image.description="Carries out a financial institution's public-opinion response plan" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
WORKDIR /fenghuo
COPY --from=build /out/ /fenghuo/
# Inside a container the world is the container's network; what is published is the compose file's to say.
ENV FENGHUO_DATA=/var/lib/fenghuo \
    FENGHUO_PLAN=/fenghuo/Plans/commercial-bank.yaml \
    FENGHUO_LOG_FORMAT=json \
    OPERATIONS_HOST=0.0.0.0 \
    MONITORING_HOST=0.0.0.0 \
    LEADERSHIP_HOST=0.0.0.0
USER 10001
VOLUME /var/lib/fenghuo
# Commits under way are finished within 10 s, Docker's own patience. Each executable answers for its own health
# (`analysis --health ready`), so the question stands where the service is named: in compose and Kubernetes.
STOPSIGNAL SIGTERM
ENTRYPOINT ["/fenghuo/bin/fenghuo"]
