/**
 * PostgreSQL, Kafka and Redis as ordinary processes, for people and tests without Docker.
 *
 * <p>Each server keeps its port and data over {@code stop()} and {@code start()}, so that a test can take a backend away
 * and give it back. PostgreSQL is durable (fsync on) unless asked otherwise, because durability is
 * promised and a test against a database without it proves nothing. Nothing here stops itself when the JVM ends:
 * the code that starts a server decides the order in which things end.
 */
@NullMarked
package io.bhiv.stage.backend;

import org.jspecify.annotations.NullMarked;
