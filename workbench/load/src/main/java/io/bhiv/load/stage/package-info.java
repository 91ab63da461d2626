/**
 * What a benchmark needs around it: durable backends with temporary data and the services under test, each a process of its own so
 * that memory and processor time can be separated; or the stack that is running already.
 */
@NullMarked
package io.bhiv.load.stage;

import org.jspecify.annotations.NullMarked;
