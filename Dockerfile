# syntax=docker/dockerfile:1.7
# One file for all executables. The first stage builds the six of them once; which one an image holds is said by
#   docker build --build-arg SERVICE=analysis --tag fenghuo/analysis .
# SERVICE is monitoring, analysis, response, logistics, leadership or fenghuo.

FROM swift:6.3-bookworm AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends librdkafka-dev libsqlite3-dev zlib1g-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
# The executables, and beside them the resource bundles they look for there. The build folder is kept between builds.
RUN --mount=type=cache,target=/source/.build,sharing=locked \
    set -eu; mkdir -p /out/bundles; \
    for product in monitoring analysis response logistics leadership fenghuo; do \
        swift build -c release --static-swift-stdlib --product "$product"; \
    done; \
    folder=$(swift build -c release --static-swift-stdlib --show-bin-path); \
    for product in monitoring analysis response logistics leadership fenghuo; do \
        strip --strip-debug -o "/out/$product" "$folder/$product"; \
    done; \
    find "$folder" -maxdepth 1 -name '*.resources' ! -name '*Tests.resources' -exec cp -r {} /out/bundles/ \;

FROM debian:bookworm-slim AS runtime
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates librdkafka1 libsqlite3-0 tzdata \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin fenghuo \
    && install -d -o fenghuo -g fenghuo /var/lib/fenghuo
ARG SERVICE=fenghuo
ARG VERSION=dev
ARG REVISION=unknown
LABEL org.opencontainers.image.title="fenghuo-${SERVICE}" \
      org.opencontainers.image.description="Carries out a financial institution's public-opinion response plan: ${SERVICE}" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.base.name="docker.io/library/debian:bookworm-slim"
WORKDIR /fenghuo
COPY --from=build /out/bundles/ bin/
COPY --from=build /out/${SERVICE} bin/${SERVICE}
RUN ln -s "${SERVICE}" bin/service
COPY Plans Plans
# Inside a container the world is the container's network; what is published is the compose file's to say.
ENV FENGHUO_DATA=/var/lib/fenghuo \
    FENGHUO_LOG_FORMAT=json \
    OPERATIONS_HOST=0.0.0.0 \
    MONITORING_HOST=0.0.0.0 \
    LEADERSHIP_HOST=0.0.0.0
USER 10001
VOLUME /var/lib/fenghuo
# Commits under way are finished within 10 s, Docker's own patience.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["/fenghuo/bin/service", "--health", "alive"]
ENTRYPOINT ["/fenghuo/bin/service"]
