/**
 * The command line: the same jobs, actions and reports without a database, a broker or a stack. A single update can be sent
 * from a laptop. Nothing of Quarkus is started; this is the one place that may wait on its thread.
 */
@NullMarked
package io.bhiv.automation.cli;

import org.jspecify.annotations.NullMarked;
