/**
 * From firings to notifications, per person and without a clock: an <em>episode</em> notifies again only when it gets worse, an
 * <em>umbrella</em> covers what fires for three nights after a notification, a <em>digest</em> leaves one notification a night, and a
 * <em>budget</em> allows two of INFO or MODERATE in seven days. What is held back keeps its reason.
 */
@NullMarked
package io.bhiv.trigger.episode;

import org.jspecify.annotations.NullMarked;
