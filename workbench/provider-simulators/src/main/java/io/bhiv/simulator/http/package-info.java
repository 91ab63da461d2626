/** Requests and answers as values, and the server that turns one into the other, including the answers that no server should give. */
@NullMarked
package io.bhiv.simulator.http;

import org.jspecify.annotations.NullMarked;
