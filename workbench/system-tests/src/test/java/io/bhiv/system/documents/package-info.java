/**
 * Documents that are checked against the code they describe, so that they cannot drift away from it.
 *
 * <p>{@code docs/configuration.md} carries tables made from the {@code *Config} interfaces and the property files;
 * {@code deploy/} is parsed, and its alerts must lead to the runbook.
 */
@NullMarked
package io.bhiv.system.documents;

import org.jspecify.annotations.NullMarked;
