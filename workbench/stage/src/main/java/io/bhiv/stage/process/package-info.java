/**
 * How a process of ours is run: JVM flags, environment, log, readiness, and the signals that end, kill or freeze it.
 *
 * <p>{@link io.bhiv.stage.process.ServiceCommand} is the one definition of a service's command line; the container file must use the
 * same flags, which a test checks.
 */
@NullMarked
package io.bhiv.stage.process;

import org.jspecify.annotations.NullMarked;
