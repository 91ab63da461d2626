/**
 * The InsightFlow page as a person sees it: in Debian's Chromium, over a whole stack with simulators at work. Where there is no
 * Chromium the tests are skipped, and the reason says so.
 */
@NullMarked
package io.bhiv.system.insight;

import org.jspecify.annotations.NullMarked;
