/** Reads Kafka topics for people, benchmarks and tests, in no consumer group, so that it disturbs no other consumer. */
@NullMarked
package io.bhiv.stage.topic;

import org.jspecify.annotations.NullMarked;
