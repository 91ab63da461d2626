/**
 * Background loops that cannot die: each step has a time limit, a failure is waited out and tried again, and a heartbeat
 * shows both in health and metrics.
 */
@NullMarked
package io.bhiv.kit.loop;

import org.jspecify.annotations.NullMarked;
