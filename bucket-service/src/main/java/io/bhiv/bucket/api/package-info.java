/**
 * All HTTP of the service: reads requests, calls the pipeline, writes answers.
 *
 * <p>The published shapes are kept; members are only ever added.
 */
@NullMarked
package io.bhiv.bucket.api;

import org.jspecify.annotations.NullMarked;
