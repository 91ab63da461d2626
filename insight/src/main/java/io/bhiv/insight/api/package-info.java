/**
 * The page and its data over HTTP. The main page comes from memory; charts of seven days query the store, and Jobs, Recovery and Search the
 * services or the store.
 */
@NullMarked
package io.bhiv.insight.api;

import org.jspecify.annotations.NullMarked;
