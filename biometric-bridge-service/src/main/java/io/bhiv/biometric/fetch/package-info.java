/**
 * Brings in what a delivery only points at. Terra's stored payloads are fetched behind a guard that lets a URL from a payload lead
 * nowhere but to the configured hosts.
 *
 * <p>The objects that Oura and WHOOP announce are tasks: {@link io.bhiv.biometric.fetch.ObjectFetch} reads them,
 * {@link io.bhiv.biometric.fetch.ObjectPolls} reads what no notice asked for, {@code CallBudget} keeps both within the quota, and
 * {@link io.bhiv.biometric.fetch.Subscriptions} lets Oura's notices come. What is read enters the pipeline as a delivery of its own.
 */
@NullMarked
package io.bhiv.biometric.fetch;

import org.jspecify.annotations.NullMarked;
