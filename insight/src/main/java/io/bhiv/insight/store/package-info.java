/**
 * What the page keeps: events for 7 days and figures by minute for 90, in partitions of a day that are dropped whole. Each
 * record is counted once, however often it is read: the highest sequence of each boot is kept in the same transaction.
 */
@NullMarked
package io.bhiv.insight.store;

import org.jspecify.annotations.NullMarked;
