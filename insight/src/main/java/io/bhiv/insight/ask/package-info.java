/**
 * Calls the services' own APIs: about one event, about jobs, and to act. Each answer comes within three seconds or not at all, and nothing of
 * it is stored here.
 */
@NullMarked
package io.bhiv.insight.ask;

import org.jspecify.annotations.NullMarked;
