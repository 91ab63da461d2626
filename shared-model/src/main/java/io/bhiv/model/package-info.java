/** The words the services share. */
@NullMarked
package io.bhiv.model;

import org.jspecify.annotations.NullMarked;
