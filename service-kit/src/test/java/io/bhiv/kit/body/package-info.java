@NullMarked
package io.bhiv.kit.body;

import org.jspecify.annotations.NullMarked;
