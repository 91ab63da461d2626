@NullMarked
package io.bhiv.kit.auth;

import org.jspecify.annotations.NullMarked;
