/**
 * The content of a job file, as values: a job has one trigger, its actions in order, and the policies that hold when things go
 * wrong. Everything here is already checked: a value that exists is a value that can be run.
 */
@NullMarked
package io.bhiv.automation.engine.job;

import org.jspecify.annotations.NullMarked;
