# syntax=docker/dockerfile:1
# One binary with the web app in it. What is compiled once stays in caches beside the layers, so a change compiles
# what it touches. Build with BuildKit: docker build --tag docket .

FROM node:22-bookworm-slim AS node

FROM rust:1.95-slim-bookworm AS rust
# What librdkafka, OpenSSL and SQLite are compiled with.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends g++ make perl zlib1g-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /docket

FROM rust AS web
RUN rustup target add wasm32-unknown-unknown
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=node /usr/local/lib/node_modules /usr/local/lib/node_modules
RUN ln --symbolic ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
COPY . .
# Compiles trunk and wasm-bindgen into .tools once, which takes some minutes.
RUN --mount=type=cache,target=/usr/local/cargo/registry,sharing=locked \
    --mount=type=cache,target=/docket/.tools,sharing=locked \
    --mount=type=cache,target=/docket/target,id=docket-web,sharing=locked \
    cargo xtask web \
    && mkdir /built \
    && cp --recursive frontend/dist /built/dist \
    && cp --recursive .tools/graphiql /built/graphiql

FROM rust AS server
COPY . .
COPY --from=web /built/dist frontend/dist
COPY --from=web /built/graphiql .tools/graphiql
RUN --mount=type=cache,target=/usr/local/cargo/registry,sharing=locked \
    --mount=type=cache,target=/docket/target,id=docket-server,sharing=locked \
    cargo build --locked --release --package docket-server --bin docket \
    && mkdir /built \
    && cp target/release/docket /built/docket

FROM debian:bookworm-slim
LABEL org.opencontainers.image.title="Docket" \
    org.opencontainers.image.description="Order management whose business rules are declared once and hold on every path" \
    org.opencontainers.image.version="0.1.0" \
    org.opencontainers.image.licenses="MIT OR Apache-2.0" \
    org.opencontainers.image.base.name="docker.io/library/debian:bookworm-slim"
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates zlib1g \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --system --gid 10001 docket \
    && useradd --system --uid 10001 --gid docket --no-create-home --home-dir /data --shell /usr/sbin/nologin docket \
    && install --directory --owner=docket --group=docket --mode=0750 /data
COPY LICENSE-APACHE LICENSE-MIT /usr/share/doc/docket/
COPY --from=server /built/docket /usr/local/bin/docket

# Requests are taken under the names of loopback only, until somebody names others: there is no sign-in yet.
ENV ALLOWED_HOSTS=localhost \
    DATABASE_URL=sqlite:///data/docket.db?mode=rwc \
    EVENT_DIR=/data \
    LISTEN=0.0.0.0:8000 \
    LOG_FORMAT=json
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
# Whether it lives, not whether it is ready: who replaces what is not well would not bring a database back by that.
HEALTHCHECK --interval=10s --timeout=5s --start-period=2m --start-interval=1s --retries=3 CMD ["docket", "health", "--live"]
ENTRYPOINT ["docket"]
CMD ["serve"]
