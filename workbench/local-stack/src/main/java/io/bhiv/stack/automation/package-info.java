/** Passes a command line to the automation service with the settings of the running stack. */
@NullMarked
package io.bhiv.stack.automation;

import org.jspecify.annotations.NullMarked;
