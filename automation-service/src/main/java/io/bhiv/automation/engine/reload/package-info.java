/**
 * Follows the job file while the service runs: detect a change, read it, plan what it means, apply it in one step. A file
 * that cannot be read changes nothing and is shown until it can.
 */
@NullMarked
package io.bhiv.automation.engine.reload;

import org.jspecify.annotations.NullMarked;
