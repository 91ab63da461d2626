/**
 * What a job can do. A new action is one class here and its line in {@link io.bhiv.automation.engine.action.Actions}: the class
 * names it and performs it; {@code schema/job-file.schema.json} describes its settings.
 */
@NullMarked
package io.bhiv.automation.engine.action;

import org.jspecify.annotations.NullMarked;
