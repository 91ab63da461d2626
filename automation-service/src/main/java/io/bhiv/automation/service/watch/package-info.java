/**
 * Jobs that are due because something happened: a record on a topic, a figure above its threshold. What is seen becomes a
 * row of the ledger; from there on an event is a due time like any other.
 */
@NullMarked
package io.bhiv.automation.service.watch;

import org.jspecify.annotations.NullMarked;
