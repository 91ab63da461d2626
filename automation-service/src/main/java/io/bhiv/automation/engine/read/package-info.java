/**
 * From the text of a job file to checked jobs, or to everything that is wrong with it, each with a JSON pointer. Unknown
 * keys are errors: a typo must never switch a job off in silence.
 */
@NullMarked
package io.bhiv.automation.engine.read;

import org.jspecify.annotations.NullMarked;
