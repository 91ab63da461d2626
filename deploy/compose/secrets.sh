#!/bin/sh
# Makes what deploy/secrets lacks and changes nothing that is there: a password per database, API keys, and secrets for the
# providers' webhooks that hold until real ones are given. ./bridge secrets runs it, and so does docker compose up.
set -eu
folder="${1:-/secrets}"

random() { head -c 48 /dev/urandom | base64 | tr -d '/+=\n' | head -c 40; }
hash() { printf %s "$1" | sha256sum | cut -d ' ' -f 1; }
# Readable in the container that mounts it; the folder above keeps everybody else out.
keep() { umask 022; cat >"$1.new"; mv "$1.new" "$1"; }
once() { [ -s "$1" ] || random | keep "$1"; }

mkdir -p "$folder"
chmod 700 "$folder"
for part in postgres biometric bucket core automation simulate grafana; do
  mkdir -p "$folder/$part"
  chmod 755 "$folder/$part"
done
for name in superuser biometric bucket core automation; do once "$folder/postgres/$name"; done
# What programs show that call the services: the jobs of automation, the InsightFlow page, the simulators, and you.
once "$folder/automation/api-key"
once "$folder/core/page-key"
once "$folder/simulate/api-key"
once "$folder/api-key"
once "$folder/simulate/terra"
once "$folder/grafana/admin"

# What follows from the keys above is written again, so that a key made again replaces the one before; what an installation of an earlier
# version lacks is added; every other line stays as it is, as somebody may have edited it.
derived='^[[:space:]]*bridge\.(auth\.keys\.(you|jobs|page|simulate)\.sha256|insight\.services\.key)[[:space:]]*[=:]'
for service in biometric bucket core automation; do
  file="$folder/$service/service.properties"
  {
    if [ -s "$file" ]; then grep -vE "$derived" "$file" | awk 1; else echo "# Read by the service at its start. What its environment says wins."; fi
    set_to() { echo "$1=$2"; }
    add() {
      [ -s "$file" ] && grep -qE "^[[:space:]]*$(printf %s "$1" | sed 's/\./\\./g')[[:space:]]*[=:]" "$file" || set_to "$1" "$2"
    }
    add config_ordinal 290
    add BRIDGE_PG_PASSWORD "$(cat "$folder/postgres/$service")"
    set_to bridge.auth.keys.you.sha256 "$(hash "$(cat "$folder/api-key")")"
    add bridge.auth.keys.you.roles ingest,consumer,viewer,operator
    set_to bridge.auth.keys.jobs.sha256 "$(hash "$(cat "$folder/automation/api-key")")"
    add bridge.auth.keys.jobs.roles ingest,viewer,operator
    set_to bridge.auth.keys.page.sha256 "$(hash "$(cat "$folder/core/page-key")")"
    add bridge.auth.keys.page.roles viewer,operator
    set_to bridge.auth.keys.simulate.sha256 "$(hash "$(cat "$folder/simulate/api-key")")"
    add bridge.auth.keys.simulate.roles ingest,viewer
    if [ "$service" = biometric ]; then
      add OURA_WEBHOOK_SECRET "$(random)"
      add OURA_VERIFICATION_TOKEN "$(random)"
      add WHOOP_WEBHOOK_SECRET "$(random)"
      add TERRA_WEBHOOK_SECRET "$(cat "$folder/simulate/terra")"
    fi
    if [ "$service" = core ]; then
      set_to bridge.insight.services.key "$(cat "$folder/core/page-key")"
      add bridge.insight.login.session-key "$(random)"
    fi
  } | keep "$file"
done
