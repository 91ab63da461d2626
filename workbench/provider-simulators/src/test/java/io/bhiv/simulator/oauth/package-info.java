@NullMarked
package io.bhiv.simulator.oauth;

import org.jspecify.annotations.NullMarked;
