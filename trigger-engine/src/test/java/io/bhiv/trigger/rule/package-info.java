@NullMarked
package io.bhiv.trigger.rule;

import org.jspecify.annotations.NullMarked;
