/**
 * PostgreSQL, Kafka and Redis as ordinary processes, for people and tests without Docker.
 *
 * <p>Each server keeps its port and data over {@code stop()} and {@code start()}, so that a test can take a backend away
 * and give it back. PostgreSQL is durable (fsync on) unless somebody asks otherwise, because what we promise is
 * durability and a test against a database that lies proves nothing. Nothing here stops itself when the JVM ends:
 * whoever starts a server decides in which order things end.
 */
@NullMarked
package io.bhiv.stage.backend;

import org.jspecify.annotations.NullMarked;
