/**
 * Durable before 2xx. One group-committed statement deduplicates, appends and records that work is outstanding; what
 * happens to a delivery afterwards is one more statement. PostgreSQL's clock decides everything here.
 */
@NullMarked
package io.bhiv.biometric.journal;

import org.jspecify.annotations.NullMarked;
