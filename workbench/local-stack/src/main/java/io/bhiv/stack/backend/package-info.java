/** PostgreSQL, Kafka and Redis: our own, embedded and durable, or the ones the environment names. */
@NullMarked
package io.bhiv.stack.backend;

import org.jspecify.annotations.NullMarked;
