#!/bin/bash
# Run by PostgreSQL's image when its volume is new: a database and a role for each service, which reaches no other's.
set -euo pipefail
for service in biometric bucket core automation; do
  psql -v ON_ERROR_STOP=1 -v service="$service" -v password="$(cat "/run/secrets/$service")" \
    --username "$POSTGRES_USER" --dbname postgres <<'SQL'
CREATE ROLE :"service" LOGIN PASSWORD :'password';
CREATE DATABASE :"service" OWNER :"service";
REVOKE ALL ON DATABASE :"service" FROM PUBLIC;
SQL
done
