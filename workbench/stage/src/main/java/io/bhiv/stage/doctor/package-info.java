/**
 * Checks this machine and shows how to get what is missing. Runs from source with the JDK alone, because it must work where nothing has
 * been built yet.
 */
@NullMarked
package io.bhiv.stage.doctor;

import org.jspecify.annotations.NullMarked;
