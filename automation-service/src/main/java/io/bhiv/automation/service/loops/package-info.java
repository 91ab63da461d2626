/**
 * What runs by itself while the service is up: turns of the pipeline, lease renewal, reloading of the job file, start-up jobs, and
 * the graceful stop.
 */
@NullMarked
package io.bhiv.automation.service.loops;

import org.jspecify.annotations.NullMarked;
