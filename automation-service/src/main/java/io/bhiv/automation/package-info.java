/**
 * Jobs that run exactly when due, or say why not.
 *
 * <p>{@code job} is what the file says, {@code read} reads and checks it, {@code evaluate} finds the due times,
 * {@code ledger} records and claims them, {@code plan} decides what follows from what is known, {@code run} carries out the
 * {@code action}s, {@code report} writes down what happened. {@code reload} follows the file, {@code event} the outside
 * world. {@link io.bhiv.automation.AutomationPipeline} is the story.
 */
@NullMarked
package io.bhiv.automation;

import org.jspecify.annotations.NullMarked;
