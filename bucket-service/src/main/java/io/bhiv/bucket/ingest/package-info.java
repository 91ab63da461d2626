/**
 * The way in: read, admit, store with the next group commit, answer.
 */
@NullMarked
package io.bhiv.bucket.ingest;

import org.jspecify.annotations.NullMarked;
