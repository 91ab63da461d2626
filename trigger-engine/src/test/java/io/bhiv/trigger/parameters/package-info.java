@NullMarked
package io.bhiv.trigger.parameters;

import org.jspecify.annotations.NullMarked;
