/**
 * Asks the services themselves about one event and about jobs. Each answer comes within a second or not at all, and nothing of it is
 * stored here.
 */
@NullMarked
package io.bhiv.insight.ask;

import org.jspecify.annotations.NullMarked;
