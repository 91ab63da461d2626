/** The connectors over HTTP, and the fan-out of executions and rewards. */
@NullMarked
package io.bhiv.core.connector;

import org.jspecify.annotations.NullMarked;
