/**
 * What happens after a commit: the outbox is published and waiting consumers are woken, here and on other replicas.
 *
 * <p>Every notification is a hint. A lost one costs one tick, a false one costs one query; the tables are the truth.
 */
@NullMarked
package io.bhiv.bucket.relay;

import org.jspecify.annotations.NullMarked;
