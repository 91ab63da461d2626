/**
 * Invented people who wear a device, and what their nights and days were like. Everything is derived from a seed, the person and the
 * date, so any day can be made at any time, in any order, and is always the same. {@code document} shows a day as each provider does.
 */
@NullMarked
package io.bhiv.play.person;

import org.jspecify.annotations.NullMarked;
