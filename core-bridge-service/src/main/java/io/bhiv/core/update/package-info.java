/** The edge of updates: bytes become a validated submission, an outcome becomes an answer. Nothing is re-serialised: values go on as they came. */
@NullMarked
package io.bhiv.core.update;

import org.jspecify.annotations.NullMarked;
