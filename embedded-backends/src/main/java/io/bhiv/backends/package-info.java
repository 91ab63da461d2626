/** PostgreSQL, Kafka and Redis as ordinary processes, for people and tests without Docker. */
@NullMarked
package io.bhiv.backends;

import org.jspecify.annotations.NullMarked;
