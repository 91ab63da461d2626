/**
 * How a person's state becomes bytes and is read again: a small writer and a reader that trusts no length.
 *
 * <p>Each part of the state writes itself; the order is fixed by the format's version, the first byte. Nothing here knows what is
 * written.
 */
@NullMarked
package io.bhiv.trigger.state;

import org.jspecify.annotations.NullMarked;
