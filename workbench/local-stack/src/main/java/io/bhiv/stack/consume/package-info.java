/**
 * A consumer of everything the biometric bridge publishes, as an agent would write one: it takes each event once, what is critical first,
 * and shows what it would do. It is an example to copy, and a way to watch.
 */
@NullMarked
package io.bhiv.stack.consume;

import org.jspecify.annotations.NullMarked;
