/**
 * Runs jobs exactly when due, or records why not.
 *
 * <p>{@link io.bhiv.automation.AutomationPipeline} is the story and {@link io.bhiv.automation.AutomationEngine} its assembly.
 * The steps are in {@code engine}, which depends on no container: {@code job} holds the content of the file, {@code read} reads and
 * checks it, {@code evaluate} finds the due times, {@code ledger} records and claims them, {@code lease} keeps the claims,
 * {@code plan} decides, {@code run} carries out the {@code action}s, {@code report} writes down what happened, {@code reload}
 * follows the file. {@code service} runs the engine on PostgreSQL, {@code cli} on a file.
 */
@NullMarked
package io.bhiv.automation;

import org.jspecify.annotations.NullMarked;
