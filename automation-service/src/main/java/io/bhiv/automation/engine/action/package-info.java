/**
 * What a job can do. A new action is one class here and its line in {@link io.bhiv.automation.engine.action.Actions}: the class
 * says what it is called, which settings it takes (the reader checks them and the schema prints them), and does it.
 */
@NullMarked
package io.bhiv.automation.engine.action;

import org.jspecify.annotations.NullMarked;
