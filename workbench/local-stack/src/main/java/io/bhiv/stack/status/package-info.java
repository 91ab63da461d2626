/** What a running stack says about itself. The file that {@code up} keeps is the only link between the commands: who reads it checks each process id against its start time before believing it. */
@NullMarked
package io.bhiv.stack.status;

import org.jspecify.annotations.NullMarked;
