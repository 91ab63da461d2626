/**
 * Quarkus test resources that give a service real backends.
 *
 * <p>One instance of each per JVM, on a random port, shared by all test classes and stopped when the JVM ends. Each has
 * static {@code stop()}, {@code start()} and friends, so that a fault test can take the backend away from the running
 * service. PostgreSQL's session time zone is deliberately not UTC: code that forgets a time zone fails here first.
 */
@NullMarked
package io.bhiv.stage.testing;

import org.jspecify.annotations.NullMarked;
