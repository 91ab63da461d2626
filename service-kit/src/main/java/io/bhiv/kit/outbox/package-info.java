/**
 * Rows that were committed and still have to reach Kafka: claimed, sent, marked, at least once.
 */
@NullMarked
package io.bhiv.kit.outbox;

import org.jspecify.annotations.NullMarked;
