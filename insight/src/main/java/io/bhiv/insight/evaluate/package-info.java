/**
 * What the figures mean. Pure: the verdict, the reconciliation, silence against the usual cadence, and the records they are
 * derived from. Nothing here calls anything or reads the time.
 */
@NullMarked
package io.bhiv.insight.evaluate;

import org.jspecify.annotations.NullMarked;
