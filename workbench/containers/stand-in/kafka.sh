#!/bin/bash
# What the official image's entrypoint does: KAFKA_NODE_ID becomes node.id, and the log's folder is formatted once.
set -euo pipefail
properties=/tmp/server.properties
env | sed -n '/^KAFKA_HEAP_OPTS=/d; s/^KAFKA_\([A-Z_]*\)=\(.*\)/\1\t\2/p' | while IFS=$'\t' read -r name value; do
  printf '%s=%s\n' "$(tr 'A-Z_' 'a-z.' <<<"$name")" "$value"
done >"$properties"
format() { java ${KAFKA_HEAP_OPTS:-} -cp "/opt/kafka/*" "$@"; }
if [ ! -e "$KAFKA_LOG_DIRS/meta.properties" ]; then
  format kafka.tools.StorageTool format -t 5L6g3nShT-eMCtK--X86sw -c "$properties"
fi
exec java ${KAFKA_HEAP_OPTS:-} -XX:+UseSerialGC -cp '/opt/kafka/*' kafka.Kafka "$properties"
