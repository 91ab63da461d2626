#!/usr/bin/env bash
# Prints which placeholders an overlay (prod, where none is named) still has, and ends with 1 if there are any. With - it reads what
# `kubectl kustomize` has printed.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

overlay="${1:-prod}"
if [ "$overlay" = - ]; then
  manifests="$(cat)"
else
  manifests="$(kubectl kustomize "$here/overlays/$overlay")"
fi
# Nothing to look at must not pass for nothing to replace.
grep -q '^kind:' <<<"$manifests" || { echo "There are no manifests to look at" >&2; exit 2; }

# 192.0.2.0/24, 198.51.100.0/24 and 203.0.113.0/24 are for documentation and lead nowhere.
awk '
  # What is found waits for the end of its object: keys are sorted, and those of a ConfigMap come before its name.
  function print_object() {
    for (at = 1; at <= found; at++) print kind " " name ": " line[at]
    left += found; found = 0; kind = name = ""
  }
  /^---/ { print_object() }
  /^[^ ]/ { metadata = /^metadata:/ }
  /^kind: / { kind = $2 }
  metadata && /^  name: / { name = $2 }
  /replace-by-|example\.(org|com|internal)|git-revision|192\.0\.2\.|198\.51\.100\.|203\.0\.113\./ {
    sub(/^ *(- )?/, "")
    line[++found] = $0
  }
  END {
    print_object()
    if (left) { print left " placeholders are not replaced: docs/deploy.md, \"Before the first apply\""; exit 1 }
    print "No placeholder is left"
  }' <<<"$manifests"
