/**
 * Creates the partitions of the days ahead, drops those past retention, and trims the narrow tables.
 */
@NullMarked
package io.bhiv.biometric.retention;

import org.jspecify.annotations.NullMarked;
