/**
 * The service: the parts of the engine put together on PostgreSQL, and the entry point. {@code config} holds its settings,
 * {@code postgres} the ledger, {@code loops} what runs in the background, {@code watch} the events that make jobs due,
 * {@code api} all HTTP.
 */
@NullMarked
package io.bhiv.automation.service;

import org.jspecify.annotations.NullMarked;
