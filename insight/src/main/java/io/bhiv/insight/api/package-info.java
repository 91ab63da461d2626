/**
 * The page and its data over HTTP. The page's own answers come from memory; only charts of more than 24 hours ask the store.
 */
@NullMarked
package io.bhiv.insight.api;

import org.jspecify.annotations.NullMarked;
