/**
 * The rules of the house, written down once as ArchUnit checks.
 *
 * <p>Every module has an {@code ArchitectureTest} that hands its root package to {@link io.bhiv.rules.HouseRules}. Each
 * rule carries the reason it exists, so that a build which fails also explains itself.
 */
@NullMarked
package io.bhiv.rules;

import org.jspecify.annotations.NullMarked;
