package io.bhiv.core.sync;

import java.time.Instant;
import java.util.UUID;

/** An update that was marked synced just now; latency from acceptance to now. */
record Synced(UUID id, String module, Instant receivedAt, long latencyMs) {}
