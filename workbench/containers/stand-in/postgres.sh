#!/bin/bash
# What the official image's entrypoint does, as far as deploy/compose.yaml uses it.
set -euo pipefail
[ "${1:-}" = postgres ] || exec "$@"
if [ "$(id -u)" = 0 ]; then
  chown postgres: /var/lib/postgresql
  exec setpriv --reuid=postgres --regid=postgres --clear-groups "$0" "$@"
fi
data=/var/lib/postgresql/18/docker
if [ ! -s "$data/PG_VERSION" ]; then
  initdb -D "$data" -U "$POSTGRES_USER" --pwfile="$POSTGRES_PASSWORD_FILE" --auth-host=scram-sha-256 --auth-local=trust
  echo 'host all all all scram-sha-256' >>"$data/pg_hba.conf"
  pg_ctl -D "$data" -w start -o "-c listen_addresses= -k /var/run/postgresql"
  for script in /docker-entrypoint-initdb.d/*.sh; do bash "$script"; done
  pg_ctl -D "$data" -w -m fast stop
fi
exec "$@" -D "$data" -c listen_addresses='*' -k /var/run/postgresql
