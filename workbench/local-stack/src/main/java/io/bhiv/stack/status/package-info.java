/**
 * The state of a running stack. The file that {@code up} keeps is the only link between the commands: a reader checks each
 * process id against its start time before believing it.
 */
@NullMarked
package io.bhiv.stack.status;

import org.jspecify.annotations.NullMarked;
