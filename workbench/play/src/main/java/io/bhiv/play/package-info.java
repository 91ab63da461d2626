/**
 * What the outside world sends to the bridge, with real shapes and invented people.
 *
 * <p>{@code webhook} has the providers with their signatures, {@code person} the people with their nights and {@code document} how Oura and
 * WHOOP show those, {@code prana} the learners, {@code module} the modules; {@code body} makes many different bodies a second.
 * {@code ./bridge simulate}, the benchmarks and the tests all send what is made here.
 */
@NullMarked
package io.bhiv.play;

import org.jspecify.annotations.NullMarked;
