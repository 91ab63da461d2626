/**
 * Creates the days ahead, drops the days past retention in which nothing is open, and moves open work that is too old to
 * where an operator sees it.
 */
@NullMarked
package io.bhiv.biometric.retention;

import org.jspecify.annotations.NullMarked;
